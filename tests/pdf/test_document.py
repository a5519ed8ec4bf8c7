"""The builder: what goes in comes out again, whole, dressed and findable."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from kmdesk.pdf import Document, PageSize, PdfError, Run, TableStyle
from kmdesk.pdf.document import digits_in_print

MARKS = "ที่ ปู่ ป้ำ ญู ฐู กี่ เก้า น้ำ ทั้ง ผู้ใหญ่ กตัญญู ฝั้น ฟื้น ฎุ ฤๅ ก็ ศุกร์ ปฏิรูป"
LONG = "การจัดการความรู้ของสำนักงานสหกรณ์จังหวัดต้องทำให้ผู้ใหญ่และเจ้าหน้าที่ค้นหาน้ำหนักของเรื่องได้ " * 12
DAY = date(2008, 3, 12)


def pages_of(path: Path) -> list[str]:
    with pdfium.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def bare(text: str) -> str:
    return "".join(text.split())


def new(out: Path, **options: object) -> Document:
    return Document(out, title="ทดสอบ", office="สำนักงานตัวอย่าง", printed_on=DAY, **options)  # type: ignore[arg-type]


def test_every_part_is_readable_again(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    document.heading(MARKS)
    document.fields([("ที่", "กษ ๑๑๐๘/ว ๙๙"), ("ว่าง", "")])
    document.paragraph(
        [Run("หนา", bold=True), Run("เอน", italic=True), Run("๑๒", superscript=True)]
    )
    document.item("(๑)", "รายการย่อย")
    document.table(["ลำดับ", "เรื่อง"], [["๑", MARKS]])
    document.save()
    text = bare(pages_of(tmp_path / "a.pdf")[0])
    assert text.count(bare(MARKS)) == 2
    for part in ("กษ๑๑๐๘/ว๙๙", "หนาเอน๑๒", "(๑)รายการย่อย", "ลำดับ"):
        assert part in text
    assert "ว่าง" not in text


def test_footer_names_office_page_and_day(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf", running_head="คู่มือ")
    document.paragraph("หนึ่ง")
    document.page_break()
    document.page_break()
    document.paragraph("สอง")
    document.save()
    first, second = pages_of(tmp_path / "a.pdf")
    assert "สำนักงานตัวอย่าง" in first
    assert "หน้า ๑/๒" in first
    assert "หน้า ๒/๒" in second
    assert "๑๒ มีนาคม ๒๕๕๑" in second
    assert "คู่มือ" in second
    assert "คู่มือ" not in first


def test_digits_by_setting(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf", thai_digits=False)
    document.paragraph("ข้อ ๕ คงเดิม")
    document.save()
    text = pages_of(tmp_path / "a.pdf")[0]
    assert "หน้า 1/1" in text
    assert "12 มีนาคม 2551" in text
    assert "ข้อ ๕" in text


def test_arabic_digits_reach_fields_and_tables_but_no_text(tmp_path: Path) -> None:
    with digits_in_print(False):
        document = new(tmp_path / "a.pdf")
        document.fields([("ลงวันที่", "๑๒ มี.ค. ๕๑")])
        document.table(["ที่ ๑"], [["๕/๒๕๕๑"], [Run("๙", bold=True)]])
        document.paragraph("ข้อ ๕ คงเดิม")
        document.save()
    text = bare(pages_of(tmp_path / "a.pdf")[0])
    assert "12มี.ค.51" in text and "5/2551" in text and "9" in text
    assert "ข้อ๕" in text and "หน้า1/1" in text


def test_no_word_is_parted_for_want_of_width(tmp_path: Path) -> None:
    heads = ["เป้าหมาย", "ชั่วโมง", "รายละเอียดของกิจกรรม", "หมายเหตุ", "กำหนด"]
    document = new(tmp_path / "a.pdf", size=PageSize(400, 500, 20, 20, 20, 40))
    document.table(heads, [["๑๒", "๓", LONG, "", "๐"]], [1, 1, 30, 1, 1])
    document.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        lines = pdf[0].get_textpage().get_text_bounded().split()
    for head in ("เป้าหมาย", "ชั่วโมง", "หมายเหตุ", "กำหนด"):
        assert any(head in line for line in lines), head


def test_table_splits_rows_and_repeats_its_head(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    rows = [[str(i), LONG * (4 if i == 3 else 1)] for i in range(8)]
    document.table(["ลำดับที่", "รายละเอียด"], rows, [1, 5], TableStyle(aligns=["center"]))
    document.save()
    pages = pages_of(tmp_path / "a.pdf")
    assert len(pages) > 1
    assert all("รายละเอียด" in page for page in pages)
    assert "".join(pages).count("น้ำ") == sum(text.count("น้ำ") for _, text in rows)


def test_a_head_taller_than_the_page_still_ends(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf", size=PageSize(300, 200, 20, 20, 20, 30))
    document.table([LONG], [[LONG], ["จบ"]])
    document.save()
    assert "จบ" in pages_of(tmp_path / "a.pdf")[-1]


def test_outline_title_and_language(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    document.heading("บทที่ ๑", 1)
    document.heading("ลึกเกินไป", 4)
    document.bookmark("here", "ที่คั่น", 1)
    document.paragraph(Run("ไปที่คั่น", link="#here"))
    document.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        entries = [(mark.get_title(), mark.level) for mark in pdf.get_toc()]
        assert entries == [("บทที่ ๑", 0), ("ลึกเกินไป", 1), ("ที่คั่น", 1)]
        assert pdf.get_metadata_value("Title") == "ทดสอบ"
    assert b"/Lang (th)" in (tmp_path / "a.pdf").read_bytes()


def test_headings_of_one_level_stay_beside_each_other_when_one_was_skipped(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    for title, level in (("ก", 1), ("ข", 3), ("ค", 3), ("ง", 4), ("จ", 2), ("ฉ", 1)):
        document.heading(title, level)
    document.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        entries = [(mark.get_title(), mark.level) for mark in pdf.get_toc()]
    assert entries == [("ก", 0), ("ข", 1), ("ค", 1), ("ง", 2), ("จ", 1), ("ฉ", 0)]


def test_all_fonts_are_carried_along(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    document.paragraph(MARKS)
    document.save()
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.count(b"/FontFile2") == 1
    assert b"Helvetica" not in data


def test_a_failed_save_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    out.mkdir()
    document = new(out)
    document.paragraph("ก")
    with pytest.raises(PdfError) as caught:
        document.save()
    assert "a.pdf" in str(caught.value)
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.linux_only("needs a device that is always full")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"old")
    (tmp_path / f".a.pdf.{os.getpid()}.part").symlink_to("/dev/full")
    document = new(out)
    document.paragraph("ก")
    with pytest.raises(PdfError) as caught:
        document.save()
    assert "ดิสก์เต็ม" in str(caught.value)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]
