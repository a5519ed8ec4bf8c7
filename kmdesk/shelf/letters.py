"""Letters: the queue of unchecked ones, and the form that checks one.

The form is filled from the record, the letterhead and habits learned from earlier letters.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.intake.letterhead import code_of, read_letterhead
from kmdesk.intake.letterhead.layout import FIELDS, Known, Letterhead, Proposal, Within
from kmdesk.intake.letterhead.phrases import Spellings, join, skeleton
from kmdesk.records.describe import tag_names
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import Reading
from kmdesk.shelf import documents
from kmdesk.shelf.model import CHECKED_FIELDS, STAYS, DocumentDetail, Receipt, Unchecked

# The latest letters teach: enough for every issuer, few enough to read for each form.
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
    owners = {"record": Record, "detail": detail}
    spelled = [
        getattr(owners[spec.where], spec.name) for spec in CHECKED_FIELDS if spec.mend_spelling
    ]
    rows = session.execute(
        select(*spelled)
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
        # Old files and scans lose marks above the line, and never the same ones twice.
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
    # Of two papers neither is proposed: a wrong link is worse than none.
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None


def links_of(session: Session, record_id: int) -> list[Link]:
    """Return every link from or to a record."""
    query = select(Link).where(or_(Link.record_id == record_id, Link.to_id == record_id))
    return list(session.scalars(query.order_by(Link.id)))


def place_label(session: Session, place_id: int | None) -> str:
    """Return the full label of a place, or ""."""
    place = session.get(Place, place_id) if place_id else None
    return (place.label or place.name) if place is not None else ""


Mark = Literal["sure", "check", "learned", "last", "kept", "empty"]
"""Origin of a value: read reliably, read with doubt, habit, previous letter, already stored."""

_SUBJECT = 150  # characters of the text that replace a missing subject
_SPECS = {spec.name: spec for spec in CHECKED_FIELDS}


@dataclass(frozen=True, slots=True)
class Filled:
    """Initial value of a form field."""

    value: object
    mark: Mark
    words: tuple[str, ...] = ()
    """Lines of the page it was read from."""
    page: int = 0
    how: str = ""
    """Sentence explaining a computed value that does not appear on the page."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Proposed link to a paper of the library, with the lines it was read from."""

    relation: str
    target_id: int
    number: str
    title: str
    words: tuple[str, ...] = ()
    page: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything the checking form shows of one letter."""

    record_id: int
    name: str
    sha256: str
    media_type: str
    pages: tuple[str, ...]
    fields: Mapping[str, Filled]
    relations: tuple[Relation, ...] = ()
    secret: bool = False
    left: int = 0
    """Number of unchecked letters, including this one."""
    places: tuple[tuple[int, str], ...] = ()
    issuers: tuple[str, ...] = ()
    is_waiting: bool = field(default=True)


def load_letter(reading: Reading, record_id: int, last_place: int | None = None) -> Letter:
    """Read the letterhead of a visible document and fill the form from it."""
    record, session = reading.record(record_id), reading.session
    known = known_issuers(session)
    pages = first_pages(session, record_id)
    head = read_letterhead(pages, known)
    file = first_file(session, record_id) or ("", "", "")
    fresh = unchecked(session, record_id) is not None
    queue = waiting(reading)
    fields = _fields(reading, record_id, head, fresh)
    if head.within is not None and not fields["reply_by"].value:
        fields["reply_by"] = _counted(reading, record_id, head.within, fields["dated"].value)
    fields |= _habits(reading, record_id, fields, last_place)
    return Letter(
        record_id,
        file[1] or record.title,
        file[0],
        file[2],
        tuple(pages),
        fields,
        _relations(reading, record_id, head),
        head.secret,
        len(queue) if fresh else len(queue) + 1,
        documents.places(session),
        tuple(known.issuers),
        fresh,
    )


def _fields(reading: Reading, record_id: int, head: Letterhead, fresh: bool) -> dict[str, Filled]:
    record, detail = reading.record(record_id), documents.document(reading.session, record_id)
    spellings = Spellings(known_texts(reading.session))
    filled = {}
    for name in FIELDS:
        there = getattr(record if _SPECS[name].where == "record" else detail, name, "")
        # a newly added file has only a guessed subject and no form
        guessed = fresh and name in ("title", "form")
        found = head.fields.get(name)
        # “other” is the default of the column, not a choice of the clerk
        if there and not guessed and not (name == "form" and there == "other"):
            filled[name] = Filled(there, "kept", *_source(found))
        elif found is not None:
            value = spellings.mend(found.value) if _SPECS[name].mend_spelling else found.value
            # a corrected spelling is a guess, so the clerk has to check it
            is_sure = found.is_sure and value == found.value
            filled[name] = Filled(value, "sure" if is_sure else "check", *_source(found))
        elif name == "title" and head.opening:
            words = tuple(line.raw or line.text for line in head.opening)
            filled[name] = Filled(
                join(line.text for line in head.opening)[:_SUBJECT],
                "check",
                words,
                head.opening[0].page,
            )
        else:
            nothing = None if _SPECS[name].editor == "date" else ""
            filled[name] = Filled(there or nothing, "check" if there and guessed else "empty")
    return filled


def _counted(reading: Reading, record_id: int, within: Within, dated: object) -> Filled:
    """Compute the due date of an answer from a number of days; always marked for checking."""
    received = received_on(reading.session, record_id)
    came_in = date.fromisoformat(clock.wall_day(reading.record(record_id).created_at))
    count = str(within.days)
    if within.from_receipt:
        start = date.fromisoformat(received) if received else came_in
        how = (
            tr("{count} days from the day on the stamp of receipt", count=count)
            if received
            else tr("{count} days from the day it came in: no stamp of receipt yet", count=count)
        )
    elif isinstance(dated, str) and dated:
        start = date.fromisoformat(dated)
        how = tr("{count} days from the day of the letter", count=count)
        if not within.is_said:
            how += " " + tr("(it does not say from when)")
    else:
        return Filled(None, "empty")
    if within.working:
        how += " " + tr("(without Saturdays and Sundays; holidays are not known here)")
    words = tuple(line.raw or line.text for line in within.source)
    page = within.source[0].page if within.source else 0
    return Filled(within.end(start).isoformat(), "check", words, page, how)


def _source(found: Proposal | None) -> tuple[tuple[str, ...], int]:
    return (found.words, found.page) if found is not None else ((), 0)


def _habits(
    reading: Reading, record_id: int, fields: Mapping[str, Filled], last_place: int | None
) -> dict[str, Filled]:
    """Propose place and tags from earlier letters of the same issuer."""
    record, session = reading.record(record_id), reading.session
    issuer = str(fields["issuer"].value or "")
    title, form = str(fields["title"].value or ""), str(fields["form"].value or "")
    if record.place_id:
        place = Filled(record.place_id, "kept")
    else:
        usual = usual_place(session, issuer, form) if issuer else None
        place = Filled(usual, "learned") if usual else Filled(None, "empty")
        if not usual and last_place is not None:
            # Letters are filed as they lie in a pile: the next one mostly goes where the last went.
            place = Filled(last_place, "last")
    tags = tag_names(session, record_id)
    if tags:
        return {"place_id": place, "tags": Filled(", ".join(tags), "kept")}
    learned = usual_tags(session, issuer, title)
    mark: Mark = "learned" if learned else "empty"
    return {"place_id": place, "tags": Filled(", ".join(learned), mark)}


def _relations(reading: Reading, record_id: int, head: Letterhead) -> tuple[Relation, ...]:
    found = []
    for paper in head.cited:
        said = " ".join([*(line.text for line in paper.source), head.value("issuer")])
        target = numbered_on(reading, paper.number, paper.dated, said, record_id)
        if target is not None:
            words = tuple(line.raw or line.text for line in paper.source)
            page = paper.source[0].page if paper.source else 0
            found.append(
                Relation(paper.relation, *target[:1], paper.number, target[1], words, page)
            )
    return tuple(found)
