"""What survives the idle reset: asserted over every field of every page a visitor can reach."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from kmdesk.app import Desk
from kmdesk.i18n import language
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.drafts import Draft, FormPlace, this_moment
from kmdesk.window.rooms import ROOMS

BOSS = Actor("ผู้ดูแลทดสอบ", Duty.ADMINISTRATOR)
VISITOR = ("home", "results", "reader", "basket", "help", *ROOMS)
SURVIVES = {"parked basket", "draft of a form"}


@pytest.fixture
def desk(qtbot, sample_root: Path) -> Iterator[Desk]:
    made = Desk(sample_root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None and made.pages.idle is not None)
    yield made
    made.close()
    shutil.rmtree(sample_root)


def _settled(qtbot, desk: Desk) -> None:
    def asks() -> bool:  # boxes pause a moment before they ask
        timers = desk.window.findChildren(QTimer)
        return any(t.isActive() and t.isSingleShot() and t.interval() < 5000 for t in timers)

    qtbot.waitUntil(lambda: not asks() and not desk.runner.is_busy)


def _state(desk: Desk) -> dict[str, object]:
    """All that a visitor can have changed, by place."""
    window, found = desk.window, {}
    board = QGuiApplication.clipboard()
    found["actor"], found["page"] = desk.context.actor, window.pages.current
    found["language"], found["letters"] = language(), window.scale
    found["basket"] = desk.context.basket.items
    found["way back"] = window.pages.came_from
    found["copied"] = board.text(QClipboard.Mode.Clipboard)
    for name in VISITOR:
        page = window.pages.page(name)
        for place, widget in enumerate(_widgets(page)):
            if not widget.isVisibleTo(page):
                continue  # filled anew when it shows: see _open_all
            found[f"{name} {place} {type(widget).__name__}"] = _of(widget)
    found["top"] = [_of(widget) for widget in _widgets(window.top)]
    return found


def _widgets(page: QWidget) -> list[QWidget]:
    """The boxes of a page; lists and cards come and go with what is shown."""
    kinds = (QLineEdit, QComboBox, QAbstractSpinBox, QTextEdit, QPlainTextEdit, QTabBar)
    boxes = [w for kind in kinds for w in page.findChildren(kind)]
    areas = [w for w in page.findChildren(QAbstractScrollArea) if w not in boxes]
    return boxes + areas


def _of(widget: QWidget) -> object:
    if isinstance(widget, QLineEdit):
        return widget.text(), widget.isUndoAvailable(), widget.isRedoAvailable()
    if isinstance(widget, QComboBox | QTabBar):
        return widget.currentIndex()
    if isinstance(widget, QAbstractSpinBox):
        return widget.text()
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        document = widget.document()
        undone = document.isUndoAvailable() or document.isRedoAvailable()
        return undone, widget.verticalScrollBar().value()
    assert isinstance(widget, QAbstractScrollArea)
    return widget.verticalScrollBar().value(), widget.horizontalScrollBar().value()


def _open_all(qtbot, desk: Desk) -> dict[str, object]:
    """What somebody finds who opens a record in each tab, and leaves all as it comes."""
    for name in ROOMS:
        page = desk.window.pages.show_page(name)
        if page.list.ids:
            page.open_record(page.list.ids[0])
        _settled(qtbot, desk)
    found = _state(desk)
    desk.pages.reset()
    _settled(qtbot, desk)
    return found


def _visit(qtbot, desk: Desk) -> None:
    """Every page opened, every box typed into, every choice turned, everything scrolled."""
    window, context = desk.window, desk.context
    desk.pages.search("สหกรณ์")
    _settled(qtbot, desk)
    for name in VISITOR:
        page = window.pages.show_page(name)
        if name in ROOMS and page.list.ids:
            page.open_record(page.list.ids[0])
        _settled(qtbot, desk)
        for widget in _widgets(page):
            _dirty(qtbot, widget)
    for widget in _widgets(window.top):
        _dirty(qtbot, widget)
    context.basket.put(1, "หนึ่ง")
    window.change_scale(2)
    window.switch_language()
    _settled(qtbot, desk)
    for name in VISITOR:
        for area in window.pages.page(name).findChildren(QAbstractScrollArea):
            for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
                bar.setValue(bar.maximum())
    QGuiApplication.clipboard().setText("ความลับที่คัดลอกไว้")


def _dirty(qtbot, widget: QWidget) -> None:
    if isinstance(widget, QLineEdit) and not widget.isReadOnly():
        widget.clear()
        qtbot.keyClicks(widget, "secret 4711")
        widget.backspace()
    elif isinstance(widget, QComboBox | QTabBar) and widget.count() > 1:
        widget.setCurrentIndex(widget.count() - 1)


def test_only_the_parked_basket_and_drafts_survive(qtbot, desk: Desk) -> None:
    for name in VISITOR:
        desk.window.pages.page(name)
    _settled(qtbot, desk)
    desk.window.resize(1100, 640)  # something to scroll
    desk.pages.reset()
    _settled(qtbot, desk)
    _open_all(qtbot, desk)
    before, opened = _state(desk), _open_all(qtbot, desk)
    desk.context.set_actor(BOSS)
    draft = Draft(BOSS.name, "Edit document", FormPlace("shelf"), this_moment(), {"title": "x"})
    desk.context.draft_store.keep(draft)
    _visit(qtbot, desk)
    visited = _state(desk)
    changed = {place for place, value in visited.items() if before.get(place) != value}
    assert {"actor", "page", "language", "letters", "basket", "copied", "top"} <= changed
    for name in ("home", "help", "shelf", "regulations"):
        assert any(place.startswith(f"{name} ") and "LineEdit" in place for place in changed)
    desk.pages.reset()
    _settled(qtbot, desk)
    after = _state(desk)
    left = {place: (before.get(place), value) for place, value in after.items()
            if before.get(place, value) != value}  # fmt: skip
    assert not left
    again = _open_all(qtbot, desk)
    assert {place: (opened.get(place), value) for place, value in again.items()
            if opened.get(place, value) != value} == {}  # fmt: skip
    assert desk.context.actor == WALK_UP
    survived = set()
    if len(desk.pages.shelf) == 1:
        survived.add("parked basket")
    if desk.context.draft_store.of(BOSS.name) == [draft]:
        survived.add("draft of a form")
    assert survived == SURVIVES
    pressed = [b for b in desk.window.findChildren(QAbstractButton) if "4711" in b.text()]
    assert not pressed


def test_what_was_typed_is_not_brought_back_by_ctrl_z(qtbot, desk: Desk) -> None:
    home = desk.window.pages.page("home")
    for box in (home.search, desk.window.top.search):
        box.insert("ชื่อผู้ร้องเรียน")
    desk.pages.reset()
    for box in (home.search, desk.window.top.search):
        box.undo()
        box.redo()
        assert box.text() == ""
