"""A secretary at the real window: presses the buttons that show, fills the forms that open."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.committees.ui.attendance import AttendanceWindow
from kmdesk.committees.ui.set_editor import SetEditor
from kmdesk.i18n import tr
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.more_button import MoreButton
from kmdesk.widgets.tab import RecordTab

_WAIT = 20_000


class Secretary:
    """Works in the committees' tab of an open desk."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        desk.window.pages.show_page("committees")
        page = desk.window.pages.page("committees")
        assert isinstance(page, RecordTab)
        self.tab = page

    def sign_in(self, name: str, password: str) -> None:
        """Through the window's own form."""
        self.desk.window.top.sign_in.click()
        self.fill(name=name, password=password)
        self.wait(lambda: self.tab.context.actor.name == name)

    def wait(self, there: Callable[[], bool]) -> None:
        """Until something has happened."""
        self.qtbot.waitUntil(there, timeout=_WAIT)

    def press(self, label: str) -> None:
        """The button or menu entry with these words (message id) that shows now."""
        for button in self.tab.findChildren(QPushButton):
            if isinstance(button, MoreButton):
                for action, entry in button.entries:
                    if action.label == label and entry.isVisible() and button.isVisible():
                        entry.trigger()
                        return
            elif button.isVisible() and button.text() == tr(label):
                button.click()
                return
        raise AssertionError(f"no button “{tr(label)}” on the screen")

    def form(self) -> FormDialog:
        """The form that is open."""
        forms: list[FormDialog] = []

        def there() -> bool:
            forms[:] = [f for f in self._open(FormDialog) if f.save_button.isEnabled()]
            return bool(forms)

        self.wait(there)
        return forms[-1]

    def fill(self, **values: Any) -> FormDialog:
        """Type into the open form and save; wait until it is closed or says what is wrong."""
        form = self.form()
        for name, value in values.items():
            form.editors[name].set_value(value)
        ended: list[int] = []
        form.finished.connect(ended.append)
        problems = list(form._problems.values())
        form.submit()
        self.wait(lambda: bool(ended) or any(p.isVisible() for p in problems))
        said = [p.plain for p in problems if not ended and p.isVisible()]
        assert not said, said
        return form

    def refused(self, field: str, **values: Any) -> str:
        """Type something wrong and save; the sentence at ``field``. Everything typed stays."""
        form = self.form()
        for name, value in values.items():
            editor = form.editors[name]
            (editor.retype if editor.field.kind == "date" else editor.set_value)(value)
        typed = {name: editor.typed() for name, editor in form.editors.items()}
        form.submit()
        self.wait(form._problems[field].isVisible)
        assert {name: editor.typed() for name, editor in form.editors.items()} == typed
        return form._problems[field].plain

    def pick(self, words: str) -> None:
        """Choose the line that holds these words in the form that asks which one."""
        form = self.form()
        editor = form.editors["row"]
        choices = editor.field.choices or {}
        (key,) = [key for key, said in choices.items() if words in said]
        self.fill(row=key)

    def do(self, label: str, *picked: str, **values: Any) -> int:
        """Press, choose the lines asked for, fill, save; the record shown then."""
        self.press(label)
        for words in picked:
            self.pick(words)
        self.fill(**values)
        return self.settled()

    def settled(self) -> int:
        """The record shown, once everything under way is shown."""
        runner = self.tab.context.runner
        self.wait(lambda: not self._open(QDialog))
        self.wait(lambda: self.tab.shown is not None)
        self.qtbot.waitUntil(lambda: not runner.is_busy, timeout=_WAIT)
        assert self.tab.shown is not None
        return self.tab.shown.id

    def open(self, record_id: int) -> None:
        """Show a record."""
        self.tab.open_record(record_id)
        self.wait(lambda: self.tab.shown is not None and self.tab.shown.id == record_id)
        self.qtbot.waitUntil(lambda: not self.tab.context.runner.is_busy, timeout=_WAIT)

    def new(self, label: str, **values: Any) -> int:
        """Make a record by a form that shows it when it is saved."""
        before = self.tab.shown.id if self.tab.shown else 0
        self.press(label)
        self.fill(**values)
        self.wait(lambda: self.tab.shown is not None and self.tab.shown.id != before)
        return self.settled()

    def attendance(self, absent: dict[str, str], came_at: str) -> None:
        """Who stayed away and why; everybody else came at a time."""
        self.press("Attendance…")
        (window,) = self._open(AttendanceWindow)
        for line in range(window.table.rowCount()):
            name = window.table.item(line, 0).text()
            if name in absent:
                window.presence(line).setCurrentIndex(2)
                window.table.item(line, 4).setText(absent[name])
            else:
                window.table.item(line, 3).setText(came_at)
        with self.qtbot.waitSignal(window.accepted, timeout=_WAIT):
            window.save()
        self.settled()

    def write_set(self, title: str, text: str, begun: str) -> int:
        """A new set in the editor."""
        before = self.tab.shown.id if self.tab.shown else 0
        self.press("New knowledge set…")
        (editor,) = self._open(SetEditor)
        self.wait(lambda: editor.draft is not None)
        editor.editors["title"].set_value(title)
        editor.editors["on"].set_value(begun)
        editor.rich.setPlainText(text)
        with self.qtbot.waitSignal(editor.accepted, timeout=_WAIT):
            editor.save()
        self.wait(lambda: self.tab.shown is not None and self.tab.shown.id != before)
        return self.settled()

    def message(self) -> str:
        """Read the message that shows and close it."""
        boxes: list[QMessageBox] = []

        def there() -> bool:
            boxes[:] = self._open(QMessageBox)
            return bool(boxes)

        self.wait(there)
        words = boxes[0].text().replace("\u200b", "")
        boxes[0].accept()
        return words

    def _open(self, kind: type[Any]) -> list[Any]:
        return [w for w in self.desk.window.findChildren(kind) if w.isVisible()]
