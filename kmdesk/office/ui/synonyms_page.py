"""Abbreviations and synonyms of the office, edited as lines."""

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.office.maintenance import built_in_synonyms, save_synonyms
from kmdesk.records.settings import SYNONYMS
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel


class SynonymsPage(Page):
    """A text of lines, what is wrong with it, and what the program knows by itself."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.explain = ThaiLabel(
            self,
            tr(
                "One line for words that mean the same: short form = long form. Whoever searches"
                " for one of them finds the others, too; the answer says so."
            ),
        )
        self.lines = QPlainTextEdit(self)
        self.lines.setAccessibleName(tr("Abbreviations and synonyms"))
        self.lines.setTabChangesFocus(True)
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.save = QPushButton(tr("Save"), self)
        self.save.setObjectName("primary")
        self.save.clicked.connect(self._save)
        self.known_name = ThaiLabel(self, tr("The program knows these by itself:"))
        self.known = QPlainTextEdit("\n".join(built_in_synonyms()), self)
        self.known.setAccessibleName(tr("The program knows these by itself:"))
        self.known.setReadOnly(True)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addWidget(self.lines, 3)
        column.addWidget(self.problem)
        column.addLayout(row)
        column.addWidget(self.known_name)
        column.addWidget(self.known, 2)
        self.problem.hide()

    def refresh(self) -> None:
        """Show the lines that are kept, unless some are being edited."""
        if not self.lines.document().isModified():
            library = self._context.library
            self._context.runner.submit_read(lambda: SYNONYMS.of(library), done=self._kept)

    def _kept(self, text: str) -> None:
        if not self.lines.document().isModified():  # typed meanwhile: that stays
            self._show(text)

    def _show(self, text: str) -> None:
        self.lines.setPlainText(text)
        self.lines.document().setModified(False)
        self.problem.hide()

    def _save(self) -> None:
        self._context.write(
            N_("Change the synonyms"),
            save_synonyms,
            self.lines.toPlainText(),
            done=self._saved,
            failed=self._refuse,
        )

    def _saved(self, kept: str) -> None:
        self._show(kept)
        self._context.message_posted.emit(tr("Saved. The next search uses these lines."))

    def _refuse(self, error: Exception) -> None:
        self.problem.set_text(error_text(error))
        self.problem.show()
