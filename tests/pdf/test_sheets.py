"""Registers, cards, lists and labels: the form's columns in order, heads again, labels in place."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from kmdesk.i18n import KmdeskError, tr
from kmdesk.pdf import registers
from kmdesk.pdf.document import Paper
from kmdesk.pdf.labels import SHEETS, Label, LabelSheet, write_labels
from kmdesk.pdf.registers import (
    BorrowedPaper,
    ExpiredPaper,
    LoanLine,
    ReceivedLetter,
    write_borrow_card,
    write_destruction_list,
    write_register,
)
from kmdesk.pdf.typography import MM

PAPER = Paper("สำนักงานตัวอย่าง", printed_on=date(2026, 1, 5))
SUBJECT = "ซักซ้อมการปิดบัญชีประจำปีของสหกรณ์ที่สิ้นปีทางบัญชี"


def pages_of(path: Path) -> list[str]:
    """Text of each page without blanks; the file is checked on the way."""
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)
    document = pypdfium2.PdfDocument(path)
    texts = [re.sub(r"\s+", "", page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    return texts


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def letters(count: int) -> list[ReceivedLetter]:
    return [
        ReceivedLetter(
            f"2025-{1 + i // 28 % 12:02}-{1 + i % 28:02}",
            str(i + 1),
            f"กษ 1108/ว {i}",
            "2025-01-02",
            "กรมส่งเสริมสหกรณ์",
            "สหกรณ์จังหวัด",
            f"{SUBJECT} เรื่องที่ {i}",
        )
        for i in range(count)
    ]


def test_columns_stand_as_the_forms_have_them() -> None:
    assert [tr(head) for head in registers.REGISTER_HEADS] == (
        ["เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ"]
    )
    assert [tr(head) for head in registers.BORROW_HEADS] == (
        ["รายการ", "ผู้ยืม", "วันที่ยืม", "กำหนดส่งคืน", "ผู้ส่งคืน", "ผู้รับคืน", "วันส่งคืน"]
    )
    assert [tr(head) for head in registers.DESTRUCTION_HEADS] == (
        ["ลำดับ", "รหัสแฟ้ม", "ที่", "ลงวันที่", "เลขทะเบียนรับ", "เรื่อง", "การพิจารณา", "หมายเหตุ"]
    )


def test_a_year_of_letters_repeats_its_heads_and_loses_none(tmp_path: Path) -> None:
    out = tmp_path / "register.pdf"
    given = letters(120)
    write_register(out, PAPER, given, "2025-01-01", "2025-12-31")
    pages = pages_of(out)
    assert len(pages) > 3
    for page in pages[:-1]:
        assert "การปฏิบัติ" in page and "หมายเหตุ" in page
        bands = [m.end() for m in re.finditer("วันที่[๐-๙]+มกราคม๒๕๖๘", page)]
        assert not bands or "กษ" in page[bands[-1] :]  # a day never ends a page
    whole = "".join(pages)
    assert "แบบที่๑๓" in whole and "ตั้งแต่วันที่๑มกราคม๒๕๖๘ถึงวันที่๓๑ธันวาคม๒๕๖๘" in whole
    for number in range(120):
        assert bare(f"{SUBJECT}เรื่องที่{number}") in whole
    assert "กษ๑๑๐๘/ว๑๑๙" in whole


def test_arabic_digits_by_setting(tmp_path: Path) -> None:
    out = tmp_path / "register.pdf"
    paper = Paper("สำนักงาน", thai_digits=False, printed_on=date(2026, 1, 5))
    write_register(out, paper, letters(1), "2025-01-01", "2025-12-31")
    (page,) = pages_of(out)
    assert "แบบที่13" in page and "2ม.ค.68" in page and not re.search("[๐-๙]", page)


def test_what_is_missing_is_dotted(tmp_path: Path) -> None:
    out = tmp_path / "register.pdf"
    write_register(out, PAPER, [ReceivedLetter("2025-01-02", "")], "2025-01-01", "2025-01-31")
    (page,) = pages_of(out)
    assert page.count("......") >= 6


def test_borrow_card_has_its_loans_and_lines_to_write_on(tmp_path: Path) -> None:
    out = tmp_path / "card.pdf"
    loan = LoanLine("กลุ่มส่งเสริม", "2025-03-01", "2025-03-15")
    write_borrow_card(out, PAPER, BorrowedPaper(SUBJECT, "กษ ๑", "2025-01-02", "ตู้ ๑"), [loan])
    (page,) = pages_of(out)
    assert "แบบที่๒๔" in page and bare(SUBJECT) in page
    assert "กลุ่มส่งเสริม๑มี.ค.๖๘๑๕มี.ค.๖๘......" in page
    assert page.count("." * 26) >= 10


def test_destruction_list_leaves_the_decision_open(tmp_path: Path) -> None:
    out = tmp_path / "list.pdf"
    papers = [ExpiredPaper("แฟ้ม ๑", f"ที่ {n}", "2014-05-01", "", f"เรื่อง {n}") for n in range(60)]
    write_destruction_list(out, PAPER, 2567, papers)
    pages = pages_of(out)
    assert len(pages) > 1 and all("การพิจารณา" in page for page in pages[:2])
    assert "บัญชีหนังสือขอทำลายประจำปี๒๕๖๗" in pages[0]
    assert "ประธานกรรมการ" in pages[-1]
    for page, digit in zip(pages, "๑๒๓๔", strict=False):
        assert f"แผ่นที่{digit}" in page


def first_label(path: Path, page: int = 0) -> tuple[float, float]:
    """Middle of the first text object of a page, in points from the lower left."""
    document = pypdfium2.PdfDocument(path)
    text = document[page].get_textpage()
    boxes = [text.get_rect(i) for i in range(text.count_rects())]
    document.close()
    x, low, right, top = boxes[0]
    return (x + right) / 2, (low + top) / 2


@pytest.mark.parametrize("name", SHEETS)
def test_labels_start_where_they_are_told(tmp_path: Path, name: str) -> None:
    sheet, out = SHEETS[name], tmp_path / "labels.pdf"
    sheet.check()
    for first in (1, 2, sheet.columns + 1, sheet.count):
        write_labels(out, PAPER, sheet, [Label("แฟ้ม ๑"), Label("แฟ้ม ๒")], first)
        x, y = first_label(out)
        left, low = sheet.corner(first - 1)
        assert left < x < left + sheet.width * MM
        assert low < y < low + sheet.height * MM
        assert len(pages_of(out)) == (2 if first == sheet.count else 1)
    x, y = first_label(out, 1)  # goes on at the first label of the next sheet
    left, low = sheet.corner(0)
    assert left < x < left + sheet.width * MM and low < y < low + sheet.height * MM


def test_a_long_label_stays_on_its_sticker(tmp_path: Path) -> None:
    sheet, out = SHEETS["5x13"], tmp_path / "labels.pdf"
    write_labels(out, PAPER, sheet, [Label(SUBJECT * 4, (SUBJECT * 3,))])
    document = pypdfium2.PdfDocument(out)
    text = document[0].get_textpage()
    left, low = sheet.corner(0)
    for i in range(text.count_rects()):
        x, y, right, top = text.get_rect(i)
        assert left <= x and right <= left + sheet.width * MM + 0.5
        assert low <= y and top <= low + sheet.height * MM
    document.close()


@pytest.mark.parametrize(
    ("sheet", "first"),
    [
        (LabelSheet(4, 8, 70, 37, 0, 0), 1),
        (LabelSheet(0, 8, 70, 37, 0, 0), 1),
        (LabelSheet(1, 1, 70, 37, -5, 0), 1),
        (SHEETS["3x8"], 0),
        (SHEETS["3x8"], 25),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(tmp_path: Path, sheet: LabelSheet, first: int) -> None:
    out = tmp_path / "labels.pdf"
    with pytest.raises(KmdeskError):
        write_labels(out, PAPER, sheet, [Label("ก")], first)
    assert not out.exists()


def test_a_sheet_is_remembered_as_text() -> None:
    for sheet in SHEETS.values():
        assert LabelSheet.read(sheet.written()) == sheet
    assert LabelSheet.read("") is None and LabelSheet.read("a b c") is None
