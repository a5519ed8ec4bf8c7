"""Merge two records of one letter; no field, file, text, link, tag, receipt or place is lost."""

from collections.abc import Mapping

from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.display import screen_date
from kmdesk.records.fields import How
from kmdesk.records.merge import (
    RECORD_COLUMNS,
    Answers,
    Merge,
    move_belongings,
)
from kmdesk.records.model import Record
from kmdesk.records.urgency import URGENCIES
from kmdesk.shelf import documents, queries_letters
from kmdesk.shelf.model import (
    CURRENT,
    FORMS,
    HOLDINGS,
    RETENTIONS,
    STATUSES,
    UNCHECKED,
    DocumentDetail,
)

# Every column needs a rule: a merge that filled only some of them lost a confirmed letterhead.
DETAIL_COLUMNS: Mapping[str, How] = {
    "record_id": How.OWN,
    **dict.fromkeys(("copies", "holding", "note"), How.JOINED),
    **dict.fromkeys(
        (
            "form", "addressee", "refers_to", "enclosures", "urgency", "signer",
            "signer_position", "capacity", "contact", "reply_by", "assigned_to", "replied_with",
            "action", "retention", "category",
        ),
        How.ASKED,
    ),
}  # fmt: skip
COLUMNS: Mapping[str, How] = {**RECORD_COLUMNS, "place_id": How.JOINED}
"""A second place becomes a remark, because there are two papers then."""
# Values that no person chose, so they never conflict with one that a person did.
_DEFAULTS = {"form": ("other",), "status": (CURRENT, UNCHECKED)}
_LABELS = {
    "form": N_("Form"),
    "title": N_("Subject"),
    "addressee": N_("To"),
    "refers_to": N_("Refers to"),
    "enclosures": N_("Enclosures"),
    "urgency": N_("Urgency"),
    "signer": N_("Signed by"),
    "signer_position": N_("Position of the signer"),
    "capacity": N_("In the capacity of"),
    "contact": N_("Contact"),
    "reply_by": N_("Answer by"),
    "assigned_to": N_("Assigned to"),
    "replied_with": N_("Answered with"),
    "action": N_("Action taken"),
    "retention": N_("Keep for"),
    "category": N_("Category"),
}
_CODES: Mapping[str, Mapping[str, str]] = {
    "form": FORMS, "status": STATUSES, "urgency": URGENCIES, "retention": RETENTIONS,
}  # fmt: skip
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
    more = max(1, other.copies) if other is not None else 0
    _join(unit, keep, gone, answers or {}, more, sure=sure)


def merge_pages(unit: Unit, keep_id: int, gone_id: int, answers: Answers | None = None) -> None:
    """Merge the rest of ``gone_id``, whose pages have moved to ``keep_id``; see merge_copy."""
    _join(unit, unit.record(keep_id), unit.record(gone_id), answers or {}, 0)


def _join(
    unit: Unit, keep: Record, gone: Record, answers: Answers, copies: int, *, sure: bool = False
) -> None:
    joining = Merge(unit, keep, gone, answers, _words, _LABELS, sure)
    one = documents.document(unit.session, keep.id)
    other = documents.document(unit.session, gone.id)
    joining.compare(keep, gone, COLUMNS, _DEFAULTS)
    if one is not None and other is not None:
        joining.compare(one, other, DETAIL_COLUMNS, _DEFAULTS)
    joining.settle()
    if one is not None and other is not None:
        _join_papers(unit, (keep, one), (gone, other))
        one.copies += copies
    move_belongings(unit, keep, gone.id)
    mark = queries_letters.unchecked(unit.session, gone.id)
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
        label = queries_letters.place_label(unit.session, gone.place_id)
        _note(one, tr(_SECOND_PLACE, place=label))
    if one.holding == "none":
        one.holding = other.holding
    elif other.holding not in ("none", "in_place", "on_loan", one.holding):
        _note(one, tr(_SECOND_COPY, state=tr(HOLDINGS.get(other.holding, other.holding))))
    if out:
        one.holding = "on_loan"
    _note(one, other.note)
    unit.session.flush()


def _note(detail: DocumentDetail, text: str) -> None:
    there = detail.note.splitlines()
    detail.note = "\n".join([*there, *(line for line in text.splitlines() if line not in there)])


def _words(column: str, value: object) -> str:
    if column in ("dated", "reply_by"):
        return screen_date(value)
    code = str(value)
    return tr(_CODES[column].get(code, code)) if column in _CODES else code
