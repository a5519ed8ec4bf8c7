"""Meetings: called, held with minutes, certified in a later one."""

from collections.abc import Iterable, Mapping

from kmdesk.committees import queries, queries_agenda, queries_meeting, queries_roster
from kmdesk.committees.attendance import check_notice, invite, is_to_come, typed_time
from kmdesk.committees.model import AgendaItem, MeetingDetail
from kmdesk.committees.numbering import following
from kmdesk.committees.orders import CommitteeError, check_day, known, required
from kmdesk.committees.terms import SECTIONS
from kmdesk.i18n import tr
from kmdesk.records import Duty, Unit
from kmdesk.records.actor import require
from kmdesk.records.display import screen_date
from kmdesk.records.effective_status import effective_status
from kmdesk.records.model import Record


def call_meeting(unit: Unit, committee_id: int, values: Mapping[str, object]) -> Record:
    """Create a meeting with the members of its day and open resolutions under วาระ ๓.

    The number defaults to the next one of the calendar year. Raises CommitteeError, at the field,
    for invalid values.
    """
    held_on = str(values.get("dated") or "")
    if not held_on:
        raise CommitteeError("Type the day of the meeting.").at("dated")
    check_day(held_on, "dated")
    opened_at = typed_time(values.get("opened_at"), "opened_at")
    check_notice(unit, committee_id, values)
    committee = unit.record(committee_id)
    number = str(values.get("number") or "") or next_number(unit, committee_id, held_on)
    record = unit.add(
        kind="meeting",
        title=str(values.get("title") or "") or tr("Meeting of {name}", name=committee.title),
        number=number,
        dated=held_on,
        status="planned",
    )
    detail = {**known(MeetingDetail, values), "opened_at": opened_at}
    detail["committee_id"] = committee_id
    unit.session.add(MeetingDetail(record_id=record.id, **detail))
    unit.link(record.id, committee_id, "about")
    unit.session.flush()
    invite(unit, record.id)
    bring_back(unit, record.id)
    return record


def begin_minutes(unit: Unit, meeting_id: int) -> None:
    """Turn a planned meeting into one with draft minutes.

    Does nothing before its day, whatever was written in advance.
    """
    record = unit.record(meeting_id)
    if record.kind == "meeting" and record.status == "planned" and not is_to_come(record.dated):
        record.status = "draft"


def next_number(unit: Unit, committee_id: int, held_on: str) -> str:
    """Return the next ``n/พ.ศ.`` of the committee in that calendar year, in its usual form."""
    return following(queries_meeting.numbers(unit.session, committee_id), held_on)


def bring_back(unit: Unit, meeting_id: int) -> None:
    """Set วาระ ๒ and ๓ of a planned meeting to the minutes and resolutions open before its day.

    A line with a resolution is kept, even when its origin is closed.
    """
    record, detail = unit.record(meeting_id), unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None or record.status != "planned":
        return
    held_on = record.dated or ""
    wanted = queries_agenda.open_actions(unit.session, detail.committee_id, held_on)
    present = {
        item.from_item_id: item
        for item in queries_agenda.agenda(unit.session, meeting_id)
        if item.from_item_id is not None
    }
    for item_id, item in present.items():
        if item_id not in {action.item_id for action in wanted} and not item.resolution:
            unit.session.delete(item)
    for action in wanted:
        if action.item_id not in present:
            words = f"{tr('Meeting no.')} {action.meeting}: {action.resolution}"
            _carried(unit, meeting_id, 3, words, action.item_id)
    _bring_minutes(unit, meeting_id, detail.committee_id, held_on)
    unit.session.flush()


def bring_back_all(unit: Unit, meeting_id: int) -> None:
    """Refresh the committee's planned meetings after a change in one meeting."""
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None:
        return
    unit.session.flush()
    for record in queries_meeting.meetings(unit.session, detail.committee_id):
        if record.id != meeting_id:
            bring_back(unit, record.id)


def _bring_minutes(unit: Unit, meeting_id: int, committee_id: int, held_on: str) -> None:
    items = [i for i in queries_agenda.agenda(unit.session, meeting_id) if i.section == 2]
    present = {item.text: item for item in items}
    wanted = [
        tr("Minutes of meeting no. {number}", number=record.number)
        for record in queries_meeting.meetings(unit.session, committee_id)
        if record.id != meeting_id and record.status == "draft" and (record.dated or "") < held_on
    ]
    for text in wanted:
        if text not in present:
            _carried(unit, meeting_id, 2, text, None)


def _carried(unit: Unit, meeting_id: int, section: int, text: str, from_id: int | None) -> None:
    unit.session.add(
        AgendaItem(
            record_id=meeting_id,
            section=section,
            position=len(queries_agenda.agenda(unit.session, meeting_id)),
            text=text,
            from_item_id=from_id,
        )
    )
    # the next position is counted from the rows in the database
    unit.session.flush()


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
    """Add a matter under a วาระ (1–6), with its resolution, owner and due day."""
    if section not in SECTIONS:
        raise CommitteeError("Choose one of the agenda items.")
    if not text.strip():
        raise CommitteeError("Type the matter first.").at("text")
    check_day(due_on, "due_on")
    check_owner(unit, meeting_id, owner)
    item = AgendaItem(
        record_id=meeting_id,
        section=section,
        position=len(queries_agenda.agenda(unit.session, meeting_id)),
        text=text,
        resolution=resolution,
        owner=owner,
        due_on=due_on,
    )
    unit.session.add(item)
    if resolution.strip():
        begin_minutes(unit, meeting_id)
    bring_back_all(unit, meeting_id)
    return item


def check_owner(unit: Unit, meeting_id: int, owner: str) -> None:
    """Raise CommitteeError, at the field, when the owner is a member who has left."""
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None or not owner.strip():
        return
    day = unit.record(meeting_id).dated or ""
    ever = [m for m in queries.roster(unit.session, detail.committee_id) if m.name == owner.strip()]
    last = max((m.to_on or "9999" for m in ever), default="9999")
    now = {s.name for s in queries_roster.seats(unit.session, detail.committee_id, day)}
    if owner.strip() not in now and last < day:
        raise CommitteeError(
            "{name} left the committee on {day}. Name somebody else.",
            name=owner.strip(),
            day=screen_date(last),
        ).at("owner")


def finish_action(unit: Unit, item_id: int, done_on: str) -> None:
    """Record that a resolution was carried out."""
    item = unit.session.get(AgendaItem, item_id)
    if item is None:
        raise CommitteeError("This resolution is not there any more.")
    check_day(done_on, "done_on")
    item.done_on = done_on
    bring_back_all(unit, item.record_id)


def note_progress(unit: Unit, item_id: int, progress: str) -> None:
    """Record the progress of a resolution."""
    item = unit.session.get(AgendaItem, item_id)
    if item is None:
        raise CommitteeError("This resolution is not there any more.")
    item.progress = required({"progress": progress}, "progress")
    unit.session.flush()


def attach_papers(unit: Unit, meeting_id: int, record_ids: Iterable[int]) -> None:
    """Attach records of the library to a meeting."""
    for record_id in record_ids:
        if record_id != meeting_id:
            unit.link(meeting_id, unit.record(record_id).id, "attaches")


def certify(
    unit: Unit, meeting_id: int, certified_in: str, certified_by: int | None = None
) -> None:
    """Certify the minutes in the meeting ``certified_by``, or the one named ``certified_in``.

    Raises NotAllowed below the secretary, CommitteeError for a missing or earlier certifying
    meeting and for a meeting without minutes.
    """
    require(unit.actor, Duty.SECRETARY)
    detail = unit.session.get(MeetingDetail, meeting_id)
    if detail is None:
        raise CommitteeError("This is not a meeting.")
    record = unit.record(meeting_id)
    if certified_by is not None:
        later = unit.record(certified_by)
        if certified_by == meeting_id or (later.dated or "") < (record.dated or ""):
            raise CommitteeError("Minutes are certified in a later meeting. Choose that one.").at(
                "certified_by"
            )
        certified_in = later.number
    if not certified_in.strip():
        raise CommitteeError(
            "Choose the meeting that certified these minutes, or type which one it was."
        ).at("certified_in")
    # the effective status, as a draft dated in the future is still planned
    if effective_status(unit.session, record) == "planned":
        raise CommitteeError("There are no minutes yet. Write the resolutions first.").at(
            "certified_by"
        )
    detail.certified_in, detail.certified_by = certified_in, certified_by
    record.status = "certified"
    if certified_by is not None:
        _note_certified(unit, certified_by, record.number)
    unit.session.flush()


def _note_certified(unit: Unit, later_id: int, number: str) -> None:
    """Record in the later meeting's วาระ ๒ that it certified these minutes."""
    words = tr("Minutes of meeting no. {number}", number=number)
    items = [i for i in queries_agenda.agenda(unit.session, later_id) if i.section == 2]
    if not any(item.text == words for item in items):
        _carried(unit, later_id, 2, words, None)
    for item in queries_agenda.agenda(unit.session, later_id):
        if item.section == 2 and item.text == words and not item.resolution:
            item.resolution = tr("The meeting certified these minutes.")
    begin_minutes(unit, later_id)
