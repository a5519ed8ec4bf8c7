"""Texts of records that an undo took away, kept beside the files until the next session.

The feed does not hold extracted text (it is derived and may be large or personal), so a
redo finds it here.
"""

import json

from sqlalchemy import insert, select

from kmdesk.i18n import N_
from kmdesk.records.model import Passage, Record
from kmdesk.records.unit import RecordError, Unit

NOT_KEPT = N_("This cannot be done again: the file {name} is no longer kept. Add it once more.")


def stash_texts(unit: Unit, record_id: int) -> None:
    """Keep all passages of a record that ``unit`` is about to take away."""
    table = Passage.__table__
    rows = unit.session.execute(select(table).where(Passage.record_id == record_id)).mappings()
    texts = [dict(row) for row in rows]
    if texts:
        unit.files.stash(f"{unit.id}-{record_id}", json.dumps(texts, ensure_ascii=False))


def bring_texts_back(unit: Unit, record_id: int, undone: str, had_texts: bool) -> None:
    """Put back what the unit ``undone`` took; RecordError when it had texts that are lost."""
    kept = unit.files.stashed(f"{undone}-{record_id}")
    if kept is not None:
        # those that only had been moved here are back by their own rows of the feed
        query = select(Passage.id).where(Passage.record_id == record_id)
        there = set(unit.session.scalars(query))
        lost = [row for row in json.loads(kept) if row["id"] not in there]
        if lost:
            unit.session.execute(insert(Passage), lost)
    elif had_texts:
        record = unit.session.get(Record, record_id, populate_existing=True)
        raise RecordError(NOT_KEPT, name=record.title if record else "")
