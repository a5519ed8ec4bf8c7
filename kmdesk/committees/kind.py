"""Kinds of the committees: order, committee, meeting, knowledge set, KM plan, training."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from kmdesk import clock
from kmdesk.committees import knowledge, meetings, orders, plan, queries, reports
from kmdesk.committees.knowledge import SetForm
from kmdesk.committees.meetings import MeetingForm
from kmdesk.committees.model import KnowledgeSetDetail, MeetingDetail
from kmdesk.committees.orders import CommitteeForm, OrderForm
from kmdesk.committees.plan import PlanForm
from kmdesk.committees.plan_figures import figure_words, roll_up
from kmdesk.committees.richtext import plain
from kmdesk.committees.tables import blocks
from kmdesk.committees.terms import (
    COMMITTEE_STATUSES,
    MEETING_STATUSES,
    ORDER_STATUSES,
    PLAN_STATUSES,
    STEPS,
    TRAINING_STATUSES,
)
from kmdesk.committees.trainings import TrainingForm
from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, BaseKind, Duty, IndexPassage, Kind, Library, Session
from kmdesk.records.display import URGENCIES, screen_date
from kmdesk.records.print_forms import PrintForm, asked
from kmdesk.records.status import NOT_YET, register_rule


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
    from kmdesk.committees.sheets import print_plan

    print_plan(library, actor, record_id, out)


def _progress(
    library: Library, actor: Actor, record_id: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.sheets import print_progress

    print_progress(library, actor, record_id, out, str(values.get("day") or clock.today_iso()))


def _roster(
    library: Library, actor: Actor, record_id: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.committees.sheets import print_roster

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
        row = session.get(KnowledgeSetDetail, record_id)
        if row is not None and row.text:
            yield IndexPassage("text:1", tr("Text"), plain(row.text))
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
        awaited = reports.awaited(session, last)
        unfinished = reports.plans_due(session, last)
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
