"""Ctrl+Enter saves in every dialog, a title is one line, an error is brought into view."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.app import make_application
from kmdesk.composition import build_kinds
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.save_keys import SaveKeys

TITLE = "ประกาศสำนักงานเรื่องแรก"


@pytest.fixture
def window(qtbot):
    keys = SaveKeys(QApplication.instance())
    made = QWidget()
    made.resize(700, 500)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    QApplication.instance().removeEventFilter(keys)
    keys.setParent(None)


def shown(qtbot, dialog: QDialog) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_saves_from_every_kind_of_field(qtbot, window, key) -> None:
    saved: list[dict] = []
    kinds = ("text", "title", "lines", "date", "choice", "number", "check", "suggest")
    fields = [Field(kind, "Title", kind, choices={"": "One"}) for kind in kinds]
    form = ask_form(window, "Edit", fields, {}, lambda values, _form: saved.append(values))
    shown(qtbot, form)
    for editor in form.editors.values():
        editor.widget.setFocus()
        inner = QApplication.focusWidget() or editor.widget
        qtbot.keyClick(inner, key, Qt.KeyboardModifier.ControlModifier)
        form.save_button.setEnabled(True)
    assert len(saved) == len(kinds)


def test_a_dialog_that_marks_no_default_saves_by_its_save_button(qtbot, window) -> None:
    dialog, pressed = QDialog(window), []
    dialog.save_button = QPushButton("Save", dialog)
    dialog.save_button.clicked.connect(lambda: pressed.append("save"))
    text, other = QPlainTextEdit(dialog), QPushButton("Other", dialog)
    column = QVBoxLayout(dialog)
    for part in (text, other, dialog.save_button):
        column.addWidget(part)
    dialog.open()
    shown(qtbot, dialog)
    for place in (text, other):  # a button with the focus is the default one to Qt
        place.setFocus()
        qtbot.keyClick(place, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["save", "save"] and text.toPlainText() == ""
    dialog.save_button.setEnabled(False)
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2


def test_a_title_is_one_line_and_enter_is_the_forms(qtbot, window) -> None:
    saved: list[dict] = []
    fields = [Field("title", "Title", "title"), Field("note", "Remarks", "lines")]
    form = ask_form(window, "Edit", fields, {}, lambda values, _form: saved.append(values))
    shown(qtbot, form)
    title = form.editors["title"].widget
    assert isinstance(title, QPlainTextEdit)
    pasted = QMimeData()
    pasted.setText(f"{TITLE}\r\n  บรรทัดที่สอง\n")
    title.insertFromMimeData(pasted)
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert saved == [{"title": f"{TITLE} บรรทัดที่สอง", "note": ""}]
    form.save_button.setEnabled(True)
    form.editors["title"].set_value("เรื่องที่\nเก็บไว้สองบรรทัด")
    form.submit()
    assert saved[1]["title"] == "เรื่องที่ เก็บไว้สองบรรทัด"
    note = form.editors["note"].widget
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert len(saved) == 2 and note.toPlainText() == "\n"


def test_what_is_wrong_is_scrolled_into_view_with_its_field(qtbot, window) -> None:
    fields = [Field(f"f{number}", "Remarks", "lines") for number in range(30)]
    fields += [Field("last", "Number", "number", check=lambda _value: "This must be a number.")]

    def refuse(values: dict, form: FormDialog) -> None:
        raise AssertionError(values)

    form = ask_form(window, "Edit", fields, {}, refuse)
    shown(qtbot, form)
    form.editors["last"].set_value("7")
    form.submit()
    problem, view = form._problems["last"], form._view
    assert not problem.isHidden()
    top = problem.mapTo(view, problem.rect().topLeft()).y()
    assert top >= 0 and top + problem.height() <= view.height()
    field = form.editors["last"].widget
    assert field.mapTo(view, field.rect().topLeft()).y() >= 0
    assert QGuiApplication.focusObject() is field


def test_a_field_only_for_one_choice_is_hidden_for_others(qtbot, window) -> None:
    sheets = {"3x8": "One", "own": "Two"}
    fields = [
        Field("sheet", "Kind", "choice", choices=sheets),
        Field("columns", "Number", "number", only_for=("sheet", "own")),
    ]
    form = ask_form(window, "Labels", fields, {"sheet": "3x8", "columns": 2}, lambda *_args: None)
    shown(qtbot, form)
    assert not form.editors["columns"].widget.isVisible()
    form.editors["sheet"].set_value("own")
    assert form.editors["columns"].widget.isVisible()
    form.editors["sheet"].set_value("3x8")
    assert not form.editors["columns"].widget.isVisible()
    assert form.editors["columns"].value() == 2


def test_the_title_of_every_kind_is_one_line() -> None:
    found = {
        kind.code: field.editor
        for kind in build_kinds()
        for field in kind.fields
        if field.name == "title"
    }
    assert len(found) > 3
    assert set(found.values()) <= {"title", "text"}, found


def test_the_program_itself_listens_for_ctrl_enter(qtbot, qapp) -> None:
    saved: list[dict] = []
    assert make_application() is qapp
    made = QWidget()
    qtbot.addWidget(made)
    fields = [Field("note", "Remarks", "lines")]
    form = ask_form(made, "Edit", fields, {}, lambda values, _form: saved.append(values))
    shown(qtbot, form)
    note = form.editors["note"].widget
    qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    keys = qapp.findChild(SaveKeys)
    qapp.removeEventFilter(keys)
    keys.setParent(None)
    assert saved == [{"note": ""}]
