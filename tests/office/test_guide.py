"""The guide: every screen explained in both languages, F1 opens there, found, and printed."""

import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.office.guide import PICTURES, chapters, place_of, search_guide
from kmdesk.office.print import runs, write_manual
from kmdesk.records import Actor
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.window.rooms import HOME, ROOMS


def catalogue() -> dict[str, str]:
    """Message ids and their Thai, of all topics."""
    found: dict[str, str] = {}
    entry = re.compile(r'msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)')
    for path in (TREE / "resources/i18n/th").glob("*.po"):
        for pair in entry.finditer(path.read_text("utf-8")):
            msgid, text = ("".join(re.findall(r'"(.*)"', each)) for each in pair.groups())
            found[msgid] = text
    return found


TREE = Path(__file__).resolve().parents[2]


def screens(desk: Desk) -> list[str]:
    """Every page a person can be on."""
    assert desk.pages is not None
    office = desk.window.pages.page("office")
    offered = set(desk.window.pages._makers) | {HOME, *ROOMS, "first_run"}
    return sorted(offered - {"office"}) + [f"office/{name}" for name in office.page_names()]


@pytest.mark.parametrize("wanted", ["th", "en"])
def test_every_screen_is_explained(desk: Desk, wanted: str) -> None:
    found = chapters(wanted)
    named = {screen for chapter in found for part in chapter.parts for screen in part.screens}
    missing = [screen for screen in screens(desk) if screen not in named]
    assert not missing, f"say in resources/help where these are explained: {missing}"
    assert named <= {*screens(desk), "office"}, "a screen that is not there any more"


def test_both_languages_have_the_same_chapters() -> None:
    thai, english = chapters("th"), chapters("en")
    assert [chapter.name for chapter in thai] == [chapter.name for chapter in english]
    for one, other in zip(thai, english, strict=True):
        said = [{screen for part in each.parts for screen in part.screens} for each in (one, other)]
        assert said[0] == said[1], one.name


def test_no_comment_is_left_in_the_text() -> None:
    for wanted in ("th", "en"):
        for chapter in chapters(wanted):
            assert "<!--" not in chapter.markdown


def test_f1_opens_where_one_is(qtbot: QtBot, desk: Desk, clerk: Actor) -> None:
    assert desk.context is not None
    pages = desk.window.pages
    pages.show_page("processes")
    desk.window.top.help_requested.emit()
    guide = pages.page("help")
    assert pages.current == "help"
    assert guide.list.currentItem().text() == "แท็บทั้งห้า"
    qtbot.waitUntil(lambda: guide.text.verticalScrollBar().value() > 0)
    desk.context.set_actor(clerk)
    office = pages.show_page("office")
    office.show_named("health")
    desk.window.top.help_requested.emit()
    assert "ช่างเทคนิค" in guide.list.currentItem().text()


def test_the_guide_is_searched_and_says_when_it_is_silent(qtbot: QtBot, desk: Desk) -> None:
    guide = desk.window.pages.show_page("help")
    count = guide.list.count()
    guide.search.setText("ตะกร้า")
    titles = [guide.list.item(row).text() for row in range(guide.list.count())]
    assert titles[0] == "ตะกร้า"
    guide.search.setText("ไม่มีคำนี้แน่นอน")
    assert guide.list.count() == 0
    assert "ไม่มีคำนี้" in guide.text.toPlainText().replace("\u200b", "")
    guide.search.clear()
    assert guide.list.count() == count
    desk.window.switch_language()
    guide = desk.window.pages.page("help")
    assert guide.list.item(0).text() == "Find what you want to know in three minutes"


def test_search_and_places_without_a_window() -> None:
    found = chapters("th")
    assert place_of(found, "office/unknown") == place_of(found, "office")
    assert place_of(found, "nowhere") is None
    assert search_guide(found, "") == []
    assert search_guide(found, "๓๐ นาที") == search_guide(found, "30 นาที") != []


def test_every_picture_is_one_the_tour_takes() -> None:
    tour = (TREE / "kmdesk/cli/tour.py").read_text("utf-8")
    taken = set(re.findall(r'_shoot\(\s*"([^"]+)"', tour))
    if '_shoot(f"tab-{room}")' in tour:
        taken |= {f"tab-{room}" for room in ROOMS}
    assert set(PICTURES.values()) <= taken


def test_the_manual_has_words_and_pictures(tmp_path: Path) -> None:
    pictures = {}
    for name in PICTURES.values():
        pictures[name] = tmp_path / f"{name}.png"
        Image.new("RGB", (1366, 768), "#0b4f4a").save(pictures[name])
    for wanted in ("th", "en"):
        found = chapters(wanted)
        out = write_manual(tmp_path / f"{wanted}.pdf", found, pictures, office="สำนักงานทดสอบ")
        pdf = pypdfium2.PdfDocument(out)
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
        flat = "".join(text.split())
        for chapter in found:
            for part in chapter.parts:
                assert "".join(part.title.split()) in flat
        assert "**" not in text
        kinds = [item.type for page in pdf for item in page.get_objects()]
        assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) == len(PICTURES)
        assert len(list(pdf.get_toc())) == sum(len(chapter.parts) for chapter in found) + 1
        pdf.close()


def test_bold_and_code_become_runs() -> None:
    assert [(run.text, run.bold) for run in runs("กด **พิมพ์** หรือ `F1` ได้")] == [
        ("กด ", False),
        ("พิมพ์", True),
        (" หรือ ", False),
        ("F1", True),
        (" ได้", False),
    ]


def pictures_in(path: Path) -> int:
    pdf = pypdfium2.PdfDocument(path)
    kinds = [item.type for page in pdf for item in page.get_objects()]
    pdf.close()
    return kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)


def test_stopped_or_failed_the_print_leaves_words(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = desk.window.pages.show_page("help")
    guide.print.click()
    guide.print.click()
    qtbot.waitUntil(lambda: not guide.progress.isVisible(), timeout=60_000)
    assert desk.window.findChild(PreviewDialog) is None
    monkeypatch.setenv("KMDESK_KILL_AT", "commit:1")  # the child dies while it sets up
    guide.print.click()
    qtbot.waitUntil(lambda: desk.window.findChild(PreviewDialog) is not None, timeout=120_000)
    preview = desk.window.findChild(PreviewDialog)
    assert "ไม่มีภาพ" in preview.note.plain
    assert pictures_in(preview.path) == 0
    preview.accept()


_BOLD = re.compile(r"\*\*(.+?)\*\*(:?)")
_KEYS = re.compile(r"(Ctrl|Shift|F\d|Del$|[A-Z]$)")


def core(label: str) -> str:
    """A label without its dots, arrows and key."""
    return re.sub(r"\s*\(.*\)$", "", label).strip(" …→←▶◀.")


@pytest.mark.parametrize("wanted", ["th", "en"])
def test_buttons_and_pages_named_in_bold_are_on_the_screens(wanted: str) -> None:
    said = catalogue()
    known = {core(text) for text in (said.values() if wanted == "th" else said)}
    strays = [
        f"{chapter.name}: {label}"
        for chapter in chapters(wanted)
        for part in chapter.parts
        for bold, colon in _BOLD.findall(part.text)
        if not colon and not _KEYS.match(bold)  # a colon: what the line is about
        for label in bold.split(" › ")
        if core(label) not in known
    ]
    assert not strays, "\n".join(strays)


def test_the_english_guide_says_as_much_as_the_thai() -> None:
    for thai, english in zip(chapters("th"), chapters("en"), strict=True):
        assert len(thai.parts) == len(english.parts), thai.name
        for one, other in zip(thai.parts, english.parts, strict=True):
            lines = [len([x for x in p.text.splitlines() if x.strip()]) for p in (one, other)]
            assert lines[0] == lines[1], (thai.name, one.title, other.title)


def test_every_role_has_tasks_of_three_minutes() -> None:
    for wanted, words in (("th", ("๓ นาที", "สามนาที")), ("en", ("three minutes", "Three-minute"))):
        for chapter in chapters(wanted)[:1] + chapters(wanted)[2:5]:
            titles = " ".join(part.title for part in chapter.parts)
            assert any(word in titles for word in words), chapter.name
