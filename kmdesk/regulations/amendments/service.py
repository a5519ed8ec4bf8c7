"""Manage a law's amendments: propose, correct, confirm, revert.

At each change, versions are rebuilt from the first text and everything confirmed, so that the order
of entry does not matter and reverting one amendment leaves the rest in place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kmdesk.records import Unit
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.amendments.operation import Action, Doubt, Operation
from kmdesk.regulations.amendments.parse import read_clause
from kmdesk.regulations.facts import InForce, in_force, same_law, serial
from kmdesk.regulations.model import Amendment, InstrumentDetail
from kmdesk.regulations.terms import RegulationError
from kmdesk.regulations.version_store import CONFIRMED, PROPOSED, operation_of, rebuild
from kmdesk.thai.dates import parse_date
from kmdesk.thai.numbers import canonical_provision


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
    detail = _detail(unit, by_id)
    _detail(unit, record_id)
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
    if not found and not kept:
        raise RegulationError(
            "No clause of this law changes a provision of {title}.", title=target.title
        )
    unit.link(by_id, record_id, "amends")
    unit.session.flush()
    return Proposed(record_id, found, others)


def _detail(unit: Unit, record_id: int) -> InstrumentDetail:
    detail = queries.instrument(unit.session, record_id)
    if detail is None:
        raise RegulationError("This item is not a law. Open it in its own tab to change it.")
    return detail


def _force(detail: InstrumentDetail, texts: Sequence[str]) -> InForce | None:
    """Return the date set by a clerk, or given by the commencement clause and Gazette date."""
    said = in_force(texts, detail.gazetted_on)
    if detail.effective_on:
        return InForce(detail.effective_on, detail.effective_source, bool(said and said.partly))
    return said


def _order(detail: InstrumentDetail, title: str) -> str:
    day = detail.gazetted_on or detail.signed_on or ""
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
    _detail(unit, record_id)
    order = _order(_detail(unit, by_id), act) if by_id else f" {serial(act):0>4} {act}"
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
        day = parse_date(text) if text else None
        if text and day is None:
            raise RegulationError("{day} is not a date.", day=text).at("effective_on")
        return day.isoformat() if day else None
    if name == "number":
        return canonical_provision(text.replace("มาตรา", "").replace("ข้อ", "")) if text else ""
    if name == "items":
        return "\n".join(
            canonical_provision(part) for part in text.replace("(", " ").replace(")", " ").split()
        )
    return text


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
        if row.doubt == Doubt.OWN_DAY:
            row.doubt = ""
    unit.session.flush()
    found: dict[int, str] = {}
    for record_id in {row.record_id for row in rows}:
        found |= rebuild(unit, record_id)
    return found


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
    found: dict[int, str] = {}
    for record_id in {row.record_id for row in rows}:
        found |= rebuild(unit, record_id)
    return found
