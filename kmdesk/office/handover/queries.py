"""Queries for the contents of a handover pack."""

from dataclasses import dataclass

from sqlalchemy import select

from kmdesk.committees.model import KmPlanDetail
from kmdesk.records.effective_status import effective_status_column
from kmdesk.records.model import Link, Place, Record
from kmdesk.records.unit import Reading

_ENDING = ("repeals", "replaces")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the contents; ``place`` is the full label."""

    id: int
    kind: str
    number: str
    title: str
    issuer: str
    dated: str | None
    status: str
    audience: str
    place_id: int | None
    place: str


def lines_by_kind(reading: Reading, by_title: frozenset[str]) -> dict[str, list[Line]]:
    """Return every visible record by kind, sorted by day and title or by title alone."""
    columns = (
        Record.id,
        Record.kind,
        Record.number,
        Record.title,
        Record.issuer,
        Record.dated,
        effective_status_column(),
        Record.audience,
        Record.place_id,
        Place.label,
        Place.name,
        Record.sort_key,
    )
    query = select(*columns).outerjoin(Place, Place.id == Record.place_id)
    found: dict[str, list[tuple[tuple[str, str, int], Line]]] = {}
    for row in reading.session.execute(query.where(reading.visible())):
        line = Line(*row[:9], place=row[9] or row[10] or "")
        day = "" if line.kind in by_title else line.dated or "9999"
        found.setdefault(line.kind, []).append(((day, row[11], line.id), line))
    return {kind: [line for _key, line in sorted(rows, key=_key)] for kind, rows in found.items()}


def _key(pair: tuple[tuple[str, str, int], Line]) -> tuple[str, str, int]:
    return pair[0]


def ended_by(reading: Reading) -> dict[int, int]:
    """Map records to the latest visible record that repeals or replaces them."""
    query = (
        select(Link.to_id, Link.record_id)
        .join(Record, Record.id == Link.record_id)
        .where(Link.relation.in_(_ENDING), reading.visible())
        .order_by(Record.dated, Record.id)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}


def plan_in_force(reading: Reading, year: int) -> int | None:
    """Return the KM plan of a fiscal year (พ.ศ.), the province's first; else the latest before."""
    query = (
        select(KmPlanDetail.record_id)
        .join(Record, Record.id == KmPlanDetail.record_id)
        .where(reading.visible(), KmPlanDetail.fiscal_year <= year)
        .order_by(
            KmPlanDetail.fiscal_year.desc(),
            (KmPlanDetail.level == "province").desc(),
            Record.id.desc(),
        )
        .limit(1)
    )
    return reading.session.scalar(query)
