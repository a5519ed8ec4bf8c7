"""What only the secretary of the committees may do: what others then rely on as settled.

The clerk keeps the records; certified minutes, the published set and the approved or closed plan
are the secretary's word (คำสั่งแต่งตั้ง KM Team, หน้าที่เลขานุการ ข้อ 2.1–2.3).
"""

from collections.abc import Mapping

from kmdesk.records import Actor, Duty, Unit
from kmdesk.records.actor import require

SETTLED: Mapping[str, frozenset[str]] = {
    "meeting": frozenset({"certified"}),
    "knowledge_set": frozenset({"published"}),
    "km_plan": frozenset({"approved", "closed"}),
}
"""Statuses of each kind that nobody below the secretary gives or takes back."""


def require_for_status(unit: Unit, kind: str, before: str, after: str) -> None:
    """NotAllowed when the change of status is the secretary's and the actor is below."""
    if before != after and {before, after} & SETTLED.get(kind, frozenset()):
        require(unit.actor, Duty.SECRETARY)


def open_to(actor: Actor, kind: str, before: str, names: Mapping[str, str]) -> dict[str, str]:
    """Of these statuses, those the actor may give a record that is ``before``."""
    if actor.duty >= Duty.SECRETARY:
        return dict(names)
    settled = SETTLED.get(kind, frozenset())
    if before in settled:
        return {key: name for key, name in names.items() if key == before}
    return {key: name for key, name in names.items() if key not in settled}
