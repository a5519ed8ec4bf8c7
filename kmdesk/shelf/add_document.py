"""Add a document to the shelf: record, detail, file and passages in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kmdesk.records import PassageText, Unit
from kmdesk.records.model import Record
from kmdesk.shelf.model import DocumentDetail, Receipt
from kmdesk.thai.dates import parse_date
from kmdesk.thai.numbers import canonical_number


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to store with a document."""

    source: Path | bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """Metadata of a new document; ``dated`` is an ISO date or None."""

    title: str
    form: str = "other"
    number: str = ""
    issuer: str = ""
    dated: str | None = None
    place_id: int | None = None
    audience: str = "public"
    source: str | None = None
    source_id: str | None = None
    tags: Sequence[str] = ()
    detail: dict[str, object] = field(default_factory=dict)


def add_document(
    unit: Unit,
    document: NewDocument,
    texts: Sequence[PassageText],
    file: NewFile | None = None,
) -> Record:
    """Add a document and return its record; nothing is durable until ``unit.commit()``."""
    record = unit.add(
        kind="document",
        title=document.title,
        number=canonical_number(document.number) if document.number else "",
        issuer=document.issuer,
        dated=document.dated,
        status="current",
        place_id=document.place_id,
        audience=document.audience,
        on_shelf=True,
        source=document.source,
        source_id=document.source_id,
    )
    unit.session.add(
        DocumentDetail(
            record_id=record.id,
            form=document.form,
            **{"holding": "in_place" if document.place_id else "none", **document.detail},
        )
    )
    attachment = None
    if file is not None:
        attachment = unit.attach(record, file.source, file.name, file.media_type)
    unit.passages(record, texts, attachment)
    for tag in document.tags:
        unit.tag(record, tag)
    unit.session.flush()
    return record


def add_receipt(unit: Unit, record_id: int, number: str, received_on: str, time: str = "") -> None:
    """Add a receipt stamp read off the paper; an unparsable ``received_on`` is stored as typed."""
    parsed = parse_date(received_on)
    unit.session.add(
        Receipt(
            record_id=record_id,
            number=number,
            received_on=parsed.isoformat() if parsed else received_on,
            received_at=time,
        )
    )
    unit.session.flush()
