"""Registered bylaws of a cooperative, linked to it and comparable to the model by provision.

A bylaw binds from the day the registrar registers it (พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๔๔), so
that is its effective date; later changes are amending instruments like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kmdesk.i18n import tr
from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.amendments.proposals import propose
from kmdesk.regulations.change_law import change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.pairing import Pair, pair
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.queries_bylaws import (
    BYLAW,
    BYLAWS_OF,
    COOPERATIVE,
    MODEL,
    owner_of,
)
from kmdesk.regulations.terms import RegulationError
from kmdesk.regulations.timeline import Mark, Segment, compare_words


@dataclass(frozen=True, slots=True)
class Beside:
    """A pair of provisions with the text the second adds to or strikes from the first."""

    pair: Pair
    segments: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        """Whether they differ, or one has no counterpart."""
        return any(segment.mark is not Mark.SAME for segment in self.segments)


def add_bylaws(unit: Unit, cooperative: int, values: Mapping[str, object]) -> int:
    """Store the text of a cooperative's bylaws with its registration; return the record id.

    ``values``: title, text, number (of the registration), registered_on (ISO). Raises
    RegulationError when the cooperative is not in the directory or the text is empty.
    """
    owner = unit.record(cooperative) if cooperative else None
    if owner is None or owner.kind != COOPERATIVE:
        raise RegulationError("Choose the cooperative from the list.")
    text = str(values.get("text") or "")
    if not text.strip():
        raise RegulationError("Paste the text of the law first.")
    title = str(values.get("title") or "").strip() or tr("Bylaws of {name}", name=owner.title)
    day = str(values["registered_on"]) if values.get("registered_on") else None
    record = import_law(unit, title, text, "", day)
    record.number, record.issuer = str(values.get("number") or "").strip(), owner.title
    change_law(
        unit,
        record.id,
        {
            "rank": BYLAW,
            "effective_on": day,
            "effective_source": tr("day of registration") if day else "",
        },
    )
    unit.link(record.id, cooperative, BYLAWS_OF)
    return record.id


def add_registered_amendment(unit: Unit, bylaws: int, values: Mapping[str, object]) -> int:
    """Store a registered amendment of bylaws and propose its changes; return the bylaws' record id.

    ``values`` as for :func:`add_bylaws`; nothing changes until the proposals are confirmed. Raises
    RegulationError when no clause of it changes a provision, or its date is missing.
    """
    base = unit.record(bylaws)
    if not values.get("registered_on"):
        raise RegulationError("Say on which day the registrar registered it.")
    owner = owner_of(unit, bylaws)
    title = str(values.get("title") or "").strip()
    named = {**values, "title": title or tr("Amendment of {name}", name=base.title)}
    amendment = add_bylaws(unit, owner or 0, named)
    propose(unit, bylaws, amendment)
    return bylaws


def add_model(unit: Unit, values: Mapping[str, object]) -> int:
    """Store model bylaws (ร่างข้อบังคับ); return the record id.

    Raises RegulationError when the text is empty.
    """
    text, title = str(values.get("text") or ""), str(values.get("title") or "").strip()
    if not text.strip():
        raise RegulationError("Paste the text of the law first.")
    record = import_law(unit, title, text, "", None)
    return change_law(unit, record.id, {"rank": MODEL})


def against(reading: Reading, model: int, bylaws: int, day: str | None = None) -> list[Pair]:
    """Pair the model's provisions with a cooperative's own as valid on a day (None: now)."""
    first = queries.provisions(reading.session, model)
    second = queries.provisions(reading.session, bylaws, day)
    return pair(first, second)


def beside(reading: Reading, model: int, bylaws: int, day: str | None = None) -> list[Beside]:
    """Return the pairs of :func:`against` with their text compared, ignoring provision numbers."""
    found = against(reading, model, bylaws, day)
    return [Beside(pair, compare_words(_words(pair.first), _words(pair.second))) for pair in found]


def _words(part: PartRow | None) -> str:
    return part.text.removeprefix(part.label).strip() if part is not None else ""
