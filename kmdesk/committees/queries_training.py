"""Reads of trainings: who took part, hours of a person, certificate numbers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.committees.model_follow import Trainee, TrainingDetail
from kmdesk.records.model import Record
from kmdesk.thai.digits import to_arabic


def trainees(session: Session, training_id: int) -> list[Trainee]:
    """Who took part, in order."""
    query = select(Trainee).where(Trainee.record_id == training_id)
    return list(session.scalars(query.order_by(Trainee.position, Trainee.id)))


def last_certificate(session: Session, year: str) -> int:
    """The highest certificate number of a year (พ.ศ. in Thai digits); 0 without any."""
    query = select(Trainee.certificate).where(Trainee.certificate.endswith(f"/{year}"))
    numbers = (to_arabic(text).split("/")[0] for text in session.scalars(query))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def hours_by_person(session: Session) -> dict[str, tuple[float, bool]]:
    """Hours of everybody over all trainings, and whether a Master Trainer."""
    query = (
        select(Trainee.name, Trainee.hours, TrainingDetail.hours, Trainee.master_trainer)
        .join(TrainingDetail, TrainingDetail.record_id == Trainee.record_id)
        .join(Record, Record.id == Trainee.record_id)
        .where(Record.deleted_at.is_(None))
    )
    found: dict[str, tuple[float, bool]] = {}
    for name, own, whole, master in session.execute(query):
        hours, trainer = found.get(name, (0.0, False))
        found[name] = (hours + (own or whole or 0.0), trainer or master)
    return found
