"""The frame of an import: columns on the left, the rows and what to look at on the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.intake.rows.plan import Plan
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.sheet_view import SheetView
from kmdesk.widgets.table_import_page import notes_of
from kmdesk.widgets.thai_label import ThaiLabel

CELL = Qt.ItemDataRole.UserRole
"""Of a problem in the list: (row, column) of the view."""


class ImportFrame(QDialog):
    """Only widgets; :class:`kmdesk.widgets.table_import.TableDialog` gives them life."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.summary = ThaiLabel(self, tr("Reading the sheet…"))
        self.summary.setObjectName("boxTitle")
        self.notes = ThaiLabel(self)
        self.notes.hide()
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setSizes([350, 890])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.addWidget(self.summary)
        whole.addWidget(self.notes)
        whole.addWidget(split, 1)
        whole.addLayout(self._foot())
        window = parent.window()
        self.resize(max(1000, window.width() - 80), max(580, window.height() - 80))

    def clear_columns(self) -> None:
        """Remove the column choices, which are made anew for other heads or another table."""
        while self.rows.rowCount():
            self.rows.removeRow(0)

    def show_choice(self, box: QComboBox, is_shown: bool) -> None:
        """A choice is offered only where there is one."""
        self._choices.setRowVisible(box, is_shown)

    def show_notes(self, plan: Plan, more: Sequence[str]) -> None:
        """Say what is not taken and what to know of the sheet."""
        said = [*more, *notes_of(plan)]
        self.notes.set_text("\n".join(said))
        self.notes.setVisible(bool(said))

    def _left(self) -> QWidget:
        left = QWidget(self)
        self.tables_box, self.sheets_box = QComboBox(left), QComboBox(left)
        self.heads_box = QComboBox(left)
        self._choices = QFormLayout()
        for name, box in (
            (tr("Import as"), self.tables_box),
            (tr("Sheet"), self.sheets_box),
            (tr("Heads of the columns"), self.heads_box),
        ):
            label = PlainLabel(name, left)
            label.setBuddy(box)
            box.setAccessibleName(name)
            # As wide as its longest choice it would push the sheet off the screen.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(12)
            self._choices.addRow(label, box)
        self.columns_body = QWidget(left)
        self.rows = QFormLayout(self.columns_body)
        self.rows.setContentsMargins(4, 4, 8, 4)
        scroll = QScrollArea(left)
        scroll.setWidget(self.columns_body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.carry = QCheckBox(tr("Blank cells are as in the row above"), left)
        self.carry.setToolTip(tr("For days, senders, receivers, places and forms only"))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._choices)
        column.addWidget(ThaiLabel(left, tr("Which column is what? It is remembered.")))
        column.addWidget(scroll, 1)
        column.addWidget(self.carry)
        return left

    def _right(self) -> QWidget:
        right = QWidget(self)
        self.sheet = SheetView(right)
        self.sheet.setAccessibleName(tr("What happens"))
        self.sheet.let_edit()
        self.problems = QListWidget(right)
        self.problems.setAccessibleName(tr("What to look at"))
        self.problems.setMaximumHeight(150)
        self.problems.hide()
        hint = tr(
            "Mend a cell by typing in it or with F2. Enter on a line below goes there;"
            " Ctrl+Z takes it back."
        )
        rows = QVBoxLayout(right)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(ThaiLabel(right, hint))
        rows.addWidget(self.sheet, 1)
        rows.addWidget(self.problems)
        return right

    def _foot(self) -> QHBoxLayout:
        self.progress = QProgressBar(self)
        self.progress.hide()
        self.refused_button = QPushButton(tr("Save the rows left out…"), self)
        self.refused_button.hide()
        self.import_button = QPushButton(tr("Import"), self)
        self.import_button.setObjectName("primary")
        self.import_button.setEnabled(False)
        self.undo_button = QPushButton(tr("Undo the whole import"), self)
        self.undo_button.hide()
        self.close_button = QPushButton(tr("Cancel"), self)
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addStretch(1)
        for button in (
            self.refused_button, self.import_button, self.undo_button, self.close_button,
        ):  # fmt: skip
            button.setAutoDefault(False)
            foot.addWidget(button)
        return foot
