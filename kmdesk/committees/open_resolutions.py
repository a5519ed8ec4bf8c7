"""Moved."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from kmdesk.committees.model import AgendaItem, MeetingDetail
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A resolution to be carried out, with its meeting."""

    item_id: int
    meeting_id: int
    meeting: str
    committee: str
    resolution: str
    owner: str
    due_on: str | None
    progress: str


def every_action(reading: Reading) -> list[ActionLine]:
    """Return the open resolutions of all visible meetings, earliest due first."""
    committee = aliased(Record)
    query = (
        select(
            AgendaItem.id,
            Record.id,
            Record.number,
            committee.title,
            AgendaItem.resolution,
            AgendaItem.text,
            AgendaItem.owner,
            AgendaItem.due_on,
            AgendaItem.progress,
        )
        .join(Record, Record.id == AgendaItem.record_id)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .outerjoin(committee, committee.id == MeetingDetail.committee_id)
        .where(reading.visible(), AgendaItem.owner != "", AgendaItem.done_on.is_(None))
        .order_by(AgendaItem.due_on.is_(None), AgendaItem.due_on, AgendaItem.id)
    )
    return [
        ActionLine(r[0], r[1], r[2], r[3] or "", r[4] or r[5], r[6], r[7], r[8])
        for r in reading.session.execute(query)
    ]


def coming(reading: Reading, day: str) -> list[tuple[Record, MeetingDetail]]:
    """Return visible meetings on ``day`` (ISO) or later, soonest first."""
    query = (
        select(Record, MeetingDetail)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(reading.visible(), Record.dated >= day)
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1]) for row in reading.session.execute(query)]
