"""Kinds of the committees: order, committee, meeting, knowledge set, KM plan, training."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from kmdesk import clock
from kmdesk.committees import knowledge, meetings, orders, plan, queries, reports
from kmdesk.committees.model import (
    CommitteeDetail,
    KmPlanDetail,
    KnowledgeSetDetail,
    MeetingDetail,
    OrderDetail,
    TrainingDetail,
)
from kmdesk.committees.plan_figures import figure_words, roll_up
from kmdesk.committees.richtext import plain
from kmdesk.committees.tables import blocks
from kmdesk.committees.terms import (
    COMMITTEE_STATUSES,
    FORMS,
    LEVELS,
    MEETING_STATUSES,
    ORDER_STATUSES,
    PLAN_STATUSES,
    STEPS,
    TRAINING_STATUSES,
)
from kmdesk.i18n import N_, language, tr
from kmdesk.records import Actor, BaseKind, Duty, IndexPassage, Kind, Library, Session
from kmdesk.records.display import URGENCIES, screen_date
from kmdesk.records.print_forms import PrintForm, asked
from kmdesk.records.status import NOT_YET, register_rule
from kmdesk.thai.digits import to_thai

FieldList = list[tuple[str, str]]


def _digits(text: str) -> str:
    return to_thai(text) if language() == "th" else text


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

    def facts(self, session: Session, record_id: int) -> FieldList:
        """Return the non-empty fields."""
        row = queries.detail(session, self.code, record_id)
        found = self._fields(session, row) if row is not None else []
        return [(label, value) for label, value in found if value]

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Write the record with its tables."""
        from kmdesk.committees.print import write_record  # loads ReportLab, only needed to print

        write_record(library, actor, self, record_id, out)

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        raise NotImplementedError


class OrderKind(_CommitteeKind):
    """Appointment orders."""

    code = "order"
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

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        assert isinstance(row, OrderDetail)
        return [
            (N_("Reason"), row.reason),
            (N_("By the power of"), row.power),
            (N_("In force from"), screen_date(row.effective_on)),
            (N_("Signed by"), " ".join(filter(None, (row.signer, row.signer_position)))),
            (N_("Text of the order"), row.text),
        ]


class CommitteeKind(_CommitteeKind):
    """Committees, working groups and KM groups."""

    code = "committee"
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

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        assert isinstance(row, CommitteeDetail)
        return [
            (N_("Form of committee"), tr(FORMS[row.form])),
            (N_("Purpose"), row.purpose),
            (N_("Knowledge issue"), row.issue),
            (N_("Quorum"), tr("half of the members") if row.has_quorum else ""),
        ]


class MeetingKind(_CommitteeKind):
    """Meetings with agenda, attendance and minutes."""

    code = "meeting"
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

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        assert isinstance(row, MeetingDetail)
        return [
            (N_("Committee"), queries.title_of(session, row.committee_id)),
            (N_("Held at"), row.held_at),
            (N_("Opened at"), row.opened_at),
            (N_("Closed at"), row.closed_at),
            (N_("Minutes taken by"), row.recorder),
            (N_("Minutes checked by"), row.checker),
            (N_("Certified in"), row.certified_in),
        ]

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return meetings of the next 30 days, and resolutions due by then or overdue."""
        last = (today + timedelta(days=30)).isoformat()
        coming = queries.dated_between(session, self.code, today.isoformat(), last)
        found = meetings.actions_due(session, last)
        return [
            *((record_id, day, N_("meeting")) for record_id, day in coming),
            *((record_id, day, N_("resolution to be carried out")) for record_id, day in found),
        ]


class KnowledgeSetKind(_CommitteeKind):
    """Knowledge sets; published ones are on the shelf."""

    code = "knowledge_set"
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

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        assert isinstance(row, KnowledgeSetDetail)
        return [
            (N_("KM group"), queries.title_of(session, row.group_id)),
            (N_("Knowledge issue"), row.issue),
            (N_("Made by"), row.makers),
            (N_("Next step due"), screen_date(row.due_on)),
        ]


class KmPlanKind(_CommitteeKind):
    """KM plans of a fiscal year."""

    code = "km_plan"
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

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        assert isinstance(row, KmPlanDetail)
        return [
            (N_("Fiscal year"), _digits(str(row.fiscal_year))),
            (N_("Level"), tr(LEVELS[row.level])),
            (N_("Reviewer"), row.reviewer),
            (N_("Approver (CKO)"), row.approver),
        ]


class TrainingKind(_CommitteeKind):
    """Courses and knowledge-sharing days."""

    code = "training"
    label = N_("Training")
    statuses = TRAINING_STATUSES
    lights = {"planned": "grey", "held": "green"}

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return trainings of the next 30 days."""
        last = (today + timedelta(days=30)).isoformat()
        found = queries.dated_between(session, self.code, today.isoformat(), last)
        return [(record_id, day, N_("training")) for record_id, day in found]

    def _fields(self, session: Session, row: queries.Detail) -> FieldList:
        assert isinstance(row, TrainingDetail)
        return [
            (N_("To (last day)"), screen_date(row.to_on)),
            (N_("Hours"), "" if row.hours is None else f"{row.hours:g}"),
            (N_("Held at"), row.held_at),
            (N_("Trainers"), row.trainers),
            (N_("Topics"), row.topics),
        ]


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
