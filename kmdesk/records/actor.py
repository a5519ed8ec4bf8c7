"""Actors (a name and a duty) and their permission checks.

Only the unit of work decides what a duty may do.
"""

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
