"""Queries of knowledge sets: the board, comments, due days of steps."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from kmdesk.committees.model import KnowledgeComment, KnowledgeSetDetail
from kmdesk.records import Session
from kmdesk.records.model import PICTURE, Attachment, Record
from kmdesk.records.unit import Reading

WAITING = ("draft", "sent", "compiled", "improved", "reviewed")
"""Steps after which somebody has to act."""


@dataclass(frozen=True, slots=True)
class Card:
    """A set on the board."""

    record_id: int
    title: str
    step: str
    group: str
    due_on: str | None


def board(reading: Reading) -> list[Card]:
    """Return every visible set, those due first."""
    group = aliased(Record)
    query = (
        select(Record.id, Record.title, Record.status, group.title, KnowledgeSetDetail.due_on)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .outerjoin(group, group.id == KnowledgeSetDetail.group_id)
        .where(reading.visible())
        .order_by(KnowledgeSetDetail.due_on.is_(None), KnowledgeSetDetail.due_on, Record.sort_key)
    )
    return [Card(r[0], r[1], r[2], r[3] or "", r[4]) for r in reading.session.execute(query)]


def waiting(session: Session) -> list[tuple[int, str]]:
    """Return (set id, step) of sets that await a next step, due ones first."""
    query = (
        select(Record.id, Record.status)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .where(Record.status.in_(WAITING), Record.deleted_at.is_(None))
        .order_by(KnowledgeSetDetail.due_on.is_(None), KnowledgeSetDetail.due_on, Record.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def comments(session: Session, set_id: int) -> list[KnowledgeComment]:
    """Return the comments on a set, oldest first."""
    query = select(KnowledgeComment).where(KnowledgeComment.record_id == set_id)
    return list(session.scalars(query.order_by(KnowledgeComment.said_on, KnowledgeComment.id)))


def sets_due(session: Session, last: str) -> list[tuple[int, str]]:
    """Return (set id, day) of sets whose next step is due by ``last`` (ISO)."""
    query = (
        select(Record.id, KnowledgeSetDetail.due_on)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .where(KnowledgeSetDetail.due_on <= last, Record.status.in_(WAITING))
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def picture_files(session: Session, set_id: int) -> dict[str, Attachment]:
    """Return the pictures of a set's text, by hash."""
    query = select(Attachment).where(Attachment.record_id == set_id, Attachment.role == PICTURE)
    return {row.sha256: row for row in session.scalars(query.order_by(Attachment.position))}
