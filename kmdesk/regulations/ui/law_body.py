"""The room's part of the record panel: contents tree, jump to number, text; or a card."""

from functools import partial

from PySide6.QtCore import QPoint, QRegularExpression, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeySequence,
    QRegularExpressionValidator,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.regulations.model import notice_of
from kmdesk.regulations.queries import ANCHOR
from kmdesk.regulations.structure import readable
from kmdesk.regulations.ui.backlinks import BacklinksBox
from kmdesk.regulations.ui.card_part import CardPart
from kmdesk.regulations.ui.compare_view import (
    CompareDialog,
    HistoryDialog,
    default_days,
    print_as_at,
)
from kmdesk.regulations.ui.law_contents import LawContents
from kmdesk.regulations.ui.reader import LawReader
from kmdesk.regulations.ui.timeline import AsAtBar
from kmdesk.regulations.view import CardView, LawView, load_view
from kmdesk.thai.numbers import canonical_provision
from kmdesk.widgets.citation_links import Preview, href, link_place
from kmdesk.widgets.context import Context
from kmdesk.widgets.flow import FlowLayout, FlowRow
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.spec import Body
from kmdesk.widgets.thai_label import ThaiLabel, breakable
from kmdesk.widgets.tips import plain_tip

_CHAPTER = 400  # provisions: more are a whole law
_WIDE = 700
_LEAST_HEIGHT, _MARGIN = 360, 12
_PASSES = 3  # turns of the event loop until fields, buttons and text know their heights


class LawBody(Body):
    """Shows a :class:`LawView` or a :class:`CardView`."""

    wide_requested = Signal(bool)
    """The text wants the room of tree and list, or gives it back."""
    print_requested = Signal(int, list, object)
    """(record id, anchors, ISO day or None): print these provisions as they stand on screen."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._record_id = 0
        self._law: LawView | None = None
        self._card: CardView | None = None
        self._day: str | None = None
        self._left: tuple[int, str | None, str] | None = None
        self._build()
        context.scale_changed.connect(self.reader.rescale)
        context.library_changed.connect(self.backlinks.refresh)
        self.reader.rescale(context.scale)
        self._fill_notice()
        self.card.show_card(self._card)

    @property
    def place(self) -> str:
        """Anchor of the provision being read."""
        return self.reader.place

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show the room's detail of ``view``."""
        law = view.detail if isinstance(view.detail, LawView) else None
        same = view.id == self._record_id and law is not None
        day = self._day if same else None
        # Read again after a write of anybody: whoever reads the law stays where they are.
        keep = self.reader.place if same and not anchor else anchor
        left, self._left = self._left, None
        if left is not None and left[0] == view.id and law is not None:
            _id, day, place = left
            keep = anchor or place
        unchanged = same and self._law == law
        self._record_id, self._law = view.id, law
        self.terms_button.setVisible(bool(law and law.definitions))
        self._card = view.detail if isinstance(view.detail, CardView) else None
        self._law_part.setVisible(bool(self._law and self._law.pieces))
        self.card.setVisible(self._card is not None)
        if unchanged:
            self.reader.go_to(anchor)
        elif self._law is not None:
            self.contents.show_law(self._law)
            self.reader.show_law(self._law, keep)
            self.contents.mark(self.reader.place)
            self._place_changed(self.reader.place)
        self._fill_notice()
        self.card.show_card(self._card)
        self._bring_up(bool(anchor))
        if law is not None and law.time is not None:
            self.times.show_time(law.time)
            self._show_times()
        self._day = None
        if day is not None:
            self._show_day(day)  # what was read as at another day stays as at that day

    def left_off(self) -> tuple[int, str | None, str]:
        """Return the law, the day it is shown as at, and the provision being read."""
        return self._record_id, self._day, self.reader.place

    def go_on(self, left: tuple[int, str | None, str]) -> None:
        """Show that law there, as at that day."""
        self._left = left

    def jump(self) -> None:
        """Go to the typed number; say so when the law has none such."""
        typed = self.number.text().strip()
        if not typed or self._law is None:
            return
        number = canonical_provision(typed)
        if self.reader.go_to(f"{ANCHOR}{number}"):
            self.number.clear()
            self.reader.setFocus()
        else:
            self._context.message_posted.emit(tr("There is no number {number}.", number=number))
            self.number.selectAll()

    def _build(self) -> None:
        self._notice = ThaiLabel(self)
        self._notice.setObjectName("quiet")
        self._warning = ThaiLabel(self)
        self._warning.setObjectName("problem")
        self.number = ThaiLineEdit(self)
        self.number.setPlaceholderText(tr("Go to number (Ctrl+G)"))
        self.number.setAccessibleName(tr("Go to number (Ctrl+G)"))
        self.number.setClearButtonEnabled(True)
        self.number.returnPressed.connect(self.jump)
        allowed = QRegularExpression("[^\\n]{0,40}")
        self.number.setValidator(QRegularExpressionValidator(allowed, self.number))
        shortcut = QShortcut(QKeySequence("Ctrl+G"), self)
        shortcut.activated.connect(self._focus_number)
        self.contents = LawContents(self)
        self.contents.setAccessibleName(tr("Contents"))
        self.reader = LawReader(self)
        self.reader.setAccessibleName(tr("Text of the law"))
        self.contents.place_chosen.connect(self.reader.go_to)
        self.reader.place_changed.connect(self.contents.mark)
        self.reader.place_changed.connect(self._place_changed)
        self.reader.record_requested.connect(self._context.open_requested)
        self.reader.look_requested.connect(self._look)
        self._peek = Preview(self._context, self.reader)
        self.times = AsAtBar(self)
        self.times.day_chosen.connect(self._show_day)
        self.times.compare_requested.connect(self._compare)
        self.times.history_requested.connect(self._show_history)
        self.times.print_requested.connect(self._print_day)
        self.times_button = QPushButton(tr("Other days"), self)
        self.times_button.setCheckable(True)
        self.times_button.toggled.connect(self.times.setVisible)
        self.times.hide()
        self.copy_button = QPushButton(tr("Copy as citation"), self)
        self.copy_button.clicked.connect(self._copy_citation)
        self.print_button = QPushButton(tr("Print this provision"), self)
        self.print_button.clicked.connect(
            lambda: self.print_requested.emit(self._record_id, [self.reader.place], self._day)
        )
        self.chapter_button = QPushButton(tr("Print this chapter"), self)
        self.chapter_button.clicked.connect(self._print_chapter)
        self.terms_button = QPushButton(tr("Definitions"), self)
        self.terms_button.clicked.connect(self._show_terms)
        self.basket_button = QPushButton(tr("Put this provision in the basket"), self)
        self.basket_button.clicked.connect(self._put_in_basket)
        self.contents_button = QPushButton(tr("Contents"), self)
        self.contents_button.setCheckable(True)
        self.contents_button.toggled.connect(self.contents.setVisible)
        self.wide_button = QPushButton(tr("Wide"), self)
        self.wide_button.setToolTip(tr("Give the text the room of the list (F11)"))
        self.wide_button.setCheckable(True)
        self.wide_button.toggled.connect(self.wide_requested)
        self.wide_button.toggled.connect(lambda _on: self._bring_up(True))
        self.sources_button = QPushButton(tr("Where the dates are stated"), self)
        self.sources_button.setCheckable(True)
        self._arrange()
        self.sources_button.toggled.connect(self._sources.setVisible)

    def _arrange(self) -> None:
        self._law_part = QWidget(self)
        bar = FlowRow(self._law_part)
        for part in (self.contents_button, self.times_button, self.number, self.wide_button):
            bar.add(part)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self._law_part)
        self._splitter.addWidget(self.contents)
        self._splitter.addWidget(self.reader)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        self.contents.hide()
        buttons = QWidget(self._law_part)
        flow = FlowLayout(buttons)
        self.backlinks = BacklinksBox(self._context, self._law_part)
        for button in (
            self.backlinks.button,
            self.copy_button,
            self.print_button,
            self.chapter_button,
            self.basket_button,
            self.terms_button,
            self.sources_button,
        ):
            flow.addWidget(button)
        self._sources = ThaiLabel(self._law_part)
        self._sources.hide()
        column = QVBoxLayout(self._law_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(bar)
        column.addWidget(self.times)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.backlinks)
        column.addWidget(buttons)
        column.addWidget(self._sources)
        self.card = CardPart(self._context, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 0)
        outer.addWidget(self._warning)
        outer.addWidget(self._notice)
        outer.addWidget(self._law_part, 100)
        outer.addWidget(self.card, 100)
        outer.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the text where there is room for both, above it where there is not."""
        wide = self.width() >= _WIDE
        turned = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        # The very first size, too: before it the splitter had no room to divide.
        if self._splitter.orientation() != turned or event.oldSize().isEmpty():
            self._splitter.setOrientation(turned)
            self._splitter.setSizes([220, 480] if wide else [180, 300])
            self.contents_button.setChecked(wide)
        super().resizeEvent(event)

    def _bring_up(self, whole: bool) -> None:
        """Give the text the height of the panel; with ``whole``, scroll to it."""
        area: QWidget | None = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea) and not self._law_part.isHidden():
            height = area.viewport().height()
            self._law_part.setMinimumHeight(max(_LEAST_HEIGHT, height - 2 * _MARGIN))
            if whole:
                QTimer.singleShot(0, self, partial(self._scroll_panel, area, _PASSES))

    def _scroll_panel(self, area: QScrollArea, passes: int) -> None:
        """Scroll to the text; again while a panel that was just filled is being laid out."""
        inner = area.widget()
        if inner is None:
            return
        top = self._law_part.mapTo(inner, QPoint(0, 0)).y()
        area.verticalScrollBar().setValue(top - 4)
        if passes > 1:
            QTimer.singleShot(0, self, partial(self._scroll_panel, area, passes - 1))

    def _fill_notice(self) -> None:
        warnings = self._law.warnings() if self._law is not None else []
        self._warning.set_text("\n".join(warnings))
        self._warning.setVisible(bool(warnings))
        rank = str(self._law.values.get("rank", "")) if self._law is not None else ""
        self._notice.set_text(tr(notice_of(rank)))
        sources = self._law.sources if self._law is not None else ()
        lines = [f"{tr(label)}: {readable(value)}" for label, value in sources]
        self._sources.set_text("\n".join(lines))
        self.sources_button.setVisible(bool(sources))

    def _show_times(self) -> None:
        """Laws that changed show their days at once, others when asked."""
        time = self._law.time if self._law is not None else None
        wanted = time is not None and (bool(time.days) or time.as_of is not None)
        self.times_button.setChecked(wanted or self.times_button.isChecked())

    def _show_day(self, chosen: object) -> None:
        """Show the law as it stood on a day (ISO); None is today."""
        record_id, place = self._record_id, self.reader.place
        day = chosen if isinstance(chosen, str) else None

        def settle(view: object) -> None:
            # Another record may have been opened while this day was read.
            if self._record_id != record_id or not isinstance(view, LawView):
                return
            self._day, self._law = day, view
            self.contents.show_law(view)
            self.reader.show_law(view, place)
            self.contents.mark(self.reader.place)
            self._fill_notice()
            if view.time is not None:
                self.times.show_time(view.time)
            self._bring_up(True)

        self._context.read(load_view, record_id, day, done=settle)

    def _compare(self) -> None:
        if self._law is None or self._law.time is None:
            return
        time = self._law.time
        days = default_days(time.as_of, tuple(day.day for day in time.days))
        title, place = self._law.title, self.reader.place
        CompareDialog(self, self._context, self._record_id, title, place, days).open()

    def _show_history(self) -> None:
        HistoryDialog(self, self._context, self._record_id, self.reader.place).open()

    def _print_day(self) -> None:
        day = self._day or clock.today_iso()
        print_as_at(self, self._context, self._record_id, day)

    def _focus_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _copy_citation(self) -> None:
        if self._law is not None:
            words = readable(self._law.citation(self.reader.place))
            QGuiApplication.clipboard().setText(words)
            self._context.message_posted.emit(tr("Copied: {words}", words=words))

    def _put_in_basket(self) -> None:
        # A heading or the preamble cannot be printed by itself.
        if self._law is None or not self.reader.place.startswith(ANCHOR):
            return
        words = readable(self._law.citation(self.reader.place))
        self._context.basket.put(self._record_id, words, self.reader.place)
        self._context.message_posted.emit(tr("In the basket: {words}", words=words))

    def _place_changed(self, anchor: str) -> None:
        self.backlinks.show_place(self._record_id, anchor)
        own = self._law.chapter(anchor)[1] if self._law is not None else ()
        self.chapter_button.setVisible(1 < len(own) < _CHAPTER)

    def _look(self, record_id: int, anchor: str) -> None:
        if record_id:
            self._peek.ask(
                record_id, anchor, partial(link_place, self.reader, href(record_id, anchor))
            )
        else:
            self._peek.forget()

    def _print_chapter(self) -> None:
        if self._law is not None:
            anchors = list(self._law.chapter(self.reader.place)[1])
            self.print_requested.emit(self._record_id, anchors, self._day)

    def _show_terms(self) -> None:
        """The defined words; choosing one goes to its definition."""
        if self._law is None:
            return
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for term, definition in self._law.definitions.items():
            action = menu.addAction(readable(term).replace("&", "&&"))
            action.setToolTip(plain_tip(breakable(readable(definition.text))))
            action.triggered.connect(partial(self.reader.go_to, definition.anchor))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.terms_button.mapToGlobal(self.terms_button.rect().topLeft()))


def reading_place(tab: QWidget) -> str:
    """Anchor of the provision being read in the tab, if it is one."""
    body = tab.findChild(LawBody)
    place = body.place if body is not None else ""
    return place if place.startswith(ANCHOR) else ""
