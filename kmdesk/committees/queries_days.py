"""Queries for dated entries: meetings, resolutions, trainings, sets, plans."""

from dataclasses import dataclass

from sqlalchemy import select

from kmdesk.committees.knowledge import WAITING
from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    DesiredState,
    KnowledgeSetDetail,
    MeetingDetail,
    ProgressReport,
    ReportRound,
)
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated entry (ISO); ``open`` while it is not completed."""

    day: str
    what: str
    words: str
    record_id: int
    open: bool = False
    place: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution with an owner, and the day of its meeting (ISO)."""

    item_id: int
    held_on: str | None
    owner: str
    resolution: str
    due_on: str | None
    done_on: str | None
    committee_id: int | None


def dated(reading: Reading, first: str, last: str) -> list[Dated]:
    """Return all entries visible to a reader from ``first`` to ``last`` (ISO)."""
    return [
        *_meetings(reading, first, last),
        *_trainings(reading, first, last),
        *_actions(reading, first, last),
        *_sets(reading, first, last),
        *_plans(reading, first, last),
    ]


def _meetings(reading: Reading, first: str, last: str) -> list[Dated]:
    query = (
        select(
            Record.dated,
            Record.title,
            Record.number,
            Record.id,
            Record.status,
            MeetingDetail.held_at,
            MeetingDetail.opened_at,
        )
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= last)
    )
    return [
        Dated(r[0] or "", "meeting", f"{r[1]} {r[2]}".strip(), r[3], False, r[5], r[6])
        for r in reading.session.execute(query)
    ]


def _trainings(reading: Reading, first: str, last: str) -> list[Dated]:
    query = select(Record.dated, Record.title, Record.id).where(
        reading.visible(), Record.kind == "training", Record.dated >= first, Record.dated <= last
    )
    return [Dated(r[0] or "", "training", r[1], r[2]) for r in reading.session.execute(query)]


def _actions(reading: Reading, first: str, last: str) -> list[Dated]:
    query = (
        select(AgendaItem.due_on, AgendaItem.owner, AgendaItem.resolution, Record.id)
        .join(Record, Record.id == AgendaItem.record_id)
        .where(
            reading.visible(),
            AgendaItem.owner != "",
            AgendaItem.done_on.is_(None),
            AgendaItem.due_on >= first,
            AgendaItem.due_on <= last,
        )
    )
    return [
        Dated(r[0] or "", "action", f"{r[1]}: {r[2]}", r[3], True)
        for r in reading.session.execute(query)
    ]


def _sets(reading: Reading, first: str, last: str) -> list[Dated]:
    query = (
        select(KnowledgeSetDetail.due_on, Record.title, Record.id)
        .join(Record, Record.id == KnowledgeSetDetail.record_id)
        .where(
            reading.visible(),
            Record.status.in_(WAITING),
            KnowledgeSetDetail.due_on >= first,
            KnowledgeSetDetail.due_on <= last,
        )
    )
    return [Dated(r[0] or "", "set", r[1], r[2], True) for r in reading.session.execute(query)]


def _plans(reading: Reading, first: str, last: str) -> list[Dated]:
    found = []
    live = (reading.visible(), Record.status == "approved")
    activities = (
        select(Activity.to_on, Activity.title, Record.id)
        .join(Record, Record.id == Activity.record_id)
        .where(
            *live,
            Activity.status.in_(("planned", "running")),
            Activity.to_on >= first,
            Activity.to_on <= last,
        )
    )
    for day, title, record_id in reading.session.execute(activities):
        found.append(Dated(day or "", "activity", title, record_id, True))
    states = (
        select(DesiredState.due_on, DesiredState.title, Record.id)
        .join(Record, Record.id == DesiredState.record_id)
        .where(*live, DesiredState.due_on >= first, DesiredState.due_on <= last)
    )
    for day, title, record_id in reading.session.execute(states):
        found.append(Dated(day or "", "state", title, record_id))
    awaited = (
        select(ReportRound.due_on, ReportRound.title, Record.id)
        .join(Record, Record.id == ReportRound.record_id)
        .join(ProgressReport, ProgressReport.round_id == ReportRound.id)
        .where(
            reading.visible(),
            ProgressReport.reported_on.is_(None),
            ReportRound.due_on >= first,
            ReportRound.due_on <= last,
        )
        .distinct()
    )
    for day, title, record_id in reading.session.execute(awaited):
        found.append(Dated(day, "report", title, record_id, True))
    return found


def resolutions(reading: Reading, first: str, last: str) -> list[Resolution]:
    """Return resolutions with an owner from visible meetings in a period (ISO), by day."""
    query = (
        select(
            AgendaItem.id,
            Record.dated,
            AgendaItem.owner,
            AgendaItem.resolution,
            AgendaItem.due_on,
            AgendaItem.done_on,
            MeetingDetail.committee_id,
        )
        .join(Record, Record.id == AgendaItem.record_id)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(
            reading.visible(),
            AgendaItem.owner != "",
            AgendaItem.from_item_id.is_(None),
            Record.dated >= first,
            Record.dated <= last,
        )
        .order_by(AgendaItem.due_on.is_(None), AgendaItem.due_on, AgendaItem.id)
    )
    return [Resolution(*row) for row in reading.session.execute(query)]


def meeting_days(reading: Reading) -> list[str]:
    """Return the days (ISO) of visible meetings."""
    query = select(Record.dated).where(
        reading.visible(), Record.kind == "meeting", Record.dated.is_not(None)
    )
    return [day for day in reading.session.scalars(query) if day]
