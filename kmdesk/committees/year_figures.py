"""Figures of one year of the KM programme, each naming the rows it was computed from.

Pure over the rows of :func:`kmdesk.committees.queries_year.year_rows`.
"""

from dataclasses import dataclass

from kmdesk.committees.plan_metrics import Figure
from kmdesk.i18n import N_


@dataclass(frozen=True, slots=True)
class Action:
    """A resolution with an owner; days are ISO."""

    id: int
    due_on: str | None
    done_on: str | None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A report requested from one person, filed or not."""

    id: int
    reported_on: str | None


@dataclass(frozen=True, slots=True)
class TakenPart:
    """A participant of a training, with the hours that count."""

    id: int
    hours: float


@dataclass(frozen=True, slots=True)
class YearRows:
    """Ids of the rows that belong to a fiscal year."""

    orders: tuple[int, ...]
    committees: tuple[int, ...]
    meetings: tuple[int, ...]
    actions: tuple[Action, ...]
    reports: tuple[Awaited, ...]
    evidence: tuple[int, ...]
    published: tuple[int, ...]
    trainings: tuple[int, ...]
    trainees: tuple[TakenPart, ...]


def year_figures(rows: YearRows, today: str) -> tuple[Figure, ...]:
    """Return the year's figures as of ``today`` (ISO)."""

    def count(name: str, table: str, ids: tuple[int, ...]) -> Figure:
        return Figure(name, float(len(ids)), table, ids)

    done = tuple(a.id for a in rows.actions if a.done_on and a.done_on <= today)
    late = tuple(a.id for a in rows.actions if a.id not in done and a.due_on and a.due_on < today)
    filed = tuple(r.id for r in rows.reports if r.reported_on)
    hours = sum(part.hours for part in rows.trainees)
    return (
        count(N_("Appointment orders of the year"), "order", rows.orders),
        count(N_("Committees and groups at work"), "committee", rows.committees),
        count(N_("Meetings held"), "meeting", rows.meetings),
        count(N_("Resolutions to carry out"), "item", tuple(a.id for a in rows.actions)),
        count(N_("Resolutions carried out"), "item", done),
        count(N_("Resolutions overdue"), "item", late),
        count(N_("Reports asked for"), "report", tuple(r.id for r in rows.reports)),
        count(N_("Reports that came in"), "report", filed),
        count(N_("Files of evidence"), "evidence", rows.evidence),
        count(N_("Knowledge sets published"), "knowledge_set", rows.published),
        count(N_("Trainings held"), "training", rows.trainings),
        Figure(N_("Hours of training"), hours, "trainee", tuple(p.id for p in rows.trainees)),
    )
