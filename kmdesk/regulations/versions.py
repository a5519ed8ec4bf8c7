"""Versions of every provision through time, recomputed from the first text and all changes.

No state is kept between computations, so the order in which changes were entered does not matter;
they are applied in the order of their effective dates. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kmdesk.regulations.amendments.apply import apply
from kmdesk.regulations.amendments.operation import Action, Conflict, Operation, Place
from kmdesk.regulations.amendments.provision_text import ProvisionState

# Within one amending law, places are named by the numbering before it: replacements come first,
# repeals run from the last place up, insertions from the first down.
_STAGES = {Action.REPLACE: 0, Action.WORDS: 1, Action.REPEAL: 2, Action.INSERT: 3}


@dataclass(frozen=True, slots=True)
class Change:
    """A confirmed operation with id ``key``, in force from ``on`` (ISO), ordered by ``act``.

    ``act`` names the amending law so that laws sort by age: its Gazette date, then its title.
    """

    key: int
    on: str
    act: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Version:
    """Text of a part from one day (inclusive) to another (exclusive); None is open."""

    valid_from: str | None
    valid_to: str | None
    text: str
    ended: bool = False
    made: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A law through time: its parts in order, their versions, and conflicting changes."""

    parts: tuple[ProvisionState, ...]
    versions: dict[str, tuple[Version, ...]]
    conflicts: dict[int, Conflict] = field(default_factory=dict)


def build(base: Sequence[ProvisionState], changes: Iterable[Change]) -> Outcome:
    """Apply all ``changes`` to ``base``, the text as first known."""
    ordered = sorted(changes, key=_order)
    conflicts = _clashes(ordered)
    parts = list(base)
    history: dict[str, list[Version]] = {
        part.anchor: [Version(None, None, part.text, part.ended)] for part in base
    }
    for change in ordered:
        if change.key in conflicts:
            continue
        after, conflict = apply(parts, change.operation, change.key)
        if conflict is not None:
            conflicts[change.key] = conflict
            continue
        _note(history, parts, after, change.on)
        parts = after
    return Outcome(tuple(parts), {name: tuple(found) for name, found in history.items()}, conflicts)


def _order(change: Change) -> tuple[object, ...]:
    operation, place = change.operation, change.operation.place
    stage = _STAGES[operation.action]
    inner = place.paragraph if place.paragraph > 0 else 10_000 * (place.paragraph < 0)
    small = (inner, tuple(f"{item:0>6}" for item in place.items))
    if operation.action is Action.REPEAL:
        small = (-inner, tuple("".join(chr(0xFFFF - ord(c)) for c in item) for item in small[1]))
    chapter = (not place.chapter) if operation.action is Action.INSERT else bool(place.chapter)
    number = tuple(int(part) if part.isdigit() else 0 for part in operation.clause.split("/"))
    return (
        change.on, change.act, stage, chapter, number, small, place.number, place.term,
        operation.text, operation.old, operation.new,
    )  # fmt: skip


def _note(
    history: dict[str, list[Version]],
    before: Sequence[ProvisionState],
    after: Sequence[ProvisionState],
    on: str,
) -> None:
    """Close the version of every changed part and start the next."""
    old = {part.anchor: part for part in before}
    for part in after:
        known = old.get(part.anchor)
        if known is part or known == part:
            continue
        found = history.setdefault(part.anchor, [])
        made = part.made[len(known.made) if known else 0 :]
        if found and found[-1].valid_from == on:
            made = (*found[-1].made, *made)
            found[-1] = Version(on, None, part.text, part.ended, made)
            continue
        if found:
            last = found[-1]
            found[-1] = Version(last.valid_from, on, last.text, last.ended, last.made)
        found.append(Version(on, None, part.text, part.ended, made))


def _clashes(ordered: Sequence[Change]) -> dict[int, Conflict]:
    """Find changes of different laws to one place on one day: none of them is applied."""
    days: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in ordered:
        if change.operation.action is not Action.WORDS:
            place = change.operation.place
            days[change.on, f"{place.chapter}:{place.number}"].append(change)
    found: dict[int, Conflict] = {}
    for group in days.values():
        for one in group:
            for two in group:
                differs = one.act != two.act
                if differs and _overlap(one.operation.place, two.operation.place):
                    found[one.key] = found[two.key] = Conflict.CLASH
    return found


def _overlap(one: Place, two: Place) -> bool:
    """Return whether one place equals or contains the other."""
    if one.term or two.term:
        return one.term == two.term or not one.term or not two.term
    if one.paragraph and two.paragraph and one.paragraph != two.paragraph:
        return False
    shared = min(len(one.items), len(two.items))
    return one.items[:shared] == two.items[:shared]
