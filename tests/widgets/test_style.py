"""The style sheet, looked at through its pixels."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from kmdesk.widgets.style import ACCENT, dress


@pytest.fixture
def dressed(qapp: QApplication):
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    dress(qapp)
    yield
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


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
