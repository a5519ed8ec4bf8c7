"""Meeting numbers: ``n/พ.ศ.`` from 1 each calendar year, also ``running-n/พ.ศ.``. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kmdesk.thai.digits import to_arabic, to_thai

# ๒/๒๕๕๑, or ๓๖-๑/๒๕๕๑ with a number that runs over all years
_NUMBER = re.compile(r"^(?:(\d+)\s*-\s*)?(\d+)\s*/\s*(\d{4})$")


@dataclass(frozen=True, slots=True)
class Number:
    """Parts of a meeting number; ``running`` counts over all years, when used."""

    serial: int
    year: int
    running: int | None = None

    def __str__(self) -> str:
        head = "" if self.running is None else f"{self.running}-"
        return to_thai(f"{head}{self.serial}/{self.year}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """An error in the numbers of a calendar year (พ.ศ.)."""

    year: int
    kind: str
    """gap, double, year (the number names another one) or unread."""
    words: str


def parse(text: str) -> Number | None:
    """Parse a number in Thai or Arabic digits; None for any other form."""
    found = _NUMBER.match(to_arabic(text).strip())
    if found is None:
        return None
    running, serial, year = found.groups()
    return Number(int(serial), int(year), int(running) if running else None)


def following(numbers: Iterable[tuple[str, str]], held_on: str) -> str:
    """Return the number after all (number, day held) in the year of ``held_on`` (ISO)."""
    year = int(held_on[:4]) + 543
    read = [(day, parse(text)) for text, day in numbers]
    serials = [n.serial for day, n in read if n and int(day[:4]) + 543 == year]
    runnings = [n.running for _day, n in read if n and n.running is not None]
    running = max(runnings) + 1 if runnings else None
    return str(Number(max(serials, default=0) + 1, year, running))


def flaws(numbers: Iterable[tuple[str, str]]) -> list[Flaw]:
    """Find gaps, duplicates and numbers of another year among (number, day held)."""
    found: list[Flaw] = []
    by_year: dict[int, list[int]] = defaultdict(list)
    for text, day in numbers:
        year, number = int(day[:4]) + 543, parse(text)
        if number is None:
            found.append(Flaw(year, "unread", text))
        elif number.year != year:
            found.append(Flaw(year, "year", text))
        else:
            by_year[year].append(number.serial)
    for year, serials in by_year.items():
        for serial in range(1, max(serials)):
            if serial not in serials:
                found.append(Flaw(year, "gap", str(Number(serial, year))))
        for serial in sorted({s for s in serials if serials.count(s) > 1}):
            found.append(Flaw(year, "double", str(Number(serial, year))))
    return sorted(found, key=lambda flaw: (flaw.year, flaw.kind, flaw.words))
