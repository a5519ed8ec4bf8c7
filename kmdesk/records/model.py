"""Tables shared by all kinds: record, place, attachment, passage, tag, link, change.

Dates are ISO 8601 strings in the Common Era; instants are UTC with seconds.
"""

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
