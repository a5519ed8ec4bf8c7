"""Meetings: called, held with minutes, certified in a later one."""

from collections.abc import Mapping

from kmdesk.committees import queries
from kmdesk.committees.appoint import CommitteeError, check_day, known, required
from kmdesk.committees.model import AgendaItem, Attendance, MeetingDetail
from kmdesk.committees.terms import PRESENCES, SECTIONS
from kmdesk.i18n import tr
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.thai.digits import to_arabic, to_thai


def call_meeting(unit: Unit, committee_id: int, values: Mapping[str, object]) -> Record:
    """A meeting with the members of that day and unfinished resolutions under วาระ ๓.

    The number is the next one of the calendar year unless typed.
    """
    held_on = str(values.get("dated") or "")
    if not held_on:
        raise CommitteeError("Type the day of the meeting.").at("dated")
    check_day(held_on, "dated")
    committee = unit.record(committee_id)
    number = str(values.get("number") or "") or next_number(unit, committee_id, held_on)
    record = unit.add(
        kind="meeting",
        title=str(values.get("title") or "") or tr("Meeting of {name}", name=committee.title),
        number=number,
        dated=held_on,
        status="planned",
    )
    detail = {**known(MeetingDetail, values), "committee_id": committee_id}
    unit.session.add(MeetingDetail(record_id=record.id, **detail))
    for position, member in enumerate(queries.roster(unit.session, committee_id, held_on)):
        unit.session.add(
            Attendance(record_id=record.id, position=position, name=member.name or member.post)
        )
    for position, action in enumerate(queries.open_actions(unit.session, committee_id, held_on)):
        unit.session.add(
            AgendaItem(
                record_id=record.id,
                section=3,
                position=position,
                text=f"{tr('Meeting no.')} {action.meeting}: {action.resolution}",
            )
        )
    unit.link(record.id, committee_id, "about")
    unit.session.flush()
    return record


def next_number(unit: Unit, committee_id: int, held_on: str) -> str:
    """``n/พ.ศ.`` after the highest of the committee's meetings in that calendar year."""
    year = held_on[:4]
    highest = 0
    for number in queries.meeting_numbers(unit.session, committee_id, year):
        serial = to_arabic(number).split("/")[0].split("-")[0]
        highest = max(highest, int(serial) if serial.isdigit() else 0)
    return to_thai(f"{highest + 1}/{int(year) + 543}")


def add_item(
    unit: Unit,
    meeting_id: int,
    *,
    section: int,
    text: str,
    resolution: str = "",
    owner: str = "",
    due_on: str | None = None,
) -> AgendaItem:
    """A matter under a วาระ (1–6), with its resolution and who does it by when."""
    if section not in SECTIONS:
        raise CommitteeError("Choose one of the agenda items.")
    if not text.strip():
        raise CommitteeError("Type the matter first.").at("text")
    check_day(due_on, "due_on")
    item = AgendaItem(
        record_id=meeting_id,
        section=section,
        position=len(queries.agenda(unit.session, meeting_id)),
        text=text,
        resolution=resolution,
        owner=owner,
        due_on=due_on,
    )
    unit.session.add(item)
    record = unit.record(meeting_id)
    if record.status == "planned":
        record.status = "draft"
    unit.session.flush()
    return item


def finish_action(unit: Unit, item_id: int, done_on: str) -> None:
    """Note that a resolution was carried out."""
    item = unit.session.get(AgendaItem, item_id)
    if item is None:
        raise CommitteeError("This resolution is not there any more.")
    check_day(done_on, "done_on")
    item.done_on = done_on
    unit.session.flush()


def attend(unit: Unit, meeting_id: int, *, name: str, presence: str, note: str = "") -> None:
    """One more person in the attendance of a meeting."""
    if presence not in PRESENCES:
        raise CommitteeError("Choose how the person took part.").at("presence")
    unit.session.add(
        Attendance(
            record_id=meeting_id,
            position=len(queries.attendances(unit.session, meeting_id)),
            name=required({"name": name}, "name"),
            presence=presence,
            note=note,
        )
    )
    unit.session.flush()


def certify(unit: Unit, meeting_id: int, certified_in: str) -> None:
    """Certify the minutes; ``certified_in`` names the meeting that did."""
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None:
        raise CommitteeError("This is not a meeting.")
    required({"certified_in": certified_in}, "certified_in")
    detail.certified_in = certified_in
    unit.record(meeting_id).status = "certified"
    unit.session.flush()
