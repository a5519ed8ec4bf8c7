"""Where the paper lies: rooms, cupboards, shelves and folders, made and named by the clerk."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.places import (
    PLACE_KINDS,
    WITHIN,
    PlaceRow,
    add_place,
    all_places,
    move_places,
    records_within,
    remove_place,
    rename_place,
)
from kmdesk.places.ui.plan_editor import edit_plans
from kmdesk.widgets.breaking import TreeDelegate
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, show_error
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

_ROW = Qt.ItemDataRole.UserRole


class PlacesPage(Page):
    """The tree of places, over the buttons that make, rename, move, remove, show and draw them."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[PlaceRow] = []
        self.explain = ThaiLabel(
            self,
            tr("Make a cupboard first, then its shelves and folders. A document names its folder."),
        )
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(tr("Places"))
        self.tree.setHeaderHidden(True)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.tree.setItemDelegate(TreeDelegate(self.tree))
        self.tree.currentItemChanged.connect(lambda *_items: self._show_buttons())
        self.new = QPushButton(tr("New room or cupboard…"), self)
        self.inside = QPushButton(tr("New place inside…"), self)
        self.rename = QPushButton(tr("Rename…"), self)
        self.move_button = QPushButton(tr("Move to…"), self)
        self.remove = QPushButton(tr("Remove place"), self)
        self.move_button.clicked.connect(self._ask_move)
        self.draw = QPushButton(tr("Draw the office plan…"), self)
        self.show_plan = QPushButton(tr("Show where it is"), self)
        self.draw.clicked.connect(lambda _on=False: edit_plans(self, context))
        self.show_plan.clicked.connect(self._show_plan)
        self.new.clicked.connect(lambda: self._ask_new(None))
        self.inside.clicked.connect(lambda: self._ask_new(self._chosen()))
        self.rename.clicked.connect(self._ask_name)
        self.remove.clicked.connect(self._remove)
        row = FlowRow(self)
        for button in (self.new, self.inside, self.rename, self.move_button, self.remove):
            row.add(button)
        row.add(self.show_plan)
        row.add(self.draw)
        column = QVBoxLayout(self)
        column.addWidget(self.explain)
        column.addWidget(self.tree, 1)
        column.addWidget(row)
        self._show_buttons()

    def refresh(self) -> None:
        """Read the places again."""
        self._context.read(all_places, done=self._show)

    def _show(self, rows: list[PlaceRow]) -> None:
        chosen = self._chosen()
        self._rows = rows
        self.tree.clear()
        items: dict[int, QTreeWidgetItem] = {}
        for row in rows:
            # They come in the order of the tree: what a place stands in was made before it.
            above = items.get(row.parent_id) if row.parent_id is not None else None
            item = QTreeWidgetItem([f"{row.name}  ({row.records})" if row.records else row.name])
            item.setData(0, _ROW, row)
            if above is None:
                self.tree.addTopLevelItem(item)
            else:
                above.addChild(item)
            items[row.id] = item
        for item in items.values():
            item.setExpanded(True)
        first = items.get(chosen.id) if chosen is not None else self.tree.topLevelItem(0)
        if first is not None:
            # whatever keys are held: this place and no other is chosen
            alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.tree.setCurrentItem(first, 0, alone | QItemSelectionModel.SelectionFlag.Rows)
        self._show_buttons()

    def _chosen(self) -> PlaceRow | None:
        item: QTreeWidgetItem | None = self.tree.currentItem()
        row = item.data(0, _ROW) if item is not None else None
        return row if isinstance(row, PlaceRow) else None

    def _show_buttons(self) -> None:
        row = self._chosen()
        self.inside.setEnabled(row is not None and bool(_kinds_within(row.kind)))
        self.rename.setEnabled(row is not None)
        self.move_button.setEnabled(row is not None)
        self.remove.setEnabled(row is not None)
        self.show_plan.setEnabled(row is not None)

    def _show_plan(self) -> None:
        row = self._chosen()
        if row is not None:
            self._context.place_requested.emit(row.id)

    def _ask_new(self, above: PlaceRow | None) -> None:
        kinds = _kinds_within(above.kind if above is not None else None)
        fields = [
            Field("kind", N_("Kind of place"), "choice", choices=kinds),
            Field("name", N_("Name on the label"), required=True),
        ]
        parent_id = above.id if above is not None else None
        ask_form(
            self,
            N_("New place"),
            fields,
            {"kind": "cupboard" if "cupboard" in kinds else next(iter(kinds))},
            lambda values, form: self._write(
                N_("Add a place"),
                lambda unit: add_place(unit, values["kind"], values["name"], parent_id).id,
                form,
            ),
        )

    def _ask_name(self) -> None:
        row = self._chosen()
        if row is not None:
            ask_form(
                self,
                N_("Rename the place"),
                [Field("name", N_("Name on the label"), required=True)],
                {"name": row.name},
                lambda values, form: self._write(
                    N_("Rename a place"),
                    lambda unit: rename_place(unit, row.id, values["name"]),
                    form,
                ),
            )

    def _ask_move(self) -> None:
        """All places that are chosen (Shift, Ctrl) go into one other place."""
        rows = [item.data(0, _ROW) for item in self.tree.selectedItems()]
        if not rows:
            return
        kinds = {row.kind for row in rows}
        ids = [row.id for row in rows]
        homes = [
            row
            for row in self._rows
            if row.id not in ids and all(row.kind in WITHIN.get(kind, ()) for kind in kinds)
        ]
        choices: dict[Any, str] = {row.id: row.label or row.name for row in homes}
        if all(None in WITHIN.get(kind, ()) for kind in kinds):
            choices[None] = N_("On its own, in no other place")

        def move(values: dict[str, Any], form: FormDialog) -> None:
            self._context.keep_point_for(records_within(self._rows, ids))
            work = partial(move_places, place_ids=ids, parent_id=values["parent_id"])
            self._write(N_("Move places"), work, form)

        ask_form(
            self,
            N_("Move places"),
            [Field("parent_id", N_("Into"), "choice", choices=choices)],
            {},
            move,
            button=N_("Move"),
            note=tr("{count} places are moved with all that is in them.", count=len(ids)),
        )

    def _remove(self) -> None:
        row = self._chosen()
        if row is not None:
            self._write(N_("Remove a place"), lambda unit: remove_place(unit, row.id), None)

    def _write(self, label: str, work: Callable[[Any], Any], form: FormDialog | None) -> None:
        def done(_result: object) -> None:
            if form is not None:
                form.accept()
            self.refresh()

        def failed(error: Exception) -> None:
            if form is not None:
                form.show_error(error)
            else:
                show_error(self, error)

        self._context.write(label, work, done=done, failed=failed)


def _kinds_within(outer: str | None) -> dict[str, str]:
    """Kinds of places that may stand in ``outer``, with their words."""
    return {kind: PLACE_KINDS[kind] for kind, homes in WITHIN.items() if outer in homes}
