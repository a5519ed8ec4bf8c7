"""Lend a paper and take it back: the borrow card (แบบที่ ๒๔)."""

from datetime import date

from kmdesk.records import Unit
from kmdesk.shelf import documents
from kmdesk.shelf.documents import ShelfError
from kmdesk.shelf.model import DocumentDetail, Loan


def lend(unit: Unit, record_id: int, borrower: str, borrowed_on: str, due_on: str | None) -> None:
    """Record who borrowed the paper, when, and when it is due (ISO dates).

    Raises ShelfError when it is already on loan or the due date precedes the loan.
    """
    detail = _document(unit, record_id)
    if not borrower.strip():
        raise ShelfError("Type who takes the paper.")
    # returning such a loan would leave a paper “in its place” that does not exist
    if detail.holding == "none":
        raise ShelfError(
            "No paper of this letter is kept, so it cannot be lent. If there is one after all,"
            " note its place first (Edit…)."
        )
    if documents.open_loan(unit.session, record_id) is not None:
        raise ShelfError("This paper is out already. Take it back first.")
    if due_on and date.fromisoformat(due_on) < date.fromisoformat(borrowed_on):
        raise ShelfError("The paper cannot be due before it is taken. Check the two dates.")
    unit.session.add(
        Loan(record_id=record_id, borrower=borrower, borrowed_on=borrowed_on, due_on=due_on)
    )
    detail.holding = "on_loan"
    unit.session.flush()


def take_back(
    unit: Unit, record_id: int, returned_on: str, returned_by: str = "", received_by: str = ""
) -> None:
    """Close the open loan; raises ShelfError when the paper is not on loan."""
    record, detail = unit.record(record_id), _document(unit, record_id)
    loan = documents.open_loan(unit.session, record_id)
    if loan is None:
        raise ShelfError("This paper is not out on loan.")
    loan.returned_on = returned_on
    loan.returned_by = returned_by or loan.borrower
    loan.received_by = received_by or unit.actor.name
    unit.session.flush()
    if documents.open_loan(unit.session, record_id) is None:  # a second copy may still be on loan
        # returned, but its place is not recorded
        detail.holding = "in_place" if record.place_id is not None else "unplaced"
    unit.session.flush()


def _document(unit: Unit, record_id: int) -> DocumentDetail:
    unit.record(record_id)
    detail = documents.document(unit.session, record_id)
    if detail is None:
        raise ShelfError("This item is not a document of the shelf.")
    return detail
