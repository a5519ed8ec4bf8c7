"""Activities of a KM plan from a spreadsheet: steps between the rows, days, one undo."""

from pathlib import Path

import pytest

from kmdesk.committees.imports import activities_table, apply_activities, part_of
from kmdesk.committees.plan import add_plan, add_state, plan_parts
from kmdesk.intake.rows import find_heads
from kmdesk.intake.rows.plan import SECTION, TOTAL, Plan, plan_rows
from kmdesk.intake.table import Cells
from kmdesk.records import Actor, Library
from tests.intake import messy_sheets
from tests.intake.make_xlsx import cells_of


@pytest.fixture
def plan_id(library: Library, clerk: Actor) -> int:
    """A plan with one desired state."""
    with library.writing(clerk, "x") as unit:
        made = add_plan(unit, {"title": "แผน", "fiscal_year": 2569}).id
        add_state(unit, made, {"title": "ฐานข้อมูลแล้วเสร็จ"})
        unit.commit()
    return made


def _planned(library: Library, clerk: Actor, plan_id: int, cells: Cells) -> Plan:
    table = activities_table(plan_id)
    heads = find_heads(cells, table.columns, {})
    with library.reading(clerk) as reading:
        return plan_rows(table, reading, cells, heads, heads.columns)


def test_a_plan_as_it_is_kept_comes_in_and_goes_in_one_undo(
    library: Library, clerk: Actor, plan_id: int, tmp_path: Path
) -> None:
    cells = cells_of(messy_sheets.activities(tmp_path / "แผน.xlsx"))
    plan = _planned(library, clerk, plan_id, cells)
    rows = [line for line in plan.lines if not line.left_out]
    assert [line.is_new for line in rows] == [True] * 9
    assert plan.left_out == {SECTION: 3, TOTAL: 1}
    assert plan.untaken == ("ลำดับ",)
    assert [line.values["part"] for line in rows] == ["identify"] * 3 + ["create"] * 3 + [
        "organise"
    ] * 3
    first = rows[1].values
    assert (first["from_on"], first["to_on"]) == ("2025-10-02", "2026-03-02")
    assert (first["budget"], first["owner"], first["status"]) == (5000.0, "เลขานุการ", "running")
    with library.writing(clerk, "Import activities") as unit:
        assert apply_activities(plan_id, unit, plan.lines) == 9
        unit.commit()
        done = unit.id
    again = _planned(library, clerk, plan_id, cells)
    assert not any(line.is_new for line in again.lines)
    library.undo(clerk, done)
    with library.reading(clerk) as reading:
        assert plan_parts(reading.session, plan_id)[2] == []


def test_rows_are_tied_to_their_desired_state_or_told(
    library: Library, clerk: Actor, plan_id: int
) -> None:
    cells: Cells = [
        ["กิจกรรม", "ขั้นตอน", "เป้าหมาย KM", "เริ่ม", "สิ้นสุด"],
        ["หนึ่ง", "4", "ฐานข้อมูลแล้วเสร็จ", "1/10/2568", "1/9/2568"],
        ["สอง", "การแบ่งปันแลกเปลี่ยน", "ฐานข้อมูลแล้วเสร็จ", "", ""],
        ["สาม", "ขั้นที่ ๗", "ไม่มีเป้านี้", "", ""],
        ["สี่", "อะไรไม่รู้", "", "", ""],
    ]
    lines = _planned(library, clerk, plan_id, cells).lines
    assert [[p.column for p in line.problems] for line in lines] == [[4], [], [], [1]]
    assert isinstance(lines[1].values["state_id"], int)
    assert lines[1].values["part"] == "share"
    assert "state_id" not in lines[2].values
    assert [p.column for p in lines[2].remarks] == [2]
    assert lines[2].values["part"] == "learn"


@pytest.mark.parametrize(
    ("said", "part"),
    [("๑. การบ่งชี้ความรู้", "identify"), ("บ่งชี้", "identify"), ("3", "organise"), ("๕)", "access"),
     ("ขั้นตอนที่ 2 การสร้างและแสวงหาความรู้", "create"), ("การประมวลและกลั่นกรองความรู้", "refine"),
     ("เรียนรู้", "learn"), ("การวัดผล", "measurement"), ("การยกย่องชมเชยและการให้รางวัล", "reward"),
     ("การเตรียมการและปรับเปลี่ยนพฤติกรรม", "transition"), ("การสื่อสาร", "communication")],
)  # fmt: skip
def test_steps_and_change_parts_in_the_words_of_plans(said: str, part: str) -> None:
    assert part_of(said) == part


@pytest.mark.parametrize("said", ["กลุ่มงาน", "9", "ประชุมคณะทำงาน"])
def test_other_words_are_no_part(said: str) -> None:
    with pytest.raises(ValueError):
        part_of(said)
