"""Whether this corner runs as a kiosk; the administrator decides."""

from kmdesk.i18n import N_
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.actor import require
from kmdesk.records.settings import KIOSK


def set_kiosk(library: Library, actor: Actor, on: bool) -> None:
    """Full screen that only the administrator leaves, or not; NotAllowed for all others."""
    require(actor, Duty.ADMINISTRATOR)
    with library.writing(actor, N_("Office settings")) as unit:
        KIOSK.store(unit, on)
        unit.commit()
