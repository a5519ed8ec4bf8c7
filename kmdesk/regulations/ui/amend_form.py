"""The fields of an amendment, to correct what was read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QPlainTextEdit, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.regulations.amendments import ACTIONS
from kmdesk.regulations.operations import LAST, Action
from kmdesk.regulations.structure import readable
from kmdesk.regulations.version_store import AmendmentRow
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.line_edit import ThaiLineEdit

_LINES = 5


class AmendForm(QWidget):
    """Kind of change, place, wording, day; empty fields are whole provisions."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: dict[str, object] = {}
        self.action = QComboBox(self)
        for code, label in ACTIONS.items():
            self.action.addItem(tr(label), code)
        self.lines = {
            name: ThaiLineEdit(self)
            for name in ("number", "paragraph", "items", "term", "old_words", "new_words")
        }
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().height() * _LINES)
        self.day = BeDateEdit(self)
        self.source = ThaiLineEdit(self)
        rows = QFormLayout(self)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, widget in (
            (N_("Change"), self.action),
            (N_("Number of the provision"), self.lines["number"]),
            (N_("Paragraph of the provision"), self.lines["paragraph"]),
            (N_("Item of the provision"), self.lines["items"]),
            (N_("Defined term"), self.lines["term"]),
            (N_("New wording"), self.text),
            (N_("Words replaced"), self.lines["old_words"]),
            (N_("Words instead"), self.lines["new_words"]),
            (N_("In force from"), self.day),
            (N_("Where that is stated"), self.source),
        ):
            name = PlainLabel(tr(label), self)
            name.setBuddy(widget)
            widget.setAccessibleName(tr(label))
            rows.addRow(name, widget)
        self._rows = rows
        self._hints()
        self.action.currentIndexChanged.connect(self._edited)
        for line in (*self.lines.values(), self.source):
            line.textEdited.connect(self._edited)
        self.text.textChanged.connect(self._edited)
        self.day.changed.connect(self._edited)

    def _hints(self) -> None:
        self.lines["number"].setPlaceholderText(tr("e.g. 16, 33/1; empty: everywhere"))
        self.lines["paragraph"].setPlaceholderText(tr("e.g. 2; -1 is the last; empty: all of it"))
        self.lines["items"].setPlaceholderText(tr("e.g. 3, or 3 ก"))

    def show_row(self, row: AmendmentRow) -> None:
        """Show an amendment."""
        place = row.place
        texts = {
            "number": to_thai(place.number),
            "paragraph": "" if not place.paragraph else str(place.paragraph),
            "items": to_thai(" ".join(place.items)),
            "term": place.term,
            "old_words": row.old,
            "new_words": row.new,
        }
        if place.paragraph not in (0, LAST):
            texts["paragraph"] = to_thai(str(place.paragraph))
        # Being filled is no correction: the button would offer to save it.
        self.blockSignals(True)
        self.action.setCurrentIndex(self.action.findData(row.action))
        for name, line in self.lines.items():
            line.setText(texts[name])
            # Behind a long text Qt leaves the cursor at its end, and only the end is seen.
            line.setCursorPosition(0)
        self.text.setPlainText(readable(row.text))
        self.day.set_iso(row.effective_on)
        self.source.setText(readable(row.effective_source))
        self.source.setCursorPosition(0)
        self.blockSignals(False)
        self._shown = self.values()
        self._show_fitting()

    def values(self) -> dict[str, object]:
        """What the fields say; a day that is none is handed on as typed, to be refused."""
        found: dict[str, object] = {name: line.text() for name, line in self.lines.items()}
        found["action"] = self.action.currentData()
        found["text"] = self.text.toPlainText()
        found["effective_on"] = self.day.iso() or self.day.line.text().strip()
        found["effective_source"] = self.source.text()
        return found

    @property
    def is_changed(self) -> bool:
        """Whether a field differs from what was shown."""
        return self.values() != self._shown

    def _show_fitting(self) -> None:
        """Only the fields this kind of change has."""
        words = self.action.currentData() == Action.WORDS.value
        repeal = self.action.currentData() == Action.REPEAL.value
        self._rows.setRowVisible(self.text, not words and not repeal)
        for name in ("old_words", "new_words"):
            self._rows.setRowVisible(self.lines[name], words)
        self._rows.setRowVisible(self.lines["term"], bool(self.lines["term"].text()))

    def _edited(self, *_values: object) -> None:
        self._show_fitting()
        self.changed.emit()
