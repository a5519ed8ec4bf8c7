"""The first page: a large search box, what came in, what is due, what is read most."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.corner.queries import HomeView, Line, home_view
from kmdesk.corner.usage import Usage
from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.thai_label import ThaiLabel


class HomePage(Panel):
    """Built once; read again when the library, the actor or the day changes."""

    def __init__(self, context: Context, usage: Usage, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._usage = context, usage
        self._view: HomeView | None = None
        self._build()
        context.library_changed.connect(self.refresh)
        context.actor_changed.connect(self.refresh)
        self.retranslate()
        self.refresh()

    def refresh(self, *_ignored: object) -> None:
        """Read everything again."""
        kinds, most = self._context.kinds, self._usage.most(30)
        self._context.read(home_view, kinds, date.today(), most, done=self._show)

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.greeting.set_text(tr("What would you like to know?"))
        self.search.setPlaceholderText(
            tr("e.g. general meeting, มาตรา 54, กษ 1108/ว 99, whom to ask")
        )
        self.search.setAccessibleName(tr("Search everything"))
        self.go.setText(tr("Search"))
        for box, title in (
            (self.came_in, tr("Came in this month")),
            (self.due, tr("Due soon")),
            (self.most_read, tr("Most read")),
        ):
            box.title.setText(title)
        if self._view is not None:
            self._show(self._view)

    def _build(self) -> None:
        self.greeting = ThaiLabel(self)
        self.greeting.setObjectName("heading")
        self.greeting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.search = QLineEdit(self)
        self.search.setMinimumHeight(48)
        self.search.returnPressed.connect(self._ask)
        self.go = QPushButton(self)
        self.go.setObjectName("primary")
        self.go.setMinimumHeight(48)
        self.go.clicked.connect(self._ask)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.search, 6)
        line.addWidget(self.go)
        line.addStretch(1)
        self.came_in, self.due, self.most_read = (LineBox(self._context, self) for _ in range(3))
        boxes = QHBoxLayout()
        boxes.setSpacing(16)
        for box in (self.came_in, self.due, self.most_read):
            boxes.addWidget(box, 1)
        self.total = QLabel(self)
        self.total.setObjectName("quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(14)
        column.addWidget(self.greeting)
        column.addLayout(line)
        column.addSpacing(8)
        column.addLayout(boxes, 1)
        column.addWidget(self.total)
        self.setFocusProxy(self.search)

    def _ask(self) -> None:
        text = self.search.text().strip()
        if text:
            self._context.search_requested.emit(text)

    def _show(self, view: HomeView) -> None:
        self._view = view
        self.came_in.fill(view.came_in, tr("Nothing has come in this month yet."))
        self.due.fill(view.due, tr("Nothing is due."))
        self.most_read.fill(view.most_read, tr("Nothing has been read here yet."))
        if view.came_in_total > len(view.came_in):
            more = f"{view.came_in_total:,}"
            self.came_in.title.setText(tr("Came in this month ({count})", count=more))
        self.total.setText(tr("{count} items in the library", count=f"{view.total:,}"))


class LineBox(QFrame):
    """A titled box of records; each line opens its record."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("box")
        self.title = QLabel(self)
        self.title.setObjectName("boxTitle")
        self.buttons: list[QPushButton] = []
        self._lines = QWidget(self)
        self._lines.setObjectName("boxLines")
        self._column = QVBoxLayout(self._lines)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        scroll = QScrollArea(self)
        scroll.setWidget(self._lines)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.addWidget(self.title)
        outer.addWidget(scroll, 1)

    def fill(self, lines: tuple[Line, ...], empty: str) -> None:
        """Show ``lines``, or say that there are none."""
        self.buttons = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._column.addWidget(self._entry(line))
        if not lines:
            self._column.addWidget(ThaiLabel(self._lines, empty))
        self._column.addStretch(1)

    def _entry(self, line: Line) -> QWidget:
        entry = QWidget(self._lines)
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        button = LineButton(line.title or line.number, entry)
        button.clicked.connect(partial(self._open, line.record_id))
        self.buttons.append(button)
        kinds = self._context.kinds
        kind = tr(kinds.get(line.kind).label) if line.kind in kinds else ""
        parts = [kind, line.number, short_date(line.day), tr(line.note) if line.note else ""]
        note = QLabel("  ·  ".join(part for part in parts if part), entry)
        note.setObjectName("quiet")
        note.setIndent(4)
        column.addWidget(button)
        column.addWidget(note)
        return entry

    def _open(self, record_id: int, _on: bool = False) -> None:
        self._context.open_requested.emit(record_id, "")
