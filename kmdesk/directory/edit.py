"""Create and change directory records and the yearly results of a cooperative."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

from kmdesk.directory import entries
from kmdesk.directory.entries import STANDARDS, CooperativeYear
from kmdesk.directory.statutory import last_year_end
from kmdesk.i18n import KmdeskError
from kmdesk.records import Unit
from kmdesk.records.conflicts import merge
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
