"""The trash: what was taken out of the library, back again, or away for good."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.records import Duty
from kmdesk.records.fields import screen_moment
from kmdesk.records.trash import TrashRow, trash_rows
from kmdesk.records.unit import Unit
from kmdesk.store.backup_plan import moment
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_error
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page import Page
from kmdesk.widgets.rows_table import FITTING, WIDE, RowsTable
from kmdesk.widgets.thai_label import ThaiLabel

_HEADS = (N_("Kind"), N_("Number"), N_("Title"), N_("Who"), N_("When"))
_WORD = N_("delete for good")
"""What is typed to confirm."""


class TrashPage(Page):
    """A table of what lies there, what is to be known of the chosen line, and the ways out."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: list[TrashRow] = []
        self.explain = ThaiLabel(
            self,
            tr(
                "What is in the trash is found nowhere else. Nothing is lost until the"
                " administrator deletes it for good."
            ),
        )
        self.list = RowsTable(_HEADS, (FITTING, FITTING, WIDE, FITTING, FITTING), self, one=True)
        self.list.setAccessibleName(tr("Trash"))
        self.nothing = ThaiLabel(self, tr("The trash is empty."))
        self.state = ThaiLabel(self)
        bar = FlowRow(self)
        self.restore = QPushButton(bar)
        self.erase = QPushButton(tr("Delete for good…"), bar)
        self.restore.clicked.connect(self._restore)
        self.erase.clicked.connect(self._ask_erase)
        for button in (self.restore, self.erase):
            bar.add(button)
        self.list.itemSelectionChanged.connect(self._show_state)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addWidget(self.list, 1)
        column.addWidget(self.state)
        column.addWidget(bar)
        column.addWidget(self.nothing)
        column.addStretch()
        context.actor_changed.connect(self._show_state)
        self._show(self.rows)

    def refresh(self) -> None:
        """Read the trash again."""
        self._context.read(trash_rows, done=self._show)

    @property
    def chosen(self) -> TrashRow | None:
        """The line chosen."""
        at = self.list.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def _show(self, rows: list[TrashRow]) -> None:
        self.rows = rows
        self.list.fill([self._cells(row) for row in rows])
        for part in (self.list, self.restore):
            part.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._show_state()

    def _cells(self, row: TrashRow) -> list[str]:
        kinds, then = self._context.kinds, moment(row.deleted_at)
        kind = tr(kinds.get(row.kind).label) if row.kind in kinds else row.kind
        title = row.title or "–"
        if row.merged_into:
            title = tr("{title} (merged, empty)", title=title)
        when = screen_moment(then) if then is not None else row.deleted_at
        return [kind, row.number or "–", title, row.who or "–", when]

    def _show_state(self, *_changed: object) -> None:
        row = self.chosen
        may_erase = self._context.actor.duty >= Duty.ADMINISTRATOR
        self.erase.setVisible(row is not None and may_erase)
        self.state.setVisible(row is not None and bool(row.merged_into))
        self.restore.setText(tr("Put back"))
        if row is not None and row.merged_into:
            self.restore.setText(tr("Undo the merge"))
            self.state.set_text(
                tr(
                    "All that this item had is in “{title}” now; it is an empty shell. To have two"
                    " items again, undo the merge.",
                    title=row.merged_into,
                )
            )

    def _restore(self) -> None:
        row, context = self.chosen, self._context
        if row is None:
            return
        if row.merged_into:
            library = context.library
            context.runner.submit_write(
                library.undo, context.actor, row.unit, done=self._unmerged, failed=self._refuse
            )
            return
        context.write(
            N_("Put back from the trash"), _put_back, row.record_id,
            done=lambda _result: self.refresh(), failed=self._refuse,
        )  # fmt: skip

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)

    def _unmerged(self, _unit: str) -> None:
        self._context.library_changed.emit()
        self.refresh()

    # For good --------------------------------------------------------------------------

    def _ask_erase(self) -> None:
        row = self.chosen
        if row is None or self._context.actor.duty < Duty.ADMINISTRATOR:
            return
        kind, number, title, _who, _when = self._cells(row)
        note = tr(
            "{kind} {number}: “{title}” goes for good, with its texts, files and links, and its"
            " history keeps only its number, who changed it and when, and your reason. This cannot"
            " be undone. Backups made before keep it until they are rotated out.",
            kind=kind,
            number=number,
            title=title,
        )
        fields = [
            Field("why", N_("Why it is deleted (stays in the history)"), required=True),
            Field(
                "word", N_("To confirm, type: delete for good"), required=True, check=_wrong_word
            ),
        ]
        form = ask_form(
            self, N_("Delete for good"), fields, {}, partial(self._erase, row.record_id),
            button=N_("Delete for good"), note=note, keep=False,
        )  # fmt: skip
        room = form.fontMetrics()  # the note above is long: nothing of it behind a scroll bar
        form.resize(room.averageCharWidth() * 84, room.lineSpacing() * 19)

    def _erase(self, record_id: int, values: dict[str, Any], form: FormDialog) -> None:
        context = self._context

        def done(_nothing: None) -> None:
            form.accept()
            # A draft may quote what was just deleted.
            context.draft_store.drop_record(record_id)
            basket = context.basket
            basket.replace(tuple(i for i in basket.items if i.record_id != record_id))
            if context.search is not None:  # old segments of the index still hold its words
                context.runner.submit_read(
                    partial(context.search.rebuild, wait=False), done=_ignore
                )
            context.message_posted.emit(tr("Deleted for good. The reason is in the history."))
            context.library_changed.emit()
            self.refresh()

        context.runner.submit_write(
            context.library.erase, context.actor, record_id, values["why"],
            done=done, failed=form.show_error,
        )  # fmt: skip


def _wrong_word(typed: str) -> str | None:
    same = typed.strip().casefold() in (tr(_WORD), _WORD)
    return None if same else N_("This is not the word. Read once more what goes, then type it.")


def _ignore(_result: object) -> None:
    """The index is made anew in the background."""


def _put_back(unit: Unit, record_id: int) -> None:
    unit.restore(record_id)
