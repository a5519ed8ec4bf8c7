"""Make two records of one letter one, losing no file, text, link, tag, receipt or place."""

from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.describe import tag_names
from kmdesk.records.model import Record
from kmdesk.shelf import queries, queries_letters
from kmdesk.shelf.model import DocumentDetail

_FILLED = (
    "addressee",
    "refers_to",
    "enclosures",
    "urgency",
    "signer",
    "signer_position",
    "capacity",
    "contact",
    "reply_by",
    "assigned_to",
    "replied_with",
    "action",
    "category",
)
_SECOND_PLACE = N_("Another copy lies in {place}.")


def merge_copy(unit: Unit, keep_id: int, gone_id: int) -> None:
    """Everything of ``gone_id`` goes over to ``keep_id``; the emptied record to the trash."""
    keep, gone = unit.record(keep_id), unit.record(gone_id)
    _join_details(unit, keep, gone)
    _take_over(unit, keep, gone_id)


def merge_pages(unit: Unit, keep_id: int, gone_id: int) -> None:
    """The pages of ``gone_id`` are in ``keep_id`` now: all else goes over, facts stay its own."""
    _take_over(unit, unit.record(keep_id), gone_id)


def _take_over(unit: Unit, keep: Record, gone_id: int) -> None:
    _move_belongings(unit, keep.id, gone_id)
    _move_links(unit, keep.id, gone_id)
    for name in tag_names(unit.session, gone_id):
        unit.tag(keep, name)
    mark = queries_letters.unchecked(unit.session, gone_id)
    if mark is not None:
        unit.session.delete(mark)
    unit.trash(gone_id)


def _move_belongings(unit: Unit, keep_id: int, gone_id: int) -> None:
    last = queries_letters.last_positions(unit.session, keep_id)
    for row in queries_letters.belongings(unit.session, gone_id):
        if type(row) in last:
            last[type(row)] += 1
            row.position = last[type(row)]  # type: ignore[union-attr]
        row.record_id = keep_id
    unit.session.flush()


def _move_links(unit: Unit, keep_id: int, gone_id: int) -> None:
    for link in queries_letters.links_of(unit.session, gone_id):
        source = keep_id if link.record_id == gone_id else link.record_id
        target = keep_id if link.to_id == gone_id else link.to_id
        said = queries_letters.equal_link(unit.session, link, source, target)
        if source == target or said is not None:
            unit.session.delete(link)
        else:
            link.record_id, link.to_id = source, target
    unit.session.flush()


def _join_details(unit: Unit, keep: Record, gone: Record) -> None:
    one = queries.document(unit.session, keep.id)
    other = queries.document(unit.session, gone.id)
    if one is None or other is None:
        return
    one.copies += max(1, other.copies)
    for name in _FILLED:
        if not getattr(one, name) and getattr(other, name):
            setattr(one, name, getattr(other, name))
    if keep.place_id is None:
        keep.place_id = gone.place_id
        one.holding = other.holding if gone.place_id else one.holding
    elif gone.place_id not in (None, keep.place_id):
        label = queries_letters.place_label(unit.session, gone.place_id)
        _note(one, tr(_SECOND_PLACE, place=label))
    _note(one, other.note)
    unit.session.flush()


def _note(detail: DocumentDetail, text: str) -> None:
    if text and text not in detail.note:
        detail.note = f"{detail.note}\n{text}".strip()
