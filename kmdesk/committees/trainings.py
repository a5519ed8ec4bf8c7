"""Trainings: courses and sharing days, participants, certificates."""

from collections.abc import Mapping

from kmdesk.committees import queries, queries_training
from kmdesk.committees.model import Trainee, TrainingDetail
from kmdesk.committees.orders import CommitteeError, check_day, check_span, known, required
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.thai.digits import to_thai


def add_training(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a training; its first day is the record's date."""
    first = str(values.get("dated") or "")
    if not first:
        raise CommitteeError("Type the first day of the training.").at("dated")
    check_training(values)
    record = unit.add(
        kind="training",
        title=required(values, "title"),
        dated=first,
        issuer=str(values.get("issuer") or ""),
        status="planned",
    )
    unit.session.add(TrainingDetail(record_id=record.id, **known(TrainingDetail, values)))
    unit.session.flush()
    return record


def check_training(values: Mapping[str, object]) -> None:
    """Raise CommitteeError, at the field, for invalid days or hours."""
    check_day(values.get("dated"), "dated")
    if values.get("to_on") and values.get("dated"):
        check_span(str(values["dated"]), str(values["to_on"]))
    _check_hours(values.get("hours"))


def add_trainee(unit: Unit, training_id: int, values: Mapping[str, object]) -> Trainee:
    """Add a participant; raises CommitteeError for a name already listed."""
    name = required({"name": values.get("name")}, "name")
    _check_hours(values.get("hours"))
    present = queries_training.trainees(unit.session, training_id)
    if any(other.name == name for other in present):
        raise CommitteeError("{name} is in the list already.", name=name).at("name")
    trainee = Trainee(record_id=training_id, position=len(present), **{**values, "name": name})
    unit.session.add(trainee)
    unit.session.flush()
    return trainee


def add_members(unit: Unit, training_id: int, names: str) -> int:
    """Add several participants, one per line, skipping those already listed."""
    present = {t.name for t in queries_training.trainees(unit.session, training_id)}
    wanted = [" ".join(line.split()) for line in names.splitlines() if line.strip()]
    fresh = [name for name in dict.fromkeys(wanted) if name not in present]
    if not wanted:
        raise CommitteeError("Type the names, a line each.").at("names")
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
    last = queries_training.last_certificate(unit.session, to_thai(str(year)))
    count = 0
    for trainee in queries_training.trainees(unit.session, training_id):
        if not trainee.certificate:
            count += 1
            trainee.certificate = to_thai(f"{last + count}/{year}")
    record.status = "held"
    unit.session.flush()
    return count


def _check_hours(hours: object) -> None:
    if isinstance(hours, int | float) and not 0 < hours <= 1000:
        raise CommitteeError("The hours must be more than none and at most 1000.").at("hours")
