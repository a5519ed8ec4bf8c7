"""Scanned files of documents: pages, texts and links, and pages awaiting text recognition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake import GARBLED, NOT_READ, PICTURE_ONLY, PRIVATE_CODE
from kmdesk.records.model import UNLISTED, Attachment, Change, Link, Passage, Record
from kmdesk.records.undo import READ_TEXT
from kmdesk.records.unit import Reading

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
