"""One operation carried out on a law; where it does not fit, a conflict and nothing else. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

from kmdesk.regulations.amendment import LAST, Action, Doubt, Operation, Place
from kmdesk.regulations.held import (
    LEVELS,
    Held,
    is_letter,
    item_of,
    item_spans,
    label_of,
    paragraph_at,
    paragraphs_of,
)
from kmdesk.thai.provision_number import ProvisionNumber, label, read_number


class Misfit(StrEnum):
    """Why an operation was not applied."""

    NO_PROVISION = "no_provision"
    NO_PARAGRAPH = "no_paragraph"
    NO_ITEM = "no_item"
    NO_TERM = "no_term"
    NO_CHAPTER = "no_chapter"
    NO_WORDS = "no_words"
    NO_TEXT = "no_text"
    NO_DAY = "no_day"
    AMBIGUOUS = "ambiguous"
    EXISTS = "exists"
    ENDED = "ended"
    SAME = "same"
    CLASH = "clash"
    BY_HAND = "by_hand"


class _Stop(Exception):
    def __init__(self, conflict: Misfit) -> None:
        super().__init__(conflict)
        self.conflict = conflict


def apply(
    parts: Sequence[Held], operation: Operation, key: int = 0
) -> tuple[list[Held], Misfit | None]:
    """``parts`` after ``operation`` (known as ``key``), or unchanged with the conflict."""
    try:
        return _apply(list(parts), operation, key), None
    except _Stop as stop:
        return list(parts), stop.conflict


def _apply(parts: list[Held], operation: Operation, key: int) -> list[Held]:
    if operation.doubt in (Doubt.NOT_READ, Doubt.SCHEDULE):
        raise _Stop(Misfit.BY_HAND)
    needs_text = operation.action in (Action.REPLACE, Action.INSERT)
    if needs_text and not operation.text.strip():
        raise _Stop(Misfit.NO_TEXT)
    if operation.action is Action.WORDS:
        return _words(parts, operation, key)
    if operation.place.chapter:
        return _chapter(parts, operation, key)
    if operation.place.whole:
        return _whole(parts, operation, key)
    at = _find(parts, operation.place)
    return _put(parts, at, _inside(parts[at], operation), key)


def _find(parts: Sequence[Held], place: Place) -> int:
    at = _seek(parts, place)
    if at is None:
        raise _Stop(Misfit.NO_PROVISION)
    if parts[at].ended:
        raise _Stop(Misfit.ENDED)
    return at


def _seek(parts: Sequence[Held], place: Place) -> int | None:
    found = [
        at
        for at, part in enumerate(parts)
        if part.kind == "provision" and part.number == place.number
    ]
    if len(found) > 1:
        raise _Stop(Misfit.AMBIGUOUS)
    return found[0] if found else None


def _put(parts: list[Held], at: int, text: str, key: int) -> list[Held]:
    old = parts[at]
    if _same(old.text, text):
        raise _Stop(Misfit.SAME)
    parts[at] = replace(old, text=text, ended=False, made=(*old.made, key))
    return parts


def _same(one: str, two: str) -> bool:
    return "".join(one.split()) == "".join(two.split())


# Whole provisions ---------------------------------------------------------------------------


def _whole(parts: list[Held], operation: Operation, key: int) -> list[Held]:
    place = operation.place
    if operation.action is Action.INSERT:
        return _insert(parts, operation, key)
    at = _find(parts, place)
    if operation.action is Action.REPEAL:
        parts[at] = replace(parts[at].ends(), made=(*parts[at].made, key))
        return parts
    return _put(parts, at, _labelled(parts[at], operation.text), key)


def _labelled(part: Held, text: str) -> str:
    """The new wording of a provision begins with its number, written or not."""
    if label_of(text):
        return text
    return f"{label_of(part.text) or label(part.unit, part.number) + ' '}{text}"


def _insert(parts: list[Held], operation: Operation, key: int) -> list[Held]:
    place = operation.place
    present = _seek(parts, place)
    if present is not None:
        old = parts[present]
        if not old.ended:
            raise _Stop(Misfit.SAME if _same(old.text, operation.text) else Misfit.EXISTS)
        return _put(parts, present, operation.text, key)
    number = read_number(place.number)
    if number is None:
        raise _Stop(Misfit.NO_PROVISION)
    at = _place_for(parts, number)
    unit = place.unit or next((part.unit for part in parts if part.unit), "")
    name = "" if label_of(operation.text) else f"{label(unit, place.number)} "
    text = f"{name}{operation.text}"
    new = Held(f"provision:{place.number}", "provision", unit, place.number, text=text, made=(key,))
    return [*parts[:at], new, *parts[at:]]


def _place_for(parts: Sequence[Held], number: ProvisionNumber) -> int:
    """Directly after the provision that comes before it in number, and that one's new chapter."""
    before = -1
    for at, part in enumerate(parts):
        own = read_number(part.through or part.number) if part.kind == "provision" else None
        if own is not None and own < number:
            before = at
    at = before + 1
    while at < len(parts) and parts[at].kind == "heading" and _young(parts[at], number, parts, at):
        at += 1
    return at


def _young(heading: Held, number: ProvisionNumber, parts: Sequence[Held], at: int) -> bool:
    """A chapter put in by an amendment that as yet holds nothing, or only later numbers."""
    if not heading.made or not heading.anchor.startswith("chapter:"):
        return False
    following = next((part for part in parts[at + 1 :] if part.kind != "heading"), None)
    next_number = read_number(following.number) if following else None
    second = read_number(heading.chapter[1])
    fresh = following is None or not following.made
    inner = next_number is not None and following is not None and bool(following.made)
    return bool(second and second.second) and (
        fresh or (inner and next_number is not None and number < next_number)
    )


# Chapters -----------------------------------------------------------------------------------


def _chapter(parts: list[Held], operation: Operation, key: int) -> list[Held]:
    place = operation.place
    found = [
        at
        for at, part in enumerate(parts)
        if part.kind == "heading" and part.chapter == (place.chapter, place.number)
    ]
    if len(found) > 1:
        raise _Stop(Misfit.AMBIGUOUS)
    if operation.action is Action.INSERT:
        return _new_chapter(parts, operation, found, key)
    if not found:
        raise _Stop(Misfit.NO_CHAPTER)
    at = found[0]
    if parts[at].ended:
        raise _Stop(Misfit.ENDED)
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
    parts: list[Held], operation: Operation, found: Sequence[int], key: int
) -> list[Held]:
    place = operation.place
    if found:
        if not parts[found[0]].ended:
            raise _Stop(Misfit.EXISTS)
        return _put(parts, found[0], operation.text, key)
    level, number = LEVELS.get(place.chapter, 4), read_number(place.number)
    before = -1
    for at, part in enumerate(parts):
        word, own = part.chapter
        mine = read_number(own) if word == place.chapter else None
        if mine is not None and number is not None and mine < number:
            before = at
    if before < 0:
        raise _Stop(Misfit.NO_CHAPTER)
    at = before + 1
    while at < len(parts) and not (
        (parts[at].kind == "heading" and parts[at].level <= level)
        or parts[at].kind not in ("heading", "provision")
    ):
        at += 1
    anchor = f"chapter:{place.chapter} {place.number}"
    new = Held(anchor, "heading", level=level, text=operation.text, made=(key,))
    return [*parts[:at], new, *parts[at:]]


# Inside a provision -------------------------------------------------------------------------


def _inside(part: Held, operation: Operation) -> str:
    place = operation.place
    if place.term:
        return _term(part.text, operation)
    if place.items:
        return _item(part.text, operation)
    return _paragraph(part, operation)


def _paragraph(part: Held, operation: Operation) -> str:
    found = paragraphs_of(part.text)
    number, new = operation.place.paragraph, operation.text.split("\n")
    if operation.action is Action.INSERT:
        at = len(found) if number == LAST else number - 1
        if not 0 < at <= len(found):
            raise _Stop(Misfit.NO_PARAGRAPH)
        if at < len(found) and _same("".join(found[at]), operation.text):
            raise _Stop(Misfit.SAME)
        return _joined([*found[:at], new, *found[at:]])
    at_ = paragraph_at(found, number)
    if at_ is None:
        raise _Stop(Misfit.NO_PARAGRAPH)
    name = label_of(part.text) if at_ == 0 else ""
    if operation.action is Action.REPEAL:
        if len(found) == 1:
            raise _Stop(Misfit.NO_PARAGRAPH)
        rest = [list(lines) for k, lines in enumerate(found) if k != at_]
        rest[0][0] = name + rest[0][0]
        return _joined(rest)
    if name and not label_of(new[0]):
        new = [name + new[0], *new[1:]]
    return _joined([*found[:at_], new, *found[at_ + 1 :]])


def _joined(paragraphs: Sequence[Sequence[str]]) -> str:
    return "\n".join(line for lines in paragraphs for line in lines)


def _item(text: str, operation: Operation) -> str:
    place = operation.place
    lines = text.split("\n")
    low, high = _stretch(text, place)
    for outer in place.items[:-1]:
        low, high = _one(lines, low, high, outer)
        low += 1
    item = place.items[-1]
    if operation.action is Action.INSERT:
        return _new_item(lines, low, high, item, operation.text)
    start, end = _one(lines, low, high, item)
    if operation.action is Action.REPEAL:
        new = [f"{lines[start][: lines[start].index(')') + 1]} (ยกเลิก)"]
    else:
        new = operation.text.split("\n")
        if item_of(new[0]) != item:
            new[0] = f"{lines[start][: lines[start].index(')') + 1]} {new[0]}"
    return "\n".join([*lines[:start], *new, *lines[end:]])


def _stretch(text: str, place: Place) -> tuple[int, int]:
    """Lines of the วรรค named, or all."""
    found = paragraphs_of(text)
    if not place.paragraph:
        return 0, sum(len(lines) for lines in found)
    at = paragraph_at(found, place.paragraph)
    if at is None:
        raise _Stop(Misfit.NO_PARAGRAPH)
    low = sum(len(lines) for lines in found[:at])
    return low, low + len(found[at])


def _one(lines: Sequence[str], low: int, high: int, item: str) -> tuple[int, int]:
    spans = item_spans(lines[low:high], item)
    if not spans:
        raise _Stop(Misfit.NO_ITEM)
    if len(spans) > 1:
        raise _Stop(Misfit.AMBIGUOUS)
    return low + spans[0][0], low + spans[0][1]


def _new_item(lines: list[str], low: int, high: int, item: str, text: str) -> str:
    spans = item_spans(lines[low:high], item)
    new = text.split("\n")
    if item_of(new[0]) != item:
        raise _Stop(Misfit.NO_ITEM)
    if spans:
        old = "\n".join(lines[low + spans[0][0] : low + spans[0][1]])
        if old.rstrip().endswith("(ยกเลิก)"):
            start, end = low + spans[0][0], low + spans[0][1]
            return "\n".join([*lines[:start], *new, *lines[end:]])
        raise _Stop(Misfit.SAME if _same(old, text) else Misfit.EXISTS)
    return "\n".join([*lines[: (at := _after_lesser(lines, low, high, item))], *new, *lines[at:]])


def _after_lesser(lines: Sequence[str], low: int, high: int, item: str) -> int:
    """Where a new item goes: after the greatest of its rank that is less than it."""
    letter, at = is_letter(item), None
    for k in range(low, high):
        own = item_of(lines[k])
        if own and is_letter(own) == letter and _less(own, item):
            at = k
    if at is None:
        if letter and low and item_of(lines[low - 1]):
            return low
        raise _Stop(Misfit.NO_ITEM)
    end = at + 1
    while not letter and end < high and is_letter(item_of(lines[end])):
        end += 1
    return end


def _less(one: str, two: str) -> bool:
    first, second = read_number(one), read_number(two)
    return first < second if first is not None and second is not None else one < two


def _term(text: str, operation: Operation) -> str:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if _defines(line, operation.place.term)]
    if operation.action is Action.INSERT:
        if found:
            same = _same(_entry(lines, found[0]), operation.text)
            raise _Stop(Misfit.SAME if same else Misfit.EXISTS)
        at = _after_term(lines, operation.after)
        return "\n".join([*lines[:at], *operation.text.split("\n"), *lines[at:]])
    if not found:
        raise _Stop(Misfit.NO_TERM)
    if len(found) > 1:
        raise _Stop(Misfit.AMBIGUOUS)
    start, end = found[0], _entry_end(lines, found[0])
    new = operation.text.split("\n") if operation.action is Action.REPLACE else []
    return "\n".join([*lines[:start], *new, *lines[end:]])


def _defines(line: str, term: str) -> bool:
    head = "".join(line.split())[: len(term) + 40]
    return any(head.startswith(f"{mark}{''.join(term.split())}") for mark in ("“", "\u0093", '"'))


def _entry(lines: Sequence[str], at: int) -> str:
    return "\n".join(lines[at : _entry_end(lines, at)])


def _entry_end(lines: Sequence[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and not lines[end].startswith(("“", "\u0093", '"')):
        end += 1
    return end


def _after_term(lines: Sequence[str], after: str) -> int:
    if after:
        found = [at for at, line in enumerate(lines) if _defines(line, after)]
        if not found:
            raise _Stop(Misfit.NO_TERM)
        return _entry_end(lines, found[0])
    starts = [at for at, line in enumerate(lines) if line.startswith(("“", "\u0093", '"'))]
    if not starts:
        raise _Stop(Misfit.NO_TERM)
    return _entry_end(lines, starts[-1])


# Words --------------------------------------------------------------------------------------


def _words(parts: list[Held], operation: Operation, key: int) -> list[Held]:
    if not operation.old:
        raise _Stop(Misfit.NO_WORDS)
    place = operation.place
    if place.number and not place.chapter:
        at = _find(parts, place)
        return _put(parts, at, _reworded(parts[at], operation), key)
    changed = False
    for at, part in enumerate(parts):
        if part.kind in ("provision", "heading") and not part.ended and operation.old in part.text:
            text = part.text.replace(operation.old, operation.new)
            parts[at] = replace(part, text=text, made=(*part.made, key))
            changed = True
    if not changed:
        raise _Stop(Misfit.NO_WORDS)
    return parts


def _reworded(part: Held, operation: Operation) -> str:
    place = operation.place
    swap: Callable[[str], str] = lambda said: said.replace(operation.old, operation.new)  # noqa: E731
    if place.whole:
        if operation.old not in part.text:
            raise _Stop(Misfit.NO_WORDS)
        return swap(part.text)
    lines = part.text.split("\n")
    low, high = _stretch(part.text, place)
    for item in place.items:
        low, high = _one(lines, low, high, item)
    if place.term:
        at = next((k for k, line in enumerate(lines) if _defines(line, place.term)), None)
        if at is None:
            raise _Stop(Misfit.NO_TERM)
        low, high = at, _entry_end(lines, at)
    stretch = "\n".join(lines[low:high])
    if operation.old not in stretch:
        raise _Stop(Misfit.NO_WORDS)
    return "\n".join([*lines[:low], swap(stretch), *lines[high:]])
