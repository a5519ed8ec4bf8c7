"""The five tabs: their names, and what their rooms stand on."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from kmdesk.i18n import N_

HOME, RESULTS, OFFICE = "home", "results", "office"
ROOMS: Mapping[str, str] = {
    "shelf": N_("Document shelf"),
    "regulations": N_("Laws and regulations"),
    "processes": N_("Process charts"),
    "committees": N_("Committees and knowledge management (KM)"),
    "directory": N_("Directory"),
}
SHORT: Mapping[str, str] = {
    "committees": N_("Committees and KM"),
    "regulations": N_("Laws"),
    "shelf": N_("Documents"),
    "processes": N_("Processes"),
}
"""What a tab is called where the names do not fit, in the order in which they are shortened."""


def load_rooms() -> None:
    """Import what the rooms stand on, off the UI thread, before a tab is first opened.

    Nothing that knows Qt: its classes are made on the main thread only.
    """
    for room in (*ROOMS, "places"):
        package = import_module(f"kmdesk.{room}")
        for found in iter_modules(package.__path__):
            if found.name != "ui":
                import_module(f"kmdesk.{room}.{found.name}")
