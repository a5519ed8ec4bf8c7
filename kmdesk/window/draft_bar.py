"""After sign-in: the line that says which drafts were left and opens them."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.records import Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.dialogs import confirm
from kmdesk.widgets.drafts import Draft, local_day, local_time
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel


class DraftBar(Page):
    """One draft at a time, newest first; “Later” leaves it for the next sign-in."""

    open_requested = Signal(object)
    """A Draft to go on with."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.drafts: list[Draft] = []
        self.setObjectName("draft")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.words = ThaiLabel(self)
        self.open = QPushButton(tr("Go on with the draft"), self)
        self.drop = QPushButton(tr("Throw the draft away"), self)
        self.later = QPushButton(tr("Later"), self)
        self.open.clicked.connect(self._open)
        self.drop.clicked.connect(self._ask_drop)
        self.later.clicked.connect(self._next)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        for button in (self.open, self.drop, self.later):
            row.addWidget(button)
        self.hide()
        context.actor_changed.connect(self.look)

    def look(self, *_actor: object) -> None:
        """Read the drafts of whoever signed in."""
        self._show([])
        actor = self._context.actor
        if actor.duty >= Duty.CLERK:
            store = self._context.draft_store
            self._context.runner.submit_read(
                store.of, actor.name, done=partial(self._found, actor.name)
            )

    def left_off(self) -> list[Draft]:
        """Return the drafts that wait to be answered."""
        return self.drafts

    def go_on(self, left: list[Draft]) -> None:
        """Show them again."""
        self._show(left)

    def _found(self, actor: str, drafts: list[Draft]) -> None:
        # Somebody else may have signed in while the folder was read.
        if actor == self._context.actor.name:
            self._show(drafts)

    def _show(self, drafts: list[Draft]) -> None:
        self.drafts = drafts
        self.setVisible(bool(drafts))
        if drafts:
            self.words.set_text(_words(drafts))
            self.open.setVisible(drafts[0].place.can_reopen)

    def _next(self) -> None:
        self._show(self.drafts[1:])

    def _open(self) -> None:
        draft = self.drafts[0]
        self._next()
        self.open_requested.emit(draft)

    def _ask_drop(self) -> None:
        text = tr(
            "Throw the draft of “{form}” away? It cannot be fetched back.",
            form=_name(self.drafts[0]),
        )
        confirm(self, text, N_("Throw the draft away"), self._drop)

    def _drop(self) -> None:
        draft = self.drafts[0]
        self._context.draft_store.drop(draft.actor, draft.form, draft.place)
        self._next()


def _name(draft: Draft) -> str:
    name = tr(draft.form)
    return f"{name} – {draft.place.title[:80]}" if draft.place.title else name


def _words(drafts: list[Draft]) -> str:
    first = drafts[0]
    said = tr(
        "A draft that was not saved was found: {form} ({day} at {time}).",
        form=_name(first),
        day=short_date(local_day(first.at)),
        time=local_time(first.at),
    )
    if len(drafts) > 1:
        said += " " + tr("{count} more drafts after this one.", count=len(drafts) - 1)
    return said
