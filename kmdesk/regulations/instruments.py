"""Relations of instruments: bylaws to their cooperative and the model, legal basis, repeals.

A bylaw binds from the day the registrar registers it (พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๔๔), so
that is its effective date; later changes are amending instruments like any other.

Provisions of two instruments that say the same thing are paired whatever their numbers: bylaws
follow the model with numbers shifted, provisions omitted and others added, so pairs are found by
their text, supported by number and heading.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from kmdesk.i18n import tr
from kmdesk.records import Unit
from kmdesk.records.citations import LawNames, Mention, mentions
from kmdesk.records.kinds import IndexPassage
from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.amendments import propose
from kmdesk.regulations.edits import change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.model import POWER, REPEALS, InstrumentDetail, RegulationError
from kmdesk.regulations.queries import ANCHOR, Named, PartRow
from kmdesk.regulations.timeline import Mark, Segment, compare_words

BYLAWS_OF = "bylaws_of"
COOPERATIVE = "cooperative"
MODEL, BYLAW = "model_bylaw", "bylaw"


def cooperatives(reading: Reading) -> list[Named]:
    """Return the cooperatives in the directory."""
    query = select(Record.id, Record.title).where(reading.visible(), Record.kind == COOPERATIVE)
    rows = reading.session.execute(query.order_by(Record.sort_key))
    return [Named(*row) for row in rows]


def of_rank(reading: Reading, *ranks: str) -> list[Named]:
    """Return the instruments of these ranks."""
    query = (
        select(Record.id, Record.title)
        .join(InstrumentDetail, InstrumentDetail.record_id == Record.id)
        .where(reading.visible(), InstrumentDetail.rank.in_(ranks))
    )
    rows = reading.session.execute(query.order_by(Record.sort_key))
    return [Named(*row) for row in rows]


def owners(reading: Reading) -> list[tuple[Named, int]]:
    """Return cooperatives that have bylaws here, with their number of instruments."""
    bylaws = select(Record.id).where(reading.visible())
    query = (
        select(Record.id, Record.title, func.count())
        .join(Link, Link.to_id == Record.id)
        .where(Link.relation == BYLAWS_OF, Link.record_id.in_(bylaws), reading.visible())
        .group_by(Record.id)
        .order_by(Record.sort_key)
    )
    return [(Named(row[0], row[1]), row[2]) for row in reading.session.execute(query)]


def owner_of(reading: Reading, bylaws: int) -> int | None:
    """Return the cooperative that bylaws belong to."""
    query = select(Link.to_id).where(Link.record_id == bylaws, Link.relation == BYLAWS_OF)
    return reading.session.scalar(query.order_by(Link.id).limit(1))


def belonging_to(cooperative: int) -> ColumnElement[bool]:
    """Condition: bylaws and rules of one cooperative."""
    links = select(Link.record_id).where(Link.relation == BYLAWS_OF, Link.to_id == cooperative)
    return Record.id.in_(links)


_LEAST = 0.22  # similarity below which two provisions do not match
# The same number helps a pair just below the least likeness; nearness only breaks ties.
_SAME_NUMBER, _NEAR = 0.12, 0.08


@dataclass(frozen=True, slots=True)
class Pair:
    """A provision on each side; None where the other side has no counterpart."""

    first: PartRow | None
    second: PartRow | None
    likeness: float = 0.0


def pair(first: Sequence[PartRow], second: Sequence[PartRow]) -> list[Pair]:
    """Return every provision of both sides once, in the order of ``second``.

    Provisions only ``first`` has follow the one that precedes them there.
    """
    chosen = _choose(first, second)
    taken = {a: b for b, (a, _) in chosen.items()}
    pairs: list[Pair] = []
    done: set[int] = set()

    def alone_before(limit: int) -> None:
        """Add provisions only ``first`` has, after their predecessor."""
        for a in range(limit):
            if a not in done and a not in taken:
                pairs.append(Pair(first[a], None))
                done.add(a)

    for b, row in enumerate(second):
        if b not in chosen:
            pairs.append(Pair(None, row))
            continue
        a, likeness = chosen[b]
        # What only the first side has stays behind the provision it follows there.
        alone_before(a)
        done.add(a)
        pairs.append(Pair(first[a], row, likeness))
    alone_before(len(first))
    return pairs


def _choose(first: Sequence[PartRow], second: Sequence[PartRow]) -> dict[int, tuple[int, float]]:
    """Match provisions of ``second`` to similar ones of ``first``, best pairs first."""
    grams = [[_grams(row) for row in rows] for rows in (first, second)]
    scored: list[tuple[float, float, int, int]] = []
    for b, there in enumerate(grams[1]):
        for a, here in enumerate(grams[0]):
            likeness = _likeness(here, there)
            bonus = _SAME_NUMBER if first[a].number == second[b].number else 0.0
            near = abs(a / max(1, len(first)) - b / max(1, len(second)))
            score = likeness + bonus + _NEAR * (1 - near)
            if likeness >= _LEAST or (likeness + bonus >= _LEAST and bonus):
                scored.append((score, likeness, a, b))
    chosen: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for _score, likeness, a, b in sorted(scored, reverse=True):
        if a not in used and b not in chosen:
            chosen[b] = (a, round(min(1.0, likeness), 3))
            used.add(a)
    return chosen


def _grams(row: PartRow) -> frozenset[str]:
    # Without digits and blanks: numbers that bylaws cite have shifted, and spacing is the typist’s.
    words = row.text.removeprefix(row.label)
    text = "".join(char for char in words if not char.isspace() and not char.isdigit())
    return frozenset(text[at : at + 3] for at in range(max(1, len(text) - 2)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return trigram similarity; a short text contained in a longer one counts in part."""
    shared = len(one & other)
    if not shared:
        return 0.0
    return 0.5 * shared / len(one | other) + 0.5 * shared / max(1, min(len(one), len(other)))


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


_REACH = 160  # characters from "by virtue of" to the provision it names
_POWER, _REPEALS = re.compile(POWER), re.compile(REPEALS)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed ``relation`` to (record, anchor), stated as ``words`` at ``from_anchor``."""

    relation: str
    record_id: int
    anchor: str
    from_anchor: str
    words: str
    title: str


def proposed(reading: Reading, record_id: int) -> list[Proposal]:
    """Return the legal basis and repeals of an instrument within the library, without duplicates.

    The basis is in the preamble (อาศัยอำนาจตามความใน…); a repeal is a separate sentence that names
    whole instruments (ให้ยกเลิกระเบียบ…), not provisions of them.
    """
    names = queries.names_of_laws(reading)
    found: dict[tuple[str, int, str], Proposal] = {}
    for row in queries.parts(reading.session, record_id):
        if row.role not in ("body", "promulgation") or row.kind not in ("preamble", "provision"):
            continue
        for proposal in _in_part(reading, names, row):
            if proposal.record_id != record_id:
                key = (proposal.relation, proposal.record_id, proposal.anchor)
                found.setdefault(key, proposal)
    return list(found.values())


def link_proposals(unit: Unit, record_id: int, chosen: list[Proposal]) -> int:
    """Create links for the proposals the clerk selected; return the record id."""
    for proposal in chosen:
        unit.link(
            record_id,
            proposal.record_id,
            proposal.relation,
            from_anchor=proposal.from_anchor,
            to_anchor=proposal.anchor,
        )
    return record_id


def _in_part(reading: Reading, names: LawNames, row: PartRow) -> list[Proposal]:
    power, repeals = _POWER.search(row.text), _REPEALS.search(row.text)
    if power is None and repeals is None:
        return []
    found = list(mentions([IndexPassage(row.anchor, "", row.text)], own=False))
    proposals: list[Proposal] = []
    for mention in found:
        target = names.find(mention.key)
        if target is None or mention.amending:
            continue
        # Further on the preamble names other laws for other reasons.
        if mention.number and power is not None and 0 <= mention.start - power.end() < _REACH:
            anchor = queries.number_at(reading.session, target, mention.number)
            proposals.append(_proposal("legal_basis", row, mention, target, anchor or "", names))
            continue
        whole = not mention.number and _named_alone(found, mention)
        if whole and repeals is not None and mention.start >= repeals.start():
            proposals.append(_proposal("repeals", row, mention, target, "", names))
    return proposals


def _named_alone(found: list[Mention], law: Mention) -> bool:
    """Return whether a law is mentioned for itself, not as the source of a provision."""
    return not any(other.number and other.key == law.key for other in found)


def _proposal(
    relation: str, row: PartRow, mention: Mention, target: int, anchor: str, names: LawNames
) -> Proposal:
    words = f"{mention.unit} {mention.number}".strip() if anchor else ""
    origin = row.anchor if row.anchor.startswith(ANCHOR) else ""
    return Proposal(relation, target, anchor, origin, words, names.titles[target])


def link_provision(unit: Unit, origin: tuple[int, str], law: int, typed: str, relation: str) -> int:
    """Link (record, anchor) to a law or to one of its provisions; return the first record's id.

    Raises RegulationError when there is no such law, or it has no provision of that number.
    """
    if queries.instrument(unit.session, law) is None:
        raise RegulationError("Choose the law from the list.")
    target = ""
    if typed.strip():
        found = queries.number_at(unit.session, law, typed)
        if found is None:
            raise RegulationError("There is no number {number}.", number=typed.strip())
        target = found
    unit.link(origin[0], law, relation, from_anchor=origin[1], to_anchor=target)
    return origin[0]
