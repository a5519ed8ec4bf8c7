"""Moved."""

from collections.abc import Mapping

from kmdesk.i18n import N_

SHAPE_KINDS: Mapping[str, str] = {
    "room": N_("Room"),
    "desk": N_("Desk"),
    "cupboard": N_("Cupboard"),
    "counter": N_("Counter"),
    "door": N_("Door"),
}
