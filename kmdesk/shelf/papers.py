"""The papers of documents: lent and taken back (แบบที่ ๒๔), counted in a stock-take, and scanned.

Scanned files have pages, texts and links, and pages that await text recognition.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.i18n import N_
from kmdesk.intake import GARBLED, NOT_READ, PICTURE_ONLY, PRIVATE_CODE
from kmdesk.places import within
from kmdesk.records import Unit
from kmdesk.records.model import UNLISTED, Attachment, Change, Link, Passage, Place, Record
from kmdesk.records.undo import READ_TEXT
from kmdesk.records.unit import Reading
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


def papers_in(
    reading: Reading, place_ids: Iterable[int] | None
) -> list[tuple[int, str, str, str, str]]:
    """Return (record id, number, title, place, holding) of visible documents in these places."""
    # Inner joins on purpose: what lies nowhere cannot be looked for in a stock-take.
    query = (
        select(Record.id, Record.number, Record.title, Place.label, DocumentDetail.holding)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .join(Place, Place.id == Record.place_id)
        .where(reading.visible())
        .order_by(Place.label, Record.number, Record.id)
    )
    if place_ids is not None:
        query = query.where(Record.place_id.in_(list(place_ids)))
    return [(r[0], r[1], r[2], r[3] or "", r[4]) for r in reading.session.execute(query)]


STOCK_RESULTS = {
    "found": N_("Found"),
    "missing": N_("Not found"),
    "elsewhere": N_("In the wrong place"),
}


@dataclass(frozen=True, slots=True)
class StockLine:
    """One paper expected in the place; ``holding`` is its recorded state."""

    record_id: int
    number: str
    title: str
    place: str
    holding: str


@dataclass(frozen=True, slots=True)
class StockResult:
    """Observed state: a key of ``RESULTS``, and the actual place of a misplaced paper."""

    state: str
    place_id: int | None = None


def stock_list(reading: Reading, place_id: int | None) -> list[StockLine]:
    """Return papers expected in a place and its subplaces (None: everywhere), in shelf order."""
    places = None if place_id is None else within(reading.session, place_id)
    return [StockLine(*row) for row in papers_in(reading, places)]


def store_stock_take(unit: Unit, results: Mapping[int, StockResult]) -> int:
    """Store the observed states; return the number of papers changed.

    A paper found although recorded as lent is taken back today. Raises ShelfError when a misplaced
    paper comes without its actual place.
    """
    changed = 0
    for record_id, result in results.items():
        record = unit.record(record_id)
        detail = documents.document(unit.session, record_id)
        if detail is None:
            raise ShelfError("This item is not a document of the shelf.")
        before = (detail.holding, record.place_id)
        if result.state == "elsewhere":
            if result.place_id is None:
                raise ShelfError("Say where “{title}” lies now.", title=record.title)
            record.place_id = result.place_id
        if result.state != "missing":
            if documents.open_loan(unit.session, record_id) is not None:
                take_back(unit, record_id, clock.today_iso())
            detail.holding = "in_place"
        elif detail.holding != "on_loan":  # a lent paper is absent for a known reason
            detail.holding = "missing"
        changed += before != (detail.holding, record.place_id)
    unit.session.flush()
    return changed


_PAGE = "page:"


@dataclass(frozen=True, slots=True)
class Scan:
    """A paged file of a record, and the record's version when it was read."""

    attachment_id: int
    record_id: int
    version: int
    name: str
    sha256: str
    title: str


def scans_of(reading: Reading, record_ids: Sequence[int]) -> tuple[Scan, ...]:
    """Return PDF files and pictures of visible documents, in the order given."""
    query = (
        select(Attachment, Record)
        .join(Record, Record.id == Attachment.record_id)
        .where(reading.visible(), Record.kind == "document", Record.id.in_(record_ids))
        .where(Attachment.role.not_in(UNLISTED))
        .where(
            or_(Attachment.media_type == "application/pdf", Attachment.media_type.like("image/%"))
        )
        .order_by(Attachment.position, Attachment.id)
    )
    found = [
        Scan(file.id, record.id, record.version, file.name, file.sha256, record.title)
        for file, record in reading.session.execute(query)
    ]
    place = {record_id: at for at, record_id in enumerate(record_ids)}
    return tuple(sorted(found, key=lambda scan: place[scan.record_id]))


def file_row(session: Session, attachment_id: int) -> Attachment | None:
    """Return the row of a file, or None."""
    return session.get(Attachment, attachment_id)


def passages_of(session: Session, record_id: int) -> list[Passage]:
    """Return all texts of a record in order."""
    query = (
        select(Passage).where(Passage.record_id == record_id).order_by(Passage.position, Passage.id)
    )
    return list(session.scalars(query))


def page_links(session: Session, record_ids: Sequence[int]) -> list[Link]:
    """Return links from or to a page of these records."""
    query = select(Link).where(
        or_(
            Link.record_id.in_(record_ids) & Link.from_anchor.startswith(_PAGE),
            Link.to_id.in_(record_ids) & Link.to_anchor.startswith(_PAGE),
        )
    )
    return list(session.scalars(query.order_by(Link.id)))


def same_link(session: Session, wanted: dict[str, object], but: Link) -> Link | None:
    """Return another link with all the values of ``wanted``, or None."""
    return session.scalar(select(Link).filter_by(**wanted).where(Link.id != but.id).limit(1))


def anchor_of(page: int) -> str:
    """Return the anchor of a page counted from 0."""
    return f"{_PAGE}{page + 1}"


# problems that recognising the page image can fix
_MENDABLE = (PICTURE_ONLY, NOT_READ, GARBLED, PRIVATE_CODE)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file with pages that await text recognition."""

    record_id: int
    attachment_id: int
    sha256: str
    name: str
    pages: int


def unread_files(reading: Reading, first: int = 0) -> list[UnreadFile]:
    """Return files of visible records with such pages, oldest first.

    ``first`` restricts the result to this record and later ones.
    """
    query = (
        select(
            Attachment.record_id,
            Attachment.id,
            Attachment.sha256,
            Attachment.name,
            func.count(Passage.id),
        )
        .join(Passage, Passage.attachment_id == Attachment.id)
        .join(Record, Record.id == Attachment.record_id)
        .where(reading.visible(), Passage.problem.in_(_MENDABLE), Record.id >= first)
        .where(
            or_(Attachment.media_type == "application/pdf", Attachment.media_type.like("image/%"))
        )
        .group_by(Attachment.id)
        .order_by(Attachment.id)
    )
    return [UnreadFile(*row) for row in reading.session.execute(query)]


def fill_pages(session: Session, attachment_id: int, texts: Mapping[str, str]) -> int:
    """Fill pages awaiting recognition with their text, by anchor; return how many were filled."""
    query = select(Passage).where(
        Passage.attachment_id == attachment_id, Passage.problem.in_(_MENDABLE)
    )
    filled = 0
    for passage in session.scalars(query):
        text = texts.get(passage.anchor, "")
        if text.strip():
            passage.text, passage.problem = text, None
            filled += 1
    session.flush()
    return filled


def was_recognised(session: Session, record_id: int) -> bool:
    """Return whether text of this paper comes from recognition and so may contain errors."""
    read = exists().where(Change.record_id == record_id, Change.label == READ_TEXT)
    # text of a picture file always comes from recognition
    pictures = (
        select(Passage.id)
        .join(Attachment, Attachment.id == Passage.attachment_id)
        .where(Passage.record_id == record_id, Passage.problem.is_(None), Passage.text != "")
        .where(Attachment.media_type.like("image/%"))
    )
    return bool(session.scalar(select(or_(read, pictures.exists()))))
