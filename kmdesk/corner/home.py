"""Home page: search box, new records, due dates, most-read records."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.corner.lines import HomeView, Line
from kmdesk.i18n import language, tr
from kmdesk.thai.dates import format_date
from kmdesk.widgets.banner import EndedBanner
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.when_shown import WhenShown

if TYPE_CHECKING:  # the page is shown before the database layer is loaded
    from kmdesk.corner.lines import Usage
    from kmdesk.search import Missed
    from kmdesk.widgets.context import Context


_TERMS = 8


class HomePage(Page):
    """Shows a first look immediately, and the full data after :meth:`attach`."""

    search_requested = Signal(str)
    open_requested = Signal(int, str)
    filled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._context: Context | None = None
        self._usage: Usage | None = None
        self._view: HomeView | None = None
        self._build()

    def attach(self, context: "Context", usage: "Usage") -> None:
        """Read from the library from now on, and again when it or the actor changes."""
        self._context, self._usage = context, usage
        self._when_shown = WhenShown(self, self.refresh)
        context.library_changed.connect(self._when_shown.ask)
        context.library_grew.connect(self._when_shown.ask)
        context.actor_changed.connect(self.refresh)
        self.refresh()

    def left_off(self) -> HomeView | None:
        """Return what is shown."""
        return self._view

    def go_on(self, left: HomeView) -> None:
        """Show it until it is read again."""
        self.show_view(left)

    @property
    def is_read(self) -> bool:
        """Whether the full data is shown, even if a list is empty; a first look is not full."""
        return self._view is not None and self._view.due is not None

    def refresh(self, *_ignored: object) -> None:
        """Read everything again."""
        if self._context is None or self._usage is None:
            return
        from kmdesk.corner.queries import home_view

        # More than are shown: some may be deleted, or not for this reader.
        kinds, most = self._context.kinds, self._usage.most(30)
        self._context.read(home_view, kinds, clock.today(), most, done=self.show_view)
        self._ask_wanted()

    def _ask_wanted(self) -> None:
        """Show searches without an answer, to those who can act on them."""
        from kmdesk.records import Duty

        context = self._context
        client = context.search if context is not None else None
        if context is None or client is None or context.actor.duty < Duty.CLERK:
            self._show_wanted([])
            return
        actor = context.actor

        def show(found: "list[Missed]") -> None:
            # the clerk may have signed out before the answer arrived
            self._show_wanted(found if context.actor == actor else [])

        # A search process that is starting or stopping has no answer: the box stays hidden.
        context.runner.submit_read(
            client.wanted, done=show, failed=lambda _error: self._show_wanted([])
        )

    def _show_wanted(self, found: "list[Missed]") -> None:
        terms = [(miss.text, miss.times) for miss in found if not miss.done][:_TERMS]
        self.wanted.fill_terms(terms)
        self.wanted.setVisible(bool(terms))

    def _build(self) -> None:
        self.greeting = ThaiLabel(self, tr("What would you like to know?"))
        self.greeting.setObjectName("heading")
        self.greeting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.search = ThaiLineEdit(self)
        self.search.setPlaceholderText(
            tr("e.g. general meeting, มาตรา 54, กษ 1108/ว 99, whom to ask")
        )
        self.search.setAccessibleName(tr("Search everything"))
        self.search.setMinimumHeight(48)
        self.search.returnPressed.connect(self._ask)
        self.go = QPushButton(tr("Search"), self)
        self.go.setObjectName("primary")
        self.go.setMinimumHeight(48)
        self.go.clicked.connect(self._ask)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.search, 6)
        line.addWidget(self.go)
        line.addStretch(1)
        self.came_in = LineBox(tr("Came in this month"), self)
        self.due = LineBox(tr("Due soon"), self)
        self.most_read = LineBox(tr("Most read"), self)
        self.standing = LineBox(tr("Knowledge work"), self)
        self.meetings = LineBox(tr("Meetings to come"), self)
        self.wanted = LineBox(tr("Searched for without an answer"), self)
        self.due.tells_when = self.meetings.tells_when = True
        boxes = QHBoxLayout()
        boxes.setSpacing(16)
        for stack in (
            (self.came_in,),
            (self.due, self.meetings),
            (self.standing, self.wanted),
            (self.most_read,),
        ):
            boxes.addWidget(self._stack(stack), 1)
        self.wanted.term_chosen.connect(self.search_requested)
        self.total = PlainLabel(self)
        self.total.setObjectName("quiet")
        self.care = ThaiLabel(self)
        self.care.setObjectName("quiet")
        self.care.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 8)
        column.setSpacing(14)
        column.addWidget(self.greeting)
        column.addLayout(line)
        column.addSpacing(8)
        column.addLayout(boxes, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.total)
        foot.addWidget(self.care, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.search)

    def _stack(self, stack: "tuple[LineBox, ...]") -> QWidget:
        """Stack boxes in a column that hides when all of them are empty."""
        column = QWidget(self)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for box in stack:
            box.opened.connect(self.open_requested)
            rows.addWidget(box, 1)
            if box in (self.standing, self.meetings, self.wanted):
                box.hide()
                box.shown_changed.connect(partial(self._show_column, column, stack))
        return column

    def _show_column(self, column: QWidget, stack: "tuple[LineBox, ...]") -> None:
        column.setVisible(any(not box.isHidden() for box in stack))

    def _ask(self) -> None:
        text = self.search.text().strip()
        if text:
            self.search_requested.emit(text)

    def show_view(self, view: HomeView) -> None:
        """Fill the boxes."""
        self._view = view
        for box, lines, empty in (
            (self.came_in, view.came_in, tr("Nothing has come in this month yet.")),
            (self.due, view.due, tr("Nothing is due.")),
            (self.most_read, view.most_read, tr("Nothing has been read here yet.")),
        ):
            if lines is not None:
                box.fill(lines, empty, self._kind_word, self._warning)
        for box, lines in ((self.standing, view.standing), (self.meetings, view.meetings)):
            box.fill(lines, "", self._kind_word, self._warning)
            box.setVisible(bool(lines))
        if view.came_in_total > len(view.came_in):
            more = f"{view.came_in_total:,}"
            self.came_in.title.setText(tr("Came in this month ({count})", count=more))
        empty = tr("The library is empty. Press “Staff” above, sign in and add files.")
        count = tr("{count} items in the library", count=f"{view.total:,}")
        self.total.setText(count if view.total else empty)
        self.filled.emit()

    def show_care(self, text: str, worries: bool) -> None:
        """Show the state of the library; in the problem colour when somebody should act."""
        self.care.set_text(text)
        self.care.setObjectName("problem" if worries else "quiet")
        # A style sheet looks at object names only while it is being applied.
        self.care.style().unpolish(self.care)
        self.care.style().polish(self.care)

    def _kind_word(self, kind: str) -> str:
        kinds = self._context.kinds if self._context is not None else ()
        return tr(kinds.get(kind).label) if not isinstance(kinds, tuple) and kind in kinds else ""

    def _warning(self, line: Line) -> str:
        """Return the red banner for a record no longer in force, or ``""``."""
        if self._context is None or not line.status:
            return ""
        from kmdesk.records.describe import ENDED
        from kmdesk.widgets.lights import status_word

        if line.status not in ENDED:
            return ""
        word = status_word(self._context.kinds, line.kind, line.status)
        return tr("{status}: do not use", status=tr(word))


class LineBox(QFrame):
    """A titled box of records; each line opens its record."""

    opened = Signal(int, str)
    term_chosen = Signal(str)
    shown_changed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self.title = PlainLabel(title, self)
        self.title.setObjectName("boxTitle")
        self.buttons: list[QPushButton] = []
        self.tells_when = False
        self._said: object = None
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

    def fill(
        self,
        lines: tuple[Line, ...],
        empty: str,
        kind_word: Callable[[str], str],
        warning: Callable[[Line], str],
    ) -> None:
        """Show ``lines``, with a red banner on those no longer in force, or ``empty``.

        Unchanged content is not rebuilt.
        """
        marks = tuple((kind_word(line.kind), warning(line)) for line in lines)
        said = (lines, empty, marks)
        # The day belongs to it: at midnight what was due becomes overdue.
        if (said, clock.today()) == self._said:
            return
        self._empty()
        self._said = said, clock.today()
        for line in lines:
            self._column.addWidget(self._entry(line, kind_word(line.kind), warning(line)))
        if not lines:
            self._column.addWidget(ThaiLabel(self._lines, empty))
        self._column.addStretch(1)

    def fill_terms(self, terms: list[tuple[str, int]]) -> None:
        """Show searched words with their counts; each repeats the search."""
        if terms == self._said:
            return
        self._empty()
        self._said = terms
        for words, times in terms:
            button = LineButton(f"{words}  ({times:,})", self._lines)
            button.clicked.connect(lambda _on=False, w=words: self.term_chosen.emit(w))
            self.buttons.append(button)
            self._column.addWidget(button)
        self._column.addStretch(1)

    def setVisible(self, visible: bool) -> None:
        """Emit a signal as well, because an empty column makes room for the others."""
        super().setVisible(visible)
        self.shown_changed.emit()

    def _empty(self) -> None:
        self.buttons = []
        empty_layout(self._column)

    def _entry(self, line: Line, kind: str, warning: str) -> QWidget:
        entry = QWidget(self._lines)
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        button = LineButton(_words(line), entry)
        button.clicked.connect(partial(self._open, line.record_id))
        self.buttons.append(button)
        note_words = tr(line.note) if line.note else ""
        parts = [kind, line.number, _day(line.day), note_words, self._when(line)]
        note = ThaiLabel(entry, "  ·  ".join(dict.fromkeys(part for part in parts if part)))
        note.setObjectName("quiet")
        note.setIndent(4)
        column.addWidget(button)
        if warning:
            column.addWidget(EndedBanner(entry, warning))
        column.addWidget(note)
        return entry

    def _when(self, line: Line) -> str:
        """Return whether a due date is past or within seven days."""
        if not self.tells_when or not line.day:
            return ""
        days = (date.fromisoformat(line.day) - clock.today()).days
        return tr("overdue") if days < 0 else tr("this week") if days <= 7 else ""

    def _open(self, record_id: int, _on: bool = False) -> None:
        self.opened.emit(record_id, "")


def _words(line: Line) -> str:
    """Return a record's title, or the action and count of an import."""
    if not line.count:
        return line.title or line.number
    count = f"{line.count:,}"
    return tr("{act}: {count} items", act=tr(line.title), count=count)


def _day(iso: str) -> str:
    if not iso:
        return ""
    return format_date(date.fromisoformat(iso), style="short", lang=language())
