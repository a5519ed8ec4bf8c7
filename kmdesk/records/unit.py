"""The unit of work: opened for an actor, rolled back unless committed; actors and their duties.

Only the unit of work decides what a duty may do, also for statuses kept for the secretary.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import ColumnElement, Connection, Engine, event, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.model import (
    KEPT_TEXTS,
    Attachment,
    Link,
    OfficeValue,
    Passage,
    Record,
    RecordTag,
    Tag,
    now,
    watch,
)
from kmdesk.store.atomic import point
from kmdesk.store.errors import ServerLost
from kmdesk.store.files import WANTED, FileStore, StoredFile
from kmdesk.thai.normal import sort_key

if TYPE_CHECKING:
    from kmdesk.store.server_link import ServerLink


class Duty(IntEnum):
    """Duties in ascending order; a higher duty includes everything a lower one may do."""

    WALK_UP = 0
    CLERK = 10
    SECRETARY = 20
    ADMINISTRATOR = 30


DUTY_NAMES = {
    Duty.WALK_UP: N_("Walk-up reader"),
    Duty.CLERK: N_("Admin clerk"),
    Duty.SECRETARY: N_("Secretary"),
    Duty.ADMINISTRATOR: N_("Administrator"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person using the program; ``name`` is recorded in the history."""

    name: str
    duty: Duty

    @property
    def audiences(self) -> tuple[str, ...]:
        """Audiences whose records this actor may see."""
        return ("public", "internal") if self.duty >= Duty.CLERK else ("public",)


WALK_UP = Actor("", Duty.WALK_UP)
SYSTEM = Actor("kmdesk", Duty.ADMINISTRATOR)


class NotAllowed(KmdeskError):
    """The actor's duty does not permit the action."""


def require(actor: Actor, duty: Duty) -> None:
    """Raise NotAllowed unless the actor has at least this duty."""
    if actor.duty >= duty:
        return
    if duty >= Duty.ADMINISTRATOR:
        raise NotAllowed("Only the administrator may do this. Sign in as the administrator first.")
    if duty >= Duty.SECRETARY:
        raise NotAllowed("Only the secretary may do this. Sign in as the secretary first.")
    raise NotAllowed("Sign in as the clerk first: readers cannot change the library.")


SETTLED: Mapping[str, frozenset[str]] = {
    "meeting": frozenset({"certified"}),
    "knowledge_set": frozenset({"published"}),
    "km_plan": frozenset({"approved", "closed"}),
}
"""Statuses of each kind that require at least the secretary to set or clear.

Source: คำสั่งแต่งตั้ง KM Team, หน้าที่เลขานุการ ข้อ 2.1–2.3.
"""


def require_for_status(actor: Actor, kind: str, before: object, after: object) -> None:
    """Raise NotAllowed if the status change needs a secretary and the actor is below."""
    if before != after and {before, after} & SETTLED.get(kind, frozenset()):
        require(actor, Duty.SECRETARY)


def require_for_change(
    actor: Actor, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> None:
    """Check a record row's change the same way; a missing or trashed row has no status."""
    kind = (after or before or {}).get("kind", "")
    require_for_status(actor, str(kind), _status_of(before), _status_of(after))


def _status_of(row: Mapping[str, object] | None) -> object:
    return row.get("status", "") if row and not row.get("deleted_at") else ""


BATCH_LENGTH = 16
_SIGN_IN = sql("SELECT duty, disabled FROM account WHERE name = :name")


class RecordError(KmdeskError):
    """A record does not exist or cannot take the change."""


def new_batch() -> str:
    """Return an id for units that belong together, e.g. all files of one import."""
    return uuid.uuid4().hex[:BATCH_LENGTH]


@dataclass(frozen=True, slots=True)
class PassageText:
    """Text of one page or section to store; ``problem`` is a message id or None."""

    anchor: str
    label: str
    text: str
    problem: str | None = None


class Reading:
    """A read-only session that sees only what its actor may see."""

    def __init__(self, engine: Engine, actor: Actor) -> None:
        self.actor = actor
        self.session = Session(engine, autoflush=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.session.close()

    def visible(self) -> ColumnElement[bool]:
        """SQL condition for records of the actor's audiences outside the trash."""
        return Record.deleted_at.is_(None) & Record.audience.in_(self.actor.audiences)

    def record(self, record_id: int) -> Record:
        """Return one visible record; raises RecordError when there is none."""
        found = self.session.scalar(select(Record).where(Record.id == record_id, self.visible()))
        if found is None:
            raise RecordError("This item is not in the library any more. Search for it again.")
        return found


class Unit(Reading):
    """A writing transaction; leaving the ``with`` without :meth:`commit` rolls back.

    Raises NotAllowed below the clerk.
    """

    def __init__(
        self, engine: Engine, actor: Actor, label: str, files: FileStore, batch: str = ""
    ) -> None:
        require(actor, Duty.CLERK)
        super().__init__(engine, actor)
        # The first half is the batch id, so that one undo covers the whole batch.
        self.id = (batch or new_batch()) + new_batch()
        self.label = label
        self.files = files
        self._has_files = False
        self._released: list[str] = []
        watch(self.session, unit=self.id, actor=actor.name, label=label)
        if actor is not SYSTEM:  # SYSTEM is not a sign-in, even if an account has its name
            # At every BEGIN: a window stays open for days, and a sign-in is shut out on another PC.
            event.listen(self.session, "after_begin", self._refuse_stale)

    def __exit__(self, *_exc: object) -> None:
        self.session.rollback()
        self.session.close()

    def _refuse_stale(self, _session: Session, _nested: object, connection: Connection) -> None:
        """Raise NotAllowed once the actor's sign-in was disabled or demoted, on any PC."""
        known = connection.execute(_SIGN_IN, {"name": self.actor.name}).one_or_none()
        if known is not None and (known.disabled or known.duty < self.actor.duty):
            raise NotAllowed("Your sign-in was changed meanwhile. Sign out, then sign in again.")

    def commit(self) -> None:
        """Commit everything so far; the unit continues in a new transaction."""
        self.session.flush()
        point("commit")
        self.session.commit()
        point("committed")
        self._settle()

    def _settle(self) -> None:
        if self._has_files:
            self.files.settle(self.id)
            self._has_files = False
        # After the commit: had it failed, rows would refer to a file that is gone.
        released, self._released = self._released, []
        for sha256 in released:
            if not self._is_wanted(sha256):
                self.files.remove(sha256)

    def release(self, hashes: Iterable[str]) -> None:
        """Mark files of deleted rows: content no other row refers to is removed on commit."""
        self._released += hashes

    def _is_wanted(self, sha256: str) -> bool:
        query = sql(f"SELECT 1 FROM ({WANTED}) AS wanted WHERE sha256 = :sha256")
        return self.session.scalar(query, {"sha256": sha256}) is not None

    def forget_rows(self, record_id: int) -> None:
        """Hook for subclasses that keep other copies of a permanently deleted record's rows."""

    def add(self, *, kind: str, title: str, **columns: object) -> Record:
        """Create a record and flush it, so that it has an id."""
        moment = now()
        record = Record(
            kind=kind,
            title=title,
            created_at=moment,
            updated_at=moment,
            # The beginning is enough to sort by; the key of a title that fills a page would swell
            # the index.
            **{"sort_key": sort_key(title[:200]), **columns},
        )
        self.session.add(record)
        self.session.flush()
        return record

    def attach(
        self,
        record: Record,
        source: Path | bytes,
        name: str,
        media_type: str,
        role: str = "original",
    ) -> Attachment:
        """Store a file and attach it to ``record``."""
        stored = self.keep(source)
        position = self.session.scalar(
            select(func.count()).where(Attachment.record_id == record.id)
        )
        attachment = Attachment(
            record_id=record.id,
            position=position or 0,
            name=name,
            sha256=stored.sha256,
            size=stored.size,
            media_type=media_type,
            role=role,
        )
        self.session.add(attachment)
        self.session.flush()
        return attachment

    def keep(self, source: Path | bytes) -> StoredFile:
        """Store a file; some row must refer to it (``WANTED``) before the commit."""
        # Files are written only under the write lock, so that a sweep never sees a partial one.
        self.session.connection()
        if not self._has_files:
            self.files.unsettle(self.id)
            self._has_files = True
        return self.files.put(source)

    def passages(
        self, record: Record, texts: Iterable[PassageText], attachment: Attachment | None = None
    ) -> None:
        """Append searchable text to ``record``, in order."""
        last = self.session.scalar(
            select(func.max(Passage.position)).where(Passage.record_id == record.id)
        )
        for position, text in enumerate(texts, start=0 if last is None else last + 1):
            self.session.add(
                Passage(
                    record_id=record.id,
                    attachment_id=attachment.id if attachment else None,
                    position=position,
                    anchor=text.anchor,
                    label=text.label,
                    text=text.text,
                    problem=text.problem,
                )
            )
        self.session.flush()

    def drop_text(self, passage: Passage) -> None:
        """Delete a passage; the feed keeps its text, since an undo could not extract it again."""
        self.session.info.setdefault(KEPT_TEXTS, set()).add(passage.id)
        self.session.delete(passage)

    def link(
        self, source: int, target: int, relation: str, from_anchor: str = "", to_anchor: str = ""
    ) -> Link:
        """Link two records; an existing equal link is returned instead of a duplicate."""
        wanted = {
            "record_id": source,
            "from_anchor": from_anchor,
            "to_id": target,
            "to_anchor": to_anchor,
            "relation": relation,
        }
        present = self.session.scalar(select(Link).filter_by(**wanted))
        if present is not None:
            return present
        link = Link(**wanted)
        self.session.add(link)
        self.session.flush()
        return link

    def tag(self, record: Record, name: str) -> None:
        """Add the tag ``name`` to ``record`` unless it is there."""
        tag = self.session.scalar(select(Tag).where(Tag.name == name))
        if tag is None:
            tag = Tag(name=name)
            self.session.add(tag)
            self.session.flush()
        pair = {"record_id": record.id, "tag_id": tag.id}
        if self.session.scalar(select(RecordTag).filter_by(**pair)) is None:
            self.session.add(RecordTag(**pair))
            self.session.flush()

    def set_tags(self, record: Record, names: Iterable[str]) -> None:
        """Set the tags of ``record`` to ``names``, ignoring blanks and duplicates."""
        wanted = dict.fromkeys(name for name in (" ".join(n.split()) for n in names) if name)
        present = self.session.execute(
            select(RecordTag, Tag.name)
            .join(Tag, Tag.id == RecordTag.tag_id)
            .where(RecordTag.record_id == record.id)
        )
        for pair, name in present.all():
            if name not in wanted:
                self.session.delete(pair)
        self.session.flush()
        for name in wanted:
            self.tag(record, name)

    def retitle(self, record: Record, title: str) -> None:
        """Change a title together with its sort key."""
        record.title = title
        record.sort_key = sort_key(title[:200])

    def touch_in(self, place_ids: Iterable[int]) -> int:
        """Increment the version of every record in these places and return how many.

        The place is part of a record's displayed text, so index and other readers must follow.
        """
        wanted = Record.place_id.in_(list(place_ids)) & Record.deleted_at.is_(None)
        found = self.session.scalars(select(Record).where(wanted)).all()
        for record in found:
            # Dirty without a change: the feed raises the version of every row it flushes.
            flag_modified(record, "updated_at")
        self.session.flush()
        return len(found)

    def set_value(self, key: str, value: str) -> None:
        """Store an office value that is part of the library."""
        self.session.merge(OfficeValue(key=key, value=value))
        self.session.flush()  # or a second value of a new key would be a second row

    def trash(self, record_id: int) -> None:
        """Move a record to the trash: hidden everywhere, but restorable.

        Raises NotAllowed for a status only the secretary may clear.
        """
        record = self.record(record_id)
        require_for_status(self.actor, record.kind, record.status, "")
        record.deleted_at = now()
        self.session.flush()

    def restore(self, record_id: int) -> None:
        """Restore a record from the trash; raises NotAllowed as :meth:`trash` does."""
        record = self.session.get(Record, record_id)
        if record is None:
            raise RecordError("This item is not in the trash any more.")
        require_for_status(self.actor, record.kind, "", record.status)
        record.deleted_at = None
        self.session.flush()


_MARK = "INSERT INTO mirror_row (tab, op, body) VALUES ('', 'C', %s)"


# The server is reached through the link alone: a PC without a server never loads its driver.
class RemoteUnit(Unit):
    """A unit of work on the office server; its rows and files return through the PC's mirror."""

    def __init__(
        self, link: "ServerLink", actor: Actor, label: str, files: FileStore, batch: str = ""
    ) -> None:
        super().__init__(link.engine, actor, label, files, batch)
        self._link = link
        self._commits = 0

    def keep(self, source: Path | bytes) -> StoredFile:
        """Store a file here and on the server; see :meth:`Unit.keep`."""
        stored = super().keep(source)
        path = self.files.path(stored.sha256)
        self._link.send_file(self.session.connection(), path, stored.sha256)
        return stored

    def forget_rows(self, record_id: int) -> None:
        """Remove the record's values from the server's row log, so no PC receives them later."""
        self._link.forget_rows(self.session.connection(), record_id)

    def commit(self) -> None:
        """Commit on the server, then update the mirror.

        Raises StoreError when the server is lost, and says so when the outcome is unknown.
        """
        self.session.flush()
        for sha256 in self._released:
            if not self._is_wanted(sha256):
                self._link.forget_file(self.session.connection(), sha256)
        self._commits += 1
        mark = f"{self.id}:{self._commits}"
        self.session.connection().exec_driver_sql(_MARK, (mark,))
        point("commit")
        try:
            self.session.commit()
        except ServerLost:
            # The connection may break after the server committed: its log has our mark then.
            self.session.rollback()
            if not self._link.is_committed(mark):
                raise
        point("committed")
        self._settle()
        self._link.try_to_catch_up()
