"""The user guide on screen: opened by F1 where one is, searchable, printed as a manual."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import language, tr
from kmdesk.jobs.process import Errand, WorkerProcess
from kmdesk.office.guide import Chapter, Place, chapters, place_of, search_guide
from kmdesk.office.protocol import Ended, PrintGuide
from kmdesk.office.ui.about import AboutDialog
from kmdesk.widgets.breaking import ListDelegate
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.page import Page
from kmdesk.widgets.printing import print_made, print_path
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import ThaiLabel, breakable

TOLD_PICTURES = 25
"""About as many as the short tour takes."""
_PLACE = Qt.ItemDataRole.UserRole


class HelpPage(Page):
    """Chapters left (or what a search found), text right."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.chapters: list[Chapter] = []
        self.back = QPushButton(tr("← Back"), self)
        self.print = QPushButton(self)
        self.poster = QPushButton(tr("Wall sheet"), self)
        self.poster.setToolTip(tr("One A4 to hang up: how to use the knowledge corner"))
        self.about = QPushButton(tr("About the program…"), self)
        self.back.clicked.connect(self.back_requested)
        self.print.clicked.connect(self.print_manual)
        self.poster.clicked.connect(self.print_poster)
        self.about.clicked.connect(self._show_about)
        self._process: WorkerProcess | None = None
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Taking the pictures…"))
        self.progress.setFormat(tr("Taking the pictures…"))
        self.progress.setRange(0, TOLD_PICTURES)
        self.heading = ThaiLabel(self, tr("Help"))
        self.heading.setObjectName("recordTitle")
        self.search = ThaiLineEdit(self)
        self.search.setAccessibleName(tr("Search the guide"))
        self.search.setPlaceholderText(tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Help"))
        self.list.setItemDelegate(ListDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(tr("Help"))
        # No link leads out of the guide: at a kiosk it would lead out of the program.
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(14)
        self.list.currentItemChanged.connect(self._show_item)
        self.list.ensurePolished()  # or the rows are measured before they are dressed
        self._arrange()
        context.scale_changed.connect(self._rescale)
        self._rescale(context.scale)
        self._show_printing()
        self.chapters = chapters()
        self._fill()

    def _arrange(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        split.setSizes([330, 900])
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        head.addWidget(self.progress)
        head.addWidget(self.print)
        head.addWidget(self.poster)
        head.addWidget(self.about)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(split, 1)

    @property
    def is_busy(self) -> bool:
        """Whether the guide is being printed."""
        return self._process is not None

    def open_at(self, screen: str) -> None:
        """Show what explains a screen; the first chapter when nothing does."""
        self.search.clear()
        place = place_of(self.chapters, screen) or Place(0, 0)
        self.list.setCurrentRow(place.chapter)
        self._show(place)

    def print_manual(self) -> None:
        """Show the whole guide as a PDF with pictures of this program's screens.

        A child process drives the sample office out of sight for them: some seconds, told by
        the bar, and stopped by the same button.
        """
        if self._process is not None:
            self._process.kill()
            return
        out = print_path("manual.pdf")
        office = self._context.settings.office_name
        request = PrintGuide(out=out, language=language(), office=office)
        errand = Errand(("worker", "guide"), "print", request, int, Ended)
        self._process = process = WorkerProcess(errand, self)
        process.said.connect(self._tell)
        process.ended.connect(partial(self._ended, out))
        process.start()
        self._show_printing()

    def print_poster(self) -> None:
        """Show the one sheet to hang up beside the machine."""
        office = self._context.settings.office_name
        make = partial(_make_poster, self.chapters, office)
        print_made(self, self._context, make, tr("Wall sheet"))

    def _tell(self, picture: object) -> None:
        if isinstance(picture, int):
            self.progress.setValue(picture)

    def _ended(self, out: Path) -> None:
        process, self._process = self._process, None
        self._show_printing()
        if process is None or process.was_cancelled:
            return
        if process.error is None and out.is_file():
            self._printed(tr("The print is ready."), out)
            return
        # better the words alone than nothing
        words = tr("The pictures could not be taken on this machine. Here is the guide without.")
        office = self._context.settings.office_name
        self._context.runner.submit_read(
            _make_manual,
            self.chapters,
            office,
            done=partial(self._printed, words),
            failed=self._not_printed,
        )

    def _printed(self, words: str, path: Path) -> None:
        from kmdesk.widgets.preview import PreviewDialog

        PreviewDialog(self, self._context, path, tr("User guide"), words).open()

    def _not_printed(self, error: Exception) -> None:
        show_error(self, error)

    def _show_printing(self) -> None:
        running = self._process is not None
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.print.setText(tr("Stop") if running else tr("Print the guide"))

    def _show_about(self) -> None:
        AboutDialog(self._context, self).open()

    def _fill(self, _text: str = "") -> None:
        text = self.search.text().strip()
        row = max(0, self.list.currentRow())
        self.list.clear()
        if text:
            places = search_guide(self.chapters, text)
        else:
            places = [Place(number, 0) for number in range(len(self.chapters))]
        for place in places:
            title = self.chapters[place.chapter].parts[place.part].title
            item = QListWidgetItem(title, self.list)
            item.setData(_PLACE, place)
        if not places:
            self.text.setPlainText(tr("The guide does not say anything about “{text}”.", text=text))
        self.list.setCurrentRow(min(row, len(places) - 1) if not text else 0)

    def _show_item(self, item: QListWidgetItem | None, _before: object = None) -> None:
        place = item.data(_PLACE) if item is not None else None
        if isinstance(place, Place):
            self._show(place)

    def _show(self, place: Place) -> None:
        chapter = self.chapters[place.chapter]
        self.text.setMarkdown(breakable(chapter.markdown))
        if place.part:
            title = chapter.parts[place.part].title
            QTimer.singleShot(0, self, lambda: self._scroll_to(title))  # once it is laid out

    def _scroll_to(self, title: str) -> None:
        block = self.text.document().firstBlock()
        while block.isValid():
            # On screen it has breaks between its words, in the list of parts it has none.
            said = block.text().replace("\u200b", "").strip()
            if block.blockFormat().headingLevel() and said == title:
                layout = self.text.document().documentLayout()
                self.text.verticalScrollBar().setValue(round(layout.blockBoundingRect(block).top()))
                return
            block = block.next()

    def _rescale(self, scale: float) -> None:
        font = self.text.font()
        font.setPointSizeF(READER_POINTS * scale)
        self.text.setFont(font)


def _make_manual(found: list[Chapter], office: str) -> Path:
    from kmdesk.office.print import write_manual

    out = print_path("manual.pdf")
    return write_manual(out, found, {}, office=office)


def _make_poster(found: list[Chapter], office: str) -> Path:
    from kmdesk.office.print import write_poster

    return write_poster(print_path("poster.pdf"), found, office=office)
