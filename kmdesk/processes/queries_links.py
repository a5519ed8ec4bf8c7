"""Queries for links of steps: provisions and forms, and records that can be linked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records import Kinds
from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading
from kmdesk.thai.digits import to_arabic, to_thai

FORM, BASIS = "form", "legal_basis"
RELATIONS = {BASIS: N_("Legal basis"), FORM: N_("Form used")}
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class StepLink:
    """Link of a step (None: the whole process) to a record, optionally at an anchor."""

    id: int
    step_id: int | None
    relation: str
    record_id: int
    anchor: str
    kind: str
    number: str
    title: str
    label: str = ""
    """Label of the anchor, e.g. the number of a provision."""

    @property
    def words(self) -> str:
        """Return the link as shown on screen and in print."""
        return " ".join(part for part in (self.label, self.number, self.title) if part)


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a step can be linked to."""

    record_id: int
    kind: str
    number: str
    title: str


def links_of(reading: Reading, kinds: Kinds | None, record_id: int) -> tuple[StepLink, ...]:
    """Return a process's links to records the actor may see, in order of creation."""
    query = (
        select(
            Link.id,
            Link.from_anchor,
            Link.relation,
            Record.id,
            Link.to_anchor,
            Record.kind,
            Record.number,
            Record.title,
        )
        .join(Record, Record.id == Link.to_id)
        .where(Link.record_id == record_id, Link.relation.in_(RELATIONS), reading.visible())
        .order_by(Link.id)
    )
    found = [StepLink(row[0], step_of(row[1]), *row[2:]) for row in reading.session.execute(query)]
    return tuple(_labelled(reading.session, kinds, found))


def step_of(anchor: str) -> int | None:
    """Return the step id in an anchor, or None."""
    kind, _, number = anchor.partition(":")
    return int(number) if kind == "step" and number.isdecimal() else None


def anchor_of(step_id: int | None) -> str:
    """Return the anchor of a step."""
    return "" if step_id is None else f"step:{step_id}"


def stored_links(session: Session, record_id: int, step_ids: Iterable[int]) -> list[Link]:
    """Return the links that start from these steps."""
    anchors = [anchor_of(step_id) for step_id in step_ids]
    query = select(Link).where(Link.record_id == record_id, Link.from_anchor.in_(anchors))
    return list(session.scalars(query.order_by(Link.id)))


def stored_link(session: Session, link_id: int) -> Link | None:
    """Return one link, or None."""
    return session.get(Link, link_id)


def record_from(session: Session, source_id: str) -> int | None:
    """Return the id of the record created from this source."""
    return session.scalar(select(Record.id).where(Record.source_id == source_id).limit(1))


def find_records(reading: Reading, text: str, relation: str) -> list[Found]:
    """Return visible laws or papers whose title or number contains every word."""
    kinds = ("regulation", "answer_card") if relation == BASIS else ("document",)
    query = select(Record.id, Record.kind, Record.number, Record.title).where(
        reading.visible(), Record.kind.in_(kinds)
    )
    for word in text.split():
        forms = {to_arabic(word), to_thai(word)}  # titles are stored in either digits
        columns = (Record.title, Record.number)
        query = query.where(
            or_(*(c.contains(form, autoescape=True) for c in columns for form in forms))
        )
    query = query.order_by(Record.sort_key, Record.id).limit(MOST_FOUND)
    return [Found(*row) for row in reading.session.execute(query)]


def anchors_in(reading: Reading, kinds: Kinds, found: Found) -> list[tuple[str, str]]:
    """Return (anchor, name) of the provisions of a law."""
    if found.kind not in kinds:
        return []
    passages = kinds.get(found.kind).passages(reading.session, found.record_id)
    return [(p.anchor, p.label) for p in passages if p.anchor.startswith("provision:") and p.label]


def _labelled(
    session: Session, kinds: Kinds | None, links: Sequence[StepLink]
) -> Iterable[StepLink]:
    names: dict[int, dict[str, str]] = {}
    for link in links:
        if not link.anchor or kinds is None or link.kind not in kinds:
            yield link
            continue
        if link.record_id not in names:
            passages = kinds.get(link.kind).passages(session, link.record_id)
            names[link.record_id] = {p.anchor: p.label for p in passages}
        yield replace(link, label=names[link.record_id].get(link.anchor, ""))
