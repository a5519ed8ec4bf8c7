"""Reads for checking letters: the queue, what earlier records teach, equal letters."""

from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake.letterhead import Known
from kmdesk.intake.letterhead.issuers import code_of
from kmdesk.intake.letterhead.skeleton import skeleton
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries_near_duplicates
from kmdesk.shelf.model import DocumentDetail, Receipt, Unchecked
from kmdesk.shelf.terms import STAYS

_TAUGHT_BY = 5000
_SPELLED_BY = 500
_PAGES = 3
_SHARE = 0.6  # of an issuer's letters, before their tag or place is taken for a habit


def is_waiting() -> ColumnElement[bool]:
    """Condition: the letterhead waits to be checked."""
    return exists().where(Unchecked.record_id == Record.id)


def waiting(reading: Reading) -> list[int]:
    """Visible letters that wait to be checked, first come first."""
    query = (
        select(Record.id)
        .join(Unchecked, Unchecked.record_id == Record.id)
        .where(reading.visible())
        .order_by(Record.id)
    )
    return list(reading.session.scalars(query))


def unchecked(session: Session, record_id: int) -> Unchecked | None:
    """The mark that a letter waits, if it does."""
    return session.get(Unchecked, record_id)


def first_pages(session: Session, record_id: int) -> list[str]:
    """The text of a letter's first pages."""
    query = (
        select(Passage.text)
        .where(Passage.record_id == record_id)
        .order_by(Passage.position, Passage.id)
        .limit(_PAGES)
    )
    return list(session.scalars(query))


def first_file(session: Session, record_id: int) -> tuple[str, str, str] | None:
    """(hash, name, media type) of the first original, if there is a file."""
    row = session.execute(
        select(Attachment.sha256, Attachment.name, Attachment.media_type)
        .where(Attachment.record_id == record_id, Attachment.role.not_in(UNLISTED))
        .order_by(Attachment.position, Attachment.id)
        .limit(1)
    ).first()
    return (row[0], row[1], row[2]) if row else None


def received_on(session: Session, record_id: int) -> str | None:
    """The first day the letter was received on, by its stamps; None where none was typed."""
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
    """Issuers as the office spells them, most used first, and whose code is whose."""
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
        if count >= 0.9 * issuers.total():
            codes[code] = name
    return Known(_one_spelling(names), codes)


def known_texts(session: Session) -> list[str]:
    """Subjects, receivers and signers of the latest letters that the clerk has confirmed."""
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
    """Of spellings that differ in lost marks only, the one used most."""
    kept: dict[str, str] = {}
    for name, _count in names.most_common():
        kept.setdefault(skeleton(name), name)
    return list(kept.values())


def usual_place(session: Session, issuer: str, form: str) -> int | None:
    """Where the office puts letters of this issuer, when it has a habit."""
    query = (
        select(Record.place_id, DocumentDetail.form, func.count())
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(*_confirmed(), Record.issuer == issuer, Record.place_id.is_not(None))
        .group_by(Record.place_id, DocumentDetail.form)
    )
    rows = session.execute(query).all()
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
    """Tags that nearly all letters of this issuer have, and those the subject names."""
    known = list(session.scalars(select(Tag.name).where(Tag.name != STAYS)))
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
    return [name for name in dict.fromkeys(named) if name != STAYS]


@dataclass(frozen=True, slots=True)
class Twin:
    """A letter of the library beside the one in hand."""

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
    """Whether it is shown for its text; else number, day and sender are the same."""
    likeness: float = 1.0
    """Shared part of a page of the text."""
    text: str = ""
    """Its first page, where the text is why it is shown."""


def twins(
    reading: Reading, record_id: int, number: str, dated: str | None, issuer: str
) -> list[Twin]:
    """Other visible letters with the same number, day and issuer."""
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
    """The visible paper whose text is nearly this one's; None when there is none.

    Two letters that bear different numbers are two letters, however alike: one office writes
    much the same every month. They are asked about only where one holds the other behind its
    cover page.
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
    """(record, title) of the one visible paper with this number and, if known, day.

    A number without an office code (๕/๒๕๕๑) is given by every office anew: then ``said``, the
    text around it, must name the paper's issuer.
    """
    query = select(Record.id, Record.title, Record.issuer).where(
        reading.visible(), Record.number == number, Record.id != but
    )
    if dated:
        query = query.where(or_(Record.dated == dated, Record.dated.is_(None)))
    rows = reading.session.execute(query).all()
    if not code_of(number):
        named = skeleton(said)
        rows = [row for row in rows if row[2] and skeleton(row[2]) in named]
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None


def links_of(session: Session, record_id: int) -> list[Link]:
    """Every link from or to a record."""
    query = select(Link).where(or_(Link.record_id == record_id, Link.to_id == record_id))
    return list(session.scalars(query.order_by(Link.id)))


def place_label(session: Session, place_id: int | None) -> str:
    """The full name of a place, or empty."""
    place = session.get(Place, place_id) if place_id else None
    return (place.label or place.name) if place is not None else ""
