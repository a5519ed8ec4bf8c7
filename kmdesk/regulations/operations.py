"""Operations of amending laws: the place each changes and the text after it. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from kmdesk.regulations.structure import ordinal
from kmdesk.thai.numbers import (
    DIGIT,
    PROVISION,
    canonical_provision,
    provision_label,
    read_provision,
    to_arabic,
    to_thai,
)

LAST = -1
"""Paragraph number that stands for วรรคท้าย."""


class Action(StrEnum):
    """What is done to the place."""

    REPLACE = "replace"
    INSERT = "insert"
    REPEAL = "repeal"
    WORDS = "words"


class Doubt(StrEnum):
    """Reason why a clerk has to review a proposal before it can be applied."""

    NOT_READ = "not_read"
    NO_TEXT = "no_text"
    NOT_DIVIDED = "not_divided"
    SCHEDULE = "schedule"
    OWN_DAY = "own_day"


@dataclass(frozen=True, slots=True)
class Place:
    """Whole provision, วรรค, (๑), (ก), a definition in it, a chapter, or (all empty) everywhere.

    ``chapter`` is the heading's word for its kind, such as หมวด; ``number`` is then its number.
    """

    unit: str = ""
    number: str = ""
    paragraph: int = 0
    items: tuple[str, ...] = ()
    term: str = ""
    chapter: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is a provision, with nothing smaller named."""
        return bool(self.number) and not (self.paragraph or self.items or self.term or self.chapter)

    @property
    def label(self) -> str:
        """มาตรา ๑๖ วรรคหนึ่ง (๒) (ก), หมวด ๓/๑, or "" for everywhere."""
        if self.chapter:
            return f"{self.chapter} {to_thai(self.number)}".strip()
        words = [provision_label(self.unit, self.number)] if self.number else []
        if self.paragraph:
            words.append("วรรคท้าย" if self.paragraph == LAST else ordinal(self.paragraph))
        words += [f"({to_thai(item)})" for item in self.items]
        if self.term:
            words.append(f"นิยามคำว่า “{self.term}”")
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Operation:
    """A change parsed from one clause of an amending law.

    ``clause`` is the clause's number and ``law`` the title of the law it names. ``text`` is the new
    wording, one line per paragraph; ``old`` and ``new`` are the words of a WORDS change.
    """

    action: Action
    place: Place
    text: str = ""
    old: str = ""
    new: str = ""
    after: str = ""  # the defined term a new definition follows
    clause: str = ""
    law: str = ""
    doubt: str = ""


_COUNT = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
_PARAGRAPHS = {
    **{word: at for at, word in enumerate(_COUNT, 1)},
    **{f"สิบ{'เอ็ด' if at == 1 else word}": 10 + at for at, word in enumerate(_COUNT[:9], 1)},
    "แรก": 1,
    "ต้น": 1,
    "ท้าย": LAST,
    "สุดท้าย": LAST,
}
# Longest first: an alternation takes the first that fits, and สิบ begins สิบเอ็ด too.
_PARAGRAPH = "|".join(sorted(_PARAGRAPHS, key=len, reverse=True))
_UNIT = re.compile(rf"(?P<unit>มาตรา|ข้อ)\s*(?P<number>{PROVISION})")
_CHAPTER = re.compile(
    rf"(?P<chapter>บรรพ|ภาค|ลักษณะ|หมวด|ส่วน(?:ที่)?|ตอน(?:ที่)?)\s*(?P<number>{PROVISION})(?![ก-๎])"
)
# Three digits at most: (๒๕๔๒) in a clause is a year, never an item.
_TOKEN = re.compile(
    rf"วรรค\s*(?P<paragraph>{_PARAGRAPH})|\(\s*(?P<item>{DIGIT}{{1,3}}(?:/{DIGIT}+)?(?:\s?(?:ทวิ|ตรี|จัตวา))?)\s*\)"
    r"|\(\s*(?P<letter>[ก-ฮ])\s*\)|(?P<of>ของ|ใน)|(?P<to>ถึง)|(?P<and>และ|,|หรือ)"
)
_TERM = re.compile(r"(?:บท)?นิยามคำว่า\s*“(?P<term>[^”]+)”")
_RANGE = re.compile(r"\s*(?:จนถึง|ถึง)\s*")


@dataclass(slots=True)
class _Spec:
    paragraph: int = 0
    items: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    of: bool = False
    up_to: bool = False

    @property
    def empty(self) -> bool:
        return not (self.paragraph or self.items or self.letters)


def read_places(where: str) -> list[Place]:
    """Return the places named in ``where``, in order; empty when it names none."""
    found = [*_UNIT.finditer(where)]
    if not found:
        return [*_chapters(where)]
    places: list[Place] = []
    before, _, start = _divide(where[: found[0].start()], first=True)
    carried = before
    for at, match in enumerate(found):
        after_end = found[at + 1].start() if at + 1 < len(found) else len(where)
        gap = where[match.end() : after_end]
        own, following, ranged = _divide(gap, first=False, last=at + 1 == len(found))
        place = Place(match["unit"], canonical_provision(match["number"]))
        places += _spread(place, carried + own)
        if ranged and at + 1 < len(found):
            places += _between(place, canonical_provision(found[at + 1]["number"]))
        carried = following
    return [*_chapters(where[: found[0].start()] if start else "")] + places


def _chapters(where: str) -> Iterator[Place]:
    for match in _CHAPTER.finditer(where):
        word = match["chapter"].removesuffix("ที่")
        yield Place(chapter=word, number=canonical_provision(match["number"]))


def _divide(gap: str, first: bool, last: bool = False) -> tuple[list[str], list[str], bool]:
    """Split the words between two numbers: those of the number before, those of the one after."""
    text = " ".join(gap.split())
    if _RANGE.fullmatch(f" {text} "):
        return [], [], True
    if first:
        return ([text] if _has_spec(text) else []), [], True
    looks_ahead = re.search(r"(?:ของ|ใน)\s*$", text) is not None and not last
    if not looks_ahead:
        return ([text] if _has_spec(text) else []), [], False
    if re.match(r"\s*(?:และ|,)", text):
        return [], [text], False
    head, word, tail = text.partition("และ")
    if not word:
        return [], [text], False
    return ([head] if _has_spec(head) else []), ([tail] if _has_spec(tail) else []), False


def _has_spec(text: str) -> bool:
    found = _TOKEN.finditer(text)
    return bool(_TERM.search(text)) or any(
        m["paragraph"] or m["item"] or m["letter"] for m in found
    )


def _spread(place: Place, words: list[str]) -> list[Place]:
    """Return ``place`` itself, or the smaller places inside it that ``words`` name."""
    found: list[Place] = []
    for text in words:
        inner = _specs(_TERM.sub("", text))
        items = tuple(inner[0].items) if len(inner) == 1 else ()
        terms = [
            replace(place, term=match["term"].strip(), items=items)
            for match in _TERM.finditer(text)
        ]
        found += terms
        if not terms:
            found += [_smaller(place, spec) for spec in _specs(text)]
    return found or [place]


def _smaller(place: Place, spec: _Spec) -> Place:
    return replace(place, paragraph=spec.paragraph, items=(*spec.items, *spec.letters))


def _specs(text: str) -> list[_Spec]:
    """Return the separate places of a list: (๓) และ (๔) ของวรรคหนึ่ง; วรรคสอง (๑) และ (๒)."""
    specs = [_Spec()]
    for match in _TOKEN.finditer(text):
        _take(specs, match)
    specs = [spec for spec in specs if not spec.empty]
    for at in range(len(specs) - 2, -1, -1):  # (๓) และ (๔) ของวรรคหนึ่ง
        if specs[at + 1].of and not specs[at].paragraph and specs[at].items:
            specs[at].paragraph, specs[at].of = specs[at + 1].paragraph, True
    for one, two in pairwise(specs):  # วรรคหนึ่ง (๓) และ (๔)
        if not two.paragraph and not one.of:
            two.paragraph = one.paragraph
        if two.letters and not two.items:
            two.items = list(one.items)
    return _ranges(specs)


def _take(specs: list[_Spec], match: re.Match[str]) -> None:
    now = specs[-1]
    if match["and"] or match["to"]:
        specs.append(_Spec(up_to=bool(match["to"])))
    elif match["of"]:
        now.of = not now.empty
    elif match["paragraph"]:
        if now.paragraph:  # วรรคสอง วรรคสาม without a conjunction
            specs.append(now := _Spec(up_to=False))
        now.paragraph = _PARAGRAPHS[match["paragraph"]]
    elif match["item"]:
        if now.items:  # (๑) (๒) และ (๓)
            specs.append(now := _Spec(now.paragraph if not now.of else 0))
        now.items.append(canonical_provision(to_arabic(match["item"])))
    else:
        if now.letters:
            specs.append(now := _Spec(now.paragraph, list(now.items)))
        now.letters.append(match["letter"])


def _ranges(specs: list[_Spec]) -> list[_Spec]:
    """Expand (๓) ถึง (๖) to all items between."""
    out: list[_Spec] = []
    for spec in specs:
        last = out[-1] if out else None
        if spec.up_to and last and spec.items and last.items and not spec.letters:
            low, high = last.items[-1], spec.items[-1]
            # Wider than this, one of the two ends is a misread number.
            if low.isdigit() and high.isdigit() and int(high) - int(low) < 50:
                between = range(int(low) + 1, int(high))
                out += [_Spec(last.paragraph, [str(number)]) for number in between]
        elif spec.up_to and last and spec.paragraph > last.paragraph > 0 and not spec.items:
            out += [_Spec(number) for number in range(last.paragraph + 1, spec.paragraph)]
        out.append(spec)
    return out


def _between(place: Place, last: str) -> list[Place]:
    """Return the provisions a range includes without naming them."""
    low, high = read_provision(place.number), read_provision(last)
    if low is None or high is None:
        return []
    if not low.second and not high.second:
        numbers = [str(n) for n in range(low.main + 1, high.main)]
    elif low.main == high.main and 0 < low.second < high.second < 1000:
        numbers = [f"{low.main}/{n}" for n in range(low.second + 1, high.second)]
    else:
        numbers = []
    return [replace(place, number=number) for number in numbers[:200]]


class Conflict(StrEnum):
    """Reason why an operation was not applied."""

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


class Stop(Exception):
    """Abort an operation; the law stays unchanged."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict)
        self.conflict = conflict


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
        # มาตรา ๑๒ alone on a line is the label of the paragraph below it, not a paragraph.
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
    # Breaks and blanks come from whoever set or retyped the text; only the words are law.
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
    # The label stands in the first paragraph, and stays when that paragraph goes.
    name = label_of(part.text) if at_ == 0 else ""
    if operation.action is Action.REPEAL:
        # A clause that repeals the only วรรค means another text: a whole provision is named so.
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
        # The number stays: a law is not renumbered, and others cite the items that follow.
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
        # The first letter below (๑) has no lesser one: it follows the line of its number.
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
    # U+0093 is the opening quotation mark of CP874, left at its code by old converters.
    head = "".join(line.split())[: len(term) + 40]
    return any(head.startswith(f"{mark}{''.join(term.split())}") for mark in ("“", "\u0093", '"'))


def _entry(lines: Sequence[str], at: int) -> str:
    return "\n".join(lines[at : _entry_end(lines, at)])


def _entry_end(lines: Sequence[str], at: int) -> int:
    end = at + 1
    # Up to the next quoted term: lines and items in between belong to this definition.
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
