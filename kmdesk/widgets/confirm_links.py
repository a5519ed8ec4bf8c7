"""References read from a text, ticked by hand: what is confirmed stays a link for good."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.citations import Reference, confirm
from kmdesk.records.unit import Unit
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel, breakable

_VALUE = Qt.ItemDataRole.UserRole


class TickDialog(QDialog):
    """Lines to tick; what is ticked is given to ``save`` in one unit of work."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        title: str,
        explain: str,
        lines: Sequence[tuple[str, Any]],
        save: Callable[[Unit, list[Any]], object],
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(title))
        self._context, self._title, self._work = context, title, save
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr(title))
        self.list.setWordWrap(True)
        for text, value in lines:
            item = QListWidgetItem(breakable(text), self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(_VALUE, value)
        self._problem = ThaiLabel(self)
        self._problem.setObjectName("problem")
        self._problem.set_text("" if lines else tr("There is nothing to confirm."))
        self._problem.setVisible(not lines)
        self.save = QPushButton(tr("Confirm"), self)
        self.save.setDefault(True)
        self.save.setEnabled(bool(lines))
        self.save.clicked.connect(self._save)
        cancel = QPushButton(tr("Cancel"), self)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(cancel)
        column = QVBoxLayout(self)
        column.addWidget(ThaiLabel(self, tr(explain)))
        column.addWidget(self.list, 1)
        column.addWidget(self._problem)
        column.addLayout(row)
        self.resize(720, 420)

    @property
    def chosen(self) -> list[Any]:
        """What is ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        return [item.data(_VALUE) for item in ticked]

    def _save(self) -> None:
        def refuse(error: Exception) -> None:
            self._problem.set_text(error_text(error))
            self._problem.show()

        self._context.write(
            self._title,
            self._work,
            self.chosen,
            done=lambda _result: self.accept(),
            failed=refuse,
        )


class ConfirmLinksDialog(TickDialog):
    """Each reference once, with the place it stands in; those ticked become links."""

    def __init__(self, tab: ActingTab, view: RecordView) -> None:
        super().__init__(
            tab,
            tab.context,
            N_("Confirm references"),
            N_("Ticked references become links that stay with the record."),
            unconfirmed(view),
            lambda unit, chosen: confirm(unit, view.id, chosen),
        )


def unconfirmed(view: RecordView) -> list[tuple[str, Reference]]:
    """(line, reference) of every pair of places that is not linked yet."""
    linked = {(link.record_id, link.anchor) for link in view.links if link.outgoing}
    found: dict[tuple[str, int, str], tuple[str, Reference]] = {}
    for reference in view.references:
        if (reference.record_id, reference.to_anchor) in linked:
            continue
        place = anchor_words(reference.anchor, reference.label)
        target = f"{reference.words} {reference.title}".strip()
        line = to_thai(f"{place} → {target}" if place else target)
        # The same reference may stand many times in one place of a text.
        found.setdefault(
            (reference.anchor, reference.record_id, reference.to_anchor), (line, reference)
        )
    return list(found.values())
