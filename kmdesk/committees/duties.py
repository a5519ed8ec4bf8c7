"""Statuses offered by a form, given which of them only a secretary may set."""

from collections.abc import Mapping

from kmdesk.records import Actor, Duty
from kmdesk.records.actor import SETTLED


def open_to(actor: Actor, kind: str, before: str, names: Mapping[str, str]) -> dict[str, str]:
    """Return the statuses that the actor may set on a record whose status is ``before``."""
    if actor.duty >= Duty.SECRETARY:
        return dict(names)
    settled = SETTLED.get(kind, frozenset())
    if before in settled:
        return {key: name for key, name in names.items() if key == before}
    return {key: name for key, name in names.items() if key not in settled}
