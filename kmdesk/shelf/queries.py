"""Reads of the shelf: frozen rows from Core queries."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.records.model import Attachment, Record
from kmdesk.shelf.model import DocumentDetail, Loan, Receipt


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that already holds the same thing."""

    record_id: int
    title: str


def document(session: Session, record_id: int) -> DocumentDetail | None:
    """The detail row of a document."""
    return session.get(DocumentDetail, record_id)


def receipts(session: Session, record_id: int) -> list[Receipt]:
    """Receipts of a letter, first first."""
    return list(
        session.scalars(select(Receipt).where(Receipt.record_id == record_id).order_by(Receipt.id))
    )


def open_loan(session: Session, record_id: int) -> Loan | None:
    """The loan that is out, if the paper is borrowed."""
    return session.scalar(
        select(Loan).where(Loan.record_id == record_id, Loan.returned_on.is_(None))
    )


def holder_of(session: Session, sha256: str) -> Duplicate | None:
    """The record (not in the trash) that holds a file with this hash."""
    row = session.execute(
        select(Record.id, Record.title)
        .join(Attachment, Attachment.record_id == Record.id)
        .where(Attachment.sha256 == sha256, Record.deleted_at.is_(None))
        .order_by(Record.id)
        .limit(1)
    ).first()
    return Duplicate(*row) if row else None


def known_source(session: Session, source_id: str, title: str) -> Duplicate | None:
    """The record (not in the trash) imported earlier with this source id and title."""
    row = session.execute(
        select(Record.id, Record.title)
        .where(Record.source_id == source_id, Record.title == title, Record.deleted_at.is_(None))
        .limit(1)
    ).first()
    return Duplicate(*row) if row else None


def forms_in_use(session: Session) -> dict[str, int]:
    """How many documents of each form."""
    query = select(DocumentDetail.form, func.count()).group_by(DocumentDetail.form)
    return {row[0]: row[1] for row in session.execute(query)}
