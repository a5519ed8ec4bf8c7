"""One change made by an amending law: its place, its new text, and why it may not fit. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from kmdesk.regulations.structure import ordinal
from kmdesk.thai.digits import to_arabic, to_thai
from kmdesk.thai.numbers import (
    DIGIT,
    PROVISION,
    canonical_provision,
    provision_label,
    read_provision,
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
_PARAGRAPH = "|".join(sorted(_PARAGRAPHS, key=len, reverse=True))
_UNIT = re.compile(rf"(?P<unit>มาตรา|ข้อ)\s*(?P<number>{PROVISION})")
_CHAPTER = re.compile(
    rf"(?P<chapter>บรรพ|ภาค|ลักษณะ|หมวด|ส่วน(?:ที่)?|ตอน(?:ที่)?)\s*(?P<number>{PROVISION})(?![ก-๎])"
)
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
