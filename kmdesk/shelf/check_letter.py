"""Store a letter from its form, checked or typed, asking once about a possible twin."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from kmdesk.i18n import N_, KmdeskError
from kmdesk.intake.letterhead import read_letterhead
from kmdesk.intake.text_features import guess_title
from kmdesk.records import PassageText, Unit
from kmdesk.records.edit import add_record
from kmdesk.records.merge import Answers
from kmdesk.shelf import documents, letters, twins
from kmdesk.shelf.documents import (
    DOCUMENT,
    ShelfError,
    add_receipt,
    change_document,
)
from kmdesk.shelf.model import CURRENT, UNCHECKED, Unchecked
from kmdesk.shelf.twins import Twin, merge_copy
from kmdesk.thai.dates import parse_time, write_time
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.numbers import canonical_number

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
    twins.store_keys(unit.session, record_id)
    pages = [text.text for text in texts[:3]]
    unread = not any(page.strip() for page in pages)
    if not unread and not read_letterhead(pages).fields:
        return False
    unit.session.add(Unchecked(record_id=record_id))
    record = unit.record(record_id)
    if record.status == CURRENT:
        record.status = UNCHECKED
    unit.session.flush()
    return True


def take_text(unit: Unit, record_id: int) -> None:
    """Title a queued paper whose text has arrived; unqueue it if it turns out to be no letter."""
    twins.store_keys(unit.session, record_id)
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
    twin = _twin(unit, record_id, values)
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


def _twin(unit: Unit, record_id: int, values: Mapping[str, object]) -> Twin | None:
    number = canonical_number(str(values.get("number") or ""))
    dated, issuer = values.get("dated"), str(values.get("issuer") or "")
    found = twins.twins(unit, record_id, number, str(dated) if dated else None, issuer)
    return found[0] if found else twins.near_twin(unit, record_id, number)


def catch_up(unit: Unit, limit: int = 300) -> int:
    """Store keys of papers added before near-duplicate detection existed; return how many."""
    missing = twins.documents_without_keys(unit.session, limit)
    for record_id in missing:
        twins.store_keys(unit.session, record_id)
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
    found = twins.twins(unit, record.id, record.number, record.dated, record.issuer)
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
