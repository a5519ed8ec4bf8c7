"""Change fields of a document; fields not given keep their value."""

from collections.abc import Mapping

from kmdesk.i18n import KmdeskError
from kmdesk.records import Unit
from kmdesk.records.conflicts import merge
from kmdesk.records.describe import tag_names
from kmdesk.shelf import queries
from kmdesk.shelf.remarks import clerks_own
from kmdesk.thai.numbers import canonical_number

_RECORD_COLUMNS = ("issuer", "dated", "status", "place_id", "audience")


class ShelfError(KmdeskError):
    """Raised when a request to the shelf is invalid."""


def edit_document(
    unit: Unit, record_id: int, opened: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Apply a form that was opened with the values ``opened``; see :func:`change_document`.

    Raises EditConflict when another user changed the same fields since.
    """
    record = unit.record(record_id)
    detail = queries.document(unit.session, record_id)
    present = {key: getattr(record, key) for key in ("title", "number", *_RECORD_COLUMNS)}
    present |= {key: getattr(detail, key) for key in queries.DETAIL_FIELDS if detail is not None}
    # as the form showed it, else every generated sentence would look like a concurrent edit
    present["note"] = clerks_own(str(present.get("note") or ""))
    present["tags"] = ", ".join(tag_names(unit.session, record_id))
    change_document(unit, record_id, merge(unit, record_id, opened, present, values))


def change_document(unit: Unit, record_id: int, values: Mapping[str, object]) -> None:
    """Set the given fields of record and detail; a new place sets ``holding`` to in place."""
    record = unit.record(record_id)
    detail = queries.document(unit.session, record_id)
    if detail is None:
        raise ShelfError("This item is not a document of the shelf.")
    if "title" in values:
        title = str(values["title"] or "").strip()
        if not title:
            raise ShelfError("Type the subject of the document first.")
        unit.retitle(record, title)
    if "number" in values:
        number = str(values["number"] or "").strip()
        record.number = canonical_number(number) if number else ""
    # before the fields are copied, so that a holding given with the place wins
    if values.get("place_id") is not None and values["place_id"] != record.place_id:
        detail.holding = "in_place"
    for key in _RECORD_COLUMNS:
        if key in values:
            setattr(record, key, values[key])
    if "tags" in values:
        unit.set_tags(record, str(values["tags"] or "").split(","))
    for key, value in values.items():
        if key in queries.DETAIL_FIELDS:
            setattr(detail, key, value)
    if detail.holding == "in_place" and record.place_id is None:
        detail.holding = "unplaced"  # “in its place” requires a place
    unit.session.flush()
