"""Kinds of the committees, and how the forms change their records and rows.

Orders, committees, meetings, knowledge sets, KM plans and trainings.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from kmdesk import clock
from kmdesk.committees import knowledge, meetings, orders, plan, queries
from kmdesk.committees.knowledge import SET, SetForm, plain_text
from kmdesk.committees.meetings import (
    MEETING,
    MeetingForm,
    begin_minutes,
    bring_back_all,
    check_owner,
)
from kmdesk.committees.model import (
    Activity,
    AgendaItem,
    Attendance,
    DesiredState,
    KnowledgeSetDetail,
    MeetingDetail,
    Membership,
)
from kmdesk.committees.orders import (
    COMMITTEE,
    ORDER,
    CommitteeError,
    CommitteeForm,
    OrderForm,
    check_single,
)
from kmdesk.committees.participants import TRAINING, TrainingForm, check_attendance
from kmdesk.committees.plan import PLAN, PlanForm, check_activity, check_state
from kmdesk.committees.plan_figures import figure_words, roll_up
from kmdesk.committees.tables import blocks
from kmdesk.committees.terms import (
    COMMITTEE_STATUSES,
    MEETING_STATUSES,
    ORDER_STATUSES,
    PLAN_STATUSES,
    STEPS,
    TRAINING_STATUSES,
    check_span,
    tidy_time,
)
from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, BaseKind, Duty, IndexPassage, Kind, Library, Session, Unit, edit
from kmdesk.records.describe import NOT_YET, register_rule
from kmdesk.records.edit import check_values, merge_edits
from kmdesk.records.fields import URGENCIES, InvalidValue, fields_of, screen_date
from kmdesk.records.kinds import PrintForm, asked

_FORMS: dict[str, BaseKind] = {
    form.code: form for form in (ORDER, COMMITTEE, MEETING, SET, PLAN, TRAINING)
}


def change_record(
    unit: Unit,
    record_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Change an order, committee, meeting, set, plan or training; return its id.

    See :func:`kmdesk.records.edit.change_record`.
    """
    form = _FORMS.get(unit.record(record_id).kind)
    if form is None:
        raise CommitteeError("This record is not there any more.")
    return edit.change_record(unit, form, record_id, typed, opened)


def change_row(
    unit: Unit,
    table: str,
    row_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> None:
    """Change one row of a record; ``table`` is a key of ``queries.ROWS``.

    ``opened`` is what the form was filled with. Raises EditConflict when another user changed
    the same fields since, InvalidValue at the field for a value that cannot be.
    """
    row = _stored_row(unit, table, row_id)
    values = merge_edits(unit, row.record_id, opened or {}, queries.row_values(row), typed)
    check_values(fields_of(type(row)), values)
    _check_row(unit, row, values)
    if isinstance(row, Attendance) and "came_at" in values:
        # stored in one form, so that 9.30 and 09:30 are no difference between two clerks
        values = {**values, "came_at": tidy_time(values["came_at"])}
    if isinstance(row, Membership) and values.get("role", row.role) != row.role:
        values = {"role_words": "", **values}  # the order's words name the former role
    for key, value in values.items():
        setattr(row, key, value)
    if isinstance(row, Membership):
        _check_member(unit, row)
    # what later meetings bring back is read from the database
    unit.session.flush()
    if isinstance(row, AgendaItem):
        if row.resolution.strip():
            begin_minutes(unit, row.record_id)
        bring_back_all(unit, row.record_id)


def remove_row(unit: Unit, table: str, row_id: int) -> None:
    """Delete a row that was entered by mistake; it remains in the history."""
    unit.session.delete(_stored_row(unit, table, row_id))
    unit.session.flush()


def _stored_row(unit: Unit, table: str, row_id: int) -> queries.Row:
    row: queries.Row | None = unit.session.get(queries.ROWS[table], row_id)  # type: ignore[assignment]
    if row is None:
        raise CommitteeError("This line is not there any more. Open the record again.")
    return row


def _check_row(unit: Unit, row: queries.Row, values: Mapping[str, object]) -> None:
    """Raise InvalidValue, at the field, for values that do not go together."""
    whole = {**queries.row_values(row), **values}
    if isinstance(row, Attendance):
        check_attendance(whole)
    elif isinstance(row, AgendaItem) and values.get("owner"):
        check_owner(unit, row.record_id, str(values["owner"]))
    elif isinstance(row, DesiredState):
        focus, _states, _activities = plan.plan_parts(unit.session, row.record_id)
        check_state(whole, {area.id for area in focus})
    elif isinstance(row, Activity):
        _focus, states, activities = plan.plan_parts(unit.session, row.record_id)
        check_activity(whole, {state.id for state in states}, activities, row.id)


def _check_member(unit: Unit, member: Membership) -> None:
    if not ((member.name or "").strip() or (member.post or "").strip()):
        raise InvalidValue("Type the name or the post of the member.", "name")
    check_span(member.from_on, member.to_on)
    # Not flushed yet: the check would find this very row as another holder of the role.
    with unit.session.no_autoflush:
        others = [m for m in queries.roster(unit.session, member.record_id) if m is not member]
    check_single(others, member.role, member.from_on, member.to_on)


# The functions below import their prints when they are asked: no start may load ReportLab.
def _order(
    library: Library, actor: Actor, record_id: int, _values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.official import print_order

    print_order(library, actor, record_id, out)


def _minutes(
    library: Library, actor: Actor, record_id: int, _values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.official import print_minutes

    print_minutes(library, actor, record_id, out)


def _invitation(
    library: Library,
    actor: Actor,
    record_id: int,
    values: Mapping[str, Any],
    out: Path,
    *,
    outside: bool = False,
) -> None:
    from kmdesk.committees.official import print_invitation

    urgency = str(values["urgency"])
    print_invitation(library, actor, record_id, out, outside=outside, urgency=urgency)


def _plan(
    library: Library, actor: Actor, record_id: int, _values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.print import print_plan

    print_plan(library, actor, record_id, out)


def _progress(
    library: Library, actor: Actor, record_id: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.print import print_progress

    print_progress(library, actor, record_id, out, str(values.get("day") or clock.today_iso()))


def _roster(
    library: Library, actor: Actor, record_id: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.print import print_roster

    print_roster(library, actor, record_id, str(values["day"]), out)


_URGENCY = asked("urgency", N_("Urgency"), "choice", choices=URGENCIES, default="")
_DAY = asked("day", N_("Members on"), "date", required=True, default=clock.today_iso)


class _CommitteeKind(BaseKind):
    tab = "committees"

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield the record's own passages, then one passage per block."""
        yield from super().passages(session, record_id)
        for number, block in enumerate(blocks(session, self.code, record_id), start=1):
            text = "\n".join(" · ".join(filter(None, row)) for row in block.rows)
            yield IndexPassage(f"section:{number}", tr(block.heading), text)

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Write the record with its tables."""
        from kmdesk.committees.print import write_record  # loads ReportLab, only needed to print

        write_record(library, actor, self, record_id, out)


class OrderKind(_CommitteeKind, OrderForm):
    """Appointment orders."""

    forms = (PrintForm("order", N_("Order on the official form"), _order),)
    label = N_("Appointment order")
    statuses = ORDER_STATUSES
    lights = {"in_force": "green", NOT_YET: "amber", "repealed": "red"}

    def status_note(self, session: Session, record_id: int) -> str:
        """Return the future day it comes into force, or the day until which it still is."""
        begins = orders.begins_on(session, self.code, record_id)
        ends = orders.ends_after(session, record_id)
        if begins:
            return tr("from {day}", day=screen_date(begins))
        return tr("until {day}", day=screen_date(ends)) if ends else ""


class CommitteeKind(_CommitteeKind, CommitteeForm):
    """Committees, working groups and KM groups."""

    forms = (
        PrintForm("roster", N_("Members as at a day"), _roster, asks=(_DAY,), duty=Duty.WALK_UP),
    )
    label = N_("Committee or group")
    statuses = COMMITTEE_STATUSES
    lights = {"active": "green", NOT_YET: "amber", "ended": "grey"}

    def status_note(self, session: Session, record_id: int) -> str:
        """Return the future day from which it has members."""
        begins = orders.begins_on(session, self.code, record_id)
        return tr("from {day}", day=screen_date(begins)) if begins else ""


class MeetingKind(_CommitteeKind, MeetingForm):
    """Meetings with agenda, attendance and minutes."""

    forms = (
        PrintForm("minutes", N_("Minutes on the official form"), _minutes),
        PrintForm("invitation", N_("Invitation (memo)"), _invitation, asks=(_URGENCY,)),
        PrintForm(
            "letter",
            N_("Invitation (external letter)"),
            partial(_invitation, outside=True),
            asks=(_URGENCY,),
        ),
    )
    label = N_("Meeting")
    statuses = MEETING_STATUSES
    lights = {"planned": "grey", "draft": "amber", "certified": "green"}

    def facts(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Return the committee first, then the fields."""
        row = session.get(MeetingDetail, record_id)
        committee = queries.title_of(session, row.committee_id if row is not None else None)
        first = [(N_("Committee"), committee)] if committee else []
        return first + super().facts(session, record_id)

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return meetings of the next 30 days, and resolutions due by then or overdue."""
        last = (today + timedelta(days=30)).isoformat()
        coming = queries.dated_between(session, self.code, today.isoformat(), last)
        found = meetings.actions_due(session, last)
        return [
            *((record_id, day, N_("meeting")) for record_id, day in coming),
            *((record_id, day, N_("resolution to be carried out")) for record_id, day in found),
        ]


class KnowledgeSetKind(_CommitteeKind, SetForm):
    """Knowledge sets; published ones are on the shelf."""

    label = N_("Knowledge set")
    statuses = STEPS
    measured = {"published_sets": N_("Knowledge sets published")}
    lights = {
        "published": "green",
        "reviewed": "amber",
        "superseded": "red",
        "draft": "grey",
    }

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return sets whose next step is due within 30 days or overdue."""
        last = (today + timedelta(days=30)).isoformat()
        found = knowledge.sets_due(session, last)
        return [(record_id, day, N_("next step of a knowledge set")) for record_id, day in found]

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Return sets that await a next step."""
        return [(record_id, STEPS[step]) for record_id, step in knowledge.waiting(session)]

    def measures(self, session: Session) -> dict[str, float]:
        """Return the number of published sets."""
        found = queries.in_hand(session, self.code, "published")
        return {"published_sets": float(len(found))}

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield the set's own text first."""
        # without marks of headings and links, which nobody searches for
        row = session.get(KnowledgeSetDetail, record_id)
        if row is not None and row.text:
            yield IndexPassage("text:1", tr("Text"), plain_text(row.text))
        yield from super().passages(session, record_id)

    def facts(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Return the group first, then the fields."""
        row = session.get(KnowledgeSetDetail, record_id)
        group = queries.title_of(session, row.group_id if row is not None else None)
        first = [(N_("KM group"), group)] if group else []
        return first + super().facts(session, record_id)


class KmPlanKind(_CommitteeKind, PlanForm):
    """KM plans of a fiscal year."""

    forms = (
        PrintForm("plan", N_("KM plan table"), _plan, duty=Duty.WALK_UP),
        PrintForm("progress", N_("Progress report to the chair"), _progress),
    )
    label = N_("KM plan")
    statuses = PLAN_STATUSES
    lights = {"draft": "amber", "approved": "green", "closed": "grey"}

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return report rounds and activities due within 30 days or overdue."""
        last = (today + timedelta(days=30)).isoformat()
        awaited = plan.reports_awaited(session, last)
        unfinished = plan.activities_due(session, last)
        return [
            *((plan_id, day, N_("progress reports to come in")) for plan_id, day in awaited),
            *((plan_id, day, N_("activity to be finished")) for plan_id, day in unfinished),
        ]

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Return the progress of the activities of each approved plan."""
        found = []
        for plan_id in queries.in_hand(session, self.code, "approved"):
            _focus, states, activities = plan.plan_parts(session, plan_id)
            figures = roll_up(states, activities, today.isoformat())
            done = next(f for f in figures if f.name == "Progress of the activities")
            found.append((plan_id, figure_words(done)))
        return found


class TrainingKind(_CommitteeKind, TrainingForm):
    """Courses and knowledge-sharing days."""

    label = N_("Training")
    statuses = TRAINING_STATUSES
    lights = {"planned": "grey", "held": "green"}

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return trainings of the next 30 days."""
        last = (today + timedelta(days=30)).isoformat()
        found = queries.dated_between(session, self.code, today.isoformat(), last)
        return [(record_id, day, N_("training")) for record_id, day in found]


# Registered here because the kinds are what every start loads, before any list is read.
for _rule in orders.STATUS_RULES:
    register_rule(_rule)
KINDS: list[Kind] = [
    OrderKind(),
    CommitteeKind(),
    MeetingKind(),
    KnowledgeSetKind(),
    KmPlanKind(),
    TrainingKind(),
]
