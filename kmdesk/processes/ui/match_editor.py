"""What became of each step, in the clerk's own words: a list of choices over Save."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.processes.chart import INK
from kmdesk.processes.compare import (
    FATE_LABELS,
    FATES,
    Comparison,
    compare,
    matches_of,
    verdict_words,
)
from kmdesk.processes.flow import TIMED, Process, Step
from kmdesk.widgets.dialogs import confirm, error_text
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

Pair = tuple[int | None, int | None]
Save = Callable[[Sequence[Pair], "MatchEditor"], None]


class MatchEditor(QDialog):
    """A line a step before: removed, or which step after it went into."""

    def __init__(
        self,
        parent: QWidget,
        before: Process,
        after: Process,
        chosen: Sequence[Pair],
        target: float,
        save: Save,
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("matchEditor")
        self.setWindowTitle(tr("What became of each step"))
        self._before, self._after, self._target, self._save = before, after, target, save
        # Where the clerk kept no pairs the steps were matched by likeness: each box shows what came
        # of that.
        self._opened = matches_of(compare(before, after, chosen))
        self.pairs: list[Pair] = list(self._opened)
        self.choices: dict[int, QComboBox] = {}
        self._fates: dict[int, ThaiLabel] = {}
        self.added = ThaiLabel(self)
        self.verdict = ThaiLabel(self)
        self.verdict.setObjectName("status")
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self._arrange()
        self.resize(1080, 660)
        self.show_pairs()

    def _arrange(self) -> None:
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 5)
        for column, head in enumerate((N_("Steps before"), N_("Went into"), N_("Result"))):
            label = ThaiLabel(body, tr(head))
            label.setObjectName("boxTitle")
            grid.addWidget(label, 0, column)
        after = matchable(self._after)
        for row, step in enumerate(matchable(self._before), start=1):
            grid.addWidget(ThaiLabel(body, step.name), row, 0)
            grid.addWidget(self._choice(body, step, after), row, 1)
            self._fates[step.key] = ThaiLabel(body)
            self._fates[step.key].setMinimumWidth(110)
            self._fates[step.key].setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(self._fates[step.key], row, 2)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self.auto_button = self._button(N_("Match automatically"), self._match)
        self.save_button = self._button(N_("Save"), self.submit)
        self.save_button.setObjectName("primary")
        bar = QHBoxLayout()
        bar.addWidget(self.auto_button)
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        bar.addWidget(self._button(N_("Cancel"), self.reject))
        column_layout = QVBoxLayout(self)
        column_layout.addWidget(self.verdict)
        column_layout.addWidget(scroll, 1)
        for part in (self.added, self.problem):
            column_layout.addWidget(part)
        column_layout.addLayout(bar)

    def _choice(self, body: QWidget, step: Step, after: Sequence[Step]) -> QComboBox:
        box = QComboBox(body)
        box.setAccessibleName(step.name)
        # By itself a box is as wide as its longest choice, and steps may have
        # names of a whole line.
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        box.setSizeAdjustPolicy(policy)
        box.setMinimumContentsLength(24)
        box.addItem(tr("Removed"), None)
        for other in after:
            box.addItem(other.name, other.key)
        # Unlike currentIndexChanged this comes from the clerk's hand only:
        # show_pairs sets the boxes.
        box.activated.connect(partial(self._choose, step.key))
        self.choices[step.key] = box
        return box

    def _button(self, label: str, work: Callable[[], None]) -> QPushButton:
        button = QPushButton(tr(label), self)
        # Qt lets Enter in a dialog press the first button that is not told this.
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: work())
        return button

    @property
    def comparison(self) -> Comparison:
        """The comparison as it would be with the present choices."""
        return compare(self._before, self._after, self.pairs)

    def show_pairs(self) -> None:
        """Show choices, results and the verdict as they are now."""
        into = dict(pair for pair in self.pairs if pair[0] is not None)
        for key, box in self.choices.items():
            keys = [box.itemData(row) for row in range(box.count())]
            box.setCurrentIndex(keys.index(into.get(key)))
            box.setToolTip(plain_tip(box.currentText()))
        comparison = self.comparison
        for row in comparison.rows:
            for step in row.before:
                label = self._fates[step.key]
                label.set_text(tr(FATE_LABELS[row.fate]))
                label.setStyleSheet(f"background: {FATES[row.fate]}; color: {INK}; padding: 4px;")
        new = [row.after.name for row in comparison.rows if row.after and not row.before]
        self.added.set_text(tr("New steps: {names}", names=", ".join(new)) if new else "")
        self.added.setVisible(bool(new))
        self.verdict.set_text(verdict_words(comparison, self._target))

    def _choose(self, key: int, _index: int) -> None:
        target = self.choices[key].currentData()
        into = dict(pair for pair in self.pairs if pair[0] is not None)
        into[key] = target
        taken = set(into.values())
        self.pairs = [
            *into.items(),
            # As matches_of tells a new step: the two lists are compared to see whether anything was
            # changed.
            *((None, step.key) for step in matchable(self._after) if step.key not in taken),
        ]
        self.show_pairs()

    def _match(self) -> None:
        self.pairs = matches_of(compare(self._before, self._after))
        self.show_pairs()

    def submit(self) -> None:
        """Save; choices equal to the automatic ones are not kept."""
        self.save_button.setEnabled(False)
        automatic = matches_of(compare(self._before, self._after))
        # Pairs made automatically follow the steps when these are changed; kept ones would not.
        same = set(self.pairs) == set(automatic)
        self._save([] if same else self.pairs, self)

    def show_error(self, error: Exception) -> None:
        """Say why it could not be saved; the choices stay."""
        self.save_button.setEnabled(True)
        self.problem.set_text(error_text(error))
        self.problem.show()

    def reject(self) -> None:
        """Leave; asks first when something was chosen."""
        if set(self.pairs) == set(self._opened):
            super().reject()
        else:
            question = tr("Leave without saving the changed steps?")
            confirm(self, question, N_("Leave"), super().reject)


def matchable(process: Process) -> list[Step]:
    """Steps that take time: start, end and forks have no fate."""
    return [step for step in process.steps if step.kind in TIMED]
