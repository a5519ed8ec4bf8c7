"""Documents of the shelf: what is read of them, and how they are added and edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from kmdesk.i18n import N_, KmdeskError
from kmdesk.intake import ATTACHED
from kmdesk.intake.text_features import HEAD_PAGES, OwnRoom, may_have_room, room_of
from kmdesk.records import BaseKind, Duty, PassageText, Unit
from kmdesk.records.describe import READ_FROM, Paper, tag_names
from kmdesk.records.edit import change_record
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import (
    CURRENT,
    DOCUMENT_FIELDS,
    STAYS,
    DocumentDetail,
    Loan,
    Receipt,
    clerks_own,
)
from kmdesk.thai.dates import parse_date
from kmdesk.thai.numbers import canonical_number


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An existing record with the same file or source."""

    record_id: int
    title: str


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
        offers(reading, [record_id]).get(record_id, ""),
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


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to store with a document."""

    source: Path | bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """Metadata of a new document; ``dated`` is an ISO date or None."""

    title: str
    form: str = "other"
    number: str = ""
    issuer: str = ""
    dated: str | None = None
    place_id: int | None = None
    audience: str = "public"
    source: str | None = None
    source_id: str | None = None
    tags: Sequence[str] = ()
    detail: dict[str, object] = field(default_factory=dict)


def add_document(
    unit: Unit,
    document: NewDocument,
    texts: Sequence[PassageText],
    file: NewFile | None = None,
) -> Record:
    """Add a document and return its record; nothing is durable until ``unit.commit()``."""
    record = unit.add(
        kind="document",
        title=document.title,
        number=canonical_number(document.number) if document.number else "",
        issuer=document.issuer,
        dated=document.dated,
        status="current",
        place_id=document.place_id,
        audience=document.audience,
        on_shelf=True,
        source=document.source,
        source_id=document.source_id,
    )
    unit.session.add(
        DocumentDetail(
            record_id=record.id,
            form=document.form,
            **{"holding": "in_place" if document.place_id else "none", **document.detail},
        )
    )
    attachment = None
    if file is not None:
        attachment = unit.attach(record, file.source, file.name, file.media_type)
    unit.passages(record, texts, attachment)
    for tag in document.tags:
        unit.tag(record, tag)
    unit.session.flush()
    return record


def add_receipt(unit: Unit, record_id: int, number: str, received_on: str, time: str = "") -> None:
    """Add a receipt stamp read off the paper; an unparsable ``received_on`` is stored as typed."""
    parsed = parse_date(received_on)
    unit.session.add(
        Receipt(
            record_id=record_id,
            number=number,
            received_on=parsed.isoformat() if parsed else received_on,
            received_at=time,
        )
    )
    unit.session.flush()


class ShelfError(KmdeskError):
    """Raised when a request to the shelf is invalid."""


class DocumentForm(BaseKind):
    """How the values of a document's form are stored."""

    code = "document"
    fields = DOCUMENT_FIELDS
    detail = DocumentDetail
    initial: Mapping[str, object] = {"status": CURRENT, "on_shelf": True}

    def normalize(
        self, unit: Unit, values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the values with a canonical number, and the holding that a place implies."""
        stored = dict(values)
        if "number" in stored:
            number = str(stored["number"] or "").strip()
            stored["number"] = canonical_number(number) if number else ""
        if values.get("place_id") is not None and values["place_id"] != present.get("place_id"):
            stored.setdefault("holding", "in_place")
        after = {**present, **stored}
        if after.get("holding") == "in_place" and after.get("place_id") is None:
            stored["holding"] = "unplaced"  # “in its place” requires a place
        return stored

    def shown(
        self, unit: Unit, record: Record, values: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Return the note as the form shows it, else each generated sentence is an edit."""
        return {"note": clerks_own(str(values.get("note") or ""))}


DOCUMENT = DocumentForm()


def edit_document(
    unit: Unit, record_id: int, opened: Mapping[str, object], values: Mapping[str, object]
) -> int:
    """Apply a form that was opened with the values ``opened``; see :func:`change_record`."""
    return change_record(unit, DOCUMENT, record_id, values, opened)


def change_document(unit: Unit, record_id: int, values: Mapping[str, object]) -> int:
    """Set the given fields of a document; a new place sets ``holding`` to in place."""
    return change_record(unit, DOCUMENT, record_id, values)


# Free text only: choices and dates have forms of their own that replacing would spoil.
REPLACED = {
    spec.name: spec
    for spec in DOCUMENT_FIELDS
    if spec.editor in ("text", "title", "lines", "suggest") and spec.where != "other"
}
"""Fields that support find and replace."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Current and proposed value of a document's field."""

    record_id: int
    before: str
    after: str


def edit_many(
    unit: Unit,
    record_ids: Sequence[int],
    values: Mapping[str, object],
    add_tags: str = "",
    drop_tags: str = "",
) -> int:
    """Set fields and add or remove tags on every document; return the number of documents.

    Records in the list that are not documents are skipped. Tags are separated by commas.
    """
    added, dropped = _tags_in(add_tags), set(_tags_in(drop_tags))
    count = 0
    for record_id in record_ids:
        if document(unit.session, record_id) is None:
            continue
        change = dict(values)
        if added or dropped:
            present = tag_names(unit.session, record_id)
            # Dropped before added: a tag named in both boxes is one the clerk wants to keep.
            kept = [name for name in present if name not in dropped]
            change["tags"] = ",".join([*kept, *added])
        change_document(unit, record_id, change)
        count += 1
    return count


def would_replace(
    reading: Reading, record_ids: Sequence[int], field: str, find: str, put: str
) -> list[Replacement]:
    """Preview a replacement in a field; raises ShelfError when ``find`` is empty."""
    if field not in REPLACED:
        raise ShelfError("Text cannot be replaced in this field.")
    if not find:
        raise ShelfError("Type what to look for.")
    changes = []
    for record_id in record_ids:
        before = _text_of(reading, record_id, field)
        after = before.replace(find, put)
        if after != before:
            changes.append(Replacement(record_id, before, after))
    return changes


def replace_in(unit: Unit, record_ids: Sequence[int], field: str, find: str, put: str) -> int:
    """Replace text in a field of many documents; return the number changed."""
    changes = would_replace(unit, record_ids, field, find, put)
    for change in changes:
        change_document(unit, change.record_id, {field: change.after})
    return len(changes)


def _text_of(reading: Reading, record_id: int, field: str) -> str:
    detail = document(reading.session, record_id)
    if detail is None:
        return ""
    is_record = REPLACED[field].where == "record"
    owner = reading.record(record_id) if is_record else detail
    return str(getattr(owner, field) or "")


def _tags_in(text: str) -> list[str]:
    return list(
        dict.fromkeys(name for name in (" ".join(n.split()) for n in text.split(",")) if name)
    )


def note_answer(unit: Unit, record_id: int, number: str, action: str = "") -> None:
    """Store the number of the answer and link that letter when it is in the library.

    Raises ShelfError without a number, or when the number is the letter's own.
    """
    record = unit.record(record_id)
    detail = document(unit.session, record_id)
    if detail is None:
        raise ShelfError("This item is not a document of the shelf.")
    if not number.strip():
        raise ShelfError("Type the number of the answer.")
    detail.replied_with = canonical_number(number)
    if action.strip():
        detail.action = action.strip()
    if detail.replied_with == record.number:
        raise ShelfError("This is the letter's own number. Type the number of the answer.")
    answer = numbered(unit.session, number)
    # An answer that is still on somebody’s desk is only known by its number for now.
    if answer is not None:
        unit.link(answer, record_id, "answers")
    unit.session.flush()


# Not with the other reads of completeness: that module loads ReportLab for its print, and the
# form of a receipt opens with the tab.
def received_numbers(reading: Reading) -> list[tuple[str, str, int, str]]:
    """Return (day received, number, record id, title) of all receipts of visible letters."""
    query = (
        select(Receipt.received_on, Receipt.number, Record.id, Record.title)
        .join(Record, Record.id == Receipt.record_id)
        .where(reading.visible())
        .order_by(Receipt.received_on, Receipt.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


# Offers to other rooms: a paper that is a law or an appointment order too is imported there by a
# clerk, or left on the shelf only.

_PAGES = 40
"""Pages examined; a law is recognisable from its first page."""


def offers(reading: Reading, record_ids: Sequence[int]) -> dict[int, OwnRoom]:
    """Return the other room of each paper that a clerk may import, unless imported or dismissed."""
    # Only clerks can import, and readers would wait for the pages to be looked through.
    if reading.actor.duty < Duty.CLERK:
        return {}
    waiting = reading.session.scalars(
        select(Record.id).where(
            Record.id.in_(record_ids),
            Record.kind == "document",
            reading.visible(),
            ~_is_read_in(),
            ~_stays(),
        )
    )
    found: dict[int, OwnRoom] = {}
    for record_id in list(waiting):
        room = _room(reading, record_id)
        if room:
            found[record_id] = room
    return found


def source_paper(reading: Reading, record_id: int) -> Paper:
    """Return a visible paper with its whole text and the room it belongs to."""
    record = reading.record(record_id)
    pages = tuple(_passages(reading, record_id))
    return Paper(record_id, room_of([page.text for page in pages[:_PAGES]]), record.title, pages)


def _room(reading: Reading, record_id: int) -> OwnRoom:
    head = [page.text for page in _passages(reading, record_id, HEAD_PAGES)]
    # Most papers are letters: their first pages show that, and forty need not be read.
    if not may_have_room(head):
        return ""
    return room_of([page.text for page in _passages(reading, record_id, _PAGES)])


def _passages(reading: Reading, record_id: int, limit: int | None = None) -> list[PassageText]:
    query = (
        select(Passage.anchor, Passage.label, Passage.text, Passage.problem)
        .where(Passage.record_id == record_id, ~Passage.anchor.startswith(f"{ATTACHED}:"))
        .order_by(Passage.position, Passage.id)
        .limit(limit)
    )
    return [PassageText(*row) for row in reading.session.execute(query)]


def _is_read_in() -> ColumnElement[bool]:
    """Condition: a law or order imported from the paper is in the library."""
    read = aliased(Record)
    return exists().where(
        Link.to_id == Record.id,
        Link.relation == READ_FROM,
        Link.record_id == read.id,
        read.deleted_at.is_(None),
    )


def _stays() -> ColumnElement[bool]:
    """Condition: a clerk dismissed the offer."""
    return exists().where(
        RecordTag.record_id == Record.id, RecordTag.tag_id == Tag.id, Tag.name == STAYS
    )


STAY = N_("Leave on the shelf only")


def keep_on_shelf(unit: Unit, record_id: int) -> None:
    """Tag a paper so that it is not offered to other rooms; removing the tag offers it again."""
    unit.tag(unit.record(record_id), STAYS)
