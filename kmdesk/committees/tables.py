"""Tables of a record of the committees, shared by screen, print and search.

:func:`blocks` are for everybody; :func:`staff_tables` add what visitors do not see, and
:func:`reader_tables` what depends on which plans a reader may see.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kmdesk import clock
from kmdesk.committees import knowledge, meetings, participants, plan, plan_figures, queries
from kmdesk.committees.meetings import number_flaws
from kmdesk.committees.model import (
    Activity,
    Attendance,
    CommitteeDetail,
    DesiredState,
    KmPlanDetail,
    MeetingDetail,
    Membership,
)
from kmdesk.committees.participants import Present, count_quorum
from kmdesk.committees.plan import ReportLine, fiscal_span, plan_parts, plans_of_level
from kmdesk.committees.plan_figures import figure_words, progress, roll_up, share, year_figures
from kmdesk.committees.queries import Seat
from kmdesk.committees.terms import (
    ACTIVITY_STATUSES,
    END_REASONS,
    EVIDENCE_FORMS,
    KM_PARTS,
    KM_STEPS,
    PRESENCES,
    ROLES,
    STEPS,
    role_shown,
)
from kmdesk.i18n import N_, tr
from kmdesk.records import Duty, Session
from kmdesk.records.fields import screen_date
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (message id), column heads (message ids, may be empty) and rows of texts."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


def blocks(session: Session, kind: str, record_id: int) -> tuple[Block, ...]:
    """Return all tables of a record beyond its fields, omitting empty ones."""
    tables = _MAKERS[kind](session, record_id)
    return tuple(block for block in tables if block.rows)


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
    seated = tuple((member_name(s), role_shown(s), _span(s.from_on, s.to_on)) for s in now)
    yield Block(N_("Members today"), heads, seated, (5, 2, 3))
    ever = queries.roster(session, record_id)
    # People to come once stood among those of other times, as if they had left.
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
        (tr(ROLES[duty.role]) if index == 0 else "", line)
        for duty in queries.duties(session, record_id)
        for index, line in enumerate(_lines(duty.duties))
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
    flaws = number_flaws(meetings.meeting_numbers(session, record_id))
    rows = tuple((str(f.year), tr(_FLAWS[f.kind]), f.words) for f in flaws)
    heads3 = (N_("Year"), N_("What is wrong"), N_("Number"))
    yield Block(N_("Meeting numbers to check"), heads3, rows, (2, 4, 2))


_FLAWS = {
    "gap": N_("This number is missing"),
    "double": N_("This number is there twice"),
    "year": N_("The number says another year"),
    "unread": N_("Not written as number/year"),
}


def member_name(member: Membership | Seat) -> str:
    """Return name and post; a member by post shows the post first."""
    if member.by_post and member.post:
        return f"{member.post} ({member.name})" if member.name else member.post
    return " ".join(filter(None, (member.name, member.post)))


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


def _meeting(session: Session, record_id: int) -> Iterable[Block]:
    attended = participants.attendances(session, record_id)
    called = is_called(session, record_id)
    people = tuple((p.name, _presence(p, called), p.came_at, p.note) for p in attended)
    heads = (N_("Name"), N_("Presence"), N_("Came at"), N_("Remarks"))
    yield Block(N_("Attendance"), heads, people, (4, 3, 2, 3))
    # while everybody is merely invited there is nothing to count yet
    if any(p.presence != "present" for p in attended) or not called:
        yield from _quorum(session, record_id, attended)
    items = meetings.agenda(session, record_id)
    for section, heading in meetings.headings_of(session, record_id).items():
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
    # the members of that day: later changes of the roster do not change a quorum
    held_on = queries.dated_of(session, meeting_id)
    seats = queries.seat_names(session, committee.record_id, held_on)
    quorum = count_quorum([Present(p.name, p.presence, p.stands_for) for p in attended], seats)
    word = tr("there is a quorum") if quorum.is_met else tr("there is no quorum")
    numbers = tr(
        "{came} of {members} members, {needed} needed",
        came=str(quorum.came),
        members=str(quorum.members),
        needed=str(quorum.needed),
    )
    doubts = [
        (
            tr(
                "Line {number}: {words}",
                number=str(q.line + 1),
                words=tr(q.words, name=q.name),
            ),
        )
        for q in quorum.questions
    ]
    yield Block(N_("Quorum"), (), ((f"{numbers}: {word}",), *doubts))


def _action(owner: str, due_on: str | None, done_on: str | None) -> str:
    if not owner:
        return ""
    if done_on:
        return tr("{owner}: done {day}", owner=owner, day=screen_date(done_on, "short"))
    if due_on:
        return tr("{owner}: by {day}", owner=owner, day=screen_date(due_on, "short"))
    return owner


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
        for t in participants.trainees(session, record_id)
    )
    heads = (
        N_("Name"),
        N_("Affiliation"),
        N_("Hours"),
        N_("Role"),
        N_("Certificate number"),
    )
    yield Block(N_("Who took part"), heads, rows, (4, 4, 1, 2, 2))


def plan_blocks(session: Session, plan_id: int) -> Iterable[Block]:
    """Return all tables of a plan beyond its fields."""
    focus, states, activities = plan_parts(session, plan_id)
    titles = {area.id: area.title for area in focus}
    figures = roll_up(states, activities, clock.today_iso())
    if states or activities:
        rows = tuple((tr(f.name), figure_words(f)) for f in figures)
        yield Block(N_("The plan in figures"), (N_("Figure"), N_("Value")), rows, (7, 3))
    yield Block(N_("Focus areas"), (), tuple((area.title,) for area in focus))
    goals = tuple(_goal(state, titles) for state in states)
    heads = (
        N_("Desired state"),
        N_("Focus area"),
        N_("Measure"),
        N_("Baseline"),
        N_("Target"),
        N_("Reached so far"),
        N_("Reached"),
        N_("Due"),
    )
    yield Block(N_("Desired states"), heads, goals, (5, 3, 3, 2, 2, 2, 2, 2))
    yield from _activities(states, activities)
    yield _years(session, plan_id)


def percent(reached: float, target: float | None, baseline: float | None = None) -> str:
    """Format the progress to the target, at most 100 %; "" without a target."""
    part = share(baseline, target, reached)
    return "" if part is None else f"{part:.0%}"


def _goal(state: DesiredState, areas: dict[int, str]) -> tuple[str, ...]:
    return (
        state.title,
        areas.get(state.focus_id or 0, ""),
        state.measure,
        measured(state.baseline, state.unit),
        measured(state.target, state.unit),
        measured(state.reached, state.unit) if state.target is not None else "",
        percent(state.reached, state.target, state.baseline),
        screen_date(state.due_on, "short"),
    )


def _activities(states: Sequence[DesiredState], activities: Sequence[Activity]) -> Iterable[Block]:
    titles = {state.id: state.title for state in states}
    names = {activity.id: activity.title for activity in activities}
    heads = (
        N_("Activity"),
        N_("Part"),
        N_("Desired state"),
        N_("Period"),
        N_("Comes after"),
        N_("In charge"),
        N_("Budget (baht)"),
        N_("Status"),
    )
    for heading, of_steps in (
        (N_("Activities of the seven steps"), True),
        (N_("Activities of the six change parts"), False),
    ):
        rows = tuple(
            (
                a.title,
                tr(KM_PARTS[a.part]),
                titles.get(a.state_id or 0, ""),
                activity_period(a),
                names.get(a.after_id or 0, ""),
                a.owner,
                "" if a.budget is None else f"{a.budget:,.0f}",
                activity_status(a),
            )
            for a in activities
            if (a.part in KM_STEPS) == of_steps
        )
        yield Block(heading, heads, rows, (5, 3, 3, 3, 3, 3, 2, 2))


def _years(session: Session, plan_id: int) -> Block:
    heads = (
        N_("Fiscal year"),
        N_("Activities"),
        N_("Activities done"),
        N_("Progress of the activities"),
        N_("Desired states"),
        N_("Desired states reached"),
        N_("Budget (baht)"),
    )
    detail = session.get(KmPlanDetail, plan_id)
    plans = [] if detail is None else plans_of_level(session, detail.level)
    rows = [_year(session, record.id, other.fiscal_year) for record, other in plans]
    # A single plan has nothing to be compared with.
    shown = tuple(rows) if len(rows) > 1 else ()
    return Block(N_("Compared by year"), heads, shown, (2, 2, 2, 2, 2, 2, 2))


def _year(session: Session, plan_id: int, year: int) -> tuple[str, ...]:
    _focus, states, activities = plan_parts(session, plan_id)
    figures = {f.name: f for f in roll_up(states, activities, clock.today_iso())}
    # names of figures are message ids, so they can be looked up in any language
    compared = (
        "Activities",
        "Activities done",
        "Progress of the activities",
        "Desired states",
        "Desired states reached",
        "Budget (baht)",
    )
    return (str(year), *(figure_words(figures[name]) for name in compared))


def measured(value: float | None, unit: str) -> str:
    """Format a number with its unit; Thai puts ร้อยละ before the number, other units after it."""
    if value is None:
        return ""
    words = (unit, f"{value:,g}") if unit.strip() == "ร้อยละ" else (f"{value:,g}", unit)
    return " ".join(words).strip()


def activity_period(activity: Activity) -> str:
    """Return the period of an activity: its days, or the words typed instead."""
    if activity.from_on and activity.to_on:
        first = screen_date(activity.from_on, "short")
        return f"{first} – {screen_date(activity.to_on, 'short')}"
    return activity.period or screen_date(activity.to_on or activity.from_on, "short")


def activity_status(activity: Activity) -> str:
    """Return the status, with the percentage while it is running."""
    word = tr(ACTIVITY_STATUSES[activity.status])
    if activity.status == "running" and activity.done_percent:
        return f"{word} {progress(activity):.0f}%"
    return word


_MAKERS: dict[str, Callable[[Session, int], Iterable[Block]]] = {
    "order": _order,
    "committee": _committee,
    "meeting": _meeting,
    "knowledge_set": _knowledge_set,
    "km_plan": plan_blocks,
    "training": _training,
}


def staff_tables(session: Session, kind: str, record_id: int) -> tuple[Block, ...]:
    """Return the tables hidden from visitors, omitting empty ones."""
    makers = {"km_plan": _follow_up, "knowledge_set": _comments, "meeting": _evidence}
    if kind not in makers:
        return ()
    return tuple(block for block in makers[kind](session, record_id) if block.rows)


def _comments(session: Session, set_id: int) -> Iterable[Block]:
    rows = tuple(
        (c.text, c.said_by, screen_date(c.said_on, "short"), screen_date(c.settled_on, "short"))
        for c in knowledge.comments(session, set_id)
    )
    heads = (N_("Comment"), N_("By whom"), N_("Day"), N_("Dealt with on"))
    yield Block(N_("Comments"), heads, rows, (6, 3, 2, 2))


def _follow_up(session: Session, plan_id: int) -> Iterable[Block]:
    today = clock.today()
    lines = plan.progress_reports(session, plan_id)
    heads: tuple[str, ...] = (
        N_("Has not reported"),
        N_("Activity"),
        N_("Report"),
        N_("Due"),
        N_("Late by"),
    )
    rows = tuple(
        (r.owner, r.activity, r.round, screen_date(r.due_on, "short"), _late_words(r, today))
        for r in lines
        if not r.reported_on
    )
    yield Block(N_("Reports still to come"), heads, rows, (3, 4, 3, 2, 2))
    heads = (
        N_("Reported by"),
        N_("Activity"),
        N_("Report"),
        N_("Day"),
        N_("Done"),
        N_("What was done"),
        N_("Problems"),
    )
    filed = tuple(
        (
            r.owner,
            r.activity,
            r.round,
            screen_date(r.reported_on, "short"),
            f"{r.done_percent or 0}%",
            r.words,
            r.problem,
        )
        for r in lines
        if r.reported_on
    )
    yield Block(N_("Reports filed"), heads, filed, (3, 4, 3, 2, 1, 4, 3))
    yield from _evidence(session, plan_id)


def _evidence(session: Session, record_id: int) -> Iterable[Block]:
    rows = tuple(
        (e.name, tr(EVIDENCE_FORMS[e.form]), e.proves, screen_date(e.dated, "short"), e.note)
        for e in plan.evidence_of(session, record_id)
    )
    heads = (N_("File"), N_("Kind of evidence"), N_("Proves"), N_("Day"), N_("Remarks"))
    yield Block(N_("Evidence"), heads, rows, (3, 3, 4, 2, 3))


def _late_words(line: ReportLine, today: date) -> str:
    days = (today - date.fromisoformat(line.due_on)).days
    return tr("{count} days", count=str(days)) if days > 0 else ""


def reader_tables(reading: Reading, plan_id: int) -> tuple[Block, ...]:
    """Return the tables of a plan visible to this reader, omitting empty ones."""
    return tuple(block for block in _reader_blocks(reading, plan_id) if block.rows)


def _reader_blocks(reading: Reading, plan_id: int) -> Iterable[Block]:
    detail = reading.session.get(KmPlanDetail, plan_id)
    if detail is not None and reading.actor.duty >= Duty.CLERK:
        rows = plan_figures.year_rows(reading, plan_id, *fiscal_span(detail.fiscal_year))
        figures = year_figures(rows, clock.today_iso())
        words = tuple((tr(f.name), figure_words(f)) for f in figures)
        yield Block(N_("The year in figures"), (N_("Figure"), N_("Value")), words, (7, 3))
    yield Block(
        N_("Focus areas of the province under these"),
        (N_("Focus area"), N_("Under"), N_("KM plan")),
        tuple(
            (own, above, title)
            for above, title, _id, own, _own in plan_figures.served_focus(reading, plan_id)
        ),
        (5, 4, 4),
    )
    yield Block(
        N_("Desired states of the province under these"),
        (N_("Desired state"), N_("Under"), N_("KM plan"), N_("Reached")),
        tuple(_served(reading, *row) for row in plan_figures.served_states(reading, plan_id)),
        (5, 4, 4, 2),
    )
    yield from _serves(reading, plan_id)


def _served(reading: Reading, above: str, title: str, state_id: int) -> tuple[str, ...]:
    state = reading.session.get(DesiredState, state_id)
    if state is None:
        return ("", above, title, "")
    return (state.title, above, title, percent(state.reached, state.target, state.baseline))


def _serves(reading: Reading, plan_id: int) -> Iterable[Block]:
    """Yield the parts of the department's plans that this plan serves."""
    focus, states = plan_figures.department_parts(reading)
    own_focus, own_states, _activities = plan_parts(reading.session, plan_id)
    rows = [(a.title, focus[a.under_id]) for a in own_focus if a.under_id in focus]
    rows += [(s.title, states[s.under_id]) for s in own_states if s.under_id in states]
    heads = (N_("Own focus area or desired state"), N_("Serves of the department"))
    yield Block(N_("Under the department's plan"), heads, tuple(rows), (5, 5))
