"""Foreign keys to the record table, across all packages."""

from collections.abc import Sequence
from typing import Any

from kmdesk.records.model import Attachment, Link, Passage, Record, RecordTag
from kmdesk.store.engine import Base

_DERIVED = ("sketch", "unchecked")
"""Tables derived from a record, and the review queue."""


def columns_naming_records() -> Sequence[tuple[type[Any], Any]]:
    """Return (class, column) of all references to a record, except files, texts, links and tags."""
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
