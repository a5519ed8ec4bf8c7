"""Create, change and merge directory entries, and set the yearly results of a cooperative."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Self

from kmdesk.directory import entries
from kmdesk.directory.entries import (
    CATEGORIES,
    COOPERATIVE_STATUSES,
    FORMS,
    PERSON_STATUSES,
    STANDARDS,
    CooperativeYear,
    ResourcePersonDetail,
)
from kmdesk.directory.statutory import last_year_end
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records import Session, Unit
from kmdesk.records.display import screen_date
from kmdesk.records.fields import How
from kmdesk.records.merge import RECORD_COLUMNS, Answers, Merge, move_belongings
from kmdesk.records.model import Record

_COLUMNS = ("number", "issuer", "dated", "status", "place_id")


DAYS = ("dated", "meeting_on", "bylaws_on", "board_from", "board_until", "dissolved_on")
_FIRST_DAY, _LAST_DAY = "1857-01-01", "2156-12-31"


class DirectoryError(KmdeskError):
    """Raised for an invalid directory entry."""

    field: str = ""

    def at(self, field: str) -> Self:
        """Set the form field at which the error is shown; return the error itself."""
        self.field = field
        return self


def add_entry(unit: Unit, kind: str, values: Mapping[str, object]) -> Record:
    """Create a cooperative, resource person or staff member from the form's values.

    Raises DirectoryError, at the field, for invalid values.
    """
    title = str(values.get("title", "")).strip()
    if not title:
        raise DirectoryError("Type a name first.").at("title")
    check_entry(values)
    columns = {key: values[key] for key in _COLUMNS if values.get(key) is not None}
    record = unit.add(kind=kind, title=title, **{"status": "active", **columns})
    unit.session.add(entries.DETAILS[kind](record_id=record.id, **_details(kind, values)))
    unit.session.flush()
    return record


def change_entry(
    unit: Unit,
    record_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> None:
    """Set the given values; fields not given keep their value.

    ``opened`` is what the form was filled with. Raises EditConflict when another user changed
    the same fields since.
    """
    record = unit.record(record_id)
    row = entries.detail(unit.session, record.kind, record_id)
    if row is None:
        raise DirectoryError("This item is not part of the directory.")
    present: dict[str, object] = {key: getattr(record, key) for key in ("title", *_COLUMNS)}
    present |= {c.key: getattr(row, c.key) for c in row.__table__.columns}
    values = merge(unit, record_id, opened or {}, present, typed)
    check_entry({**present, **values})
    if "title" in values:
        title = str(values["title"]).strip()
        if not title:
            raise DirectoryError("Type a name first.").at("title")
        unit.retitle(record, title)
    for key in _COLUMNS:
        if key in values:
            setattr(record, key, values[key])
    for key, value in _details(record.kind, values).items():
        setattr(row, key, value)
    unit.session.flush()


def link_with(unit: Unit, record_id: int, others: Iterable[int]) -> None:
    """Link an entry to related papers, meetings or trainings."""
    for other in others:
        if other != record_id:
            unit.link(unit.record(other).id, record_id, "about")


def check_entry(values: Mapping[str, object]) -> None:
    """Raise DirectoryError, at the field, for invalid values."""
    for key in DAYS:
        day = values.get(key)
        if day and not _FIRST_DAY <= str(day) <= _LAST_DAY:
            raise DirectoryError("The year is out of range. Check the Buddhist year you typed.").at(
                key
            )
    first, last = values.get("board_from"), values.get("board_until")
    if first and last and str(last) < str(first):
        raise DirectoryError("The end is before the beginning. Check the two dates.").at(
            "board_until"
        )
    born, gone = values.get("dated"), values.get("dissolved_on")
    if born and gone and str(gone) < str(born):
        raise DirectoryError("The end is before the beginning. Check the two dates.").at(
            "dissolved_on"
        )
    limit = values.get("loan_limit")
    if isinstance(limit, int | float) and limit < 0:
        raise DirectoryError("This number cannot be below zero.").at("loan_limit")
    words = str(values.get("year_end") or "").strip()
    # any date would do here, only the parsing is tested
    if words and last_year_end(words, date(2025, 1, 1)) is None:
        raise DirectoryError("Type a day and a month like 31 มีนาคม.").at("year_end")


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
        raise DirectoryError("The year {year} is not a Buddhist year.", year=year).at("year")
    if standard not in STANDARDS:
        raise DirectoryError("Choose one of the standard results.").at("standard")
    for name, count in (("members", members), ("capital", capital)):
        if count is not None and count < 0:
            raise DirectoryError("This number cannot be below zero.").at(name)
    row = unit.session.query(CooperativeYear).filter_by(record_id=record_id, year=year).first()
    if row is None:
        row = CooperativeYear(record_id=record_id, year=year)
        unit.session.add(row)
    row.members, row.capital, row.standard = members, capital, standard
    unit.session.flush()


def _details(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    columns = {c.key for c in entries.DETAILS[kind].__table__.columns} - {"record_id"}
    return {key: value for key, value in values.items() if key in columns}


_ENTRY = {"record_id": How.OWN}
DETAIL_COLUMNS: Mapping[str, Mapping[str, How]] = {
    "cooperative": _ENTRY
    | dict.fromkeys(
        (
            "form", "category", "district", "subdistrict", "year_end", "meeting_on", "loan_limit",
            "bylaws_on", "board_from", "board_until", "dissolved_on", "board", "auditor",
            "officer", "contact", "note",
        ),
        How.ASKED,
    ),
    "resource_person": _ENTRY
    | {"consent": How.JOINED}
    | dict.fromkeys(
        ("person_id", "affiliation", "expertise", "topics", "talks", "phone", "address"),
        How.ASKED,
    ),
    "staff": _ENTRY
    | dict.fromkeys(
        ("person_id", "position", "unit", "extension", "tasks", "stand_in"), How.ASKED
    ),
}  # fmt: skip
YEAR_COLUMNS: Mapping[str, How] = {
    **dict.fromkeys(("id", "record_id", "year"), How.OWN),
    **dict.fromkeys(("members", "capital", "standard"), How.ASKED),
}
_UNRATED = {"standard": ("not_rated",)}
_CODES: Mapping[str, Mapping[str, str]] = {
    "form": FORMS,
    "category": CATEGORIES,
    "standard": STANDARDS,
    "status": {**PERSON_STATUSES, **COOPERATIVE_STATUSES},
}  # fmt: skip
LABELS = {
    "title": N_("Name"),
    "number": N_("Registration number"),
    "dated": N_("Registered on"),
    "form": N_("Form of organisation"),
    "category": N_("Category"),
    "district": N_("District"),
    "subdistrict": N_("Subdistrict"),
    "year_end": N_("End of accounting year"),
    "meeting_on": N_("General meeting"),
    "loan_limit": N_("Loan limit (baht)"),
    "bylaws_on": N_("Bylaws changed by resolution of"),
    "board_from": N_("Board elected on"),
    "board_until": N_("End of the board's term"),
    "dissolved_on": N_("Dissolved on"),
    "board": N_("Board"),
    "auditor": N_("Auditor"),
    "officer": N_("Officer in charge"),
    "contact": N_("Contact"),
    "note": N_("Remarks"),
    "affiliation": N_("Affiliation"),
    "expertise": N_("Expertise"),
    "topics": N_("Topics"),
    "talks": N_("Talks given"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
    "person_id": N_("Person"),
    "position": N_("Position"),
    "unit": N_("Work unit"),
    "extension": N_("Extension"),
    "tasks": N_("Ask about"),
    "stand_in": N_("Stand-in"),
    "members": N_("Members"),
    "capital": N_("Capital (baht)"),
    "standard": N_("Standard result"),
}


def merge_entries(unit: Unit, keep_id: int, gone_id: int, answers: Answers | None = None) -> int:
    """Merge ``gone_id`` into ``keep_id``, trash the former and return the latter.

    Raises MergeConflict where both have different values and ``answers`` does not resolve them. A
    person's contact stays hidden unless both entries had consent.
    """
    keep, gone = unit.record(keep_id), unit.record(gone_id)
    if keep_id == gone_id or keep.kind != gone.kind:
        raise DirectoryError("Choose another entry of the same kind to merge with.")
    one = entries.detail(unit.session, keep.kind, keep_id)
    other = entries.detail(unit.session, gone.kind, gone_id)
    if one is None or other is None:
        raise DirectoryError("This item is not part of the directory.")
    joining = Merge(unit, keep, gone, answers or {}, _wording(unit.session), LABELS)
    joining.compare(keep, gone, RECORD_COLUMNS)
    joining.compare(one, other, DETAIL_COLUMNS[keep.kind])
    doubled = _same_years(unit.session, keep_id, gone_id)
    for year, theirs in doubled:
        joining.compare(year, theirs, YEAR_COLUMNS, _UNRATED, f"{year.year}:")
    joining.settle()
    if isinstance(one, ResourcePersonDetail) and isinstance(other, ResourcePersonDetail):
        one.consent = one.consent and other.consent
    for _year, theirs in doubled:  # merged into the other row of that year
        unit.session.delete(theirs)
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


def _wording(session: Session) -> Callable[[str, object], str]:
    """Return a function (column, value) that formats the value for people."""

    def words(column: str, value: object) -> str:
        if column in ("place_id", "person_id"):
            return entries.name_of(session, column, value)
        if column in DAYS:
            return screen_date(value)
        if isinstance(value, float):
            return f"{value:,.2f}".removesuffix(".00")
        code = str(value)
        return tr(_CODES[column].get(code, code)) if column in _CODES else code

    return words
