"""Queries of the regulations room: frozen rows from Core queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session as Session

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records.citations import LawNames
from kmdesk.records.describe import StatusRule, effective_status_column
from kmdesk.records.kinds import IndexPassage
from kmdesk.records.model import Link, Record
from kmdesk.records.unit import Reading
from kmdesk.regulations.model import (
    AnswerCard,
    InstrumentDetail,
    Provision,
    RegulationError,
    Wording,
)
from kmdesk.thai.numbers import canonical_provision, provision_label

KIND, CARD = "regulation", "answer_card"
ANCHOR = "provision:"


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of an instrument with its wording."""

    id: int
    position: int
    role: str
    kind: str
    anchor: str
    unit: str
    number: str
    through: str
    path: tuple[str, ...]
    heading: str
    level: int
    doubt: str
    text: str
    notes: str

    @property
    def label(self) -> str:
        """มาตรา ๗๑/๑, or the heading of a part without a number."""
        if not self.number:
            return self.heading
        name = provision_label(self.unit, self.number)
        return f"{name} ถึง {provision_label(self.unit, self.through)}" if self.through else name


@dataclass(frozen=True, slots=True)
class ProvisionRef:
    """A reference to a provision of a law."""

    record_id: int
    title: str
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class Named:
    """A record and its title."""

    record_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A law whose status has not been checked since a given date."""

    record_id: int
    title: str
    checked_on: str | None


def instrument(session: Session, record_id: int) -> InstrumentDetail | None:
    """Return the detail row of a law."""
    return session.get(InstrumentDetail, record_id)


def law_detail(session: Session, record_id: int) -> InstrumentDetail:
    """Return the detail row of a law; raises RegulationError when the record is not a law."""
    detail = instrument(session, record_id)
    if detail is None:
        raise RegulationError("This item is not a law. Open it in its own tab to change it.")
    return detail


def card(session: Session, record_id: int) -> AnswerCard | None:
    """Return the detail row of an answer card."""
    return session.get(AnswerCard, record_id)


def _parts() -> Any:
    return select(
        Provision.id,
        Provision.position,
        Provision.role,
        Provision.kind,
        Provision.anchor,
        Provision.unit,
        Provision.number,
        Provision.through,
        Provision.path,
        Provision.heading,
        Provision.level,
        Provision.doubt,
        Wording.text,
        Wording.notes,
    ).join(Wording, Wording.provision_id == Provision.id)


def valid(as_of: str | None) -> ColumnElement[bool]:
    """Condition: wordings valid on a day; None means today."""
    as_of = as_of or clock.today_iso()
    begun = or_(Wording.valid_from.is_(None), Wording.valid_from <= as_of)
    # The end is exclusive, so that on no day two wordings are valid.
    return begun & or_(Wording.valid_to.is_(None), Wording.valid_to > as_of)


def parts(session: Session, record_id: int, as_of: str | None = None) -> list[PartRow]:
    """Return all parts of a law, in text order."""
    query = (
        _parts()
        .where(Provision.record_id == record_id, valid(as_of))
        .order_by(Provision.position, Provision.suborder, Provision.id)
    )
    return [_part(row) for row in session.execute(query)]


def provisions(session: Session, record_id: int, as_of: str | None = None) -> list[PartRow]:
    """Return the law's own provisions, in order."""
    query = (
        _parts()
        .where(
            Provision.record_id == record_id,
            Provision.role == "body",
            Provision.kind == "provision",
            valid(as_of),
        )
        .order_by(Provision.position, Provision.suborder, Provision.id)
    )
    return [_part(row) for row in session.execute(query)]


def part_at(session: Session, record_id: int, anchor: str) -> PartRow | None:
    """Return one part by its anchor."""
    query = _parts().where(
        Provision.record_id == record_id, Provision.anchor == anchor, valid(None)
    )
    row = session.execute(query.limit(1)).first()
    return _part(row) if row else None


def any_part(session: Session, record_id: int, anchor: str) -> PartRow | None:
    """Return one part by its anchor with its latest wording, even if it no longer exists."""
    query = _parts().where(Provision.record_id == record_id, Provision.anchor == anchor)
    row = session.execute(query.order_by(Wording.valid_from.desc(), Wording.id).limit(1)).first()
    return _part(row) if row else None


def number_at(session: Session, record_id: int, typed: str) -> str | None:
    """Return the anchor of the provision with a typed number: 22, ๒๒, 33/1, มาตรา ๘๙ ทวิ."""
    needed = canonical_provision(typed.replace("มาตรา", "").replace("ข้อ", ""))
    return session.scalar(
        select(Provision.anchor)
        .where(
            Provision.record_id == record_id,
            Provision.role == "body",
            Provision.number == needed,
        )
        .order_by(Provision.position)
        .limit(1)
    )


def _part(row: Sequence[object]) -> PartRow:
    values = list(row)
    path = str(values[8])
    values[8] = tuple(path.split("\n")) if path else ()
    return PartRow(*values)  # type: ignore[arg-type]


def texts(session: Session, record_id: int) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield (anchor, unit, number, through, heading, text) of every part, for the index.

    Future wordings are included, after the present one.
    """
    today = clock.today_iso()
    query = (
        select(
            Provision.anchor,
            Provision.unit,
            Provision.number,
            Provision.through,
            Provision.heading,
            Wording.text,
        )
        .join(Wording, Wording.provision_id == Provision.id)
        .where(
            Provision.record_id == record_id,
            or_(Wording.valid_to.is_(None), Wording.valid_to > today),
        )
        .order_by(Provision.position, Provision.suborder, Provision.id, Wording.valid_from)
    )
    for _, group in groupby(session.execute(query), key=lambda row: row.anchor):
        # One passage an anchor: what will be in force can be found today, at the same provision.
        first, *later = group
        words = "\n".join((first.text, *(row.text for row in later)))
        yield first.anchor, first.unit, first.number, first.through, first.heading, words


def own_texts(session: Session, record_id: int) -> Iterator[IndexPassage]:
    """Yield the law's present text part by part, without footnotes and editorial stamps."""
    query = (
        select(Provision.anchor, Provision.unit, Provision.number, Provision.heading, Wording.text)
        .join(Wording, Wording.provision_id == Provision.id)
        .where(
            Provision.record_id == record_id,
            Provision.kind.not_in(("footnote", "editorial", "title")),
            valid(None),
        )
        .order_by(Provision.position, Provision.id)
    )
    for anchor, unit, number, heading, text in session.execute(query):
        yield IndexPassage(anchor, provision_label(unit, number) if number else heading, text)


DIGEST_SOURCE = "digest"
# Part of the title, so that lists, links and citations say it as well.
DIGEST_IN_TITLE = " (สรุปสาระ)"
DIGEST_MARK = N_("A digest, not the text of the law")


def is_digest(session: Session, record_id: int) -> bool:
    """Return whether a record is still a digest, not yet replaced by its text."""
    record = session.get(Record, record_id)
    return record is not None and record.source == DIGEST_SOURCE


def digest_mark(session: Session, record_id: int) -> str:
    """Return the notice shown with a digest; "" for the text of a law."""
    return tr(DIGEST_MARK) if is_digest(session, record_id) else ""


def laws_titled(reading: Reading, words: str, limit: int = 20) -> list[ProvisionRef]:
    """Return visible laws whose title contains every word, for choosing a link target."""
    query = select(Record.id, Record.title).where(reading.visible(), Record.kind == KIND)
    for word in words.split():
        query = query.where(Record.title.contains(word, autoescape=True))
    query = query.order_by(Record.sort_key).limit(limit)
    return [ProvisionRef(key, title, "", "") for key, title in reading.session.execute(query)]


def names_of_laws(reading: Reading) -> LawNames:
    """Return the names of all visible laws, for links to them.

    As ``citations.law_names`` for this room's one kind: naming the kind here would close a ring,
    since the kind prints, and a print shows citations.
    """
    query = select(Record.id, Record.title).where(reading.visible(), Record.kind == KIND)
    return LawNames({row[0]: row[1] for row in reading.session.execute(query)})


def repealed_by(reading: Reading, record_id: int) -> list[Named]:
    """Return instruments that repeal the whole of another, according to manual links."""
    query = (
        select(Record.id, Record.title)
        .join(Link, Link.record_id == Record.id)
        .where(
            Link.to_id == record_id,
            Link.relation == "repeals",
            Link.to_anchor == "",
            reading.visible(),
        )
    )
    return [Named(*row) for row in reading.session.execute(query)]


def grounds(reading: Reading, record_id: int) -> list[ProvisionRef]:
    """Return the provisions an answer card is based on."""
    query = (
        select(Record.id, Record.title, Link.to_anchor)
        .join(Link, Link.to_id == Record.id)
        .where(Link.record_id == record_id, Link.relation == "legal_basis", reading.visible())
        .order_by(Link.id)
    )
    return [
        ProvisionRef(key, title, anchor, _anchor_label(reading.session, key, anchor))
        for key, title, anchor in reading.session.execute(query)
    ]


def _anchor_label(session: Session, record_id: int, anchor: str) -> str:
    row = session.execute(
        select(Provision.unit, Provision.number, Provision.heading)
        .where(Provision.record_id == record_id, Provision.anchor == anchor)
        .limit(1)
    ).first()
    if row is None:
        return anchor.removeprefix(ANCHOR)
    return provision_label(row.unit, row.number) if row.number else str(row.heading)


def cards_on(session: Session, record_id: int, anchor: str = "") -> list[int]:
    """Return answer cards based on a law, or on one of its provisions."""
    query = (
        select(Record.id)
        .join(Link, Link.record_id == Record.id)
        .where(Record.kind == CARD, Link.to_id == record_id, Link.relation == "legal_basis")
    )
    if anchor:
        query = query.where(Link.to_anchor == anchor)
    return list(session.scalars(query.distinct()))


def with_status(session: Session, kind: str, status: str) -> list[int]:
    """Return records of a kind with a status, outside the trash."""
    query = select(Record.id).where(
        Record.kind == kind, Record.status == status, Record.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(Record.id)))


def not_checked_since(reading: Reading, day: str) -> list[Unchecked]:
    """Return laws whose status has not been checked since ``day``, oldest check first."""
    query = (
        select(Record.id, Record.title, InstrumentDetail.checked_on)
        .join(InstrumentDetail, InstrumentDetail.record_id == Record.id)
        .where(reading.visible(), unchecked_since(day))
        .order_by(InstrumentDetail.checked_on.is_not(None), InstrumentDetail.checked_on)
    )
    return [Unchecked(*row) for row in reading.session.execute(query)]


def unchecked_since(day: str) -> ColumnElement[bool]:
    """Condition: not checked on ``day`` or later."""
    return or_(InstrumentDetail.checked_on.is_(None), InstrumentDetail.checked_on < day)


def of_kind(kind: str) -> ColumnElement[bool]:
    """Condition: records of one kind."""
    return Record.kind == kind


def of_rank(rank: str) -> ColumnElement[bool]:
    """Condition: laws of one rank."""
    return InstrumentDetail.rank == rank


def of_decade(decade: int) -> ColumnElement[bool]:
    """Condition: laws whose title has a Buddhist year of one decade."""
    return InstrumentDetail.year.between(decade, decade + 9)


def of_status(status: str) -> ColumnElement[bool]:
    """Condition: laws (not cards) with one status."""
    return (Record.kind == KIND) & (effective_status_column() == status)


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of visible laws of each rank, status and decade, and number of cards."""

    ranks: dict[str, int]
    statuses: dict[str, int]
    decades: dict[int, int]
    cards: int

    @property
    def laws(self) -> int:
        """Number of all visible laws."""
        return sum(self.statuses.values())


def counts(reading: Reading) -> Counts:
    """Return the figures of the browse tree."""
    law = (reading.visible(), Record.kind == KIND)
    joined = select(InstrumentDetail.rank, func.count()).join(
        Record, Record.id == InstrumentDetail.record_id
    )
    ranks = reading.session.execute(joined.where(*law).group_by(InstrumentDetail.rank))
    statuses = reading.session.execute(
        select(effective_status_column(), func.count())
        .where(*law)
        .group_by(effective_status_column())
    )
    decade = InstrumentDetail.year - InstrumentDetail.year % 10
    decades = reading.session.execute(
        select(decade, func.count())
        .join(Record, Record.id == InstrumentDetail.record_id)
        .where(*law, InstrumentDetail.year.is_not(None))
        .group_by(decade)
        .order_by(decade.desc())
    )
    cards = reading.session.scalar(
        select(func.count()).select_from(Record).where(reading.visible(), Record.kind == CARD)
    )
    return Counts(
        {row[0]: row[1] for row in ranks},
        {row[0]: row[1] for row in statuses},
        {row[0]: row[1] for row in decades if row[0] is not None},
        cards or 0,
    )


def _begins(today: str) -> ColumnElement[bool]:
    later = select(InstrumentDetail.record_id).where(InstrumentDetail.effective_on > today)
    return Record.id.in_(later)


# A law stored as in force counts as not yet in force until its day, and nobody has to come
# back on that day to change it.
RULE = StatusRule(KIND, ("in_force", "amended"), _begins)
