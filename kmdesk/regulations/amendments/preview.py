"""Preview of a proposal's effect on the law before it is confirmed. Read-only."""

from dataclasses import dataclass

from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.amendments.operation import Conflict
from kmdesk.regulations.model import Amendment
from kmdesk.regulations.timeline import Segment, compare_words
from kmdesk.regulations.version_store import CONFIRMED, operation_of
from kmdesk.regulations.versions import Change, Outcome, build

_LONG_AFTER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Changed:
    """A part changed by the proposal, as a diff of its text before and from that day on."""

    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The changed parts, or the conflict that prevents the proposal from being applied."""

    changed: tuple[Changed, ...]
    conflict: str = ""


def preview(reading: Reading, amendment_id: int) -> Preview:
    """Return the effect of confirming this amendment, on top of all confirmed ones."""
    session = reading.session
    row = session.get(Amendment, amendment_id)
    if row is None:
        return Preview(())
    reading.record(row.record_id)
    rows = version_store.amendment_rows(session, row.record_id)
    others = [one for one in rows if one.state == CONFIRMED and one.id != row.id]
    detail = queries.instrument(session, row.record_id)
    text_as_of = detail.text_as_of if detail else None
    early = version_store.already_in([*others, row], text_as_of)
    if row.id in early and row.effective_on:
        return Preview((), version_store.INCLUDED)
    base = version_store.base_parts(session, row.record_id)
    changes = [
        version_store.change_of(one, operation_of(one)) for one in others if one.id not in early
    ]
    own = Change(row.id, row.effective_on or _LONG_AFTER, row.act_order, operation_of(row))
    outcome = build(base, [*changes, own])
    if row.id in outcome.conflicts:
        return Preview((), str(outcome.conflicts[row.id]))
    found = tuple(_changed(outcome, row.id))
    return Preview(found, "" if row.effective_on else str(Conflict.NO_DAY))


def _changed(outcome: Outcome, key: int) -> list[Changed]:
    found: list[Changed] = []
    for part in outcome.parts:
        before = ""
        for version in outcome.versions[part.anchor]:
            if key in version.made:
                label = part.text.split("\n")[0][:60] if part.kind == "heading" else ""
                shown = label or f"{part.unit} {part.number}".strip()
                found.append(Changed(shown, compare_words(before, version.text)))
            before = version.text
    return found
