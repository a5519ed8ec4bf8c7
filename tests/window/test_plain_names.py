"""Names and titles are shown as they are: no tag in them is ever obeyed."""

from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMessageBox, QTextEdit, QWidget

from kmdesk.records import SYSTEM, Actor, Duty, PassageText
from kmdesk.widgets.dialogs import show_message

PATIENCE = 30_000
BAD = '<b>ตัวหนา</b><img src="file:///x.png"><a href="file:///x">ลิงก์</a>'
MARK = "<img src"


def _obeyed(top: QWidget) -> list[str]:
    """Where a tag would be obeyed instead of shown."""
    found = []
    for label in top.findChildren(QLabel):
        if MARK in label.text() and label.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"label {label.objectName()} in {type(label.parent()).__name__}")
    for widget in [top, *top.findChildren(QWidget)]:
        tip = widget.toolTip()
        if MARK in tip and QtGui.Qt.mightBeRichText(tip):
            found.append(f"tool tip of {type(widget).__name__} in {type(widget.parent()).__name__}")
    for view in top.findChildren(QAbstractItemView):
        found += _tips(view, view.model())
    for text in top.findChildren(QTextEdit):
        if "ตัวหนา" in text.toPlainText() and MARK not in text.toPlainText():
            found.append(f"text in {type(text.parent()).__name__}")
    return found


def _tips(view: QAbstractItemView, model: QAbstractItemModel | None) -> list[str]:
    if model is None:
        return []
    found = []
    for row in range(min(model.rowCount(QModelIndex()), 50)):
        for column in range(20):  # a list model does not tell how many it has
            index = model.index(row, column, QModelIndex())
            tip = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
            if tip and MARK in str(tip) and QtGui.Qt.mightBeRichText(str(tip)):
                found.append(f"tool tip of an item in {type(view.parent()).__name__}")
    return sorted(set(found))


def test_no_screen_obeys_a_tag_in_a_name(qtbot, desk) -> None:
    context = desk.context
    with context.library.writing(SYSTEM, "x") as unit:
        record = unit.record(1)
        unit.retitle(record, f"ประชุม {BAD}")
        record.issuer, record.number = BAD, BAD[:200]
        unit.tag(record, BAD[:200])
        unit.link(1, 2, "cites")
        unit.attach(record, b"text", f"{BAD}.txt", "text/plain")
        unit.passages(record, [PassageText("text:2", BAD, f"เนื้อความ {BAD}")])
        unit.set_value("office_name", BAD)
        unit.commit()
    context.set_actor(Actor(f"ธุรการ {BAD}", Duty.ADMINISTRATOR))
    context.settings.office_name = BAD
    context.settings_changed.emit()
    context.library_changed.emit()
    obeyed: dict[str, list[str]] = {}

    def look(name: str) -> None:
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
        if found := _obeyed(desk.window):
            obeyed[name] = sorted(set(found))

    desk.window.pages.show_page("home")
    look("home")
    tab = desk.window.pages.show_page("shelf")
    tab.open_record(1)
    look("shelf")
    desk.pages.search("ประชุม")
    results = desk.window.pages.page("results")
    qtbot.waitUntil(lambda: results.result is not None, timeout=PATIENCE)
    look("results")
    desk.pages.read(1, "", "ประชุม")
    look("reader")
    office = desk.window.pages.show_page("office")
    for row in range(office.list.count()):
        office.list.setCurrentRow(row)
        look(f"office {row}")
    assert not obeyed, "\n".join(f"{k}: {v}" for k, v in obeyed.items())


def test_a_message_shows_tags_as_they_are(qtbot, desk) -> None:
    box = show_message(desk.window, BAD)
    assert isinstance(box, QMessageBox)
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.done(0)
