"""What others rely on as settled: the secretary's word, whichever way it is given or taken back."""

from collections.abc import Mapping

from kmdesk.records.actor import Actor, Duty, require

SETTLED: Mapping[str, frozenset[str]] = {
    "meeting": frozenset({"certified"}),
    "knowledge_set": frozenset({"published"}),
    "km_plan": frozenset({"approved", "closed"}),
}
"""Statuses of each kind that nobody below the secretary gives or takes back.

Source: คำสั่งแต่งตั้ง KM Team, หน้าที่เลขานุการ ข้อ 2.1–2.3.
"""


def require_for_status(actor: Actor, kind: str, before: object, after: object) -> None:
    """NotAllowed when the change of status is the secretary's and the actor is below."""
    if before != after and {before, after} & SETTLED.get(kind, frozenset()):
        require(actor, Duty.SECRETARY)


def require_for_change(
    actor: Actor, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> None:
    """The same for a record's row before and after; none there, or in the trash, is no status."""
    kind = (after or before or {}).get("kind", "")
    require_for_status(actor, str(kind), _standing(before), _standing(after))


def _standing(row: Mapping[str, object] | None) -> object:
    return row.get("status", "") if row and not row.get("deleted_at") else ""
