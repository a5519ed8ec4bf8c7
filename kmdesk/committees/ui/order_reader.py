"""An order from its text or a scan: read, checked line by line, stored with its members."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from kmdesk.committees.order_draft import LONGEST, OrderDraft
from kmdesk.committees.store_order import Appointed, Effects, effects, store_order
from kmdesk.committees.terms import ROLES
from kmdesk.committees.ui.table_draft import TableEditor
from kmdesk.i18n import N_, tr
from kmdesk.intake import ReadResult
from kmdesk.intake.client import IntakeClient
from kmdesk.records import PassageText, Unit
from kmdesk.records.describe import Paper, read_from
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.draft_keeper import DraftKeeper, Kept, Whole, place_of
from kmdesk.widgets.drafted_dialog import DraftedDialog
from kmdesk.widgets.fields import Editor, Field, FieldError
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel

_FIELDS = (
    Field("number", N_("Order no."), required=True),
    Field("repeals", N_("Repeals order no.")),
    Field("amends", N_("Amends order no.")),
    Field("adds", N_("Adds to order no.")),
    Field("title", N_("Title"), required=True),
    Field("issuer", N_("Issued by")),
    Field("dated", N_("Dated"), "date", required=True),
    Field("effective_on", N_("In force from"), "date", required=True),
)
_COLUMNS = ("committee", "name", "post", "role", "role_words")
_HEADS = (
    N_("Committee or group"),
    N_("Name"),
    N_("Post"),
    N_("Role"),
    N_("Role as the order says"),
)


class _TextEditor(Editor):
    """The text as one field of the draft."""

    def __init__(self, text: QPlainTextEdit) -> None:
        self.field, self.widget = Field("text", N_("Text of the order"), "lines"), text


class OrderReader(DraftedDialog):
    """Above the text, below what was read from it; nothing is stored before Save."""

    def __init__(self, tab: ActingTab) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tab, self._context = tab, tab.context
        self.setWindowTitle(tr("Order from its text"))
        self.order = OrderDraft()
        self.file: Path | None = None
        self.paper_id = 0
        self._pages: tuple[PassageText, ...] = ()
        self._absent: frozenset[str] = frozenset()
        self._problems: dict[str, ThaiLabel] = {}
        self.text = QPlainTextEdit(self)
        self.text.setPlaceholderText(tr("Paste the text of the order here, or choose its file."))
        self.text.setAccessibleName(tr("Text of the order"))
        self.text.setTabChangesFocus(True)
        self.file_button = self._button(N_("Choose a file or scan…"), self._ask_file)
        self.read_button = self._button(N_("Read this text"), self.read)
        self.state = ThaiLabel(self)
        self.effects = ThaiLabel(self)
        self.effects.hide()
        top = QHBoxLayout()
        for part in (self.file_button, self.read_button):
            top.addWidget(part)
        top.addWidget(self.state, 1)
        self.editors: dict[str, Editor] = {}
        rows = QGridLayout()
        rows.setVerticalSpacing(2)
        for at, field in enumerate(_FIELDS):
            editor = Editor(field, self)
            label = PlainLabel(tr(field.label) + (" *" if field.required else ""), self)
            label.setBuddy(editor.widget)
            problem = ThaiLabel(self)
            problem.setObjectName("problem")
            problem.hide()
            row, column = at // 2 * 2, at % 2 * 2
            rows.addWidget(label, row, column)
            rows.addWidget(editor.widget, row, column + 1)
            rows.addWidget(problem, row + 1, column + 1)
            self.editors[field.name], self._problems[field.name] = editor, problem
        self._build(top, rows)
        self.resize(1080, 690)
        table = TableEditor(Field("lines", N_("Appointed by this order")), self.table, self._again)
        # No signal of its own: the text that is set with it is heard.
        paper = Whole(lambda: self.paper_id, self._again_of, lambda _slot: None)
        text = _TextEditor(self.text)
        editors: dict[str, Kept] = {**self.editors, "text": text, "lines": table, "paper": paper}
        store, actor = self._context.draft_store, self._context.actor.name
        form = N_("Order from its text")
        self.draft = DraftKeeper(self, store, actor, form, place_of(tab), editors)
        self._column.insertWidget(0, self.draft.bar)

    def _build(self, top: QHBoxLayout, rows: QGridLayout) -> None:
        self.table = QTableWidget(0, len(_COLUMNS), self)
        self.table.setHorizontalHeaderLabels([tr(head) for head in _HEADS])
        self.table.setAccessibleName(tr("Appointed by this order"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(38)
        header = self.table.horizontalHeader()
        for number in range(3):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        header.moveSection(4, 3)  # what the order says, and beside it what it counts as
        self.table.setColumnWidth(3, 160)
        self.table.setColumnWidth(4, 230)
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.more_button = self._button(N_("One more member"), self._one_more)
        self.less_button = self._button(N_("Take this line out"), self._one_less)
        self.save_button = self._button(N_("Save"), self.save)
        cancel = self._button(N_("Cancel"), self.discard)
        foot = QHBoxLayout()
        for part in (self.more_button, self.less_button):
            foot.addWidget(part)
        foot.addStretch(1)
        for part in (self.save_button, cancel):
            foot.addWidget(part)
        self._column = column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.text, 2)
        column.addLayout(rows)
        column.addWidget(self.effects)
        column.addWidget(self.table, 3)
        column.addWidget(self.problem)
        column.addLayout(foot)

    def _button(self, words: str, act: Any) -> QPushButton:
        button = QPushButton(tr(words), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: act())
        return button

    # Reading -------------------------------------------------------------------------

    def _ask_file(self) -> None:
        names = "*.pdf *.docx *.txt *.png *.jpg *.jpeg *.tif *.tiff"
        kinds = f"{tr('Orders')} ({names})"
        name = ask_file(self, tr("Choose a file or scan…"), "order", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, file: Path) -> None:
        """Read a file in a process of its own, a scan by recognising its letters."""
        self.state.set_text(tr("Reading {name}…", name=file.name))
        self.file_button.setEnabled(False)

        def work() -> ReadResult:
            client = IntakeClient(workers=1)
            try:
                return client.read(file, recognise=True)
            finally:
                client.close()

        def show(found: ReadResult) -> None:
            self.file_button.setEnabled(True)
            self.file = file
            self._pages = tuple(
                PassageText(page.anchor, page.label, page.text, page.problem)
                for page in found.pages
            )
            words = "\n".join(page.text for page in found.pages if page.text)
            if not words.strip():
                self.state.set_text(
                    tr(
                        "No text was found in {name}. It is kept; type the members here.",
                        name=file.name,
                    )
                )
                return
            self.text.setPlainText(words)
            self.read()

        self._context.runner.submit_read(work, done=show, failed=self._not_read)

    def take_paper(self, paper: Paper) -> None:
        """Read the text of a paper of the shelf; the order will be linked to it."""
        self.paper_id = paper.record_id
        self.text.setPlainText(paper.text)
        self.read()

    def _again_of(self, paper_id: Any) -> None:
        """The paper of a draft."""
        self.paper_id = int(paper_id or 0)

    def _not_read(self, error: Exception) -> None:
        self.file_button.setEnabled(True)
        self.state.set_text(error_text(error))

    def read(self) -> None:
        """Take the text apart and show what was understood; typed fields are kept."""
        words = self.text.toPlainText()
        if len(words) > LONGEST:
            self.state.set_text(
                tr(
                    "This text is too long ({count} characters). Cut it, or attach it as a file.",
                    count=f"{len(words):,}",
                )
            )
            return
        context = self._context

        def work() -> tuple[OrderDraft, Effects]:
            # its patterns take over a second to compile: here that keeps nobody waiting
            from kmdesk.committees.read_order import read_order

            # Before the library is opened: no session waits while a long text is taken apart.
            draft = read_order(words)
            with context.library.reading(context.actor) as reading:
                return draft, effects(reading, draft)

        context.runner.submit_read(work, done=self._show, failed=self._not_read)

    def _show(self, read: tuple[OrderDraft, Effects]) -> None:
        draft, found = read
        self.order, self._absent = draft, found.absent
        self.effects.set_text("\n".join(found.words))
        self.effects.setVisible(bool(found.words))
        for name, editor in self.editors.items():
            found = getattr(draft, name)
            if found:
                editor.set_value(found)
            if isinstance(editor.widget, QLineEdit):
                editor.widget.setCursorPosition(0)  # a long title is read from its beginning
        self.table.setRowCount(0)
        for group in draft.groups:
            for member in group.members:
                self._add(
                    Appointed(group.title, member.name, member.post, member.role, member.said)
                )
        duties = sum(len(lines) for group in draft.groups for lines in group.duties.values())
        duties += len(draft.shared_duties)
        self.state.set_text(
            tr(
                "Read: {groups} committees or groups, {members} members, {duties} duties. Check"
                " the lines below.",
                groups=str(len(draft.groups)),
                members=str(self.table.rowCount()),
                duties=str(duties),
            )
        )

    def _add(self, person: Appointed) -> None:
        line = self.table.rowCount()
        self.table.insertRow(line)
        for column, words in enumerate((person.committee, person.name, person.post)):
            self.table.setItem(line, column, QTableWidgetItem(words))
        box = QComboBox(self.table)
        for code, words in ROLES.items():
            box.addItem(tr(words), code)
        box.setCurrentIndex(list(ROLES).index(person.role))
        box.setAccessibleName(tr("Role"))
        self.table.setCellWidget(line, 3, box)
        said = QTableWidgetItem(person.role_words)
        self.table.setItem(line, 4, said)
        box.activated.connect(lambda _at: said.setText(""))  # another role than the order says

    def _one_more(self) -> None:
        last = self.table.rowCount() - 1
        item = self.table.item(last, 0) if last >= 0 else None
        self._add(Appointed(item.text() if item else "", "", "", "member"))
        self.table.setCurrentCell(last + 1, 1)

    def _one_less(self) -> None:
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())

    def _again(self, cells: list[Any]) -> None:
        """A line of a draft."""
        words = [*(str(cell or "") for cell in cells), "", ""]
        committee, name, post, role, said = words[:5]
        self._add(Appointed(committee, name, post, role if role in ROLES else "member", said))

    def people(self) -> list[Appointed]:
        """The lines as they stand now."""
        found = []
        for line in range(self.table.rowCount()):
            cells = [self.table.item(line, column) for column in (0, 1, 2, 4)]
            words = [" ".join(cell.text().split()) if cell else "" for cell in cells]
            box = self.table.cellWidget(line, 3)
            role = str(box.currentData()) if isinstance(box, QComboBox) else "member"
            found.append(Appointed(words[0], words[1], words[2], role, words[3]))
        return found

    # Saving --------------------------------------------------------------------------

    def save(self) -> None:
        """Store order, committees and members at once, or say what is wrong where."""
        self.problem.hide()
        values: dict[str, Any] = {}
        for name, editor in self.editors.items():
            self._problems[name].hide()
            try:
                values[name] = editor.value()
            except FieldError as error:
                self._problems[name].set_text(str(error))
                self._problems[name].show()
                editor.widget.setFocus()
                return
        for name, value in values.items():
            setattr(self.order, name, value)
        draft, people, file, pages = self.order, self.people(), self.file, self._pages
        absent, paper_id = self._absent, self.paper_id
        # Typed in by hand without being read: the words of the order are kept all the same.
        draft.text = draft.text or self.text.toPlainText().strip()[:LONGEST]
        self.save_button.setEnabled(False)

        def work(unit: Unit) -> int:
            order = store_order(unit, draft, people, file, pages, absent)
            if paper_id:
                read_from(unit, order.id, paper_id)
            return order.id

        self._context.write(N_("Order from its text"), work, done=self._saved, failed=self._refuse)

    def _saved(self, order_id: int) -> None:
        self.accept()
        self._tab.open_record(order_id)

    def _refuse(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        line, field = getattr(error, "line", None), str(getattr(error, "field", ""))
        words = error_text(error)
        if line is not None:
            words = tr("Line {number}: {words}", number=str(line + 1), words=words)
            column = _COLUMNS.index(field) if field in _COLUMNS else 1
            self.table.setCurrentCell(line, column)
        target = self._problems.get(field, self.problem) if line is None else self.problem
        target.set_text(words)
        target.show()


def from_paper(tab: ActingTab, paper: Paper) -> None:
    """Open the reader on a paper of the shelf, its text already read."""
    reader = OrderReader(tab)
    reader.take_paper(paper)
    reader.open()


def from_text(tab: ActingTab, _view: RecordView | None) -> None:
    """Open the reader."""
    OrderReader(tab).open()
