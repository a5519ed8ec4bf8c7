"""Edits of laws and answer cards: a law's metadata and status, a card's question and grounds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.conflicts import merge
from kmdesk.records.display import screen_date
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.facts import tidy_title
from kmdesk.regulations.model import AnswerCard, InstrumentDetail
from kmdesk.regulations.queries import CARD
from kmdesk.regulations.structure import readable
from kmdesk.regulations.terms import CARD_STATUSES, RANKS, STATUSES, UNCHECKED, RegulationError

Ground = tuple[int, str]
"""(record id of the law, anchor of the provision or "")."""
_LONGEST = 600  # characters of a provision used as a draft answer
_CARD_DATES = ("answered_on", "checked_on")
_CARD_TEXTS = ("answer", "answered_by", "checked_by", "note")


def add_card(
    unit: Unit,
    question: str,
    answer: str,
    grounds: Sequence[Ground] = (),
    values: Mapping[str, object] | None = None,
    **columns: object,
) -> Record:
    """Create a card linked to the provisions it is based on."""
    _check_card(question, answer)
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
        _check_card(question, str(values.get("answer", card.answer)))
        unit.retitle(record, question.strip())
    for name in _CARD_DATES:
        if name in values:
            setattr(card, name, str(values[name]) if values[name] else None)
    for name in _CARD_TEXTS:
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
    present |= {
        name: getattr(card, name) for name in (*_CARD_DATES, *_CARD_TEXTS) if card is not None
    }
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


def _check_card(question: str, answer: str) -> None:
    if not question.strip() or not answer.strip():
        raise RegulationError("An answer card needs a question and an answer.")


_LAW_DATES = ("signed_on", "gazetted_on", "effective_on", "ended_on", "text_as_of", "checked_on")
_LAW_TEXTS = (
    "rank",
    "signed_source",
    "gazetted_source",
    "gazette_volume",
    "gazette_part",
    "gazette_page",
    "effective_source",
    "ended_source",
    "text_source",
    "checked_by",
    "pending",
    "note",
)


def change_law(unit: Unit, record_id: int, values: Mapping[str, object]) -> int:
    """Set the record and detail columns named in ``values``; return the record id.

    A status other than "not checked" needs the name of the person who checked it and the date.
    Raises RegulationError otherwise, and for an unknown status or rank.
    """
    record = unit.record(record_id)
    before = record.status
    detail = queries.law_detail(unit.session, record_id)
    _check_words(values)
    for name in _LAW_DATES:
        if name in values:
            setattr(detail, name, str(values[name]) if values[name] else None)
    for name in _LAW_TEXTS:
        if name in values:
            setattr(detail, name, str(values[name] or "").strip())
    _record_columns(unit, record, values)
    if record.status != UNCHECKED and not (detail.checked_by and detail.checked_on):
        raise RegulationError("Say who checked the status, and on which day.")
    # The first check only confirms what the cards were written on.
    if record.status != before and before != UNCHECKED:
        flag_cards(unit, record_id, [""])
    unit.session.flush()
    return record_id


def edit_law(
    unit: Unit, record_id: int, opened: Mapping[str, object], values: Mapping[str, object]
) -> int:
    """As :func:`change_law`, from a form that was filled with ``opened``.

    Raises EditConflict when another user has changed the same fields since.
    """
    record, detail = unit.record(record_id), queries.instrument(unit.session, record_id)
    present = {name: getattr(record, name) for name in ("title", "issuer", "status", "audience")}
    present |= {
        name: getattr(detail, name) for name in (*_LAW_DATES, *_LAW_TEXTS) if detail is not None
    }
    return change_law(unit, record_id, merge(unit, record_id, opened, present, values))


def confirm_status(unit: Unit, record_id: int, status: str = "", day: date | None = None) -> int:
    """Record that the actor has checked the status today; return the record id.

    Raises RegulationError while no status has been set yet.
    """
    record = unit.record(record_id)
    if not status and record.status == UNCHECKED:
        raise RegulationError("Choose the status that you found.")
    today = (day or clock.today()).isoformat()
    values = {"status": status or record.status, "checked_by": unit.actor.name}
    return change_law(unit, record_id, {**values, "checked_on": today})


def _record_columns(unit: Unit, record: Record, values: Mapping[str, object]) -> None:
    if values.get("title"):
        unit.retitle(record, tidy_title(str(values["title"])))
    for name in ("number", "issuer", "audience"):
        if name in values:
            setattr(record, name, str(values[name] or "").strip())
    if values.get("status"):
        record.status = str(values["status"])
    if "dated" in values:
        record.dated = str(values["dated"]) if values["dated"] else None


def _check_words(values: Mapping[str, object]) -> None:
    status, rank = values.get("status"), values.get("rank")
    if status and status not in STATUSES:
        raise RegulationError("There is no such status: {status}.", status=status)
    if rank and rank not in RANKS:
        raise RegulationError("There is no such rank: {rank}.", rank=rank)


def conflicts(detail: InstrumentDetail, status: str, today: date | None = None) -> list[str]:
    """Return messages about inconsistent dates; they are reported, not corrected."""
    now = (today or clock.today()).isoformat()
    result: list[str] = []
    order = (
        (N_("Signed"), detail.signed_on),
        (N_("Gazetted"), detail.gazetted_on),
        (N_("In force until"), detail.ended_on),
    )
    known = [(label, day) for label, day in order if day]
    for (first, early), (second, late) in pairwise(known):
        if early > late:
            result.append(
                tr(
                    "{first} {early} is after {second} {late}.",
                    first=tr(first),
                    early=screen_date(early),
                    second=tr(second),
                    late=screen_date(late),
                )
            )
    if status in ("in_force", "amended") and detail.ended_on and detail.ended_on <= now:
        result.append(
            tr(
                "The status says in force, but the law ended on {day}.",
                day=screen_date(detail.ended_on),
            )
        )
    if status in ("in_force", "amended") and detail.effective_on and detail.effective_on > now:
        result.append(
            tr(
                "The status says in force, but the law begins on {day}.",
                day=screen_date(detail.effective_on),
            )
        )
    if status == "not_yet" and detail.effective_on and detail.effective_on <= now:
        result.append(
            tr(
                "The status says not yet in force, but the law began on {day}.",
                day=screen_date(detail.effective_on),
            )
        )
    return result
