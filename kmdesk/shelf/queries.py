"""Queries of the shelf, returning frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake.text_features import OwnRoom
from kmdesk.records.describe import tag_names
from kmdesk.records.model import UNLISTED, Attachment, Passage, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries_rooms
from kmdesk.shelf.model import DocumentDetail, Loan, Receipt
from kmdesk.shelf.remarks import clerks_own
from kmdesk.thai.numbers import canonical_number


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An existing record with the same file or source."""

    record_id: int
    title: str


DETAIL_FIELDS = frozenset(c.key for c in DocumentDetail.__table__.columns) - {"record_id"}
"""Columns of a document beyond those that every record has."""


def document(session: Session, record_id: int) -> DocumentDetail | None:
    """Return the detail row of a document."""
    return session.get(DocumentDetail, record_id)


def receipts(session: Session, record_id: int) -> list[Receipt]:
    """Return the receipts of a letter, oldest first."""
    return list(
        session.scalars(select(Receipt).where(Receipt.record_id == record_id).order_by(Receipt.id))
    )


def open_loan(session: Session, record_id: int) -> Loan | None:
    """Return the open loan of a paper, or None."""
    return session.scalar(
        select(Loan).where(Loan.record_id == record_id, Loan.returned_on.is_(None))
    )


def out_until(reading: Reading, record_ids: Sequence[int]) -> dict[int, str]:
    """Return the borrowed papers among these visible ones, each with its ISO due date or ``""``.

    Readers must not learn who borrowed them.
    """
    query = (
        select(Loan.record_id, Loan.due_on)
        .join(Record, Record.id == Loan.record_id)
        .where(Loan.record_id.in_(record_ids), Loan.returned_on.is_(None), reading.visible())
    )
    return {record: day or "" for record, day in reading.session.execute(query)}


def holder_of(session: Session, sha256: str) -> Duplicate | None:
    """Return the record (not in the trash) that holds a file with this hash."""
    row = session.execute(
        select(Record.id, Record.title)
        .join(Attachment, Attachment.record_id == Record.id)
        .where(Attachment.sha256 == sha256, Record.deleted_at.is_(None))
        .order_by(Record.id)
        .limit(1)
    ).first()
    return Duplicate(*row) if row else None


def known_source(session: Session, source_id: str, title: str) -> Duplicate | None:
    """Return the record (not in the trash) imported earlier with this source id and title."""
    row = session.execute(
        select(Record.id, Record.title)
        .where(Record.source_id == source_id, Record.title == title, Record.deleted_at.is_(None))
        .limit(1)
    ).first()
    return Duplicate(*row) if row else None


def page_originals(session: Session, record_id: int) -> list[tuple[str, str]]:
    """Return (hash, name) of a record's paged files, PDF files and pictures, in order."""
    query = (
        select(Attachment.sha256, Attachment.name)
        .where(Attachment.record_id == record_id, Attachment.role.not_in(UNLISTED))
        .where(
            or_(Attachment.media_type == "application/pdf", Attachment.media_type.like("image/%"))
        )
        .order_by(Attachment.position, Attachment.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def forms_in_use(session: Session) -> dict[str, int]:
    """Return the number of documents of each form."""
    query = select(DocumentDetail.form, func.count()).group_by(DocumentDetail.form)
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Fields of a document for the record panel and the shelf's forms."""

    values: dict[str, object]
    borrower: str = ""
    due_on: str | None = None
    places: tuple[tuple[int, str], ...] = ()
    tags: str = ""
    room: OwnRoom = ""
    """Other room whose reader may import it: as a law or as an appointment order."""


def document_view(reading: Reading, record_id: int) -> DocumentView | None:
    """Return the detail of a visible document, or None for a record of another kind."""
    reading.record(record_id)
    row = document(reading.session, record_id)
    if row is None:
        return None
    loan = open_loan(reading.session, record_id)
    values = {c.key: getattr(row, c.key) for c in DocumentDetail.__table__.columns}
    return DocumentView(
        values | {"note": clerks_own(row.note)},
        loan.borrower if loan else "",
        loan.due_on if loan else None,
        places(reading.session),
        ", ".join(tag_names(reading.session, record_id)),
        queries_rooms.offers(reading, [record_id]).get(record_id, ""),
    )


def places(session: Session) -> tuple[tuple[int, str], ...]:
    """Return (id, full label) of every place that can hold a paper, in shelf order."""
    query = (
        select(Place.id, Place.label)
        .where(Place.kind.in_(("cupboard", "shelf", "folder", "slot")))
        .order_by(Place.label)
    )
    return tuple((row[0], row[1]) for row in session.execute(query))


def by_form(form: str) -> ColumnElement[bool]:
    """Condition: documents of a form."""
    return DocumentDetail.form == form


def in_year(year: str) -> ColumnElement[bool]:
    """Condition: dated in a year of the Common Era."""
    return Record.dated.startswith(year)


def lying_in(place_ids: tuple[int, ...]) -> ColumnElement[bool]:
    """Condition: located in one of the places."""
    return Record.place_id.in_(place_ids)


def without_place() -> ColumnElement[bool]:
    """Condition: without a recorded place."""
    return Record.place_id.is_(None)


def on_loan() -> ColumnElement[bool]:
    """Condition: on loan."""
    return DocumentDetail.holding == "on_loan"


def to_answer() -> ColumnElement[bool]:
    """Condition: an answer is due and none is recorded."""
    return DocumentDetail.reply_by.is_not(None) & (DocumentDetail.replied_with == "")


def due(session: Session, day: str) -> list[tuple[int, str, str]]:
    """Return (record id, day, title) of answers and loans due by ``day`` (ISO)."""
    answers = select(DocumentDetail.record_id, DocumentDetail.reply_by).where(
        to_answer(), DocumentDetail.reply_by <= day
    )
    loans = select(Loan.record_id, Loan.due_on).where(
        Loan.returned_on.is_(None), Loan.due_on <= day
    )
    return [(row[0], row[1] or "", "answer") for row in session.execute(answers)] + [
        (row[0], row[1] or "", "loan") for row in session.execute(loans)
    ]


def not_searchable() -> ColumnElement[bool]:
    """Condition: some page is not searchable."""
    return exists().where(Passage.record_id == Record.id, Passage.problem.is_not(None))


def years(reading: Reading) -> dict[str, int]:
    """Return the number of visible documents by year (Common Era), newest first."""
    year = func.substr(Record.dated, 1, 4)
    query = (
        select(year, func.count())
        .where(reading.visible(), Record.kind == "document", Record.dated.is_not(None))
        .group_by(year)
        .order_by(year.desc())
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}


def cupboards(session: Session) -> list[tuple[str, tuple[int, ...]]]:
    """Return every cupboard with the ids of all places inside it."""
    rows = session.execute(select(Place.id, Place.parent_id, Place.kind, Place.name)).all()
    children: dict[int | None, list[int]] = {}
    for place_id, parent_id, _kind, _name in rows:
        children.setdefault(parent_id, []).append(place_id)
    found = []
    for place_id, _parent, kind, name in rows:
        if kind == "cupboard":
            inside, queue = [], [place_id]
            while queue:
                at = queue.pop()
                inside.append(at)
                queue += children.get(at, [])
            found.append((name, tuple(inside)))
    return sorted(found)


def folders(session: Session) -> list[int]:
    """Return the ids of all folders in shelf order."""
    query = select(Place.id).where(Place.kind == "folder").order_by(Place.label, Place.id)
    return list(session.scalars(query))


def numbered(session: Session, number: str) -> int | None:
    """Return the document with this number, in any spelling."""
    return session.scalar(
        select(Record.id).where(Record.number == canonical_number(number)).limit(1)
    )
