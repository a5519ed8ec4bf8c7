"""The fields of the checking form: an editor each, with the word that says how it was filled."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.shelf.letters import Filled, Letter
from kmdesk.shelf.model import CHECKED_FIELDS
from kmdesk.widgets.fields import Editor, Field, FieldError, form_fields
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.lights import COLOURS, light_icon
from kmdesk.widgets.style import is_large
from kmdesk.widgets.thai_label import ThaiLabel

# mark → its light and its word
MARKS = {
    "sure": ("green", N_("Read clearly")),
    "check": ("amber", N_("Please check")),
    "learned": ("green", N_("As usual for this sender")),
    "last": ("amber", N_("As for the last letter")),
    "kept": ("grey", N_("Already noted")),
    "empty": ("grey", N_("Not on the page")),
    "typed": ("grey", N_("Typed by you")),
}
ESSENTIAL = ("number", "title", "issuer", "dated", "form")
"""What every letter has; a picture was taken of a paper, which has a place as well."""
_LONG_TITLE = 90  # characters that no longer fit two lines
_NUMBERLESS = ("announcement", "news", "textbook", "manual", "report", "form", "media", "other")


def letter_fields(letter: Letter) -> list[Field]:
    """What the form asks, in the order of the letter."""
    places: dict[Any, str] = {None: N_("No place noted"), **dict(letter.places)}
    return form_fields(CHECKED_FIELDS, {"place_id": places}, {"issuer": letter.issuers})


class LetterFields(QWidget):
    """All fields; tells which one has the focus so that its place on the page can be shown."""

    entered = Signal(str)
    confirmed = Signal()

    def __init__(self, letter: Letter, parent: QWidget) -> None:
        super().__init__(parent)
        self.letter = letter
        self.editors: dict[str, Editor] = {}
        self.marks: dict[str, str] = {}
        self._words: dict[str, QLabel] = {}
        self._lights: dict[str, QLabel] = {}
        self._problems: dict[str, ThaiLabel] = {}
        self._first: dict[str, object] = {}
        self._names: dict[QObject, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(4, 0, 8, 4)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        for row, field in enumerate(letter_fields(letter)):
            self._add(row * 2, field, letter.fields.get(field.name) or Filled(None, "empty"))

    # What the form asks ----------------------------------------------------------------

    def values(self) -> dict[str, object]:
        """Checked values; FieldError puts the focus on the first that will not do."""
        found, first = {}, None
        for name, editor in self.editors.items():
            problem = self._problems[name]
            problem.hide()
            try:
                found[name] = editor.value()
            except FieldError as error:
                problem.set_text(str(error))
                problem.show()
                first = first or (name, error)
        if first is not None:
            self.enter(first[0])
            raise first[1]
        return found

    def to_look_at(self) -> list[str]:
        """Fields that want the clerk's eye: doubtful ones and essential ones left empty."""
        form = self.editors["form"].widget.currentData()  # type: ignore[attr-defined]
        numberless = form in _NUMBERLESS
        wanted = []
        for name, mark in self.marks.items():
            missing = mark == "empty" and self._is_essential(name)
            if mark in ("check", "last") or (missing and not (name == "number" and numberless)):
                wanted.append(name)
        return wanted

    def _is_essential(self, name: str) -> bool:
        if name == "place_id":
            return self.letter.media_type.startswith("image/")
        return name in ESSENTIAL

    def enter(self, name: str) -> None:
        """Put the focus on a field."""
        # As by Tab: a line edit then selects all its text, ready to be typed over.
        self.editors[name].widget.setFocus(Qt.FocusReason.TabFocusReason)

    def enter_first(self) -> None:
        """The first field to look at, or the first of all."""
        wanted = self.to_look_at()
        self.enter(wanted[0] if wanted else "number")

    @property
    def current(self) -> str:
        """The field with the focus, or empty."""
        widget: QObject | None = self.focusWidget()
        while widget is not None:
            if widget in self._names:
                return self._names[widget]
            widget = widget.parent()
        return ""

    def jump(self, *, back: bool = False) -> None:
        """To the next field to look at; when there is none, to the next field."""
        names = list(self.editors)
        at = names.index(self.current) if self.current else -1
        if back:
            self.enter(names[at - 1])
            return
        wanted = [name for name in names[at + 1 :] if name in self.to_look_at()]
        self.enter(wanted[0] if wanted else names[(at + 1) % len(names)])

    def step(self, by: int) -> None:
        """To the field above or below."""
        names = list(self.editors)
        at = names.index(self.current) if self.current else 0
        self.enter(names[(at + by) % len(names)])

    # Building --------------------------------------------------------------------------

    def _add(self, row: int, field: Field, filled: Filled) -> None:
        editor = Editor(field, self)
        editor.set_value(filled.value)
        if isinstance(editor.widget, QPlainTextEdit):
            items = str(filled.value or "").count("\n") + 1
            long = len(str(filled.value or "")) > _LONG_TITLE
            lines = 2 + long if field.name == "title" else min(3, items)
            height = editor.widget.fontMetrics().lineSpacing() * lines + 20
            editor.widget.setFixedHeight(height)
        completer = editor.widget.completer() if isinstance(editor.widget, QLineEdit) else None
        if completer is not None:
            # a list that pops up would take Enter and Tab to itself
            completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        label = PlainLabel(tr(field.label) + (" *" if field.required else ""), self)
        label.setBuddy(editor.widget)
        light, word = PlainLabel(self), PlainLabel(self)
        word.setMinimumWidth(word.fontMetrics().averageCharWidth() * 16)
        # in large letters the light alone says it, and its tip the words
        word.setVisible(not is_large(word))
        said = QHBoxLayout()
        said.setSpacing(4)
        said.addWidget(light)
        said.addWidget(word, 1)
        problem = ThaiLabel(self)
        problem.setObjectName("problem")
        problem.hide()
        if filled.how:
            problem.set_text(filled.how)
            problem.setObjectName("hint")
            problem.show()
        top = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(label, row, 0, top)
        self._grid.addWidget(editor.widget, row, 1)
        self._grid.addLayout(said, row, 2, top)
        self._grid.addWidget(problem, row + 1, 1, 1, 2)
        self.editors[field.name] = editor
        self._lights[field.name], self._words[field.name] = light, word
        self._problems[field.name] = problem
        self._first[field.name] = _shown(editor)
        self._mark(field.name, filled.mark)
        self._listen(field.name, editor)

    def _listen(self, name: str, editor: Editor) -> None:
        """Hear of focus, keys and changes of the editor, wherever inside it they come."""
        inner = [editor.widget, *editor.widget.findChildren(QWidget)]
        for widget in inner:
            widget.installEventFilter(self)
        self._names[editor.widget] = name
        signals = ("textChanged", "currentIndexChanged", "changed")
        signal = next(getattr(editor.widget, s) for s in signals if hasattr(editor.widget, s))
        signal.connect(lambda *_args: self._changed(name))

    def _changed(self, name: str) -> None:
        editor = self.editors[name]
        filled = self.letter.fields.get(name)
        same = _shown(editor) == self._first[name]
        self._mark(name, (filled.mark if filled else "empty") if same else "typed")

    def _mark(self, name: str, mark: str) -> None:
        self.marks[name] = mark
        light, word = MARKS[mark]
        if mark == "empty" and self._is_essential(name):
            light = "red"
        elif mark == "empty":
            light, word = "grey", "–"
        if name == "place_id" and mark == "empty":
            word = N_("Not chosen yet")
        self._lights[name].setPixmap(light_icon(light).pixmap(14, 14))
        self._words[name].setText(tr(word))
        self._lights[name].setToolTip(tr(word))
        self._lights[name].setAccessibleName(tr(word))
        self._words[name].setStyleSheet(f"color: {COLOURS[light]}")

    # Keys ------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Focus shows the place on the page; Enter confirms, Tab jumps, Ctrl+arrows step."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self._name_of(watched))
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(watched, event)
        return super().eventFilter(watched, event)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        # With Shift it makes a new line, in the fields that have several.
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.confirmed.emit()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not control:
            self.jump(back=key == Qt.Key.Key_Backtab or shift)
        elif control and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _name_of(self, widget: QObject | None) -> str:
        while widget is not None:
            if widget in self._names:
                return self._names[widget]
            widget = widget.parent()
        return ""


def _shown(editor: Editor) -> object:
    """What an editor holds, right or not."""
    try:
        return editor.value()
    except FieldError:
        # Equal to nothing, so that the field counts as typed in.
        return object()
