"""Queries for papers that are missing or overdue."""

from sqlalchemy import false, func, or_, select

from kmdesk.records.model import Passage, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import DocumentDetail, Loan, Receipt


def references(reading: Reading) -> list[tuple[int, str, str, str]]:
    """Return (record id, number, title, reference) of visible documents that cite others."""
    query = (
        select(Record.id, Record.number, Record.title, DocumentDetail.refers_to)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(reading.visible(), DocumentDetail.refers_to != "")
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def numbers(reading: Reading) -> set[str]:
    """Return the numbers of all visible records."""
    query = select(Record.number).where(reading.visible(), Record.number != "").distinct()
    return set(reading.session.scalars(query))


def unsearchable(reading: Reading) -> list[tuple[int, str, str, int]]:
    """Return (record id, number, title, page count) of visible records with unsearchable pages."""
    query = (
        select(Record.id, Record.number, Record.title, func.count(Passage.id))
        .join(Passage, Passage.record_id == Record.id)
        .where(reading.visible(), Passage.problem.is_not(None))
        .group_by(Record.id)
        .order_by(Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def unshelved(reading: Reading) -> list[tuple[int, str, str, str]]:
    """Return (record id, number, title, holding) of papers without a place or not found."""
    query = (
        select(Record.id, Record.number, Record.title, DocumentDetail.holding)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(
            reading.visible(),
            ((DocumentDetail.holding != "none") & Record.place_id.is_(None))
            | (DocumentDetail.holding == "missing"),
        )
        .order_by(Record.number, Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def received_numbers(reading: Reading) -> list[tuple[str, str, int, str]]:
    """Return (day received, number, record id, title) of all receipts of visible letters."""
    query = (
        select(Receipt.received_on, Receipt.number, Record.id, Record.title)
        .join(Record, Record.id == Receipt.record_id)
        .where(reading.visible())
        .order_by(Receipt.received_on, Receipt.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def sent_numbers(reading: Reading, office: str, code: str) -> list[tuple[str, str, int, str]]:
    """Return (day, number, record id, title) of the office's own letters, by name or code."""
    own = [Record.issuer == office] if office else []
    if code:
        own.append(Record.number.startswith(f"{code}/", autoescape=True))
    query = (
        select(Record.dated, Record.number, Record.id, Record.title)
        .where(
            reading.visible(),
            Record.kind == "document",
            or_(*own) if own else false(),
            Record.number != "",
            Record.dated.is_not(None),
        )
        .order_by(Record.dated, Record.id)
    )
    return [(row[0] or "", row[1], row[2], row[3]) for row in reading.session.execute(query)]


def answers(reading: Reading) -> list[tuple[int, str, str, str, str]]:
    """Return (record id, number, title, due day, assignee) of answers still due, soonest first."""
    query = (
        select(
            Record.id,
            Record.number,
            Record.title,
            DocumentDetail.reply_by,
            DocumentDetail.assigned_to,
        )
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(
            reading.visible(),
            DocumentDetail.reply_by.is_not(None),
            DocumentDetail.replied_with == "",
        )
        .order_by(DocumentDetail.reply_by, Record.id)
    )
    return [(r[0], r[1], r[2], r[3] or "", r[4]) for r in reading.session.execute(query)]


def loans(reading: Reading) -> list[tuple[int, str, str, str, str, str]]:
    """Return (record id, number, title, due day or "", borrower, place) of open loans.

    Sorted by due day; loans without one come last.
    """
    query = (
        select(Record.id, Record.number, Record.title, Loan.due_on, Loan.borrower, Place.label)
        .join(Loan, Loan.record_id == Record.id)
        .outerjoin(Place, Place.id == Record.place_id)
        .where(reading.visible(), Loan.returned_on.is_(None))
        .order_by(Loan.due_on.is_(None), Loan.due_on, Record.id)
    )
    return [
        (r[0], r[1], r[2], r[3] or "", r[4], r[5] or "") for r in reading.session.execute(query)
    ]
