"""Cooperatives, resource persons or staff from a spreadsheet: matched, shown, then added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kmdesk.directory import queries
from kmdesk.directory.edit import (
    DirectoryError,
    add_entry,
    change_entry,
    check_entry,
    set_year,
)
from kmdesk.directory.terms import CATEGORIES, COOPERATIVE_STATUSES, STANDARDS
from kmdesk.i18n import N_, tr
from kmdesk.intake.table import LONGEST, day_of, plain_key
from kmdesk.records import Session, Unit
from kmdesk.thai.digits import to_arabic

HEADS: dict[str, str] = {
    "title": N_("Name"),
    "number": N_("Registration number"),
    "dated": N_("Registered on"),
    "category": N_("Category"),
    "status": N_("Status"),
    "district": N_("District"),
    "subdistrict": N_("Subdistrict"),
    "year_end": N_("End of accounting year"),
    "meeting_on": N_("General meeting"),
    "loan_limit": N_("Loan limit (baht)"),
    "auditor": N_("Auditor"),
    "officer": N_("Officer in charge"),
    "contact": N_("Contact"),
    "year": N_("Year (Buddhist era)"),
    "members": N_("Members"),
    "capital": N_("Capital (baht)"),
    "standard": N_("Standard result"),
}
PEOPLE: dict[str, dict[str, str]] = {
    "resource_person": {
        "title": N_("Name"),
        "affiliation": N_("Affiliation"),
        "expertise": N_("Expertise"),
        "topics": N_("Topics"),
        "talks": N_("Talks given"),
        "phone": N_("Telephone"),
        "address": N_("Address"),
        "consent": N_("Consent"),
    },
    "staff": {
        "title": N_("Name"),
        "position": N_("Position"),
        "unit": N_("Work unit"),
        "extension": N_("Extension"),
        "tasks": N_("Ask about"),
        "stand_in": N_("Stand-in"),
    },
}
KINDS = ("cooperative", *PEOPLE)
_AGREED = frozenset({"ใช่", "ยินยอม", "ให้", "yes", "y", "true", "1", "x"})
_REFUSED = frozenset({"ไม่", "ไม่ใช่", "ไม่ยินยอม", "ไม่ให้", "no", "n", "false", "0"})
_DAYS = ("dated", "meeting_on")
_NUMBERS = ("loan_limit", "capital", "members", "year")
_CHOICES: dict[str, Mapping[str, str]] = {
    "category": CATEGORIES,
    "status": COOPERATIVE_STATUSES,
    "standard": STANDARDS,
}
_YEARLY = ("year", "members", "capital", "standard")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: its values, the entry it matches, what is wrong with it."""

    row: int
    values: dict[str, object] = field(default_factory=dict)
    match: int | None = None
    problem: str = ""
    kind: str = "cooperative"


def plan_import(session: Session, cells: Sequence[Sequence[object]]) -> list[Line]:
    """What each row would do. Raises DirectoryError when there is no column of names."""
    if not cells:
        raise DirectoryError("The sheet is empty.")
    kind = kind_of(cells[0])
    columns = _columns(cells[0], _heads(kind))
    if "title" not in columns.values():
        raise DirectoryError(
            "The first row names no column “{name}”. Put the heads of the columns there.",
            name=tr(HEADS["title"]),
        )
    entries = queries.entries_of(session, kind)
    by_number = {plain_key(number): key for key, number, _title in entries if number}
    by_name = {plain_key(title): key for key, _number, title in entries}
    lines = []
    for row, content in enumerate(cells[1:LONGEST], start=2):
        if any(str(cell or "").strip() for cell in content):
            line = _line(row, columns, content, by_number, by_name)
            lines.append(replace(_checked(line), kind=kind))
    return _without_doubles(lines)


def apply_import(unit: Unit, lines: Iterable[Line]) -> tuple[int, int]:
    """Add and change entries as planned, rows with a problem left out: (added, changed)."""
    added = changed = 0
    for line in lines:
        if line.problem:
            continue
        values = {k: v for k, v in line.values.items() if k not in _YEARLY}
        if line.match is None:
            record_id = add_entry(unit, line.kind, values).id
            added += 1
        else:
            record_id = line.match
            change_entry(unit, record_id, values)
            changed += 1
        if line.kind == "cooperative":
            _set_year(unit, record_id, line.values)
    return added, changed


def _set_year(unit: Unit, record_id: int, values: Mapping[str, object]) -> None:
    year = values.get("year")
    if not isinstance(year, int):
        return
    present = {row.year: row for row in queries.years(unit.session, record_id)}.get(year)
    members, capital = values.get("members"), values.get("capital")
    set_year(
        unit,
        record_id,
        year,
        members=members if isinstance(members, int) else present.members if present else None,
        capital=capital if isinstance(capital, float) else present.capital if present else None,
        standard=str(values.get("standard") or (present.standard if present else "not_rated")),
    )


def kind_of(heads: Sequence[object]) -> str:
    """Which part of the directory a sheet with these heads is for: the one it fits best."""
    fits = {kind: len(set(_columns(heads, _heads(kind)).values())) for kind in KINDS}
    return max(KINDS, key=lambda kind: fits[kind])


def _heads(kind: str) -> Mapping[str, str]:
    return PEOPLE.get(kind, HEADS)


def _checked(line: Line) -> Line:
    """The same line, with the problem the form would say."""
    if line.problem:
        return line
    try:
        check_entry(line.values)
    except DirectoryError as error:
        return replace(line, problem=str(error))
    return line


def _columns(heads: Sequence[object], known: Mapping[str, str]) -> dict[int, str]:
    words = {plain_key(word): key for key, head in known.items() for word in (head, tr(head), key)}
    return {
        at: words[plain_key(str(head or ""))]
        for at, head in enumerate(heads)
        if plain_key(str(head or "")) in words
    }


def _line(
    row: int,
    columns: Mapping[int, str],
    content: Sequence[object],
    by_number: Mapping[str, int],
    by_name: Mapping[str, int],
) -> Line:
    values: dict[str, object] = {}
    for at, key in columns.items():
        cell = content[at] if at < len(content) else None
        if cell is None or not str(cell).strip():
            continue
        try:
            values[key] = _value(key, cell)
        except ValueError:
            text = tr(
                "“{text}” does not fit the column “{name}”.", text=str(cell), name=tr(_head_of(key))
            )
            return Line(row, values, None, text)
    title = str(values.get("title") or "")
    if not title:
        return Line(row, values, None, tr("This row has no name."))
    if any(key in values for key in ("members", "capital", "standard")) and "year" not in values:
        return Line(row, values, None, tr("Figures of a year need the year."))
    number = by_number.get(plain_key(str(values.get("number") or "")))
    named = by_name.get(plain_key(title))
    if number is not None and named is not None and number != named:
        return Line(row, values, None, tr("The name and the number belong to two entries."))
    return Line(row, values, number if number is not None else named)


def _head_of(key: str) -> str:
    return next(heads[key] for heads in (HEADS, *PEOPLE.values()) if key in heads)


def _without_doubles(lines: list[Line]) -> list[Line]:
    """A second row of the same entry and year is a problem to look at, not a change."""
    seen: set[tuple[object, object]] = set()
    result = []
    for line in lines:
        who = line.match or plain_key(
            str(line.values.get("number") or line.values.get("title") or "")
        )
        key = (who, line.values.get("year"))
        if not line.problem and key in seen:
            problem = tr("This row is in the sheet twice.")
            result.append(replace(line, problem=problem))
        else:
            result.append(line)
        seen.add(key)
    return result


def _value(key: str, cell: object) -> object:
    if key in _DAYS:
        return day_of(cell)
    text = " ".join(str(cell).split())
    if key in _NUMBERS:
        number = float(to_arabic(text).replace(",", ""))
        if number < 0 or (key in ("members", "year") and number != int(number)):
            raise ValueError(text)
        if key == "year" and not 2400 <= number <= 2650:
            raise ValueError(text)
        return int(number) if key in ("members", "year") else number
    if key == "consent":
        if plain_key(text) not in _AGREED | _REFUSED:
            raise ValueError(text)
        return plain_key(text) in _AGREED
    if key in _CHOICES:
        words = {
            plain_key(w): code
            for code, word in _CHOICES[key].items()
            for w in (word, tr(word), code)
        }
        if plain_key(text) not in words:
            raise ValueError(text)
        return words[plain_key(text)]
    return text
