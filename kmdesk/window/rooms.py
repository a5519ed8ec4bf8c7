"""The five tabs: their names, and how a room's tab is imported when it is first needed."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_

if TYPE_CHECKING:
    from kmdesk.widgets.context import Context

HOME = "home"
ROOMS: Mapping[str, str] = {
    "shelf": N_("Document shelf"),
    "regulations": N_("Laws and regulations"),
    "processes": N_("Process charts"),
    "committees": N_("Committees and knowledge management (KM)"),
    "directory": N_("Directory"),
}
SHORT: Mapping[str, str] = {"committees": N_("Committees and KM")}
"""What a tab is called where the names do not fit."""


def make_tab(room: str, context: "Context", parent: QWidget) -> QWidget:
    """The room's own tab, imported only now."""
    tab: QWidget = import_module(f"kmdesk.{room}.ui.tab").Tab(context, parent)
    return tab
