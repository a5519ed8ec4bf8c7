"""Queries of trainings: participants, hours of a person, certificate numbers."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.committees.model import Trainee, TrainingDetail
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.thai.digits import to_arabic


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
