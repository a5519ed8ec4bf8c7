"""A provision at some moment, and operations applied to its text. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kmdesk.regulations.amendments.operation import LAST, Action, Conflict, Operation, Place, Stop
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.numbers import PROVISION, canonical_provision, provision_label, read_provision

LEVELS = {"บรรพ": 1, "ภาค": 2, "ลักษณะ": 3, "หมวด": 4, "ส่วน": 5, "ตอน": 6}
_HEADING = re.compile(rf"(?P<word>{'|'.join(LEVELS)})(?:ที่)?\s*(?P<number>{PROVISION})(?![ก-๎])")
_LABEL = re.compile(rf"(?:มาตรา|ข้อ)\s*{PROVISION}[ \t\u00a0]*")
_ITEM = re.compile(r"\(\s*(?P<item>[0-9๐-๙]{1,3}(?:/[0-9๐-๙]+)?(?:\s?(?:ทวิ|ตรี|จัตวา))?)\s*\)")
_LETTER = re.compile(r"\(\s*(?P<item>[ก-ฮ])\s*\)")
_ENDED = "(ยกเลิก)"


@dataclass(frozen=True, slots=True)
class ProvisionState:
    """A provision, heading or other part with its text; ``made`` lists the changes behind it."""

    anchor: str
    kind: str
    unit: str = ""
    number: str = ""
    through: str = ""
    level: int = 0
    text: str = ""
    ended: bool = False
    made: tuple[int, ...] = ()

    @property
    def chapter(self) -> tuple[str, str]:
        """(หมวด, 3/1) for a heading; ("", "") otherwise."""
        match = _HEADING.match(self.text) if self.kind == "heading" else None
        return (match["word"], canonical_provision(match["number"])) if match else ("", "")

    def ends(self) -> "ProvisionState":
        """Return the same part repealed: only its number remains."""
        if self.kind == "provision":
            name = provision_label(self.unit, self.number)
        else:
            word, number = self.chapter
            name = provision_label(word, number) if word else self.text.split("\n")[0]
        return replace(self, text=f"{name} {_ENDED}", ended=True)


def label_of(text: str) -> str:
    """Return the number at the beginning of a text, as written, including following blanks."""
    match = _LABEL.match(text)
    return match[0] if match else ""


def item_of(line: str) -> str:
    """Return 3 for a line that begins (๓), ก for (ก), else ""."""
    match = _ITEM.match(line) or _LETTER.match(line)
    return canonical_provision(to_arabic(match["item"])) if match else ""


def is_letter(item: str) -> bool:
    """Return whether ``item`` is of the lower level, (ก)."""
    return len(item) == 1 and "ก" <= item <= "ฮ"


def paragraphs_of(text: str) -> list[list[str]]:
    """Return the lines of each วรรค, including the items below it."""
    result: list[list[str]] = []
    for line in text.split("\n"):
        bare_label = result and len(result) == 1 and len(result[0]) == 1 and is_bare(result[0][0])
        if not result or not (item_of(line) or bare_label):
            result.append([])
        result[-1].append(line)
    return result


def is_bare(line: str) -> bool:
    """Return whether a line is only a label such as มาตรา ๑๒: the text begins on the next line."""
    return label_of(f"{line} ").strip() == line.strip() != ""


def paragraph_at(paragraphs: Sequence[Sequence[str]], number: int) -> int | None:
    """Return the index of วรรค ``number``; None when there is none."""
    at = len(paragraphs) - 1 if number == LAST else number - 1
    return at if 0 <= at < len(paragraphs) else None


def item_spans(lines: Sequence[str], item: str) -> list[tuple[int, int]]:
    """Return the line ranges of an item: from its own line to the next of its level."""
    letter = is_letter(item)
    spans: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if item_of(line) != item:
            continue
        end = at + 1
        while end < len(lines) and item_of(lines[end]) and is_letter(item_of(lines[end])):
            if letter:
                break
            end += 1
        spans.append((at, end))
    return spans


def changed_text(part: ProvisionState, operation: Operation) -> str:
    """Return the provision's text with a paragraph, item or definition added, replaced or removed.

    Raises Stop where the operation does not fit.
    """
    place = operation.place
    if place.term:
        return _term(part.text, operation)
    if place.items:
        return _item(part.text, operation)
    return _paragraph(part, operation)


def reworded(part: ProvisionState, operation: Operation) -> str:
    """Return the provision's text with words replaced, everywhere or at the place named.

    Raises Stop where the words or the place are missing.
    """
    place = operation.place
    swap: Callable[[str], str] = lambda said: said.replace(operation.old, operation.new)  # noqa: E731
    if place.whole:
        if operation.old not in part.text:
            raise Stop(Conflict.NO_WORDS)
        return swap(part.text)
    lines = part.text.split("\n")
    low, high = _stretch(part.text, place)
    for item in place.items:
        low, high = _one(lines, low, high, item)
    if place.term:
        at = next((k for k, line in enumerate(lines) if _defines(line, place.term)), None)
        if at is None:
            raise Stop(Conflict.NO_TERM)
        low, high = at, _entry_end(lines, at)
    stretch = "\n".join(lines[low:high])
    if operation.old not in stretch:
        raise Stop(Conflict.NO_WORDS)
    return "\n".join([*lines[:low], swap(stretch), *lines[high:]])


def same_words(one: str, two: str) -> bool:
    """Return whether two wordings differ at most by white space."""
    return "".join(one.split()) == "".join(two.split())


def _paragraph(part: ProvisionState, operation: Operation) -> str:
    found = paragraphs_of(part.text)
    number, new = operation.place.paragraph, operation.text.split("\n")
    if operation.action is Action.INSERT:
        at = len(found) if number == LAST else number - 1
        if not 0 < at <= len(found):
            raise Stop(Conflict.NO_PARAGRAPH)
        if at < len(found) and same_words("".join(found[at]), operation.text):
            raise Stop(Conflict.SAME)
        return _joined([*found[:at], new, *found[at:]])
    at_ = paragraph_at(found, number)
    if at_ is None:
        raise Stop(Conflict.NO_PARAGRAPH)
    name = label_of(part.text) if at_ == 0 else ""
    if operation.action is Action.REPEAL:
        if len(found) == 1:
            raise Stop(Conflict.NO_PARAGRAPH)
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
    """Return the line range of the วรรค named, or of all."""
    found = paragraphs_of(text)
    if not place.paragraph:
        return 0, sum(len(lines) for lines in found)
    at = paragraph_at(found, place.paragraph)
    if at is None:
        raise Stop(Conflict.NO_PARAGRAPH)
    low = sum(len(lines) for lines in found[:at])
    return low, low + len(found[at])


def _one(lines: Sequence[str], low: int, high: int, item: str) -> tuple[int, int]:
    spans = item_spans(lines[low:high], item)
    if not spans:
        raise Stop(Conflict.NO_ITEM)
    if len(spans) > 1:
        raise Stop(Conflict.AMBIGUOUS)
    return low + spans[0][0], low + spans[0][1]


def _new_item(lines: list[str], low: int, high: int, item: str, text: str) -> str:
    spans = item_spans(lines[low:high], item)
    new = text.split("\n")
    if item_of(new[0]) != item:
        raise Stop(Conflict.NO_ITEM)
    if spans:
        old = "\n".join(lines[low + spans[0][0] : low + spans[0][1]])
        if old.rstrip().endswith("(ยกเลิก)"):
            start, end = low + spans[0][0], low + spans[0][1]
            return "\n".join([*lines[:start], *new, *lines[end:]])
        raise Stop(Conflict.SAME if same_words(old, text) else Conflict.EXISTS)
    return "\n".join([*lines[: (at := _after_lesser(lines, low, high, item))], *new, *lines[at:]])


def _after_lesser(lines: Sequence[str], low: int, high: int, item: str) -> int:
    """Return the index for a new item: after the greatest smaller one of its level."""
    letter, at = is_letter(item), None
    for k in range(low, high):
        own = item_of(lines[k])
        if own and is_letter(own) == letter and _less(own, item):
            at = k
    if at is None:
        if letter and low and item_of(lines[low - 1]):
            return low
        raise Stop(Conflict.NO_ITEM)
    end = at + 1
    while not letter and end < high and is_letter(item_of(lines[end])):
        end += 1
    return end


def _less(one: str, two: str) -> bool:
    first, second = read_provision(one), read_provision(two)
    return first < second if first is not None and second is not None else one < two


def _term(text: str, operation: Operation) -> str:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if _defines(line, operation.place.term)]
    if operation.action is Action.INSERT:
        if found:
            same = same_words(_entry(lines, found[0]), operation.text)
            raise Stop(Conflict.SAME if same else Conflict.EXISTS)
        at = _after_term(lines, operation.after)
        return "\n".join([*lines[:at], *operation.text.split("\n"), *lines[at:]])
    if not found:
        raise Stop(Conflict.NO_TERM)
    if len(found) > 1:
        raise Stop(Conflict.AMBIGUOUS)
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
            raise Stop(Conflict.NO_TERM)
        return _entry_end(lines, found[0])
    starts = [at for at, line in enumerate(lines) if line.startswith(("“", "\u0093", '"'))]
    if not starts:
        raise Stop(Conflict.NO_TERM)
    return _entry_end(lines, starts[-1])
