"""Mark a paper that looks like a law or an order but is to stay a document only."""

from kmdesk.i18n import N_
from kmdesk.records import Unit
from kmdesk.shelf.model import STAYS

STAY = N_("Leave on the shelf only")


def keep_on_shelf(unit: Unit, record_id: int) -> None:
    """Tag a paper so that it is not offered to other rooms; removing the tag offers it again."""
    unit.tag(unit.record(record_id), STAYS)
