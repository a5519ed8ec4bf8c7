"""Letters checked one after the other: Enter confirms all that was read and brings the next."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import relation_words
from kmdesk.records.merge import MergeConflict
from kmdesk.shelf import letters
from kmdesk.shelf.check_letter import Choice, TwinFound, catch_up, confirm_letter, skip_check
from kmdesk.shelf.letters import Letter, Relation, load_letter
from kmdesk.shelf.ui.letter_fields import LetterFields
from kmdesk.shelf.ui.page_side import PageSide
from kmdesk.shelf.ui.pages_dialog import open_pages
from kmdesk.shelf.ui.twin_dialog import TwinDialog
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import screen_date
from kmdesk.widgets.dialogs import error_text
from kmdesk.widgets.draft_keeper import DraftKeeper
from kmdesk.widgets.drafts import FormPlace
from kmdesk.widgets.fields import FieldError
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.join_dialog import JoinDialog
from kmdesk.widgets.thai_label import ThaiLabel

if TYPE_CHECKING:
    from kmdesk.records.merge import Side
    from kmdesk.records.unit import Reading


CHECK = N_("Check letterheads")
READ_HEAD = N_("Read the letterhead…")
"""The button of the shelf that opens the form on one letter."""


class LetterForm(QDialog):
    """The checking desk: fields left, the page right; one letter at a time."""

    def __init__(self, parent: QWidget, context: Context, first: int | None = None) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("letterForm")
        self.setWindowTitle(tr(CHECK))
        self._context = context
        self.letter: Letter | None = None
        self.fields: LetterFields | None = None
        self._boxes: list[tuple[Relation, QCheckBox]] = []
        self._done: list[tuple[str, int]] = []  # (unit, record) of this sitting, for undo
        self._skipped: set[int] = set()
        self._last_place: int | None = None
        self.draft: DraftKeeper | None = None
        self._busy = False
        self._build()
        window = parent.window()
        self.resize(max(1000, window.width() - 40), max(600, window.height() - 40))
        self._go_to(first)
        context.runner.submit_write(_catch_up, context)

    # Coming and going ------------------------------------------------------------------

    def _go_to(self, record_id: int | None) -> None:
        """Load ``record_id``, or the next that waits."""
        self._busy = True
        self._context.read(
            _load, record_id, frozenset(self._skipped), self._last_place,
            done=self._show, failed=self._refuse,
        )  # fmt: skip

    def _show(self, letter: Letter | None) -> None:
        self._busy = False
        self.letter = letter
        self._problem.hide()
        self._fill(letter)
        for button in (self.skip_button, self.drop_button):
            button.setEnabled(letter is not None)
        self.pages_button.setEnabled(letter is not None and bool(letter.sha256))
        if letter is None:
            self._head.set_text(tr("No letters are waiting to be checked."))
            self.side.close_file()
            self.confirm_button.setEnabled(False)
            self.close_button.setFocus()
            return
        count = f"{letter.left:,}"
        self._head.set_text(
            tr("Waiting to be checked: {count}  ·  {name}", count=count, name=letter.name)
        )
        self.confirm_button.setEnabled(not letter.secret)
        if letter.secret:
            self._say(
                tr(
                    "This paper is marked as classified and must not stay on this machine. Close"
                    " this form, move it to the trash and hand the paper to the registrar of"
                    " classified information."
                )
            )
            self.side.close_file()
            return
        self.side.show_letter(letter)
        if self.fields is not None:
            self.fields.enter_first()

    def confirm(
        self, choice: Choice | None = None, answers: "dict[str, Side] | None" = None
    ) -> None:
        """Store what the form says and go on; an equal letter is asked about first."""
        if self._busy or self.letter is None or self.fields is None or self.letter.secret:
            return
        try:
            values = self.fields.values()
        except FieldError:
            return
        self._busy = True
        chosen = [(r.relation, r.target_id) for r, box in self._boxes if box.isChecked()]
        record_id = self.letter.record_id
        self._context.write(
            N_("Check a letterhead"), confirm_letter, record_id, values, chosen, choice, answers,
            done=partial(self._confirmed, record_id, values.get("place_id")),
            failed=self._refuse,
        )  # fmt: skip

    def _confirm_clicked(self, _on: bool = False) -> None:
        self.confirm()

    def _confirmed(self, record_id: int, place: Any, unit: str) -> None:
        self._done.append((unit, record_id))
        if self.draft is not None:
            self.draft.forget()
            self.draft = None
        if self._is_left():
            self.deleteLater()
            return
        # A pile of papers mostly goes to one place: the last one is proposed for the next paper.
        self._last_place = place if isinstance(place, int) else self._last_place
        self.undo_button.setEnabled(True)
        self._go_to(None)

    def skip(self) -> None:
        """Leave this one waiting and go on."""
        if self.letter is not None and not self._busy:
            # For this sitting only: it goes on waiting.
            self._skipped.add(self.letter.record_id)
            self._keep_draft()
            self._go_to(None)

    def no_letter(self) -> None:
        """Take a paper that is no letter out of the queue as it is."""
        if self.letter is not None and not self._busy:
            self._busy = True
            record_id = self.letter.record_id
            self._context.write(
                N_("Take a paper out of the queue"), skip_check, record_id,
                done=partial(self._confirmed, record_id, None), failed=self._refuse,
            )  # fmt: skip

    def arrange_pages(self, _on: bool = False) -> None:
        """Put the pages of this paper in order, or make several letters of one scan."""
        if self.letter is not None and self.letter.sha256 and not self._busy:
            dialog = open_pages(self, self._context, [self.letter.record_id])
            dialog.arranged.connect(self._pages_arranged)

    def _pages_arranged(self, records: list[int]) -> None:
        """The letter anew, with what was typed before."""
        self._keep_draft()
        store, place = self._context.draft_store, self._place_of(records[0])
        store.wanted = store.find(self._context.actor.name, CHECK, place)
        self._go_to(records[0])

    def _keep_draft(self) -> None:
        """What is typed lies on the disk; nothing more is written of this letter."""
        if self.draft is not None:
            self.draft.flush()
            self.draft = None

    def _place_of(self, record_id: int) -> FormPlace:
        title = self.letter.name if self.letter is not None else ""
        return FormPlace("shelf", READ_HEAD, record_id, title)

    def undo(self) -> None:
        """Take the last confirmation back and show that letter again."""
        if not self._done or self._busy:
            return
        unit, record_id = self._done.pop()
        self._keep_draft()
        self._busy = True
        self.undo_button.setEnabled(bool(self._done))
        context = self._context
        context.runner.submit_write(
            context.library.undo, context.actor, unit,
            done=partial(self._undone, record_id), failed=self._refuse,
        )  # fmt: skip

    def _undone(self, record_id: int, _unit: str) -> None:
        self._context.library_changed.emit()
        self._go_to(record_id)

    def _refuse(self, error: Exception) -> None:
        self._busy = False
        if self._is_left():
            self.deleteLater()  # closed meanwhile; what was typed is a draft
        elif isinstance(error, TwinFound):
            TwinDialog(self, self._facts(), error.twin, self.confirm).open()
        elif isinstance(error, MergeConflict):
            JoinDialog(self, error, partial(self.confirm, "copy")).open()
        else:
            self._say(error_text(error))

    def _facts(self) -> dict[str, str]:
        """The letter in hand as text, for the comparison."""
        if self.fields is None or self.letter is None:
            return {}
        values = self.fields.values()
        facts = {name: str(value or "") for name, value in values.items()}
        facts["dated"] = screen_date(facts["dated"])
        place = values.get("place_id")
        facts["place"] = dict(self.letter.places).get(place, "") if isinstance(place, int) else ""
        facts["files"] = "1" if self.letter.sha256 else "0"
        facts["text"] = self.letter.pages[0] if self.letter.pages else ""
        return facts

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self._head = ThaiLabel(self)
        self._head.setObjectName("boxTitle")
        self._problem = ThaiLabel(self)
        self._problem.setObjectName("problem")
        self._problem.hide()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side = PageSide(self._context, self)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self._scroll)
        split.addWidget(self.side)
        split.setSizes([620, 560])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addWidget(self._head)
        column.addWidget(split, 1)
        column.addWidget(self._problem)
        column.addWidget(self._build_buttons())
        QShortcut(QKeySequence("F8"), self).activated.connect(self.skip)
        QShortcut(QKeySequence("F9"), self).activated.connect(self.no_letter)
        QShortcut(QKeySequence("F6"), self).activated.connect(self.arrange_pages)

    def _build_buttons(self) -> QWidget:
        bar = FlowRow(self)
        self.confirm_button = QPushButton(tr("Confirm all, next (Enter)"), bar)
        self.confirm_button.setDefault(True)
        bold = self.confirm_button.font()
        bold.setBold(True)  # a default button is: its width must be reckoned so
        self.confirm_button.setFont(bold)
        wide = QFontMetrics(bold).horizontalAdvance(self.confirm_button.text())
        self.confirm_button.setMinimumWidth(wide + 40)
        self.skip_button = QPushButton(tr("Later (F8)"), bar)
        self.drop_button = QPushButton(tr("Not a letter (F9)"), bar)
        self.undo_button = QPushButton(tr("Undo the last (Ctrl+Z)"), bar)
        self.undo_button.setEnabled(False)
        self.pages_button = QPushButton(tr("Pages… (F6)"), bar)
        self.pages_button.clicked.connect(self.arrange_pages)
        self.close_button = QPushButton(tr("Close"), bar)
        self.confirm_button.clicked.connect(self._confirm_clicked)
        self.skip_button.clicked.connect(self.skip)
        self.drop_button.clicked.connect(self.no_letter)
        self.undo_button.clicked.connect(self.undo)
        self.close_button.clicked.connect(self.accept)
        for button in (
            self.confirm_button,
            self.skip_button,
            self.drop_button,
            self.pages_button,
            self.undo_button,
            self.close_button,
        ):
            if button is not self.confirm_button:
                button.setAutoDefault(False)
            bar.add(button)
        return bar

    def _fill(self, letter: Letter | None) -> None:
        """Fresh fields for the letter, with what it says of other papers under them."""
        self._boxes, self.fields = [], None
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        if letter is not None and not letter.secret:
            self.fields = LetterFields(letter, body)
            self.fields.entered.connect(self._entered)
            self.fields.confirmed.connect(self.confirm)
            self.fields.installEventFilter(self)
            for editor in self.fields.editors.values():
                for widget in (editor.widget, *editor.widget.findChildren(QWidget)):
                    # A line edit claims Ctrl+Z even when it has nothing to take back.
                    widget.installEventFilter(self)
            column.addWidget(self._draft_bar(letter, body))
            column.addWidget(self.fields)
            for relation in letter.relations:
                column.addWidget(self._box(relation, body))
        column.addStretch(1)
        self._scroll.setWidget(body)

    def _draft_bar(self, letter: Letter, body: QWidget) -> QWidget:
        """Keep what is typed of this letter; the line that offers what was left of it."""
        assert self.fields is not None
        context, place = self._context, self._place_of(letter.record_id)
        self.draft = DraftKeeper(
            body, context.draft_store, context.actor.name, CHECK, place, self.fields.editors
        )
        return self.draft.bar

    def _box(self, relation: Relation, parent: QWidget) -> QWidget:
        """A tick for one proposed link; Alt and its number turn it."""
        number = len(self._boxes) + 1
        words = relation_words(relation.relation, True)
        row = QWidget(parent)
        line = QHBoxLayout(row)
        line.setContentsMargins(4, 0, 8, 0)
        box = QCheckBox(f"{words}: {relation.number}  (Alt+{number})", row)
        box.setChecked(True)
        turn = QShortcut(QKeySequence(f"Alt+{number}"), box)
        turn.activated.connect(box.toggle)
        box.toggled.connect(lambda _on: self.side.mark(relation.words, relation.page))
        line.addWidget(box)
        line.addWidget(ThaiLabel(row, relation.title), 1)
        self._boxes.append((relation, box))
        return row

    # Focus and keys --------------------------------------------------------------------

    def _entered(self, name: str) -> None:
        filled = self.letter.fields.get(name) if self.letter is not None else None
        if filled is not None:
            self.side.mark(filled.words, filled.page)
        if self.fields is not None and name:
            self._scroll.ensureWidgetVisible(self.fields.editors[name].widget, 0, 40)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Z takes back typing while there is some, then the last letter."""
        # The override must be accepted, too, or the window's Ctrl+Z undoes some other act.
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
            if undo and not _has_typing(watched):
                if event.type() == QEvent.Type.KeyPress:
                    self.undo()
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _say(self, text: str) -> None:
        self._problem.set_text(text)
        self._problem.show()

    def _is_left(self) -> bool:
        return not self.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def done(self, result: int) -> None:
        """Keep what is typed, and stop drawing before the dialog goes."""
        if self._busy and self.draft is not None:
            # Left while it is being saved: it stays, hidden, to drop the draft when that is done.
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
            self.draft.flush()
        else:
            self._keep_draft()
        self.side.close_file()
        super().done(result)


def _has_typing(widget: QObject) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    document = getattr(widget, "document", None)
    return bool(document is not None and document().isUndoAvailable())


def _catch_up(context: Context) -> None:
    """Derived keys of older papers, a few at each sitting; nothing that any screen shows."""
    with context.library.writing(context.actor, N_("Check a letterhead")) as unit:
        if catch_up(unit):
            unit.commit()


def _load(
    reading: "Reading", record_id: int | None, skipped: frozenset[int], last_place: int | None
) -> Letter | None:
    if record_id is None:
        left = [one for one in letters.waiting(reading) if one not in skipped]
        if not left:
            return None
        record_id = left[0]
    return load_letter(reading, record_id, last_place)


def check_letters(parent: QWidget, context: Context, record_id: int | None = None) -> LetterForm:
    """Open the checking form on a record, or on all that wait; returns at once."""
    form = LetterForm(parent, context, record_id)
    form.open()
    return form
