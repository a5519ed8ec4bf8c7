"""Plan table, progress report, roster and slips: columns, pages, what fits and what is counted."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf import committee_forms
from kmdesk.pdf.committee_forms import (
    Bar,
    MemberLine,
    PlanLine,
    PlanSheet,
    PlanState,
    ProgressSheet,
    write_plan_table,
    write_progress,
    write_roster,
)
from kmdesk.pdf.document import Paper
from kmdesk.pdf.labels import Slip, write_slips
from tests.pdf.test_sheets import bare, pages_of

PAPER = Paper("สำนักงานตัวอย่าง", printed_on=date(2026, 1, 5))
GOAL = "องค์กรสามารถจัดทำฐานความรู้เกี่ยวกับวิทยากรเครือข่ายด้านสหกรณ์"
LINE = PlanLine(
    "1. การบ่งชี้ความรู้", GOAL, "ประชุม", "ต.ค. – ธ.ค.", "จำนวน", "4 เรื่อง", "คอมพิวเตอร์", "5,000", "กลุ่ม"
)


def test_plan_columns_are_those_of_the_form() -> None:
    wanted = "ลำดับ กิจกรรม วิธีการสู่ความสำเร็จ ระยะเวลา ตัวชี้วัด เป้าหมาย เครื่องมือ/อุปกรณ์ งบประมาณ"
    assert " ".join(tr(head) for head in committee_forms.PLAN_HEADS) == f"{wanted} ผู้รับผิดชอบ สถานะ"


def test_a_long_plan_repeats_its_heads_and_ends_in_signatures(tmp_path: Path) -> None:
    out = tmp_path / "plan.pdf"
    lines = tuple(replace(LINE, activity=f"{GOAL} ที่ {n}") for n in range(40))
    state = PlanState("ขอบเขตหนึ่ง", GOAL, "4 เรื่อง", lines, lines[:3])
    sheet = PlanSheet("แผนการจัดการความรู้", 2569, "ระดับจังหวัด", (state, state))
    write_plan_table(out, PAPER, sheet)
    pages = pages_of(out)
    assert len(pages) > 5
    assert all("วิธีการสู่ความสำเร็จ" in page for page in pages[:-1])
    assert "ผู้ทบทวน" in pages[-1] and "ผู้อนุมัติ(CKO)" in pages[-1] and "......" in pages[-1]
    whole = "".join(pages)
    for number in range(40):
        assert whole.count(bare(f"{GOAL}ที่{number}")) >= 2
    assert "ปีงบประมาณพ.ศ.๒๕๖๙" in whole and "๕,๐๐๐" in whole


def test_an_empty_plan_has_lines_to_write_on(tmp_path: Path) -> None:
    out = tmp_path / "plan.pdf"
    sheet = PlanSheet("แผน", 2569, "ระดับจังหวัด", (PlanState("", GOAL),))
    write_plan_table(out, PAPER, sheet)
    (page,) = pages_of(out)
    assert page.count("งบประมาณ") >= 2 and "......................" in page


def test_the_chair_gets_one_page_however_long_the_plan(tmp_path: Path) -> None:
    out = tmp_path / "progress.pdf"
    figures = tuple((f"ตัวเลขที่ {n}", str(n)) for n in range(10))
    for count in (0, 1, 5, 40):
        sheet = ProgressSheet(
            "แผนการจัดการความรู้",
            "ณ วันนี้",
            figures,
            tuple(Bar(f"{GOAL} {n}", n / 40 if n else None) for n in range(count)),
            tuple((f"{GOAL} ล่าช้า {n}", "กลุ่มตัวอย่าง", "๑ ม.ค. ๖๙") for n in range(count)),
            tuple(f"{GOAL}: งบประมาณไม่พอ {n}" for n in range(count)),
        )
        write_progress(out, PAPER, sheet)
        (page,) = pages_of(out)
        assert "ผู้รายงาน" in page and "ประธาน" in page
        assert count == 5 or ("รายการในแผน" in page) == (count == 40)
        assert ("๑๒%" in page) == (count > 5)


def test_roster_of_a_large_committee_repeats_its_heads(tmp_path: Path) -> None:
    out = tmp_path / "roster.pdf"
    members = [MemberLine(f"นาย ก. ตัวอย่าง {n}", "กรรมการ", "2008-03-12") for n in range(70)]
    write_roster(out, PAPER, "คณะทำงาน", "2008-06-01", members)
    pages = pages_of(out)
    assert len(pages) > 1 and all("หน้าที่ในคณะ" in page for page in pages)
    assert "ณวันที่๑มิถุนายน๒๕๕๑" in pages[0] and "ตัวอย่าง69" in pages[-1]
    write_roster(out, PAPER, "คณะทำงาน", "2007-06-01", [])
    assert "ไม่มีผู้ดำรงตำแหน่ง" in pages_of(out)[0]


def test_four_slips_a_page_each_with_its_citation(tmp_path: Path) -> None:
    out = tmp_path / "slips.pdf"
    slips = [Slip(f"มาตรา {n}", f"มาตรา {n} {GOAL}", f"มาตรา {n} แห่งกฎหมาย {n}") for n in range(5)]
    slips.append(Slip("มาตรา ๙๙", GOAL * 80, "มาตรา ๙๙ แห่งกฎหมาย"))
    write_slips(out, PAPER, slips)
    pages = pages_of(out)
    assert len(pages) == 2
    assert [n for n in range(5) if f"แห่งกฎหมาย{n}" in pages[0]] == [0, 1, 2, 3]
    assert "(มีต่อในตัวบท)" in pages[1] and "มาตรา๙๙แห่งกฎหมาย" in pages[1]
