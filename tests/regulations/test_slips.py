"""Slips of chosen provisions, and a number that is not there."""

from pathlib import Path

import pytest

from kmdesk.records import Actor, Library
from kmdesk.regulations.import_law import add_law_text
from kmdesk.regulations.print import SlipError, print_slips
from tests.pdf.test_sheets import bare, pages_of

TITLE = "ระเบียบตัวอย่าง ว่าด้วยการยืมเอกสาร พ.ศ. ๒๕๖๘"
TEXT = f"""{TITLE}
ข้อ ๑ ระเบียบนี้เรียกว่า “{TITLE}”
ข้อ ๒ ระเบียบนี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศเป็นต้นไป
ข้อ ๓ ให้ผู้ยืมส่งคืนภายในเจ็ดวัน
"""


def test_slips_carry_the_thai_citation(
    library: Library, clerk: Actor, walk_up: Actor, tmp_path: Path
) -> None:
    with library.writing(clerk, "Import") as unit:
        record_id = add_law_text(unit, TITLE, TEXT)
        unit.commit()
    out = tmp_path / "slips.pdf"
    print_slips(library, walk_up, record_id, "ข้อ ๓, 2", out)
    (page,) = pages_of(out)
    assert bare(f"ข้อ ๓ แห่ง{TITLE}") in page and bare(f"ข้อ ๒ แห่ง{TITLE}") in page
    assert "ส่งคืนภายในเจ็ดวัน" in page and "เรียกว่า" not in page
    print_slips(library, walk_up, record_id, "1 ข้อ ๒ 3", out)
    assert pages_of(out)[0].count(f"แห่ง{bare(TITLE)}") == 3  # blanks part them, too
    out.unlink()
    for typed in ("๙๙", " , "):
        with pytest.raises(SlipError):
            print_slips(library, walk_up, record_id, typed, out)
    assert not out.exists()


def test_a_range_takes_in_all_between_its_ends(
    library: Library, clerk: Actor, walk_up: Actor, tmp_path: Path
) -> None:
    body = "".join(f"ข้อ {number} ให้ปฏิบัติงานที่ {number}\n" for number in range(1, 8))
    with library.writing(clerk, "Import") as unit:
        record_id = add_law_text(unit, TITLE, f"{TITLE}\n{body}")
        unit.commit()
    out = tmp_path / "slips.pdf"

    def printed(typed: str) -> list[int]:
        print_slips(library, walk_up, record_id, typed, out)
        text = "".join(pages_of(out))
        return [number for number in range(1, 8) if f"ปฏิบัติงานที่{number}" in text]

    assert printed("2-4") == printed("๒–๔") == printed("ข้อ 2 ถึง ข้อ 4") == [2, 3, 4]
    assert printed("1, 3 - 5, 7") == [1, 3, 4, 5, 7]
    assert printed("2-4, 3") == [2, 3, 4]
    for typed in ("4-2", "5-9", "0-2", "-"):
        with pytest.raises(SlipError):
            print_slips(library, walk_up, record_id, typed, out)
