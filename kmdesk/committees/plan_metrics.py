"""Metrics of a plan; every figure names the rows it was computed from.

Pure: rows in, figures out, so that a test can trace each number back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kmdesk.i18n import N_


class StateRow(Protocol):
    """Fields read from a desired state."""

    id: int
    focus_id: int | None
    baseline: float | None
    target: float | None
    reached: float
    due_on: str | None


class ActivityRow(Protocol):
    """Fields read from an activity."""

    id: int
    state_id: int | None
    part: str
    status: str
    done_percent: int
    budget: float | None
    spent: float | None
    to_on: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name (message id), its unit and its source rows."""

    name: str
    value: float
    table: str
    """A key of ``queries.ROWS``."""
    sources: tuple[int, ...]
    percent: bool = False


def share(baseline: float | None, target: float | None, reached: float) -> float | None:
    """Return the progress from the baseline (0 when not given) to the target, from 0 to 1.

    Returns None without a target or when target and baseline are equal.
    """
    start = baseline or 0.0
    if target is None or target == start:
        return None
    return max(0.0, min(1.0, (reached - start) / (target - start)))


def progress(activity: ActivityRow) -> float:
    """Return percent done; a finished activity is 100, whatever was typed."""
    return 100.0 if activity.status == "done" else float(activity.done_percent)


def is_late(activity: ActivityRow, today: str) -> bool:
    """Return whether an unfinished activity is past its last day."""
    return bool(
        activity.to_on and activity.to_on < today and activity.status in ("planned", "running")
    )


def roll_up(
    states: Sequence[StateRow], activities: Sequence[ActivityRow], today: str
) -> tuple[Figure, ...]:
    """Return the figures of a plan on ``today`` (ISO)."""
    live = [a for a in activities if a.status != "dropped"]
    measured = [s for s in states if share(s.baseline, s.target, s.reached) is not None]
    reached = [s for s in measured if share(s.baseline, s.target, s.reached) == 1.0]

    def act(name: str, rows: Iterable[ActivityRow]) -> Figure:
        found = tuple(row.id for row in rows)
        return Figure(name, float(len(found)), "activity", found)

    return (
        act(N_("Activities"), live),
        act(N_("Activities done"), (a for a in live if a.status == "done")),
        act(N_("Activities under way"), (a for a in live if a.status == "running")),
        act(N_("Activities late"), (a for a in live if is_late(a, today))),
        _mean(N_("Progress of the activities"), "activity", live, progress),
        _sum(N_("Budget (baht)"), live, lambda a: a.budget),
        _sum(N_("Spent (baht)"), live, lambda a: a.spent),
        Figure(N_("Desired states"), float(len(states)), "state", tuple(s.id for s in states)),
        Figure(
            N_("Desired states reached"),
            float(len(reached)),
            "state",
            tuple(s.id for s in reached),
        ),
        _mean(
            N_("On the way to the desired states"),
            "state",
            measured,
            lambda s: 100 * (share(s.baseline, s.target, s.reached) or 0.0),
        ),
    )


def figure_words(figure: Figure) -> str:
    """Format a figure: whole numbers without decimals, percentages with their sign."""
    text = f"{figure.value:,.0f}" if figure.value == round(figure.value) else f"{figure.value:,.2f}"
    if figure.percent:
        return f"{figure.value:.0f}%"
    return text


_Row = TypeVar("_Row", StateRow, ActivityRow)


def _mean(name: str, table: str, rows: Sequence[_Row], value: Callable[[_Row], float]) -> Figure:
    mean = sum(value(row) for row in rows) / len(rows) if rows else 0.0
    return Figure(name, mean, table, tuple(row.id for row in rows), percent=True)


def _sum(
    name: str, rows: Sequence[ActivityRow], value: Callable[[ActivityRow], float | None]
) -> Figure:
    there = [row for row in rows if value(row) is not None]
    total = sum(value(row) or 0.0 for row in there)
    return Figure(name, total, "activity", tuple(row.id for row in there))
