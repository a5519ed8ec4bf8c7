"""Bulk edits of documents: set fields, move, tag, find and replace; each undone in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.records.describe import tag_names
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries
from kmdesk.shelf.edit_document import ShelfError, change_document

REPLACED = {
    "title": N_("Subject"),
    "number": N_("Number"),
    "issuer": N_("From"),
    "addressee": N_("To"),
    "refers_to": N_("Refers to"),
    "enclosures": N_("Enclosures"),
    "signer": N_("Signed by"),
    "signer_position": N_("Position of the signer"),
    "contact": N_("Contact"),
    "assigned_to": N_("Assigned to"),
    "action": N_("Action taken"),
    "category": N_("Category"),
    "note": N_("Remarks"),
}
"""Fields that support find and replace, with their labels."""
_RECORD = ("title", "number", "issuer")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Current and proposed value of a document's field."""

    record_id: int
    before: str
    after: str


def edit_many(
    unit: Unit,
    record_ids: Sequence[int],
    values: Mapping[str, object],
    add_tags: str = "",
    drop_tags: str = "",
) -> int:
    """Set fields and add or remove tags on every document; return the number of documents.

    Records in the list that are not documents are skipped. Tags are separated by commas.
    """
    added, dropped = _tags(add_tags), set(_tags(drop_tags))
    count = 0
    for record_id in record_ids:
        if queries.document(unit.session, record_id) is None:
            continue
        change = dict(values)
        if added or dropped:
            present = tag_names(unit.session, record_id)
            kept = [name for name in present if name not in dropped]
            change["tags"] = ",".join([*kept, *added])
        change_document(unit, record_id, change)
        count += 1
    return count


def would_replace(
    reading: Reading, record_ids: Sequence[int], field: str, find: str, put: str
) -> list[Replacement]:
    """Preview a replacement in a field; raises ShelfError when ``find`` is empty."""
    if field not in REPLACED:
        raise ShelfError("Text cannot be replaced in this field.")
    if not find:
        raise ShelfError("Type what to look for.")
    changes = []
    for record_id in record_ids:
        before = _value(reading, record_id, field)
        after = before.replace(find, put)
        if after != before:
            changes.append(Replacement(record_id, before, after))
    return changes


def replace_in(unit: Unit, record_ids: Sequence[int], field: str, find: str, put: str) -> int:
    """Replace text in a field of many documents; return the number changed."""
    changes = would_replace(unit, record_ids, field, find, put)
    for change in changes:
        change_document(unit, change.record_id, {field: change.after})
    return len(changes)


def _value(reading: Reading, record_id: int, field: str) -> str:
    detail = queries.document(reading.session, record_id)
    if detail is None:
        return ""
    owner = reading.record(record_id) if field in _RECORD else detail
    return str(getattr(owner, field) or "")


def _tags(text: str) -> list[str]:
    return list(
        dict.fromkeys(name for name in (" ".join(n.split()) for n in text.split(",")) if name)
    )
