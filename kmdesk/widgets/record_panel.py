"""The record on the right: title, number, light, place, fields, links, body, buttons."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import relation_words
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.banner import EndedBanner
from kmdesk.widgets.citation_links import ReferenceButton
from kmdesk.widgets.clerk_actions import CLERK_ACTIONS
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import screen_date
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.lights import COLOURS, light_icon, light_of, status_word
from kmdesk.widgets.line_button import LineButton
from kmdesk.widgets.more_button import MoreButton
from kmdesk.widgets.printing import print_records
from kmdesk.widgets.queries import FileRow, LinkRow, RecordView
from kmdesk.widgets.spec import Action, Body, TabSpec
from kmdesk.widgets.text_body import TextBody
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip

_REFERENCES = 6  # lines shown at first
_NARROW = 30  # characters: in less room a field's name stands above its value
_LEAST_WIDE, _WIDEST = 320, 0.46  # pixels; of the window
_MOST = 0.34  # of the height for the buttons below; the others go under “More”


class RecordPanel(QWidget):
    """Shows one :class:`RecordView`; asks for everything else by signals."""

    action_requested = Signal(object)
    link_requested = Signal(int, str)

    def __init__(self, spec: TabSpec, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec, self._context = spec, context
        self.view: RecordView | None = None
        self._all_references = False
        self._is_narrow = False
        self._wanted: list[QPushButton] = []  # buttons that fit the record shown
        self._placed: object = None  # sizes at which the buttons were placed last
        self.body: Body = spec.body(context, self) or TextBody(context, self)
        self._build()
        context.actor_changed.connect(self._show_buttons)
        context.basket.changed.connect(self._show_buttons)
        context.scale_changed.connect(self._refill)
        self.clear()

    def show_record(self, view: RecordView, anchor: str = "") -> None:
        """Show ``view``, its body at ``anchor``."""
        is_other = self.view is None or self.view.id != view.id
        self._all_references &= not is_other
        self.view = view
        if is_other:  # its title is read first, wherever the one before was scrolled to
            self._scroll.verticalScrollBar().setValue(0)
        self._fill_head(view)
        self._fill_fields(view)
        self.body.show_record(view, anchor)
        self._scroll.show()
        self._hint.hide()
        self._show_buttons()

    def clear(self, reason: str = "") -> None:
        """Show no record, and why."""
        self.view = None
        self._scroll.hide()
        self._hint.show()
        self._hint.set_text(reason or tr("Choose a line in the list to read it here."))
        self._show_buttons()

    def _build(self) -> None:
        self._hint = ThaiLabel(self)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.banner = EndedBanner(self)
        self._kind = PlainLabel(self)
        self._kind.setObjectName("quiet")
        self._title = ThaiLabel(self)
        self._title.setObjectName("recordTitle")
        self._number = ThaiLabel(self)
        self._light = PlainLabel(self)
        self._status = PlainLabel(self)
        self._status.setObjectName("status")
        self._place = ThaiLabel(self)
        self._place.setObjectName("place")
        status = QHBoxLayout()
        status.setSpacing(6)
        status.addWidget(self._light)
        status.addWidget(self._status, 1)
        self._fields = QWidget(self)
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(4)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 4, 12, 8)
        for part in (self.banner, self._kind, self._title, self._number):
            column.addWidget(part)
        column.addLayout(status)
        column.addWidget(self._place)
        column.addWidget(self._fields)
        column.addWidget(self.body, 100)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._hint, 1)
        self._bar = self._build_buttons()
        outer.addWidget(self._bar)
        self.setFocusProxy(self._scroll)
        self._content = content
        content.installEventFilter(self)
        self._bar.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Little room (large letters): fields in one column, fewer buttons beside “More”."""
        super().resizeEvent(event)
        self._place_buttons()
        narrow = self.width() < _NARROW * self.fontMetrics().averageCharWidth()
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            # After the event: what is filled anew asks for another size itself.
            QTimer.singleShot(0, self, self._refill)

    def minimumSizeHint(self) -> QSize:
        """As wide as what it shows must be, within reason: it is not scrolled sideways."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        need = self._content.minimumSizeHint().width() + bar
        width = max(_LEAST_WIDE, min(need, int(self.window().width() * _WIDEST)))
        return QSize(width, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is shown needs another width, or the buttons another height, than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            if watched is self._bar:
                self._place_buttons()
        return super().eventFilter(watched, event)

    def _place_buttons(self) -> None:
        """Below the record at every size; what has no room there waits under “More”."""
        bars = (self.forms_button, self.more_button)
        sizes = [button.sizeHint().toTuple() for button in (*self._wanted, *bars)]
        # Showing and hiding buttons asks for a new layout, which leads here again:
        # equal sizes end it.
        if (placed := (self.size().toTuple(), self._wanted, sizes)) == self._placed:
            return
        self._placed = placed
        acts = [button for _action, button in reversed(self.buttons)]
        away: list[QPushButton] = []
        for button in self._wanted:
            button.show()
        self.more_button.stand_in_for([])
        # Never reading and printing: they are what a visitor came for.
        for button in (*acts, self.place_button, self.basket_button):
            if self._bar.heightForWidth(self.width()) <= self.height() * _MOST:
                break
            if button in self._wanted:
                button.hide()
                away.insert(0, button)
                self.more_button.stand_in_for(away)

    def _build_buttons(self) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar)
        self.read_button = QPushButton(tr("Read"), bar)
        self.print_button = QPushButton(tr("Print"), bar)
        self.print_button.setToolTip(key_tip(N_("Print"), "Ctrl+P"))
        self.basket_button = QPushButton(tr("Put in basket"), bar)
        self.place_button = QPushButton(tr("Show where it is"), bar)
        self.place_button.clicked.connect(self._show_place)
        self.read_button.clicked.connect(self._read)
        self.print_button.clicked.connect(self._print)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._print)
        self.basket_button.clicked.connect(self._put_in_basket)
        plain = (self.read_button, self.print_button, self.basket_button, self.place_button)
        for button in plain:
            flow.addWidget(button)
        self.buttons: list[tuple[Action, QPushButton]] = []
        self.more_button = MoreButton(bar)
        self.forms_button = MoreButton(bar, N_("Forms"))
        for action in (*self._spec.all_actions, *CLERK_ACTIONS):
            if action.needs_record and action.printed:
                self.forms_button.add(action, self._ask)
            elif action.needs_record and action.rare:
                self.more_button.add(action, self._ask)
            elif action.needs_record:
                button = QPushButton(tr(action.label), bar)
                button.clicked.connect(partial(self._ask, action))
                self.buttons.append((action, button))
                flow.addWidget(button)
        flow.addWidget(self.forms_button)
        flow.addWidget(self.more_button)
        return bar

    def _fill_head(self, view: RecordView) -> None:
        kinds = self._context.kinds
        self._kind.setText(tr(kinds.get(view.kind).label) if view.kind in kinds else "")
        self.banner.warn(view.ended)
        self._title.set_text(view.title)
        parts = [view.number, screen_date(view.dated), view.issuer]
        line = "  ·  ".join(part for part in parts if part)
        self._number.set_text(line)
        self._number.setVisible(bool(line))
        light = light_of(kinds, view.kind, view.effective_status)
        word = status_word(kinds, view.kind, view.effective_status)
        self._light.setPixmap(light_icon(light).pixmap(18, 18))
        note = f"  ·  {view.status_note}" if view.status_note else ""
        self._status.setText(tr(word) + note if word else "")
        self._status.setWordWrap(True)
        self._status.setStyleSheet(f"color: {COLOURS[light]}")
        self._light.setVisible(bool(word))
        self._status.setVisible(bool(word))
        internal = view.audience != "public"
        words = "Paper: {place}"
        if view.kind in kinds:
            words = getattr(kinds.get(view.kind), "place_words", words)
        place = tr(words, place=view.place) if view.place else ""
        mark = tr("For internal use") if internal else ""
        self._place.set_text("   ".join(part for part in (place, mark) if part))
        self._place.setVisible(bool(view.place or internal))

    def _fill_fields(self, view: RecordView) -> None:
        empty_layout(self._grid)
        for row, (label, value) in enumerate(view.fields):
            name = self._name(tr(label))
            self._put(row, name, ThaiLabel(self._fields, value))
        row = len(view.fields)
        for link in view.links:
            self._add_line(row, relation_words(link.relation, link.outgoing), link)
            row += 1
        row = self._add_references(row, view)
        for file in view.files:
            self._add_line(row, tr("File"), file)
            row += 1
        if len(view.chain) > 2:
            row = self._add_chain(row, view)
        self._fields.setVisible(row > 0)

    def _add_references(self, row: int, view: RecordView) -> int:
        """Lines of what the text refers to; the row after them."""
        lines = reference_lines(view)
        for text, target in lines[: len(lines) if self._all_references else _REFERENCES]:
            name = tr("Refers to (read from its text)") if text == lines[0][0] else ""
            button = ReferenceButton(to_thai(text), target, self._context, self._fields)
            button.clicked.connect(partial(self._follow, *target))
            self._put(row, self._name(name), button)
            row += 1
        if len(lines) > _REFERENCES and not self._all_references:
            words = tr("… and {count} more", count=len(lines) - _REFERENCES)
            more = LineButton(words, self._fields)
            more.clicked.connect(self._show_references)
            self._put(row, None, more)
            row += 1
        return row

    def _show_references(self, _on: bool = False) -> None:
        self._all_references = True
        if self.view is not None:
            self._fill_fields(self.view)

    def _add_line(self, row: int, label: str, target: LinkRow | FileRow) -> None:
        name = self._name(label)
        if isinstance(target, LinkRow):
            text = " ".join(part for part in (target.number, target.title) if part)
            button = LineButton(text, self._fields)
            button.clicked.connect(partial(self._follow, target.record_id, target.anchor))
        else:
            button = LineButton(target.name, self._fields)
            button.clicked.connect(self._read)
        self._put(row, name, button, Qt.AlignmentFlag.AlignVCenter)

    def _add_chain(self, row: int, view: RecordView) -> int:
        """What came before and after, oldest first; what two lines of links cannot show."""
        name: QWidget | None = self._name(tr("One after the other"))
        numbers = {each.record_id: each.number or each.title for each in view.chain}
        for each in view.chain:
            words = " ".join(filter(None, (each.number, each.title)))
            if each.relation and each.to_id in numbers:
                words += f"  ({relation_words(each.relation, True)} {numbers[each.to_id]})"
            if each.record_id == view.id:
                line: QWidget = ThaiLabel(self._fields, f"▶ {words}")
            else:
                button = LineButton(f"✕ {words}" if each.ended else words, self._fields)
                button.clicked.connect(partial(self._follow, each.record_id, ""))
                line = button
            self._put(row, name, line)
            name = None
            row += 1
        return row

    def _put(
        self,
        row: int,
        name: QWidget | None,
        value: QWidget,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop,
    ) -> None:
        """One field: its name beside the value, or above it where that is too narrow."""
        if not self._is_narrow:
            if name is not None:
                self._grid.addWidget(name, row, 0, align)
            self._grid.addWidget(value, row, 1)
            return
        if name is not None:
            self._grid.addWidget(name, 2 * row, 0, 1, 2)
        self._grid.addWidget(value, 2 * row + 1, 0, 1, 2)

    def _refill(self, *_scale: float) -> None:
        if self.view is not None:
            self._fill_fields(self.view)

    def _name(self, text: str) -> ThaiLabel:
        name = ThaiLabel(self._fields, text)
        name.setObjectName("fieldName")
        # A long name wraps instead of squeezing the values.
        if self._is_narrow:
            return name
        # Before it is shown it has no style sheet, and its letters are not those it will have.
        name.ensurePolished()
        metrics = name.fontMetrics()
        widest = metrics.averageCharWidth() * 22
        name.setFixedWidth(min(metrics.horizontalAdvance(text) + 28, widest))
        return name

    def _follow(self, record_id: int, anchor: str, _on: bool = False) -> None:
        self.link_requested.emit(record_id, anchor)

    def _ask(self, action: Action, _on: bool = False) -> None:
        self.action_requested.emit(action)

    def _show_buttons(self, *_ignored: object) -> None:
        view, duty = self.view, self._context.actor.duty
        if view is not None:
            self.basket_button.setEnabled(view.id not in self._context.basket)

        def fits(action: Action) -> bool:
            return action.fits(view, duty)

        wanted = {
            self.read_button: bool(view and view.is_readable),
            self.print_button: view is not None,
            self.basket_button: view is not None,
            self.place_button: bool(view and view.place_id is not None),
        } | {button: fits(action) for action, button in self.buttons}
        for button, is_wanted in wanted.items():
            button.setVisible(is_wanted)
        self._wanted = [button for button, is_wanted in wanted.items() if is_wanted]
        self._placed = None
        self.more_button.show_fitting(fits)
        self.forms_button.show_fitting(fits)
        self._place_buttons()

    def _read(self, _on: bool = False) -> None:
        if self.view is not None:
            self._context.reader_requested.emit(self.view.id, "", "")

    def _show_place(self) -> None:
        if self.view is not None and self.view.place_id is not None:
            self._context.place_requested.emit(self.view.place_id)

    def _print(self) -> None:
        if self.view is not None:
            print_records(self, self._context, [self.view.id], self.view.title)

    def _put_in_basket(self) -> None:
        if self.view is not None:
            self._context.basket.put(self.view.id, self.view.title)


def reference_lines(view: RecordView) -> list[tuple[str, tuple[int, str]]]:
    """What the record's text refers to, once each, without what is linked by hand."""
    linked = {(link.record_id, link.anchor) for link in view.links if link.outgoing}
    found: dict[tuple[int, str], str] = {}
    for reference in view.references:
        target = (reference.record_id, reference.to_anchor)
        if target not in linked:
            found.setdefault(target, f"{reference.words} {reference.title}".strip())
    named = {record for record, anchor in found if anchor}
    # The law itself goes without saying where one of its provisions is named.
    return [(text, target) for target, text in found.items() if target[1] or target[0] not in named]
