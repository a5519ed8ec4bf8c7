"""Tags in every text of the sample office; every page, tab and dialog shows them as they are."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QTextEdit,
    QWidget,
)

from kmdesk.widgets.labels import RichLabel
from tests.window.walk import Walk, choose_no_file, opened_desk

BAD = '<b>ZQX</b><img src="file:///etc/passwd"><a href="file:///x">y</a>'
MARK = "<img src"
# Names that the program itself reads, not words for people.
_CODES = re.compile(
    r"sha256|anchor|media_type|kind|status|relation|role|key|form|hash|_at$|_on$|dated|day|sort_key"
    r"|path|version|shape|color|colour|unit|step|state|level|months|source_id|duty|layout|points"
)


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


def test_no_page_tab_or_dialog_obeys_a_tag(qtbot, sample_root: Path, monkeypatch) -> None:
    choose_no_file(monkeypatch)
    assert _poison(sample_root / "library.sqlite") > 60
    obeyed: dict[str, set[str]] = {}

    def look(name: str, top: QWidget) -> None:
        if found := _obeyed(top):
            obeyed.setdefault(f"{name}, {type(top).__name__}", set()).update(found)

    desk = opened_desk(qtbot, sample_root)
    walk = Walk(qtbot, desk, look)
    walk.look("home")
    for kind, record in walk.all_kinds():
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
    assert not obeyed, "\n".join(f"{k}: {sorted(v)}" for k, v in obeyed.items())
    assert len(walk.dialogs) > 10
