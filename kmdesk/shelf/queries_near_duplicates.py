"""Find near-duplicate papers: stored keys select candidates, which are then compared.

Keys are derived from the text, so they bypass the change feed and are deleted with their record.
"""

from collections.abc import Sequence

from sqlalchemy import delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from kmdesk.intake.text_features import MAX_PAGES, keys_of, similarity
from kmdesk.records.model import Link, Passage, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.model import Sketch, Unchecked

NEAR = 0.55
"""Similarity (shared part of a page) from which the clerk is asked about two papers."""
_CANDIDATES = 12


def store_keys(session: Session, record_id: int) -> None:
    """Replace the stored keys of a paper's text."""
    session.execute(delete(Sketch).where(Sketch.record_id == record_id))
    keys = keys_of(pages_of(session, record_id))
    # every paper gets a row, else papers without text would be processed again each time
    rows = [{"record_id": record_id, "key": key} for key in keys or [_NOTHING]]
    session.execute(insert(Sketch), rows)


def documents_without_keys(session: Session, limit: int) -> list[int]:
    """Return documents added before keys were stored, newest first."""
    query = (
        select(Record.id)
        .where(
            Record.kind == "document",
            Record.source_id.is_(None),
            ~exists().where(Sketch.record_id == Record.id),
            exists().where(Passage.record_id == Record.id),
        )
        .order_by(Record.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def near_copies(reading: Reading, record_id: int) -> list[tuple[int, float]]:
    """Return (record id, similarity) of visible near copies, most similar first.

    Papers already linked to it are excluded, as the clerk has decided on them; so are unchecked
    papers, which come up when they are checked themselves.
    """
    pages = pages_of(reading.session, record_id)
    keys = keys_of(pages)
    if not keys:
        return []
    linked = exists().where(
        or_(
            (Link.record_id == record_id) & (Link.to_id == Record.id),
            (Link.to_id == record_id) & (Link.record_id == Record.id),
        )
    )
    query = (
        select(Sketch.record_id)
        .join(Record, Record.id == Sketch.record_id)
        .where(Sketch.key.in_(keys), Record.id != record_id, Record.kind == "document")
        .where(reading.visible(), ~linked, ~exists().where(Unchecked.record_id == Record.id))
        .group_by(Sketch.record_id)
        .order_by(func.count().desc(), Sketch.record_id)
        .limit(_CANDIDATES)
    )
    found = []
    for other in reading.session.scalars(query).all():
        share = similarity(pages, pages_of(reading.session, other))
        if share >= NEAR:
            found.append((other, share))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def sent_on(session: Session, one: int, other: int) -> float:
    """Return how much of one paper's first page follows the other's cover page, 0…1."""
    left, right = pages_of(session, one), pages_of(session, other)
    return max(similarity(left[1:], right[:1]), similarity(left[:1], right[1:]))


def pages_of(session: Session, record_id: int) -> Sequence[str]:
    """Return the text of the first pages."""
    query = (
        select(Passage.text)
        .where(Passage.record_id == record_id)
        .order_by(Passage.position, Passage.id)
        .limit(MAX_PAGES)
    )
    return session.scalars(query).all()


_NOTHING = -1
