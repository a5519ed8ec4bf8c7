"""Offers of the shelf to other rooms: papers that are laws or appointment orders too.

A clerk imports such a paper into its room, or leaves it on the shelf only.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from kmdesk.i18n import N_
from kmdesk.intake import ATTACHED
from kmdesk.intake.text_features import HEAD_PAGES, OwnRoom, may_have_room, room_of
from kmdesk.records import Duty, PassageText, Unit
from kmdesk.records.describe import READ_FROM, Paper
from kmdesk.records.model import Link, Passage, Record, RecordTag, Tag
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import STAYS

_PAGES = 40
"""Pages examined; a law is recognisable from its first page."""


def offers(reading: Reading, record_ids: Sequence[int]) -> dict[int, OwnRoom]:
    """Return the other room of each paper that a clerk may import, unless imported or dismissed."""
    if reading.actor.duty < Duty.CLERK:
        return {}
    waiting = reading.session.scalars(
        select(Record.id).where(
            Record.id.in_(record_ids),
            Record.kind == "document",
            reading.visible(),
            ~_is_read_in(),
            ~_stays(),
        )
    )
    found: dict[int, OwnRoom] = {}
    for record_id in list(waiting):
        room = _room(reading, record_id)
        if room:
            found[record_id] = room
    return found


def source_paper(reading: Reading, record_id: int) -> Paper:
    """Return a visible paper with its whole text and the room it belongs to."""
    record = reading.record(record_id)
    pages = tuple(_passages(reading, record_id))
    return Paper(record_id, room_of([page.text for page in pages[:_PAGES]]), record.title, pages)


def _room(reading: Reading, record_id: int) -> OwnRoom:
    head = [page.text for page in _passages(reading, record_id, HEAD_PAGES)]
    if not may_have_room(head):
        return ""
    return room_of([page.text for page in _passages(reading, record_id, _PAGES)])


def _passages(reading: Reading, record_id: int, limit: int | None = None) -> list[PassageText]:
    query = (
        select(Passage.anchor, Passage.label, Passage.text, Passage.problem)
        .where(Passage.record_id == record_id, ~Passage.anchor.startswith(f"{ATTACHED}:"))
        .order_by(Passage.position, Passage.id)
        .limit(limit)
    )
    return [PassageText(*row) for row in reading.session.execute(query)]


def _is_read_in() -> ColumnElement[bool]:
    """Condition: a law or order imported from the paper is in the library."""
    read = aliased(Record)
    return exists().where(
        Link.to_id == Record.id,
        Link.relation == READ_FROM,
        Link.record_id == read.id,
        read.deleted_at.is_(None),
    )


def _stays() -> ColumnElement[bool]:
    """Condition: a clerk dismissed the offer."""
    return exists().where(
        RecordTag.record_id == Record.id, RecordTag.tag_id == Tag.id, Tag.name == STAYS
    )


STAY = N_("Leave on the shelf only")


def keep_on_shelf(unit: Unit, record_id: int) -> None:
    """Tag a paper so that it is not offered to other rooms; removing the tag offers it again."""
    unit.tag(unit.record(record_id), STAYS)
