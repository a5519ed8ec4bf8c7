"""Edits of laws and answer cards: a law's metadata and status, a card's question and grounds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records import BaseKind, Unit
from kmdesk.records.display import AUDIENCES, screen_date
from kmdesk.records.edit import add_record, change_record
from kmdesk.records.fields import InvalidValue, fields_of, inserted, record_field
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.facts import tidy_title
from kmdesk.regulations.model import (
    CARD_STATUSES,
    STATUSES,
    UNCHECKED,
    AnswerCard,
    InstrumentDetail,
    RegulationError,
)
from kmdesk.regulations.queries import CARD
from kmdesk.regulations.structure import readable

Ground = tuple[int, str]
"""(record id of the law, anchor of the provision or "")."""
_LONGEST = 600  # characters of a provision used as a draft answer


class CardForm(BaseKind):
    """How the values of an answer card's form are stored; its question is the record's title."""

    code = CARD
    detail = AnswerCard
    initial: Mapping[str, object] = {"status": UNCHECKED}
    fields = (
        record_field("title", N_("Question"), "title", required=True),
        *inserted(
            fields_of(AnswerCard),
            "answered_on",
            record_field(
                "status", N_("Status"), "choice", choices=CARD_STATUSES, default=UNCHECKED
            ),
        ),
    )  # fmt: skip

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for a card said to be right without who checked it, and when."""
        if values.get("status") == "current" and not _is_checked(values):
            raise InvalidValue("Say who checked the answer, and on which day.", "checked_by")


class LawForm(BaseKind):
    """How the values of a law's form are stored."""

    code = "regulation"
    detail = InstrumentDetail
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        *inserted(
            fields_of(InstrumentDetail),
            "rank",
            record_field("issuer", N_("Issued by")),
            record_field("status", N_("Status"), "choice", choices=STATUSES),
        ),
        record_field("audience", N_("Who may read it"), "choice", choices=AUDIENCES),
    )

    def normalize(
        self, unit: Unit, values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the values with a tidy title."""
        stored = dict(values)
        if "title" in stored:
            stored["title"] = tidy_title(str(stored["title"]))
        return stored

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for a status other than “not checked” that nobody checked."""
        if values.get("status") != UNCHECKED and not _is_checked(values):
            raise InvalidValue("Say who checked the status, and on which day.", "checked_by")

    def stored(
        self,
        unit: Unit,
        record: Record,
        values: Mapping[str, object],
        present: Mapping[str, object],
    ) -> None:
        """Flag the answer cards that rest on a law whose status has changed."""
        before = present.get("status")
        if record.status != before and before != UNCHECKED:
            flag_cards(unit, record.id, [""])


def _is_checked(values: Mapping[str, object]) -> bool:
    return bool(values.get("checked_by") and values.get("checked_on"))


CARD_FORM, LAW_FORM = CardForm(), LawForm()


def add_card(
    unit: Unit,
    question: str,
    answer: str,
    grounds: Sequence[Ground] = (),
    values: Mapping[str, object] | None = None,
    **columns: object,
) -> Record:
    """Create a card linked to the provisions it is based on."""
    asked = {**(values or {}), **columns, "title": question, "answer": answer}
    record = add_record(unit, CARD_FORM, asked)
    for law, anchor in grounds:
        unit.link(record.id, law, "legal_basis", to_anchor=anchor)
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
    rest = {k: v for k, v in values.items() if k not in ("title", "answer", "numbers")}
    question, answer = str(values.get("title") or ""), str(values.get("answer") or "")
    return add_card(unit, question, answer, grounds or [(law, "")], rest).id


def change_card(
    unit: Unit,
    record_id: int,
    values: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the given values of a card and return its record id; see :func:`change_record`."""
    return change_record(unit, CARD_FORM, record_id, values, opened)


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


def change_law(
    unit: Unit,
    record_id: int,
    values: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the given values of a law and return its record id; see :func:`change_record`.

    A status other than "not checked" needs the name of the person who checked it and the date.
    """
    return change_record(unit, LAW_FORM, record_id, values, opened)


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
