"""The words before the first section: head in the middle, prose indented, on paper and screen."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Library
from kmdesk.regulations.import_law import add_law_text
from kmdesk.regulations.print import write_law
from kmdesk.regulations.text_lines import preamble_paragraphs

HEAD = (
    "พระราชบัญญัติ",
    "มุมความรู้ตัวอย่าง",
    "พ.ศ. ๒๕๖๘",
    "สมเด็จพระเจ้าอยู่หัวตัวอย่าง",
    "ให้ไว้ ณ วันที่ ๑ มกราคม พ.ศ. ๒๕๖๘",
    "เป็นปีที่ ๑ ในรัชกาลปัจจุบัน",
)
ROYAL = ("พระบาทสมเด็จพระตัวอย่าง", "มีพระบรมราชโองการโปรดเกล้าฯ ให้ประกาศว่า")
REASON = "โดยที่เป็นการสมควรมีมุมความรู้"
ENACTS = ("จึงทรงพระกรุณาโปรดเกล้าฯ", "ให้ตราพระราชบัญญัติขึ้นไว้ ดังต่อไปนี้")


def test_sentences_that_the_source_cut_are_one_paragraph() -> None:
    head, prose = preamble_paragraphs("\n".join((*HEAD, *ROYAL, REASON, *ENACTS)))
    assert head == list(HEAD)
    assert prose == [" ".join(ROYAL), REASON, " ".join(ENACTS)]


@pytest.mark.parametrize("name", ["สมเด็จพระเจ้าอยู่หัวตัวอย่าง", "พระบาทสมเด็จพระเจ้าอยู่หัวตัวอย่าง"])
def test_the_king_begins_the_prose_once_the_day_is_said(name: str) -> None:
    head, prose = preamble_paragraphs("\n".join((*HEAD, name, "มีพระราชโองการให้ประกาศว่า", REASON)))
    assert head == list(HEAD)
    assert prose == [f"{name} มีพระราชโองการให้ประกาศว่า", REASON]


def test_a_regulation_has_its_reason_indented() -> None:
    lines = ("ระเบียบสำนักงานตัวอย่าง", "ว่าด้วยมุมความรู้", "พ.ศ. ๒๕๖๘", REASON, "อาศัยอำนาจตามความในข้อ ๕")
    head, prose = preamble_paragraphs("\n".join(lines))
    assert (head, prose) == (list(lines[:3]), list(lines[3:]))


def test_the_preamble_is_indented_like_a_section(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    title = "พระราชบัญญัติมุมความรู้ตัวอย่าง พ.ศ. ๒๕๖๘"
    text = "\n".join((*HEAD, *ROYAL, REASON, *ENACTS, "มาตรา ๑ พระราชบัญญัตินี้มีสองมาตรา"))
    with library.writing(clerk, "Import") as unit:
        law = add_law_text(unit, title, text)
        unit.commit()
    out = tmp_path / "law.pdf"
    write_law(library, clerk, law, out)
    with pypdfium2.PdfDocument(out) as pdf:
        words = pdf[0].get_textpage()
        whole = words.get_text_range()

        def left(text: str) -> float:
            return float(words.get_charbox(whole.index(text))[0])

        section = left("มาตรา ๑")
        assert all(abs(left(line) - section) < 2 for line in (ROYAL[0], REASON, ENACTS[0]))
        assert left(HEAD[3]) - section > 20


def test_the_reader_on_screen_sets_it_the_same_way(
    qtbot: QtBot, library: Library, clerk: Actor
) -> None:
    from kmdesk.regulations.ui.reader import LawReader
    from kmdesk.regulations.view import LawView, load_view

    text = "\n".join((*HEAD, *ROYAL, REASON, *ENACTS, "มาตรา ๑ พระราชบัญญัตินี้มีสองมาตรา"))
    with library.writing(clerk, "Import") as unit:
        law = add_law_text(unit, "พระราชบัญญัติมุมความรู้ตัวอย่าง พ.ศ. ๒๕๖๘", text)
        unit.commit()
    with library.reading(clerk) as reading:
        view = load_view(reading, law)
    assert isinstance(view, LawView)
    shown = LawReader()
    qtbot.addWidget(shown)
    shown.show_law(view)
    block, centred = shown.document().begin(), {}
    while block.isValid():
        middle = block.blockFormat().alignment() == Qt.AlignmentFlag.AlignHCenter
        centred[block.text().replace("\u200b", "")] = middle
        block = block.next()
    assert all(centred[line] for line in HEAD)
    assert not any(centred[line] for line in (*ROYAL, REASON, *ENACTS))
