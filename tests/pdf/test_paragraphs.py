"""Paragraphs out of the PDF: looks, indents, notes, links, lists, what stays together."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from kmdesk.pdf import CM, Document, PageSize, Run, Style
from kmdesk.pdf.document import STYLES
from tests.pdf.test_sheets import bare, pages_of

LONG = "การจัดการความรู้ของสำนักงานสหกรณ์จังหวัดต้องทำให้ผู้ใหญ่และเจ้าหน้าที่ค้นหาน้ำหนักของเรื่องได้ " * 6
LABELS = ("๑.", "ก.", "(๑)")
SMALL = PageSize(360, 300, 30, 30, 30, 40)


def new(out: Path, **more: object) -> Document:
    return Document(out, title="ทดสอบ", footer=False, **more)  # type: ignore[arg-type]


def chars(path: Path, page: int = 0) -> Iterator[tuple[str, float, float, float, str]]:
    """Each inked character: itself, left edge, baseline, size and the face it stands in."""
    with pdfium.PdfDocument(path) as pdf:
        words = pdf[page].get_textpage()
        raw, x, y = pdfium.raw, pdfium.raw.c_double(), pdfium.raw.c_double()
        name, flags = pdfium.raw.create_string_buffer(64), pdfium.raw.c_int()
        for at in range(words.count_chars()):
            char = words.get_text_range(at, 1)
            if char.strip() and raw.FPDFText_GetCharOrigin(words.raw, at, x, y):
                raw.FPDFText_GetFontInfo(words.raw, at, name, 64, flags)
                size = float(raw.FPDFText_GetFontSize(words.raw, at))
                yield char, x.value, y.value, size, name.value.decode()


def lines_of(path: Path) -> list[tuple[str, float]]:
    """Each line of the first page from above: its text without blanks and its left edge."""
    found: dict[float, list[tuple[float, str]]] = {}
    for char, x, y, _size, _face in chars(path):
        found.setdefault(round(y, 1), []).append((x, char))
    lines = [found[y] for y in sorted(found, reverse=True)]
    return [("".join(char for _x, char in line), min(line)[0]) for line in lines]


def test_first_line_stands_25_millimetres_in(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    document.paragraph(LONG, "first")
    document.save()
    first, second, *_ = lines_of(tmp_path / "a.pdf")
    assert (first[1] - second[1]) / CM == pytest.approx(2.5, abs=0.03)


def test_a_label_hangs_out_before_its_text(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    for level, label in enumerate(LABELS):
        document.item(label, LONG, level=level)
    document.save()
    lines = lines_of(tmp_path / "a.pdf")
    labelled = [at for at, (text, _x) in enumerate(lines) if text.startswith(LABELS)]
    lefts = [lines[at][1] for at in labelled]
    texts = [lines[at + 1][1] for at in labelled]
    assert len(labelled) == 3 and lefts == sorted(lefts) and lefts[2] > lefts[0]
    assert all(text - left >= 17 for left, text in zip(lefts, texts, strict=True))


def test_looks_are_faces_of_their_own(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    runs = [Run("ก", bold=True), Run("ข", italic=True), Run("ค", bold=True, italic=True)]
    document.paragraph([*runs, Run("ง", superscript=True), Run("จ", underline=True)])
    document.save()
    found = {char: (y, size, face) for char, _x, y, size, face in chars(tmp_path / "a.pdf")}
    assert "Bold" in found["ก"][2] and "Italic" not in found["ก"][2]
    assert "Italic" in found["ข"][2] and "Bold" not in found["ข"][2]
    assert "BoldItalic" in found["ค"][2]
    assert found["ง"][0] > found["จ"][0] and found["ง"][1] < found["จ"][1]
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        rules = list(pdf[0].get_objects([pdfium.raw.FPDF_PAGEOBJ_PATH]))
    assert len(rules) == 1  # the line under จ


def test_links_lead_out_and_back(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    document.paragraph([Run("เว็บ", link="https://example.org/ก"), " ", Run("ใน", link="#here")])
    document.page_break()
    document.bookmark("here", "ที่นี่")
    document.paragraph("จบ")
    document.save()
    first = PdfReader(tmp_path / "a.pdf").pages[0]
    links = [annotation.get_object() for annotation in first["/Annots"]]  # type: ignore[union-attr]
    assert [link["/Subtype"] for link in links] == ["/Link", "/Link"]
    assert "example.org" in str(links[0]["/A"]["/URI"])
    assert links[1].get("/Dest") or links[1].get("/A")


def test_a_note_stands_at_the_foot_of_the_page_of_its_number(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf", size=SMALL)
    for number in range(1, 9):
        document.paragraph(
            [Run(f"ข้อความที่ {number}", note=f"หมายเหตุที่ {number} {LONG[:60]}"), LONG[:180]]
        )
    document.save()
    pages = pages_of(tmp_path / "a.pdf")
    assert len(pages) > 2
    whole = "".join(pages)
    for number, digit in enumerate("๑๒๓๔๕๖๗๘", 1):
        marked = [at for at, page in enumerate(pages) if f"ข้อความที่{number}[{digit}]" in page]
        noted = [at for at, page in enumerate(pages) if f"[{digit}]หมายเหตุที่{number}" in page]
        assert marked == noted and len(noted) == 1
        assert whole.count(f"หมายเหตุที่{number}") == 1
    lowest = min(y for _char, _x, y, _size, _face in chars(tmp_path / "a.pdf"))
    assert lowest >= SMALL.bottom


def test_a_note_longer_than_its_page_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf", size=SMALL)
    document.paragraph(Run("สั้น", note=LONG * 5))
    document.paragraph(Run("อีกข้อ", note="ต่อท้าย"))
    document.save()
    pages = pages_of(tmp_path / "a.pdf")
    whole = "".join(pages)
    assert len(pages) > 1
    assert whole.count("น้ำหนัก") == 30 and "[๒]ต่อท้าย" in whole
    for page in range(len(pages)):
        assert min(y for _c, _x, y, _s, _f in chars(tmp_path / "a.pdf", page)) >= SMALL.bottom


def test_notes_of_a_table_stand_below_it(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    document.table(["หัว"], [[Run("ค่า", note="ที่มา")], ["ว่าง"], [Run("ค่าอีก", note="อีกที่มา")]])
    document.save()
    (page,) = pages_of(tmp_path / "a.pdf")
    assert page.endswith("*ที่มา**อีกที่มา") and "ค่า*" in page and "ค่าอีก**" in page


def test_a_number_of_a_note_stays_with_its_word(tmp_path: Path) -> None:
    for width in range(80, 200, 3):
        size = PageSize(width + 40, 400, 20, 20, 20, 40)
        document = new(tmp_path / "a.pdf", size=size)
        document.paragraph(["ให้นายทะเบียนสหกรณ์ประกาศ", Run("กำหนด", note="ก"), " ต่อไป"], "left")
        document.save()
        with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
            lines = pdf[0].get_textpage().get_text_bounded().splitlines()
        assert not any(line.startswith("[๑] ต่อ") or line.strip() == "[๑]" for line in lines[:-1])


@pytest.mark.parametrize("lead", ["heading", "keep"])
def test_what_leads_on_stays_with_what_follows(tmp_path: Path, lead: str) -> None:
    lone = STYLES["left"].but(keep_with_next=True)
    for lines in range(2, 16):
        document = new(tmp_path / "a.pdf", size=SMALL)
        for _ in range(lines):
            document.paragraph("บรรทัด", Style(after=0))
        if lead == "heading":
            document.heading("หัวเรื่อง", 2)
        else:
            document.paragraph("หัวเรื่อง", lone)
        document.paragraph(LONG[:120])
        document.save()
        page = next(page for page in pages_of(tmp_path / "a.pdf") if "หัวเรื่อง" in page)
        assert not page.endswith("หัวเรื่อง")


def test_no_lone_line_at_head_or_foot(tmp_path: Path) -> None:
    text = LONG
    for lines in range(1, 14):
        document = new(tmp_path / "a.pdf", size=SMALL)
        for _ in range(lines):
            document.paragraph("บรรทัด", Style(after=0))
        document.paragraph(text)
        document.save()
        with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
            pages = [page.get_textpage().get_text_bounded().splitlines() for page in pdf]
        counts = [sum(line.strip() != "บรรทัด" for line in page) for page in pages]
        assert all(count != 1 for count in counts if count), (lines, counts)


def test_thai_after_latin_is_shaped_as_thai(tmp_path: Path) -> None:
    document = new(tmp_path / "a.pdf")
    mixed = document.fonts.shaper().piece("COVID-19 เพื่อ")
    alone = document.fonts.shaper().piece("เพื่อ")
    assert [g.drawing for g in mixed.glyphs[-3:]] == [g.drawing for g in alone.glyphs]
    assert "".join(glyph.text for glyph in mixed.glyphs) == "COVID-19 เพื่อ"
    document.paragraph("COVID-19 เพื่อ")
    document.save()
    assert pages_of(tmp_path / "a.pdf") == [bare("COVID-19 เพื่อ")]
