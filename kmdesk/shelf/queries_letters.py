"""Queries for checking letters: the queue, defaults learned from earlier records, twins."""

from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake.letterhead import Known
from kmdesk.intake.letterhead.phrases import skeleton
from kmdesk.intake.letterhead.reading import code_of
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries_near_duplicates
from kmdesk.shelf.model import DocumentDetail, Receipt, Unchecked
from kmdesk.shelf.terms import STAYS

_TAUGHT_BY = 5000
_SPELLED_BY = 500
_PAGES = 3
_SHARE = 0.6  # minimum share of an issuer's letters for a place to count as a habit


def is_waiting() -> ColumnElement[bool]:
    """Condition: the letterhead is unchecked."""
    return exists().where(Unchecked.record_id == Record.id)


def waiting(reading: Reading) -> list[int]:
    """Return the visible unchecked letters, oldest first."""
    query = (
        select(Record.id)
        .join(Unchecked, Unchecked.record_id == Record.id)
        .where(reading.visible())
        .order_by(Record.id)
    )
    return list(reading.session.scalars(query))


def unchecked(session: Session, record_id: int) -> Unchecked | None:
    """Return the mark of an unchecked letter, or None."""
    return session.get(Unchecked, record_id)


def first_pages(session: Session, record_id: int) -> list[str]:
    """Return the text of a letter's first pages."""
    query = (
        select(Passage.text)
        .where(Passage.record_id == record_id)
        .order_by(Passage.position, Passage.id)
        .limit(_PAGES)
    )
    return list(session.scalars(query))


def first_file(session: Session, record_id: int) -> tuple[str, str, str] | None:
    """Return (hash, name, media type) of the first original, or None without a file."""
    row = session.execute(
        select(Attachment.sha256, Attachment.name, Attachment.media_type)
        .where(Attachment.record_id == record_id, Attachment.role.not_in(UNLISTED))
        .order_by(Attachment.position, Attachment.id)
        .limit(1)
    ).first()
    return (row[0], row[1], row[2]) if row else None


def received_on(session: Session, record_id: int) -> str | None:
    """Return the first day of receipt, or None without a stamp."""
    return session.scalar(
        select(func.min(Receipt.received_on)).where(Receipt.record_id == record_id)
    )


def _confirmed() -> tuple[ColumnElement[bool], ...]:
    return (
        Record.kind == "document",
        Record.deleted_at.is_(None),
        Record.issuer != "",
        ~is_waiting(),
    )


def known_issuers(session: Session) -> Known:
    """Return issuers in the office's spelling, most used first, with their letter codes."""
    rows = session.execute(
        select(Record.issuer, Record.number)
        .where(*_confirmed())
        .order_by(Record.id.desc())
        .limit(_TAUGHT_BY)
    ).all()
    names = Counter(issuer for issuer, _number in rows)
    by_code: dict[str, Counter[str]] = {}
    for issuer, number in rows:
        code = code_of(number)
        if code:
            by_code.setdefault(code, Counter())[issuer] += 1
    codes = {}
    for code, issuers in by_code.items():
        ((name, count),) = issuers.most_common(1)
        # a code that several issuers use identifies none of them
        if count >= 0.9 * issuers.total():
            codes[code] = name
    return Known(_one_spelling(names), codes)


def known_texts(session: Session) -> list[str]:
    """Return subjects, addressees and signers of the latest confirmed letters."""
    detail = DocumentDetail
    rows = session.execute(
        select(
            Record.title,
            detail.addressee,
            detail.refers_to,
            detail.enclosures,
            detail.signer,
            detail.signer_position,
            detail.capacity,
            detail.contact,
        )
        .join(detail, detail.record_id == Record.id)
        .where(*_confirmed())
        .order_by(Record.id.desc())
        .limit(_SPELLED_BY)
    )
    return [text for row in rows for text in row if text]


def _one_spelling(names: Counter[str]) -> list[str]:
    """Reduce spellings that differ only in lost marks to the most frequent one."""
    kept: dict[str, str] = {}
    for name, _count in names.most_common():
        kept.setdefault(skeleton(name), name)
    return list(kept.values())


def usual_place(session: Session, issuer: str, form: str) -> int | None:
    """Return the place where letters of this issuer usually go, or None without a habit."""
    query = (
        select(Record.place_id, DocumentDetail.form, func.count())
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(*_confirmed(), Record.issuer == issuer, Record.place_id.is_not(None))
        .group_by(Record.place_id, DocumentDetail.form)
    )
    rows = session.execute(query).all()
    # by form first, because an issuer's circulars and letters may have different places
    for wanted in (form, ""):
        places: Counter[int] = Counter()
        for place, of_form, count in rows:
            if place is not None and (not wanted or of_form == wanted):
                places[place] += count
        if places:
            ((place, count),) = places.most_common(1)
            if count >= _SHARE * places.total():
                return place
    return None


def usual_tags(session: Session, issuer: str, title: str) -> list[str]:
    """Return tags that nearly all letters of this issuer have, and tags named in the subject."""
    known = list(session.scalars(select(Tag.name).where(Tag.name != STAYS)))
    # shorter names would match inside other words, as Thai has no spaces between words
    named = [name for name in known if len(name) >= 4 and name in title]
    of_issuer = session.scalar(
        select(func.count()).select_from(Record).where(*_confirmed(), Record.issuer == issuer)
    )
    if issuer and of_issuer and of_issuer >= 3:
        rows = session.execute(
            select(Tag.name, func.count())
            .join(RecordTag, RecordTag.tag_id == Tag.id)
            .join(Record, Record.id == RecordTag.record_id)
            .where(*_confirmed(), Record.issuer == issuer)
            .group_by(Tag.name)
        )
        named += [name for name, count in rows if count >= 0.8 * of_issuer]
    # STAYS is a decision about one paper and must not spread as a habit
    return [name for name in dict.fromkeys(named) if name != STAYS]


@dataclass(frozen=True, slots=True)
class Twin:
    """A letter of the library that may equal the one being checked."""

    record_id: int
    number: str
    title: str
    issuer: str
    dated: str | None
    place: str
    copies: int
    files: int
    tags: str
    created_at: str
    by_text: bool = False
    """Whether it matched by text; otherwise number, date and sender are equal."""
    likeness: float = 1.0
    """Similarity of the pages' text, 0…1."""
    text: str = ""
    """Text of its first page, when it matched by text."""


def twins(
    reading: Reading, record_id: int, number: str, dated: str | None, issuer: str
) -> list[Twin]:
    """Return other visible letters with the same number, date and issuer."""
    if not number or not dated:
        return []
    query = (
        select(Record, Place.label, DocumentDetail.copies)
        .outerjoin(Place, Place.id == Record.place_id)
        .outerjoin(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(reading.visible(), Record.kind == "document", Record.id != record_id)
        .where(Record.number == number, Record.dated == dated)
        .order_by(Record.id)
    )
    wanted = skeleton(issuer)
    return [
        _twin(reading.session, record, label or "", copies or 0)
        for record, label, copies in reading.session.execute(query)
        if skeleton(record.issuer) == wanted
    ]


def near_twin(reading: Reading, record_id: int, number: str) -> Twin | None:
    """Return the visible paper with nearly the same text, or None.

    Letters with different numbers are different letters, however similar: an office writes much the
    same text every month. They are reported only when one contains the other behind its cover page.
    """
    for other, share in queries_near_duplicates.near_copies(reading, record_id):
        record = reading.record(other)
        differ = number and record.number and number != record.number
        if (
            differ
            and queries_near_duplicates.sent_on(reading.session, record_id, other)
            < queries_near_duplicates.NEAR
        ):
            continue
        detail = reading.session.get(DocumentDetail, other)
        place = place_label(reading.session, record.place_id)
        twin = _twin(reading.session, record, place, detail.copies if detail else 0)
        pages = queries_near_duplicates.pages_of(reading.session, other)
        return replace(twin, by_text=True, likeness=share, text=pages[0] if pages else "")
    return None


def _twin(session: Session, record: Record, place: str, copies: int) -> Twin:
    listed = (Attachment.record_id == record.id, Attachment.role.not_in(UNLISTED))
    files = session.scalar(select(func.count()).where(*listed)) or 0
    tags = session.scalars(
        select(Tag.name)
        .join(RecordTag, RecordTag.tag_id == Tag.id)
        .where(RecordTag.record_id == record.id)
        .order_by(Tag.name)
    )
    return Twin(
        record.id,
        record.number,
        record.title,
        record.issuer,
        record.dated,
        place,
        copies,
        files,
        ", ".join(tags),
        record.created_at,
    )


def numbered_on(
    reading: Reading, number: str, dated: str | None, said: str, but: int
) -> tuple[int, str] | None:
    """Return (record id, title) of the only visible paper with this number and, if known, date.

    A number without an office code (๕/๒๕๕๑) is used by every office: then ``said``, the surrounding
    text, must name the paper's issuer.
    """
    query = select(Record.id, Record.title, Record.issuer).where(
        reading.visible(), Record.number == number, Record.id != but
    )
    if dated:
        # a record without a date does not contradict the cited one
        query = query.where(or_(Record.dated == dated, Record.dated.is_(None)))
    rows = reading.session.execute(query).all()
    if not code_of(number):
        named = skeleton(said)
        rows = [row for row in rows if row[2] and skeleton(row[2]) in named]
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None


def links_of(session: Session, record_id: int) -> list[Link]:
    """Return every link from or to a record."""
    query = select(Link).where(or_(Link.record_id == record_id, Link.to_id == record_id))
    return list(session.scalars(query.order_by(Link.id)))


def place_label(session: Session, place_id: int | None) -> str:
    """Return the full label of a place, or ""."""
    place = session.get(Place, place_id) if place_id else None
    return (place.label or place.name) if place is not None else ""
