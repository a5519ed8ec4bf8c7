"""What the room's part of the record panel and its forms show, frozen."""

from dataclasses import dataclass

from kmdesk.committees import queries
from kmdesk.committees.blocks import Block, blocks, member_name
from kmdesk.committees.model import KnowledgeSetDetail
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """Detail values, tables, and the choices the record's forms offer."""

    values: dict[str, object]
    blocks: tuple[Block, ...]
    text: str = ""
    members: tuple[tuple[int, str], ...] = ()
    actions: tuple[tuple[int, str], ...] = ()
    committees: tuple[tuple[int, str], ...] = ()


def committee_view(reading: Reading, record_id: int) -> CommitteeView | None:
    """The view of a visible record; None for a kind of another room."""
    record = reading.record(record_id)
    values = queries.detail_values(reading, record_id)
    if values is None:
        return None
    session = reading.session
    members = queries.roster(session, record_id) if record.kind == "committee" else []
    items = queries.agenda(session, record_id) if record.kind == "meeting" else []
    detail = session.get(KnowledgeSetDetail, record_id) if record.kind == "knowledge_set" else None
    return CommitteeView(
        values,
        blocks(session, record.kind, record_id),
        detail.text if detail is not None else "",
        tuple((member.id, member_name(member)) for member in members),
        tuple((item.id, item.resolution) for item in items if item.owner and item.done_on is None),
        queries.committees(reading),
    )
