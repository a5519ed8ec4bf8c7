"""Two days of a law compared, side by side or in one text; and the history of a provision."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.structure import readable
from kmdesk.regulations.timeline import (
    KIND_WORDS,
    Compared,
    ProvisionHistory,
    compare_laws,
    compare_words,
    made_by,
    provision_history,
    span,
)
from kmdesk.regulations.ui.marked_text import columns_html, inline_html, legend, segments_html
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import screen_date
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.labels import PlainLabel, RichLabel
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import ThaiLabel

_LARGE = 400  # parts shown at most; a whole code side by side would take seconds to lay out


def compared(reading: Reading, record_id: int, first: str, second: str) -> list[Compared]:
    """The law's own parts on two days."""
    states = [
        [
            row
            for row in queries.parts(reading.session, record_id, day)
            if row.role == "body" and row.kind in ("heading", "provision", "schedule")
        ]
        for day in (first, second)
    ]
    return compare_laws(*states)


class CompareDialog(QDialog):
    """Any two days, the whole law or one provision, words added and struck."""

    def __init__(
        self, parent: QWidget, context: Context, record_id: int, title: str, anchor: str,
        days: tuple[str, str],
    ) -> None:  # fmt: skip
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Compare two days"))
        self._context, self._record_id, self._title = context, record_id, title
        self._rows: list[Compared] = []
        self._anchor = anchor
        self._build(days)
        window = parent.window()
        self.resize(max(760, window.width() - 80), max(480, window.height() - 80))
        self.load()

    def _build(self, days: tuple[str, str]) -> None:
        name = ThaiLabel(self, readable(self._title))
        name.setObjectName("recordTitle")
        self.first, self.second = BeDateEdit(self, days[0]), BeDateEdit(self, days[1])
        for edit in (self.first, self.second):
            edit.show_whole()
            edit.line.returnPressed.connect(self.load)
        self.load_button = QPushButton(tr("Compare"), self)
        self.load_button.clicked.connect(self.load)
        self.scope = QComboBox(self)
        self.scope.setAccessibleName(tr("What is compared"))
        self.scope.addItem(tr("Only what changed"), "changed")
        self.scope.addItem(tr("The whole law"), "all")
        self.scope.currentIndexChanged.connect(self._show)
        self.columns = QCheckBox(tr("Side by side"), self)
        self.columns.setChecked(True)
        self.columns.toggled.connect(self._show)
        self.print_button = QPushButton(tr("Print"), self)
        self.print_button.clicked.connect(self._print)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.reject)
        tools = QWidget(self)
        flow = FlowLayout(tools)
        labels = [PlainLabel(tr(words), self) for words in (N_("Text as at"), N_("against"))]
        for edit, label in zip((self.first, self.second), labels, strict=True):
            edit.setAccessibleName(label.text())
            label.setMinimumHeight(self.first.sizeHint().height())
        self.columns.setMinimumHeight(self.first.sizeHint().height())
        for widget in (labels[0], self.first, labels[1],
                       self.second, self.load_button, self.scope, self.columns,
                       self.print_button, close):  # fmt: skip
            flow.addWidget(widget)
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.count = ThaiLabel(self)
        self.legend = RichLabel(self, legend())
        self.text = _browser(self, self._context)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.addWidget(name)
        column.addWidget(tools)
        column.addWidget(self.problem)
        column.addLayout(foot)
        column.addWidget(self.text, 1)

    def load(self) -> None:
        """Read both days and compare them, off the UI thread."""
        days = self.first.iso(), self.second.iso()
        if days[0] is None or days[1] is None:
            self.problem.set_text(tr("Type a date such as 1/5/2562."))
            self.problem.show()
            return
        self.problem.hide()
        self.count.set_text(tr("Reading…"))
        self._context.read(compared, self._record_id, *days, done=self._set, failed=self._refuse)

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)

    def _set(self, rows: list[Compared]) -> None:
        self._rows = rows
        labels = {row.anchor: row.label for row in rows}
        # Only the first time: other days are read into the same list of choices.
        if self._anchor in labels and self.scope.findData(self._anchor) < 0:
            self.scope.addItem(readable(labels[self._anchor]), self._anchor)
            self.scope.setCurrentIndex(self.scope.count() - 1)
        self._show()

    def shown(self) -> list[Compared]:
        """The parts on screen."""
        scope = self.scope.currentData()
        if scope == "all":
            return self._rows
        if scope == "changed":
            return [row for row in self._rows if row.changed]
        return [row for row in self._rows if row.anchor == scope]

    def _show(self, *_changed: object) -> None:
        rows = self.shown()
        changed = sum(row.changed for row in rows)
        words = tr("{count} parts differ", count=f"{changed:,}")
        if not any(row.changed for row in self._rows):
            words = tr("The text is the same on both days.")
        if len(rows) > _LARGE:
            words += " · " + tr(
                "The first {count} parts are shown; print to see all.", count=_LARGE
            )
        self.count.set_text(words)
        heads = tuple(screen_date(edit.iso()) for edit in (self.first, self.second))
        some = rows[:_LARGE]
        beside = self.columns.isChecked()
        self.text.setHtml(columns_html(some, (heads[0], heads[1])) if beside else inline_html(some))

    def _print(self) -> None:
        library, actor, record_id = self._context.library, self._context.actor, self._record_id
        days = self.first.iso(), self.second.iso()
        anchors = [row.anchor for row in self.shown()]
        if days[0] is None or days[1] is None:
            return
        first, second, beside = days[0], days[1], self.columns.isChecked()

        def make() -> Path:
            from kmdesk.regulations.print import write_comparison  # only when printing

            out = print_path("compare.pdf")
            write_comparison(library, actor, record_id, (first, second), anchors, out, beside)
            return out

        print_made(self, self._context, make, tr("Compare two days"))


class HistoryDialog(QDialog):
    """Every wording of a provision with what made it, and what its footnotes tell."""

    def __init__(self, parent: QWidget, context: Context, record_id: int, anchor: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("History of a provision"))
        self._context, self._record_id, self._anchor = context, record_id, anchor
        self._history: ProvisionHistory | None = None
        self.name = ThaiLabel(self)
        self.name.setObjectName("recordTitle")
        self.steps = QListWidget(self)
        self.steps.setAccessibleName(tr("History of a provision"))
        self.steps.setWordWrap(True)
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps.currentRowChanged.connect(self._show)
        self.text = _browser(self, context)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.steps)
        split.addWidget(self.text)
        split.setSizes([340, 560])
        split.setChildrenCollapsible(False)
        self.print_button = QPushButton(tr("Print"), self)
        self.print_button.clicked.connect(self._print)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        marks = RichLabel(self, legend())
        foot.addWidget(marks, 1)
        foot.addWidget(self.print_button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.name)
        column.addWidget(split, 1)
        column.addLayout(foot)
        self.resize(960, 600)
        context.read(provision_history, record_id, anchor, done=self._set)

    def _set(self, found: ProvisionHistory | None) -> None:
        if found is None:
            self.name.set_text(tr("This part of the law has no history."))
            return
        self._history = found
        self.name.set_text(readable(f"{found.label} {found.title}"))
        for version in found.versions:
            made = made_by(version.acts)
            self.steps.addItem("\n".join(filter(None, (span(version), readable(made)))))
        for entry in found.entries:
            words = tr(KIND_WORDS[entry.kind])
            self.steps.addItem(f"{tr('By a footnote')}: {words}\n{readable(entry.act)}")
        self.steps.setCurrentRow(0)
        self.steps.setFocus()

    def _show(self, row: int) -> None:
        if self._history is None or row < 0:
            return
        versions = self._history.versions
        if row < len(versions):
            # The first wording is compared with itself: nothing stood there before.
            before = versions[row - 1].text if row else versions[row].text
            segments = compare_words(before, versions[row].text)
            self.text.setHtml(segments_html(segments))
        else:
            entry = self._history.entries[row - len(versions)]
            self.text.setPlainText(
                f"{readable(entry.words)}\n\n"
                + tr("What stood there before is not in the library.")
            )

    def _print(self) -> None:
        library, actor = self._context.library, self._context.actor
        record_id, anchor = self._record_id, self._anchor

        def make() -> Path:
            from kmdesk.regulations.print import write_history  # only when printing

            out = print_path("history.pdf")
            write_history(library, actor, record_id, anchor, out)
            return out

        print_made(self, self._context, make, tr("History of a provision"))


def _browser(parent: QWidget, context: Context) -> QTextBrowser:
    text = QTextBrowser(parent)
    font = QFont(text.font())
    font.setPointSizeF(READER_POINTS * context.scale)
    text.setFont(font)
    text.document().setDefaultFont(font)
    text.setOpenLinks(False)
    text.setAccessibleName(tr("Comparison"))
    return text


def default_days(as_of: str | None, days: tuple[str, ...]) -> tuple[str, str]:
    """The day before the last change up to the day shown, and the day shown."""
    shown = as_of or clock.today_iso()
    earlier = [day for day in days if day <= shown] or [shown]
    before = date.fromordinal(date.fromisoformat(earlier[-1]).toordinal() - 1)
    return before.isoformat(), shown


def print_as_at(
    parent: QWidget, context: Context, record_id: int, day: str, anchor: str = ""
) -> None:
    """Print the law, or one provision, as at a day."""
    library, actor = context.library, context.actor

    def make() -> Path:
        from kmdesk.regulations.print import write_law_at  # only when printing

        out = print_path("law.pdf")
        write_law_at(library, actor, record_id, day, out, anchor)
        return out

    print_made(parent, context, make, tr("Text as at {day}", day=screen_date(day)))
