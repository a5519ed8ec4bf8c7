"""Two records become one and two people's words differ: which of them stays, line by line."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.merge import Difference, MergeConflict, Side
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.thai_label import ThaiLabel

_SIDES: tuple[Side, Side] = ("keep", "gone")
_HEADS = {"keep": N_("The record that stays"), "gone": N_("The record that goes to the trash")}


class JoinDialog(QDialog):
    """One line a field that differs; nothing is chosen beforehand, nothing stored before Merge.

    Keys 1 and 2 answer the first open line, Enter merges once there is none. ``join(answers)``
    is called with field → ``keep`` or ``gone``.
    """

    def __init__(
        self, parent: QWidget, found: MergeConflict, join: Callable[[dict[str, Side]], None]
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("joinDialog")
        self.setWindowTitle(tr("Which of the two stays?"))
        self._join = join
        self.choices: dict[str, dict[Side, QRadioButton]] = {}
        self.heads = {"keep": found.keep, "gone": found.gone}
        column = QVBoxLayout(self)
        column.addWidget(ThaiLabel(self, str(found)))
        column.addWidget(self._lines(found.differences), 1)
        column.addWidget(
            ThaiLabel(
                self,
                tr("Everything else of both is kept: files, texts, tags, links and receipts."),
            )
        )
        column.addWidget(self._ends())
        self._show_state()
        for key, side in zip(("1", "2"), _SIDES, strict=True):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.answer, side))
        next(iter(self.choices.values()))["keep"].setFocus()
        self.resize(max(900, self.width()), min(640, self.sizeHint().height() + 60))

    def _lines(self, differences: tuple[Difference, ...]) -> QScrollArea:
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(14)
        for at, side in enumerate(_SIDES, 1):
            head = ThaiLabel(body, f"{at}   {tr(_HEADS[side])}")
            head.setObjectName("boxTitle")
            grid.addWidget(head, 0, at)
            grid.addWidget(ThaiLabel(body, self.heads[side]), 1, at, Qt.AlignmentFlag.AlignTop)
        for row, one in enumerate(differences, 2):
            grid.addWidget(ThaiLabel(body, tr(one.label)), row, 0, Qt.AlignmentFlag.AlignTop)
            self._line(body, grid, row, one)
        grid.setRowStretch(len(differences) + 2, 1)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    def _line(self, body: QWidget, grid: QGridLayout, row: int, one: Difference) -> None:
        group = QButtonGroup(body)
        self.choices[one.field] = {}
        for at, (side, words) in enumerate(zip(_SIDES, (one.kept, one.gone), strict=True), 1):
            button = QRadioButton(body)
            button.setAccessibleName(f"{tr(one.label)}: {words}")
            button.toggled.connect(self._show_state)
            group.addButton(button)
            label = ThaiLabel(body, words)
            # Measured without wrapping: the height of one line, marks and all.
            label.setWordWrap(False)
            line = label.sizeHint().height()
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setStyleSheet("font-weight: bold")
            label.setBuddy(button)
            cell = QHBoxLayout()
            cell.setSpacing(8)
            button.setMinimumHeight(line)  # level with the first line of its words
            cell.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            cell.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(cell, row, at)
            self.choices[one.field][side] = button

    def _ends(self) -> QWidget:
        bar = FlowRow(self)
        self.merge_button = QPushButton(tr("Merge"), bar)
        self.merge_button.setObjectName("primary")
        self.merge_button.clicked.connect(self._chosen)
        self.all_kept = QPushButton(tr("All lines as in the one that stays"), bar)
        self.all_kept.clicked.connect(lambda _on=False: self.take_all("keep"))
        self.all_gone = QPushButton(tr("All lines as in the other one"), bar)
        self.all_gone.clicked.connect(lambda _on=False: self.take_all("gone"))
        self.back_button = QPushButton(tr("Back, merge nothing"), bar)
        self.back_button.clicked.connect(self.reject)
        for button in (self.all_kept, self.all_gone, self.merge_button, self.back_button):
            button.setAutoDefault(False)
            bar.add(button)
        self.merge_button.setDefault(True)
        return bar

    def take_all(self, side: Side) -> None:
        """Every line from one of the two; each can still be changed."""
        for pair in self.choices.values():
            pair[side].setChecked(True)
        self.merge_button.setFocus()

    def answer(self, side: Side) -> None:
        """Answer the first open line, and go on to the next or to Merge."""
        open_ones = [pair for pair in self.choices.values() if not _chosen_of(pair)]
        if open_ones:
            open_ones[0][side].setChecked(True)
        if len(open_ones) > 1:
            open_ones[1]["keep"].setFocus()
        else:
            self.merge_button.setFocus()

    @property
    def answers(self) -> dict[str, Side]:
        """The lines answered so far."""
        found = {name: _chosen_of(pair) for name, pair in self.choices.items()}
        return {name: side for name, side in found.items() if side is not None}

    def _show_state(self, _on: bool = False) -> None:
        if hasattr(self, "merge_button"):
            self.merge_button.setEnabled(len(self.answers) == len(self.choices))

    def _chosen(self, _on: bool = False) -> None:
        answers = self.answers
        self.accept()
        self._join(answers)


def _chosen_of(pair: dict[Side, QRadioButton]) -> Side | None:
    return next((side for side in _SIDES if pair[side].isChecked()), None)
