"""Link a record to a provision of a law by its typed number."""

from kmdesk.records import Unit
from kmdesk.regulations import queries
from kmdesk.regulations.terms import RegulationError


def link_provision(unit: Unit, origin: tuple[int, str], law: int, typed: str, relation: str) -> int:
    """Link (record, anchor) to a law or to one of its provisions; return the first record's id.

    Raises RegulationError when there is no such law, or it has no provision of that number.
    """
    if queries.instrument(unit.session, law) is None:
        raise RegulationError("Choose the law from the list.")
    target = ""
    if typed.strip():
        found = queries.number_at(unit.session, law, typed)
        if found is None:
            raise RegulationError("There is no number {number}.", number=typed.strip())
        target = found
    unit.link(origin[0], law, relation, from_anchor=origin[1], to_anchor=target)
    return origin[0]
