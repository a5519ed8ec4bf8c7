"""Tags in every text of the sample office; every page, tab and dialog shows them as they are."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QTabBar,
    QTextEdit,
    QWidget,
)

from kmdesk.app import Desk
from kmdesk.office.first_run import start_with_sample
from kmdesk.records import Actor, Duty
from kmdesk.widgets.labels import RichLabel

PATIENCE = 60_000
BAD = '<b>ZQX</b><img src="file:///etc/passwd"><a href="file:///x">y</a>'
MARK = "<img src"
# Names that the program itself reads, not words for people.
_CODES = re.compile(
    r"sha256|anchor|media_type|kind|status|relation|role|key|form|hash|_at$|_on$|dated|day|sort_key"
    r"|path|version|shape|color|colour|unit|step|state|level|months|source_id|duty|layout|points"
)
_ROOMS = ("shelf", "regulations", "processes", "committees", "directory")
# What would leave the screen under test: prints, signs out, or asks the system.
_NOT_PRESSED = re.compile("พิมพ์|ออกจากระบบ|ปิด|ลบ|English|ย้อนกลับ|กลับ|โทร")


def _poison(database: Path) -> int:
    """Tags into every free text of every table; how many columns."""
    done = 0
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT IN ('alembic_version', 'change', 'account', 'office_value')"
        ).fetchall()
        for (table,) in tables:
            for _at, column, declared, *_rest in connection.execute(f"PRAGMA table_info({table})"):
                if declared != "TEXT" or _CODES.search(column):
                    continue
                connection.execute(
                    f"UPDATE OR IGNORE {table} SET {column} = {column} || ?"
                    f" WHERE {column} <> '' AND {column} NOT GLOB '[[{{0-9]*'",
                    (BAD,),
                )
                done += 1
        connection.execute("UPDATE office_value SET value = value || ? WHERE key = 'office_name'",
                           (BAD,))  # fmt: skip
        connection.commit()
    return done


def _obeyed(top: QWidget) -> set[str]:
    """Where a tag is obeyed, or would be by a tip."""
    found = set()
    for label in top.findChildren(QLabel):
        if isinstance(label, RichLabel):
            plain = QtGui.QTextDocumentFragment.fromHtml(label.text()).toPlainText()
            if "ZQX" in plain and "<b>ZQX" not in plain.replace("\u200b", ""):
                found.add(f"rich label in {type(label.parent()).__name__}")
        elif label.textFormat() != Qt.TextFormat.PlainText and "ZQX" in label.text():
            found.add(f"label {label.objectName()} in {type(label.parent()).__name__}")
    for widget in [top, *top.findChildren(QWidget)]:
        tip = widget.toolTip()
        if MARK in tip and QtGui.Qt.mightBeRichText(tip):
            found.add(f"tip of {type(widget).__name__} in {type(widget.parent()).__name__}")
    for view in top.findChildren(QAbstractItemView):
        found |= _tips(view, view.model())
    for text in top.findChildren(QTextEdit):
        plain = text.toPlainText().replace("\u200b", "")
        if "ZQX" in plain and "<b>ZQX" not in plain:
            found.add(f"text in {type(text.parent()).__name__}")
        if re.search("<img[^>]*file:", text.toHtml()):
            found.add(f"picture asked for in {type(text.parent()).__name__}")
    return found


def _tips(view: QAbstractItemView, model: QAbstractItemModel | None) -> set[str]:
    found = set()
    for row in range(min(model.rowCount(QModelIndex()), 30) if model is not None else 0):
        for column in range(12):
            index = model.index(row, column, QModelIndex())
            tip = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
            if tip and MARK in str(tip) and QtGui.Qt.mightBeRichText(str(tip)):
                found.add(f"tip of an item in {type(view.parent()).__name__}")
    return found


class Walk:
    """Goes everywhere a clerk can go and looks at all that shows."""

    def __init__(self, qtbot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.obeyed: dict[str, set[str]] = {}
        self.dialogs: set[str] = set()
        self.seen = 0

    def look(self, name: str) -> None:
        """All windows as they stand."""
        self.qtbot.waitUntil(lambda: not self.desk.lanes.is_busy, timeout=PATIENCE)
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and not isinstance(top, QMenu):
                self.seen += 1
                if found := _obeyed(top):
                    self.obeyed.setdefault(f"{name}, {type(top).__name__}", set()).update(found)

    def press_all(self, page: QWidget, name: str) -> None:
        """Every button and menu entry of a page; what opens is looked at and closed."""
        for tabs in page.findChildren(QTabBar):
            for at in range(tabs.count() if tabs.isVisible() else 0):
                tabs.setCurrentIndex(at)
                self.look(f"{name}, part {at}")
        for button in page.findChildren(QAbstractButton):
            if not _is_alive(button) or not button.isVisible() or not button.isEnabled():
                continue
            if _NOT_PRESSED.search(button.text() + button.toolTip()):
                continue
            menu = button.menu() if hasattr(button, "menu") else None
            entries = [e for e in menu.actions() if e.isEnabled()] if menu is not None else []
            acts = [e.trigger for e in entries if not _NOT_PRESSED.search(e.text())]
            for press in acts or [button.click]:
                press()
                self._close_what_opened(name)
            if self.desk.window.pages.current != self.room:
                self.look(f"{name}, {self.desk.window.pages.current}")
                self.desk.window.pages.show_page(self.room)

    room = ""

    def _close_what_opened(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.lanes.is_busy, timeout=PATIENCE)
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        dialogs = [top for top in tops if isinstance(top, QDialog | QMenu)]
        if not dialogs:
            return
        self.look(f"{name}, dialog")
        for dialog in dialogs:
            self.dialogs.add(type(dialog).__name__ + ": " + dialog.windowTitle().split("<")[0])
            dialog.reject() if isinstance(dialog, QDialog) else dialog.close()
        for dialog in QApplication.topLevelWidgets():  # "discard what was typed?"
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.reject()


def _is_alive(widget: QWidget) -> bool:
    from shiboken6 import isValid

    return bool(isValid(widget))


def test_no_page_tab_or_dialog_obeys_a_tag(qtbot, tmp_path: Path, monkeypatch) -> None:
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_a, **_k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: "")
    root = tmp_path / "library"
    start_with_sample(root).close()
    assert _poison(root / "library.sqlite") > 60
    with closing(sqlite3.connect(root / "library.sqlite")) as connection:
        firsts = connection.execute("SELECT kind, min(id) FROM record GROUP BY kind").fetchall()
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None and desk.pages.idle is not None,
                    timeout=PATIENCE)  # fmt: skip
    context = desk.context
    context.set_actor(Actor("ผู้ดูแล", Duty.ADMINISTRATOR))
    walk = Walk(qtbot, desk)
    walk.look("home")
    for kind, record in firsts:
        walk.room = context.kinds.get(kind).tab
        page = desk.window.pages.show_page(walk.room)
        page.open_record(record)
        walk.look(kind)
        walk.press_all(page, kind)
        desk.pages.read(record, "", "ประชุม")
        walk.look(f"{kind} in the reader")
    desk.pages.search("สหกรณ์")
    walk.look("results")
    walk.room = "office"
    office = desk.window.pages.show_page("office")
    for row in range(office.list.count()):
        office.list.setCurrentRow(row)
        walk.look(f"office {row}")
    desk.close()
    print(walk.seen, "looks", len(walk.dialogs), "dialogs", sorted(walk.dialogs))
    assert not walk.obeyed, "\n".join(f"{k}: {sorted(v)}" for k, v in walk.obeyed.items())
    assert len(walk.dialogs) > 10
