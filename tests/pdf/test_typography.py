"""Lines: what is set is what was given, no line ends where it must not."""

from __future__ import annotations

import random
from pathlib import Path

import pypdfium2 as pdfium
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kmdesk.pdf import Document, Run, Style
from kmdesk.pdf.sheet import Fonts, PageSize
from kmdesk.pdf.typography import Line, set_lines
from kmdesk.thai.words import clusters, line_ends

FONTS = Fonts()
TEXT = (
    "การจัดการความรู้ (Knowledge Management) ส่วนราชการมีหน้าที่พัฒนาความรู้ภายใน ๓๐ วัน ตามข้อ ๕ ฯลฯ "
    "เพื่อให้ผู้ใหญ่และเจ้าหน้าที่ธุรการหาน้ำหนักของเรื่องต่าง ๆ ได้ทั้งปี ปู่ป้ำกตัญญูฐูญู "
) * 4
_THAI = st.text(alphabet=[chr(c) for c in range(0x0E01, 0x0E5C) if chr(c).isprintable()])
_MIXED = st.text(alphabet=[*"กขปฝฟญฐน้ำีู่์เแโใไๆฯะาๅ ๐๑ABfi12(),.-/\n\t", "\u00a0", "\u200b", "\u0093"])


def lines_of(text: str, width: float, style: Style | None = None) -> list[Line]:
    return set_lines(text, style or Style(), width, FONTS.shaper)


def borders(text: str) -> set[int]:
    found, at = {0}, 0
    for cluster in clusters(text):
        at += len(cluster)
        found.add(at)
    return found


@given(st.one_of(_THAI, _MIXED), st.floats(1, 400))
@example(" \tๅ", 1.0)
@example("-\u00a0ะ", 1.0)
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_and_no_cluster_is_parted(text: str, width: float) -> None:
    lines = lines_of(text, width, Style(align="justify"))
    kept = "".join(line.text for line in lines)
    assert kept == text.replace("\n", "")
    at = 0
    for line in lines:
        at += len(line.text)
        following = kept[at : at + 1]
        assert line.last or not following or len(line.text) in borders(line.text + following)


@given(st.floats(60, 500))
@settings(max_examples=40, deadline=None)
def test_no_line_is_wider_than_its_room(width: float) -> None:
    for line in lines_of(TEXT, width):
        assert line.width <= width + 0.02 or len(clusters(line.text.strip())) == 1


@given(st.floats(80, 500))
@settings(max_examples=40, deadline=None)
def test_marks_that_close_never_begin_a_line(width: float) -> None:
    for line in lines_of(TEXT, width)[1:]:
        assert line.text[0] not in "ๆฯ)],.!" or line.text.startswith("ฯลฯ")
    assert not any(line.text.rstrip().endswith("(") for line in lines_of(TEXT, width))


def test_number_and_unit_stay_together() -> None:
    ends = line_ends(TEXT)
    for phrase, inside in (("๓๐ วัน", 3), ("ข้อ ๕", 4), ("ต่าง ๆ", 5), ("หน้าที่", 4), ("เจ้าหน้าที่", 4)):
        assert TEXT.index(phrase) + inside not in ends


def test_justified_lines_reach_the_margin() -> None:
    lines = lines_of(TEXT, 420, Style(align="justify"))
    stretched = [line for line in lines if line.per_space or line.per_cluster]
    assert len(stretched) >= len(lines) - 3
    assert not lines[-1].per_space


def test_newlines_break_and_empty_lines_stay() -> None:
    assert [line.text for line in lines_of("ก\n\nข\n", 100)] == ["ก", "", "ข"]


def test_indents() -> None:
    first, second, *_ = lines_of(TEXT, 300, Style(first=70.9, left=10))
    assert (first.indent, second.indent) == (80.9, 10)
    hung, rest, *_ = lines_of(TEXT, 300, Style(first=-20, left=20))
    assert (hung.indent, rest.indent) == (0, 20)


def test_runs_keep_their_looks_across_lines(tmp_path: Path) -> None:
    runs = [Run("หนา " * 30, bold=True), "ธรรมดา " * 30, Run("๑", superscript=True)]
    lines = set_lines(runs, Style(), 200, FONTS.shaper)
    assert "".join(line.text for line in lines) == "หนา " * 30 + "ธรรมดา " * 30 + "๑"
    bold = [span for line in lines for span in line.spans if span.run.bold]
    assert all(span.shaper is FONTS.shaper(True) for span in bold)
    assert lines[-1].spans[-1].rise > 0


def test_random_clusters_come_out_of_the_pdf_as_they_went_in(tmp_path: Path) -> None:
    rng = random.Random(5)
    words = [
        rng.choice("กขคปฝฟญฐรลวสหอ")
        + rng.choice(["", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ั", "็"])
        + rng.choice(["", "่", "้", "๊", "๋", "์"])
        + rng.choice(["", "ำ", "า", "ะ"])
        for _ in range(3000)
    ]
    text = " ".join("".join(words[i : i + 5]) for i in range(0, 3000, 5)) + " น้้า กล่าวว่่า AV To fi"
    document = Document(tmp_path / "a.pdf", title="x", footer=False)
    document.paragraph(text)
    document.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        got = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "".join(got.split()) == "".join(text.split())


def test_marks_stand_inside_the_page_and_over_their_base(tmp_path: Path) -> None:
    size = PageSize(200, 100, 10, 10, 10, 10)
    document = Document(tmp_path / "a.pdf", title="x", footer=False, size=size)
    document.paragraph("กี่", Style(size=40))
    document.save()
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        picture = pdf[0].render(scale=2, grayscale=True).to_numpy()
    dark = picture < 128
    rows = [y for y in range(dark.shape[0]) if dark[y].any()]
    height = (rows[-1] - rows[0]) / 2
    assert 40 * 0.85 < height < 40 * 1.35  # the letter and both marks above it, not on it


def test_what_the_face_lacks_is_drawn_as_its_nearest() -> None:
    shaper = FONTS.shaper()
    for lacking, near in (("ล\uf70bาน", "ล้าน"), ("●", "•"), ("\t", " ")):
        drawn, like = shaper.piece(lacking), shaper.piece(near)
        assert [glyph.drawing for glyph in drawn.glyphs] == [g.drawing for g in like.glyphs]
        assert "".join(glyph.text for glyph in drawn.glyphs) == lacking
