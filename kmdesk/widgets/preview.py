"""The finished print shown page by page, to save or to hand to the printer."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.page_view import PageView
from kmdesk.widgets.thai_label import ThaiLabel


class PreviewDialog(QDialog):
    """Shows a PDF of ours; while it is open, idling clears nothing."""

    def __init__(self, parent: QWidget, context: Context, path: Path, title: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("preview")
        self.setWindowTitle(tr("Print: {title}", title=title))
        self.path, self._title = path, title
        self.note = ThaiLabel(self, tr("The print is ready."))
        self.open_button = QPushButton(tr("Print…"), self)
        self.open_button.setDefault(True)
        self.save_button = QPushButton(tr("Save as PDF…"), self)
        self.close_button = QPushButton(tr("Close"), self)
        self.open_button.clicked.connect(self._open)
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(self.accept)
        bar = QHBoxLayout()
        bar.addWidget(self.note, 1)
        for button in (self.open_button, self.save_button, self.close_button):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.addLayout(bar)
        assert context.render is not None
        self.view = PageView(context.lanes, context.render, self)
        self.view.failed.connect(self.note.set_text)
        column.addWidget(self.view, 1)
        self.resize(860, min(900, parent.window().height() - 40))
        self.view.open(path, [])

    def _open(self) -> None:
        from kmdesk.widgets.printing import open_with_system

        open_with_system(self.path)

    def _save(self) -> None:
        from kmdesk.widgets.printing import save_copy

        if save_copy(self, self.path, self._title) is not None:
            self.note.set_text(tr("Saved."))

    def done(self, result: int) -> None:
        """Stop drawing before the dialog goes."""
        self.view.close_file()
        super().done(result)
