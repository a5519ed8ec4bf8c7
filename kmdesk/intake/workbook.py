"""Parse workbooks (SpreadsheetML) directly from their parts: sheets, rows and cell values.

Only what determines a cell's value is read, never its appearance: an odd fill, font or border
written by another program cannot make a register unreadable. Formulas are represented by their
stored values; one that was never calculated becomes a :class:`Formula`.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import ParseError

from kmdesk.intake.archive import Package, R, S
from kmdesk.intake.table import Formula, ShownDay

_BUILT_IN_DAYS = frozenset(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82))
)
"""Built-in date and time formats; 27-36 and 50-58 in East Asian, 71-81 in Thai workbooks."""
_BUDDHIST_IDS = frozenset((71, 72, 74, 77, 81))
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]', re.DOTALL)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+|ช+|น+|ท+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_LATIN_DAY = re.compile("[ymdhsbegar]+")
_THAI_DAY = re.compile("[วดปชนท]+")
_LATIN = re.compile("[a-z]+")
_THAI = re.compile("[ก-๙]+")
_HALF_DAY = re.compile(r"am/pm|a/p|上午/下午", re.IGNORECASE)
_FRACTION = re.compile(r"([sท]\]?)[.,]0+")
_BUDDHIST_LOCALE = re.compile(r"\[\$-[0-9a-f]{0,2}07[0-9a-f]{4}\]", re.IGNORECASE)
_LONGEST_CODE = 1000  # characters; programs write no more than 255
_LONGEST_ELAPSED = 10_000  # days; a longer duration is a date shown as hours
_LAST_DAY = 2_958_465  # 31 December 9999


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Number format of a cell."""

    code: str = "General"
    is_day: bool = False
    is_elapsed: bool = False
    is_buddhist: bool = False
    """Displayed with a Buddhist year."""
    sections: tuple["_Section", ...] = field(default=())

    def value(self, number: float, first_day: datetime) -> object:
        """Return the cell's value: a date, a time, digits as displayed, or the number."""
        if self.is_day:
            return _day(number, first_day, self.is_elapsed)
        shown = self._digits(number)
        return number if shown is None else shown

    def _digits(self, number: float) -> str | None:
        if number < 0 or number != int(number) or number >= 1e15:
            return None
        chosen = next((each for each in self.sections if each.takes(number)), None)
        return chosen.shown(int(number)) if chosen and chosen.counts_as_shown else None


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the semicolon-separated sections of a format code.

    ``marks``: the characters, each a digit placeholder ("0"), a bare sign ("-") or a literal ("l").
    """

    marks: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None

    def takes(self, number: float) -> bool:
        """Return whether this section formats numbers like this one."""
        if self.condition is None:
            return True
        sign, limit = self.condition
        return {
            "<": number < limit,
            ">": number > limit,
            "<=": number <= limit,
            ">=": number >= limit,
            "=": number == limit,
            "<>": number != limit,
        }[sign]

    @property
    def counts_as_shown(self) -> bool:
        """Whether the digits lose something as a number: leading zeros, or separators in them."""
        places = [at for at, (kind, _char) in enumerate(self.marks) if kind == "0"]
        if not places or any(kind == "-" and char in ".,%/eE" for kind, char in self.marks):
            return False
        first, last = places[0], places[-1]
        zeros = sum(kind == "0" and char == "0" for kind, char in self.marks)
        among = any(kind != "0" for kind, _char in self.marks[first:last])
        before = any(char.isalnum() for _kind, char in self.marks[:first])
        after = any(char.isdigit() or char in "/-" for _kind, char in self.marks[last + 1 :])
        return zeros > 1 or among or before or after

    def shown(self, number: int) -> str:
        """Return the digits as the sheet displays them, in Arabic digits."""
        left = str(number) if number else ""
        first = next(at for at, (kind, _char) in enumerate(self.marks) if kind == "0")
        out: list[str] = []
        for at in range(len(self.marks) - 1, -1, -1):
            kind, char = self.marks[at]
            if kind != "0":
                out.append(char)
                continue
            taken = left if at == first else left[-1:]
            left = left[: len(left) - len(taken)]
            out.append(taken or ("0" if char == "0" else ""))
        return "".join(reversed(out)).strip()


@lru_cache(maxsize=4096)
def number_format(number_id: int, code: str | None) -> NumberFormat:
    """Return the format for a number-format id and its code, if the file gives one."""
    if code is None:
        return NumberFormat("", number_id in _BUILT_IN_DAYS, number_id in (46, 79),
                            number_id in _BUDDHIST_IDS)  # fmt: skip
    code = code[:_LONGEST_CODE]
    is_day, elapsed = _shows_days(code)
    if is_day:
        signs = _LITERAL.sub(" ", code)
        buddhist = _BUDDHIST_LOCALE.search(code) or re.search("[bBป]", signs)
        return NumberFormat(code, True, elapsed, bool(buddhist))
    return NumberFormat(code, sections=tuple(_section(part) for part in _parts(code)))


def _shows_days(code: str) -> tuple[bool, bool]:
    """Return (whether the code shows dates or times, whether its hours are elapsed time)."""
    section = _parts(code)[0]
    elapsed = _ELAPSED.search(section) is not None
    plain = _ELAPSED.sub(lambda found: found[0].strip("[]"), section)
    plain = _HALF_DAY.sub(" ", _LITERAL.sub(" ", plain)).lower()
    plain = _FRACTION.sub(r"\1", plain)
    if re.search(r"[0#?@]", plain) or "general" in plain:
        return False, False
    latin, thai = _LATIN.findall(plain), _THAI.findall(plain)
    fits = all(_LATIN_DAY.fullmatch(run) for run in latin)
    if not latin:  # words such as "คน" contain date letters but no date
        fits = bool(thai) and all(_THAI_DAY.fullmatch(run) for run in thai)
    return fits, elapsed


def _parts(code: str) -> list[str]:
    """Split a code into its sections; a quoted semicolon does not separate."""
    parts, at = [""], 0
    while at < len(code):
        literal = _LITERAL.match(code, at)
        taken = literal[0] if literal else code[at]
        if taken == ";":
            parts.append("")
        else:
            parts[-1] += taken
        at += len(taken)
    return parts


def _section(part: str) -> _Section:
    condition = _CONDITION.search(part)
    limit = (condition[1], float(condition[2])) if condition else None
    if part.strip().lower() in ("general", "@", ""):
        return _Section((), limit)
    marks: list[tuple[str, str]] = []
    at = 0
    while at < len(part):
        literal = _LITERAL.match(part, at)
        if literal:
            words = " " if literal[0].startswith("_") else literal[1] or literal[2] or ""
            marks += [("l", char) for char in words]
            at = literal.end()
            continue
        char = part[at]
        at += 1
        if char == "t" and part[at : at + 1] in ("0", "#"):
            continue  # a Thai-digit format; the value is the same in Arabic digits
        marks.append(("0" if char in "0#?" else "-", char))
    return _Section(tuple(marks), limit)


def _day(number: float, first_day: datetime, elapsed: bool) -> object:
    if not 0 <= number <= _LAST_DAY:
        return number
    if elapsed and number < _LONGEST_ELAPSED:
        return timedelta(seconds=round(number * 86_400))
    seconds = round(number * 86_400)
    if seconds < 86_400:
        whole = datetime(1900, 1, 1) + timedelta(seconds=seconds)
        return time(whole.hour, whole.minute, whole.second)
    days, rest = divmod(seconds, 86_400)
    if first_day.year == 1899 and days < 60:
        days += 1  # 1900 was not a leap year, but spreadsheets count 29 February
    return first_day + timedelta(days=days, seconds=rest)


_MAIN = "xl/workbook.xml"
_MAIN_TYPE = "spreadsheetml"
_FIRST_DAY = datetime(1899, 12, 30)
_FIRST_DAY_1904 = datetime(1904, 1, 1)
_GENERAL = NumberFormat()
_WIDEST = 16_384  # columns per sheet
_LONGEST_TEXT = 32_767  # characters per cell
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{0,7})")


class NoWorkbook(Exception):
    """The package holds no workbook in XML format."""


@dataclass(slots=True)
class Row:
    """One row: its number in the sheet from 1, its cells by column from 0."""

    number: int
    cells: dict[int, object]
    is_hidden: bool = False


@dataclass(slots=True)
class SheetPart:
    """One worksheet of the workbook."""

    name: str
    part: str
    is_hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(left, top, right, bottom), from 1; complete once all rows have been read."""


class Workbook:
    """An opened workbook. Raises NoWorkbook; damaged parts raise when they are read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._package = Package(archive)
        main = self._package.main(_MAIN, _MAIN_TYPE)
        if main is None or main.endswith(".bin"):
            raise NoWorkbook(main or "")
        book = self._package.root(main)
        if book.tag != f"{S}workbook":
            raise NoWorkbook(str(book.tag))
        settings = book.find(f"{S}workbookPr")
        is_1904 = settings is not None and settings.get("date1904") in ("1", "true", "on")
        self._first_day = _FIRST_DAY_1904 if is_1904 else _FIRST_DAY
        self.sheets = self._sheets(main, book)
        related = dict(self._package.relations(main))
        self._formats: list[NumberFormat] = []
        with suppress(ParseError):  # damaged formatting is no reason to refuse the file
            self._formats = list(self._read_formats(related.get("styles", "xl/styles.xml")))
        self._words = list(self._read_words(related.get("sharedstrings", "xl/sharedstrings.xml")))

    def rows(self, sheet: SheetPart) -> Iterator[Row]:
        """Yield the stored rows in order; ``sheet.merged`` is filled at the end."""
        last = 0
        parents: list[Any] = []
        for event, element in self._package.events(sheet.part, starts=True):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag == f"{S}row":
                last = _number(element.get("r"), last + 1)
                hidden = element.get("hidden") in ("1", "true", "on")
                yield Row(last, dict(self._cells(element)), hidden)
                parents[-1].remove(element)  # so that a long sheet does not stay in memory
            elif element.tag == f"{S}mergeCell":
                area = _area(str(element.get("ref") or ""))
                if area is not None:
                    sheet.merged.append(area)

    def _sheets(self, main: str, book: Any) -> list[SheetPart]:
        targets, kinds = self._package.by_id(main), {}
        for kind, target in self._package.relations(main):
            kinds[target] = kind
        found = []
        for at, element in enumerate(book.iter(f"{S}sheet"), 1):
            usual = f"xl/worksheets/sheet{at}.xml"
            part = targets.get(str(element.get(f"{R}id") or ""), usual)
            if kinds.get(part, "worksheet") != "worksheet" or not self._package.find(part):
                continue  # a chart sheet
            hidden = str(element.get("state") or "visible").lower() != "visible"
            found.append(SheetPart(str(element.get("name") or at), part, hidden))
        return found

    def _read_formats(self, part: str) -> Iterator[NumberFormat]:
        root = self._package.root(part)
        codes: dict[int, str] = {}
        for element in root.iter(f"{S}numFmt"):
            codes[_number(element.get("numFmtId"), -1)] = str(element.get("formatCode") or "")
        for group in root.iter(f"{S}cellXfs"):
            for element in group.findall(f"{S}xf"):
                key = _number(element.get("numFmtId"), 0)
                yield number_format(key, codes.get(key))

    def _read_words(self, part: str) -> Iterator[str]:
        if not self._package.find(part):
            return
        parents: list[Any] = []
        for event, element in self._package.events(part, starts=True):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag == f"{S}si":
                yield _words(element)
                parents[-1].remove(element)

    def _cells(self, row: Any) -> Iterator[tuple[int, object]]:
        at = -1
        for cell in row.iter(f"{S}c"):
            named = _REFERENCE.fullmatch(str(cell.get("r") or ""))
            at = _column(named[1]) if named else at + 1
            value = self._value(cell)
            if value is not None and 0 <= at < _WIDEST:
                yield at, value

    def _value(self, cell: Any) -> object:
        kind = str(cell.get("t") or "n")
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return _words(inline) if inline is not None else None
        written = cell.find(f"{S}v")
        text = written.text if written is not None else None
        formula = cell.find(f"{S}f")
        if not text:
            if formula is not None and kind != "str":
                return Formula("=" + str(formula.text or "…"))
            return None
        if kind == "s":
            at = _number(text, -1)
            return self._words[at] if 0 <= at < len(self._words) else None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return _written_day(text)
        return self._counted(cell, text) if kind == "n" else _unescaped(text)

    def _counted(self, cell: Any, text: str) -> object:
        try:
            number = float(text)
        except ValueError:
            return _unescaped(text)
        if number != number or number in (float("inf"), float("-inf")):
            return text
        style = _number(cell.get("s"), 0)
        shape = self._formats[style] if 0 <= style < len(self._formats) else _GENERAL
        value = shape.value(number, self._first_day)
        if shape.is_buddhist and isinstance(value, datetime):
            return ShownDay(*value.timetuple()[:6])
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return int(value)
        return value


def _words(element: Any) -> str:
    """Return the text of a string, without East Asian phonetic guides (rPh)."""
    parts = [each.text or "" for each in element.findall(f"{S}t")]
    parts += [each.text or "" for each in element.findall(f"{S}r/{S}t")]
    return _unescaped("".join(parts))[:_LONGEST_TEXT]


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return "".join(c for c in plain if c >= " " or c in "\n\t")


def _written_day(text: str) -> object:
    for read in (datetime.fromisoformat, date.fromisoformat, time.fromisoformat):
        with suppress(ValueError):
            found: object = read(text.strip().removesuffix("Z"))
            return found.replace(tzinfo=None) if isinstance(found, datetime) else found
    return text


def _number(text: object, otherwise: int) -> int:
    try:
        return int(str(text))
    except ValueError:
        return otherwise


def _column(letters: str) -> int:
    at = 0
    for letter in letters.upper():
        at = at * 26 + ord(letter) - 64
    return at - 1


def _area(text: str) -> tuple[int, int, int, int] | None:
    ends = [_REFERENCE.fullmatch(part) for part in text.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    left, right = _column(ends[0][1]) + 1, _column(ends[1][1]) + 1
    return left, _number(ends[0][2], 1), right, _number(ends[1][2], 1)
