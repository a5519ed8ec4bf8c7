"""Statuses only a secretary may set or clear."""

from collections.abc import Mapping

from kmdesk.records.actor import Actor, Duty, require

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
    require_for_status(actor, str(kind), _standing(before), _standing(after))


def _standing(row: Mapping[str, object] | None) -> object:
    return row.get("status", "") if row and not row.get("deleted_at") else ""
