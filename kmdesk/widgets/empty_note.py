"""What a list without lines says: what narrows it, and the ways on from there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.thai_label import ThaiLabel


class EmptyNote(QWidget):
    """Lies over the lines of ``table``; hidden while there are any."""

    clear_requested = Signal()
    search_requested = Signal(str)
    begin_requested = Signal()

    def __init__(self, table: QTableView) -> None:
        # Not over the whole table: its head stays in reach.
        super().__init__(table.viewport())
        self._words = self._branch = self._begin = ""
        self.said = ThaiLabel(self)
        self.clear_button = QPushButton(tr("Clear the filter"), self)
        self.search_button = QPushButton(tr("Search the whole corner"), self)
        self.begin_button = QPushButton(self)
        self.begin_button.setObjectName("primary")
        self.begin_button.clicked.connect(self.begin_requested)
        self.clear_button.clicked.connect(self.clear_requested)
        self.search_button.clicked.connect(lambda: self.search_requested.emit(self._words))
        buttons = QHBoxLayout()
        buttons.addWidget(self.begin_button)
        buttons.addWidget(self.clear_button)
        buttons.addWidget(self.search_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.said)
        column.addLayout(buttons)
        over = QVBoxLayout(table.viewport())
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self)
        over.addStretch(1)
        self.hide()

    def show_for(self, count: int, words: str, branch: str) -> None:
        """``words`` stand in the filter, ``branch`` is what is browsed; empty when nothing is."""
        self._words, self._branch = words, branch
        self._show()
        self.setVisible(not count)

    def offer(self, begin: str) -> None:
        """Name the act that fills the list (a message id); "" for whoever may not do it."""
        self._begin = begin
        self._show()

    def _show(self) -> None:
        words, branch = self._words, self._branch
        if words and branch:
            said = tr("Nothing in “{branch}” has “{words}”.", branch=branch, words=words)
        elif words:
            said = tr("Nothing in this list has “{words}”.", words=words)
        elif branch:
            said = tr("There is nothing in “{branch}”.", branch=branch)
        else:
            said = tr("There is nothing here yet.")
        self.said.set_text(said)
        self.clear_button.setVisible(bool(words or branch))
        self.begin_button.setText(tr(self._begin) if self._begin else "")
        self.begin_button.setVisible(bool(self._begin) and not words and not branch)
        self.search_button.setVisible(bool(words))
