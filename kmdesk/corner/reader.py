"""Reader: pages or text of a record, opened at the hit, with marked hits and printing."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.unit import Reading
from kmdesk.widgets.anchors import anchor_words, page_of
from kmdesk.widgets.banner import EndedBanner
from kmdesk.widgets.context import Context
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.lights import light_icon, light_of, status_word
from kmdesk.widgets.marking import needles
from kmdesk.widgets.page import Page
from kmdesk.widgets.page_view import PageView
from kmdesk.widgets.printing import print_records
from kmdesk.widgets.queries import PAGED, FileRow, PassageRow, RecordView, record_view
from kmdesk.widgets.text_body import TextBody
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip, plain_tip


@dataclass(frozen=True, slots=True)
class Wish:
    """A request to open a record."""

    record_id: int
    anchor: str
    query: str


@dataclass(frozen=True, slots=True)
class Left:
    """Where somebody was reading; file 0 for a record's text."""

    wish: Wish
    file_id: int
    page: int


class ReaderPage(Page):
    """Shows pages of PDF files and pictures, text of everything else."""

    opened = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._wish = Wish(0, "", "")
        self._view: RecordView | None = None
        self._passages: tuple[PassageRow, ...] = ()
        self._left: Left | None = None
        self._build()
        context.actor_changed.connect(self._leave)
        context.basket.changed.connect(self._show_buttons)

    def open(self, record_id: int, anchor: str = "", query: str = "") -> None:
        """Read the record and show it at ``anchor`` with ``query`` marked."""
        self._wish = wish = Wish(record_id, anchor, query)
        kinds = self._context.kinds

        def work(reading: Reading) -> RecordView:
            return record_view(reading, kinds, record_id, None)

        self._context.read(
            work,
            done=lambda view: self._show(wish, view),
            failed=lambda error: self._context.message_posted.emit(str(error)),
        )

    def start_over(self) -> None:
        """Restore the default zoom, for the next person."""
        self.view.fit_width()

    def left_off(self) -> Left | None:
        """Return what is open, at which file and page."""
        if self._view is None:
            return None
        file = self.files.currentData() if self.stack.currentWidget() is self.view else None
        return Left(self._wish, file.id if isinstance(file, FileRow) else 0, self.view.page)

    def go_on(self, left: Left) -> None:
        """Open it there again."""
        self._left = left
        self.open(left.wish.record_id, left.wish.anchor, left.wish.query)

    @property
    def record_id(self) -> int:
        """The id of the open record, or 0."""
        return self._view.id if self._view else 0

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.back = QPushButton(tr("← Back"), self)
        self.back.setToolTip(tr("Back (Esc)"))
        self.back.clicked.connect(self.back_requested)
        self.title = ThaiLabel(self)
        self.title.setObjectName("recordTitle")
        self.light = PlainLabel(self)
        self.status = PlainLabel(self)
        self.place = ThaiLabel(self)
        self.place.setObjectName("place")
        self.banner = EndedBanner(self)
        self.files = QComboBox(self)
        self.files.setAccessibleName(tr("Files"))
        self.files.activated.connect(self._choose_file)
        self.hits = PlainLabel(self)
        self.previous = QPushButton(tr("◀ Previous hit"), self)
        self.previous.setToolTip(key_tip(N_("◀ Previous hit"), "Shift+F4"))
        self.next = QPushButton(tr("Next hit ▶"), self)
        self.next.setToolTip(key_tip(N_("Next hit ▶"), "F4"))
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.smaller = QToolButton(self)
        self.smaller.setText("−")
        self.smaller.setToolTip(tr("Smaller page"))
        self.larger = QToolButton(self)
        self.larger.setText("+")
        self.larger.setToolTip(tr("Larger page"))
        self.fit = QToolButton(self)
        self.fit.setText(tr("Fit"))
        self.fit.setToolTip(tr("Fit the width"))
        self.basket = QPushButton(tr("Put in basket"), self)
        self.record = QPushButton(tr("Whole record"), self)
        self.print = QPushButton(tr("Print"), self)
        self.print.setToolTip(key_tip(N_("Print"), "Ctrl+P"))
        self.print.setObjectName("primary")
        self.basket.clicked.connect(self._put_in_basket)
        self.record.clicked.connect(self._open_record)
        self.print.clicked.connect(self._print)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Pages"))
        self.list.setMinimumWidth(130)
        self.list.currentRowChanged.connect(self._go_to_row)
        assert self._context.render is not None
        self.view = PageView(self._context.runner, self._context.render, self)
        self.view.page_changed.connect(self._page_changed)
        self.view.hits_changed.connect(self._hits_changed)
        self.view.loaded.connect(self._loaded)
        self.view.searched.connect(self._list_hits)
        self.view.failed.connect(self._context.message_posted)
        self.smaller.clicked.connect(lambda: self.view.zoom_by(-1))
        self.larger.clicked.connect(lambda: self.view.zoom_by(1))
        self.fit.clicked.connect(self.view.fit_width)
        self.text = TextBody(self._context, self)
        self.text.hits_changed.connect(self._hits_changed)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.text)
        self._arrange()
        for keys, step in (("Ctrl+G", 1), ("Ctrl+Shift+G", -1), ("F4", 1), ("Shift+F4", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda s=step: self._step(s))
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._print)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        for button in (self.record, self.basket, self.print):
            head.addWidget(button)
        second = QHBoxLayout()
        second.addWidget(self.light)
        second.addWidget(self.status)
        second.addSpacing(12)
        second.addWidget(self.place, 1)
        second.addWidget(self.files)
        for part in (self.hits, self.previous, self.next, self.smaller, self.larger, self.fit):
            second.addWidget(part)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(self.stack)
        split.setStretchFactor(1, 1)
        split.setSizes([190, 1000])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addLayout(second)
        column.addWidget(self.banner)
        column.addWidget(split, 1)
        self.setFocusProxy(self.stack)

    # Showing ---------------------------------------------------------------------------

    def _show(self, wish: Wish, view: RecordView) -> None:
        if wish != self._wish:
            return  # another record was opened meanwhile
        self._view = view
        self._fill_head(view)
        paged = [file for file in view.files if file.media_type.startswith(PAGED)]
        self.files.clear()
        for file in paged:
            self.files.addItem(file.name, file)
        self.files.setVisible(len(paged) > 1)
        self.opened.emit(view.id)
        left, self._left = self._left, None
        again = next((file for file in paged if left and file.id == left.file_id), None)
        if left is not None and again is not None:
            self._open_file(again, wish, left.page)
        elif paged:
            self._open_file(self._file_at(wish.anchor, paged), wish)
        else:
            self._open_text(view, wish)
        self._show_buttons()

    def _fill_head(self, view: RecordView) -> None:
        kinds = self._context.kinds
        self.title.set_text(" ".join(part for part in (view.number, view.title) if part))
        word = status_word(kinds, view.kind, view.effective_status)
        self.light.setPixmap(
            light_icon(light_of(kinds, view.kind, view.effective_status)).pixmap(18, 18)
        )
        self.light.setVisible(bool(word))
        note = f"  ·  {view.status_note}" if view.status_note else ""
        self.status.setText(tr(word) + note if word else "")
        self.place.set_text(tr("Paper: {place}", place=view.place) if view.place else "")
        self.banner.warn(view.ended)

    def _file_at(self, anchor: str, paged: list[FileRow]) -> FileRow:
        assert self._view is not None
        owner = next((p.attachment_id for p in self._view.passages if p.anchor == anchor), None)
        return next((file for file in paged if file.id == owner), paged[0])

    def _open_file(self, file: FileRow, wish: Wish, page: int | None = None) -> None:
        assert self._view is not None
        self.files.setCurrentText(file.name)
        self._passages = tuple(p for p in self._view.passages if p.attachment_id in (None, file.id))
        path = Path(self._context.library.files.path(file.sha256))
        self.stack.setCurrentWidget(self.view)
        for tool in (self.smaller, self.larger, self.fit):
            tool.show()
        self._hits_changed(0, 0)
        self.view.open(path, needles(wish.query), page_of(wish.anchor) if page is None else page)
        self.view.setFocus()

    def _open_text(self, view: RecordView, wish: Wish) -> None:
        self._passages = view.passages
        self.view.close_file()
        self.stack.setCurrentWidget(self.text)
        for tool in (self.smaller, self.larger, self.fit):
            tool.hide()
        self._hits_changed(0, 0)
        self._fill_list([anchor_words(p.anchor, p.label) or p.anchor for p in view.passages])
        self.text.show_passages(view.passages, wish.anchor, needles(wish.query), view.references)
        self.list.setVisible(len(view.passages) > 1)
        self.text.text.setFocus()

    def _loaded(self, pages: int) -> None:
        names = []
        problems = {page_of(p.anchor): p.problem for p in self._passages}
        for page in range(pages):
            name = tr("Page {number}", number=page + 1)
            names.append(f"{name}  ⚠" if problems.get(page) else name)
        self._fill_list(names)
        for page in range(pages):
            problem = problems.get(page)
            item = self.list.item(page)
            if problem and item is not None:
                item.setToolTip(
                    plain_tip(f"{tr('This page cannot be searched yet')}: {tr(problem)}")
                )
        self.list.setVisible(pages > 1)
        self._mark_row(self.view.page)

    def _fill_list(self, names: list[str]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for name in names:
            self.list.addItem(QListWidgetItem(name))
        self.list.blockSignals(False)

    def _list_hits(self) -> None:
        for page, count in self.view.hit_counts().items():
            item = self.list.item(page)
            if item is not None and count:
                item.setText(tr("Page {number} ({count})", number=page + 1, count=count))

    def _hits_changed(self, at: int, total: int) -> None:
        there = total > 0
        self.hits.setVisible(bool(self._wish.query))
        if there:
            self.hits.setText(tr("Hit {at} of {total}", at=at or "–", total=total))
        else:
            self.hits.setText(tr("No hit marked yet") if self._wish.query else "")
        self.previous.setVisible(there)
        self.next.setVisible(there)

    # Doing -----------------------------------------------------------------------------

    def _step(self, step: int) -> None:
        if self.stack.currentWidget() is self.text:
            self.text.step_hit(step)
        elif step > 0:
            self.view.next_hit()
        else:
            self.view.previous_hit()

    def _go_to_row(self, row: int) -> None:
        if row < 0:
            return
        if self.stack.currentWidget() is self.view:
            self.view.go_to_page(row)
        elif row < len(self._passages):
            self.text.go_to(self._passages[row].anchor)

    def _page_changed(self, page: int) -> None:
        self._mark_row(page)

    def _mark_row(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _choose_file(self, at: int) -> None:
        file = self.files.itemData(at)
        if isinstance(file, FileRow):
            # The place asked for lies in another file; the words searched for may stand in this one
            # too.
            self._open_file(file, Wish(self._wish.record_id, "", self._wish.query))

    def _show_buttons(self) -> None:
        if self._view is not None:
            self.basket.setEnabled(self._view.id not in self._context.basket)

    def _put_in_basket(self) -> None:
        if self._view is not None:
            self._context.basket.put(self._view.id, self._view.title)

    def _open_record(self) -> None:
        if self._view is not None:
            self._context.open_requested.emit(self._view.id, self._wish.anchor)

    def _print(self) -> None:
        if self._view is not None:
            print_records(self, self._context, [self._view.id], self._view.title)

    def _leave(self, *_actor: object) -> None:
        # What a clerk had open must not stay on screen for the next reader.
        if self._view is not None and self._view.audience not in self._context.actor.audiences:
            self._view = None
            self.view.close_file()
            self.text.show_passages(())
            self.title.set_text("")
            self.back_requested.emit()
