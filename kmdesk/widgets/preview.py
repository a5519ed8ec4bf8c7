"""The finished print shown page by page, to print, to save or to take along."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.i18n import N_, language, tr
from kmdesk.records import Duty
from kmdesk.records.settings import EXPORT_FOLDER
from kmdesk.thai.numbers import to_arabic, to_thai
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.files import target_dialog
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.keeping import drop_print, export_copy, file_name, save_copy
from kmdesk.widgets.page_list import PageList
from kmdesk.widgets.page_view import PageView
from kmdesk.widgets.print_form import ask_print
from kmdesk.widgets.printers import NoPrinterError
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from kmdesk.jobs import Progress, Task


class PreviewDialog(QDialog):
    """Shows a PDF of ours; only while it prints does idling wait."""

    def __init__(
        self, parent: QWidget, context: Context, path: Path, title: str, hint: str = ""
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("preview")
        self.setWindowTitle(tr("Print: {title}", title=title))
        self.path, self._title, self._context = path, title, context
        self._folder: Path | None = None
        self._task: Task | None = None
        self._copying = 0
        assert context.render is not None
        self._render = context.render
        self.note = ThaiLabel(self, hint or tr("The print is ready."))
        self.view = PageView(context.runner, context.render, self)
        self.pages = PageList(context.runner, context.render, self)
        self._build_buttons()
        self._build_bar()
        self._arrange()
        self._connect()
        room = parent.window()
        self.resize(min(1080, room.width() - 40), min(960, room.height() - 40))
        self.view.open(path, [])
        self.view.setFocus()

    def _build_buttons(self) -> None:
        self.print_button = self._button(tr("Print…"), self._ask_printer)
        self.print_button.setObjectName("primary")
        self.print_button.setDefault(True)
        self.save_button = self._button(tr("Save as PDF…"), self._ask_file)
        self.save_button.setVisible(not self._context.is_kiosk_reader)
        self.export_button = self._button(tr("Copy to the stick"), self._export)
        self.export_button.setVisible(bool(self._export_folder()))
        self.folder_button = self._button(tr("Open the folder"), self._open_folder)
        self.folder_button.hide()
        self.close_button = self._button(tr("Close"), self.accept)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.cancel_button = self._button(tr("Cancel"), self._cancel)
        self.cancel_button.hide()

    def _build_bar(self) -> None:
        self.smaller = self._button("−", lambda: self.view.zoom_by(-1))
        self.smaller.setToolTip(key_tip(N_("Smaller"), "−"))
        self.larger = self._button("+", lambda: self.view.zoom_by(1))
        self.larger.setToolTip(key_tip(N_("Larger"), "+"))
        self.width_button = self._button(tr("Fit width"), self.view.fit_width)
        self.whole_button = self._button(tr("Whole page"), self.view.fit_page)
        for button in (self.smaller, self.larger):
            button.setAccessibleName(button.toolTip())
        for button, label, keys in (
            (self.print_button, N_("Print…"), "Ctrl+P"),
            (self.save_button, N_("Save as PDF…"), "Ctrl+S"),
            (self.width_button, N_("Fit width"), "W"),
            (self.whole_button, N_("Whole page"), "P"),
            (self.close_button, N_("Close"), "Esc"),
        ):
            button.setToolTip(key_tip(label, keys))
        self.number = QLineEdit(self)
        self.number.setFixedWidth(self.fontMetrics().averageCharWidth() * 4 + 28)
        self.number.setMaxLength(6)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setAccessibleName(tr("Go to page"))
        self.number.setToolTip(key_tip(N_("Go to page"), "Ctrl+G"))
        self.number.returnPressed.connect(self._go_to)
        self.count = ThaiLabel(self)
        self.count.setWordWrap(False)

    def _arrange(self) -> None:
        bar = FlowRow(self)
        for widget in (
            self.number,
            self.count,
            self.smaller,
            self.larger,
            self.width_button,
            self.whole_button,
            self.print_button,
            self.save_button,
            self.export_button,
            self.folder_button,
            self.close_button,
        ):
            bar.add(widget)
        line = QHBoxLayout()
        line.addWidget(self.note, 1)
        line.addWidget(self.progress)
        line.addWidget(self.cancel_button)
        body = QHBoxLayout()
        body.addWidget(self.pages)
        body.addWidget(self.view, 1)
        column = QVBoxLayout(self)
        column.addWidget(bar)
        column.addLayout(line)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        self.view.failed.connect(self.note.set_text)
        self.view.loaded.connect(self._loaded)
        self.view.page_changed.connect(self._show_page)
        # Thumbnails wait until the first page stands there in full.
        self.view.drawn.connect(self._fill_list)
        self.pages.page_chosen.connect(self.view.go_to_page)
        for keys, act in (("Ctrl+P", self._ask_printer), ("Ctrl+S", self._ask_file)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        QShortcut(QKeySequence("Ctrl+G"), self).activated.connect(self._focus_number)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    # Pages -----------------------------------------------------------------------------

    def _loaded(self, count: int) -> None:
        self.count.set_text(tr("of {count}", count=_digits(count)))
        self._show_page(0)

    def _fill_list(self, _page: int) -> None:
        if not self.pages.count():
            self.pages.show_pages(self.path, self.view.pages)
            self.pages.mark(self.view.page)

    def _show_page(self, page: int) -> None:
        self.number.setText(_digits(page + 1))
        self.pages.mark(page)

    def _focus_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _go_to(self) -> None:
        typed = to_arabic(self.number.text().strip())
        if typed.isdecimal() and 1 <= int(typed) <= self.view.pages:
            self.view.go_to_page(int(typed) - 1)
            self._show_page(int(typed) - 1)
            self.view.setFocus()
        else:
            self.note.set_text(tr("Pages go from 1 to {count}.", count=self.view.pages))
            self.number.selectAll()

    # Printing --------------------------------------------------------------------------

    def _ask_printer(self) -> None:
        """Ask in our own words; what they lack, the system's dialog has, but at no kiosk."""

        try:
            form = ask_print(
                self, self._context, self._title, max(1, self.view.pages), self.print_on
            )
        except NoPrinterError as error:
            self.note.set_text(str(error))
            return
        if not self._context.is_kiosk_reader:
            more = QPushButton(tr("More choices of the system…"), form)
            more.setAutoDefault(False)
            more.clicked.connect(form.discard)
            more.clicked.connect(self._ask_system)
            form.add_button(more)

    def _ask_system(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        from kmdesk.widgets.paper import full_sheet_printer

        printer = full_sheet_printer()
        printer.setDocName(self._title)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, max(1, self.view.pages))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.accepted.connect(partial(self.print_on, printer))
        # QPrintDialog's own open hides this one and wants a receiver and a slot by name.
        QDialog.open(dialog)

    def print_on(self, printer: "QPrinter", pages: list[int] | None = None) -> None:
        """Send ``pages`` (from 0), or those the printer was told, with a bar and a way to stop."""
        from kmdesk.widgets.paper import print_pages

        if self._task is not None:
            return
        self._busy(True)

        def work(progress: "Progress") -> int:
            return print_pages(self._render, self.path, printer, pages, progress=progress.tell)

        self._task = self._context.runner.submit_read(
            work, done=self._printed, failed=self._failed, progressed=self._told
        )

    @property
    def is_printing(self) -> bool:
        """Whether pages are on their way to the printer."""
        return self._task is not None and self.isVisible()

    def _told(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.note.set_text(tr("Printing page {number} of {total}…", number=done + 1, total=total))

    def _printed(self, count: int) -> None:
        self._busy(False)
        self.note.set_text(tr("{count} pages were sent to the printer.", count=count))

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.note.set_text(error_text(error))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._busy(False)
        self.note.set_text(tr("Printing was stopped."))

    def _busy(self, on: bool) -> None:
        self._task = None
        self.progress.setRange(0, 0)
        self.progress.setVisible(on)
        self.cancel_button.setVisible(on)
        for button in (self.print_button, self.save_button, self.export_button):
            button.setEnabled(not on)

    # Keeping ---------------------------------------------------------------------------

    def _export_folder(self) -> str:
        return self._context.settings.values.get(EXPORT_FOLDER.key, "")

    def _ask_file(self) -> None:
        if not self._context.may_choose_file():
            return
        name = file_name(self._title, clock.today())
        dialog = target_dialog(self, tr("Save as PDF"), "print", name, "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, name: str) -> None:
        """Save a copy under a file name."""
        self._copying += 1
        self._context.runner.submit_read(
            save_copy, self.path, Path(name), done=self._kept, failed=self._not_kept
        )

    def _export(self) -> None:
        folder = Path(self._export_folder())
        self._copying += 1
        self._context.runner.submit_read(
            export_copy,
            self.path,
            folder,
            self._title,
            clock.today(),
            done=self._kept,
            failed=self._not_kept,
        )

    def _kept(self, target: Path) -> None:
        self._copying -= 1
        self._folder = target.parent
        # The file manager it opens shows the whole machine.
        self.folder_button.setVisible(self._context.actor.duty > Duty.WALK_UP)
        self.note.set_text(tr("Saved as {name}.", name=target.name))

    def _not_kept(self, error: Exception) -> None:
        self._copying -= 1
        self._failed(error)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def done(self, result: int) -> None:
        """Stop drawing and printing before the dialog goes; the print stays nowhere else."""
        if self._task is not None:
            self._task.cancel()
        self.view.close_file()
        self.pages.close_file()
        # A copy under way still reads it; what is left then goes with the sweep of a later start.
        if not self._copying and not drop_print(self.path):
            # The lane that ends its work even when the window is closing.
            self._context.runner.submit_write(drop_print, self.path, self._render)
        super().done(result)


def _digits(number: int) -> str:
    return to_thai(str(number)) if language() == "th" else str(number)
