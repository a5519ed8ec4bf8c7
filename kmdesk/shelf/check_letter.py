"""Confirm a letterhead: store fields, relations and the decision on a twin in one transaction."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from kmdesk.i18n import N_, KmdeskError
from kmdesk.intake.letterhead import read_letterhead
from kmdesk.intake.text_features import guess_title
from kmdesk.records import PassageText, Unit
from kmdesk.records.merge import Answers
from kmdesk.shelf import queries_letters, queries_near_duplicates
from kmdesk.shelf.edit_document import change_document
from kmdesk.shelf.merge import merge_copy
from kmdesk.shelf.model import Unchecked
from kmdesk.shelf.queries_letters import Twin
from kmdesk.shelf.terms import CURRENT, UNCHECKED
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
    queries_near_duplicates.store_keys(unit.session, record_id)
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
    queries_near_duplicates.store_keys(unit.session, record_id)
    mark = queries_letters.unchecked(unit.session, record_id)
    if mark is None:
        unit.session.flush()
        return
    record = unit.record(record_id)
    pages = queries_letters.first_pages(unit.session, record_id)
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
    mark = queries_letters.unchecked(unit.session, record_id)
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
    found = queries_letters.twins(unit, record_id, number, str(dated) if dated else None, issuer)
    return found[0] if found else queries_letters.near_twin(unit, record_id, number)


def catch_up(unit: Unit, limit: int = 300) -> int:
    """Store keys of papers added before near-duplicate detection existed; return how many."""
    missing = queries_near_duplicates.documents_without_keys(unit.session, limit)
    for record_id in missing:
        queries_near_duplicates.store_keys(unit.session, record_id)
    return len(missing)
