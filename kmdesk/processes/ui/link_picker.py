"""Choose the law and its provision, or the form, that a step is tied to."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.processes.queries import RELATIONS, Found, anchors_in, find_records
from kmdesk.thai.numbers import to_arabic
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.thai_label import ThaiLabel

_PAUSE_MS = 200
_ROW = Qt.ItemDataRole.UserRole
# save(record id, anchor, relation, picker) calls accept or show_error.
Save = Callable[[int, str, str, "LinkPicker"], None]


class LinkPicker(QDialog):
    """Search above, records left, provisions of the chosen law right."""

    def __init__(self, parent: QWidget, context: Context, step: str, save: Save) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("linkPicker")
        self.setWindowTitle(tr("Law or form of: {step}", step=step))
        self._context, self._save = context, save
        self._anchors: list[tuple[str, str]] = []
        self.relation = QComboBox(self)
        for code, label in RELATIONS.items():
            self.relation.addItem(tr(label), code)
        self.words = _field(self, tr("Words of the title"))
        self.number = _field(self, tr("Number, e.g. 35"))
        self.records, self.provisions = QListWidget(self), QListWidget(self)
        self.records.setAccessibleName(tr("Laws and forms"))
        self.provisions.setAccessibleName(tr("Provisions"))
        for shown in (self.records, self.provisions):
            shown.setWordWrap(True)
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.save_button = QPushButton(tr("Tie to it"), self)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.submit)
        self._arrange()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.words.textChanged.connect(lambda _text: self._pause.start())
        self.relation.activated.connect(lambda _row: self.look())
        self.number.textChanged.connect(lambda _text: self._show_anchors())
        self.records.currentItemChanged.connect(self._read_anchors)
        self.resize(900, 560)
        self.look()

    def _arrange(self) -> None:
        cancel = QPushButton(tr("Cancel"), self)
        cancel.clicked.connect(self.reject)
        top = QHBoxLayout()
        top.addWidget(self.relation)
        top.addWidget(self.words, 2)
        top.addWidget(self.number, 1)
        middle = QHBoxLayout()
        middle.addWidget(self.records, 3)
        middle.addWidget(self.provisions, 2)
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        bar.addWidget(cancel)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(self.problem)
        column.addLayout(bar)

    def look(self) -> None:
        """List the records that hold the words."""
        relation = str(self.relation.currentData())
        self._context.read(find_records, self.words.text(), relation, done=self._show_records)

    def _show_records(self, found: list[Found]) -> None:
        self.records.clear()
        for each in found:
            item = QListWidgetItem(" ".join(p for p in (each.number, each.title) if p))
            item.setData(_ROW, each)
            self.records.addItem(item)
        if found:
            self.records.setCurrentRow(0)
        else:
            self._anchors = []
            self._show_anchors()
        self._say("" if found else tr("Nothing found. Try fewer words."))
        self.save_button.setEnabled(bool(found))

    def _chosen(self) -> Found | None:
        item: QListWidgetItem | None = self.records.currentItem()
        found = item.data(_ROW) if item is not None else None
        return found if isinstance(found, Found) else None

    def _read_anchors(self, *_items: object) -> None:
        found = self._chosen()
        if found is None:
            return

        def show(anchors: list[tuple[str, str]]) -> None:
            # Another law may have been chosen while this one was read.
            if self._chosen() == found:
                self._anchors = anchors
                self._show_anchors()

        self._context.read(anchors_in, self._context.kinds, found, done=show)

    def _show_anchors(self) -> None:
        """The whole law first, then the provisions whose number begins with what is typed."""
        self.provisions.clear()
        self.provisions.addItem(tr("The whole of it"))
        wanted = to_arabic(self.number.text().strip())
        for anchor, label in self._anchors:
            if not wanted or anchor.partition(":")[2].startswith(wanted):
                item = QListWidgetItem(label)
                item.setData(_ROW, anchor)
                self.provisions.addItem(item)
        self.provisions.setVisible(bool(self._anchors))
        self.number.setVisible(bool(self._anchors))
        # Whoever typed a number means its provision, not the whole law above it.
        self.provisions.setCurrentRow(1 if wanted and self.provisions.count() > 1 else 0)

    def submit(self) -> None:
        """Hand the choice on."""
        found, item = self._chosen(), self.provisions.currentItem()
        if found is not None:
            self.save_button.setEnabled(False)
            anchor = str(item.data(_ROW) or "") if item is not None else ""
            self._save(found.record_id, anchor, str(self.relation.currentData()), self)

    def show_error(self, error: Exception) -> None:
        """Say why it could not be tied; the choice stays."""
        self.save_button.setEnabled(True)
        self._say(error_text(error))

    def _say(self, words: str) -> None:
        self.problem.set_text(words)
        self.problem.setVisible(bool(words))


def _field(parent: QWidget, label: str) -> QLineEdit:
    line = ThaiLineEdit(parent)
    line.setPlaceholderText(label)
    line.setAccessibleName(label)
    return line


TIE = N_("Tie a step to a law or form")
UNTIE = N_("Untie a step")
