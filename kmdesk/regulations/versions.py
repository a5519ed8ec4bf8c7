"""Versions of every provision through time, recomputed from the first text and all changes.

No state is kept between computations, so the order in which changes were entered does not matter;
they are applied in the order of their effective dates. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kmdesk.regulations.operations import (
    LEVELS,
    Action,
    Conflict,
    Doubt,
    Operation,
    Place,
    ProvisionState,
    Stop,
    changed_text,
    label_of,
    reworded,
    same_words,
)
from kmdesk.thai.numbers import ProvisionNumber, provision_label, read_provision


def apply(
    parts: Sequence[ProvisionState], operation: Operation, key: int = 0
) -> tuple[list[ProvisionState], Conflict | None]:
    """Return ``parts`` after ``operation`` (id ``key``), or unchanged with the conflict."""
    try:
        return _apply(list(parts), operation, key), None
    except Stop as stop:
        return list(parts), stop.conflict


def _apply(parts: list[ProvisionState], operation: Operation, key: int) -> list[ProvisionState]:
    # These carry the words of a clause, not a place in the law that could be changed.
    if operation.doubt in (Doubt.NOT_READ, Doubt.SCHEDULE):
        raise Stop(Conflict.BY_HAND)
    needs_text = operation.action in (Action.REPLACE, Action.INSERT)
    if needs_text and not operation.text.strip():
        raise Stop(Conflict.NO_TEXT)
    if operation.action is Action.WORDS:
        return _words(parts, operation, key)
    if operation.place.chapter:
        return _chapter(parts, operation, key)
    if operation.place.whole:
        return _whole(parts, operation, key)
    at = _find(parts, operation.place)
    return _put(parts, at, changed_text(parts[at], operation), key)


def _find(parts: Sequence[ProvisionState], place: Place) -> int:
    at = _seek(parts, place)
    if at is None:
        raise Stop(Conflict.NO_PROVISION)
    if parts[at].ended:
        raise Stop(Conflict.ENDED)
    return at


def _seek(parts: Sequence[ProvisionState], place: Place) -> int | None:
    found = [
        at
        for at, part in enumerate(parts)
        if part.kind == "provision" and part.number == place.number
    ]
    if len(found) > 1:
        raise Stop(Conflict.AMBIGUOUS)
    return found[0] if found else None


def _put(parts: list[ProvisionState], at: int, text: str, key: int) -> list[ProvisionState]:
    old = parts[at]
    if same_words(old.text, text):
        raise Stop(Conflict.SAME)
    parts[at] = replace(old, text=text, ended=False, made=(*old.made, key))
    return parts


# Whole provisions ---------------------------------------------------------------------------


def _whole(parts: list[ProvisionState], operation: Operation, key: int) -> list[ProvisionState]:
    place = operation.place
    if operation.action is Action.INSERT:
        return _insert(parts, operation, key)
    at = _find(parts, place)
    if operation.action is Action.REPEAL:
        parts[at] = replace(parts[at].ends(), made=(*parts[at].made, key))
        return parts
    return _put(parts, at, _labelled(parts[at], operation.text), key)


def _labelled(part: ProvisionState, text: str) -> str:
    """Return a new wording that begins with its provision number, whether written or not."""
    if label_of(text):
        return text
    return f"{label_of(part.text) or provision_label(part.unit, part.number) + ' '}{text}"


def _insert(parts: list[ProvisionState], operation: Operation, key: int) -> list[ProvisionState]:
    place = operation.place
    present = _seek(parts, place)
    if present is not None:
        old = parts[present]
        if not old.ended:
            raise Stop(Conflict.SAME if same_words(old.text, operation.text) else Conflict.EXISTS)
        return _put(parts, present, operation.text, key)
    number = read_provision(place.number)
    if number is None:
        raise Stop(Conflict.NO_PROVISION)
    at = _place_for(parts, number)
    unit = place.unit or next((part.unit for part in parts if part.unit), "")
    name = "" if label_of(operation.text) else f"{provision_label(unit, place.number)} "
    text = f"{name}{operation.text}"
    new = ProvisionState(
        f"provision:{place.number}", "provision", unit, place.number, text=text, made=(key,)
    )
    return [*parts[:at], new, *parts[at:]]


def _place_for(parts: Sequence[ProvisionState], number: ProvisionNumber) -> int:
    """Return the index after the preceding provision in number, and after its new chapter."""
    before = -1
    for at, part in enumerate(parts):
        own = read_provision(part.through or part.number) if part.kind == "provision" else None
        if own is not None and own < number:
            before = at
    at = before + 1
    while at < len(parts) and parts[at].kind == "heading" and _young(parts[at], number, parts, at):
        at += 1
    return at


def _young(
    heading: ProvisionState, number: ProvisionNumber, parts: Sequence[ProvisionState], at: int
) -> bool:
    """Return whether a chapter inserted by an amendment is empty or has only later numbers."""
    if not heading.made or not heading.anchor.startswith("chapter:"):
        return False
    following = next((part for part in parts[at + 1 :] if part.kind != "heading"), None)
    next_number = read_provision(following.number) if following else None
    second = read_provision(heading.chapter[1])
    fresh = following is None or not following.made
    inner = next_number is not None and following is not None and bool(following.made)
    return bool(second and second.second) and (
        fresh or (inner and next_number is not None and number < next_number)
    )


# Chapters -----------------------------------------------------------------------------------


def _chapter(parts: list[ProvisionState], operation: Operation, key: int) -> list[ProvisionState]:
    place = operation.place
    found = [
        at
        for at, part in enumerate(parts)
        if part.kind == "heading" and part.chapter == (place.chapter, place.number)
    ]
    if len(found) > 1:
        raise Stop(Conflict.AMBIGUOUS)
    if operation.action is Action.INSERT:
        return _new_chapter(parts, operation, found, key)
    if not found:
        raise Stop(Conflict.NO_CHAPTER)
    at = found[0]
    if parts[at].ended:
        raise Stop(Conflict.ENDED)
    if operation.action is Action.REPLACE:
        return _put(parts, at, operation.text, key)
    level = parts[at].level
    for k in range(at, len(parts)):
        part = parts[k]
        if k > at and (part.kind not in ("heading", "provision") or 0 < part.level <= level):
            break
        if not part.ended:
            parts[k] = replace(part.ends(), made=(*part.made, key))
    return parts


def _new_chapter(
    parts: list[ProvisionState], operation: Operation, found: Sequence[int], key: int
) -> list[ProvisionState]:
    place = operation.place
    if found:
        if not parts[found[0]].ended:
            raise Stop(Conflict.EXISTS)
        return _put(parts, found[0], operation.text, key)
    level, number = LEVELS.get(place.chapter, 4), read_provision(place.number)
    before = -1
    for at, part in enumerate(parts):
        word, own = part.chapter
        mine = read_provision(own) if word == place.chapter else None
        if mine is not None and number is not None and mine < number:
            before = at
    if before < 0:
        raise Stop(Conflict.NO_CHAPTER)
    at = before + 1
    while at < len(parts) and not (
        (parts[at].kind == "heading" and parts[at].level <= level)
        or parts[at].kind not in ("heading", "provision")
    ):
        at += 1
    anchor = f"chapter:{place.chapter} {place.number}"
    new = ProvisionState(anchor, "heading", level=level, text=operation.text, made=(key,))
    return [*parts[:at], new, *parts[at:]]


# Words --------------------------------------------------------------------------------------


def _words(parts: list[ProvisionState], operation: Operation, key: int) -> list[ProvisionState]:
    if not operation.old:
        raise Stop(Conflict.NO_WORDS)
    place = operation.place
    if place.number and not place.chapter:
        at = _find(parts, place)
        return _put(parts, at, reworded(parts[at], operation), key)
    changed = False
    for at, part in enumerate(parts):
        if part.kind in ("provision", "heading") and not part.ended and operation.old in part.text:
            text = part.text.replace(operation.old, operation.new)
            parts[at] = replace(part, text=text, made=(*part.made, key))
            changed = True
    if not changed:
        raise Stop(Conflict.NO_WORDS)
    return parts


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
    # วรรคท้าย is stored as -1 but stands behind every numbered paragraph.
    inner = place.paragraph if place.paragraph > 0 else 10_000 * (place.paragraph < 0)
    small = (inner, tuple(f"{item:0>6}" for item in place.items))
    if operation.action is Action.REPEAL:
        # Text cannot be negated: mirrored codes sort it downwards, as the minus sorts the numbers.
        small = (-inner, tuple("".join(chr(0xFFFF - ord(c)) for c in item) for item in small[1]))
    # A new chapter must be there before its provisions; an old one is repealed after them.
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
        # What stood between two changes of one day was never in force.
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
        # Words that two laws replace need not meet; if they do, the second no longer finds them.
        if change.operation.action is not Action.WORDS:
            place = change.operation.place
            days[change.on, f"{place.chapter}:{place.number}"].append(change)
    result: dict[int, Conflict] = {}
    for group in days.values():
        for one in group:
            for two in group:
                differs = one.act != two.act
                if differs and _overlap(one.operation.place, two.operation.place):
                    result[one.key] = result[two.key] = Conflict.CLASH
    return result


def _overlap(one: Place, two: Place) -> bool:
    """Return whether one place equals or contains the other."""
    if one.term or two.term:
        return one.term == two.term or not one.term or not two.term
    if one.paragraph and two.paragraph and one.paragraph != two.paragraph:
        return False
    shared = min(len(one.items), len(two.items))
    return one.items[:shared] == two.items[:shared]
