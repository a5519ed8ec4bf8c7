"""The sheet for the wall: one page, the guide's own words, large, whatever the office's name."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.cli.commands import run_command
from kmdesk.i18n import language, set_language, tr
from kmdesk.office.guide import Chapter, Part, chapters
from kmdesk.office.print import CHAPTER, SMALLEST, Poster, read_poster, write_poster
from kmdesk.pdf import PdfError
from kmdesk.pdf.document import digits_in_print
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.thai_label import breakable
from tests.architecture.catalogue_source import catalogue

LONG = (
    "สำนักงานสหกรณ์จังหวัดตัวอย่างแห่งที่หนึ่งและหน่วยงานในสังกัดทั้งหมดของกรมสมมติ "
    "กระทรวงสมมติ สาขาที่มีชื่อยาวมากที่สุดเท่าที่เคยมีมา"
)
NAMES = ("", "สกจ.", "สำนักงานสหกรณ์จังหวัดตัวอย่าง", "Sample Provincial Cooperative Office", LONG)


@pytest.fixture(params=["th", "en"])
def wanted(request: pytest.FixtureRequest):
    before = language()
    set_language(request.param)
    yield request.param
    set_language(before)


def flat(text: str) -> str:
    return "".join(text.split())


def expected(said: Poster, office: str, thai: bool) -> str:
    numbers = [str(number) for number in range(1, len(said.steps) + 1)]
    numbers = [to_thai(number) for number in numbers] if thai else numbers
    steps = [(n, step.label, step.words) for n, step in zip(numbers, said.steps, strict=True)]
    keys = [(key.label, key.words) for key in said.keys]
    head = [office, said.title, said.opening]
    words = [*head, *sum(steps, ()), said.keys_title, *sum(keys, ()), said.closing]
    return flat("".join(words))


def text_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    assert len(pdf) == 1
    text = pdf[0].get_textpage().get_text_range()
    pdf.close()
    return text.replace("\ufffe", "")


@pytest.mark.parametrize("office", NAMES)
@pytest.mark.parametrize("thai_digits", [True, False])
def test_one_page_holds_every_word_in_order(
    tmp_path: Path, wanted: str, office: str, thai_digits: bool
) -> None:
    found = chapters()
    with digits_in_print(thai_digits):
        out = write_poster(tmp_path / "poster.pdf", found, office=office)
    said = read_poster(found)
    assert flat(text_of(out)) == expected(said, office, thai_digits and wanted == "th")
    assert len(said.steps) in (5, 6)
    assert [key.label for key in said.keys] == ["F3", "Esc", "Ctrl+P", tr("A+")]


def test_nothing_is_left_out_of_the_chapter(wanted: str) -> None:
    found = chapters()
    chapter = next(chapter for chapter in found if chapter.name == CHAPTER)
    said = read_poster(found)
    words = [said.title, said.opening]
    words += [f"{n}. {step.label}: {step.words}" for n, step in enumerate(said.steps, 1)]
    words += [said.keys_title, *(f"- {key.label}: {key.words}" for key in said.keys), said.closing]
    written = "".join(part.title + part.text for part in chapter.parts).replace("**", "")
    assert flat(written) == flat("".join(words))


@pytest.mark.parametrize("office", NAMES)
def test_letters_are_large_and_nothing_touches_the_edge(
    tmp_path: Path, wanted: str, office: str
) -> None:
    out = write_poster(tmp_path / "poster.pdf", chapters(), office=office)
    pdf = pypdfium2.PdfDocument(out)
    page = pdf[0]
    width, height = page.get_size()
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
        left, bottom, right, top = item.get_bounds()
        assert left >= 30 and right <= width - 30 and bottom >= 30 and top <= height - 20
    text = page.get_textpage()
    small = [
        text.get_text_range(at, 1)
        for at in range(text.count_chars())
        if pypdfium2.raw.FPDFText_GetFontSize(text, at) < SMALLEST - 0.01
    ]
    assert flat("".join(small)) in (flat(office), "")  # nothing but an office's long name
    pdf.close()


def test_a_name_without_end_is_cut_and_the_page_stays_whole(tmp_path: Path) -> None:
    said = read_poster(chapters())
    out = write_poster(tmp_path / "poster.pdf", chapters(), office=LONG * 5)
    text = flat(text_of(out))
    name, rest = text.split("…", 1)
    assert len(name) > 100 and flat(LONG * 5).startswith(name)
    assert rest == expected(said, "", thai=True)


def test_more_than_a_page_is_refused_not_made_small(tmp_path: Path) -> None:
    steps = "\n".join(f"{n}. **ขั้น**: ทำสิ่งนี้" for n in range(1, 20))
    long = Chapter(CHAPTER, (Part("วิธีใช้", 1, steps), Part("ปุ่ม", 2, "- **F3**: ค้น")))
    with pytest.raises(PdfError):
        write_poster(tmp_path / "poster.pdf", [long])
    assert not (tmp_path / "poster.pdf").exists()


def test_the_buttons_it_names_are_on_the_screens(wanted: str) -> None:
    said = catalogue()
    labels = {text for _context, text in said}
    if wanted == "th":
        labels = {words for entries in said.values() for _name, words, _fuzzy in entries}
    named = re.findall("“(.+?)”", " ".join(step.words for step in read_poster(chapters()).steps))
    assert len(named) == 5 and set(named) <= {label.rstrip("…") for label in labels}


def test_it_is_printed_from_the_help_page(qtbot: QtBot, desk: Desk) -> None:
    guide = desk.window.pages.show_page("help")
    guide.poster.click()
    qtbot.waitUntil(lambda: desk.window.findChild(PreviewDialog) is not None, timeout=60_000)
    preview = desk.window.findChild(PreviewDialog)
    assert preview is not None and desk.context is not None
    name = desk.context.settings.office_name
    assert flat(text_of(preview.path)) == expected(read_poster(chapters()), name, thai=True)
    preview.accept()


def test_no_chapter_is_cut_in_the_list_in_large_letters(qtbot: QtBot, desk: Desk) -> None:
    desk.window.resize(1366, 768)
    guide = desk.window.pages.show_page("help")
    desk.window.change_scale(40)
    guide.list.doItemsLayout()
    metrics, wrapped = guide.list.fontMetrics(), Qt.TextFlag.TextWordWrap
    width = guide.list.viewport().width() - 12
    heights = []
    for row in range(guide.list.count()):
        item = guide.list.item(row)
        needed = metrics.boundingRect(0, 0, width, 9999, wrapped, breakable(item.text())).height()
        heights.append(needed)
        assert guide.list.visualItemRect(item).height() >= needed, item.text()
    assert max(heights) > 2 * min(heights)  # some titles take three lines


def test_the_command_prints_it_in_the_name_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library, out = tmp_path / "lib", tmp_path / "poster.pdf"
    monkeypatch.setattr("sys.stdin", io.StringIO())
    before = language()
    try:
        command = ["--library", str(library), "manual", "--poster", str(out)]
        assert run_command(command) == 0  # without a library, without a name
        assert flat(text_of(out)) == expected(read_poster(chapters("th")), "", thai=True)
        assert not library.exists()
        assert run_command([*command, "--office", "สกจ.ตัวอย่าง", "--language", "en"]) == 0
        assert flat(text_of(out)).startswith(flat("สกจ.ตัวอย่าง How to use"))
        assert run_command(["--library", str(library), "create", "--sample"]) == 0
        assert run_command(command) == 0
        assert text_of(out).startswith("สำนักงานสหกรณ์จังหวัด")
        assert run_command([*command[:-1], str(tmp_path / "poster.docx")]) == 2
    finally:
        set_language(before)
