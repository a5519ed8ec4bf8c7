"""Labels show the marks of their first and last line whole, pixel by pixel."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPainterPath
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from kmdesk.widgets.labels import PlainLabel, RichLabel
from kmdesk.widgets.style import FAMILY
from kmdesk.widgets.thai_label import ThaiLabel, breakable

WORDS = "ปี่ ฟื้ ผู้ กฎ"
Make = Callable[[QWidget], QLabel]


def _indented(parent: QWidget) -> QLabel:
    label = ThaiLabel(parent, WORDS)
    label.setIndent(9)
    return label


MAKES: dict[str, Make] = {
    "plain": lambda parent: PlainLabel(WORDS, parent),
    "selectable": lambda parent: ThaiLabel(parent, WORDS),
    "indented": _indented,
    "HTML": lambda parent: RichLabel(parent, WORDS),
}
DRESSES: dict[str, Callable[[QLabel], object]] = {
    "as it is": lambda _label: None,
    "indented": lambda label: label.setIndent(9),
    "padded by a style sheet": lambda label: label.setStyleSheet("padding-right: 10px"),
    "at the top": lambda label: label.setAlignment(Qt.AlignmentFlag.AlignTop),
    "at the bottom": lambda label: label.setAlignment(Qt.AlignmentFlag.AlignBottom),
    "in the middle": lambda label: label.setAlignment(Qt.AlignmentFlag.AlignCenter),
    "with a margin": lambda label: label.setMargin(5),
}


def _ink(label: QLabel) -> set[tuple[int, int]]:
    picture = label.grab().toImage()
    paper = QColor(picture.pixelColor(picture.width() - 1, 0)).lightness()
    return {
        (x, y)
        for y in range(picture.height())
        for x in range(picture.width())
        if picture.pixelColor(x, y).lightness() < paper - 40
    }


def _from_its_top(ink: set[tuple[int, int]]) -> set[tuple[int, int]]:
    top = min(y for _x, y in ink)  # Qt rounds the middle of the two kinds differently
    return {(x, y - top) for x, y in ink}


def _rows_of_ink(label: QLabel) -> list[int]:
    picture = label.grab().toImage()
    paper = QColor(picture.pixelColor(picture.width() - 1, 0)).lightness()
    return [
        y
        for y in range(picture.height())
        if any(picture.pixelColor(x, y).lightness() < paper - 40 for x in range(picture.width()))
    ]


def _drawn(font: QFont) -> float:
    path = QPainterPath()
    path.addText(0, 0, font, WORDS)
    return path.boundingRect().height()


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
@pytest.mark.parametrize("points", [11.0, 12.5, 18.0, 25.0])
def test_no_mark_is_cut(qtbot, make: Make, points: float) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    font = QFont(FAMILY)
    font.setPointSizeF(points)
    parent.setFont(font)
    column = QVBoxLayout(parent)
    label = make(parent)
    column.addWidget(label)
    parent.resize(500, 200)
    parent.show()
    label.setFixedHeight(label.sizeHint().height())
    column.activate()
    rows = _rows_of_ink(label)
    assert len(rows) >= _drawn(font) - 2
    label.setFixedHeight(label.height() + 40)
    column.activate()
    assert len(rows) == len(_rows_of_ink(label))


def test_room_follows_the_size_of_letters(qtbot) -> None:
    label = PlainLabel(WORDS)
    qtbot.addWidget(label)
    font = QFont(FAMILY)
    font.setPointSizeF(12)
    label.setFont(font)
    small = label.contentsMargins()
    font.setPointSizeF(36)
    label.setFont(font)
    QApplication.processEvents()
    assert label.contentsMargins().top() > small.top()
    assert label.contentsMargins().bottom() > small.bottom()


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
def test_marks_are_painted_where_the_letters_are(qtbot, dress: Callable[[QLabel], object]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    whole, selectable = PlainLabel(WORDS, parent), ThaiLabel(parent, WORDS)
    for label in (whole, selectable):
        dress(label)
        label.setGeometry(0, 0, 300, 60)
    parent.show()
    assert _from_its_top(_ink(selectable)) == _from_its_top(_ink(whole))


@pytest.mark.parametrize("word", ["เจ้าหน้าที่", "เผยแพร่", "ความรู้", "หลักฐาน", "ร้อยละ"])
def test_no_line_ends_inside_a_compound(word: str) -> None:
    shown = breakable(f"ให้{word}ของสำนักงานสหกรณ์จังหวัดดำเนินการตามนี้", least=0)
    assert word in shown
    assert "\u200b" in shown
