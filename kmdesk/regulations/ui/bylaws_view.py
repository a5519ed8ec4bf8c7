"""A cooperative's bylaws beside the model: provision against provision, words added and struck."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.regulations.instruments import MODEL, Beside, beside, of_rank
from kmdesk.regulations.queries import Named
from kmdesk.regulations.timeline import Mark, side
from kmdesk.regulations.ui.instrument_acts import are_bylaws
from kmdesk.regulations.ui.marked_text import legend, segments_html
from kmdesk.thai.numbers import canonical_provision
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text, show_message
from kmdesk.widgets.labels import PlainLabel, RichLabel
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import ThaiLabel


class BylawsDialog(QDialog):
    """Choose a model and a day; see what the cooperative has otherwise."""

    def __init__(self, parent: QWidget, context: Context, own: Named, models: list[Named]) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Beside the model"))
        self._context, self._own, self._models = context, own, models
        self.rows: list[Beside] = []
        self._build()
        window = parent.window()
        self.resize(max(760, window.width() - 80), max(480, window.height() - 80))
        self.load()

    def _build(self) -> None:
        name = ThaiLabel(self, self._own.title)
        name.setObjectName("recordTitle")
        self.model = QComboBox(self)
        self.model.setAccessibleName(tr("Model bylaws"))
        for model in self._models:
            self.model.addItem(model.title, model.record_id)
        self.model.currentIndexChanged.connect(lambda _row: self.load())
        self.day = BeDateEdit(self)
        self.day.setAccessibleName(tr("Bylaws as they stood on"))
        self.day.line.setPlaceholderText(tr("Today"))
        self.day.line.returnPressed.connect(self.load)
        self.number = ThaiLineEdit(self)
        self.number.setMaxLength(40)
        self.number.setPlaceholderText(tr("Go to number (Ctrl+G)"))
        self.number.setAccessibleName(tr("Go to number (Ctrl+G)"))
        self.number.returnPressed.connect(self.jump)
        shortcut = QShortcut(QKeySequence("Ctrl+G"), self)
        shortcut.activated.connect(self.number.setFocus)
        self.only_changed = QCheckBox(tr("Only where they differ"), self)
        self.only_changed.setChecked(True)
        self.only_changed.toggled.connect(self._show)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.reject)
        tools = QHBoxLayout()
        tools.addWidget(self.model, 2)
        tools.addWidget(PlainLabel(tr("Bylaws as they stood on"), self))
        tools.addWidget(self.day, 1)
        tools.addWidget(self.number, 1)
        tools.addWidget(self.only_changed)
        tools.addWidget(close)
        self.count = ThaiLabel(self)
        marks = RichLabel(self, legend())
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(marks)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(tr("Beside the model"))
        font = QFont(self.text.font())
        font.setPointSizeF(READER_POINTS * self._context.scale)
        self.text.setFont(font)
        column = QVBoxLayout(self)
        column.addWidget(name)
        column.addLayout(tools)
        column.addLayout(foot)
        column.addWidget(self.text, 1)

    def load(self) -> None:
        """Compare with the chosen model as on the chosen day."""
        model, day = self.model.currentData(), self.day.iso()

        def work(reading: Reading) -> list[Beside]:
            return beside(reading, int(model), self._own.record_id, day)

        def refuse(error: Exception) -> None:
            self.count.set_text(error_text(error))

        if model is not None:
            self._context.read(work, done=self._loaded, failed=refuse)

    def jump(self) -> None:
        """To the model's or else the cooperative's provision of the typed number."""
        number = canonical_provision(self.number.text())
        for model_first in (True, False):
            for at, row in enumerate(self.rows):
                part = row.pair.first if model_first else row.pair.second
                if part is not None and part.number == number:
                    # One that is the same on both sides is hidden until all are shown.
                    self.only_changed.setChecked(self.only_changed.isChecked() and row.changed)
                    self.text.scrollToAnchor(f"row{at}")
                    return
        self.number.selectAll()
        self.count.set_text(tr("There is no number {number}.", number=number))

    def _loaded(self, rows: list[Beside]) -> None:
        self.rows = rows
        self._show()

    def _show(self) -> None:
        only = self.only_changed.isChecked()
        shown = [(at, row) for at, row in enumerate(self.rows) if row.changed or not only]
        heads = (self.model.currentText(), self._own.title)
        self.text.setHtml(_table(shown, heads))
        alone = sum(1 for row in self.rows if row.pair.first is None)
        lacking = sum(1 for row in self.rows if row.pair.second is None)
        differ = sum(1 for row in self.rows if row.changed) - alone - lacking
        self.count.set_text(
            tr(
                "{differ} worded otherwise · {lacking} only in the model · {alone} only the"
                " cooperative's own · {same} the same",
                differ=differ,
                lacking=lacking,
                alone=alone,
                same=len(self.rows) - alone - lacking - differ,
            )
        )


def compare_with_model(tab: ActingTab, view: RecordView | None) -> None:
    """Open the comparison of the shown bylaws with a model."""
    if view is None or not are_bylaws(tab, view):
        return
    own = Named(view.id, view.title)

    def show(models: list[Named]) -> None:
        others = [model for model in models if model.record_id != own.record_id]
        if others:
            BylawsDialog(tab, tab.context, own, others).open()
        else:
            show_message(tab, tr("There are no model bylaws in the library yet."))

    tab.context.read(of_rank, MODEL, done=show)


def _table(rows: list[tuple[int, Beside]], heads: tuple[str, str]) -> str:
    top = "".join(f'<th align="left" width="50%">{escape(head)}</th>' for head in heads)
    lines = "".join(
        f'<tr><td><a name="row{at}"></a>{_cell(row, first=True)}</td>'
        f"<td>{_cell(row, first=False)}</td></tr>"
        for at, row in rows
    )
    return (
        '<table width="100%" border="1" cellspacing="0" cellpadding="6"'
        f' style="border-color:#8d979c"><tr>{top}</tr>{lines}</table>'
    )


def _cell(row: Beside, *, first: bool) -> str:
    part = row.pair.first if first else row.pair.second
    if part is None:
        words = N_("Not in the model") if first else N_("Not in these bylaws")
        return f"<i>{escape(tr(words))}</i>"
    drop = Mark.ADDED if first else Mark.STRUCK
    return f"<b>{escape(part.label)}</b><br>{segments_html(side(row.segments, drop))}"
