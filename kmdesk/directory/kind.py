"""Kinds of the directory, their deadlines under the Act, and how entries are changed and merged.

Deadlines: พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๔๔, ๕๐, ๕๔ and ๗๕; the first day is not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from kmdesk.directory import entries
from kmdesk.directory.entries import (
    COOPERATIVE_STATUSES,
    PERSON_STATUSES,
    STANDARDS,
    CooperativeDetail,
    CooperativeYear,
    ResourcePersonDetail,
    StaffDetail,
)
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records import Actor, BaseKind, Kind, Library, Session, Unit
from kmdesk.records.edit import add_record, change_record
from kmdesk.records.fields import FieldSpec, InvalidValue, fields_of, record_field, sensible_day
from kmdesk.records.merge import RECORD_COLUMNS, Answers, Merge, move_belongings
from kmdesk.records.model import Record
from kmdesk.thai.dates import parse_date

_MEETING_DAYS, _BYLAW_DAYS, _LIQUIDATOR_DAYS = 150, 30, 30
_BOARD_YEARS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Inputs of the deadlines (ISO dates); ``year_end`` is a day and month in words."""

    year_end: str = ""
    meeting_on: str | None = None
    bylaws_on: str | None = None
    board_from: str | None = None
    board_until: str | None = None
    dissolved_on: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must have happened (ISO) and what (message id)."""

    day: str
    what: str


def deadlines(facts: Facts, today: date) -> list[Deadline]:
    """Return the current and next deadlines of a cooperative under the Act, earliest first."""
    result: list[Deadline] = []
    if facts.is_active:
        closed = last_year_end(facts.year_end, today)
        # a meeting held after the year's end has met the duty
        if closed is not None and not (facts.meeting_on or "") > closed.isoformat():
            day = closed + timedelta(days=_MEETING_DAYS)
            result.append(Deadline(day.isoformat(), N_("last day for the general meeting")))
        if facts.bylaws_on:
            day = date.fromisoformat(facts.bylaws_on) + timedelta(days=_BYLAW_DAYS)
            result.append(Deadline(day.isoformat(), N_("last day to register changed bylaws")))
        until = facts.board_until or _term_end(facts.board_from)
        if until:
            result.append(Deadline(until, N_("end of the board's term")))
    elif facts.dissolved_on:
        day = date.fromisoformat(facts.dissolved_on) + timedelta(days=_LIQUIDATOR_DAYS)
        result.append(Deadline(day.isoformat(), N_("last day to elect a liquidator")))
    return sorted(result, key=lambda deadline: (deadline.day, deadline.what))


def last_year_end(words: str, today: date) -> date | None:
    """Return the last end of the accounting year before ``today``, or None if unparsable."""
    # the end of this calendar year's accounts may still lie ahead
    for year in (today.year, today.year - 1):
        try:
            day = parse_date(f"{words.strip()} {year + 543}") if words.strip() else None
        except ValueError:
            return None
        if day is not None and day < today:
            return day
    return None


def _term_end(board_from: str | None) -> str | None:
    if not board_from:
        return None
    first = date.fromisoformat(board_from)
    if (first.month, first.day) == (2, 29):
        first = first.replace(day=28)
    return (first.replace(year=first.year + _BOARD_YEARS) - timedelta(days=1)).isoformat()


_NAME = record_field("title", N_("Name"), required=True)


def _status(statuses: Mapping[str, str]) -> FieldSpec:
    return record_field("status", N_("Status"), "choice", choices=statuses, default="active")


def statutory_facts(session: Session) -> list[tuple[int, Facts]]:
    """Return the inputs of statutory days for every cooperative that is not in the trash."""
    query = (
        select(Record.id, Record.status, CooperativeDetail)
        .join(CooperativeDetail, CooperativeDetail.record_id == Record.id)
        # farmer groups are under a decree of their own, not under the Act
        .where(Record.deleted_at.is_(None), CooperativeDetail.form != "farmer_group")
    )
    return [
        (
            row[0],
            Facts(
                row[2].year_end,
                row[2].meeting_on,
                row[2].bylaws_on,
                row[2].board_from,
                row[2].board_until,
                row[2].dissolved_on,
                is_active=row[1] != "dissolved",
            ),
        )
        for row in session.execute(query)
    ]


class _DirectoryKind(BaseKind):
    tab = "directory"
    initial: Mapping[str, object] = {"status": "active"}

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue, at the field, for days and numbers that cannot be."""
        check_entry(values)

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Write a directory card."""
        from kmdesk.pdf.pick_list import write_card  # loads ReportLab, only needed to print

        write_card(library, actor, self, record_id, out)


class CooperativeKind(_DirectoryKind):
    """Cooperatives, federations and farmer groups."""

    code = "cooperative"
    label = N_("Cooperative")
    statuses = COOPERATIVE_STATUSES
    lights = {"active": "green", "dormant": "amber", "dissolved": "red"}
    measured = {
        "cooperatives": N_("Cooperatives in the directory"),
        "below_standard": N_("Cooperatives below standard"),
        "farmer_groups_below": N_("Farmer groups below standard"),
    }

    fields = (
        _NAME,
        record_field("number", N_("Registration number")),
        record_field("dated", N_("Registered on"), "date"),
        _status(COOPERATIVE_STATUSES),
        *fields_of(CooperativeDetail),
    )
    detail = CooperativeDetail

    def more_facts(self, session: Session, row: CooperativeDetail) -> list[tuple[str, str]]:
        """Return the results of each year."""
        years = entries.years(session, row.record_id)
        return [(N_("Result of the year"), year_words(year)) for year in years]

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return general meetings and statutory days of the next 30 days or missed this year."""
        last = (today + timedelta(days=30)).isoformat()
        # what was missed longer ago is no reminder any more
        missed = (today - timedelta(days=365)).isoformat()
        held = entries.meetings_between(session, today.isoformat(), last)
        return [
            *((record_id, day, N_("general meeting")) for record_id, day in held),
            *(
                (record_id, deadline.day, deadline.what)
                for record_id, facts in statutory_facts(session)
                for deadline in deadlines(facts, today)
                if missed <= deadline.day <= last
            ),
        ]

    def measures(self, session: Session) -> dict[str, float]:
        """Return the numbers of active cooperatives and groups, and of those below standard."""
        return {
            "cooperatives": entries.count_of(session, "cooperative"),
            "below_standard": entries.count_below(session),
            "farmer_groups_below": entries.count_below(session, "farmer_group"),
        }


class ResourcePersonKind(_DirectoryKind):
    """Resource persons of the network; phone and address are disclosed only with consent."""

    code = "resource_person"
    label = N_("Resource person")
    measured = {"resource_persons": N_("Resource persons in the directory")}
    statuses = PERSON_STATUSES
    lights = {"active": "green", "left": "grey"}

    fields = (_NAME, _status(PERSON_STATUSES), *fields_of(ResourcePersonDetail))
    detail = ResourcePersonDetail

    def measures(self, session: Session) -> dict[str, float]:
        """Return the number of active resource persons."""
        return {"resource_persons": entries.count_of(session, self.code)}


class StaffKind(_DirectoryKind):
    """Staff of the office: whom to ask."""

    code = "staff"
    label = N_("Staff member")
    place_words = N_("Desk: {place}")
    statuses = PERSON_STATUSES
    lights = {"active": "green", "left": "grey"}

    fields = (
        _NAME,
        _status(PERSON_STATUSES),
        *fields_of(StaffDetail),
        record_field("place_id", N_("Desk"), "choice"),
    )
    detail = StaffDetail


def year_words(year: entries.YearRow) -> str:
    """Format one year of a cooperative as a line of text."""
    parts = [str(year.year), tr(STANDARDS[year.standard])]
    if year.members is not None:
        parts.append(tr("{count} members", count=f"{year.members:,}"))
    if year.capital is not None:
        parts.append(tr("capital {amount} baht", amount=f"{year.capital:,.2f}"))
    return " · ".join(parts)


def check_entry(values: Mapping[str, object]) -> None:
    """Raise InvalidValue, at the field, for invalid values of an entry."""
    for key in DAYS:
        problem = sensible_day(values[key]) if values.get(key) else None
        if problem:
            raise InvalidValue(problem, key)
    for first, last in (("board_from", "board_until"), ("dated", "dissolved_on")):
        if values.get(first) and values.get(last) and str(values[last]) < str(values[first]):
            raise InvalidValue("The end is before the beginning. Check the two dates.", last)
    limit = values.get("loan_limit")
    if isinstance(limit, int | float) and limit < 0:
        raise InvalidValue("This number cannot be below zero.", "loan_limit")
    words = str(values.get("year_end") or "").strip()
    # any date would do here, only the parsing is tested
    if words and last_year_end(words, date(2025, 1, 1)) is None:
        raise InvalidValue("Type a day and a month like 31 มีนาคม.", "year_end")


ENTRY_KINDS = {kind.code: kind for kind in (CooperativeKind(), ResourcePersonKind(), StaffKind())}
KINDS: list[Kind] = list(ENTRY_KINDS.values())
DAYS = tuple(spec.name for spec in CooperativeKind.fields if spec.editor == "date")


def add_entry(unit: Unit, kind: str, values: Mapping[str, object]) -> Record:
    """Create a cooperative, resource person or staff member from the form's values.

    Raises InvalidValue, at the field, for invalid values.
    """
    return add_record(unit, ENTRY_KINDS[kind], values)


def change_entry(
    unit: Unit,
    record_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the given values of an entry and return its id; see :func:`change_record`."""
    kind = ENTRY_KINDS.get(unit.record(record_id).kind)
    if kind is None:
        raise KmdeskError("This item is not part of the directory.")
    return change_record(unit, kind, record_id, typed, opened)


def link_with(unit: Unit, record_id: int, others: Iterable[int]) -> None:
    """Link an entry to related papers, meetings or trainings."""
    for other in others:
        if other != record_id:
            unit.link(unit.record(other).id, record_id, "about")


def set_year(
    unit: Unit,
    record_id: int,
    year: int,
    *,
    members: int | None = None,
    capital: float | None = None,
    standard: str = "not_rated",
) -> None:
    """Set members, capital (baht) and standard result of a cooperative in one year (พ.ศ.)."""
    if not 2400 <= year <= 2650:
        raise InvalidValue("The year {year} is not a Buddhist year.", "year", year=year)
    if standard not in STANDARDS:
        raise InvalidValue("Choose one of the standard results.", "standard")
    for name, count in (("members", members), ("capital", capital)):
        if count is not None and count < 0:
            raise InvalidValue("This number cannot be below zero.", name)
    row = unit.session.query(CooperativeYear).filter_by(record_id=record_id, year=year).first()
    if row is None:
        row = CooperativeYear(record_id=record_id, year=year)
        unit.session.add(row)
    row.members, row.capital, row.standard = members, capital, standard
    unit.session.flush()


def merge_entries(unit: Unit, keep_id: int, gone_id: int, answers: Answers | None = None) -> int:
    """Merge ``gone_id`` into ``keep_id``, trash the former and return the latter.

    Raises MergeConflict where both have different values and ``answers`` does not resolve them. A
    person's contact stays hidden unless both entries had consent.
    """
    keep, gone = unit.record(keep_id), unit.record(gone_id)
    if keep_id == gone_id or keep.kind != gone.kind:
        raise KmdeskError("Choose another entry of the same kind to merge with.")
    one = entries.detail(unit.session, keep.kind, keep_id)
    other = entries.detail(unit.session, gone.kind, gone_id)
    if one is None or other is None:
        raise KmdeskError("This item is not part of the directory.")
    names = partial(entries.name_of, unit.session)
    joining = Merge(unit, keep, gone, answers or {}, ENTRY_KINDS[keep.kind].fields, names)
    joining.compare(keep, gone, RECORD_COLUMNS)
    joining.compare(one, other)
    doubled = _same_years(unit.session, keep_id, gone_id)
    for year, other_year in doubled:
        joining.compare(year, other_year, prefix=f"{year.year}:")
    joining.settle()
    if isinstance(one, ResourcePersonDetail) and isinstance(other, ResourcePersonDetail):
        one.consent = one.consent and other.consent
    # before the belongings move: two rows of one year violate the unique key
    for _year, other_year in doubled:  # merged into the other row of that year
        unit.session.delete(other_year)
    unit.session.flush()
    move_belongings(unit, keep, gone_id)
    unit.trash(gone_id)
    return keep_id


def _same_years(
    session: Session, keep_id: int, gone_id: int
) -> Sequence[tuple[CooperativeYear, CooperativeYear]]:
    kept = {row.year: row for row in entries.year_rows(session, keep_id)}
    rows = entries.year_rows(session, gone_id)
    return [(kept[row.year], row) for row in rows if row.year in kept]
