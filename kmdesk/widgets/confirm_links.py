"""References read from a text, ticked by hand: what is confirmed stays a link for good."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.citing import Reference, confirm
from kmdesk.thai.digits import to_thai
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel

if TYPE_CHECKING:
    from kmdesk.widgets.tab import RecordTab

_REFERENCE = Qt.ItemDataRole.UserRole


class ConfirmLinksDialog(QDialog):
    """Each reference once, with the place it stands in; those ticked become links."""

    def __init__(self, tab: "RecordTab", view: RecordView) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Confirm references"))
        self._tab, self._view = tab, view
        explain = ThaiLabel(self, tr("Ticked references become links that stay with the record."))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("References"))
        self.list.setWordWrap(True)
        for text, reference in unconfirmed(view):
            item = QListWidgetItem(text, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(_REFERENCE, reference)
        self._problem = ThaiLabel(self)
        self._problem.setObjectName("problem")
        self._problem.set_text("" if self.list.count() else tr("There is nothing to confirm."))
        self._problem.setVisible(not self.list.count())
        self.save = QPushButton(tr("Confirm"), self)
        self.save.setDefault(True)
        self.save.setEnabled(bool(self.list.count()))
        self.save.clicked.connect(self._save)
        cancel = QPushButton(tr("Cancel"), self)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(cancel)
        column = QVBoxLayout(self)
        column.addWidget(explain)
        column.addWidget(self.list, 1)
        column.addWidget(self._problem)
        column.addLayout(row)
        self.resize(720, 420)

    @property
    def chosen(self) -> list[Reference]:
        """What is ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        return [item.data(_REFERENCE) for item in ticked]

    def _save(self) -> None:
        def refuse(error: Exception) -> None:
            self._problem.set_text(error_text(error))
            self._problem.show()

        self._tab.context.write(
            N_("Confirm references"),
            confirm,
            self._view.id,
            self.chosen,
            done=lambda _record: self.accept(),
            failed=refuse,
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
        found.setdefault(
            (reference.anchor, reference.record_id, reference.to_anchor), (line, reference)
        )
    return list(found.values())
