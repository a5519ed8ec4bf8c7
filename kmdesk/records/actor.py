"""Actors (a name and a duty) and their permission checks, also for statuses kept for the secretary.

Only the unit of work decides what a duty may do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from kmdesk.i18n import N_, KmdeskError


class Duty(IntEnum):
    """Duties in ascending order; a higher duty includes everything a lower one may do."""

    WALK_UP = 0
    CLERK = 10
    SECRETARY = 20
    ADMINISTRATOR = 30


DUTY_NAMES = {
    Duty.WALK_UP: N_("Walk-up reader"),
    Duty.CLERK: N_("Admin clerk"),
    Duty.SECRETARY: N_("Secretary"),
    Duty.ADMINISTRATOR: N_("Administrator"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person using the program; ``name`` is recorded in the history."""

    name: str
    duty: Duty

    @property
    def audiences(self) -> tuple[str, ...]:
        """Audiences whose records this actor may see."""
        return ("public", "internal") if self.duty >= Duty.CLERK else ("public",)


WALK_UP = Actor("", Duty.WALK_UP)
SYSTEM = Actor("kmdesk", Duty.ADMINISTRATOR)


class NotAllowed(KmdeskError):
    """The actor's duty does not permit the action."""


def require(actor: Actor, duty: Duty) -> None:
    """Raise NotAllowed unless the actor has at least this duty."""
    if actor.duty >= duty:
        return
    if duty >= Duty.ADMINISTRATOR:
        raise NotAllowed("Only the administrator may do this. Sign in as the administrator first.")
    if duty >= Duty.SECRETARY:
        raise NotAllowed("Only the secretary may do this. Sign in as the secretary first.")
    raise NotAllowed("Sign in as the clerk first: readers cannot change the library.")


SETTLED: Mapping[str, frozenset[str]] = {
    "meeting": frozenset({"certified"}),
    "knowledge_set": frozenset({"published"}),
    "km_plan": frozenset({"approved", "closed"}),
}
"""Statuses of each kind that require at least the secretary to set or clear.

Source: คำสั่งแต่งตั้ง KM Team, หน้าที่เลขานุการ ข้อ 2.1–2.3.
"""


def require_for_status(actor: Actor, kind: str, before: object, after: object) -> None:
    """Raise NotAllowed if the status change needs a secretary and the actor is below."""
    if before != after and {before, after} & SETTLED.get(kind, frozenset()):
        require(actor, Duty.SECRETARY)


def require_for_change(
    actor: Actor, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> None:
    """Check a record row's change the same way; a missing or trashed row has no status."""
    kind = (after or before or {}).get("kind", "")
    require_for_status(actor, str(kind), _status_of(before), _status_of(after))


def _status_of(row: Mapping[str, object] | None) -> object:
    return row.get("status", "") if row and not row.get("deleted_at") else ""
