"""Citations in a record's text: laws by name and provisions by number, with their offsets.

Nothing here is stored with the records. Names are matched against the titles of the laws in the
library on every call, so a law added or renamed later is also found by texts that were stored
before it. A link made by hand is a :class:`Link` and is not touched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.records.kinds import IndexPassage, Kind, Kinds
from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading, Unit
from kmdesk.thai.citations import (
    SECTION,
    Citation,
    NamedLaw,
    find_citations,
    find_laws,
    has_sections,
    has_year,
    is_sure_name,
    law_key,
    leads_to,
    may_refer,
    without_year,
)

PROVISION = "provision:"
_WORDS = {"cites", "legal_basis"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation at ``text[start:end]`` of a passage: a law and usually a provision number in it.

    ``key`` and ``title`` name the law; an empty key means the law the text itself belongs to.
    """

    anchor: str
    start: int
    end: int
    key: str
    title: str
    number: str = ""
    unit: str = ""
    amending: bool = False
    """True when the law is named only for what it changed in another law."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention whose target is in the library."""

    anchor: str
    start: int
    end: int
    said: str
    """The cited words as they appear in the text."""
    label: str
    """Display label of the passage that contains the citation."""
    words: str
    """The provision, e.g. มาตรา 43; empty for a law as a whole."""
    record_id: int
    to_anchor: str
    title: str


def mentions(passages: Iterable[IndexPassage], *, own: bool) -> Iterator[Mention]:
    """Yield every citation in the passages of one record, in text order.

    With ``own`` the record is a law and its bare numbers refer to itself. In any other text a bare
    มาตรา refers to the act named so far, if there is exactly one, and a bare ข้อ refers to the
    text's own list and is skipped.
    """
    acts: dict[str, str] = {}
    for passage in passages:
        text = passage.text
        # Most pages name no law, and this look is much quicker than the two searches below.
        if not may_refer(text):
            continue
        laws = list(find_laws(text))
        number = passage.anchor.removeprefix(PROVISION).partition("~")[0]
        bare = own and passage.anchor.startswith(PROVISION)
        for found in _in_order(laws, find_citations(text, laws)):
            if isinstance(found, NamedLaw):
                key = law_key(found.title)
                # A bare มาตรา can only mean a law that has any, and that was surely named: with its
                # year.
                if found.dated and has_sections(key):
                    acts[key] = found.title
                yield _named(passage.anchor, found)
                continue
            title = found.law
            # Of a law that the text does not name: there is nothing to look up.
            if found.elsewhere:
                continue
            if not title and not bare:
                sure = found.unit == SECTION and len(acts) == 1 and leads_to(text, found.start)
                if own or not sure:
                    continue
                title = next(iter(acts.values()))
            if bare and not title and found.start == 0 and found.number == number:
                continue  # the provision's own number
            key = law_key(title) if title else ""
            yield Mention(
                passage.anchor, found.start, found.end, key, title, found.number, found.unit
            )


def _named(anchor: str, law: NamedLaw) -> Mention:
    # A name without its year may have swallowed the words after it, so it counts only if known.
    key = law_key(law.title)
    return Mention(anchor, law.start, law.end, key, law.title, amending=law.amending)


def is_title(mention: Mention) -> bool:
    """Return whether a mention certainly names a law, so that its absence is worth reporting."""
    return is_sure_name(mention.key)


def _in_order(laws: list[NamedLaw], cited: Iterator[Citation]) -> Iterator[NamedLaw | Citation]:
    queue = list(laws)
    for citation in cited:
        while queue and queue[0].start < citation.start:
            yield queue.pop(0)
        yield citation
    yield from queue


class LawNames:
    """Lookup of the library's laws by name."""

    def __init__(self, titles: Mapping[int, str]) -> None:
        self._full: dict[str, list[int]] = {}
        self._bare: dict[str, list[int]] = {}
        self.titles = dict(titles)
        for record_id, title in titles.items():
            key = law_key(title)
            self._full.setdefault(key, []).append(record_id)
            self._bare.setdefault(without_year(key), []).append(record_id)

    def has(self, key: str) -> bool:
        """Return whether a key names a law of the library, or does not certainly name any law."""
        return key in self._full or not is_sure_name(key) or key in self._bare

    def find(self, key: str) -> int | None:
        """Return the id of the law with this name; None when there is none or it is ambiguous."""
        found = self._full.get(key) or []
        if not found and not has_year(key):
            found = self._bare.get(key) or []
        return found[0] if len(found) == 1 else None


def law_names(reading: Reading, kinds: Iterable[Kind]) -> LawNames:
    """Return the names of the laws visible to the reader."""
    cited = [kind.code for kind in kinds if kind.cited_by_name]
    query = select(Record.id, Record.title).where(Record.kind.in_(cited), reading.visible())
    return LawNames({row[0]: row[1] for row in reading.session.execute(query)})


def references(
    reading: Reading, kinds: Kinds, record_id: int, names: LawNames | None = None
) -> list[Reference]:
    """Return a visible record's citations that resolve to a library record, in text order."""
    record = reading.record(record_id)
    if record.kind not in kinds:
        return []
    kind, session = kinds.get(record.kind), reading.session
    texts = list(kind.cited_text(session, record_id))
    found = list(mentions(texts, own=kind.cited_by_name))
    if not found:
        return []
    names = names or law_names(reading, kinds)
    pieces = {text.anchor: text for text in texts}
    known: dict[tuple[int, str], str | None] = {}
    out: list[Reference] = []
    for mention in found:
        target = record_id if not mention.key else names.find(mention.key)
        if target is None or (target == record_id and not mention.number):
            continue
        wanted = (target, mention.number)
        if wanted not in known:
            known[wanted] = _target(session, kinds, target, mention)
        anchor = known[wanted]
        if anchor is not None:
            piece = pieces[mention.anchor]
            out.append(
                Reference(
                    mention.anchor,
                    mention.start,
                    mention.end,
                    piece.text[mention.start : mention.end],
                    piece.label,
                    f"{mention.unit} {mention.number}".strip(),
                    target,
                    anchor,
                    names.titles.get(target, record.title),
                )
            )
    return out


def _target(session: Session, kinds: Kinds, target: int, mention: Mention) -> str | None:
    """Return the anchor of the mention in the target; None when the target has no such number."""
    if not mention.number:
        return ""
    code = session.scalar(select(Record.kind).where(Record.id == target)) or ""
    anchor = f"{PROVISION}{mention.number}"
    there = kinds.get(code).passage(session, target, anchor) if code in kinds else None
    # ข้อ ๕ of a regulation is not มาตรา ๕ of an act that was meant.
    if there is None or (there.label and not there.label.startswith(mention.unit)):
        return None
    return anchor


def preview(reading: Reading, kinds: Kinds, record_id: int, anchor: str) -> tuple[str, str] | None:
    """Return (title, text) of a link's target, for a preview."""
    record = reading.record(record_id)
    passage = kinds.get(record.kind).passage(reading.session, record_id, anchor)
    return (record.title, passage.text if passage else "")


def confirm(unit: Unit, record_id: int, chosen: Iterable[Reference]) -> int:
    """Store references as manual links and return the record's id.

    From then on they stay, even if the text changes.
    """
    for reference in chosen:
        unit.link(
            record_id,
            reference.record_id,
            "cites",
            from_anchor=reference.anchor,
            to_anchor=reference.to_anchor,
        )
    return record_id


def confirmed(session: Session, record_id: int) -> set[tuple[str, int, str]]:
    """Return (from anchor, target id, to anchor) of the links made by hand."""
    query = select(Link.from_anchor, Link.to_id, Link.to_anchor).where(
        Link.record_id == record_id, Link.relation.in_(_WORDS)
    )
    return {(row[0], row[1], row[2]) for row in session.execute(query)}
