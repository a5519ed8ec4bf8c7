"""Knowledge sets: from a group's draft to the published set on the shelf."""

from collections.abc import Mapping

from kmdesk.committees import queries
from kmdesk.committees.appoint import CommitteeError, check_day, known, required
from kmdesk.committees.model import CommitteeDetail, KnowledgeSetDetail, KnowledgeStep
from kmdesk.committees.terms import NEXT_STEPS, STEPS
from kmdesk.i18n import tr
from kmdesk.records import Unit
from kmdesk.records.model import Record


def add_set(unit: Unit, values: Mapping[str, object], on: str) -> Record:
    """A new set as a draft of its group, on the group's issue unless typed."""
    check_day(on, "on")
    record = unit.add(
        kind="knowledge_set", title=required(values, "title"), status="draft", dated=on
    )
    detail = known(KnowledgeSetDetail, values)
    group_id = detail.get("group_id")
    if isinstance(group_id, int):
        group = unit.session.get(CommitteeDetail, group_id)
        if group is not None:
            detail = {"issue": group.issue, **detail}
        unit.link(record.id, group_id, "about")
    unit.session.add(KnowledgeSetDetail(record_id=record.id, **detail))
    _note(unit, record.id, "draft", on, "", str(values.get("by") or ""))
    return record


def advance(unit: Unit, set_id: int, step: str, on: str, note: str = "", by: str = "") -> None:
    """Take a set to its next step; publishing puts it on the shelf.

    Raises CommitteeError for a step that does not follow the present one.
    """
    check_day(on, "on")
    record = unit.record(set_id)
    if step not in NEXT_STEPS.get(record.status, ()):
        raise CommitteeError(
            "A set that is “{present}” cannot become “{wanted}” at once.",
            present=tr(STEPS[record.status]),
            wanted=tr(STEPS.get(step, step)),
        ).at("step")
    previous = queries.steps(unit.session, set_id)
    if previous and on < previous[-1].taken_on:
        raise CommitteeError("This step cannot be earlier than the one before. Check the day.").at(
            "on"
        )
    record.status = step
    record.on_shelf = step == "published" or (record.on_shelf and step == "reviewed")
    if step == "published":
        record.dated = on
        detail = unit.session.get(KnowledgeSetDetail, set_id)
        if detail is not None and detail.group_id is not None:
            unit.link(detail.group_id, set_id, "publishes")
    _note(unit, set_id, step, on, note, by)


def write_text(unit: Unit, set_id: int, values: Mapping[str, object]) -> None:
    """Change title, makers, issue or text."""
    record = unit.record(set_id)
    if "title" in values:
        unit.retitle(record, required(values, "title"))
    detail = unit.session.get(KnowledgeSetDetail, set_id)
    if detail is None:
        raise CommitteeError("This is not a knowledge set.")
    for key, value in known(KnowledgeSetDetail, values).items():
        setattr(detail, key, value)
    unit.session.flush()


def _note(unit: Unit, set_id: int, step: str, on: str, note: str, by: str = "") -> None:
    unit.session.add(
        KnowledgeStep(
            record_id=set_id, step=step, taken_on=on, taken_by=by or unit.actor.name, note=note
        )
    )
    unit.session.flush()
