"""The attendance of a meeting as one list: who came, stood in, stayed away, and when."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from kmdesk.committees import participants
from kmdesk.committees.participants import Present, Question, count_quorum
from kmdesk.committees.terms import PRESENCES
from kmdesk.committees.ui.asking import detail_of
from kmdesk.committees.ui.table_draft import TableEditor
from kmdesk.committees.view import RowView
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.edit import FieldConflict
from kmdesk.records.fields import screen_date
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.clashes import shortened
from kmdesk.widgets.dialogs import confirm, error_text
from kmdesk.widgets.draft_keeper import DraftKeeper, place_of
from kmdesk.widgets.drafted_dialog import DraftedDialog
from kmdesk.widgets.fields import Field, form_fields
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

_FIELDS = form_fields(participants.ATTENDANCE_LINE)
_KEYS = tuple(field.name for field in _FIELDS)
_NAMES = ("name", "stands_for")
_ROW = Qt.ItemDataRole.UserRole


class AttendanceWindow(DraftedDialog):
    """Every line can be typed into; what is wrong is said and its cell is chosen."""

    def __init__(self, tab: ActingTab, view: RecordView) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Attendance"))
        self._tab, self._meeting, self._held_on = tab, view.id, view.dated
        detail = detail_of(view)
        self._has_quorum = bool(detail.values.get("has_quorum"))
        self._seats: Any = detail.values.get("seats") or ()
        self._opened = {row.id: dict(row.values) for row in detail.rows_of("attendance")}
        self._clashes: tuple[FieldConflict, ...] = ()
        self.table = QTableWidget(0, len(_KEYS), self)
        self.table.setHorizontalHeaderLabels([tr(field.label) for field in _FIELDS])
        self.table.setAccessibleName(tr("Attendance"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(38)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 170), (2, 220), (3, 110), (4, 230)):
            self.table.setColumnWidth(column, width)
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.take = QPushButton(tr("Take the other one"), self)
        self.take.clicked.connect(self._take)
        self.take.hide()
        self.sum = ThaiLabel(self)
        self.questions = ThaiLabel(self)
        self.questions.hide()
        self.table.itemChanged.connect(self._count)
        for row in detail.rows_of("attendance"):
            self._add(row)
        self._build()
        self._count()
        self.resize(1040, 560)
        editor = TableEditor(Field("lines", N_("Attendance")), self.table, self._again)
        store, actor = tab.context.draft_store, tab.context.actor.name
        self.draft = DraftKeeper(
            self, store, actor, N_("Attendance"), place_of(tab), {"lines": editor}
        )
        self._column.insertWidget(0, self.draft.bar)

    def _build(self) -> None:
        self.everybody = QPushButton(tr("Everybody came"), self)
        self.everybody.clicked.connect(self._all_came)
        self.more = QPushButton(tr("Somebody not in the list"), self)
        self.more.clicked.connect(self._one_more)
        self.save_button = QPushButton(tr("Save"), self)
        self.save_button.clicked.connect(self.save)
        cancel = QPushButton(tr("Cancel"), self)
        cancel.clicked.connect(self.discard)
        for button in (self.everybody, self.more, self.take, self.save_button, cancel):
            button.setAutoDefault(False)
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        self._column = column
        for button in (self.everybody, self.more):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.save_button, cancel):
            foot.addWidget(button)
        column.addWidget(self.table, 1)
        column.addWidget(self.sum)
        column.addWidget(self.questions)
        column.addWidget(self.problem)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)

    def _add(self, row: RowView) -> None:
        line = self.table.rowCount()
        self.table.insertRow(line)
        for column, key in enumerate(_KEYS):
            if key == "presence":
                box = QComboBox(self.table)
                for code, words in PRESENCES.items():
                    box.addItem(tr(words), code)
                box.setCurrentIndex(list(PRESENCES).index(str(row.values.get(key, "present"))))
                box.setAccessibleName(tr("Presence"))
                box.currentIndexChanged.connect(self._count)
                # A choice inside a cell changes no item, so the draft would not hear of it.
                box.currentIndexChanged.connect(lambda _at: self._keep())
                self.table.setCellWidget(line, column, box)
                continue
            item = QTableWidgetItem(str(row.values.get(key) or ""))
            item.setData(_ROW, row.id)
            self.table.setItem(line, column, item)

    def _again(self, cells: list[Any]) -> None:
        """A line of a draft; who is in the list keeps its own line there."""
        values = dict(zip(_KEYS, cells, strict=False))
        present = {str(row["name"]): key for key, row in self._opened.items()}
        self._add(RowView("attendance", present.get(str(values["name"]), 0), "", values))
        self._count()

    def _keep(self) -> None:
        if self.draft is not None:
            self.draft.flush()

    def values(self) -> list[tuple[int, dict[str, Any]]]:
        """(id, values) of each line as typed now."""
        lines = []
        for line in range(self.table.rowCount()):
            values: dict[str, Any] = {"presence": self.presence(line).currentData()}
            row_id = 0
            for column, key in enumerate(_KEYS):
                item = self.table.item(line, column)
                if item is not None:
                    values[key], row_id = item.text().strip(), int(item.data(_ROW) or 0)
            lines.append((row_id, values))
        return lines

    def presence(self, line: int) -> QComboBox:
        """The choice of a line."""
        box = self.table.cellWidget(line, _KEYS.index("presence"))
        assert isinstance(box, QComboBox)
        return box

    def save(self) -> None:
        """Store the whole list, or say what is wrong at its cell; before the day, ask first."""
        if not participants.is_to_come(self._held_on):
            self._store()
            return
        words = tr(
            "The meeting is on {day}: nobody can have come yet. Keep the list as what is expected?"
            " The meeting stays one that is still to be held; take the attendance again after it.",
            day=screen_date(self._held_on),
        )
        confirm(self, words, N_("Keep it in advance"), self._store)

    def _store(self) -> None:
        rows, meeting = self.values(), self._meeting
        opened = {row_id: dict(values) for row_id, values in self._opened.items()}
        self._settle()
        self.save_button.setEnabled(False)

        def work(unit: Unit) -> int:
            participants.take_attendance(unit, meeting, rows, opened)
            return meeting

        self._tab.context.write(
            N_("Attendance"), work, done=lambda _id: self.accept(), failed=self._refuse
        )

    def _refuse(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._clashes = getattr(error, "clashes", ())
        self.take.setVisible(bool(self._clashes))
        words = "\n".join((error_text(error), *map(self._differs, self._clashes)))
        at = self._clashes[0] if self._clashes else error
        line, field = getattr(at, "line", None), getattr(at, "field", "")
        if line is not None and field in _KEYS:
            if not self._clashes:
                words = tr("Line {number}: {words}", number=str(line + 1), words=words)
            self.table.setCurrentCell(line, _KEYS.index(field))
            self.table.setFocus()
        self.problem.set_text(words)
        self.problem.show()

    def _differs(self, clash: FieldConflict) -> str:
        """What the other wrote; saved once more, what stands in the cell is stored."""
        line = clash.line or 0
        item = self.table.item(line, 0)
        row_id = item.data(_ROW) if item is not None else 0
        self._opened[row_id][clash.field] = clash.theirs
        said = str(clash.theirs or "")
        said = tr(PRESENCES[said]) if clash.field == "presence" else shortened(said)
        now = tr("It is now: {theirs}", theirs=said or "–")
        words = f"{tr(_FIELDS[_KEYS.index(clash.field)].label)}: {now}"
        return tr("Line {number}: {words}", number=str(line + 1), words=words)

    def _take(self) -> None:
        """Put what the other wrote into its cells; it is saved with the rest."""
        for clash in self._clashes:
            line, column = clash.line or 0, _KEYS.index(clash.field)
            item = self.table.item(line, column)
            if item is not None:
                item.setText(str(clash.theirs or ""))
            else:
                self.presence(line).setCurrentIndex(list(PRESENCES).index(str(clash.theirs)))
        self._settle()

    def _settle(self) -> None:
        self._clashes = ()
        self.problem.hide()
        self.take.hide()

    def _all_came(self) -> None:
        for line in range(self.table.rowCount()):
            box = self.presence(line)
            # Neither is a member, and “all came” is said of the members.
            if box.currentData() not in ("guest", "substitute"):
                box.setCurrentIndex(list(PRESENCES).index("present"))

    def _one_more(self) -> None:
        self._add(RowView("attendance", 0, "", {"presence": "guest"}))
        line = self.table.rowCount() - 1
        self.table.setCurrentCell(line, 0)
        item = self.table.item(line, 0)
        if item is not None:
            self.table.editItem(item)

    def _count(self, *_ignored: object) -> None:
        lines = range(self.table.rowCount())
        if any(self.table.cellWidget(line, 1) is None for line in lines):
            return  # a line is being put in
        found = count_quorum([self._present(line) for line in lines], self._seats)
        words = tr("{came} of {members} members", came=str(found.came), members=str(found.members))
        if self._has_quorum:
            met = tr("there is a quorum") if found.is_met else tr("there is no quorum")
            words = f"{words}: {met}"
        self.sum.set_text(words)
        self._ask(found.questions)

    def _present(self, line: int) -> Present:
        name, stands_for = (self.table.item(line, _KEYS.index(key)) for key in _NAMES)
        return Present(
            name.text() if name else "",
            str(self.presence(line).currentData()),
            stands_for.text() if stands_for else "",
        )

    def _ask(self, questions: tuple[Question, ...]) -> None:
        """Say below the list, and at its line, what is to be checked; nothing is refused."""
        said = {q.line: tr(q.words, name=q.name) for q in questions}
        # To Qt a new tip is a changed item: it would be counted again, and again.
        self.table.blockSignals(True)
        for line in range(self.table.rowCount()):
            cell = self.table.item(line, _KEYS.index("stands_for"))
            if cell is not None:
                cell.setToolTip(plain_tip(said.get(line, "")))
        self.table.blockSignals(False)
        self.questions.set_text(
            "\n".join(
                tr("Line {number}: {words}", number=str(line + 1), words=words)
                for line, words in said.items()
            )
        )
        self.questions.setVisible(bool(said))


def show_attendance(tab: ActingTab, view: RecordView | None) -> None:
    """Open the attendance of the meeting shown."""
    if view is not None:
        AttendanceWindow(tab, view).open()
