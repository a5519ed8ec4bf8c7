"""Relations between instruments read from their text: legal basis and repeals."""

import re
from dataclasses import dataclass

from kmdesk.records import Unit
from kmdesk.records.citations import LawNames, Mention, mentions
from kmdesk.records.kinds import IndexPassage
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.queries import ANCHOR, PartRow
from kmdesk.regulations.terms import POWER, REPEALS

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
