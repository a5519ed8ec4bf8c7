"""Display names of the kinds of places and shapes."""

from collections.abc import Mapping

from kmdesk.i18n import N_

PLACE_KINDS: Mapping[str, str] = {
    "room": N_("Room"),
    "cupboard": N_("Cupboard"),
    "shelf": N_("Shelf"),
    "folder": N_("Folder"),
    "slot": N_("Slot"),
    "desk": N_("Desk"),
}
SHAPE_KINDS: Mapping[str, str] = {
    "room": N_("Room"),
    "desk": N_("Desk"),
    "cupboard": N_("Cupboard"),
    "counter": N_("Counter"),
    "door": N_("Door"),
}
# Allowed parents of each kind; None is the office itself.
WITHIN: Mapping[str, tuple[str | None, ...]] = {
    "room": (None,),
    "cupboard": (None, "room"),
    "shelf": ("cupboard",),
    "folder": ("shelf", "cupboard"),
    "slot": ("folder", "shelf"),
    "desk": (None, "room"),
}
