"""Full label of a place: "ตู้ ๒ › ชั้น ๓ › แฟ้ม ๑๒"."""

from kmdesk.records.model import Place

ARROW = " › "


def worded(place: Place, parent: Place | None) -> str:
    """Return the full label of a place; the room is left out, since the plan shows it."""
    if parent is None or parent.kind == "room":
        return place.name
    return f"{parent.label}{ARROW}{place.name}"
