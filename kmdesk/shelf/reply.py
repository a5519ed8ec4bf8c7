"""Record which letter answered a letter, and link the two."""

from kmdesk.records import Unit
from kmdesk.shelf import queries
from kmdesk.shelf.edit_document import ShelfError
from kmdesk.thai.numbers import canonical_number


def note_answer(unit: Unit, record_id: int, number: str, action: str = "") -> None:
    """Store the number of the answer and link that letter when it is in the library.

    Raises ShelfError without a number, or when the number is the letter's own.
    """
    record = unit.record(record_id)
    detail = queries.document(unit.session, record_id)
    if detail is None:
        raise ShelfError("This item is not a document of the shelf.")
    if not number.strip():
        raise ShelfError("Type the number of the answer.")
    detail.replied_with = canonical_number(number)
    if action.strip():
        detail.action = action.strip()
    if detail.replied_with == record.number:
        raise ShelfError("This is the letter's own number. Type the number of the answer.")
    answer = queries.numbered(unit.session, number)
    if answer is not None:
        unit.link(answer, record_id, "answers")
    unit.session.flush()
