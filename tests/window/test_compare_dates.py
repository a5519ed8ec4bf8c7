"""The two days that are compared stand there whole, in every size of letters."""

from PySide6.QtWidgets import QStyle, QStyleOptionFrame

from kmdesk.records import SYSTEM
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.ui.compare_view import CompareDialog
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.style import LARGEST


def _room(line: ThaiLineEdit) -> int:
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    element = QStyle.SubElement.SE_LineEditContents
    return line.style().subElementRect(element, option, line).width() - 4  # Qt's own margins


def test_no_digit_of_a_day_is_cut(qtbot, desk) -> None:
    with desk.context.library.writing(SYSTEM, "x") as unit:
        law = import_law(unit, "ระเบียบทดสอบ", "ข้อ ๑ ก\nข้อ ๒ ข", "ระเบียบ", None).id
        unit.commit()
    window = desk.window
    window.resize(1366, 768)
    days = ("2026-11-30", "2026-12-30")
    dialog = CompareDialog(window, desk.context, law, "ระเบียบทดสอบ", "", days)
    dialog.open()
    checked = 0
    while True:
        for month in range(1, 13):
            for edit in (dialog.first, dialog.second):
                edit.set_iso(f"2026-{month:02}-30" if month != 2 else "2026-02-28")
                words = edit.line.fontMetrics().horizontalAdvance(edit.line.text())
                qtbot.waitUntil(lambda e=edit, w=words: _room(e.line) >= w, timeout=5_000)
                assert edit.line.cursorPosition() == 0
                checked += 1
        if window.scale >= LARGEST:
            break
        window.change_scale(1)
    assert checked > 24
    assert dialog.width() <= 1366
    window.change_scale(0)
    dialog.reject()
