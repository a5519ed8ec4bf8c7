"""The change feed: written at every flush, read by history, undo and the index."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session, object_session

from kmdesk import clock
from kmdesk.records.model import Change, OfficeValue, Passage, Record
from kmdesk.store.engine import Base

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
