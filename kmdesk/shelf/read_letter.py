"""Prefill the checking form of a letter from its record, its letterhead and earlier letters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.intake.letterhead import FIELDS, Letterhead, Proposal, Within, read_letterhead
from kmdesk.intake.letterhead.phrases import Spellings, join
from kmdesk.records.describe import tag_names
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries, queries_letters

Mark = Literal["sure", "check", "learned", "last", "kept", "empty"]
"""Origin of a value: read reliably, read with doubt, habit, previous letter, already stored."""

_MENDED = (
    "title",
    "addressee",
    "refers_to",
    "enclosures",
    "signer",
    "signer_position",
    "capacity",
    "contact",
)
_SUBJECT = 150  # characters of the text that replace a missing subject
_DATES = ("dated", "reply_by")
_RECORD = ("number", "title", "issuer", "dated", "place_id")


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
    known = queries_letters.known_issuers(session)
    pages = queries_letters.first_pages(session, record_id)
    head = read_letterhead(pages, known)
    file = queries_letters.first_file(session, record_id) or ("", "", "")
    fresh = queries_letters.unchecked(session, record_id) is not None
    queue = queries_letters.waiting(reading)
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
        queries.places(session),
        tuple(known.issuers),
        fresh,
    )


def _fields(reading: Reading, record_id: int, head: Letterhead, fresh: bool) -> dict[str, Filled]:
    record, detail = reading.record(record_id), queries.document(reading.session, record_id)
    spellings = Spellings(queries_letters.known_texts(reading.session))
    filled = {}
    for name in FIELDS:
        there = getattr(record, name) if name in _RECORD else getattr(detail, name, "")
        # a newly added file has only a guessed subject and no form
        guessed = fresh and name in ("title", "form")
        found = head.fields.get(name)
        # “other” is the default of the column, not a choice of the clerk
        if there and not guessed and not (name == "form" and there == "other"):
            filled[name] = Filled(there, "kept", *_source(found))
        elif found is not None:
            value = spellings.mend(found.value) if name in _MENDED else found.value
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
            nothing = None if name in _DATES else ""
            filled[name] = Filled(there or nothing, "check" if there and guessed else "empty")
    return filled


def _counted(reading: Reading, record_id: int, within: Within, dated: object) -> Filled:
    """Compute the due date of an answer from a number of days; always marked for checking."""
    received = queries_letters.received_on(reading.session, record_id)
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
        usual = queries_letters.usual_place(session, issuer, form) if issuer else None
        place = Filled(usual, "learned") if usual else Filled(None, "empty")
        if not usual and last_place is not None:
            place = Filled(last_place, "last")
    tags = tag_names(session, record_id)
    if tags:
        return {"place_id": place, "tags": Filled(", ".join(tags), "kept")}
    learned = queries_letters.usual_tags(session, issuer, title)
    mark: Mark = "learned" if learned else "empty"
    return {"place_id": place, "tags": Filled(", ".join(learned), mark)}


def _relations(reading: Reading, record_id: int, head: Letterhead) -> tuple[Relation, ...]:
    found = []
    for paper in head.cited:
        said = " ".join([*(line.text for line in paper.source), head.value("issuer")])
        target = queries_letters.numbered_on(reading, paper.number, paper.dated, said, record_id)
        if target is not None:
            words = tuple(line.raw or line.text for line in paper.source)
            page = paper.source[0].page if paper.source else 0
            found.append(
                Relation(paper.relation, *target[:1], paper.number, target[1], words, page)
            )
    return tuple(found)
