"""Answer cards: a recurring question, its short answer, the provisions it is based on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kmdesk import clock
from kmdesk.records import Unit
from kmdesk.records.conflicts import merge
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.model import AnswerCard
from kmdesk.regulations.queries import CARD
from kmdesk.regulations.structure import readable
from kmdesk.regulations.terms import CARD_STATUSES, UNCHECKED, RegulationError

Ground = tuple[int, str]
"""(record id of the law, anchor of the provision or "")."""
_LONGEST = 600  # characters of a provision used as a draft answer
_DATES = ("answered_on", "checked_on")
_TEXTS = ("answer", "answered_by", "checked_by", "note")


def add_card(
    unit: Unit,
    question: str,
    answer: str,
    grounds: Sequence[Ground] = (),
    values: Mapping[str, object] | None = None,
    **columns: object,
) -> Record:
    """Create a card linked to the provisions it is based on."""
    _check(question, answer)
    status = columns.pop("status", None) or UNCHECKED
    record = unit.add(kind=CARD, title=question.strip(), status=status, **columns)
    unit.session.add(AnswerCard(record_id=record.id, answer=answer.strip()))
    unit.session.flush()
    for law, anchor in grounds:
        unit.link(record.id, law, "legal_basis", to_anchor=anchor)
    if values:
        change_card(unit, record.id, values)
    return record


def draft_card(reading: Reading, law: int, anchor: str, day: date | None = None) -> dict[str, str]:
    """Return a new card's initial values: the provision's text to shorten, author, and today."""
    part = queries.part_at(reading.session, law, anchor) if anchor else None
    today, name = (day or clock.today()).isoformat(), reading.actor.name
    words = readable(part.text).removeprefix(part.label).strip() if part is not None else ""
    return {
        "answer": words[:_LONGEST],
        "numbers": part.number if part is not None else "",
        "answered_by": name,
        "answered_on": today,
        "checked_by": name,
        "checked_on": today,
        "status": "current",
    }


def add_card_on(unit: Unit, law: int, values: Mapping[str, object]) -> int:
    """Create a card on provisions of one law; return its record id.

    ``numbers`` are as typed (43, ๔๔/๑). Raises RegulationError naming a number the law does not
    have.
    """
    grounds: list[Ground] = []
    for typed in re.split(r"[,;\n]", str(values.get("numbers") or "")):
        if typed.strip():
            anchor = queries.number_at(unit.session, law, typed)
            if anchor is None:
                raise RegulationError("There is no number {number}.", number=typed.strip())
            grounds.append((law, anchor))
    rest = {k: v for k, v in values.items() if k not in ("question", "answer", "numbers")}
    question, answer = str(values.get("question") or ""), str(values.get("answer") or "")
    return add_card(unit, question, answer, grounds or [(law, "")], rest).id


def change_card(unit: Unit, record_id: int, values: Mapping[str, object]) -> int:
    """Set question, status and the columns named in ``values``; return the record id.

    Raises RegulationError for an unknown status, and when the status is "current" without the name
    and date of the check.
    """
    record = unit.record(record_id)
    card = queries.card(unit.session, record_id)
    if card is None:
        raise RegulationError("This item is not an answer card.")
    if "question" in values or "answer" in values:
        question = str(values.get("question", record.title))
        _check(question, str(values.get("answer", card.answer)))
        unit.retitle(record, question.strip())
    for name in _DATES:
        if name in values:
            setattr(card, name, str(values[name]) if values[name] else None)
    for name in _TEXTS:
        if name in values:
            setattr(card, name, str(values[name] or "").strip())
    status = values.get("status")
    if status:
        if status not in CARD_STATUSES:
            raise RegulationError("There is no such status: {status}.", status=status)
        record.status = str(status)
    if record.status == "current" and not (card.checked_by and card.checked_on):
        raise RegulationError("Say who checked the answer, and on which day.")
    unit.session.flush()
    return record_id


def edit_card(
    unit: Unit, record_id: int, opened: Mapping[str, object], values: Mapping[str, object]
) -> int:
    """As :func:`change_card`, from a form that was filled with ``opened``.

    Raises EditConflict when another user has changed the same fields since.
    """
    record, card = unit.record(record_id), queries.card(unit.session, record_id)
    present: dict[str, object] = {"question": record.title, "status": record.status}
    present |= {name: getattr(card, name) for name in (*_DATES, *_TEXTS) if card is not None}
    return change_card(unit, record_id, merge(unit, record_id, opened, present, values))


def flag_cards(unit: Unit, law: int, anchors: Iterable[str]) -> int:
    """Mark cards based on changed provisions for review; return how many."""
    flagged: set[int] = set()
    for anchor in anchors:
        flagged |= set(queries.cards_on(unit.session, law, anchor))
    for record_id in flagged:
        record = unit.session.get(Record, record_id)
        if record is not None:
            record.status = "review"
    unit.session.flush()
    return len(flagged)


def _check(question: str, answer: str) -> None:
    if not question.strip() or not answer.strip():
        raise RegulationError("An answer card needs a question and an answer.")
