"""Shared by both composition roots: the library's location and the registry of kinds."""

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # neither root may import the database layer at its start
    from kmdesk.records.kinds import Kinds

ROOMS = ("shelf", "regulations", "processes", "committees", "directory")


def default_library() -> Path:
    """Return ``KMDESK_LIBRARY`` or the platform's data folder."""
    from platformdirs import user_data_path

    chosen = os.environ.get("KMDESK_LIBRARY")
    return Path(chosen) if chosen else user_data_path("kmdesk", appauthor=False) / "library"


def build_kinds() -> "Kinds":
    """Return the kinds of all packages, in the order of the tabs."""
    from kmdesk.records.kinds import Kinds

    import_module("kmdesk.places.floor_plan")  # tables without a kind, which history and undo need
    kinds = Kinds()
    for room in ROOMS:
        for kind in import_module(f"kmdesk.{room}.kind").KINDS:
            kinds.register(kind)
    return kinds
