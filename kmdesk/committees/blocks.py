"""A record of this room as headed tables of words: shown, printed and searched alike."""

from collections.abc import Callable, Iterable
from datetime import date

from kmdesk.committees import queries
from kmdesk.committees.block import Block
from kmdesk.committees.model import Membership
from kmdesk.committees.plan_blocks import plan_blocks
from kmdesk.committees.terms import (
    PRESENCES,
    ROLES,
    SECTIONS,
    STEPS,
)
from kmdesk.i18n import N_, tr
from kmdesk.records import Session
from kmdesk.records.wording import screen_date


def blocks(session: Session, kind: str, record_id: int) -> tuple[Block, ...]:
    """Everything of a record beyond its fields; blocks without rows are left out."""
    found = _MAKERS[kind](session, record_id)
    return tuple(block for block in found if block.rows)


def member_name(member: Membership) -> str:
    """Name and post; a member by post shows the post first."""
    if member.by_post and member.post:
        return f"{member.post} ({member.name})" if member.name else member.post
    return " ".join(filter(None, (member.name, member.post)))


def _order(session: Session, record_id: int) -> Iterable[Block]:
    rows = tuple(
        (member_name(member), tr(ROLES[member.role]), title, _span(member))
        for title, member in queries.appointed_by(session, record_id)
    )
    heads = (N_("Name"), N_("Role"), N_("Committee or group"), N_("Time"))
    yield Block(N_("Appointed by this order"), heads, rows, (4, 2, 4, 3))


def _committee(session: Session, record_id: int) -> Iterable[Block]:
    today = date.today().isoformat()
    now = queries.roster(session, record_id, today)
    heads = (N_("Name"), N_("Role"), N_("Time"))
    yield Block(N_("Members today"), heads, _members(now), (5, 2, 3))
    present = {member.id for member in now}
    former = [m for m in queries.roster(session, record_id) if m.id not in present]
    yield Block(N_("Members at other times"), heads, _members(former), (5, 2, 3))
    duties = tuple(
        (tr(ROLES[duty.role]) if at == 0 else "", line)
        for duty in queries.duties(session, record_id)
        for at, line in enumerate(_lines(duty.duties))
    )
    yield Block(N_("Duties"), (N_("Role"), N_("Duties")), duties, (2, 8))
    sets = tuple((s.title, tr(STEPS[s.status])) for s in queries.sets_of(session, record_id))
    yield Block(N_("Knowledge sets"), (N_("Knowledge set"), N_("Step")), sets, (7, 3))
    actions = tuple(
        (a.resolution, a.meeting, a.owner, screen_date(a.due_on, "short"))
        for a in queries.open_actions(session, record_id, "9999")
    )
    heads4 = (N_("Resolution"), N_("Meeting no."), N_("In charge"), N_("Due"))
    yield Block(N_("Still to be done"), heads4, actions, (6, 2, 3, 2))


def _meeting(session: Session, record_id: int) -> Iterable[Block]:
    people = tuple(
        (person.name, tr(PRESENCES[person.presence]), person.note)
        for person in queries.attendances(session, record_id)
    )
    yield Block(N_("Attendance"), (N_("Name"), N_("Presence"), N_("Remarks")), people, (4, 3, 3))
    items = queries.agenda(session, record_id)
    for section, heading in SECTIONS.items():
        rows = tuple(
            (item.text, item.resolution, _action(item.owner, item.due_on, item.done_on))
            for item in items
            if item.section == section
        )
        yield Block(heading, (N_("Matter"), N_("Resolution"), N_("Action")), rows, (5, 3, 2))


def _knowledge_set(session: Session, record_id: int) -> Iterable[Block]:
    rows = tuple(
        (tr(STEPS[s.step]), screen_date(s.taken_on), s.taken_by, s.note)
        for s in queries.steps(session, record_id)
    )
    heads = (N_("Step"), N_("Day"), N_("By whom"), N_("Remarks"))
    yield Block(N_("Life of the set"), heads, rows, (2, 3, 3, 4))


_MAKERS: dict[str, Callable[[Session, int], Iterable[Block]]] = {
    "order": _order,
    "committee": _committee,
    "meeting": _meeting,
    "knowledge_set": _knowledge_set,
    "km_plan": plan_blocks,
}


def _members(members: list[Membership]) -> tuple[tuple[str, ...], ...]:
    return tuple((member_name(m), tr(ROLES[m.role]), _span(m)) for m in members)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("; ", "\n").split("\n") if line.strip()]


def _span(member: Membership) -> str:
    start = screen_date(member.from_on, "short")
    end = screen_date(member.to_on, "short") if member.to_on else tr("open-ended")
    return f"{start} – {end}"


def _action(owner: str, due_on: str | None, done_on: str | None) -> str:
    if not owner:
        return ""
    if done_on:
        return tr("{owner}: done {day}", owner=owner, day=screen_date(done_on, "short"))
    if due_on:
        return tr("{owner}: by {day}", owner=owner, day=screen_date(due_on, "short"))
    return owner
