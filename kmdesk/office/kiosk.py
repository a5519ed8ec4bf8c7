"""Kiosk mode of this corner, set by the administrator."""

from kmdesk.i18n import N_
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.actor import require
from kmdesk.records.settings import KIOSK


def set_kiosk(library: Library, actor: Actor, on: bool) -> None:
    """Turn kiosk mode on or off: full screen that only the administrator can leave.

    Raises NotAllowed for all others.
    """
    require(actor, Duty.ADMINISTRATOR)
    with library.writing(actor, N_("Office settings")) as unit:
        KIOSK.store(unit, on)
        unit.commit()
