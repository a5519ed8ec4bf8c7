"""Change a document's facts; what is not named stays as it is."""

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
    """The shelf cannot take what was asked."""


def edit_document(
    unit: Unit, record_id: int, opened: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """As :func:`change_document`, from a form that was filled with ``opened``.

    Raises ChangedMeanwhile when somebody else changed the same facts since.
    """
    record = unit.record(record_id)
    detail = queries.document(unit.session, record_id)
    present = {key: getattr(record, key) for key in ("title", "number", *_RECORD_COLUMNS)}
    present |= {key: getattr(detail, key) for key in queries.DETAIL_FIELDS if detail is not None}
    present["note"] = clerks_own(str(present.get("note") or ""))
    present["tags"] = ", ".join(tag_names(unit.session, record_id))
    change_document(unit, record_id, merge(unit, record_id, opened, present, values))


def change_document(unit: Unit, record_id: int, values: Mapping[str, object]) -> None:
    """Set the given values of record and detail; a changed place marks the paper as there."""
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
        detail.holding = "unplaced"  # “in its place” needs a place
    unit.session.flush()
