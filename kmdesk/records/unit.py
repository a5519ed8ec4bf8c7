"""The unit of work: opened for an actor, rolls back unless committed."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import ColumnElement, Connection, Engine, event, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from kmdesk.i18n import KmdeskError
from kmdesk.records.actor import SYSTEM, Actor, Duty, NotAllowed, require
from kmdesk.records.feed import KEPT_TEXTS, now, watch
from kmdesk.records.model import Attachment, Link, OfficeValue, Passage, Record, RecordTag, Tag
from kmdesk.records.status_permissions import require_for_status
from kmdesk.store.faultpoints import point
from kmdesk.store.files import WANTED, FileStore, StoredFile
from kmdesk.thai.collate import sort_key

BATCH_LENGTH = 16
_SIGN_IN = sql("SELECT duty, disabled FROM account WHERE name = :name")


class RecordError(KmdeskError):
    """A record is missing or cannot take the change."""


def new_batch() -> str:
    """A name for units that belong together, e.g. all files of one import."""
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
        """SQL condition: records of the actor's audiences that are not in the trash."""
        return Record.deleted_at.is_(None) & Record.audience.in_(self.actor.audiences)

    def record(self, record_id: int) -> Record:
        """One visible record; RecordError when there is none."""
        found = self.session.scalar(select(Record).where(Record.id == record_id, self.visible()))
        if found is None:
            raise RecordError("This item is not in the library any more. Search for it again.")
        return found


class Unit(Reading):
    """A writing transaction. Leaving the ``with`` without :meth:`commit` changes nothing."""

    def __init__(
        self, engine: Engine, actor: Actor, label: str, files: FileStore, batch: str = ""
    ) -> None:
        require(actor, Duty.CLERK)
        super().__init__(engine, actor)
        # The first half names the batch, so that one stroke undoes all of it.
        self.id = (batch or new_batch()) + new_batch()
        self.label = label
        self.files = files
        self._has_files = False
        self._released: list[str] = []
        watch(self.session, unit=self.id, actor=actor.name, label=label)
        if actor is not SYSTEM:  # it is nobody's sign-in, whatever somebody calls theirs
            event.listen(self.session, "after_begin", self._refuse_stale)

    def __exit__(self, *_exc: object) -> None:
        self.session.rollback()
        self.session.close()

    def _refuse_stale(self, _session: Session, _nested: object, connection: Connection) -> None:
        """NotAllowed once the actor's sign-in was shut out or has a lower duty, on any PC."""
        known = connection.execute(_SIGN_IN, {"name": self.actor.name}).one_or_none()
        if known is not None and (known.disabled or known.duty < self.actor.duty):
            raise NotAllowed("Your sign-in was changed meanwhile. Sign out, then sign in again.")

    def commit(self) -> None:
        """Make everything so far durable; the unit goes on with a new transaction."""
        self.session.flush()
        point("commit")
        self.session.commit()
        point("committed")
        self._settle()

    def _settle(self) -> None:
        if self._has_files:
            self.files.settle(self.id)
            self._has_files = False
        released, self._released = self._released, []
        for sha256 in released:
            if not self._is_wanted(sha256):
                self.files.remove(sha256)

    def release(self, hashes: Iterable[str]) -> None:
        """Rows with these files went: content that no other row names is removed on commit."""
        self._released += hashes

    def _is_wanted(self, sha256: str) -> bool:
        query = sql(f"SELECT 1 FROM ({WANTED}) AS wanted WHERE sha256 = :sha256")
        return self.session.scalar(query, {"sha256": sha256}) is not None

    def forget_rows(self, record_id: int) -> None:
        """Whatever else keeps copies of the rows of a record that is being deleted for good."""

    def add(self, *, kind: str, title: str, **columns: object) -> Record:
        """A new record, flushed so that it has its id."""
        moment = now()
        record = Record(
            kind=kind,
            title=title,
            created_at=moment,
            updated_at=moment,
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
        """Store a file and hang it on ``record``."""
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
        # A file is only written under the write lock, so that a sweep never meets it half-way.
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
        """Take a text away; the feed keeps it whole, for an undo could not read it again."""
        self.session.info.setdefault(KEPT_TEXTS, set()).add(passage.id)
        self.session.delete(passage)

    def link(
        self, source: int, target: int, relation: str, from_anchor: str = "", to_anchor: str = ""
    ) -> Link:
        """Join two records; an equal link is returned, not doubled."""
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
        """Put the tag ``name`` on ``record`` unless it is there."""
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
        """Make ``names`` the tags of ``record``; blank and doubled ones do not count."""
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
        """Raise the version of every record that lies in these places; how many there are.

        What a record says of its place changed, so index and other readers must follow.
        """
        wanted = Record.place_id.in_(list(place_ids)) & Record.deleted_at.is_(None)
        found = self.session.scalars(select(Record).where(wanted)).all()
        for record in found:
            flag_modified(record, "updated_at")
        self.session.flush()
        return len(found)

    def set_value(self, key: str, value: str) -> None:
        """Set a fact of the office that travels with the library."""
        self.session.merge(OfficeValue(key=key, value=value))
        self.session.flush()  # or a second value of a new key would be another row

    def trash(self, record_id: int) -> None:
        """Move a record to the trash; it disappears everywhere but can be restored.

        NotAllowed for what the secretary settled and the actor is not to take back.
        """
        record = self.record(record_id)
        require_for_status(self.actor, record.kind, record.status, "")
        record.deleted_at = now()
        self.session.flush()

    def restore(self, record_id: int) -> None:
        """Bring a record back from the trash; NotAllowed as for :meth:`trash`."""
        record = self.session.get(Record, record_id)
        if record is None:
            raise RecordError("This item is not in the trash any more.")
        require_for_status(self.actor, record.kind, "", record.status)
        record.deleted_at = None
        self.session.flush()


def decode(values: str | None) -> dict[str, object] | None:
    """Values of a feed row as a dict, or None."""
    return None if values is None else dict(json.loads(values))
