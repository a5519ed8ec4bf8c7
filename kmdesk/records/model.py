"""Tables shared by all kinds: record, place, attachment, passage, tag, link; the change feed.

The feed is written at every flush and read by history, undo and the index. Dates are ISO 8601
strings in the Common Era; instants are UTC with seconds.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    insert,
    inspect,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from kmdesk import clock
from kmdesk.store.engine import Base

RECORD_FK = "record.id"


class Place(Base):
    """A physical place: room › cupboard › shelf › folder › slot, or a desk."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(Text, default="")


class Record(Base):
    """Anything stored in the library, with all the columns any list needs."""

    __tablename__ = "record"
    __table_args__ = (
        # The two orders in which a list of one kind is asked for.
        Index("ix_record_kind_sort", "kind", "sort_key"),
        Index("ix_record_kind_dated", "kind", "dated"),
        # An id is never given twice: the feed keeps the history of deleted rows under it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(Text, default="")
    issuer: Mapped[str] = mapped_column(Text, default="")
    dated: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(32), default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    audience: Mapped[str] = mapped_column(String(16), default="public")
    on_shelf: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)
    source_id: Mapped[str | None] = mapped_column(String(200), index=True)
    source: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(String(20))
    updated_at: Mapped[str] = mapped_column(String(20), index=True)
    deleted_at: Mapped[str | None] = mapped_column(String(20))


EVIDENCE = "evidence"
"""Role of files with personal data (sign-in sheets, photographs), hidden in readers' lists."""
PICTURE = "picture"
"""Role of pictures inside a text: shown there, not in the list of files."""
EARLIER = "earlier"
"""Role of an original file whose pages were rearranged into another."""
SOURCE_TEXT = "source"
"""Role of the text a law was parsed from: kept for its structure, not a file of the office."""
UNLISTED = (EVIDENCE, PICTURE, EARLIER, SOURCE_TEXT)


class Attachment(Base):
    """A file of a record; its content is in the file store under ``sha256``."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_FK, ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(32), default="original")


class Passage(Base):
    """A page, sheet or section of text; ``problem`` says why it cannot be searched."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_FK, ondelete="CASCADE"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    anchor: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str | None] = mapped_column(Text)


class Tag(Base):
    """A keyword that clerks assign to records."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class RecordTag(Base):
    """A tag on a record."""

    __tablename__ = "record_tag"
    __table_args__ = (UniqueConstraint("record_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_FK, ondelete="CASCADE"), index=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), index=True)


class Link(Base):
    """A link from (record, anchor) to (record, anchor): cites, repeals, amends, forwards, …."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("record_id", "from_anchor", "to_id", "to_anchor", "relation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_FK, ondelete="CASCADE"), index=True)
    from_anchor: Mapped[str] = mapped_column(String(100), default="")
    to_id: Mapped[int] = mapped_column(ForeignKey(RECORD_FK, ondelete="CASCADE"), index=True)
    to_anchor: Mapped[str] = mapped_column(String(100), default="")
    relation: Mapped[str] = mapped_column(String(32))


class Change(Base):
    """The append-only change feed: one entry per changed row, before and after as JSON."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    # No foreign key: the entries of a permanently deleted record stay.
    record_id: Mapped[int | None] = mapped_column(Integer, index=True)
    entity: Mapped[str] = mapped_column(String(64))
    entity_id: Mapped[int] = mapped_column(Integer)
    op: Mapped[str] = mapped_column(String(8))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    undoes: Mapped[str | None] = mapped_column(String(32))


SECRETS = frozenset({"recovery_hash"})
"""Keys of office values that leave the library only in a backup and are never imported."""


class OfficeValue(Base):
    """A setting or fact of the office that is stored in the library (name, code, logo)."""

    __tablename__ = "office_value"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


# Extracted text is derived: the feed says that it changed, not what it was.
_TOUCH_ONLY: tuple[type[Base], ...] = (Passage,)
_SILENT: tuple[type[Base], ...] = (Change, OfficeValue)
KEPT_TEXTS = "kept_texts"
"""Key of ``Session.info``: ids of passages whose deletion the feed records in full."""
# A class names columns that must not be copied into the feed (password hashes).
_HIDDEN = "__feed_hidden__"


def now() -> str:
    """Return the current instant as stored: UTC, seconds, ``Z``."""
    return clock.stamp()


def watch(session: Session, *, unit: str, actor: str, label: str) -> None:
    """Record every change that ``session`` flushes as rows of the feed."""
    writer = _FeedWriter(unit, actor, label)
    event.listen(session, "before_flush", writer.before_flush)
    event.listen(session, "after_flush", writer.after_flush)


class _FeedWriter:
    def __init__(self, unit: str, actor: str, label: str) -> None:
        self._unit, self._actor, self._label = unit, actor, label
        self._raised: set[int] = set()
        self._touched: set[tuple[str, int]] = set()

    def before_flush(self, session: Session, _context: object, _instances: object) -> None:
        owners = {
            owner
            for row in (*session.new, *session.dirty, *session.deleted)
            if not isinstance(row, _SILENT)
            and (row in session.new or row in session.deleted or session.is_modified(row))
            for owner in _owners(row)
        }
        fresh = {row.id for row in session.new if isinstance(row, Record)}
        # Once in a unit: the version says that something changed, not how often.
        for owner in owners - self._raised - fresh:
            record = session.get(Record, owner)
            if record is not None:
                record.version += 1
                record.updated_at = now()
                self._raised.add(owner)

    def after_flush(self, session: Session, _context: object) -> None:
        rows: list[dict[str, Any]] = []
        for row in session.new:
            if isinstance(row, Record):
                self._raised.add(row.id)
            rows += self._rows(row, "insert", None, _values(row))
        for row in session.dirty:
            if session.is_modified(row):
                rows += self._rows(row, "update", _before(row), _values(row))
        for row in session.deleted:
            rows += self._rows(row, "delete", _before(row), None)
        # Not as objects: those added in the middle of a flush would wait for another one.
        if rows:
            session.execute(insert(Change), rows)

    def _rows(
        self, row: object, op: str, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> Iterable[dict[str, Any]]:
        if isinstance(row, _SILENT) or not isinstance(row, Base):
            return
        record_id = next(iter(_owners(row)), None)
        entity = row.__tablename__
        entity_id = inspect(row).mapper.primary_key_from_instance(row)[0]
        moved = _moved(row) if isinstance(row, _TOUCH_ONLY) and op == "update" else None
        if moved is not None:
            before, after = moved  # the position of a text is not derived data: undo needs it
        elif isinstance(row, _TOUCH_ONLY) and not _is_kept(row, op):
            # One entry a record: an import would write thousands that say the same.
            if (entity, record_id or 0) in self._touched:
                return
            self._touched.add((entity, record_id or 0))
            op, before, after, entity_id = "touch", None, None, 0
        yield {
            "unit": self._unit,
            "at": now(),
            "actor": self._actor,
            "label": self._label,
            "record_id": record_id,
            "entity": entity,
            "entity_id": entity_id,
            "op": op,
            "before": encode(before),
            "after": encode(after),
        }


def _owners(row: object) -> Iterable[int]:
    if isinstance(row, Record):
        if row.id is not None:
            yield row.id
        return
    owner = getattr(row, "record_id", None)
    if owner is not None:
        yield owner


def _values(row: Base) -> dict[str, Any]:
    state = inspect(row)
    hidden = getattr(type(row), _HIDDEN, ())
    return {c.key: state.dict.get(c.key) for c in state.mapper.column_attrs if c.key not in hidden}


def _before(row: Base) -> dict[str, Any]:
    state = inspect(row)
    values = _values(row)
    for key in values:
        history = state.attrs[key].history
        if history.deleted:
            values[key] = history.deleted[0]
    return values


_WHERE = ("record_id", "attachment_id", "position", "anchor", "label")


def _moved(row: Base) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return old and new position of a text moved to another record, file or page, or None."""
    state = inspect(row)
    told = {key: state.attrs[key].history for key in _WHERE}
    changed = {key: past.deleted for key, past in told.items() if past.has_changes()}
    if not changed:
        return None
    before = {key: past[0] if past else None for key, past in changed.items()}
    return before, {key: state.dict[key] for key in changed}


def _is_kept(row: Base, op: str) -> bool:
    session = object_session(row)
    kept = session.info.get(KEPT_TEXTS, ()) if session is not None else ()
    return op == "delete" and getattr(row, "id", None) in kept


def encode(values: dict[str, Any] | None) -> str | None:
    """Return the values of a row as the feed stores them, or None."""
    if values is None:
        return None
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def decode(values: str | None) -> dict[str, object] | None:
    """Return the values of a feed row as a dict, or None."""
    return None if values is None else dict(json.loads(values))
