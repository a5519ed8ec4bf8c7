"""A layout emptied again and again leaves nothing behind."""

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.layouts import empty_layout


@pytest.mark.parametrize("make", [QVBoxLayout, QGridLayout, FlowLayout])
def test_widgets_and_items_go(qtbot, make) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout: QLayout = make(page)
    labels = [QLabel("ก", page) for _number in range(3)]
    for label in labels:
        layout.addWidget(label)
    items = [layout.itemAt(at) for at in range(3)]
    empty_layout(layout, keep=1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert [shiboken6.isValid(label) for label in labels] == [False, False, True]
    assert [shiboken6.isValid(item) for item in items] == [False, False, True]
    empty_layout(layout)
    assert layout.count() == 0


def test_a_stretch_goes_too(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addStretch(1)
    empty_layout(layout)
    assert layout.count() == 0
