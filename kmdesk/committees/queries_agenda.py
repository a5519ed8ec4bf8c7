"""Moved."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.committees.model import (
    AgendaItem,
    MeetingDetail,
)
from kmdesk.records.model import Record


@dataclass(frozen=True, slots=True)
class OpenAction:
    """A resolution still to be carried out."""

    item_id: int
    meeting_id: int
    meeting: str
    resolution: str
    owner: str
    due_on: str | None


def agenda(session: Session, meeting_id: int) -> list[AgendaItem]:
    """Return agenda items of a meeting, by section and order."""
    return list(
        session.scalars(
            select(AgendaItem)
            .where(AgendaItem.record_id == meeting_id)
            .order_by(AgendaItem.section, AgendaItem.position, AgendaItem.id)
        )
    )


def in_charge(session: Session, item: AgendaItem) -> tuple[str, str | None, str | None]:
    """Return (owner, due on, done on) of an agenda item.

    An item carried over from an earlier meeting has those of the original resolution: stored twice,
    each would count as an action of its own.
    """
    seen: set[int] = set()  # guards against a cycle of carried-over items
    while not item.owner and item.from_item_id is not None and item.id not in seen:
        seen.add(item.id)
        origin = session.get(AgendaItem, item.from_item_id)
        if origin is None:
            break
        item = origin
    return item.owner, item.due_on, item.done_on


def open_actions(session: Session, committee_id: int, before: str) -> list[OpenAction]:
    """Return open resolutions of meetings held before a day."""
    query = (
        select(
            AgendaItem.id,
            Record.id,
            Record.number,
            AgendaItem.resolution,
            AgendaItem.owner,
            AgendaItem.due_on,
        )
        .join(Record, Record.id == AgendaItem.record_id)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(
            MeetingDetail.committee_id == committee_id,
            Record.deleted_at.is_(None),
            Record.dated < before,
            AgendaItem.owner != "",
            AgendaItem.done_on.is_(None),
        )
        .order_by(AgendaItem.due_on, AgendaItem.id)
    )
    return [OpenAction(*row) for row in session.execute(query)]


def actions_due(session: Session, day: str) -> list[tuple[int, str]]:
    """Return (meeting id, day) of open resolutions due by ``day`` (ISO)."""
    query = select(AgendaItem.record_id, AgendaItem.due_on).where(
        AgendaItem.owner != "", AgendaItem.done_on.is_(None), AgendaItem.due_on <= day
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]
