"""Proposals of amendments: read from a law, corrected, dated, previewed, confirmed, reverted.

At each change, versions are rebuilt from the first text and everything confirmed, so that the order
of entry does not matter and reverting one amendment leaves the rest in place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.amending_clauses import read_clause
from kmdesk.regulations.edits import InForce, day_by, in_force, same_law, serial
from kmdesk.regulations.model import Amendment, InstrumentDetail, RegulationError
from kmdesk.regulations.operations import Action, Conflict, Doubt, Operation
from kmdesk.regulations.timeline import Segment, compare_words
from kmdesk.regulations.version_store import (
    CONFIRMED,
    DROPPED,
    INCLUDED,
    PROPOSED,
    AmendmentRow,
    operation_of,
    rebuild,
)
from kmdesk.regulations.versions import Change, Outcome, build
from kmdesk.thai.dates import parse_date
from kmdesk.thai.numbers import canonical_provision

ACTIONS: dict[str, str] = {
    Action.REPLACE.value: N_("Wording replaced"),
    Action.INSERT.value: N_("Wording added"),
    Action.REPEAL.value: N_("Repealed by the clause"),
    Action.WORDS.value: N_("Words replaced"),
}
STATES: dict[str, str] = {
    PROPOSED: N_("Waits for confirmation"),
    CONFIRMED: N_("In the text"),
    DROPPED: N_("Not used"),
}
DOUBTS: dict[str, str] = {
    Doubt.NOT_READ.value: N_("This clause could not be read. Say yourself what it changes."),
    Doubt.NO_TEXT.value: N_("No new wording was found for this place. Type it."),
    Doubt.NOT_DIVIDED.value: N_("The new wording does not fit the place named. Check both."),
    Doubt.SCHEDULE.value: N_("A schedule is changed. Replace its text yourself."),
    Doubt.OWN_DAY.value: N_("Some clauses come into force on another day. Check the day."),
}
CONFLICTS: dict[str, str] = {
    Conflict.NO_PROVISION.value: N_("The law has no such provision on that day."),
    Conflict.NO_PARAGRAPH.value: N_("The provision has no such paragraph on that day."),
    Conflict.NO_ITEM.value: N_("The provision has no such item on that day."),
    Conflict.NO_TERM.value: N_("This term is not defined there on that day."),
    Conflict.NO_CHAPTER.value: N_("The law has no such chapter on that day."),
    Conflict.NO_WORDS.value: N_("The words to be replaced do not stand there on that day."),
    Conflict.NO_TEXT.value: N_("The new wording is missing."),
    Conflict.NO_DAY.value: N_("The day it comes into force is missing."),
    Conflict.AMBIGUOUS.value: N_("More than one place fits. Name the place more exactly."),
    Conflict.EXISTS.value: N_("Such a place is there already, with another wording."),
    Conflict.ENDED.value: N_("The place was repealed before that day."),
    Conflict.SAME.value: N_("The text says so already."),
    Conflict.CLASH.value: N_("Another law changes the same place on the same day."),
    Conflict.BY_HAND.value: N_("This has to be filled in by hand before it can be applied."),
    INCLUDED: N_("The text is younger than this amendment and should have it already."),
}


def state_words(row: AmendmentRow) -> str:
    """Return the state, or the reason a confirmed amendment is not in the text."""
    if row.conflict:
        return tr("Confirmed, but not in the text: {reason}", reason=tr(CONFLICTS[row.conflict]))
    if row.state == PROPOSED and row.doubt:
        return tr(DOUBTS[row.doubt])
    return tr(STATES[row.state])


def place_words(row: AmendmentRow) -> str:
    """Return the place changed; "Everywhere" when none is named."""
    return row.place.label or tr("Everywhere in the law")


@dataclass(frozen=True, slots=True)
class Proposed:
    """Result of reading an amending law: new proposals, and operations on other laws."""

    record_id: int
    found: int
    others: int


def propose(unit: Unit, record_id: int, by_id: int) -> Proposed:
    """Parse the law ``by_id`` and store its operations on ``record_id`` as proposals.

    Operations a clerk has confirmed or dropped before stay; older proposals of it are parsed again.
    Raises RegulationError when nothing in it amends the law ``record_id``.
    """
    target, act = unit.record(record_id), unit.record(by_id)
    detail = queries.law_detail(unit.session, by_id)
    queries.law_detail(unit.session, record_id)
    if record_id == by_id:
        raise RegulationError("A law cannot amend itself. Choose the law that is amended.")
    texts = queries.provisions(unit.session, by_id)
    force = _force(detail, [row.text for row in texts])
    kept = _clear_proposals(unit, record_id, by_id)
    found = others = 0
    for row in texts:
        for operation in read_clause(row.text, row.number):
            if operation.law and not same_law(operation.law, target.title):
                others += 1
                continue
            if _key(operation) in kept:
                continue
            found += 1
            order = _order(detail, act.title)
            made = _row(record_id, operation, by_id, act.title, order, found, row.text, force)
            unit.session.add(made)
    # Read again after all its clauses were decided, a law has nothing new to propose: no mistake.
    if not found and not kept:
        raise RegulationError(
            "No clause of this law changes a provision of {title}.", title=target.title
        )
    unit.link(by_id, record_id, "amends")
    unit.session.flush()
    return Proposed(record_id, found, others)


def _force(detail: InstrumentDetail, texts: Sequence[str]) -> InForce | None:
    """Return the date set by a clerk, or given by the commencement clause and Gazette date."""
    said = in_force(texts, detail.gazetted_on)
    if detail.effective_on:
        return InForce(detail.effective_on, detail.effective_source, bool(said and said.partly))
    return said


def _order(detail: InstrumentDetail, title: str) -> str:
    day = detail.gazetted_on or detail.signed_on or ""
    # Sorted as text, so the serial number is padded; a missing day sorts first, as the oldest.
    return f"{day} {serial(title):0>4} {title}"


def _row(
    record_id: int,
    operation: Operation,
    by_id: int,
    act: str,
    order: str,
    position: int,
    said: str,
    force: InForce | None,
) -> Amendment:
    own_day = force is not None and force.partly
    doubt = operation.doubt or (Doubt.OWN_DAY if own_day else "")
    return Amendment(
        record_id=record_id,
        by_id=by_id,
        act=act,
        act_order=order,
        position=position,
        clause=operation.clause,
        said=said,
        action=operation.action.value,
        unit=operation.place.unit,
        number=operation.place.number,
        paragraph=operation.place.paragraph,
        items="\n".join(operation.place.items),
        term=operation.place.term,
        chapter=operation.place.chapter,
        text=operation.text,
        old_words=operation.old,
        new_words=operation.new,
        after_term=operation.after,
        law=operation.law,
        doubt=str(doubt),
        effective_on=force.day if force else None,
        effective_source=force.source if force else "",
        state=PROPOSED,
        conflict="",
    )


def _key(operation: Operation) -> tuple[object, ...]:
    # Not the wording: a clerk may have corrected that, and the decision is about the clause.
    return operation.clause, operation.action.value, operation.place.label


def _clear_proposals(unit: Unit, record_id: int, by_id: int) -> set[tuple[object, ...]]:
    """Delete older proposals; return the keys of the decided ones."""
    kept: set[tuple[object, ...]] = set()
    for row in version_store.amendment_rows(unit.session, record_id, by_id):
        if row.state == PROPOSED:
            unit.session.delete(row)
        else:
            kept.add(_key(operation_of(row)))
    unit.session.flush()
    return kept


_EDITABLE = (
    "action", "unit", "number", "paragraph", "items", "term", "chapter", "text", "old_words",
    "new_words", "after_term", "effective_on", "effective_source",
)  # fmt: skip


def add_amendment(
    unit: Unit, record_id: int, values: Mapping[str, object], by_id: int | None = None
) -> int:
    """Add a manually entered amendment as a proposal; return its id.

    Raises RegulationError when no amending law is named.
    """
    act = unit.record(by_id).title if by_id else str(values.get("act") or "").strip()
    if not act:
        raise RegulationError("Say which law makes this amendment.")
    queries.law_detail(unit.session, record_id)
    order = (
        _order(queries.law_detail(unit.session, by_id), act)
        if by_id
        else f" {serial(act):0>4} {act}"
    )
    count = len(version_store.amendment_rows(unit.session, record_id))
    row = Amendment(
        record_id=record_id,
        by_id=by_id,
        act=act,
        act_order=order,
        position=count + 1,
        action="replace",
    )
    if values.get("number"):
        law = queries.instrument(unit.session, record_id)
        row.unit = law.unit if law is not None else ""
    unit.session.add(row)
    unit.session.flush()
    change_amendment(unit, row.id, values)
    return row.id


def change_amendment(unit: Unit, amendment_id: int, values: Mapping[str, object]) -> int:
    """Correct a proposal or a confirmed amendment and clear its doubt; return the record id.

    Raises RegulationError for a number, action or date that cannot be parsed.
    """
    row = _amendment(unit, amendment_id)
    for name in _EDITABLE:
        if name in values:
            setattr(row, name, _checked(name, values[name]))
    # A person has looked at it; the doubt was the machine's.
    row.doubt = ""
    unit.session.flush()
    if row.state == CONFIRMED:
        _need_day([row])
        rebuild(unit, row.record_id)
    return row.record_id


def _checked(name: str, value: object) -> object:
    text = str(value or "").strip()
    if name == "action":
        if text not in {action.value for action in Action}:
            raise RegulationError("There is no such kind of change: {kind}.", kind=text)
        return text
    if name == "paragraph":
        number = int(text) if text.lstrip("-").isdigit() else 0 if not text else None
        if number is None or not -1 <= number <= 99:
            raise RegulationError("The paragraph must be a number from 1 to 99, or empty.")
        return number
    if name == "effective_on":
        return _day(text)
    if name == "number":
        return canonical_provision(text.replace("มาตรา", "").replace("ข้อ", "")) if text else ""
    if name == "items":
        return "\n".join(
            canonical_provision(part) for part in text.replace("(", " ").replace(")", " ").split()
        )
    return text


def _day(text: str | None) -> str | None:
    if not text:
        return None
    found = parse_date(text)
    if found is None:
        raise RegulationError("{day} is not a date.", day=text).at("effective_on")
    return found.isoformat()


def _amendment(unit: Unit, amendment_id: int) -> Amendment:
    row = unit.session.get(Amendment, amendment_id)
    if row is None:
        raise RegulationError("This amendment is not in the library any more.")
    unit.record(row.record_id)
    return row


def confirm(unit: Unit, ids: Iterable[int]) -> dict[int, str]:
    """Apply proposals; return the conflicts of those that did not fit, by id.

    Raises RegulationError when one has no effective date.
    """
    rows = [_amendment(unit, key) for key in ids]
    _need_day(rows)
    for row in rows:
        row.state = CONFIRMED
        # The day was filled in before (_need_day), and it was all that was in doubt.
        if row.doubt == Doubt.OWN_DAY:
            row.doubt = ""
    unit.session.flush()
    result: dict[int, str] = {}
    for record_id in {row.record_id for row in rows}:
        result |= rebuild(unit, record_id)
    return result


def _need_day(rows: Sequence[Amendment]) -> None:
    for row in rows:
        if not row.effective_on:
            raise RegulationError(
                "Clause {clause} has no day from which it is in force. Fill it in first.",
                clause=row.clause or "-",
            ).at("effective_on", row.id)


def take_back(unit: Unit, ids: Iterable[int], state: str = PROPOSED) -> dict[int, str]:
    """Revert amendments to proposals, or drop them, and undo their effect on the text.

    Returns the remaining conflicts by amendment id.
    """
    rows = [_amendment(unit, key) for key in ids]
    for row in rows:
        row.state, row.conflict = state, ""
    unit.session.flush()
    result: dict[int, str] = {}
    for record_id in {row.record_id for row in rows}:
        result |= rebuild(unit, record_id)
    return result


@dataclass(frozen=True, slots=True)
class ActDays:
    """The known dates of the act behind an amendment."""

    amendment_id: int
    act: str
    gazetted_on: str | None
    effective_on: str | None
    source: str
    """The act's commencement clause."""
    undated: int
    """Number of the act's proposals without a date."""

    def effective_by(self, gazetted_on: str | None) -> str | None:
        """Return the date the commencement clause gives for this Gazette date; a proposal."""
        return day_by(self.source, gazetted_on) if self.source else None


def act_days(reading: Reading, amendment_id: int) -> ActDays | None:
    """Return the dates of the act behind an amendment; None when the amendment does not exist."""
    row = reading.session.get(Amendment, amendment_id)
    if row is None:
        return None
    reading.record(row.record_id)
    same = _same_act(reading, row)
    undated = sum(one.effective_on is None for one in same)
    days = [one.effective_on for one in same if one.effective_on]
    detail = queries.instrument(reading.session, row.by_id) if row.by_id else None
    gazetted = detail.gazetted_on if detail else None
    source = row.effective_source or _own_words(reading, row.by_id)
    effective = (detail.effective_on if detail else None) or (days[0] if days else None)
    effective = effective or (day_by(source, gazetted) if source else None)
    return ActDays(row.id, row.act, gazetted, effective, source, undated)


def date_act(
    unit: Unit, amendment_id: int, gazetted_on: str | None, effective_on: str | None
) -> int:
    """Set the effective date of every undated proposal of the same act; return how many changed.

    Proposals with the same date as the given amendment change with it; others were dated separately
    and stay. Dates missing in the act's own record are filled in. Raises RegulationError without a
    date.
    """
    row = _amendment(unit, amendment_id)
    effective, gazetted = _day(effective_on), _day(gazetted_on)
    if effective is None:
        raise RegulationError("The day it comes into force is missing.").at("effective_on")
    before = row.effective_on
    changed = 0
    for one in _same_act(unit, row):
        # A clause with another day than this one was dated by itself: an act may begin in stages.
        if one.effective_on is None or one.effective_on == before:
            one.effective_on = effective
            changed += 1
    _tell_act(unit, row.by_id, gazetted, effective)
    unit.session.flush()
    return changed


def _tell_act(unit: Unit, by_id: int | None, gazetted: str | None, effective: str) -> None:
    detail = queries.instrument(unit.session, by_id) if by_id else None
    if detail is None:
        return
    if gazetted:
        detail.gazetted_on = gazetted
    if detail.effective_on is None:
        detail.effective_on = effective


def _same_act(reading: Reading, row: Amendment) -> list[Amendment]:
    """Return the proposals of the same act on the same law, in order."""
    rows = version_store.amendment_rows(reading.session, row.record_id)
    return [
        one
        for one in rows
        if one.state == PROPOSED
        and (one.by_id == row.by_id if row.by_id else not one.by_id and one.act == row.act)
    ]


def _own_words(reading: Reading, by_id: int | None) -> str:
    if not by_id:
        return ""
    texts = [part.text for part in queries.provisions(reading.session, by_id)]
    said = in_force(texts, None)
    return said.source if said else ""


# A proposal without a day is previewed after every dated change, as the newest.
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
    result: list[Changed] = []
    for part in outcome.parts:
        before = ""
        for version in outcome.versions[part.anchor]:
            if key in version.made:
                label = part.text.split("\n")[0][:60] if part.kind == "heading" else ""
                shown = label or f"{part.unit} {part.number}".strip()
                result.append(Changed(shown, compare_words(before, version.text)))
            before = version.text
    return result
