"""How a digest is told from the text of a law, and what is said wherever one is shown."""

from kmdesk.i18n import N_, tr
from kmdesk.records.model import Record
from kmdesk.regulations.queries import Session

SOURCE = "digest"
IN_TITLE = " (สรุปสาระ)"
MARK = N_("A digest, not the text of the law")


def is_digest(session: Session, record_id: int) -> bool:
    """Whether a record is a digest still: its text has not been laid over it."""
    record = session.get(Record, record_id)
    return record is not None and record.source == SOURCE


def digests(session: Session) -> int:
    """How many records are digests."""
    return session.query(Record).filter(Record.source == SOURCE).count()


def digest_mark(session: Session, record_id: int) -> str:
    """What is said wherever a digest is shown; "" for the text of a law."""
    return tr(MARK) if is_digest(session, record_id) else ""
