"""The font inside a PDF: glyph n draws what drawing n says, with the font's own outlines."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from kmdesk.pdf.fonts import SARABUN, Drawing, Face, Part, face, font_subset, usable

FILE = SARABUN.regular


def by_number(source: Path | BytesIO) -> TTFont:
    font = TTFont(source)
    font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
    return font


SOURCE = by_number(FILE)


def shape(font: TTFont, glyph: int) -> list[Any]:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[str(glyph)].draw(pen)
    return pen.value


def shifted(outline: list[Any], dx: int, dy: int) -> list[Any]:
    return [(name, tuple((x + dx, y + dy) for x, y in points)) for name, points in outline]


def glyph_of(char: str) -> int:
    number = face().shaper.get_nominal_glyph(ord(char))
    assert number is not None
    return number


def alone(glyph: int, advance: int = 500) -> Drawing:
    return Drawing((Part(glyph, 0, 0),), advance)


def written(*drawings: Drawing) -> TTFont:
    return by_number(BytesIO(font_subset(FILE, drawings)))


def test_glyphs_stand_in_the_order_of_the_drawings() -> None:
    letters = [glyph_of(char) for char in "ฮกAก๕"]
    font = written(*(alone(glyph) for glyph in letters))
    assert [shape(font, n) for n in range(5)] == [shape(SOURCE, glyph) for glyph in letters]


def test_marks_are_drawn_where_they_were_placed() -> None:
    base, mark = glyph_of("ป"), glyph_of("้")
    font = written(alone(0), Drawing((Part(base, 0, 0), Part(mark, -37, 212)), 600))
    assert shape(font, 1) == shape(SOURCE, base) + shifted(shape(SOURCE, mark), -37, 212)
    assert font["hmtx"]["1"] == (600, font["glyf"]["1"].xMin)


def test_the_box_of_a_composite_holds_all_its_parts() -> None:
    base, mark = glyph_of("ป"), glyph_of("้")
    font = written(Drawing((Part(base, 0, 0), Part(mark, 900, 1500)), 600))
    box, low, high = font["glyf"]["0"], SOURCE["glyf"][str(base)], SOURCE["glyf"][str(mark)]
    assert (box.xMin, box.yMin) == (low.xMin, low.yMin)
    assert (box.xMax, box.yMax) == (high.xMax + 900, high.yMax + 1500)


def test_a_space_stays_blank_and_keeps_its_width() -> None:
    space, letter = glyph_of(" "), glyph_of("ก")
    joined = Drawing((Part(space, 0, 0), Part(space, 250, 0)), 500)
    font = written(alone(space, 250), joined, Drawing((Part(space, 0, 0), Part(letter, 250, 0)), 9))
    assert [shape(font, n) for n in (0, 1)] == [[], []]
    assert [font["hmtx"][str(n)][0] for n in (0, 1, 2)] == [250, 500, 9]
    assert shape(font, 2) == shifted(shape(SOURCE, letter), 250, 0)


def test_a_composite_of_the_font_brings_its_parts() -> None:
    whole = next(n for n in range(9999) if SOURCE["glyf"][str(n)].isComposite())
    font = written(alone(whole), Drawing((Part(whole, 5, 6),), 500))
    assert shape(font, 0) == shape(SOURCE, whole)
    assert shape(font, 1) == shifted(shape(SOURCE, whole), 5, 6)


def test_no_instructions_are_taken_along() -> None:
    font = written(*(alone(glyph_of(char)) for char in "กÁ"))
    assert not {"fpgm", "prep", "cvt "} & set(font.keys())
    programs = [getattr(font["glyf"][name], "program", None) for name in font.getGlyphOrder()]
    assert not any(program.getBytecode() for program in programs if program)


def test_the_same_drawings_give_the_same_bytes_whatever_was_written_before() -> None:
    drawings = [alone(0), Drawing((Part(glyph_of("ป"), 0, 0), Part(glyph_of("้"), -3, 4)), 600)]
    statement = (
        "from kmdesk.pdf.fonts import Drawing, Part, font_subset;"
        "from pathlib import Path; import hashlib;"
        f"print(hashlib.sha256(font_subset(Path({str(FILE)!r}), {drawings!r})).hexdigest())"
    )
    fresh = subprocess.run([sys.executable, "-c", statement], capture_output=True, check=True)
    written(*(alone(glyph) for glyph in range(300)))
    assert sha256(font_subset(FILE, drawings)).hexdigest() == fresh.stdout.decode().strip()


def test_several_papers_are_written_at_once() -> None:
    lots = [[alone(glyph) for glyph in range(start, start + 150)] for start in range(0, 400, 40)]
    alone_written = [font_subset(FILE, lot) for lot in lots]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda lot: font_subset(FILE, lot), lots)) == alone_written


@pytest.mark.parametrize("table", ["glyf", "loca", "hmtx"])
def test_a_font_without_readable_outlines_is_not_used(tmp_path: Path, table: str) -> None:
    font = TTFont(FILE)
    data = font.reader[table]
    font.reader.tables.pop(table)
    if table != "glyf":
        from fontTools.ttLib.tables.DefaultTable import DefaultTable

        font[table] = DefaultTable(table)
        font[table].data = data[:5]
    path = tmp_path / "THSarabun.ttf"
    font.save(path)
    family = SARABUN._replace(name="TH Sarabun", regular=path, bold=path)
    assert usable(family) == SARABUN


def test_a_face_is_opened_without_reading_outlines() -> None:
    code = "import sys, kmdesk.pdf.fonts as f; f.face(); print('fontTools' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]
    assert isinstance(face(), Face)
