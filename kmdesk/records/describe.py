"""A record as plain values: its status today and what ended it, all it has, the rows of a list.

The stored status is what was decided ("in force"); the day from which it applies is a fact of the
module that owns the kind. Those modules register a rule per kind, and everything that shows a
status asks here, so that no job has to run at midnight and a library opened from a USB stick is
right, too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.records.history import history
from kmdesk.records.kinds import Kind, Kinds
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import PassageText, Reading, Unit
from kmdesk.store.files import WANTED
from kmdesk.thai.normal import sort_key

NOT_YET = "not_yet"
Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Records of ``kind`` stored as one of ``stored`` count as ``effective`` while ``holds``."""

    kind: str
    stored: tuple[str, ...]
    holds: Condition
    """Takes today's date (ISO) and returns a condition on the columns of Record."""
    effective: str = NOT_YET

    def condition(self, today: str) -> ColumnElement[bool]:
        """Return the rule as an SQL condition."""
        return and_(Record.kind == self.kind, Record.status.in_(self.stored), self.holds(today))


_rules: dict[tuple[str, str], StatusRule] = {}


def register_rule(rule: StatusRule) -> None:
    """Register a rule, replacing the one for the same kind and effective status."""
    _rules[rule.kind, rule.effective] = rule


def effective_status_column() -> ColumnElement[str]:
    """Return an SQL expression for the effective status, to use in place of ``Record.status``."""
    today = clock.today_iso()
    rules = [(rule.condition(today), rule.effective) for rule in _rules.values()]
    # SQL knows no CASE without a WHEN.
    return case(*rules, else_=Record.status) if rules else Record.status.expression


def status_cell() -> ColumnElement[str]:
    """Return ``kind:status`` for lists, since kinds label the same status code differently."""
    return Record.kind.concat(":").concat(effective_status_column())


def effective_status(session: Session, record: Record) -> str:
    """Return the status of a record as of today."""
    return effective_statuses(session, [record.id]).get(record.id, record.status)


def may_differ(kind: str, stored: str) -> bool:
    """Return whether the effective status of such a record depends on the date."""
    return any(rule.kind == kind and stored in rule.stored for rule in _rules.values())


def effective_statuses(session: Session, record_ids: Iterable[int]) -> dict[int, str]:
    """Return the effective status of those records whose stored status does not apply today."""
    today, wanted = clock.today_iso(), list(record_ids)
    found: dict[int, str] = {}
    for rule in _rules.values() if wanted else ():
        query: Any = select(Record.id).where(Record.id.in_(wanted), rule.condition(today))
        found.update(dict.fromkeys(session.scalars(query), rule.effective))
    return found


ENDED = ("repealed", "expired", "cancelled", "revoked", "dissolved", "superseded")
"""Statuses of records that nobody may act on any more, in every kind."""

ENDING = ("repeals", "replaces")
"""Relations of a record to what it puts out of force."""
_CHAINED = ("repeals", "replaces", "amends", "forwards", "cites")
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One record of a chain; ``relation`` is its effect on the record ``to_id``, or ``""``."""

    record_id: int
    number: str
    title: str
    dated: str | None
    ended: bool
    relation: str
    to_id: int


def ended_words(reading: Reading, kinds: Kinds, record_id: int) -> str:
    """Return the text of a record's red banner, with what ended it; ``""`` while it is in force."""
    record = reading.record(record_id)
    word = effective_status(reading.session, record)
    if word not in ENDED:
        return ""
    if record.kind in kinds:
        word = kinds.get(record.kind).statuses.get(word, word)
    query = (
        select(Record.number, Record.title)
        .join(Link, Link.record_id == Record.id)
        .where(Link.to_id == record_id, Link.relation.in_(ENDING), reading.visible())
        .order_by(Record.dated.desc(), Record.id)
        .limit(1)
    )
    by = reading.session.execute(query).first()
    if by is None:
        return tr("{status}: do not use", status=tr(word))
    return tr(
        "{status}: do not use. See {title}", status=tr(word), title=" ".join(filter(None, by))
    )


def chain(reading: Reading, record_id: int) -> list[ChainRow]:
    """Return the records related by repeal, amendment, forwarding or citing, oldest first.

    The record itself is included; without others the list is empty. Mere citations are followed one
    step, other relations to the end.
    """
    links: dict[tuple[int, int], str] = {}
    known, edge = {record_id}, {record_id}
    while edge and len(known) <= _LONGEST:
        found = _chain_links(reading, edge, citing=edge == {record_id})
        links.update({(source, target): relation for source, target, relation in found})
        edge = {end for source, target, _ in found for end in (source, target)} - known
        known |= edge
    if len(known) < 2:
        return []
    query = select(Record.id, Record.number, Record.title, Record.dated, effective_status_column())
    rows = reading.session.execute(query.where(Record.id.in_(known), reading.visible())).all()
    rows = sorted(rows, key=lambda row: (row[3] or "", row[0]))[:_LONGEST]
    return [
        ChainRow(row[0], row[1], row[2], row[3], row[4] in ENDED, *_does(row[0], links))
        for row in rows
    ]


def _chain_links(reading: Reading, ends: Iterable[int], citing: bool) -> list[tuple[int, int, str]]:
    wanted = [r for r in _CHAINED if citing or r != "cites"]
    query = select(Link.record_id, Link.to_id, Link.relation).where(
        Link.relation.in_(wanted), or_(Link.record_id.in_(ends), Link.to_id.in_(ends))
    )
    return [(row[0], row[1], row[2]) for row in reading.session.execute(query)]


def _does(record_id: int, links: dict[tuple[int, int], str]) -> tuple[str, int]:
    """Return a record's strongest relation to another in the chain, and that record's id."""
    done = [
        (_CHAINED.index(relation), relation, target)
        for (source, target), relation in links.items()
        if source == record_id
    ]
    return min(done)[1:] if done else ("", 0)


_RECORD = (
    "id", "kind", "number", "title", "issuer", "dated", "status", "audience", "on_shelf",
    "version", "source_id", "source", "created_at", "updated_at",
)  # fmt: skip


def describe(reading: Reading, kind: Kind, record_id: int) -> dict[str, Any]:
    """Return one visible record as a JSON-compatible dict.

    Raises RecordError when it does not exist.
    """
    record = reading.record(record_id)
    session = reading.session
    place = session.get(Place, record.place_id) if record.place_id else None
    said: dict[str, Any] = {key: getattr(record, key) for key in _RECORD}
    said["status"] = effective_status(session, record)
    said["status_note"] = kind.status_note(session, record_id)
    said["place"] = place.label if place else ""
    said["fields"] = [
        {"label": tr(label), "value": value} for label, value in kind.facts(session, record_id)
    ]
    said["tags"] = tag_names(session, record_id)
    said["attachments"] = _attachments(reading, record_id)
    said["passages"] = _passages(reading, record_id)
    said["links"] = _links(reading, record_id)
    said["history"] = [
        {"seq": row.seq, "at": row.at, "actor": row.actor, "act": tr(row.label),
         "entity": row.entity, "op": row.op}
        for row in history(session, record_id)
    ]  # fmt: skip
    return said


def status_words(kind: Kind, said: Mapping[str, Any]) -> str:
    """Return the translated status of a :func:`describe` result, with its note."""
    status = said["status"]
    words = tr(kind.statuses.get(status, status)) if status else ""
    return " · ".join(filter(None, (words, said["status_note"] if words else "")))


def tag_names(session: Session, record_id: int) -> list[str]:
    """Return the tags of a record in dictionary order."""
    names = session.scalars(
        select(Tag.name)
        .join(RecordTag, RecordTag.tag_id == Tag.id)
        .where(RecordTag.record_id == record_id)
    )
    return sorted(names, key=sort_key)


def counts(reading: Reading) -> dict[str, int]:
    """Count records outside the trash, all passages, and passages that cannot be searched."""
    scalar = reading.session.scalar
    return {
        "records": scalar(select(func.count(Record.id)).where(Record.deleted_at.is_(None))) or 0,
        "passages": scalar(select(func.count(Passage.id))) or 0,
        "unsearchable": scalar(select(func.count(Passage.id)).where(Passage.problem.is_not(None)))
        or 0,
    }


def size_of_files(reading: Reading) -> int:
    """Return the total bytes of files outside the trash; a file of two records counts twice."""
    query = select(func.sum(Attachment.size)).join(Record, Record.id == Attachment.record_id)
    return reading.session.scalar(query.where(Record.deleted_at.is_(None))) or 0


def file_hashes(reading: Reading) -> set[str]:
    """Return the hashes of all files referenced by any row, including records in the trash."""
    return set(reading.session.scalars(text(WANTED)))


def _attachments(reading: Reading, record_id: int) -> list[dict[str, Any]]:
    rows = reading.session.scalars(
        select(Attachment)
        # Sign-in sheets and photographs are personal data and stand in no list.
        .where(Attachment.record_id == record_id, Attachment.role.not_in(UNLISTED))
        .order_by(Attachment.position)
    )
    return [
        {"name": a.name, "sha256": a.sha256, "size": a.size, "media_type": a.media_type}
        for a in rows
    ]


def _passages(reading: Reading, record_id: int) -> list[dict[str, Any]]:
    rows = reading.session.scalars(
        select(Passage).where(Passage.record_id == record_id).order_by(Passage.position, Passage.id)
    )
    return [
        {
            "anchor": p.anchor,
            "page": int(p.anchor[5:]) if p.anchor.startswith("page:") else None,
            "label": p.label,
            "text": p.text,
            "problem": tr(p.problem) if p.problem else None,
        }
        for p in rows
    ]


def _links(reading: Reading, record_id: int) -> list[dict[str, Any]]:
    rows = reading.session.execute(
        select(Link, Record.title)
        .join(Record, Record.id == Link.to_id)
        .where(Link.record_id == record_id)
    )
    return [
        {
            "relation": link.relation,
            "from": link.from_anchor,
            "record_id": link.to_id,
            "to": link.to_anchor,
            "title": title,
        }
        for link, title in rows
    ]


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One row of a list; ``place`` is the full label."""

    id: int
    kind: str
    number: str
    title: str
    dated: str | None
    status: str
    place: str


def listed_records(reading: Reading, ids: Sequence[int]) -> list[ListedRecord]:
    """Return the visible records among ``ids``, in the order given."""
    query = (
        select(
            Record.id,
            Record.kind,
            Record.number,
            Record.title,
            Record.dated,
            effective_status_column(),
            Place.label,
            Place.name,
        )
        .outerjoin(Place, Place.id == Record.place_id)
        .where(Record.id.in_(ids), reading.visible())
    )
    found = {
        row[0]: ListedRecord(*row[:6], place=row[6] or row[7] or "")
        for row in reading.session.execute(query)
    }
    return [found[record_id] for record_id in ids if record_id in found]


def kinds_there(reading: Reading) -> set[str]:
    """Return the kinds with at least one record visible to the reader."""
    return set(reading.session.scalars(select(Record.kind).where(reading.visible()).distinct()))


READ_FROM = "read_from"
"""Relation of the law or order to the document it was read from."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its text, for the package that imports it."""

    record_id: int
    room: str
    title: str
    pages: tuple[PassageText, ...]

    @property
    def text(self) -> str:
        """Text of all readable pages."""
        return "\n".join(page.text for page in self.pages if page.text and not page.problem)


def read_from(unit: Unit, record_id: int, paper_id: int) -> None:
    """Link the imported record to its document and copy the document's audience."""
    # A law read from an internal paper must not be more public than its paper.
    unit.record(record_id).audience = unit.record(paper_id).audience
    unit.link(record_id, paper_id, READ_FROM)
