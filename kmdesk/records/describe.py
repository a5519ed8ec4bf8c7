"""Records as plain values: one with all it has, rows of a list, a paper for another room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from kmdesk.i18n import tr
from kmdesk.records.history import history
from kmdesk.records.kinds import Kind
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.status import effective_status, effective_status_column
from kmdesk.records.unit import PassageText, Reading, Unit
from kmdesk.store.files import WANTED
from kmdesk.thai.normal import sort_key

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
    unit.record(record_id).audience = unit.record(paper_id).audience
    unit.link(record_id, paper_id, READ_FROM)
