"""Buttons that say little have a tip in Thai, and the tip names the keys that do the same."""

import re

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.records import Actor, Duty
from kmdesk.window.rooms import HOME, ROOMS

PATIENCE = 30_000
_THAI = re.compile("[ก-๙]")
_SHORT = 3  # letters that explain nothing: A+, ?, ▾


def silent(top: QWidget) -> list[str]:
    """Tool buttons and buttons of a sign or two without a tip in Thai."""
    found = []
    for button in top.findChildren(QAbstractButton):
        if button.isHidden() or isinstance(button, QCheckBox):
            continue
        if button.objectName().startswith("qt_") or type(button) is QAbstractButton:
            continue  # what Qt makes inside its own widgets
        if isinstance(button.parent(), QTabBar | QLineEdit) or not (
            button.text() or button.accessibleName()
        ):
            continue  # arrows of a tab bar, the cross in a text field, the corner of a table
        words = button.text().replace("\u200b", "").strip()
        short = len(words) <= _SHORT and not button.menu()
        if (isinstance(button, QToolButton) or short) and not _THAI.search(button.toolTip()):
            found.append(f"{type(button).__name__} “{words}”: “{button.toolTip()}”")
    return found


def in_english(top: QWidget) -> list[str]:
    """Tips that were left in English."""
    return [
        f"{type(widget).__name__}: {widget.toolTip()}"
        for widget in top.findChildren(QWidget)
        if widget.toolTip() and not _THAI.search(widget.toolTip())
    ]


def test_every_short_button_has_a_tip_in_thai(qtbot: QtBot, desk: Desk) -> None:
    assert desk.context is not None
    desk.context.set_actor(Actor("ผู้ดูแล", Duty.ADMINISTRATOR))
    problems: list[str] = []
    for name in (HOME, *ROOMS, "results", "reader", "basket", "help", "office"):
        page = desk.window.pages.show_page(name)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
        problems += [f"{name}: {line}" for line in silent(page) + in_english(page)]
    problems += [f"top: {line}" for line in silent(desk.window.top) + in_english(desk.window.top)]
    assert not problems, "\n".join(sorted(set(problems)))


def test_tips_name_the_keys(qtbot: QtBot, desk: Desk) -> None:
    top, pages = desk.window.top, desk.window.pages
    reader = pages.show_page("reader")
    shelf = pages.show_page("shelf")
    for button, keys in (
        (top.go, "Enter"),
        (top.smaller, "Ctrl+−"),
        (top.larger, "Ctrl++"),
        (top.basket, "Ctrl+B"),
        (top.sign_in, "Ctrl+L"),
        (top.help, "F1"),
        (reader.back, "Esc"),
        (reader.previous, "Shift+F4"),
        (reader.next, "F4"),
        (reader.print, "Ctrl+P"),
        (shelf.record.print_button, "Ctrl+P"),
    ):
        assert f"({keys})" in button.toolTip(), button.text()
    for at in range(pages.bar.count()):
        assert f"(Ctrl+{at + 1})" in pages.bar.tabToolTip(at)


def test_a_button_without_a_tip_is_found(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    bare, told = QToolButton(box), QToolButton(box)
    bare.setText("▾")
    told.setText("+")
    told.setToolTip("ขยาย")
    box.show()
    assert len(silent(box)) == 1
    told.setToolTip("Larger")
    assert len(silent(box)) == 2
    assert len(in_english(box)) == 1
