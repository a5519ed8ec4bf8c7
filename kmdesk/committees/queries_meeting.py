"""Queries of meetings: numbers, drafts to certify, open resolutions, papers."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from kmdesk.committees.model import AgendaItem, MeetingDetail
from kmdesk.records.model import Attachment, Link, Record
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


@dataclass(frozen=True, slots=True)
class Paper:
    """A record attached to a meeting, with its PDF files (hashes)."""

    record_id: int
    kind: str
    title: str
    files: tuple[str, ...]


def numbers(session: Session, committee_id: int) -> list[tuple[str, str]]:
    """Return (number, day) of the committee's meetings, earliest first."""
    query = (
        select(Record.number, Record.dated)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(
            MeetingDetail.committee_id == committee_id,
            Record.deleted_at.is_(None),
            Record.dated.is_not(None),
        )
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def meetings(session: Session, committee_id: int) -> list[Record]:
    """Return a committee's meetings, earliest first."""
    query = (
        select(Record)
        .join(MeetingDetail, MeetingDetail.record_id == Record.id)
        .where(MeetingDetail.committee_id == committee_id, Record.deleted_at.is_(None))
        .order_by(Record.dated, Record.id)
    )
    return list(session.scalars(query))


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


def papers(reading: Reading, meeting_id: int) -> list[Paper]:
    """Return visible records attached to a meeting, in order of attachment."""
    query = (
        select(Record.id, Record.kind, Record.title)
        .join(Link, Link.to_id == Record.id)
        .where(Link.record_id == meeting_id, Link.relation == "attaches", reading.visible())
        .order_by(Link.id)
    )
    return [
        Paper(row[0], row[1], row[2], pdf_files(reading.session, row[0]))
        for row in reading.session.execute(query)
    ]


def pdf_files(session: Session, record_id: int) -> tuple[str, ...]:
    """Return the hashes of a record's PDF files, in order."""
    query = (
        select(Attachment.sha256)
        .where(
            Attachment.record_id == record_id,
            Attachment.media_type == "application/pdf",
            Attachment.role != "evidence",  # for the staff only
        )
        .order_by(Attachment.position, Attachment.id)
    )
    return tuple(session.scalars(query))
