"""Queries for page arrangement: paged files, texts by page, and links to pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Record
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


def attachment(session: Session, attachment_id: int) -> Attachment | None:
    """Return the row of a file, or None."""
    return session.get(Attachment, attachment_id)


def texts(session: Session, record_id: int) -> list[Passage]:
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
