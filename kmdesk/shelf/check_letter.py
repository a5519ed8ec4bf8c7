"""Store a letter from its form, checked or typed, asking once about a possible twin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake.letterhead import read_letterhead
from kmdesk.intake.letterhead.phrases import skeleton
from kmdesk.intake.text_features import MAX_PAGES, guess_title, keys_of, similarity
from kmdesk.records import PassageText, Unit
from kmdesk.records.edit import add_record
from kmdesk.records.fields import How
from kmdesk.records.merge import RECORD_COLUMNS, Answers, Merge, move_belongings
from kmdesk.records.model import UNLISTED, Attachment, Link, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import Reading
from kmdesk.shelf import documents, letters
from kmdesk.shelf.documents import DOCUMENT, ShelfError, add_receipt, change_document
from kmdesk.shelf.letters import place_label
from kmdesk.shelf.model import (
    CURRENT,
    DOCUMENT_FIELDS,
    HOLDINGS,
    UNCHECKED,
    DocumentDetail,
    Sketch,
    Unchecked,
)
from kmdesk.thai.dates import parse_time, write_time
from kmdesk.thai.numbers import canonical_number, to_arabic

NEAR = 0.55
"""Similarity (shared part of a page) from which the clerk is asked about two papers."""
_CANDIDATES = 12
_NO_KEY = -1  # stored for a paper without text


def store_keys(session: Session, record_id: int) -> None:
    """Replace the stored keys of a paper's text."""
    session.execute(delete(Sketch).where(Sketch.record_id == record_id))
    keys = keys_of(pages_of(session, record_id))
    # every paper gets a row, else papers without text would be processed again each time
    rows = [{"record_id": record_id, "key": key} for key in keys or [_NO_KEY]]
    session.execute(insert(Sketch), rows)


def documents_without_keys(session: Session, limit: int) -> list[int]:
    """Return documents added before keys were stored, newest first."""
    query = (
        select(Record.id)
        .where(
            Record.kind == "document",
            Record.source_id.is_(None),
            ~exists().where(Sketch.record_id == Record.id),
            exists().where(Passage.record_id == Record.id),
        )
        .order_by(Record.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def near_copies(reading: Reading, record_id: int) -> list[tuple[int, float]]:
    """Return (record id, similarity) of visible near copies, most similar first.

    Papers already linked to it are excluded, as the clerk has decided on them; so are unchecked
    papers, which come up when they are checked themselves.
    """
    pages = pages_of(reading.session, record_id)
    keys = keys_of(pages)
    if not keys:
        return []
    linked = exists().where(
        or_(
            (Link.record_id == record_id) & (Link.to_id == Record.id),
            (Link.to_id == record_id) & (Link.record_id == Record.id),
        )
    )
    query = (
        select(Sketch.record_id)
        .join(Record, Record.id == Sketch.record_id)
        # Shared keys only choose whom to compare; the measure itself needs the whole texts.
        .where(Sketch.key.in_(keys), Record.id != record_id, Record.kind == "document")
        .where(reading.visible(), ~linked, ~exists().where(Unchecked.record_id == Record.id))
        .group_by(Sketch.record_id)
        .order_by(func.count().desc(), Sketch.record_id)
        .limit(_CANDIDATES)
    )
    found = []
    for other in reading.session.scalars(query).all():
        share = similarity(pages, pages_of(reading.session, other))
        if share >= NEAR:
            found.append((other, share))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def sent_on(session: Session, one: int, other: int) -> float:
    """Return how much of one paper's first page follows the other's cover page, 0…1."""
    left, right = pages_of(session, one), pages_of(session, other)
    return max(similarity(left[1:], right[:1]), similarity(left[:1], right[1:]))


def pages_of(session: Session, record_id: int) -> Sequence[str]:
    """Return the text of the first pages."""
    query = (
        select(Passage.text)
        .where(Passage.record_id == record_id)
        .order_by(Passage.position, Passage.id)
        .limit(MAX_PAGES)
    )
    return session.scalars(query).all()


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
    # Without them hundreds of papers would be equal: only their text can tell then.
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
    for other, share in near_copies(reading, record_id):
        record = reading.record(other)
        differ = number and record.number and number != record.number
        if differ and sent_on(reading.session, record_id, other) < NEAR:
            continue
        detail = reading.session.get(DocumentDetail, other)
        place = place_label(reading.session, record.place_id)
        twin = _twin(reading.session, record, place, detail.copies if detail else 0)
        pages = pages_of(reading.session, other)
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


MERGED_COLUMNS: Mapping[str, How] = {**RECORD_COLUMNS, "place_id": How.JOINED}
"""A second place becomes a remark, because there are two papers then."""
_SECOND_PLACE = N_("Another copy lies in {place}.")
_SECOND_COPY = N_("Another copy: {state}.")


def merge_copy(
    unit: Unit, keep_id: int, gone_id: int, answers: Answers | None = None, *, sure: bool = False
) -> None:
    """Merge ``gone_id`` into ``keep_id`` and move the emptied record to the trash.

    ``sure``: the merged record is being confirmed in the same transaction. Raises MergeConflict
    where two confirmed values differ and ``answers`` does not resolve them.
    """
    keep, gone = unit.record(keep_id), unit.record(gone_id)
    other = documents.document(unit.session, gone_id)
    # A paper in hand is at least one copy, whatever its record says.
    more = max(1, other.copies) if other is not None else 0
    _join(unit, keep, gone, answers or {}, more, sure=sure)


def merge_pages(unit: Unit, keep_id: int, gone_id: int, answers: Answers | None = None) -> None:
    """Merge the rest of ``gone_id``, whose pages have moved to ``keep_id``; see merge_copy."""
    _join(unit, unit.record(keep_id), unit.record(gone_id), answers or {}, 0)


def _join(
    unit: Unit, keep: Record, gone: Record, answers: Answers, copies: int, *, sure: bool = False
) -> None:
    joining = Merge(unit, keep, gone, answers, DOCUMENT_FIELDS, sure_of_gone=sure)
    one = documents.document(unit.session, keep.id)
    other = documents.document(unit.session, gone.id)
    joining.compare(keep, gone, MERGED_COLUMNS)
    if one is not None and other is not None:
        joining.compare(one, other)
    joining.settle()
    if one is not None and other is not None:
        _join_papers(unit, (keep, one), (gone, other))
        one.copies += copies
    move_belongings(unit, keep, gone.id)
    mark = letters.unchecked(unit.session, gone.id)
    if mark is not None:
        unit.session.delete(mark)
    unit.trash(gone.id)


def _join_papers(
    unit: Unit, kept: tuple[Record, DocumentDetail], given: tuple[Record, DocumentDetail]
) -> None:
    """Combine the places and holdings of two papers; a second place goes into the remarks."""
    (keep, one), (gone, other) = kept, given
    out = any(documents.open_loan(unit.session, record.id) for record in (keep, gone))
    if keep.place_id is None:
        keep.place_id = gone.place_id
    elif gone.place_id not in (None, keep.place_id):
        label = letters.place_label(unit.session, gone.place_id)
        _note(one, tr(_SECOND_PLACE, place=label))
    if one.holding == "none":
        one.holding = other.holding
    # A usual state of the second paper is no news; one that is missing must not be forgotten.
    elif other.holding not in ("none", "in_place", "on_loan", one.holding):
        _note(one, tr(_SECOND_COPY, state=tr(HOLDINGS.get(other.holding, other.holding))))
    if out:
        one.holding = "on_loan"
    _note(one, other.note)
    unit.session.flush()


def _note(detail: DocumentDetail, text: str) -> None:
    there = detail.note.splitlines()
    detail.note = "\n".join([*there, *(line for line in text.splitlines() if line not in there)])


Choice = Literal["copy", "version", "forwarded", "separate"]
_LINKS = {"version": "replaces", "forwarded": "forwards"}


SAME_FACTS = N_("A letter with this number, date and sender is in the library already.")
NEAR_TEXT = N_("A paper with nearly the same text is in the library already.")


class TwinFound(KmdeskError):
    """Raised when an equal letter or one of nearly the same text exists; the clerk must choose."""

    def __init__(self, twin: Twin) -> None:
        super().__init__(NEAR_TEXT if twin.by_text else SAME_FACTS)
        self.twin = twin


def await_check(unit: Unit, record_id: int, texts: Sequence[PassageText]) -> bool:
    """Store near-duplicate keys and queue the paper if it is a letter or not readable yet.

    Readers can find it at once, like every paper, but its status shows that it is unchecked.
    Returns whether it was queued.
    """
    store_keys(unit.session, record_id)
    pages = [text.text for text in texts[:3]]
    unread = not any(page.strip() for page in pages)
    if not unread and not read_letterhead(pages).fields:
        return False
    unit.session.add(Unchecked(record_id=record_id))
    record = unit.record(record_id)
    # A paper known to be repealed stays so: its head being unread changes nothing about that.
    if record.status == CURRENT:
        record.status = UNCHECKED
    unit.session.flush()
    return True


def take_text(unit: Unit, record_id: int) -> None:
    """Title a queued paper whose text has arrived; unqueue it if it turns out to be no letter."""
    store_keys(unit.session, record_id)
    mark = letters.unchecked(unit.session, record_id)
    if mark is None:
        unit.session.flush()
        return
    record = unit.record(record_id)
    pages = letters.first_pages(unit.session, record_id)
    title = guess_title([page for page in pages if page])
    if title and record.title == Path(record.source or "").stem:  # still titled by its file name
        unit.retitle(record, title)
    if any(page.strip() for page in pages) and not read_letterhead(pages).fields:
        _let_go(unit, record_id)
    unit.session.flush()


def confirm_letter(
    unit: Unit,
    record_id: int,
    values: Mapping[str, object],
    relations: Sequence[tuple[str, int]] = (),
    choice: Choice | None = None,
    answers: Answers | None = None,
) -> str:
    """Store the confirmed fields and return the id of the unit, for undo.

    Raises TwinFound when an equal letter exists and ``choice`` is None, MergeConflict when it is a
    copy whose confirmed fields disagree and ``answers`` do not resolve them. Nothing is stored
    then.
    """
    change_document(unit, record_id, values)
    record = unit.record(record_id)
    # After the values are stored, since they are compared as stored: in one spelling and
    # without the old title. Raising rolls that back.
    twin = _first_twin(unit, record_id, values)
    if twin is not None and choice is None:
        raise TwinFound(twin)
    _let_go(unit, record_id)
    for relation, target in relations:
        relate(unit, record_id, target, relation)
    if twin is not None and choice == "copy":
        merge_copy(unit, twin.record_id, record.id, answers, sure=True)
    elif twin is not None and choice in _LINKS:
        unit.link(record_id, twin.record_id, _LINKS[choice])
    return unit.id


def _let_go(unit: Unit, record_id: int) -> None:
    """Remove a paper from the queue, either checked or not in need of checking."""
    mark = letters.unchecked(unit.session, record_id)
    if mark is not None:
        unit.session.delete(mark)
    record = unit.record(record_id)
    if record.status == UNCHECKED:
        record.status = CURRENT
    unit.session.flush()


def relate(unit: Unit, record_id: int, target_id: int, relation: str) -> None:
    """Link two papers; a paper repealed as a whole gets the status repealed."""
    unit.link(record_id, target_id, relation)
    target = unit.record(target_id)
    if relation == "repeals" and target.kind == "document":
        target.status = "repealed"
        unit.session.flush()


def skip_check(unit: Unit, record_id: int) -> str:
    """Remove a paper from the queue unchanged; return the id of the unit, for undo."""
    _let_go(unit, record_id)
    return unit.id


def _first_twin(unit: Unit, record_id: int, values: Mapping[str, object]) -> Twin | None:
    number = canonical_number(str(values.get("number") or ""))
    dated, issuer = values.get("dated"), str(values.get("issuer") or "")
    found = twins(unit, record_id, number, str(dated) if dated else None, issuer)
    return found[0] if found else near_twin(unit, record_id, number)


def catch_up(unit: Unit, limit: int = 300) -> int:
    """Store keys of papers added before near-duplicate detection existed; return how many."""
    missing = documents_without_keys(unit.session, limit)
    for record_id in missing:
        store_keys(unit.session, record_id)
    return len(missing)


class TypedError(ShelfError):
    """Raised for invalid or duplicate input; ``field`` is the form field to show the message at."""

    def __init__(self, message: str, field: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


def create_document(unit: Unit, values: Mapping[str, object], reported: set[int]) -> int:
    """Create a document from the form and return its id.

    Raises TypedError when a letter with the same number, date and sender exists whose id is not in
    ``reported``, and adds it to ``reported``: saving a second time keeps both.
    """
    record = add_record(unit, DOCUMENT, values)
    # compared only now because the stored values are normalised; raising rolls the unit back
    found = twins(unit, record.id, record.number, record.dated, record.issuer)
    for twin in found:
        if twin.record_id not in reported:
            reported.update(twin.record_id for twin in found)
            raise TypedError(
                "Already in the library: {title}. Save again to keep both.",
                "number",
                title=twin.title,
            )
    return record.id


def create_receipt(
    unit: Unit, record_id: int, values: Mapping[str, str], reported: set[int]
) -> None:
    """Add a receipt stamp from the form.

    Raises TypedError for an unparsable time, and once (recorded in ``reported``) for a receive
    number already used in that year.
    """
    typed = (values.get("time") or "").strip()
    moment = parse_time(typed)
    if typed and moment is None:
        raise TypedError("Type the time like 09.30.", "time")
    number, day = values["number"], values["received_on"]
    for received_on, other, record, title in documents.received_numbers(unit):
        # Receive numbers restart each calendar year, so the same one in two years is right.
        same = _running(other) == _running(number) and received_on[:4] == day[:4]
        if same and record != record_id and record not in reported:
            reported.add(record)
            raise TypedError(
                "This receive number is on {title} already. Save again if it is right.",
                "number",
                title=title,
            )
    add_receipt(unit, record_id, number, day, write_time(moment) if moment else "")


def _running(number: str) -> str:
    """Return the running part of a receive number: 265 of ๒๖๕/๒๕๖๘."""
    return to_arabic(number).partition("/")[0].strip().lstrip("0")
