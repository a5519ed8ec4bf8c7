"""One question for a whole amending act: when it was printed, from when it is in force."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.regulations.amendments import ActDays
from kmdesk.regulations.structure import readable
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.be_date_edit import BeDateEdit
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.thai_label import ThaiLabel


class ActDaysRow(QWidget):
    """Two days and a button; the second is proposed from the first and the act's own words."""

    def __init__(self, parent: QWidget, use: Callable[[], None]) -> None:
        super().__init__(parent)
        self._days: ActDays | None = None
        self._proposed: str | None = None
        self.words = ThaiLabel(self)
        self.source = ThaiLabel(self)
        self.source.setObjectName("quiet")
        self.gazetted, self.effective = BeDateEdit(self), BeDateEdit(self)
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda _on=False: use())
        row = FlowRow(self)
        for name, edit in (
            (tr("Printed in the Gazette on"), self.gazetted),
            (tr("In force from"), self.effective),
        ):
            pair = QWidget(row)
            beside = QHBoxLayout(pair)
            beside.setContentsMargins(0, 0, 8, 0)
            label = PlainLabel(name, pair)
            label.setBuddy(edit)
            edit.setAccessibleName(name)
            edit.setMinimumWidth(self.fontMetrics().averageCharWidth() * 24)
            edit.line.returnPressed.connect(self.button.click)
            beside.addWidget(label)
            beside.addWidget(edit)
            row.add(pair)
        row.add(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.source)
        column.addWidget(row)
        self.gazetted.changed.connect(self._propose)
        self.gazetted.line.editingFinished.connect(self._propose)
        self.hide()

    def show_days(self, days: ActDays | None) -> None:
        """Ask for the days of an act whose proposals have none; hidden where all have one."""
        if days is None or not days.undated:
            self._days = None
            self.hide()
            return
        same = self._days is not None and self._days.act == days.act
        self._days = days
        self.words.set_text(
            tr(
                "{act}: {count} changes have no day yet. Answer once for all of them.",
                act=readable(days.act), count=to_thai(str(days.undated)),
            )
        )  # fmt: skip
        self.source.set_text(readable(days.source)[:300])
        self.source.setVisible(bool(days.source))
        self.button.setText(tr("Use for all {count}", count=to_thai(str(days.undated))))
        if not same:  # what is being typed stays
            self.gazetted.set_iso(days.gazetted_on)
            self.effective.set_iso(days.effective_on)
            self._proposed = days.effective_on
        self.show()

    @property
    def amendment_id(self) -> int:
        """One of the amendments asked about; 0 while nothing is asked."""
        return self._days.amendment_id if self._days else 0

    def values(self) -> tuple[str | None, str | None]:
        """(the Gazette's day, the day of effect), as days or as typed, to be refused in words."""
        return tuple(
            edit.iso() or edit.line.text().strip() or None
            for edit in (self.gazetted, self.effective)
        )  # type: ignore[return-value]

    def lead_on(self) -> None:
        """The cursor to the day that is missing."""
        empty = self.effective if self.gazetted.iso() else self.gazetted
        empty.line.setFocus()
        empty.line.selectAll()

    def _propose(self) -> None:
        """What the act's words give with the Gazette's day, unless another day was typed."""
        if self._days is None or self.effective.iso() not in (None, self._proposed):
            return
        day = self._days.effective_by(self.gazetted.iso())
        if day is not None:
            self._proposed = day
            self.effective.set_iso(day)
