"""Form fields: one small spec per field, one editor per kind of value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.records.fields import FieldSpec
from kmdesk.thai.numbers import to_arabic
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.line_edit import ThaiLineEdit

_LEAST = 12  # characters of a choice, however long the longest is
LONGEST = 200_000
"""Characters of one field; a longer text is a book and belongs in a file."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    ``kind``: "text", "title" (one line that may be long), "lines" (several lines), "date" (ISO or
    None), "choice" (a key of ``choices``), "number" (int or None), "decimal" (float or None),
    "check" (bool), "password", "suggest" (text with ``suggestions``). Labels and choices are
    message ids.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: Mapping[Any, str] | None = None
    suggestions: Sequence[str] = ()
    check: Callable[[Any], str | None] | None = None
    """A message id when the value will not do, None when it will."""
    hint: str = ""
    only_for: tuple[str, Any] | None = None
    """(another field, its value): shown only while that field has that value."""


def form_fields(
    specs: Sequence[FieldSpec],
    choices: Mapping[str, Mapping[Any, str]] | None = None,
    suggestions: Mapping[str, Sequence[str]] | None = None,
) -> list[Field]:
    """Return the form's fields of a field list, in its order.

    ``choices`` and ``suggestions`` are what only the library knows, such as places. A choice
    that has none, neither declared nor given here, is not asked.
    """
    fields = []
    for spec in specs:
        offered = (choices or {}).get(spec.name, spec.choices)
        if not spec.editor or (spec.editor == "choice" and offered is None):
            continue
        words = tuple((suggestions or {}).get(spec.name, ()))
        fields.append(
            Field(
                spec.name, spec.label, spec.editor, spec.required, offered, words, spec.check,
                spec.hint,
            )
        )  # fmt: skip
    return fields


class _Lines(QPlainTextEdit):
    """Takes no book from the clipboard: laying it out would stop the window for seconds."""

    refused = Signal(str)
    """The sentence that says why what was pasted did not come in."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Put in what fits; what was typed before stays in any case."""
        words = source.text()
        if self.document().characterCount() + len(words) <= LONGEST:
            super().insertFromMimeData(source)
            return
        self.refused.emit(
            tr(
                "What was pasted is too long ({count} characters) and was not put in. Attach it as"
                " a file instead.",
                count=f"{len(words):,}",
            )
        )


class _Title(_Lines):
    """One line that may be long: it wraps, Enter leaves it, a pasted line break is a blank."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the form's, as in every field of one line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Put in what was pasted as one line."""
        one_line = QMimeData()
        one_line.setText(" ".join(source.text().split()))
        super().insertFromMimeData(one_line)


class FieldError(Exception):
    """A value that cannot be taken; ``str()`` is the translated sentence."""


class Editor:
    """The widget of one field with its value in and out."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        self.field = field
        self.widget = self._make(parent)
        self.widget.setAccessibleName(tr(field.label))

    def value(self) -> Any:
        """The checked value; FieldError says what is wrong."""
        value = self._raw()
        field = self.field
        if field.required and (value is None or value == ""):
            raise FieldError(tr("Please fill in this field."))
        if isinstance(value, str) and len(value) > LONGEST:
            raise FieldError(
                tr(
                    "This text is too long ({count} characters). Cut it, or attach it as a file.",
                    count=f"{len(value):,}",
                )
            )
        if field.check is not None and value not in (None, ""):
            problem = field.check(value)
            if problem:
                raise FieldError(tr(problem))
        return value

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        widget = self.widget
        if isinstance(widget, BeDateEdit):
            widget.set_iso(value)
        elif isinstance(widget, QCheckBox):
            widget.setChecked(bool(value))
        elif isinstance(widget, QComboBox):
            # Compared in Python: findData would compare as C++ values.
            for at in range(widget.count()):
                if widget.itemData(at) == value:
                    widget.setCurrentIndex(at)
        elif isinstance(widget, QPlainTextEdit):
            widget.setPlainText("" if value is None else str(value))
        elif isinstance(widget, QLineEdit):
            widget.setText(_as_text(value))

    def words(self, value: Any) -> str:
        """``value`` as this field would show it."""
        widget = self.widget
        if isinstance(widget, QComboBox):
            found = (i for i in range(widget.count()) if widget.itemData(i) == value)
            return next((widget.itemText(at) for at in found), "")
        if isinstance(widget, BeDateEdit):
            return short_date(value) if value else ""
        if isinstance(widget, QCheckBox):
            return tr("Yes") if value else tr("No")
        return _as_text(value)

    def typed(self) -> Any:
        """What stands in the widget, unchecked and as typed: a draft loses nothing."""
        widget = self.widget
        if isinstance(widget, BeDateEdit):
            return widget.line.text()
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        if isinstance(widget, QComboBox):
            return widget.currentData()
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText()
        return widget.text() if isinstance(widget, QLineEdit) else None

    def retype(self, typed: Any) -> None:
        """Put back what :meth:`typed` gave; a choice that is gone leaves the present one."""
        if isinstance(self.widget, BeDateEdit):
            self.widget.line.setText(str(typed or ""))
            self.widget.changed.emit()
        else:
            self.set_value(typed)

    def on_change(self, slot: Callable[[], object]) -> None:
        """Call ``slot()`` whenever somebody or something changes the widget."""
        widget = self.widget
        if isinstance(widget, BeDateEdit):
            widget.line.textChanged.connect(lambda _text: slot())
        elif isinstance(widget, QCheckBox):
            widget.toggled.connect(lambda _on: slot())
        elif isinstance(widget, QComboBox):
            widget.currentIndexChanged.connect(lambda _at: slot())
        elif isinstance(widget, QPlainTextEdit):
            widget.textChanged.connect(slot)
        elif isinstance(widget, QLineEdit):
            widget.textChanged.connect(lambda _text: slot())

    def on_refused(self, slot: Callable[[str], object]) -> None:
        """Call ``slot(sentence)`` when something pasted was too long to put in."""
        if isinstance(self.widget, _Lines):
            self.widget.refused.connect(slot)

    def on_entered(self, slot: Callable[[], object]) -> None:
        """Call ``slot()`` for Enter in a title; other fields of one line leave it to the form."""
        if isinstance(self.widget, _Title):
            self.widget.entered.connect(slot)

    def _make(self, parent: QWidget) -> QWidget:
        field = self.field
        if field.kind == "date":
            return BeDateEdit(parent)
        if field.kind == "check":
            return QCheckBox(tr(field.hint) if field.hint else "", parent)
        if field.kind == "choice":
            box = QComboBox(parent)
            box.setMinimumWidth(box.fontMetrics().averageCharWidth() * _LEAST)
            for key, label in (field.choices or {}).items():
                box.addItem(tr(label) if label else "", key)
            return box
        if field.kind in ("lines", "title"):
            text = _Lines(parent) if field.kind == "lines" else _Title(parent)
            # Tab goes on to the next field, as it does from every other.
            text.setTabChangesFocus(True)
            text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            # Thai without break marks is one long word to Qt where the system has no Thai breaker.
            text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            rows = 3 if field.kind == "lines" else 2
            text.setFixedHeight(text.fontMetrics().lineSpacing() * rows + 20)
            return text
        line = ThaiLineEdit(parent)
        line.setMaxLength(LONGEST + 1)  # Qt's own limit would cut without a word
        if field.kind == "password":
            line.setEchoMode(QLineEdit.EchoMode.Password)
        if field.kind == "suggest":
            completer = QCompleter(list(field.suggestions), line)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            line.setCompleter(completer)
        if field.hint:
            line.setPlaceholderText(tr(field.hint))
        return line

    def _raw(self) -> Any:
        widget = self.widget
        if isinstance(widget, BeDateEdit):
            if not widget.is_valid:
                raise FieldError(tr("This is not a date. Type it like 12/3/2551."))
            return widget.iso()
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        if isinstance(widget, QComboBox):
            return widget.currentData()
        if isinstance(widget, _Title):
            return " ".join(widget.toPlainText().split("\n")).strip()
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText().strip()
        assert isinstance(widget, QLineEdit)
        if self.field.kind == "password":
            # Not stripped: blanks at its ends are part of a password.
            return widget.text()
        return self._number(widget.text().strip())

    def _number(self, text: str) -> Any:
        if self.field.kind not in ("number", "decimal"):
            return text
        if not text:
            return None
        plain = to_arabic(text).replace(",", "")
        try:
            return int(plain) if self.field.kind == "number" else float(plain)
        except ValueError:
            raise FieldError(tr("This must be a number.")) from None


def _as_text(value: Any) -> str:
    """A stored value as it is typed; sums of money without an empty fraction."""
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    return "" if value is None else str(value)
