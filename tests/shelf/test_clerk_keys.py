"""Five mixed letters through the real window by keyboard only (thirty in the benchmark)."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk as Window
from kmdesk.records import Actor, Duty, Library
from kmdesk.shelf.ui.letter_form import LetterForm
from tests.letters.clerk import Clerk, Desk, by_hand


def test_five_letters_by_keyboard_only(qtbot: QtBot, library: Library, tmp_path: Path) -> None:
    actor = Actor("clerk", Duty.CLERK)
    desk = Desk(library, actor, tmp_path)
    desk.furnish()
    desk.take_in(5, seed=3)
    window = Window(library.root)
    qtbot.addWidget(window.window)
    window.show()
    qtbot.waitUntil(lambda: window.pages is not None, timeout=60_000)
    assert window.context is not None
    window.context.set_actor(actor)
    qtbot.keyClick(window.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    tab = window.window.pages.page("shelf")
    qtbot.waitUntil(tab.isVisible)
    tab.list.setFocus()
    qtbot.keyClick(QApplication.focusWidget() or tab, Qt.Key.Key_F7)
    (form,) = window.window.findChildren(LetterForm)
    clerk = Clerk(form, desk.wanted, lambda ready: qtbot.waitUntil(ready, timeout=60_000))
    clerk.check_all()
    assert set(clerk.keys) <= set(desk.wanted)
    assert sum(clerk.keys.values()) < 0.15 * sum(by_hand(one) for one in desk.wanted.values())
    assert desk.wrong() == []
    form.accept()
    window.close()
