"""Moved."""

from sqlalchemy import select
from kmdesk.records import Session

from kmdesk.committees.model import KnowledgeSetDetail, KnowledgeStep
from kmdesk.records.model import Record


def steps(session: Session, set_id: int) -> list[KnowledgeStep]:
    """Return the steps of a knowledge set, oldest first."""
    return list(
        session.scalars(
            select(KnowledgeStep)
            .where(KnowledgeStep.record_id == set_id)
            .order_by(KnowledgeStep.id)
        )
    )


def sets_of(session: Session, group_id: int) -> list[Record]:
    """Return the knowledge sets of a group."""
    query = (
        select(Record)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .where(KnowledgeSetDetail.group_id == group_id, Record.deleted_at.is_(None))
        .order_by(Record.sort_key)
    )
    return list(session.scalars(query))
