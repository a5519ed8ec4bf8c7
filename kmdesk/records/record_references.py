"""Where rows name a record, whatever room they belong to."""

from collections.abc import Sequence
from typing import Any

from kmdesk.records.model import Attachment, Link, Passage, Record, RecordTag
from kmdesk.store.base import Base

_DERIVED = ("sketch", "unchecked")
"""Tables of what the program reckons of a record, or of its queue."""


def columns_naming_records() -> Sequence[tuple[type[Any], Any]]:
    """(class, column) of all that names a record, but its files, texts, links and tags."""
    own = (Attachment, Passage, Link, RecordTag)
    return [
        (mapper.class_, column)
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        if mapper.class_ not in own
        and mapper.local_table.name not in _DERIVED  # type: ignore[attr-defined]
        and not column.primary_key
        and any(key.column.table is Record.__table__ for key in column.foreign_keys)
    ]
