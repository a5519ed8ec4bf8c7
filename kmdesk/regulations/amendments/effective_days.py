"""Dates of an amending act, set once for everything it amends in a law."""

from dataclasses import dataclass

from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.facts import day_by, in_force
from kmdesk.regulations.model import Amendment
from kmdesk.regulations.terms import RegulationError
from kmdesk.regulations.version_store import PROPOSED
from kmdesk.thai.dates import parse_date


@dataclass(frozen=True, slots=True)
class ActDays:
    """The known dates of the act behind an amendment."""

    amendment_id: int
    act: str
    gazetted_on: str | None
    effective_on: str | None
    source: str
    """The act's commencement clause."""
    undated: int
    """Number of the act's proposals without a date."""

    def effective_by(self, gazetted_on: str | None) -> str | None:
        """Return the date the commencement clause gives for this Gazette date; a proposal."""
        return day_by(self.source, gazetted_on) if self.source else None


def act_days(reading: Reading, amendment_id: int) -> ActDays | None:
    """Return the dates of the act behind an amendment; None when the amendment does not exist."""
    row = reading.session.get(Amendment, amendment_id)
    if row is None:
        return None
    reading.record(row.record_id)
    same = _same_act(reading, row)
    undated = sum(one.effective_on is None for one in same)
    days = [one.effective_on for one in same if one.effective_on]
    detail = queries.instrument(reading.session, row.by_id) if row.by_id else None
    gazetted = detail.gazetted_on if detail else None
    source = row.effective_source or _own_words(reading, row.by_id)
    effective = (detail.effective_on if detail else None) or (days[0] if days else None)
    effective = effective or (day_by(source, gazetted) if source else None)
    return ActDays(row.id, row.act, gazetted, effective, source, undated)


def date_act(
    unit: Unit, amendment_id: int, gazetted_on: str | None, effective_on: str | None
) -> int:
    """Set the effective date of every undated proposal of the same act; return how many changed.

    Proposals with the same date as the given amendment change with it; others were dated separately
    and stay. Dates missing in the act's own record are filled in. Raises RegulationError without a
    date.
    """
    row = unit.session.get(Amendment, amendment_id)
    if row is None:
        raise RegulationError("This amendment is not in the library any more.")
    unit.record(row.record_id)
    effective, gazetted = _day(effective_on), _day(gazetted_on)
    if effective is None:
        raise RegulationError("The day it comes into force is missing.").at("effective_on")
    before = row.effective_on
    changed = 0
    for one in _same_act(unit, row):
        if one.effective_on is None or one.effective_on == before:
            one.effective_on = effective
            changed += 1
    _tell_act(unit, row.by_id, gazetted, effective)
    unit.session.flush()
    return changed


def _tell_act(unit: Unit, by_id: int | None, gazetted: str | None, effective: str) -> None:
    detail = queries.instrument(unit.session, by_id) if by_id else None
    if detail is None:
        return
    if gazetted:
        detail.gazetted_on = gazetted
    if detail.effective_on is None:
        detail.effective_on = effective


def _day(text: str | None) -> str | None:
    if not text:
        return None
    found = parse_date(text)
    if found is None:
        raise RegulationError("{day} is not a date.", day=text).at("effective_on")
    return found.isoformat()


def _same_act(reading: Reading, row: Amendment) -> list[Amendment]:
    """Return the proposals of the same act on the same law, in order."""
    rows = version_store.amendment_rows(reading.session, row.record_id)
    return [
        one
        for one in rows
        if one.state == PROPOSED
        and (one.by_id == row.by_id if row.by_id else not one.by_id and one.act == row.act)
    ]


def _own_words(reading: Reading, by_id: int | None) -> str:
    if not by_id:
        return ""
    texts = [part.text for part in queries.provisions(reading.session, by_id)]
    said = in_force(texts, None)
    return said.source if said else ""
