"""Message boxes and forms with buttons in our own words (Qt has no Thai for its own)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.store.errors import worded
from kmdesk.widgets.clashes import Clashes
from kmdesk.widgets.draft_keeper import DraftKeeper, context_of, place_of
from kmdesk.widgets.drafted_dialog import DraftedDialog
from kmdesk.widgets.fields import Editor, Field, FieldError
from kmdesk.widgets.thai_label import ThaiLabel, breakable

_UNDER = 8  # points shown below a sentence that the form scrolls to
_LONG_LABEL = 34  # characters; a longer name of a field breaks into lines

__all__ = ["Field", "FormDialog", "ask_form", "confirm", "show_error", "show_message"]


class FormDialog(DraftedDialog):
    """Fields over Save and Cancel; what is wrong is said at the field.

    ``save(values, form)`` is called with checked values; it calls :meth:`accept` when the
    work is done or :meth:`show_error` when it failed (``ActingTab.save(form=…)`` does both).

    What is typed is kept as a draft (:mod:`kmdesk.widgets.drafts`) until it is saved or
    “Cancel” is pressed; closed otherwise (Escape, idle reset, a crash), it is offered
    the next time. Passwords are never kept.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        save: Callable[[dict[str, Any], "FormDialog"], None],
        *,
        button: str = "Save",
        note: str = "",
        keep: bool | None = None,
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(title))
        self._save = save
        self.editors: dict[str, Editor] = {}
        self._problems: dict[str, ThaiLabel] = {}
        body = QWidget(self)
        rows = QFormLayout(body)
        # In letters of twice the size a field goes below its name instead of being squeezed.
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        if note:
            rows.addRow(ThaiLabel(body, tr(note)))
        for field in fields:
            self._add(rows, body, field, values)
        for field in fields:
            if field.only_for is not None:
                self._show_only_for(rows, field, *field.only_for)
        self._clashes = Clashes(self.editors, self._problems, values)
        self.opened = self._clashes.opened
        """What the form was filled with, by field."""
        self._error = ThaiLabel(self)
        self._error.setObjectName("problem")
        self._error.hide()
        self.save_button = QPushButton(tr(button), self)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.submit)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.discard)
        kept = button == "Save" if keep is None else keep
        self.draft = self._keeper(parent, title) if kept else None
        self._arrange(body, self.cancel_button)

    def _keeper(self, parent: QWidget, title: str) -> DraftKeeper | None:
        context = context_of(parent)
        # A draft lies on the disk in plain words, where no password belongs.
        secret = any(editor.field.kind == "password" for editor in self.editors.values())
        if context is None or secret:
            return None
        place, actor = place_of(parent), context.actor.name
        return DraftKeeper(self, context.draft_store, actor, title, place, self.editors)

    def _add(
        self, rows: QFormLayout, body: QWidget, field: Field, values: Mapping[str, Any]
    ) -> None:
        editor = Editor(field, body)
        if field.name in values:
            editor.set_value(values[field.name])
        problem = ThaiLabel(body)
        problem.setObjectName("problem")
        wide = problem.sizePolicy()
        wide.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        problem.setSizePolicy(wide)  # as wide as its field, or a sentence becomes a column
        problem.hide()
        label = ThaiLabel(body, tr(field.label) + (" *" if field.required else ""))
        letters = label.fontMetrics()
        long = _LONG_LABEL * letters.averageCharWidth()
        label.setWordWrap(False)
        if letters.horizontalAdvance(label.plain) > long:
            label.setWordWrap(True)  # a form's rows ask no label how high it is: say it
            label.setFixedWidth(long)
            label.setMinimumHeight(label.heightForWidth(long))
        label.setBuddy(editor.widget)
        rows.addRow(label, editor.widget)
        rows.addRow("", problem)
        self.editors[field.name] = editor
        self._problems[field.name] = problem
        editor.on_refused(partial(self._say, problem))
        editor.on_entered(self.submit)

    def _show_only_for(self, rows: QFormLayout, field: Field, other: str, value: Any) -> None:
        editor, condition = self.editors[field.name], self.editors[other]

        def follow() -> None:
            rows.setRowVisible(editor.widget, condition.typed() == value)

        condition.on_change(follow)
        follow()

    def _arrange(self, body: QWidget, cancel: QPushButton) -> None:
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = self._buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        column = QVBoxLayout(self)
        if self.draft is not None:
            column.addWidget(self.draft.bar)
        column.addWidget(scroll, 1)
        column.addWidget(self._error)
        column.addLayout(buttons)
        self._body, self._scroll, self._view = body, scroll, scroll.viewport()
        wanted, room = body.sizeHint(), (self.parentWidget() or self).size()
        letter = self.fontMetrics().averageCharWidth()
        widest = max(560, min(letter * 100, room.width() - 40))
        width = min(widest, max(letter * 62, wanted.width() + 60))
        self.resize(width, min(wanted.height() + 110, self._highest()))

    def showEvent(self, event: QShowEvent) -> None:
        """Show all fields at once where the window has room for them."""
        super().showEvent(event)
        self._grow()

    def _highest(self) -> int:
        return max(680, (self.parentWidget() or self).height() - 60)

    def _grow(self) -> None:
        """Make room for what was said at the fields, as far as the window has it."""
        # A message that was just shown is in no size yet: the layouts have to run first.
        for layout in (self._body.layout(), self.layout()):
            if layout is not None:
                layout.activate()
        # As high as it has to be at its narrowest, too: below that the area scrolls.
        least = self._body.minimumSizeHint().height()
        needed = max(least, self._body.heightForWidth(self._view.width()))
        missing = needed - self._view.height()
        if missing > 0:
            self.resize(self.width(), min(self.height() + missing, self._highest()))

    def _lead_to(self, editor: Editor) -> None:
        """Bring a field into view together with what is said under it."""
        problem = self._problems[editor.field.name]
        for layout in (self.layout(), self._body.layout()):
            if layout is not None:
                layout.activate()
        # The message last: where both do not fit, the message is what stays in sight.
        self._scroll.ensureWidgetVisible(editor.widget, 0, 0)
        self._scroll.ensureWidgetVisible(problem, 0, _UNDER)
        editor.widget.setFocus()

    def add_button(self, button: QPushButton) -> None:
        """Put another way out at the left of the buttons."""
        self._buttons.insertWidget(0, button)

    def add_foot(self, widget: QWidget) -> None:
        """Put something over the buttons, hidden until it has something to say."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.count() - 1, widget)

    @staticmethod
    def _say(problem: ThaiLabel, sentence: str) -> None:
        problem.set_text(sentence)
        problem.show()

    def submit(self) -> None:
        """Check all fields, then hand their values to ``save``."""
        values: dict[str, Any] = {}
        first: Editor | None = None
        self._error.hide()
        self._clashes.clear()
        # Not only up to the first that is wrong: one press tells everything there is to mend.
        for name, editor in self.editors.items():
            problem = self._problems[name]
            try:
                values[name] = editor.value()
                problem.hide()
            except FieldError as error:
                problem.set_text(str(error))
                problem.show()
                first = first or editor
        if first is not None:
            self._grow()
            self._lead_to(first)
            return
        # Saving takes a moment in its lane; a second press would store it twice.
        self.save_button.setEnabled(False)
        self._save(values, self)

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of ``values`` whose fields were changed here; what others changed may stay."""
        return self._clashes.touched(values)

    def show_error(self, error: Exception, field: str = "") -> None:
        """Say why saving failed, at ``field`` when it is about one; the form stays."""
        self.save_button.setEnabled(True)
        name = field or str(getattr(error, "field", ""))
        target = self._problems.get(name, self._error)
        target.set_text(error_text(error))
        target.show()
        self._clashes.show(error)
        self._grow()
        if name in self.editors:
            self._lead_to(self.editors[name])


def ask_form(
    parent: QWidget,
    title: str,
    fields: Sequence[Field],
    values: Mapping[str, Any],
    save: Callable[[dict[str, Any], FormDialog], None],
    *,
    button: str = "Save",
    note: str = "",
    keep: bool | None = None,
) -> FormDialog:
    """Open a form over the window and return at once; see :class:`FormDialog`.

    ``keep``: whether drafts are kept; by default for forms that end with “Save”.
    """
    form = FormDialog(parent, title, fields, values, save, button=button, note=note, keep=keep)
    form.open()
    return form


def error_text(error: Exception) -> str:
    """The sentence of an error of ours; anything else in general words with its name."""
    return str(worded(error))


def show_error(parent: QWidget, error: Exception) -> QMessageBox:
    """Show an error's sentence; returns at once."""
    return show_message(parent, error_text(error), QMessageBox.Icon.Warning)


def show_message(
    parent: QWidget, text: str, icon: QMessageBox.Icon = QMessageBox.Icon.Information
) -> QMessageBox:
    """Show a translated sentence with an OK button; returns at once."""
    box = _box(parent, text, icon)
    box.addButton(tr("OK"), QMessageBox.ButtonRole.AcceptRole)
    box.open()
    return box


def confirm(
    parent: QWidget, text: str, yes: str, done: Callable[[], None], *, no: str = "Cancel"
) -> QMessageBox:
    """Ask; ``done()`` when the button ``yes`` (a message id) was pressed. Returns at once."""
    box = _box(parent, text, QMessageBox.Icon.Question)
    accept = box.addButton(tr(yes), QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(tr(no), QMessageBox.ButtonRole.RejectRole)
    # The question guards against a slip; Enter must not be the next one.
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.buttonClicked.connect(lambda button: done() if button is accept else None)
    box.open()
    return box


def _box(parent: QWidget, text: str, icon: QMessageBox.Icon) -> QMessageBox:
    box = QMessageBox(parent.window())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(icon)
    box.setWindowTitle(tr("Knowledge corner"))
    # Titles and file names stand in these sentences; Qt would obey a tag in them.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(breakable(text))
    return box


def wait_for(dialog: QDialog) -> int:
    """Block the caller (not the event loop) until ``dialog`` closes; for scripts only."""
    loop = QEventLoop()
    dialog.finished.connect(loop.quit)
    loop.exec()
    return dialog.result()
