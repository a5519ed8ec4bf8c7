"""Stickers for cupboards, shelves and folders."""

from kmdesk.pdf.sheets.labels import Label
from kmdesk.places.tree import all_places, within
from kmdesk.records.unit import Reading

KINDS = ("cupboard", "shelf", "folder", "slot")


def place_labels(reading: Reading, kind: str = "", inside: int | None = None) -> list[Label]:
    """Return a sticker for each place of a kind, in shelf order.

    Without a kind, all places that hold paper; ``inside`` limits them to one place and its
    contents.
    """
    wanted = set(within(reading.session, inside)) if inside is not None else None
    found: list[Label] = []
    for row in all_places(reading):
        of_kind = row.kind == kind if kind else row.kind in KINDS
        if of_kind and (wanted is None or row.id in wanted):
            around = row.label.removesuffix(row.name).strip(" /›·,") if row.label else ""
            found.append(Label(row.name, (around,) if around else ()))
    return found
