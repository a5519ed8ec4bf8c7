"""Dead records say so everywhere, and chains are told oldest first."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from kmdesk.pdf.merging import write_marked
from kmdesk.records import WALK_UP, Actor, Kinds, Library, PassageText
from kmdesk.records.describe import chain, ended_words
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.shelf.kind import DocumentKind


@pytest.fixture
def kinds() -> Kinds:
    made = Kinds()
    made.register(DocumentKind())
    return made


@pytest.fixture
def circulars(library: Library, clerk: Actor, tmp_path: Path) -> list[int]:
    """2550 amended in 2560, both repealed in 2566; another that cites the last."""
    from kmdesk.pdf import Document

    original = tmp_path / "ต้นฉบับ.pdf"
    for_pages = Document(original, title="ต้นฉบับ")
    for_pages.paragraph("หน้าแรก")
    for_pages.page_break()
    for_pages.paragraph("หน้าสอง")
    for_pages.save()
    with library.writing(clerk, "Stock") as unit:
        ids = []
        for year in (2007, 2017, 2023, 2024):
            new = NewDocument(f"เรื่องปี {year}", number=f"กษ 1108/ว {year}", dated=f"{year}-01-05")
            file = NewFile(original, "ต้นฉบับ.pdf", "application/pdf") if year == 2007 else None
            texts = [PassageText("page:1", "1", "เนื้อหา")]
            ids.append(add_document(unit, new, texts, file).id)
        unit.link(ids[1], ids[0], "amends")
        unit.link(ids[2], ids[0], "repeals")
        unit.link(ids[2], ids[1], "repeals")
        unit.link(ids[3], ids[2], "cites")
        for dead in ids[:2]:
            unit.record(dead).status = "repealed"
        unit.commit()
    return ids


def test_the_banner_names_what_repealed_it(library, kinds, circulars) -> None:
    with library.reading(WALK_UP) as reading:
        words = [ended_words(reading, kinds, record) for record in circulars]
    assert "ห้ามใช้" in words[0] and "กษ 1108/ว 2023" in words[0]
    assert words[2:] == ["", ""]


def test_an_internal_repeal_is_not_named_to_a_reader(library, clerk, kinds, circulars) -> None:
    with library.writing(clerk, "Edit") as unit:
        unit.record(circulars[2]).audience = "internal"
        unit.commit()
    with library.reading(WALK_UP) as reading:
        words = ended_words(reading, kinds, circulars[0])
        assert "ห้ามใช้" in words and "2023" not in words
        assert circulars[2] not in [row.record_id for row in chain(reading, circulars[0])]


def test_the_chain_is_told_from_any_of_its_records(library, circulars) -> None:
    with library.reading(WALK_UP) as reading:
        for record in circulars[:3]:
            rows = chain(reading, record)
            assert [row.record_id for row in rows][:3] == circulars[:3]
        rows = chain(reading, circulars[2])
        assert [row.relation for row in rows] == ["", "amends", "repeals", "cites"]
        assert [row.ended for row in rows] == [True, True, False, False]


def test_every_page_on_paper_carries_the_red_band(library, kinds, circulars, tmp_path) -> None:
    out = tmp_path / "dead.pdf"
    write_marked(library, WALK_UP, kinds, circulars[0], out)
    pages = [page.extract_text() for page in PdfReader(out).pages]
    assert len(pages) == 3
    assert all("ห้ามใช้" in page for page in pages)
    assert "หน้าสอง" in pages[2]
    living = tmp_path / "living.pdf"
    write_marked(library, WALK_UP, kinds, circulars[2], living)
    assert "ห้ามใช้" not in PdfReader(living).pages[0].extract_text()
