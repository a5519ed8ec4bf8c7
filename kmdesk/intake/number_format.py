"""Number formats of spreadsheets (ECMA-376 part 1, 18.8.30 and 31): the type of a cell's number.

A date, a time, a number, or digits that matter as displayed: ``0812345678``.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache

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
