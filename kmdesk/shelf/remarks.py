"""What the program says of a text, apart from the remarks of the clerk.

Earlier versions wrote such sentences into the clerk's own field, from where they were printed in
official registers: there they are told by their wording and left out.
"""

from functools import cache

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from kmdesk.i18n import in_thai
from kmdesk.intake.model import HAS_MACROS, NAME_DISAGREES, OCR_STOPPED, OCR_TEXT, TEXT_CUT
from kmdesk.records.model import Attachment, Change, Passage
from kmdesk.records.steps import READ_TEXT

_OURS = (OCR_TEXT, OCR_STOPPED, NAME_DISAGREES, TEXT_CUT, HAS_MACROS)


def clerks_own(note: str) -> str:
    """A remark without the sentences that the program once put into it."""
    if not any(sentence in note for sentence in _sentences()):
        return note
    for sentence in _sentences():
        note = note.replace(sentence, "")
    return "\n".join(" ".join(line.split()) for line in note.splitlines() if line.strip())


def was_recognised(session: Session, record_id: int) -> bool:
    """Whether text of this paper was read from a picture, and so may hold errors."""
    read = exists().where(Change.record_id == record_id, Change.label == READ_TEXT)
    pictures = (
        select(Passage.id)
        .join(Attachment, Attachment.id == Passage.attachment_id)
        .where(Passage.record_id == record_id, Passage.problem.is_(None), Passage.text != "")
        .where(Attachment.media_type.like("image/%"))
    )
    return bool(session.scalar(select(or_(read, pictures.exists()))))


@cache
def _sentences() -> tuple[str, ...]:
    return (*map(in_thai, _OURS), *_OURS)
