"""Queries of one fiscal year: orders, meetings, reports, publications and trainings."""

from sqlalchemy import select

from kmdesk.committees.model import (
    AgendaItem,
    CommitteeDetail,
    DesiredState,
    Evidence,
    FocusArea,
    KmPlanDetail,
    KnowledgeSetDetail,
    KnowledgeStep,
    Membership,
    ProgressReport,
    Trainee,
    TrainingDetail,
)
from kmdesk.committees.trainings import held_until
from kmdesk.committees.year_figures import Action, Awaited, TakenPart, YearRows
from kmdesk.records.model import Record
from kmdesk.records.status import effective_status_column
from kmdesk.records.unit import Reading


def year_rows(reading: Reading, plan_id: int, first: str, last: str) -> YearRows:
    """Return the rows of the plan and of the days ``first`` to ``last`` (ISO) a reader may see.

    A committee counts when it had a member on one of the days; a set when it was first published on
    one of them.
    """
    held = held_until(last)
    return YearRows(
        _dated(reading, "order", first, last),
        _committees(reading, first, last),
        _dated(reading, "meeting", first, last, but="planned"),
        _actions(reading, first, last),
        _reports(reading, plan_id),
        _evidence(reading, plan_id),
        _published(reading, first, held),
        _dated(reading, "training", first, held),
        _trainees(reading, first, held),
    )


def _dated(reading: Reading, kind: str, first: str, last: str, but: str = "") -> tuple[int, ...]:
    query = select(Record.id).where(
        reading.visible(),
        Record.kind == kind,
        Record.dated >= first,
        Record.dated <= last,
        effective_status_column() != but,
    )
    return tuple(reading.session.scalars(query.order_by(Record.dated, Record.id)))


def _committees(reading: Reading, first: str, last: str) -> tuple[int, ...]:
    query = (
        select(Record.id)
        .join(CommitteeDetail, CommitteeDetail.record_id == Record.id)
        .join(Membership, Membership.record_id == Record.id)
        .where(
            reading.visible(),
            Membership.from_on <= last,
            Membership.to_on.is_(None) | (Membership.to_on >= first),
        )
        .distinct()
        .order_by(Record.id)
    )
    return tuple(reading.session.scalars(query))


def _actions(reading: Reading, first: str, last: str) -> tuple[Action, ...]:
    query = (
        select(AgendaItem.id, AgendaItem.due_on, AgendaItem.done_on)
        .join(Record, Record.id == AgendaItem.record_id)
        .where(
            reading.visible(),
            AgendaItem.owner != "",
            AgendaItem.from_item_id.is_(None),  # a carried-over item is the same resolution
            Record.dated >= first,
            Record.dated <= last,
        )
        .order_by(AgendaItem.id)
    )
    return tuple(Action(*row) for row in reading.session.execute(query))


def _reports(reading: Reading, plan_id: int) -> tuple[Awaited, ...]:
    query = select(ProgressReport.id, ProgressReport.reported_on).where(
        ProgressReport.record_id == plan_id
    )
    rows = reading.session.execute(query.order_by(ProgressReport.id))
    return tuple(Awaited(*row) for row in rows)


def _evidence(reading: Reading, plan_id: int) -> tuple[int, ...]:
    query = select(Evidence.id).where(Evidence.record_id == plan_id).order_by(Evidence.id)
    return tuple(reading.session.scalars(query))


def _published(reading: Reading, first: str, last: str) -> tuple[int, ...]:
    query = (
        select(Record.id, KnowledgeStep.taken_on)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .join(KnowledgeStep, KnowledgeStep.record_id == Record.id)
        .where(reading.visible(), KnowledgeStep.step == "published")
        .order_by(KnowledgeStep.id)
    )
    first_time: dict[int, str] = {}
    for record_id, day in reading.session.execute(query):
        first_time.setdefault(record_id, day)  # republished after a review: counted once
    return tuple(record_id for record_id, day in first_time.items() if first <= day <= last)


def _trainees(reading: Reading, first: str, last: str) -> tuple[TakenPart, ...]:
    query = (
        select(Trainee.id, Trainee.hours, TrainingDetail.hours)
        .join(TrainingDetail, TrainingDetail.record_id == Trainee.record_id)
        .join(Record, Record.id == Trainee.record_id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= last)
        .order_by(Trainee.id)
    )
    return tuple(
        TakenPart(row[0], row[1] if row[1] is not None else row[2] or 0.0)
        for row in reading.session.execute(query)
    )


def department_parts(reading: Reading) -> tuple[dict[int, str], dict[int, str]]:
    """Return focus areas and desired states of the department's visible plans, newest first."""
    plans = (
        select(KmPlanDetail.record_id)
        .join(Record, Record.id == KmPlanDetail.record_id)
        .where(reading.visible(), KmPlanDetail.level == "department")
        .order_by(KmPlanDetail.fiscal_year.desc())
    )
    focus: dict[int, str] = {}
    states: dict[int, str] = {}
    for plan_id in reading.session.scalars(plans).all():
        for found, table in ((focus, FocusArea), (states, DesiredState)):
            query = select(table.id, table.title).where(table.record_id == plan_id)
            found.update(
                {row[0]: row[1] for row in reading.session.execute(query.order_by(table.position))}
            )
    return focus, states


def served_focus(reading: Reading, plan_id: int) -> list[tuple[str, str, int, str, int]]:
    """Return own focus areas that serve a department plan.

    Each is (department's focus area, plan, its id, own focus area, its id).
    """
    above, own = FocusArea.__table__.alias("above"), FocusArea.__table__.alias("own")
    query = (
        select(above.c.title, Record.title, Record.id, own.c.title, own.c.id)
        .select_from(above)
        .join(own, own.c.under_id == above.c.id)
        .join(Record, Record.id == own.c.record_id)
        .where(reading.visible(), above.c.record_id == plan_id)
        .order_by(above.c.position, Record.id, own.c.position)
    )
    return [tuple(row) for row in reading.session.execute(query)]


def served_states(reading: Reading, plan_id: int) -> list[tuple[str, str, int]]:
    """Return (department's desired state, plan, id of the state that serves it)."""
    above, own = DesiredState.__table__.alias("above"), DesiredState.__table__.alias("own")
    query = (
        select(above.c.title, Record.title, own.c.id)
        .select_from(above)
        .join(own, own.c.under_id == above.c.id)
        .join(Record, Record.id == own.c.record_id)
        .where(reading.visible(), above.c.record_id == plan_id)
        .order_by(above.c.position, Record.id, own.c.position)
    )
    return [tuple(row) for row in reading.session.execute(query)]
