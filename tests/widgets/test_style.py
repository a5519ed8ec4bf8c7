"""The style sheet, looked at through its pixels."""

import pytest
from PySide6.QtWidgets import QPushButton, QTableWidget, QWidget

from kmdesk.widgets.style import ACCENT


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("way", ["primary", "default"])
def test_the_chief_button_looks_idle_while_it_can_do_nothing(qtbot, way: str) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    button = QPushButton("x", box)
    if way == "primary":
        button.setObjectName("primary")
    else:
        button.setDefault(True)
    button.resize(90, 40)
    box.show()

    def ground() -> str:
        return button.grab().toImage().pixelColor(10, 20).name()

    assert ground() == ACCENT
    button.setEnabled(False)
    assert ground() != ACCENT


@pytest.mark.usefixtures("dressed")
def test_the_frame_of_a_list_is_whole_while_it_has_the_focus(qtbot) -> None:
    """Shaded rows lay over the inner half of the frame, white ones did not: it looked torn."""
    table = QTableWidget(12, 1)
    qtbot.addWidget(table)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.resize(300, 300)
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    picture, down = table.grab().toImage(), table.viewport().geometry()
    edge = {picture.pixelColor(1, y).name() for y in range(down.top() + 5, down.bottom() - 5)}
    assert edge == {ACCENT}


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("way", ["primary", "default"])
def test_the_chief_button_shows_its_words_whole_at_the_width_it_asks_for(qtbot, way: str) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    button = QPushButton("ลงชื่อเข้าใช้", box)
    if way == "primary":
        button.setObjectName("primary")
    else:
        button.setDefault(True)
    box.resize(400, 100)
    box.show()

    def columns(width: int) -> int:
        button.resize(width, 45)
        image = button.grab().toImage()
        light = [
            any(image.pixelColor(x, y).lightness() > 150 for y in range(8, image.height() - 8))
            for x in range(8, image.width() - 8)
        ]
        return light.count(True)

    needed = button.sizeHint().width()
    assert columns(needed) == columns(needed + 60) > 0
