"""A paper that looks like a law or an order, and is to be a paper only."""

from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.records.reading_in import stays_setting

STAY = N_("Leave on the shelf only")


def stay(unit: Unit, record_id: int) -> None:
    """Offer this paper to no other room any more; undone, it is offered again."""
    stays_setting(unit.record(record_id).id).store(unit, True)
