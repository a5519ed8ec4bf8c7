"""A paper that looks like a law or an order, and is to be a paper only."""

from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.shelf.terms import STAYS

STAY = N_("Leave on the shelf only")


def keep_on_shelf(unit: Unit, record_id: int) -> None:
    """Offer this paper to no other room any more; a tag says so, and taken off it is offered."""
    unit.tag(unit.record(record_id), STAYS)
