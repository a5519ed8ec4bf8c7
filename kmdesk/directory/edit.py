"""Create, change and merge directory entries, and set the yearly results of a cooperative."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from kmdesk.directory import entries
from kmdesk.directory.entries import STANDARDS, CooperativeYear, ResourcePersonDetail
from kmdesk.directory.kind import ENTRY_KINDS
from kmdesk.i18n import KmdeskError
from kmdesk.records import Session, Unit
from kmdesk.records.edit import add_record, change_record
from kmdesk.records.fields import InvalidValue
from kmdesk.records.merge import RECORD_COLUMNS, Answers, Merge, move_belongings
from kmdesk.records.model import Record


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
