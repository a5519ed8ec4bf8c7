"""Tables of a record of the committees, shared by screen, print and search."""

from collections.abc import Callable, Iterable

from kmdesk import clock
from kmdesk.committees import attendance, knowledge, meetings, queries, trainings
from kmdesk.committees.attendance import Present, count_quorum
from kmdesk.committees.meetings import number_flaws
from kmdesk.committees.model import Attendance, CommitteeDetail, MeetingDetail, Membership
from kmdesk.committees.plan_tables import plan_blocks
from kmdesk.committees.queries import Seat
from kmdesk.committees.table import Block
from kmdesk.committees.terms import (
    END_REASONS,
    PRESENCES,
    ROLES,
    SECTIONS,
    STEPS,
    role_shown,
)
from kmdesk.i18n import N_, tr
from kmdesk.records import Session
from kmdesk.records.display import screen_date

_FLAWS = {
    "gap": N_("This number is missing"),
    "double": N_("This number is there twice"),
    "year": N_("The number says another year"),
    "unread": N_("Not written as number/year"),
}


def blocks(session: Session, kind: str, record_id: int) -> tuple[Block, ...]:
    """Return all tables of a record beyond its fields, omitting empty ones."""
    found = _MAKERS[kind](session, record_id)
    return tuple(block for block in found if block.rows)


def member_name(member: Membership) -> str:
    """Return name and post; a member by post shows the post first."""
    if member.by_post and member.post:
        return f"{member.post} ({member.name})" if member.name else member.post
    return " ".join(filter(None, (member.name, member.post)))


def _order(session: Session, record_id: int) -> Iterable[Block]:
    rows = tuple(
        (member_name(member), role_shown(member), title, _time(member))
        for title, member in queries.appointed_by(session, record_id)
    )
    heads = (N_("Name"), N_("Role"), N_("Committee or group"), N_("Time"))
    yield Block(N_("Appointed by this order"), heads, rows, (4, 2, 4, 3))


def _committee(session: Session, record_id: int) -> Iterable[Block]:
    today = clock.today_iso()
    now = queries.seats(session, record_id, today)
    heads = (N_("Name"), N_("Role"), N_("Time"))
    seated = tuple((seat_words(s), role_shown(s), _span(s.from_on, s.to_on)) for s in now)
    yield Block(N_("Members today"), heads, seated, (5, 2, 3))
    ever = queries.roster(session, record_id)
    to_come = [m for m in ever if m.from_on > today]
    yield Block(N_("Members to come, not yet in office"), heads, _members(to_come), (5, 2, 3))
    former = [m for m in ever if m.to_on and m.to_on < today]
    yield Block(N_("Members at other times"), heads, _members(former), (5, 2, 3))
    held = tuple(
        (h.post, h.name, _span(h.from_on, h.to_on)) for h in queries.holders(session, record_id)
    )
    heads = (N_("Post"), N_("Name"), N_("Time"))
    yield Block(N_("Holders of posts"), heads, held, (4, 4, 3))
    duties = tuple(
        (tr(ROLES[duty.role]) if at == 0 else "", line)
        for duty in queries.duties(session, record_id)
        for at, line in enumerate(_lines(duty.duties))
    )
    yield Block(N_("Duties"), (N_("Role"), N_("Duties")), duties, (2, 8))
    sets = tuple((s.title, tr(STEPS[s.status])) for s in knowledge.sets_of(session, record_id))
    yield Block(N_("Knowledge sets"), (N_("Knowledge set"), N_("Step")), sets, (7, 3))
    actions = tuple(
        (a.resolution, a.meeting, a.owner, screen_date(a.due_on, "short"))
        for a in meetings.open_actions(session, record_id, "9999")
    )
    heads4 = (N_("Resolution"), N_("Meeting no."), N_("In charge"), N_("Due"))
    yield Block(N_("Still to be done"), heads4, actions, (6, 2, 3, 2))
    found = number_flaws(meetings.meeting_numbers(session, record_id))
    rows = tuple((str(f.year), tr(_FLAWS[f.kind]), f.words) for f in found)
    heads3 = (N_("Year"), N_("What is wrong"), N_("Number"))
    yield Block(N_("Meeting numbers to check"), heads3, rows, (2, 4, 2))


def _meeting(session: Session, record_id: int) -> Iterable[Block]:
    attended, called = (
        attendance.attendances(session, record_id),
        is_called(session, record_id),
    )
    people = tuple((p.name, _presence(p, called), p.came_at, p.note) for p in attended)
    heads = (N_("Name"), N_("Presence"), N_("Came at"), N_("Remarks"))
    yield Block(N_("Attendance"), heads, people, (4, 3, 2, 3))
    if any(p.presence != "present" for p in attended) or not called:
        yield from _quorum(session, record_id, attended)
    items = meetings.agenda(session, record_id)
    for section, heading in headings_of(session, record_id).items():
        rows = tuple(
            (
                item.text,
                item.resolution,
                _action(*meetings.in_charge(session, item)),
                item.progress,
            )
            for item in items
            if item.section == section
        )
        heads = (N_("Matter"), N_("Resolution"), N_("Action"), N_("Progress of it"))
        yield Block(heading, heads, rows, (5, 3, 2, 2))


def is_called(session: Session, meeting_id: int) -> bool:
    """Return whether a meeting is still to be held; everyone invited counts as coming then."""
    return queries.status_of(session, meeting_id) == "planned"


def headings_of(session: Session, meeting_id: int) -> dict[int, str]:
    """Return the six headings of a meeting's วาระ, its own or the defaults (ids or texts)."""
    meeting = session.get(MeetingDetail, meeting_id)
    own = meeting.headings.split("\n") if meeting is not None else []
    return {
        section: own[section - 1].strip() or usual if len(own) >= section else usual
        for section, usual in SECTIONS.items()
    }


def _presence(person: Attendance, called: bool) -> str:
    if called and person.presence == "present":
        return tr("Invited")  # nobody has attended a meeting that is still to be held
    word = tr(PRESENCES[person.presence])
    return f"{word}: {person.stands_for}" if person.stands_for else word


def _quorum(session: Session, meeting_id: int, attended: list[Attendance]) -> Iterable[Block]:
    meeting = session.get(MeetingDetail, meeting_id)
    committee = session.get(CommitteeDetail, meeting.committee_id or 0) if meeting else None
    if committee is None or not committee.has_quorum:
        return
    held_on = queries.dated_of(session, meeting_id)
    seats = queries.seat_names(session, committee.record_id, held_on)
    found = count_quorum([Present(p.name, p.presence, p.stands_for) for p in attended], seats)
    word = tr("there is a quorum") if found.is_met else tr("there is no quorum")
    numbers = tr(
        "{came} of {members} members, {needed} needed",
        came=str(found.came),
        members=str(found.members),
        needed=str(found.needed),
    )
    asked = [
        (
            tr(
                "Line {number}: {words}",
                number=str(q.line + 1),
                words=tr(q.words, name=q.name),
            ),
        )
        for q in found.questions
    ]
    yield Block(N_("Quorum"), (), ((f"{numbers}: {word}",), *asked))


def _knowledge_set(session: Session, record_id: int) -> Iterable[Block]:
    rows = tuple(
        (tr(STEPS[s.step]), screen_date(s.taken_on), s.taken_by, s.note)
        for s in knowledge.steps(session, record_id)
    )
    heads = (N_("Step"), N_("Day"), N_("By whom"), N_("Remarks"))
    yield Block(N_("Life of the set"), heads, rows, (2, 3, 3, 4))


def _training(session: Session, record_id: int) -> Iterable[Block]:
    rows = tuple(
        (
            t.name,
            t.office,
            "" if t.hours is None else f"{t.hours:g}",
            tr("Master Trainer") if t.master_trainer else "",
            t.certificate,
        )
        for t in trainings.trainees(session, record_id)
    )
    heads = (
        N_("Name"),
        N_("Affiliation"),
        N_("Hours"),
        N_("Role"),
        N_("Certificate number"),
    )
    yield Block(N_("Who took part"), heads, rows, (4, 4, 1, 2, 2))


_MAKERS: dict[str, Callable[[Session, int], Iterable[Block]]] = {
    "order": _order,
    "committee": _committee,
    "meeting": _meeting,
    "knowledge_set": _knowledge_set,
    "km_plan": plan_blocks,
    "training": _training,
}


def seat_words(seat: Seat) -> str:
    """Return name and post of a seat; a member by post shows the post first."""
    if seat.by_post and seat.post:
        return f"{seat.post} ({seat.name})" if seat.name else seat.post
    return " ".join(filter(None, (seat.name, seat.post)))


def _members(members: list[Membership]) -> tuple[tuple[str, ...], ...]:
    return tuple((member_name(m), role_shown(m), _time(m)) for m in members)


def _time(member: Membership) -> str:
    span = _span(member.from_on, member.to_on)
    reason = END_REASONS.get(member.end_reason, "")
    return f"{span} ({tr(reason)})" if reason else span


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("; ", "\n").split("\n") if line.strip()]


def _span(from_on: str, to_on: str | None) -> str:
    start = screen_date(from_on, "short")
    end = screen_date(to_on, "short") if to_on else tr("open-ended")
    return f"{start} – {end}"


def _action(owner: str, due_on: str | None, done_on: str | None) -> str:
    if not owner:
        return ""
    if done_on:
        return tr("{owner}: done {day}", owner=owner, day=screen_date(done_on, "short"))
    if due_on:
        return tr("{owner}: by {day}", owner=owner, day=screen_date(due_on, "short"))
    return owner
