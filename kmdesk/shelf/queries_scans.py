"""Pages that cannot be searched yet: which files they are of, and their text once it is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake.model import GARBLED, NOT_READ, PICTURE_ONLY, PRIVATE_CODE
from kmdesk.records.model import Attachment, Passage, Record
from kmdesk.records.unit import Reading

# what reading a picture of the page may mend
_MENDABLE = (PICTURE_ONLY, NOT_READ, GARBLED, PRIVATE_CODE)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file with pages that wait for text recognition."""

    record_id: int
    attachment_id: int
    sha256: str
    name: str
    pages: int


def unread_files(reading: Reading, first: int = 0) -> list[UnreadFile]:
    """Files of visible records with such pages, those that came in first in front.

    With ``first`` only those of this record and of later ones.
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
    """Give pages that wait the text read from their picture, by anchor; how many were filled."""
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
