"""Reads that find what is missing or overdue on the shelf."""

from sqlalchemy import false, func, or_, select

from kmdesk.records.model import Passage, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import DocumentDetail, Loan, Receipt


def references(reading: Reading) -> list[tuple[int, str, str, str]]:
    """(record, number, title, what it refers to) of visible documents that refer to others."""
    query = (
        select(Record.id, Record.number, Record.title, DocumentDetail.refers_to)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(reading.visible(), DocumentDetail.refers_to != "")
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def numbers(reading: Reading) -> set[str]:
    """Numbers of all visible records."""
    query = select(Record.number).where(reading.visible(), Record.number != "").distinct()
    return set(reading.session.scalars(query))


def unsearchable(reading: Reading) -> list[tuple[int, str, str, int]]:
    """(record, number, title, pages) of visible records with pages nobody can search."""
    query = (
        select(Record.id, Record.number, Record.title, func.count(Passage.id))
        .join(Passage, Passage.record_id == Record.id)
        .where(reading.visible(), Passage.problem.is_not(None))
        .group_by(Record.id)
        .order_by(Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def unshelved(reading: Reading) -> list[tuple[int, str, str, str]]:
    """(record, number, title, state of the paper) of papers with no place or not found."""
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
    """(day received, number, record, title) of all stamps on visible letters."""
    query = (
        select(Receipt.received_on, Receipt.number, Record.id, Record.title)
        .join(Record, Record.id == Receipt.record_id)
        .where(reading.visible())
        .order_by(Receipt.received_on, Receipt.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def sent_numbers(reading: Reading, office: str, code: str) -> list[tuple[str, str, int, str]]:
    """(day, number, record, title) of the office's own letters: by its name or letter code."""
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
    """(record, number, title, day, who) of answers still owed, soonest first."""
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
    """(record, number, title, due day or "", borrower, place) of papers out, soonest first."""
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
