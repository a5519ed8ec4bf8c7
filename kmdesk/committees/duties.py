"""What a form offers of the statuses that are the secretary's word."""

from collections.abc import Mapping

from kmdesk.records import Actor, Duty
from kmdesk.records.status_permissions import SETTLED


def open_to(actor: Actor, kind: str, before: str, names: Mapping[str, str]) -> dict[str, str]:
    """Of these statuses, those the actor may give a record that is ``before``."""
    if actor.duty >= Duty.SECRETARY:
        return dict(names)
    settled = SETTLED.get(kind, frozenset())
    if before in settled:
        return {key: name for key, name in names.items() if key == before}
    return {key: name for key, name in names.items() if key not in settled}
