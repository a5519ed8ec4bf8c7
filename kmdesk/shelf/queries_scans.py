"""Queries for text recognition: files with unsearchable pages, and storing their text."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake.model import GARBLED, NOT_READ, PICTURE_ONLY, PRIVATE_CODE
from kmdesk.records.model import Attachment, Change, Passage, Record
from kmdesk.records.steps import READ_TEXT
from kmdesk.records.unit import Reading

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
