"""Full label of a place: "ตู้ ๒ › ชั้น ๓ › แฟ้ม ๑๒"."""

from kmdesk.places.queries import place_label, place_labels
from kmdesk.records.model import Place

__all__ = ["ARROW", "place_label", "place_labels", "worded"]

ARROW = " › "


def worded(place: Place, parent: Place | None) -> str:
    """Return the full label of a place; the room is left out, since the plan shows it."""
    if parent is None or parent.kind == "room":
        return place.name
    return f"{parent.label}{ARROW}{place.name}"
