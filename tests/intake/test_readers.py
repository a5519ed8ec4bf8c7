"""Each format gives back the text that was put in."""

import datetime
import zipfile
from pathlib import Path

import docx as python_docx
import openpyxl
import pytest
from PIL import Image

from kmdesk import intake
from kmdesk.intake.reading import Job, Reading, choose
from kmdesk.intake.sniff import DOCX, read_head, sniff
from tests.intake import make


def texts(path: Path) -> list[str]:
    return [page.text for page in Reading(path, 60).pages()]


def test_text_in_sections_at_form_feeds(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("คำสั่งที่ ๕\r\n\fคำสั่งที่ ๙".encode("tis-620"))
    pages = list(Reading(path, 60).pages())
    assert [(page.anchor, page.label, page.text) for page in pages] == [
        ("text:1", "1", "คำสั่งที่ ๕"),
        ("text:2", "2", "คำสั่งที่ ๙"),
    ]


def test_long_text_is_cut_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    lines = [f"ข้อ {number} ให้สหกรณ์ดำเนินการตามระเบียบนี้" for number in range(2000)]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = texts(path)
    assert len(found) > 10
    assert "\n".join(found) == "\n".join(lines)


def test_html_without_script(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    html = (
        '<html><head><meta charset="tis-620"><title>ประกาศ</title><script>bad()</script></head>'
        "<body><p>สหกรณ์ &amp; กลุ่ม</p><table><tr><td>ก</td><td>ข</td></tr></table></body></html>"
    )
    path.write_bytes(html.encode("tis-620"))
    reading = Reading(path, 60)
    text = "".join(page.text for page in reading.pages())
    assert "สหกรณ์ & กลุ่ม" in text
    assert "ก\tข" in text
    assert "bad" not in text
    assert reading.title_guess == "ประกาศ"


def test_docx_by_the_usual_library(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = "หัวกระดาษสำนักงาน"
    document.add_paragraph("เรื่อง  ขอเชิญประชุม")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "ลำดับ", "รายการ"
    document.add_page_break()
    document.add_paragraph("หน้าสอง")
    document.save(str(path))
    reading = Reading(path, 60)
    pages = list(reading.pages())
    assert [page.anchor for page in pages] == ["section:1", "section:2"]
    assert "หัวกระดาษสำนักงาน" in pages[0].text
    assert "ลำดับ\tรายการ" in pages[0].text
    assert pages[1].text == "หน้าสอง"
    assert reading.title_guess == "ขอเชิญประชุม"


def test_docx_text_box_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{make.paragraph('บันทึกข้อความ')}</w:txbxContent>"
    shape = (
        "<mc:AlternateContent>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    body = f"<w:p><w:r>{shape}</w:r><w:r><w:t>ส่วนราชการ</w:t></w:r></w:p>"
    assert texts(make.docx(tmp_path / "box.docx", body)) == ["ส่วนราชการ\nบันทึกข้อความ"]


def test_docx_vml_box_alone_and_deleted_text(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{make.paragraph('ในกล่อง')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>ลบแล้ว</w:delText></w:r></w:del>"
        "<w:r><w:t>คง</w:t><w:tab/><w:t>อยู่</w:t></w:r></w:p>"
    )
    assert texts(make.docx(tmp_path / "vml.docx", body)) == ["ในกล่อง\nคง\tอยู่"]


def test_docx_notes_stand_after_the_body(tmp_path: Path) -> None:
    path = make.docx(
        tmp_path / "notes.docx",
        make.paragraph("เนื้อความ"),
        footnotes=f"<w:footnote>{make.paragraph('เชิงอรรถ')}</w:footnote>",
        header2=make.paragraph("หัว"),
        header1=make.paragraph("หัว"),
    )
    assert texts(path) == ["หัว\nเนื้อความ\n\nเชิงอรรถ"]


def test_workbook_sheets(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "รายชื่อ"
    sheet.append(["สหกรณ์", 12.0, datetime.date(2008, 3, 12)])
    sheet.append([None, None, "ท้าย"])
    book.create_sheet("ว่าง")
    other = book.create_sheet("สรุป")
    other["C3"] = "รวม"
    book.save(path)
    pages = list(Reading(path, 60).pages())
    assert [(page.anchor, page.label) for page in pages] == [
        ("sheet:รายชื่อ", "รายชื่อ"),
        ("sheet:สรุป", "สรุป"),
    ]
    assert pages[0].text == "สหกรณ์\t12\t2008-03-12\n\t\tท้าย".replace("\n\t\t", "\n")


def test_csv_in_thai_windows_encoding(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes('ชื่อ;อำเภอ\n"สหกรณ์; ออมทรัพย์";เมือง\n'.encode("cp874"))
    assert texts(path) == ["ชื่อ\tอำเภอ\nสหกรณ์; ออมทรัพย์\tเมือง"]


def test_pdf_pages_blank_and_written(tmp_path: Path) -> None:
    path = make.pdf(tmp_path / "three.pdf", ["first words", "", "third"])
    pages = list(Reading(path, 60).pages())
    assert [(page.anchor, page.text, page.problem) for page in pages] == [
        ("page:1", "first words", None),
        ("page:2", "", None),
        ("page:3", "third", None),
    ]


def test_scanned_pages_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    make.noise().save(path, save_all=True, append_images=[make.noise()])
    pages = list(Reading(path, 60).pages())
    assert len(pages) == 2
    assert {page.problem for page in pages} == {intake.PICTURE_ONLY}


def test_each_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    frame = Image.new("L", (40, 30), 200)
    frame.save(path, save_all=True, append_images=[frame, frame])
    assert [page.anchor for page in Reading(path, 60).pages()] == ["page:1", "page:2", "page:3"]


def test_old_word_file_is_kept_and_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.doc"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    path.write_bytes(ole + "WordDocument".encode("utf-16-le"))
    monkeypatch.setenv("PATH", str(tmp_path))
    (page,) = Reading(path, 60).pages()
    assert (page.text, page.problem) == ("", intake.NEEDS_OFFICE)


def test_contents_win_over_the_name(tmp_path: Path) -> None:
    path = make.docx(tmp_path / "really.pdf", make.paragraph("ข้อความ"))
    assert sniff(path) == DOCX
    reading = Reading(path, 60)
    assert [page.text for page in reading.pages()] == ["ข้อความ"]
    assert reading.notes == [intake.NAME_DISAGREES]


def test_macros_are_named(tmp_path: Path) -> None:
    path = make.docx(tmp_path / "form.docx", make.paragraph("แบบ"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\0")
    reading = Reading(path, 60)
    list(reading.pages())
    assert intake.HAS_MACROS in reading.notes


def test_reader_scores_choose_one(tmp_path: Path) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["x"])
    head = read_head(path)
    reader = choose(path, head, sniff(path))
    assert [page.text for page in reader.read(Job(path, sniff(path), []))] == ["x"]
