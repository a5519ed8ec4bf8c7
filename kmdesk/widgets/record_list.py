"""The sortable list: ids in order, cells fetched off the UI thread as they come in sight."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.records.describe import ENDED
from kmdesk.widgets.breaking import BreakingDelegate
from kmdesk.widgets.context import Context
from kmdesk.widgets.lights import light_icon
from kmdesk.widgets.queries import ListRequest
from kmdesk.widgets.spec import TabSpec
from kmdesk.widgets.tips import plain_tip

CHUNK = 128
ENDED_GROUND = "#f7d4d4"
# Some 8,000 rows are kept, however large the library is.
_CACHED_CHUNKS = 64
Index = QModelIndex | QPersistentModelIndex


class RecordModel(QAbstractTableModel):
    """Ids plus a small cache of frozen rows; nothing here touches the database."""

    def __init__(self, spec: TabSpec, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec, self._context = spec, context
        self.ids: list[int] = []
        self._rows: dict[int, tuple[Any, ...]] = {}
        self._asked: dict[int, None] = {}
        self._request: ListRequest | None = None
        self._generation = 0

    def load(self, request: ListRequest, done: Callable[[], None]) -> None:
        """Read the ids for ``request``; an older answer that comes late is dropped."""
        self._generation += 1
        generation = self._generation

        def settle(answer: tuple[list[int], dict[int, tuple[Any, ...]]]) -> None:
            if generation == self._generation:
                self._take(request, *answer)
                done()

        self._context.read(self._first_answer, request, done=settle)

    def _take(self, request: ListRequest, ids: list[int], rows: dict[int, tuple[Any, ...]]) -> None:
        # A reset would lose the scroll position and the chosen line, after each write of anybody.
        same = bool(ids) and ids == self.ids
        if not same:
            self.beginResetModel()
        self._request, self.ids, self._rows, self._asked = request, ids, rows, {0: None}
        if same:  # the same lines: their cells are read again, nothing moves
            self._repaint(0, len(ids) - 1)
        else:
            self.endResetModel()

    def _repaint(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1), [])

    def _first_answer(
        self, reading: Any, request: ListRequest
    ) -> tuple[list[int], dict[int, tuple[Any, ...]]]:
        ids = self._spec.ids(reading, request)
        return ids, self._spec.rows(reading, request, ids[:CHUNK])

    def row_of(self, record_id: int) -> int:
        """The row that shows ``record_id``, or -1."""
        try:
            return self.ids.index(record_id)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Rows of the list."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Columns the room asked for."""
        return 0 if parent.isValid() else len(self._spec.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Translated column names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(self._spec.columns[section].label)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Cell text; asks for its chunk when it is not here yet."""
        found = self._data(index, role)
        tip = role == Qt.ItemDataRole.ToolTipRole and isinstance(found, str)
        return plain_tip(found) if tip else found

    def _data(self, index: Index, role: int) -> Any:
        # Qt asks a cell for a dozen roles; those that nobody answers must not fetch its rows.
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.DecorationRole,
            Qt.ItemDataRole.BackgroundRole,
        ):
            return None
        row, place = index.row(), index.column()
        cells = self._rows.get(self.ids[row])
        if cells is None:
            self._ask(row // CHUNK)
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._background(cells)
        column = self._spec.columns[place]
        if role == Qt.ItemDataRole.DecorationRole:
            if column.role == "status":
                return light_icon(self._light(cells[place]))
            return None
        if column.role == "status":
            return self._status_word(cells[place])
        return column.show(cells[place])

    def _background(self, cells: tuple[Any, ...]) -> QBrush | None:
        """A red ground under the whole line of a record that no longer holds."""
        for column, cell in zip(self._spec.columns, cells, strict=True):
            if column.role == "status" and cell.partition(":")[2] in ENDED:
                return QBrush(QColor(ENDED_GROUND))
        return None

    def _status_word(self, cell: str) -> str:
        kind, _, status = cell.partition(":")
        if kind not in self._context.kinds:
            return status
        word = self._context.kinds.get(kind).statuses.get(status, status)
        return tr(word) if word else ""

    def _light(self, cell: str) -> str:
        kind, _, status = cell.partition(":")
        if kind not in self._context.kinds:
            return "grey"
        return self._context.kinds.get(kind).lights.get(status, "grey")

    def _ask(self, chunk: int) -> None:
        if chunk in self._asked or self._request is None:
            return
        self._asked[chunk] = None
        if len(self._asked) > _CACHED_CHUNKS:
            oldest = next(iter(self._asked))
            del self._asked[oldest]
            for record_id in self.ids[oldest * CHUNK : (oldest + 1) * CHUNK]:
                self._rows.pop(record_id, None)
        ids = self.ids[chunk * CHUNK : (chunk + 1) * CHUNK]
        self._context.read(
            self._spec.rows,
            self._request,
            ids,
            done=partial(self._fill, self._generation, chunk),
        )

    def _fill(self, generation: int, chunk: int, rows: dict[int, tuple[Any, ...]]) -> None:
        if generation == self._generation:
            self._rows.update(rows)
            first = chunk * CHUNK
            self._repaint(first, min(first + CHUNK, len(self.ids)) - 1)


class RecordList(QTableView):
    """The table in the middle of a tab."""

    record_chosen = Signal(int)
    record_activated = Signal(int)
    order_changed = Signal()
    counted = Signal(int)

    def __init__(self, spec: TabSpec, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec = spec
        self._model = RecordModel(spec, context, self)
        self._wanted: tuple[int, ...] = ()
        self._left_out: set[str] = set()
        self.setModel(self._model)
        self.order = spec.sort
        self._dress()
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.activated.connect(lambda index: self.record_activated.emit(self.ids[index.row()]))
        self.horizontalHeader().sortIndicatorChanged.connect(self._reorder)

    @property
    def ids(self) -> list[int]:
        """Ids listed, in order."""
        return self._model.ids

    def load(self, request: ListRequest) -> None:
        """Read the list for ``request``; the chosen records stay chosen."""
        # What `select` asked for, such as a record just added, goes before what is chosen now.
        if not self._wanted and (current := self.chosen()):
            self._wanted = (current, *(id_ for id_ in self.selected_ids() if id_ != current))
        self._model.load(request, self._loaded)

    def chosen(self) -> int:
        """The id of the current row, or 0."""
        row = self.currentIndex().row()
        return self.ids[row] if 0 <= row < len(self.ids) else 0

    def leave_out(self, labels: Sequence[str]) -> None:
        """Show no column of these labels (message ids)."""
        if set(labels) != self._left_out:
            self._left_out = set(labels)
            self._fit()

    def order_by(self, column: int, descending: bool) -> None:
        """Sort by a column as if its head had been pressed; an unknown one changes nothing."""
        if 0 <= column < len(self._spec.columns):
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicator(column, order)

    def selected_ids(self) -> list[int]:
        """Ids of the chosen rows (Shift, Ctrl or Ctrl+A choose several), in list order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.ids[row] for row in rows if row < len(self.ids)]

    def select(self, *record_ids: int) -> None:
        """Choose these rows, the first as the current one, now or when it is next loaded."""
        self._wanted = record_ids
        self._apply_wanted()

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        # Tab leaves the list; Qt would lead it through every cell.
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setItemDelegate(BreakingDelegate(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # To fit rows to their contents, Qt would read all of them.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicatorShown(True)
        column, descending = self.order
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(2 * metrics.lineSpacing() + 10)
        # The font's average character is not that of Thai words, which these columns hold.
        unit = metrics.horizontalAdvance("กขคงจ") / 5
        columns = self._spec.columns
        wanted = {
            place: max(
                metrics.horizontalAdvance(tr(column.label)) + 40, round(unit * column.width) + 24
            )
            for place, column in enumerate(columns)
        }
        stretch = [place for place, column in enumerate(columns) if column.width == 0]
        for place in stretch:
            wanted[place] = round(unit * 20)
        room = self.viewport().width()
        # What does not fit is left out, not cut: the record on the right has it all.
        droppable = sorted(
            (place for place in wanted if columns[place].drop and place != self.order[0]),
            key=lambda place: (columns[place].drop, place),
        )
        hidden = {p for p, column in enumerate(columns) if column.label in self._left_out}
        droppable = [place for place in droppable if place not in hidden]
        while droppable and sum(wanted[p] for p in wanted if p not in hidden) > room:
            hidden.add(droppable.pop())
        spare = room - sum(wanted[place] for place in wanted if place not in hidden)
        stretch = [place for place in stretch if place not in hidden]
        for place in stretch:
            give = min(round(unit * 7), max(0, -spare))
            wanted[place] -= give
            spare += give
        for place in wanted:
            if spare < 0 and place not in hidden and place not in stretch:
                least = metrics.horizontalAdvance(tr(columns[place].label)) + 40
                give = min(wanted[place] - least, -spare)
                wanted[place] -= give
                spare += give
        for place in wanted:
            self.setColumnHidden(place, place in hidden)
            extra = max(0, spare) // len(stretch) if place in stretch else 0
            self.setColumnWidth(place, wanted[place] + extra)

    def changeEvent(self, event: QEvent) -> None:
        """New letters need new widths."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stretching column what is left."""
        super().resizeEvent(event)
        # After the event: other widths may bring or take a scroll bar, which
        # resizes the list again.
        QTimer.singleShot(0, self, self._fit)

    def _loaded(self) -> None:
        self._apply_wanted()
        self.counted.emit(len(self.ids))

    def _apply_wanted(self) -> None:
        rows = [self._model.row_of(record_id) for record_id in self._wanted]
        if rows and rows[0] >= 0:
            self._wanted = ()
            # said in full: else Qt asks which keys are down, and a held Ctrl+Z would unselect it
            flags = QItemSelectionModel.SelectionFlag
            index, how = self._model.index(rows[0], 0), flags.ClearAndSelect | flags.Rows
            self.selectionModel().setCurrentIndex(index, how)
            for row in rows[1:]:
                if row >= 0:
                    self.selectionModel().select(
                        self._model.index(row, 0), flags.Select | flags.Rows
                    )

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.record_chosen.emit(self.ids[current.row()])

    def _reorder(self, column: int, order: Qt.SortOrder) -> None:
        self.order = (column, order == Qt.SortOrder.DescendingOrder)
        self.order_changed.emit()
