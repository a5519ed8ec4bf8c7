"""Moved."""

from sqlalchemy import select
from kmdesk.records import Session

from kmdesk.committees.model import Activity, DesiredState, FocusArea, KmPlanDetail
from kmdesk.records.model import Record


def plan_parts(
    session: Session, plan_id: int
) -> tuple[list[FocusArea], list[DesiredState], list[Activity]]:
    """Return focus areas, desired states and activities of a plan."""
    focus = select(FocusArea).where(FocusArea.record_id == plan_id)
    states = select(DesiredState).where(DesiredState.record_id == plan_id)
    activities = select(Activity).where(Activity.record_id == plan_id)
    return (
        list(session.scalars(focus.order_by(FocusArea.position, FocusArea.id))),
        list(session.scalars(states.order_by(DesiredState.position, DesiredState.id))),
        list(session.scalars(activities.order_by(Activity.position, Activity.id))),
    )


def carried_to(session: Session, plan_id: int) -> int | None:
    """Return the next year's plan carried over from this one, unless deleted."""
    return session.scalar(
        select(KmPlanDetail.record_id)
        .join(Record, Record.id == KmPlanDetail.record_id)
        .where(KmPlanDetail.carried_from == plan_id, Record.deleted_at.is_(None))
        .limit(1)
    )


def plans_of_level(session: Session, level: str) -> list[tuple[Record, KmPlanDetail]]:
    """Return plans of a level, oldest first, without deleted and internal ones."""
    query = (
        select(Record, KmPlanDetail)
        .join(KmPlanDetail, KmPlanDetail.record_id == Record.id)
        .where(
            KmPlanDetail.level == level,
            Record.deleted_at.is_(None),
            Record.audience == "public",
        )
        .order_by(KmPlanDetail.fiscal_year, Record.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
