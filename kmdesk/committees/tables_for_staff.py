"""Tables for signed-in staff: missing reports, filed reports, evidence."""

from collections.abc import Iterable
from datetime import date

from kmdesk import clock
from kmdesk.committees import knowledge, reports
from kmdesk.committees.reports import ReportLine
from kmdesk.committees.table import Block
from kmdesk.committees.terms import EVIDENCE_FORMS
from kmdesk.i18n import N_, tr
from kmdesk.records import Session
from kmdesk.records.display import screen_date


def staff_tables(session: Session, kind: str, record_id: int) -> tuple[Block, ...]:
    """Return the tables hidden from visitors, omitting empty ones."""
    makers = {"km_plan": _plan, "knowledge_set": _knowledge_set, "meeting": _evidence}
    if kind not in makers:
        return ()
    return tuple(block for block in makers[kind](session, record_id) if block.rows)


def _knowledge_set(session: Session, set_id: int) -> Iterable[Block]:
    rows = tuple(
        (c.text, c.said_by, screen_date(c.said_on, "short"), screen_date(c.settled_on, "short"))
        for c in knowledge.comments(session, set_id)
    )
    heads = (N_("Comment"), N_("By whom"), N_("Day"), N_("Dealt with on"))
    yield Block(N_("Comments"), heads, rows, (6, 3, 2, 2))


def _plan(session: Session, plan_id: int) -> Iterable[Block]:
    today = clock.today()
    lines = reports.reports(session, plan_id)
    heads: tuple[str, ...] = (
        N_("Has not reported"),
        N_("Activity"),
        N_("Report"),
        N_("Due"),
        N_("Late by"),
    )
    rows = tuple(
        (r.owner, r.activity, r.round, screen_date(r.due_on, "short"), _late(r, today))
        for r in lines
        if not r.reported_on
    )
    yield Block(N_("Reports still to come"), heads, rows, (3, 4, 3, 2, 2))
    heads = (
        N_("Reported by"),
        N_("Activity"),
        N_("Report"),
        N_("Day"),
        N_("Done"),
        N_("What was done"),
        N_("Problems"),
    )
    filed = tuple(
        (
            r.owner,
            r.activity,
            r.round,
            screen_date(r.reported_on, "short"),
            f"{r.done_percent or 0}%",
            r.words,
            r.problem,
        )
        for r in lines
        if r.reported_on
    )
    yield Block(N_("Reports filed"), heads, filed, (3, 4, 3, 2, 1, 4, 3))
    yield from _evidence(session, plan_id)


def _evidence(session: Session, record_id: int) -> Iterable[Block]:
    found = tuple(
        (e.name, tr(EVIDENCE_FORMS[e.form]), e.proves, screen_date(e.dated, "short"), e.note)
        for e in reports.evidence(session, record_id)
    )
    heads = (N_("File"), N_("Kind of evidence"), N_("Proves"), N_("Day"), N_("Remarks"))
    yield Block(N_("Evidence"), heads, found, (3, 3, 4, 2, 3))


def _late(line: ReportLine, today: date) -> str:
    days = (today - date.fromisoformat(line.due_on)).days
    return tr("{count} days", count=str(days)) if days > 0 else ""
