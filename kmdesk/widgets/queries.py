"""Core queries behind list and panel: frozen rows, sorted and filtered in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from kmdesk.i18n import N_
from kmdesk.records.citations import Reference, references
from kmdesk.records.describe import ChainRow, chain, effective_status, ended_words, tag_names
from kmdesk.records.kinds import Kinds
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.thai.normal import sort_key
from kmdesk.thai.numbers import to_arabic, to_thai

PAGED = ("application/pdf", "image/")
"""How the media types of files begin that are shown page by page."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which records a list shows: kinds, joined details, condition, words, order."""

    kinds: tuple[str, ...]
    joins: tuple[type, ...] = ()
    where: Any = None
    text: str = ""
    sort: Any = None
    descending: bool = False
    on_shelf: bool = False
    natural: bool = False
    """Order by the numbers in the texts of ``sort``, which SQL cannot."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link seen from one record: the other end, and which way it points."""

    record_id: int
    anchor: str
    relation: str
    outgoing: bool
    number: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """An attached file."""

    id: int
    name: str
    sha256: str
    size: int
    media_type: str
    role: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A page or section of text."""

    anchor: str
    label: str
    text: str
    problem: str | None
    attachment_id: int | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """All that the record panel shows; ``detail`` is whatever the room's spec loaded."""

    id: int
    kind: str
    number: str
    title: str
    issuer: str
    dated: str | None
    status: str
    place: str
    place_id: int | None
    audience: str
    version: int
    fields: tuple[tuple[str, str], ...]
    links: tuple[LinkRow, ...]
    files: tuple[FileRow, ...]
    passages: tuple[PassageRow, ...]
    detail: object = None
    references: tuple[Reference, ...] = ()
    """What its text refers to, read from it; a law's own text shows that itself."""
    status_note: str = ""
    """Who checked the status and when, or how old what is known of it is."""
    ended: str = ""
    """What the red banner says of a record that no longer holds."""
    chain: tuple[ChainRow, ...] = ()
    effective_status: str = ""
    """The status as it is told today; ``status`` is what is stored and edited."""

    @property
    def is_readable(self) -> bool:
        """Whether the reader has anything to show: pages, pictures or stored text."""
        return bool(self.passages) or any(f.media_type.startswith(PAGED) for f in self.files)


def _joined(request: ListRequest, query: Any) -> Any:
    query = query.outerjoin(Place, Place.id == Record.place_id)
    for detail in request.joins:
        query = query.outerjoin(detail, detail.record_id == Record.id)  # type: ignore[attr-defined]
    return query


def _matching(text: str) -> Any:
    """Records whose title, number or issuer holds every word, Thai or Arabic digits alike."""
    conditions = []
    for word in text.split():
        forms = {to_arabic(word), to_thai(word)}
        columns = (Record.title, Record.number, Record.issuer)
        conditions.append(
            or_(*(c.contains(form, autoescape=True) for c in columns for form in forms))
        )
    return conditions


def list_ids(reading: Reading, request: ListRequest) -> list[int]:
    """Ids of the visible records a list shows, in its order."""
    query = _joined(request, select(Record.id)).where(reading.visible())
    chosen = Record.kind.in_(request.kinds)
    query = query.where(or_(chosen, Record.on_shelf) if request.on_shelf else chosen)
    if request.where is not None:
        query = query.where(request.where)
    for condition in _matching(request.text):
        query = query.where(condition)
    order = Record.sort_key if request.sort is None else request.sort
    if request.natural:
        return _naturally(reading, query, order, request.descending)
    # By id at the end: equal ones would change places from one reading to the next.
    query = query.order_by(order.desc() if request.descending else order.asc(), Record.id)
    return list(reading.session.scalars(query))


def _naturally(reading: Reading, query: Any, order: Any, descending: bool) -> list[int]:
    """Ids by the dictionary order of ``order``, equal ones by id."""
    rows = reading.session.execute(query.add_columns(order).order_by(Record.id))
    keyed = [(sort_key(text or ""), record_id) for record_id, text in rows]
    keyed.sort(key=lambda pair: pair[0], reverse=descending)
    return [record_id for _key, record_id in keyed]


def list_rows(
    reading: Reading, request: ListRequest, values: Sequence[Any], ids: Sequence[int]
) -> dict[int, tuple[Any, ...]]:
    """Cells of the given records: id → one value a column."""
    query = _joined(request, select(Record.id, *values)).where(Record.id.in_(ids))
    return {row[0]: tuple(row[1:]) for row in reading.session.execute(query)}


def count_by(reading: Reading, column: Any, kinds: Sequence[str], *joins: type) -> dict[Any, int]:
    """How many visible records of ``kinds`` have each value of ``column``."""
    query = select(column, func.count()).select_from(Record)
    for detail in joins:
        query = query.outerjoin(detail, detail.record_id == Record.id)  # type: ignore[attr-defined]
    query = query.where(reading.visible(), Record.kind.in_(kinds)).group_by(column)
    return {row[0]: row[1] for row in reading.session.execute(query)}


def record_view(reading: Reading, kinds: Kinds, record_id: int, detail: object) -> RecordView:
    """The panel's content for one visible record; RecordError when there is none."""
    record = reading.record(record_id)
    session = reading.session
    place = session.get(Place, record.place_id) if record.place_id else None
    fields: list[tuple[str, str]] = []
    note, cited = "", []
    if record.kind in kinds:
        kind = kinds.get(record.kind)
        fields = list(kind.facts(session, record_id))
        note = kind.status_note(session, record_id)
        cited = [] if kind.cited_by_name else references(reading, kinds, record_id)
    tags = tag_names(session, record_id)
    if tags:
        fields.append((N_("Tags"), ", ".join(tags)))
    files = session.execute(
        select(
            Attachment.id,
            Attachment.name,
            Attachment.sha256,
            Attachment.size,
            Attachment.media_type,
            Attachment.role,
        )
        .where(Attachment.record_id == record_id, Attachment.role.not_in(UNLISTED))
        .order_by(Attachment.position, Attachment.id)
    )
    return RecordView(
        record.id,
        record.kind,
        record.number,
        record.title,
        record.issuer,
        record.dated,
        record.status,
        (place.label or place.name) if place else "",
        record.place_id,
        record.audience,
        record.version,
        tuple(fields),
        tuple(_links(reading, record_id)),
        tuple(FileRow(*row) for row in files),
        tuple(passages(reading, record_id)),
        detail,
        tuple(cited),
        note,
        ended_words(reading, kinds, record_id),
        tuple(chain(reading, record_id)),
        effective_status(session, record),
    )


def passages(reading: Reading, record_id: int) -> list[PassageRow]:
    """All passages of a record in order."""
    query = (
        select(Passage.anchor, Passage.label, Passage.text, Passage.problem, Passage.attachment_id)
        .where(Passage.record_id == record_id)
        .order_by(Passage.position, Passage.id)
    )
    return [PassageRow(*row) for row in reading.session.execute(query)]


def is_readable(reading: Reading, record_id: int) -> bool:
    """Whether the reader has anything to show of a record, as ``RecordView.is_readable``."""
    paged = or_(*(Attachment.media_type.startswith(begin) for begin in PAGED))
    files = Attachment.record_id == record_id, Attachment.role.not_in(UNLISTED), paged
    texts = select(Passage.id).where(Passage.record_id == record_id).exists()
    return bool(
        reading.session.scalar(select(or_(texts, select(Attachment.id).where(*files).exists())))
    )


def _links(reading: Reading, record_id: int) -> list[LinkRow]:
    # A link tells the other record's title: only of those the reader may see, either way.
    out = select(
        Record.id, Link.to_anchor, Link.relation, Record.number, Record.title, Record.kind
    ).where(
        Link.record_id == record_id,
        ~Link.from_anchor.startswith("step:"),  # shown with its step, by the room
        Record.id == Link.to_id,
        reading.visible(),
    )
    back = select(
        Record.id, Link.from_anchor, Link.relation, Record.number, Record.title, Record.kind
    ).where(Link.to_id == record_id, Record.id == Link.record_id, reading.visible())
    rows: list[LinkRow] = []
    for query, outgoing in ((out, True), (back, False)):
        for other, anchor, relation, number, title, kind in reading.session.execute(query):
            rows.append(LinkRow(other, anchor, relation, outgoing, number, title, kind))
    return rows
