"""Trainings: courses and sharing days, participants, hours and certificates."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.committees import queries
from kmdesk.committees.model import Trainee, TrainingDetail
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.terms import TRAINING_STATUSES, check_span, sensible_day
from kmdesk.i18n import N_
from kmdesk.records import BaseKind, Unit
from kmdesk.records.edit import add_record, check_values
from kmdesk.records.fields import InvalidValue, fields_of, inserted, record_field
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.thai.digits import to_arabic, to_thai


def trainees(session: Session, training_id: int) -> list[Trainee]:
    """Return the participants, in order."""
    query = select(Trainee).where(Trainee.record_id == training_id)
    return list(session.scalars(query.order_by(Trainee.position, Trainee.id)))


def last_certificate(session: Session, year: str) -> int:
    """Return the highest certificate number of a year (พ.ศ. in Thai digits), or 0."""
    query = select(Trainee.certificate).where(Trainee.certificate.endswith(f"/{year}"))
    numbers = (to_arabic(text).split("/")[0] for text in session.scalars(query))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def held_until(last: str) -> str:
    """Return the earlier of ``last`` (ISO) and today: a future training was not held."""
    return min(last, clock.today_iso())


@dataclass(frozen=True, slots=True)
class Part:
    """A participant of a training, with the hours that count."""

    name: str
    office: str
    hours: float
    master_trainer: bool
    training_id: int


def parts_between(reading: Reading, first: str, last: str) -> list[Part]:
    """Return participants of visible trainings begun within a period (ISO), none in the future."""
    query = (
        select(
            Trainee.name,
            Trainee.office,
            Trainee.hours,
            TrainingDetail.hours,
            Trainee.master_trainer,
            Record.id,
        )
        .join(TrainingDetail, TrainingDetail.record_id == Trainee.record_id)
        .join(Record, Record.id == Trainee.record_id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= held_until(last))
        .order_by(Record.dated, Trainee.id)
    )
    return [
        Part(name, office, own if own is not None else whole or 0.0, master, record_id)
        for name, office, own, whole, master, record_id in reading.session.execute(query)
    ]


def taught_between(reading: Reading, first: str, last: str) -> list[tuple[str, float]]:
    """Return (trainers as typed, hours) of visible trainings begun within a period (ISO)."""
    query = (
        select(TrainingDetail.trainers, TrainingDetail.hours)
        .join(Record, Record.id == TrainingDetail.record_id)
        .where(reading.visible(), Record.dated >= first, Record.dated <= held_until(last))
    )
    return [(row[0], row[1] or 0.0) for row in reading.session.execute(query)]


class TrainingForm(BaseKind):
    """How the values of a training's form are stored."""

    code = "training"
    detail = TrainingDetail
    initial: Mapping[str, object] = {"status": "planned"}
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        record_field("dated", N_("From (first day)"), "date", required=True, check=sensible_day),
        *inserted(fields_of(TrainingDetail), "held_at", record_field("issuer", N_("Held by"))),
        record_field("status", N_("Status"), "choice", choices=TRAINING_STATUSES),
    )

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for an end before the beginning."""
        if values.get("to_on") and values.get("dated"):
            check_span(str(values["dated"]), str(values["to_on"]))


TRAINING = TrainingForm()
TRAINEE = fields_of(Trainee)


def add_training(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a training; its first day is the record's date."""
    return add_record(unit, TRAINING, values)


def add_trainee(unit: Unit, training_id: int, values: Mapping[str, object]) -> Trainee:
    """Add a participant; raises InvalidValue for a name already listed."""
    check_values(TRAINEE, values, new=True)
    name = str(values["name"]).strip()
    present = trainees(unit.session, training_id)
    if any(other.name == name for other in present):
        raise InvalidValue("{name} is in the list already.", "name", name=name)
    trainee = Trainee(record_id=training_id, position=len(present), **{**values, "name": name})
    unit.session.add(trainee)
    unit.session.flush()
    return trainee


def add_members(unit: Unit, training_id: int, names: str) -> int:
    """Add several participants, one per line, skipping those already listed."""
    present = {t.name for t in trainees(unit.session, training_id)}
    typed = [" ".join(line.split()) for line in names.splitlines() if line.strip()]
    fresh = [name for name in dict.fromkeys(typed) if name not in present]
    if not typed:
        raise InvalidValue("Type the names, a line each.", "names")
    for name in fresh:
        add_trainee(unit, training_id, {"name": name})
    return len(fresh)


def number_certificates(unit: Unit, training_id: int) -> int:
    """Assign certificate numbers to participants without one; return how many."""
    detail = queries.detail(unit.session, "training", training_id)
    record = unit.record(training_id)
    if detail is None or not record.dated:
        raise CommitteeError("This is not a training.")
    year = int(record.dated[:4]) + 543
    last = last_certificate(unit.session, to_thai(str(year)))
    count = 0
    for trainee in trainees(unit.session, training_id):
        if not trainee.certificate:
            count += 1
            trainee.certificate = to_thai(f"{last + count}/{year}")
    record.status = "held"
    unit.session.flush()
    return count
