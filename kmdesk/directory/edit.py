"""Add and change directory records; years of a cooperative."""

from collections.abc import Mapping

from kmdesk.directory import queries
from kmdesk.directory.model import CooperativeYear
from kmdesk.directory.terms import STANDARDS
from kmdesk.i18n import KmdeskError
from kmdesk.records import Unit
from kmdesk.records.model import Record

_COLUMNS = ("number", "issuer", "dated", "status", "place_id")


class DirectoryError(KmdeskError):
    """A directory entry cannot be taken as typed."""


def add_entry(unit: Unit, kind: str, values: Mapping[str, object]) -> Record:
    """A new cooperative, resource person or staff member from the form's values."""
    title = str(values.get("title", "")).strip()
    if not title:
        raise DirectoryError("Type a name first.")
    columns = {key: values[key] for key in _COLUMNS if values.get(key) is not None}
    record = unit.add(kind=kind, title=title, **{"status": "active", **columns})
    unit.session.add(queries.DETAILS[kind](record_id=record.id, **_details(kind, values)))
    unit.session.flush()
    return record


def change_entry(unit: Unit, record_id: int, values: Mapping[str, object]) -> None:
    """Set the given values; what is not named stays."""
    record = unit.record(record_id)
    if "title" in values:
        title = str(values["title"]).strip()
        if not title:
            raise DirectoryError("Type a name first.")
        unit.retitle(record, title)
    for key in _COLUMNS:
        if key in values:
            setattr(record, key, values[key])
    row = queries.detail(unit.session, record.kind, record_id)
    if row is None:
        raise DirectoryError("This item is not part of the directory.")
    for key, value in _details(record.kind, values).items():
        setattr(row, key, value)
    unit.session.flush()


def set_year(
    unit: Unit,
    record_id: int,
    year: int,
    *,
    members: int | None = None,
    capital: float | None = None,
    standard: str = "not_rated",
) -> None:
    """Members, capital (baht) and standard result of a cooperative in one year (พ.ศ.)."""
    if not 2400 <= year <= 2700:
        raise DirectoryError("The year {year} is not a Buddhist year.", year=year)
    if standard not in STANDARDS:
        raise DirectoryError("Choose one of the standard results.")
    row = unit.session.query(CooperativeYear).filter_by(record_id=record_id, year=year).first()
    if row is None:
        row = CooperativeYear(record_id=record_id, year=year)
        unit.session.add(row)
    row.members, row.capital, row.standard = members, capital, standard
    unit.session.flush()


def _details(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    columns = {c.key for c in queries.DETAILS[kind].__table__.columns} - {"record_id"}
    return {key: value for key, value in values.items() if key in columns}
