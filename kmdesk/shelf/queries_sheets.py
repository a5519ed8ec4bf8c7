"""Queries for printed registers: receipts, loans, papers past their retention."""

from sqlalchemy import select

from kmdesk.pdf.sheets.correspondence import AnnouncementSheet
from kmdesk.pdf.sheets.labels import Label
from kmdesk.pdf.sheets.official import Signature, Text
from kmdesk.pdf.sheets.registers import BorrowedPaper, ExpiredPaper, LoanLine, ReceivedLetter
from kmdesk.records.display import screen_date
from kmdesk.records.model import Passage, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.announcement_text import announced_subject, announcement_text
from kmdesk.shelf.documents import clerks_own
from kmdesk.shelf.model import DocumentDetail, Loan, Receipt
from kmdesk.thai.digits import to_arabic


def received(reading: Reading, first: str, last: str) -> list[ReceivedLetter]:
    """Return receipts of visible letters from ``first`` to ``last`` (ISO), by day and number."""
    query = (
        select(Receipt, Record, DocumentDetail)
        .join(Record, Record.id == Receipt.record_id)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(reading.visible(), Receipt.received_on >= first, Receipt.received_on <= last)
    )
    rows = sorted(
        reading.session.execute(query).all(),
        key=lambda row: (row[0].received_on, _counted(row[0].number), row[0].id),
    )
    return [
        ReceivedLetter(
            stamp.received_on,
            stamp.number,
            record.number,
            record.dated,
            record.issuer,
            detail.addressee,
            record.title,
            detail.action or detail.assigned_to,
            clerks_own(detail.note),
        )
        for stamp, record, detail in rows
    ]


def _counted(number: str) -> tuple[int, str]:
    """Sort key of receive numbers in the order of issue: 9 before 10."""
    digits = "".join(c for c in to_arabic(number).partition("/")[0] if c.isdigit())
    return (int(digits) if digits else 0, number)


def borrow_card(reading: Reading, record_id: int) -> tuple[BorrowedPaper, list[LoanLine]]:
    """Return the paper and all its loans, oldest first."""
    record = reading.record(record_id)
    query = select(Loan).where(Loan.record_id == record_id).order_by(Loan.borrowed_on, Loan.id)
    loans = [
        LoanLine(
            row.borrower,
            row.borrowed_on,
            row.due_on,
            row.returned_by,
            row.received_by,
            row.returned_on,
        )
        for row in reading.session.scalars(query)
    ]
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    label = (place.label or place.name) if place is not None else ""
    return BorrowedPaper(record.title, record.number, record.dated, label), loans


def announcement(reading: Reading, record_id: int, office: str) -> AnnouncementSheet:
    """Return a visible document as an announcement; its body is empty without stored text."""
    record = reading.record(record_id)
    detail = reading.session.get(DocumentDetail, record_id) or DocumentDetail()
    passages = select(Passage.text).where(Passage.record_id == record_id)
    texts = reading.session.scalars(passages.order_by(Passage.position, Passage.id))
    issuer = record.issuer or office
    lines = [line for text in texts for line in text.split("\n")]
    text = announcement_text(lines, issuer, record.title)
    signature = (
        Signature(detail.signer, detail.signer_position or "", detail.capacity or "")
        if detail.signer
        else Signature(text.signer, text.position, text.capacity)
    )
    return AnnouncementSheet(
        issuer,
        announced_subject(record.title, issuer),
        tuple(Text(line) for line in text.body),
        record.dated or text.dated or None,
        signature,
    )


def expired(reading: Reading, year: int) -> list[tuple[ExpiredPaper, str]]:
    """Return papers whose retention ends by a year (ค.ศ.), each with its holding."""
    return [(paper, state) for paper, state, _record in expired_records(reading, year)]


def expired_records(reading: Reading, year: int) -> list[tuple[ExpiredPaper, str, int]]:
    """Return :func:`expired` with each paper's record id.

    Records without a paper and papers that are never destroyed are excluded.
    """
    query = (
        select(Record, DocumentDetail, Place.label)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .outerjoin(Place, Place.id == Record.place_id)
        .where(
            reading.visible(),
            Record.dated.is_not(None),
            DocumentDetail.retention.in_(("1", "5", "10", "20")),
            (DocumentDetail.holding != "none") | Record.place_id.is_not(None),
        )
        .order_by(Place.label, Record.dated, Record.id)
    )
    rows = [
        (record, detail, label or "")
        for record, detail, label in reading.session.execute(query)
        if record.dated and int(record.dated[:4]) + int(detail.retention) <= year
    ]
    stamps = _stamps(reading)
    return [
        (
            ExpiredPaper(
                label, record.number, record.dated, stamps.get(record.id, ""), record.title
            ),
            detail.holding,
            record.id,
        )
        for record, detail, label in rows
    ]


def _stamps(reading: Reading) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = reading.session.execute(select(Receipt.record_id, Receipt.number).order_by(Receipt.id))
    for record_id, number in rows:
        found.setdefault(record_id, []).append(number)
    return {record_id: ", ".join(numbers) for record_id, numbers in found.items()}


def paper_label(reading: Reading, record_id: int) -> Label:
    """Return the sticker of a paper: number, subject, date and place."""
    record = reading.record(record_id)
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    where = (place.label or place.name) if place is not None else ""
    number = record.number or record.title
    title = record.title if record.number else ""
    return Label(number, (title, screen_date(record.dated, "short"), where))
