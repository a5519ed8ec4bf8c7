"""What both composition roots share: where the library lies, the rooms' kinds in one registry."""

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # neither root may load the database layer at its start
    from kmdesk.records.kinds import Kinds

ROOMS = ("shelf", "regulations", "processes", "committees", "directory")


def default_library() -> Path:
    """``KMDESK_LIBRARY`` or the platform's data folder."""
    from platformdirs import user_data_path

    chosen = os.environ.get("KMDESK_LIBRARY")
    return Path(chosen) if chosen else user_data_path("kmdesk", appauthor=False) / "library"


def build_kinds() -> "Kinds":
    """Every room's kinds, in the order of the tabs."""
    from kmdesk.records.kinds import Kinds

    import_module("kmdesk.places.model")  # tables without a kind; history and undo know all
    kinds = Kinds()
    for room in ROOMS:
        for kind in import_module(f"kmdesk.{room}.kind").KINDS:
            kinds.register(kind)
    return kinds
