"""How a digest is distinguished from the text of a law, and the notice shown with it."""

from kmdesk.i18n import N_, tr
from kmdesk.records.model import Record
from kmdesk.regulations.queries import Session

SOURCE = "digest"
IN_TITLE = " (สรุปสาระ)"
MARK = N_("A digest, not the text of the law")


def is_digest(session: Session, record_id: int) -> bool:
    """Return whether a record is still a digest, not yet replaced by its text."""
    record = session.get(Record, record_id)
    return record is not None and record.source == SOURCE


def digests(session: Session) -> int:
    """Return the number of records that are digests."""
    return session.query(Record).filter(Record.source == SOURCE).count()


def digest_mark(session: Session, record_id: int) -> str:
    """Return the notice shown with a digest; "" for the text of a law."""
    return tr(MARK) if is_digest(session, record_id) else ""
