"""The Thai user guide, read from resources/help/*.md, shown by F1."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.resources import resource_path
from kmdesk.widgets.breaking import BreakingDelegate
from kmdesk.widgets.context import Context
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import ThaiLabel, breakable


class HelpPage(Panel):
    """Chapters left, text right."""

    back_requested = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._chapters = sorted(resource_path("help").glob("*.md"))
        self.back = QPushButton(self)
        self.back.clicked.connect(self.back_requested)
        self.about = QPushButton(self)
        self.about.clicked.connect(self._show_about)
        self.heading = ThaiLabel(self)
        self.heading.setObjectName("recordTitle")
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(BreakingDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.list.currentRowChanged.connect(self._show)
        self.list.ensurePolished()  # or the rows are measured before they are dressed
        for path in self._chapters:
            first = path.read_text("utf-8").lstrip().split("\n", 1)[0]
            self.list.addItem(first.lstrip("# ").strip())
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 900])
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        head.addWidget(self.about)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(split, 1)
        context.scale_changed.connect(self._rescale)
        self._rescale(context.scale)
        self.list.setCurrentRow(0)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.back.setText(tr("← Back"))
        self.heading.set_text(tr("Help"))
        self.about.setText(tr("About the program…"))
        self.list.setAccessibleName(tr("Help"))
        self.text.setAccessibleName(tr("Help"))

    def _show_about(self) -> None:
        from kmdesk.office.ui.about import AboutDialog

        AboutDialog(self._context, self).open()

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._chapters):
            self.text.setMarkdown(breakable(self._chapters[row].read_text("utf-8")))

    def _rescale(self, scale: float) -> None:
        font = self.text.font()
        font.setPointSizeF(READER_POINTS * scale)
        self.text.setFont(font)
