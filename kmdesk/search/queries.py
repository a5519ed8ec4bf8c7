"""Database queries of the search: changed records, texts to index, rows of hits."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.records import Kinds
from kmdesk.records.describe import ENDED, effective_statuses, may_differ
from kmdesk.records.model import Change, Passage, Record, RecordTag, Tag
from kmdesk.search.index import Entry, Piece
from kmdesk.search.parse import Term
from kmdesk.thai.normal import normal_form

__all__ = ["Row", "Session", "entries", "rows"]

_IN_FORCE = ("current", "in_force", "in_force_amended", "amended", "active", "published")


# Run at every search: plain SQL, because building a statement costs more than running it.
_CHANGED = "SELECT seq, record_id FROM change WHERE seq > ? ORDER BY seq LIMIT ?"
_ROWS = """
SELECT r.id, r.version, r.kind, r.title, r.number, r.dated, r.status, r.source_id, r.source,
       coalesce(p.label, '')
FROM record r LEFT JOIN place p ON p.id = r.place_id
WHERE r.id IN ({ids}) AND r.deleted_at IS NULL AND r.audience IN ({audiences})
"""
_PLACES = "SELECT id, parent_id, kind, name, label FROM place"
_TEXTS = """
SELECT record_id, anchor, text FROM passage
WHERE record_id IN ({records}) AND anchor IN ({anchors}) ORDER BY position DESC
"""


class Row(NamedTuple):
    """A record as shown in a hit."""

    id: int
    version: int
    kind: str
    title: str
    number: str
    dated: str | None
    status: str
    source_id: str | None
    source: str | None
    place: str


def _fast(session: Session, sql: str, values: tuple[object, ...]) -> Sequence[Any]:
    return session.connection().exec_driver_sql(sql, values).fetchall()


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def last_change(session: Session) -> int:
    """Return the sequence number of the newest change."""
    return session.scalar(select(func.max(Change.seq))) or 0


def changed_records(session: Session, cursor: int, limit: int) -> tuple[list[int], int]:
    """Return records changed after ``cursor`` (distinct, in order) and the new cursor."""
    records: dict[int, None] = {}
    for seq, record in _fast(session, _CHANGED, (cursor, limit)):
        cursor = seq
        if record is not None:
            records[record] = None
    return list(records), cursor


def records_from(session: Session, first: int, limit: int) -> list[int]:
    """Return ids of records outside the trash, starting at ``first``."""
    query = select(Record.id).where(Record.id >= first, Record.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Record.id).limit(limit)))


def versions(session: Session) -> dict[int, int]:
    """Return the version of every record outside the trash."""
    rows = session.execute(select(Record.id, Record.version).where(Record.deleted_at.is_(None)))
    return {record: version for record, version in rows.all()}  # noqa: C416


def unsearchable(session: Session, audiences: Sequence[str]) -> int:
    """Return how many pages cannot be searched."""
    query = (
        select(func.count())
        .select_from(Passage)
        .join(Record, Record.id == Passage.record_id)
        .where(
            Passage.problem.is_not(None),
            Record.deleted_at.is_(None),
            Record.audience.in_(audiences),
        )
    )
    return session.scalar(query) or 0


def rows(session: Session, ids: Sequence[int], audiences: Sequence[str]) -> dict[int, Row]:
    """Return the rows of hits, without records that are gone or not visible."""
    found: dict[int, Row] = {}
    for low in range(0, len(ids), 900):
        part = ids[low : low + 900]
        sql = _ROWS.format(ids=_marks(part), audiences=_marks(audiences))
        for row in _fast(session, sql, (*part, *audiences)):
            found[row[0]] = Row._make(row)
    asked = [row.id for row in found.values() if may_differ(row.kind, row.status)]
    for record_id, status in effective_statuses(session, asked).items():
        found[record_id] = found[record_id]._replace(status=status)
    return found


def titles(session: Session, first: int, audiences: Sequence[str]) -> list[tuple[int, str]]:
    """Return (id, title and number) of visible records from ``first``, for an unfinished index."""
    query = select(Record.id, Record.title, Record.number).where(
        Record.id >= first, Record.deleted_at.is_(None), Record.audience.in_(audiences)
    )
    return [(record, f"{title} {number}") for record, title, number in session.execute(query)]


def passage_texts(
    session: Session, wanted: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], str]:
    """Return stored texts by (record, anchor); a kind that generates its passages has none."""
    records = list({record for record, _ in wanted})
    anchors = list({anchor for _, anchor in wanted})
    if not records:
        return {}
    sql = _TEXTS.format(records=_marks(records), anchors=_marks(anchors))
    # The first of several passages with one anchor wins: it is written last.
    return {
        (record, anchor): text for record, anchor, text in _fast(session, sql, (*records, *anchors))
    }


def office_value(session: Session, key: str) -> str:
    """Return a value of the office, or ``""``."""
    found = _fast(session, "SELECT value FROM office_value WHERE key = ?", (key,))
    return str(found[0][0]) if found else ""


def place_ids(session: Session, term: Term) -> list[int]:
    """Return places whose name or label contains the term, with all places inside them.

    A full name in quotes matches only that place.
    """
    shown = [
        (place, (normal_form(name), normal_form(label or name)))
        for place, _, _, name, label in _fast(session, _PLACES, ())
    ]
    named = [place for place, forms in shown if term.quoted and term.text in forms]
    held = [place for place, forms in shown if any(term.text in form for form in forms)]
    return places_within(session, named or held)


def places_within(session: Session, places: Sequence[int]) -> list[int]:
    """Return these places and all places inside them."""
    inner: dict[int | None, list[int]] = {}
    for place, parent, *_ in _fast(session, _PLACES, ()):
        inner.setdefault(parent, []).append(place)
    found, todo = dict.fromkeys(places), list(places)
    while todo:
        fresh = [place for place in inner.get(todo.pop(), ()) if place not in found]
        found |= dict.fromkeys(fresh)
        todo += fresh
    return list(found)


def cupboards(session: Session) -> dict[int, int]:
    """Return place -> its cupboard, or else its outermost place below the room."""
    rows = {place: (parent, kind) for place, parent, kind, *_ in _fast(session, _PLACES, ())}
    found: dict[int, int] = {}
    for place in rows:
        at, passed = place, {place}
        while rows[at][1] != "cupboard":
            parent = rows[at][0]
            if parent not in rows or rows[parent][1] == "room" or parent in passed:
                break
            at = parent
            passed.add(at)
        found[place] = at
    return found


def entries(session: Session, ids: Iterable[int], kinds: Kinds) -> list[Entry]:
    """Return index entries of these records, tombstones for deleted ones."""
    wanted = list(ids)
    found: dict[int, Record] = {}
    tags: dict[int, list[str]] = {}
    for low in range(0, len(wanted), 900):
        part = wanted[low : low + 900]
        found |= {r.id: r for r in session.scalars(select(Record).where(Record.id.in_(part)))}
        tagged = select(RecordTag.record_id, Tag.name).join(Tag, Tag.id == RecordTag.tag_id)
        for record, tag in session.execute(tagged.where(RecordTag.record_id.in_(part))):
            tags.setdefault(record, []).append(tag)
    return [
        _entry(session, found[record], kinds, tuple(tags.get(record, ())))
        if record in found and found[record].deleted_at is None
        else Entry(record, found[record].version if record in found else 0, alive=False)
        for record in wanted
    ]


def _entry(session: Session, record: Record, kinds: Kinds, tags: tuple[str, ...]) -> Entry:
    pieces: list[Piece] = []
    values = ""
    if record.kind in kinds:
        kind = kinds.get(record.kind)
        for passage in kind.passages(session, record.id):
            pieces.append(Piece(passage.anchor, passage.label, normal_form(passage.text)))
        values = normal_form("\n".join(value for _, value in kind.facts(session, record.id)))
    if values and not any(piece.text for piece in pieces):
        # A record without pages consists of its fields: a staff member, a cooperative.
        pieces, values = [Piece("", "", values)], ""
    return Entry(
        record.id,
        record.version,
        internal=record.audience != "public",
        title=normal_form(record.title),
        number=normal_form(record.number),
        fields=values,
        dated=int((record.dated or "0").replace("-", "")[:8] or 0),
        rank=2 if record.status in ENDED else 0 if record.status in _IN_FORCE else 1,
        place=record.place_id or 0,
        kind=record.kind,
        status=record.status,
        issuer=record.issuer,
        tags=tags,
        pieces=pieces,
    )
