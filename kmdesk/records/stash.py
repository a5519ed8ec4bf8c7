"""Texts of records removed by an undo, kept beside the files until the next session.

The feed does not hold extracted text (it is derived and may be large or personal), so a redo reads
it from here.
"""

import json
from collections.abc import Sequence

from sqlalchemy import insert, select

from kmdesk.i18n import N_
from kmdesk.records.model import Passage, Record
from kmdesk.records.unit import RecordError, Unit

_AT_ONCE = 50  # a law has a megabyte of text
NOT_KEPT = N_("This cannot be done again: the file {name} is no longer kept. Add it once more.")


def stash_texts(unit: Unit, records: Sequence[int]) -> None:
    """Save all passages of the records that ``unit`` is about to delete."""
    table = Passage.__table__
    for at in range(0, len(records), _AT_ONCE):
        query = select(table).where(table.c.record_id.in_(records[at : at + _AT_ONCE]))
        texts: dict[int, list[dict[str, object]]] = {}
        for row in unit.session.execute(query).mappings():
            texts.setdefault(row["record_id"], []).append(dict(row))
        for record_id, kept in texts.items():
            unit.files.stash(f"{unit.id}-{record_id}", json.dumps(kept, ensure_ascii=False))


def bring_texts_back(unit: Unit, record_id: int, undone: str, had_texts: bool) -> None:
    """Restore the passages the unit ``undone`` deleted; raises RecordError if they are lost."""
    kept = unit.files.stashed(f"{undone}-{record_id}")
    if kept is not None:
        # passages that had only been moved here are already restored by their own feed rows
        query = select(Passage.id).where(Passage.record_id == record_id)
        there = set(unit.session.scalars(query))
        lost = [row for row in json.loads(kept) if row["id"] not in there]
        if lost:
            unit.session.execute(insert(Passage), lost)
    elif had_texts:
        # The undo wrote past the session: what it has loaded is stale.
        record = unit.session.get(Record, record_id, populate_existing=True)
        raise RecordError(NOT_KEPT, name=record.title if record else "")
