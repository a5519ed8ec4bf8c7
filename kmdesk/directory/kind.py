"""Kinds of the directory: cooperative, resource person, staff."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from kmdesk.directory import entries
from kmdesk.directory.entries import (
    COOPERATIVE_STATUSES,
    PERSON_STATUSES,
    STANDARDS,
    CooperativeDetail,
    ResourcePersonDetail,
    StaffDetail,
)
from kmdesk.directory.statutory import deadlines, last_year_end
from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, BaseKind, Kind, Library, Session, Unit
from kmdesk.records.fields import FieldSpec, InvalidValue, fields_of, record_field

_NAME = record_field("title", N_("Name"), required=True)
_FIRST_DAY, _LAST_DAY = "1857-01-01", "2156-12-31"


def _status(statuses: Mapping[str, str]) -> FieldSpec:
    return record_field("status", N_("Status"), "choice", choices=statuses, default="active")


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
        missed = (today - timedelta(days=365)).isoformat()
        held = entries.meetings_between(session, today.isoformat(), last)
        return [
            *((record_id, day, N_("general meeting")) for record_id, day in held),
            *(
                (record_id, deadline.day, deadline.what)
                for record_id, facts in entries.statutory_facts(session)
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
        day = values.get(key)
        if day and not _FIRST_DAY <= str(day) <= _LAST_DAY:
            raise InvalidValue("The year is out of range. Check the Buddhist year you typed.", key)
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
