"""Create documents and receipts from a form, with one warning about a possible duplicate."""

from collections.abc import Mapping

from kmdesk.records import Unit
from kmdesk.shelf import queries_completeness
from kmdesk.shelf import twins as queries_near_duplicates
from kmdesk.shelf.documents import (
    NewDocument,
    ShelfError,
    add_document,
    add_receipt,
    change_document,
)
from kmdesk.thai.dates import parse_time, write_time
from kmdesk.thai.digits import to_arabic


class TypedError(ShelfError):
    """Raised for invalid or duplicate input; ``field`` is the form field to show the message at."""

    def __init__(self, message: str, field: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


def create_document(unit: Unit, values: Mapping[str, object], told: set[int]) -> int:
    """Create a document from the form and return its id.

    Raises TypedError when a letter with the same number, date and sender exists whose id is not in
    ``told``, and adds it to ``told``: saving a second time keeps both.
    """
    record = add_document(unit, NewDocument(title=str(values["title"])), [])
    change_document(unit, record.id, values)
    # compared only now because the stored values are normalised; raising rolls the unit back
    twins = queries_near_duplicates.twins(
        unit, record.id, record.number, record.dated, record.issuer
    )
    for twin in twins:
        if twin.record_id not in told:
            told.update(twin.record_id for twin in twins)
            raise TypedError(
                "Already in the library: {title}. Save again to keep both.",
                "number",
                title=twin.title,
            )
    return record.id


def create_receipt(unit: Unit, record_id: int, values: Mapping[str, str], told: set[int]) -> None:
    """Add a receipt stamp from the form.

    Raises TypedError for an unparsable time, and once (recorded in ``told``) for a receive number
    already used in that year.
    """
    typed = (values.get("time") or "").strip()
    moment = parse_time(typed)
    if typed and moment is None:
        raise TypedError("Type the time like 09.30.", "time")
    number, day = values["number"], values["received_on"]
    for received_on, other, record, title in queries_completeness.received_numbers(unit):
        same = _running(other) == _running(number) and received_on[:4] == day[:4]
        if same and record != record_id and record not in told:
            told.add(record)
            raise TypedError(
                "This receive number is on {title} already. Save again if it is right.",
                "number",
                title=title,
            )
    add_receipt(unit, record_id, number, day, write_time(moment) if moment else "")


def _running(number: str) -> str:
    """Return the running part of a receive number: 265 of ๒๖๕/๒๕๖๘."""
    return to_arabic(number).partition("/")[0].strip().lstrip("0")
