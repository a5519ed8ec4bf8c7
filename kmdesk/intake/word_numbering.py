"""Numbers and styles of the paragraphs of a Word file: automatic numbers and outline levels."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from kmdesk.intake.archive import MC, W
from kmdesk.thai.numbers import to_thai

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_CUSTOM = re.compile(r"(0*)1(?:,|$)")
# Without ฃ ฅ ฆ ฤ ฦ, as Word counts.
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_THAI_NAMES = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_THAI_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_legal: bool = False
    """Whether all numbers are in Arabic digits."""
    restart: int | None = None
    """The level (from 1) whose next number restarts this one; 0: never."""
    suffix: str = "tab"
    custom: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """The label before a paragraph, with the space after it."""

    text: str
    is_bullet: bool = False


@dataclass(slots=True)
class _List:
    """A list in use: its levels, the abstract list whose counters it shares, its restart values."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document; paragraphs must be counted in document order."""

    def __init__(self, root: Element, list_of_style: Callable[[str], str]) -> None:
        """``list_of_style`` gives the list (numId) that a numbering style names."""
        self._abstract = {
            str(each.get(f"{W}abstractNumId")): each for each in root.iter(f"{W}abstractNum")
        }
        self._list_of_style = list_of_style
        self._nums = {str(each.get(f"{W}numId")): each for each in root.iter(f"{W}num")}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def level_of_style(self, number_id: str, style: str) -> int | None:
        """Return the level of a list that is tied to a paragraph style."""
        found = self._list(number_id)
        levels = found.levels.items() if found else ()
        return next((at for at, level in levels if level.style == style), None)

    def count(self, number_id: str, at: int) -> Label | None:
        """Return the label of the next paragraph at a list level (from 0); None: no such list."""
        found = self._list(number_id)
        level = found.levels.get(at) if found else None
        if found is None or level is None:
            return None
        counters = self._counters.setdefault(found.abstract, [None] * LEVELS)
        # An override of the start holds once, where its list first comes up; afterwards it counts
        # on.
        if number_id not in self._begun:
            self._begun.add(number_id)
            for start in found.starts:
                counters[start] = None
        value = counters[at]
        counters[at] = self._start(found, at) if value is None else value + 1
        for deeper in range(at + 1, LEVELS):
            below = found.levels.get(deeper)
            restart = below.restart if below else None
            if restart is None or at < restart:
                counters[deeper] = None
        if level.form == "bullet":
            return Label(f"{_bullet(level.text)} ", is_bullet=True)
        text = _PLACE.sub(lambda each: self._shown(found, level, counters, each), level.text)
        if not text.strip():
            return None
        return Label(text if level.suffix == "nothing" else f"{text.rstrip()} ")

    def _shown(
        self, found: _List, level: Level, counters: list[int | None], place: re.Match[str]
    ) -> str:
        at = int(place[1]) - 1
        other = found.levels.get(at)
        value = counters[at]
        if value is None:
            value = self._start(found, at)
        if other is None:
            return str(value)
        return number_text(value, "decimal" if level.is_legal else other.form, other.custom)

    def _start(self, found: _List, at: int) -> int:
        level = found.levels.get(at)
        return found.starts.get(at, level.start if level else 1)

    def _list(self, number_id: str) -> _List | None:
        if number_id not in self._lists:
            self._lists[number_id] = self._read(number_id)
        return self._lists[number_id]

    def _read(self, number_id: str, depth: int = 0) -> _List | None:
        number = self._nums.get(number_id)
        key = _value(number, "abstractNumId") if number is not None else ""
        abstract = self._abstract.get(key)
        if number is None or abstract is None:
            return None
        link = _value(abstract, "numStyleLink")
        if link and depth < 3:
            linked = self._read(self._list_of_style(link), depth + 1)
            if linked is not None:
                return linked
        found = _List(key, dict(_levels(abstract)))
        for override in number.findall(f"{W}lvlOverride"):
            at = _int(override.get(f"{W}ilvl"), -1)
            found.levels.update((at, level) for _, level in _levels(override))
            start = override.find(f"{W}startOverride")
            if start is not None and 0 <= at < LEVELS:
                found.starts[at] = _int(start.get(f"{W}val"), 1)
        return found


def number_text(value: int, form: str, custom: str = "") -> str:
    """Format a number in one of Word's formats (17.18.59); Arabic digits for unsupported ones."""
    if form == "custom":
        shape = _CUSTOM.match(custom[:60].replace(" ", ""))
        return str(value).zfill(len(shape[1]) + 1 if shape else 1)
    make = _FORMS.get(form)
    return make(value) if make and value > 0 else str(value)


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for element in parent.findall(f"{W}lvl"):
        at = _int(element.get(f"{W}ilvl"), 0)
        if 0 <= at < LEVELS:
            yield at, _level(element)


def _level(element: Element) -> Level:
    form = element.find(f"{W}numFmt")
    if form is None:  # a newer format comes with a fallback for older programs
        form = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    if form is None:
        form = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    legal, restart = element.find(f"{W}isLgl"), _value(element, "lvlRestart")
    level = Level(
        start=_int(_value(element, "start"), 0),
        text=_value(element, "lvlText"),
        is_legal=legal is not None and is_on(legal),
        restart=_int(restart, 0) if restart else None,
        suffix=_value(element, "suff") or "tab",
        style=_value(element, "pStyle"),
    )
    if form is None:
        return level
    given = str(form.get(f"{W}val") or "decimal")
    return replace(level, form=given, custom=str(form.get(f"{W}format") or ""))


def is_on(element: Element) -> bool:
    """Return whether a property that is present is on (17.17.4)."""
    return str(element.get(f"{W}val", "1")).lower() not in ("0", "false", "off", "none")


def _value(element: Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val") or "") if child is not None else ""


def _int(text: object, otherwise: int) -> int:
    try:
        return int(str(text))
    except ValueError:
        return otherwise


def _bullet(text: str) -> str:
    """Return a readable bullet: those of symbol fonts have private codes."""
    mark = text.strip()[:1]
    return "•" if not mark or "\ue000" <= mark <= "\uf8ff" or mark in "o§" else mark


def _roman(value: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        times, value = divmod(value, worth)
        # Bounded: a hostile file may ask for the number two thousand million.
        text += letters * min(times, 20)
    return text


def _letters(value: int, letters: str) -> str:
    """Format as a … z, aa, bb …: the letter is repeated."""
    again, at = divmod(value - 1, len(letters))
    return letters[at] * min(again + 1, 20)


def _thai_words(value: int) -> str:
    if value >= 1_000_000:
        rest = value % 1_000_000
        return f"{_thai_words(value // 1_000_000)}ล้าน{_thai_words(rest) if rest else ''}"
    words, digits = "", str(value)
    for at, digit in enumerate(map(int, digits)):
        place = len(digits) - at - 1
        if not digit:
            continue
        name = _THAI_NAMES[digit]
        if place == 1 and digit < 3:
            name = ("", "", "ยี่")[digit]
        if place == 0 and digit == 1 and len(digits) > 1:
            name = "เอ็ด"
        words += name + _THAI_PLACES[place]
    return words


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _value: "",
    "decimalZero": lambda value: f"{value:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": lambda value: _letters(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": lambda value: _letters(value, "abcdefghijklmnopqrstuvwxyz"),
    "thaiNumbers": lambda value: to_thai(str(value)),
    "thaiLetters": lambda value: _letters(value, _THAI_LETTERS),
    "thaiCounting": _thai_words,
    "bahtText": lambda value: f"{_thai_words(value)}บาทถ้วน",
    "numberInDash": lambda value: f"- {value} -",
    "decimalEnclosedParen": lambda value: f"({value})",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "hex": lambda value: f"{value:X}",
}


_DEEPEST = 20  # levels of style inheritance; in a damaged file it is circular
_HIDING = (f"{W}vanish", f"{W}webHidden")


class Styles:
    """Styles by id; an unset property is inherited from the base style."""

    def __init__(self, root: Element) -> None:
        self._styles = {str(each.get(f"{W}styleId")): each for each in root.iter(f"{W}style")}
        usual = [
            key
            for key, each in self._styles.items()
            if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true")
        ]
        self.usual = usual[0] if usual else ""
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._hidden = is_hidden(defaults) or False

    def heading(self, style: str) -> int:
        """Return the heading level from 1; 0 for other paragraphs."""
        for each in self._chain(style):
            # Inside the file Word names them in English, whatever its own language.
            words = name_of(each).lower()
            if words == "title":
                return 1
            if words.startswith("heading ") and words[8:].isdigit():
                return int(words[8:])
        return 0

    def name(self, style: str) -> str:
        """Return the style's name; its id if it has none."""
        found = self._styles.get(style)
        return (name_of(found) if found is not None else "") or style

    def numbering(self, style: str) -> tuple[str, int | None, str]:
        """Return (list, level, the style that names the list); empty where there is none."""
        number, level, owner = "", None, style
        for each in self._chain(style):
            found = each.find(f"{W}pPr/{W}numPr")
            if found is None:
                continue
            at = found.find(f"{W}ilvl")
            if level is None and at is not None:
                level = int(str(at.get(f"{W}val") or 0))
            key = found.find(f"{W}numId")
            if key is not None:
                number, owner = str(key.get(f"{W}val") or ""), str(each.get(f"{W}styleId"))
                break
        return number, level, owner

    def hides(self, paragraph_style: str, character_style: str) -> bool:
        """Return whether text in these styles is hidden."""
        for style in (character_style, paragraph_style or self.usual):
            for each in self._chain(style):
                said = is_hidden(each.find(f"{W}rPr"))
                if said is not None:
                    return said
        return self._hidden

    def _chain(self, style: str) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            based = found.find(f"{W}basedOn")
            style = str(based.get(f"{W}val")) if based is not None else ""


def name_of(style: Element) -> str:
    """Return the name of a style."""
    name = style.find(f"{W}name")
    return str(name.get(f"{W}val") or "") if name is not None else ""


def is_hidden(properties: Element | None) -> bool | None:
    """Return whether run properties hide the text; None where they do not specify it."""
    said = None
    for name in _HIDING if properties is not None else ():
        found = properties.find(name) if properties is not None else None
        if found is not None:
            said = said or is_on(found)
    return said
