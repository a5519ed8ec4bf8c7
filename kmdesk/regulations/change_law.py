"""Edit a law's metadata: dates, Gazette reference, status and who checked it."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.conflicts import merge
from kmdesk.records.display import screen_date
from kmdesk.records.model import Record
from kmdesk.regulations import queries
from kmdesk.regulations.answer_cards import flag_cards
from kmdesk.regulations.facts import tidy_title
from kmdesk.regulations.model import InstrumentDetail
from kmdesk.regulations.terms import RANKS, STATUSES, UNCHECKED, RegulationError

_DATES = ("signed_on", "gazetted_on", "effective_on", "ended_on", "text_as_of", "checked_on")
_TEXTS = (
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
    detail = queries.instrument(unit.session, record_id)
    if detail is None:
        raise RegulationError("This item is not a law. Open it in its own tab to change it.")
    _check_words(values)
    for name in _DATES:
        if name in values:
            setattr(detail, name, str(values[name]) if values[name] else None)
    for name in _TEXTS:
        if name in values:
            setattr(detail, name, str(values[name] or "").strip())
    _record_columns(unit, record, values)
    if record.status != UNCHECKED and not (detail.checked_by and detail.checked_on):
        raise RegulationError("Say who checked the status, and on which day.")
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
    present |= {name: getattr(detail, name) for name in (*_DATES, *_TEXTS) if detail is not None}
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
    found: list[str] = []
    order = (
        (N_("Signed"), detail.signed_on),
        (N_("Gazetted"), detail.gazetted_on),
        (N_("In force until"), detail.ended_on),
    )
    known = [(label, day) for label, day in order if day]
    for (first, early), (second, late) in pairwise(known):
        if early > late:
            found.append(
                tr(
                    "{first} {early} is after {second} {late}.",
                    first=tr(first),
                    early=screen_date(early),
                    second=tr(second),
                    late=screen_date(late),
                )
            )
    if status in ("in_force", "amended") and detail.ended_on and detail.ended_on <= now:
        found.append(
            tr(
                "The status says in force, but the law ended on {day}.",
                day=screen_date(detail.ended_on),
            )
        )
    if status in ("in_force", "amended") and detail.effective_on and detail.effective_on > now:
        found.append(
            tr(
                "The status says in force, but the law begins on {day}.",
                day=screen_date(detail.effective_on),
            )
        )
    if status == "not_yet" and detail.effective_on and detail.effective_on <= now:
        found.append(
            tr(
                "The status says not yet in force, but the law began on {day}.",
                day=screen_date(detail.effective_on),
            )
        )
    return found
