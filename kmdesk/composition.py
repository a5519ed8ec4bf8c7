"""What both composition roots share: the rooms' kinds in one registry."""

from importlib import import_module

from kmdesk.records.kinds import Kinds

ROOMS = ("shelf", "regulations", "processes", "committees", "directory")


def build_kinds() -> Kinds:
    """Every room's kinds, in the order of the tabs."""
    import_module("kmdesk.places.model")  # tables without a kind; history and undo know all
    kinds = Kinds()
    for room in ROOMS:
        for kind in import_module(f"kmdesk.{room}.kind").KINDS:
            kinds.register(kind)
    return kinds
