"""Steps from a spreadsheet: kinds in people's words, next steps that still lead where they led."""

from pathlib import Path

import pytest

from kmdesk.intake.rows import find_heads
from kmdesk.intake.rows.plan import plan_rows
from kmdesk.intake.table import Cells
from kmdesk.processes.flow import StepKind
from kmdesk.processes.table import IMPORT_COLUMNS, STEPS, Row, kind_of, with_steps
from kmdesk.processes.table import read_table as read_steps
from kmdesk.records import Actor, Library
from tests.intake import messy_sheets
from tests.intake.make_xlsx import cells_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [("เริ่ม", StepKind.START), ("เริ่มต้น", StepKind.START), ("เริ่มต้นกระบวนงาน", StepKind.START),
     ("Start", StepKind.START), ("ตัด", StepKind.DECISION), ("พิจารณา", StepKind.DECISION),
     ("สิ้นสุด", StepKind.END), ("จบ", StepKind.END), ("จบกระบวนงาน", StepKind.END),
     ("พร้อม", StepKind.PARALLEL), ("รอ", StepKind.WAIT), ("เอกสาร", StepKind.DOCUMENT),
     ("ดำเนินการ", StepKind.WORK), ("งาน", StepKind.WORK), ("decis", StepKind.DECISION)],
)  # fmt: skip
def test_kinds_take_beginnings_and_usual_words(text: str, kind: StepKind) -> None:
    assert kind_of(text) is kind
    _process, problems = read_steps([Row(-1, kind=text, name="ก"), Row(-2, name="ข")])
    assert not [p for p in problems if p.column == "kind"]


@pytest.mark.parametrize("text", ["ก", "อย่างอื่น", "xyz"])
def test_other_words_are_no_kind(text: str) -> None:
    assert kind_of(text) is None
    _process, problems = read_steps([Row(-1, kind=text, name="ก"), Row(-2, name="ข")])
    assert [p.column for p in problems] == ["kind"]


def _rows(library: Library, clerk: Actor, cells: Cells, before: list[Row]) -> list[Row]:
    heads = find_heads(cells, IMPORT_COLUMNS, {})
    with library.reading(clerk) as reading:
        plan = plan_rows(STEPS, reading, cells, heads, heads.columns)
    good = [line for line in plan.lines if line.is_good]
    return with_steps(before, good, [line.row for line in plan.lines if not line.left_out])


def test_a_work_manual_becomes_a_process_without_a_fault(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    cells = cells_of(messy_sheets.steps(tmp_path / "คู่มือ.xlsx"))
    rows = _rows(library, clerk, cells, [])
    process, problems = read_steps(rows)
    assert problems == []
    assert [step.kind for step in process.steps] == [
        StepKind.START, StepKind.WORK, StepKind.DECISION, StepKind.WORK, StepKind.END,
    ]  # fmt: skip
    assert process.steps[3].role == "เจ้าหน้าที่"  # by two ditto marks
    assert [step.work.typical if step.work else 0 for step in process.steps] == [0, 30, 60, 840, 0]
    assert process.steps[0].basis == "มาตรา ๑"


def test_ways_still_lead_to_their_steps_behind_others_and_without_refused_rows(
    library: Library, clerk: Actor
) -> None:
    cells: Cells = [
        ["ขั้นตอน", "ผู้รับผิดชอบ", "ขั้นตอนถัดไป"],
        ["ก", "x", "3"],
        ["", "ไม่มีชื่อ", ""],
        ["ข", "x", "1; 2"],
        ["ค", "x", "-"],
    ]
    rows = _rows(library, clerk, cells, [Row(7, name="เดิม")])
    assert [row.name for row in rows] == ["เดิม", "ก", "ข", "ค"]
    assert [row.next for row in rows] == ["", "๓", "๒", "-"]
    assert len({row.key for row in rows}) == 4
    assert [row.name for row in _rows(library, clerk, cells, [Row(7), Row(8)])] == ["ก", "ข", "ค"]
