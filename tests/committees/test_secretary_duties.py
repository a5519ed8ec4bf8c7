"""Minutes certified, sets published, plans approved: the secretary's word, not the clerk's."""

from pathlib import Path

import pytest

from kmdesk.committees import view
from kmdesk.committees.kind import change_record
from kmdesk.committees.knowledge import add_set, advance
from kmdesk.committees.meetings import certify
from kmdesk.committees.orders import add_committee, appoint
from kmdesk.committees.plan import add_plan
from kmdesk.committees.terms import PLAN_STATUSES
from kmdesk.composition import build_kinds
from kmdesk.records import Actor, Duty, Library, NotAllowed
from kmdesk.records.portable_export import export_records
from kmdesk.records.portable_import import import_portable

CLERK = Actor("ธุรการ", Duty.CLERK)
SECRETARY = Actor("เลขานุการ", Duty.SECRETARY)


def _plan(library: Library) -> int:
    with library.writing(CLERK, "x") as unit:
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2569, "level": "province"}).id
        unit.commit()
    return plan


def test_a_clerk_publishes_no_set(library: Library) -> None:
    with library.writing(CLERK, "x") as unit:
        group = add_committee(unit, {"title": "กลุ่ม", "form": "km_group"}).id
        appoint(unit, group, name="หัวหน้า ก", role="head", from_on="2025-01-01")
        made = add_set(unit, {"title": "ชุด", "group_id": group, "text": "ก"}, "2025-02-01").id
        for step in ("sent", "compiled", "improved"):
            advance(unit, made, step, "2025-02-02", by="หัวหน้า ก")
        unit.commit()
        with pytest.raises(NotAllowed, match=r"secretary|เลขานุการ"):
            advance(unit, made, "published", "2025-02-03", by="หัวหน้า ก")
    with library.writing(SECRETARY, "x") as unit:
        advance(unit, made, "published", "2025-02-03", by="หัวหน้า ก")
        unit.commit()
    with library.writing(CLERK, "x") as unit, pytest.raises(NotAllowed):
        advance(unit, made, "reviewed", "2025-02-04", by="หัวหน้า ก")


@pytest.mark.parametrize("status", ["approved", "closed"])
def test_a_clerk_neither_approves_nor_closes_a_plan(library: Library, status: str) -> None:
    plan = _plan(library)
    with library.writing(CLERK, "x") as unit:
        change_record(unit, plan, {"title": "แผนใหม่", "status": "draft"})  # the rest stays open
        with pytest.raises(NotAllowed):
            change_record(unit, plan, {"status": status})
        assert unit.record(plan).status != status
    with library.writing(SECRETARY, "x") as unit:
        change_record(unit, plan, {"status": status})
        unit.commit()
    with library.writing(CLERK, "x") as unit, pytest.raises(NotAllowed):
        change_record(unit, plan, {"status": "draft"})


def test_nor_does_the_history_give_a_clerk_what_a_form_does_not(library: Library) -> None:
    plan = _plan(library)
    seq = library.feed_end()
    with library.writing(SECRETARY, "Approve") as unit:
        change_record(unit, plan, {"status": "approved"})
        unit.commit()
        approved = unit.id
    with pytest.raises(NotAllowed):
        library.undo(CLERK, approved)
    with pytest.raises(NotAllowed):
        library.restore_state(CLERK, plan, seq)
    undone = library.undo(SECRETARY, approved)
    with pytest.raises(NotAllowed):
        library.undo(CLERK, undone)
    with library.reading(CLERK) as reading:
        assert reading.record(plan).status != "approved"


def test_a_clerk_puts_nothing_settled_into_the_trash_nor_takes_it_out(library: Library) -> None:
    plan, draft = _plan(library), _plan(library)
    with library.writing(SECRETARY, "Approve") as unit:
        change_record(unit, plan, {"status": "approved"})
        unit.commit()
    with library.writing(CLERK, "x") as unit:
        with pytest.raises(NotAllowed):
            unit.trash(plan)
        unit.trash(draft)
        unit.commit()
    with library.writing(SECRETARY, "Trash") as unit:
        unit.trash(plan)
        unit.commit()
        trashed = unit.id
    with library.writing(CLERK, "x") as unit, pytest.raises(NotAllowed):
        unit.restore(plan)
    with pytest.raises(NotAllowed):
        library.undo(CLERK, trashed)
    library.undo(SECRETARY, trashed)
    with library.reading(CLERK) as reading:
        assert reading.record(plan).status == "approved"


def test_certifying_asks_for_the_secretary_first(library: Library) -> None:
    with library.writing(CLERK, "x") as unit, pytest.raises(NotAllowed):
        certify(unit, 1, "๒/๒๕๖๙")


def test_forms_offer_what_the_actor_may_choose() -> None:
    assert set(view.statuses_open_to(CLERK, "km_plan", "draft", PLAN_STATUSES)) == {"draft"}
    assert set(view.statuses_open_to(CLERK, "km_plan", "closed", PLAN_STATUSES)) == {"closed"}
    assert view.statuses_open_to(SECRETARY, "km_plan", "draft", PLAN_STATUSES) == dict(
        PLAN_STATUSES
    )


def test_nor_does_a_folder_that_a_clerk_brings_in(library: Library, tmp_path: Path) -> None:
    plan = _plan(library)
    with library.writing(SECRETARY, "Approve") as unit:
        change_record(unit, plan, {"status": "approved"})
        unit.commit()
    out = export_records(library, CLERK, build_kinds(), tmp_path / "out").folder
    assert [one.status for one in import_portable(library, CLERK, out)] == ["duplicate"]
    rows = next(out.rglob("record.json"))
    rows.write_text(rows.read_text("utf-8").replace("แผน", "แผนที่ทำขึ้น"), "utf-8")
    assert [one.status for one in import_portable(library, CLERK, out)] == ["refused"]
    assert [one.status for one in import_portable(library, SECRETARY, out)] == ["added"]
