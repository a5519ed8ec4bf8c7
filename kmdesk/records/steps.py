"""Undo and redo stacks of one actor's session, derived from the feed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.model import Change
from kmdesk.records.unit import BATCH_LENGTH

ERASED = "erased"
"""Entity name in the feed of a permanently deleted record."""
ERASURE = N_("Delete for good")
FINAL = frozenset({"account", ERASED})
"""Tables whose changes are never undone and never block the undo of others."""

READ_TEXT = N_("Read text from pictures")
DERIVED = frozenset({READ_TEXT})
"""Labels of units that only derive data: not an undo step, and never blocking one."""


@dataclass(frozen=True, slots=True)
class Step:
    """Units undone together, in the order they were done, and the label they are shown under."""

    units: tuple[str, ...]
    label: str


def feed_end(session: Session) -> int:
    """Return the number of the newest feed entry; 0 when the feed is empty."""
    return session.scalar(select(func.max(Change.seq))) or 0


def steps(session: Session, actor: str, since: int) -> tuple[list[Step], list[Step]]:
    """Return (undo stack, redo stack) of ``actor`` after feed entry ``since``.

    Both have the newest last. A new action clears the redo stack.
    """
    query = (
        select(Change.unit, Change.label, Change.undoes)
        .where(Change.seq > since, Change.actor == actor, Change.entity.not_in(FINAL))
        .where(Change.label.not_in({*DERIVED, ERASURE}))
        .group_by(Change.unit, Change.undoes)
        .order_by(func.min(Change.seq))
    )
    undone: dict[str, tuple[str, set[str]]] = {}
    order: list[tuple[str, str]] = []
    for unit, label, undoes in session.execute(query):
        if undoes is None:
            order.append((unit, label))
        elif unit not in undone:
            order.append((unit, label))
            undone[unit] = (label, {undoes})
        else:
            undone[unit][1].add(undoes)
    done: list[Step] = []
    again: list[tuple[Step, Step]] = []
    for unit, label in order:
        if unit not in undone:
            again.clear()
            _push(done, unit, label)
        else:
            _turn(done, again, unit, undone[unit][1])
    return done, [Step(back.units, gone.label) for back, gone in again]


def _push(done: list[Step], unit: str, label: str) -> None:
    last = done[-1] if done else None
    if last is not None and last.units[-1][:BATCH_LENGTH] == unit[:BATCH_LENGTH]:
        done[-1] = Step((*last.units, unit), last.label)
    else:
        done.append(Step((unit,), label))


def _turn(done: list[Step], again: list[tuple[Step, Step]], unit: str, targets: set[str]) -> None:
    """Apply an undo unit: move its targets to the redo stack, or back if they were undos."""
    for back, gone in again:
        if targets & set(back.units):
            again.remove((back, gone))
            done.append(gone)
            return
    for step in done:
        if targets & set(step.units):
            done.remove(step)
            again.append((Step((unit,), step.label), step))
            return
