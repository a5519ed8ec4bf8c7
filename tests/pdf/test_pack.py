"""Packs, lists and imposition: pages in order, numbered, readable, whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, RectangleObject, StreamObject

from kmdesk.pdf import Document, PdfError, Run
from kmdesk.pdf.merging import booklet_order, impose, join_pdfs
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.pdf.pick_list import ResultRow, write_result_list
from tests.pdf.test_sheets import pages_of

DAY = date(2008, 3, 12)


def part(path: Path, *texts: str, landscape: bool = False) -> Path:
    document = Document(path, title=texts[0], landscape=landscape, footer=False)
    for text in texts:
        document.page_break()
        document.paragraph(text)
    return document.save()


def texts_of(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def pack(tmp_path: Path, items: list[PackItem], **options: object) -> int:
    return write_pack(
        tmp_path / "pack.pdf",
        items,
        title="ชุดเอกสาร",
        office="สำนักงานตัวอย่าง",
        printed_on=DAY,
        **options,
    )  # type: ignore[arg-type]


def test_contents_name_the_page_where_each_item_begins(tmp_path: Path) -> None:
    items = [
        PackItem("เรื่องแรก", part(tmp_path / "1.pdf", "หนึ่ง", "สอง"), status="ใช้บังคับ"),
        PackItem("เรื่องหลัง", part(tmp_path / "2.pdf", "สาม", landscape=True), code="KM-๑๒"),
    ]
    assert pack(tmp_path, items) == 5
    cover, contents, first, second, third = texts_of(tmp_path / "pack.pdf")
    assert "๑๒ มีนาคม ๒๕๕๑" in cover
    assert "เรื่องแรก" in contents and "ใช้บังคับ" in contents
    assert "๓" in contents and "๕" in contents
    assert "หนึ่ง" in first and "หน้า ๓/๕" in first
    assert "สอง" in second
    assert "สาม" in third and "KM-๑๒" in third
    reader = PdfReader(tmp_path / "pack.pdf")
    assert reader.pages[4].mediabox.width > reader.pages[4].mediabox.height
    assert [entry.title for entry in reader.outline][1:] == ["เรื่องแรก", "เรื่องหลัง"]  # type: ignore[union-attr]
    assert len(reader.pages[1].get("/Annots", [])) == 2


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_stay_on_the_sheet(tmp_path: Path, turn: int) -> None:
    source = part(tmp_path / "1.pdf", "หมุน")
    writer = PdfWriter(clone_from=source)
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "turned.pdf")
    pack(tmp_path, [PackItem("หมุน", tmp_path / "turned.pdf")])
    page = PdfReader(tmp_path / "pack.pdf").pages[2]
    places: list[tuple[float, float]] = []

    def note(text: str, _cm: object, matrix: list[float], *_: object) -> None:
        if "หมุน" in text:
            places.append((matrix[4], matrix[5]))

    page.extract_text(visitor_text=note)
    assert "หมุน" in page.extract_text()
    assert (page.mediabox.width > page.mediabox.height) == (turn in (90, 270))


def ink(path: Path, page: int, scale: float) -> object:
    """Where a page is dark, as it is seen."""
    with pdfium.PdfDocument(path) as pdf:
        return pdf[page].render(scale=scale, grayscale=True).to_numpy().squeeze() < 128


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_drawn_as_it_was_only_smaller(tmp_path: Path, turn: int) -> None:
    document = Document(tmp_path / "1.pdf", title="หน้า", footer=False)
    document.sheet.box(100, 600, 300, 40, fill="#000000")
    document.sheet.path([(120, 300), (400, 300), (120, 420)], close=True, fill="#000000")
    document.paragraph("ข้อความที่มีวรรณยุกต์ ผู้ใหญ่ ปู่ น้ำ " * 20)
    writer = PdfWriter(clone_from=document.save())
    writer.pages[0].rotate(turn)
    writer.pages[0].cropbox = RectangleObject((20, 30, 580, 820))
    writer.write(tmp_path / "turned.pdf")
    pack(tmp_path, [PackItem("หน้า", tmp_path / "turned.pdf")])
    page = PdfReader(tmp_path / "pack.pdf").pages[2]
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    seen = (560, 790) if turn in (0, 180) else (790, 560)
    fit = min((wide - 56) / seen[0], (high - 84) / seen[1], 1)
    whole = ink(tmp_path / "pack.pdf", 2, 2)
    original = ink(tmp_path / "turned.pdf", 0, 2 * fit)
    rows, columns = original.shape  # type: ignore[attr-defined]
    left = round((28 + (wide - 56 - seen[0] * fit) / 2) * 2)
    top = round((high - 44 - (high - 84) + (high - 84 - seen[1] * fit) / 2) * 2)
    placed = whole[top : top + rows, left : left + columns]  # type: ignore[index]
    wrong = (placed[5:-5, 5:-5] != original[5:-5, 5:-5]).sum()  # type: ignore[index]
    assert wrong < 0.1 * original.sum()  # type: ignore[attr-defined]


def test_links_to_the_web_go_along(tmp_path: Path) -> None:
    document = Document(tmp_path / "1.pdf", title="เว็บ", footer=False)
    document.paragraph([Run("ดูที่นี่", link="https://example.org/a"), " ", Run("ใน", link="#x")])
    document.bookmark("x", "ที่นี่")
    pack(tmp_path, [PackItem("เว็บ", document.save())])
    notes = PdfReader(tmp_path / "pack.pdf").pages[2]["/Annots"]
    (link,) = [note.get_object() for note in notes]  # type: ignore[union-attr]
    assert link["/A"]["/URI"] == "https://example.org/a"
    left, low, right, top = (float(side) for side in link["/Rect"])
    assert 28 < left < right < 300 and 600 < low < top < 842


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    source = part(tmp_path / "1.pdf", "หนึ่ง")
    writer = PdfWriter(clone_from=source)
    bad = StreamObject()
    bad._data = b"not deflated at all"
    bad[NameObject("/Filter")] = NameObject("/NoSuchFilter")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(bad)
    writer.write(tmp_path / "bad.pdf")
    with pytest.raises(PdfError) as caught:
        pack(tmp_path, [PackItem("แฟ้มเสีย", tmp_path / "bad.pdf")])
    assert "แฟ้มเสีย" in str(caught.value)
    assert not (tmp_path / "pack.pdf").exists()


def test_a_pack_is_a_valid_file_that_two_programs_can_read(tmp_path: Path) -> None:
    items = [PackItem(f"เรื่อง {n}", part(tmp_path / f"{n}.pdf", f"ข้อความน้ำที่ {n}")) for n in range(4)]
    pack(tmp_path, items)
    impose(tmp_path / "pack.pdf", tmp_path / "two.pdf", "two_up")
    for name in ("pack.pdf", "two.pdf"):
        whole = "".join(pages_of(tmp_path / name))  # qpdf --check on the way
        assert all(f"ข้อความน้ำที่{n}" in whole for n in range(4))


def test_a_locked_or_broken_part_is_named_and_nothing_written(tmp_path: Path) -> None:
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    locked = tmp_path / "y.pdf"
    writer = PdfWriter(clone_from=part(tmp_path / "1.pdf", "ลับ"))
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(locked)
    for path in (broken, locked):
        with pytest.raises(PdfError) as caught:
            pack(tmp_path, [PackItem("แฟ้มนี้", path)])
        assert "แฟ้มนี้" in str(caught.value)
    assert not (tmp_path / "pack.pdf").exists()


def test_a_pack_can_be_stopped(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    items = [PackItem(f"{i}", part(tmp_path / f"{i}.pdf", f"{i}")) for i in range(3)]
    with pytest.raises(KeyboardInterrupt):
        pack(tmp_path, items, progress=stop)
    assert not (tmp_path / "pack.pdf").exists()


def test_booklet_order() -> None:
    assert booklet_order(8) == [7, 0, 1, 6, 5, 2, 3, 4]
    assert booklet_order(3) == [None, 0, 1, 2]


@pytest.mark.parametrize(("how", "sides"), [("two_up", 3), ("booklet", 4)])
def test_two_on_a_side(tmp_path: Path, how: str, sides: int) -> None:
    source = part(tmp_path / "1.pdf", *(f"หน้าที่{i}จบ" for i in range(5)))
    assert impose(source, tmp_path / "2.pdf", how) == sides  # type: ignore[arg-type]
    text = "".join(texts_of(tmp_path / "2.pdf"))
    assert all(f"หน้าที่{i}จบ" in text for i in range(5))


def test_result_list_says_where_to_go(tmp_path: Path) -> None:
    rows = [ResultRow("เรื่องน้ำ", "กษ ๑๑๐๘/ว ๙๙", "๑๒ มี.ค. ๕๑", "ตู้ ๒ ชั้น ๓", "หน้า ๔", "ใช้บังคับ")]
    out = write_result_list(
        tmp_path / "a.pdf",
        rows,
        title="รายการหยิบ",
        office="สำนักงานตัวอย่าง",
        query="น้ำ",
        printed_on=DAY,
    )
    text = "".join("".join(texts_of(out)).split())
    for word in ("กษ๑๑๐๘/ว๙๙", "ตู้๒ชั้น๓", "หน้า๔", "เรื่องน้ำ", "คำค้น", "ใช้บังคับ"):
        assert word in text


def test_join_keeps_pages_and_the_first_title(tmp_path: Path) -> None:
    parts = [part(tmp_path / "1.pdf", "หนึ่ง", "สอง"), part(tmp_path / "2.pdf", "สาม")]
    assert join_pdfs(parts, tmp_path / "all.pdf") == 3
    reader = PdfReader(tmp_path / "all.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == "หนึ่ง"
    assert "สาม" in reader.pages[2].extract_text()
