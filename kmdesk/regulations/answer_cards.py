"""Answer cards: a question asked before, its short answer, the provisions it rests on."""

from collections.abc import Iterable, Mapping, Sequence

from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.regulations import queries
from kmdesk.regulations.errors import RegulationError
from kmdesk.regulations.model import AnswerCard
from kmdesk.regulations.queries import CARD
from kmdesk.regulations.terms import CARD_STATUSES, UNCHECKED

Ground = tuple[int, str]
"""(record id of the law, anchor of the provision or "")."""
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
    """A new card, linked to the provisions it rests on."""
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


def change_card(unit: Unit, record_id: int, values: Mapping[str, object]) -> int:
    """Set question, status and the card's columns named in ``values``; the record id."""
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


def flag_cards(unit: Unit, law: int, anchors: Iterable[str]) -> int:
    """Cards resting on changed provisions are to be reviewed; how many were flagged."""
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
