"""Link steps to the provisions they are based on and the forms they use."""

from collections.abc import Mapping

from kmdesk.i18n import KmdeskError
from kmdesk.processes import queries
from kmdesk.processes.queries import RELATIONS, anchor_of, step_of
from kmdesk.records import Unit


class TieError(KmdeskError):
    """Raised when a step cannot be linked as requested."""


def tie_step(
    unit: Unit, record_id: int, step_id: int | None, target: int, anchor: str, relation: str
) -> int:
    """Link a step, or the whole process, to an anchor of a record; return the process id.

    Raises TieError for an unknown relation or a step that no longer exists.
    """
    unit.record(record_id)
    unit.record(target)
    if relation not in RELATIONS:
        raise TieError("Choose whether it is the legal basis or a form.")
    if step_id is not None and queries.step(unit.session, record_id, step_id) is None:
        raise TieError("This step is not there any more.")
    unit.link(record_id, target, relation, from_anchor=anchor_of(step_id), to_anchor=anchor)
    return record_id


def untie(unit: Unit, record_id: int, link_id: int) -> int:
    """Remove a link; return the process id."""
    link = queries.stored_link(unit.session, link_id)
    if link is not None and link.record_id == record_id and link.relation in RELATIONS:
        unit.session.delete(link)
        unit.session.flush()
    return record_id


def copy_ties(unit: Unit, record_id: int, steps: Mapping[int, int]) -> None:
    """Copy the links of steps to their copies in another version."""
    for link in queries.stored_links(unit.session, record_id, steps):
        old = step_of(link.from_anchor)
        if old is not None:
            anchor = anchor_of(steps[old])
            unit.link(record_id, link.to_id, link.relation, anchor, link.to_anchor)


def forget_ties(unit: Unit, record_id: int, gone: set[int]) -> None:
    """Delete the links of deleted steps."""
    for link in queries.stored_links(unit.session, record_id, gone):
        unit.session.delete(link)
    unit.session.flush()
