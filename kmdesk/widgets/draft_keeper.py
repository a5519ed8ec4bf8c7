"""Keeps the draft of one open form, and offers back the one that was left there."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.drafts import (
    Draft,
    DraftStore,
    FormPlace,
    local_day,
    local_time,
    marked,
    this_moment,
)
from kmdesk.widgets.thai_label import ThaiLabel

if TYPE_CHECKING:
    from kmdesk.widgets.context import Context

# Not at each key: a slow disk would be busy all the time. A crash costs half a second's typing.
PAUSE_MS = 400
_NOT_KEPT = N_("What you type cannot be kept as a draft on this disk. Save it soon.")


class Kept(Protocol):
    """One field of a draft: what stands in it, put back as it was, heard when it changes."""

    def typed(self) -> Any: ...

    def retype(self, typed: Any) -> None: ...

    def on_change(self, slot: Callable[[], object]) -> None: ...


class Whole:
    """All that a drawing or a table holds, as one field of its draft.

    ``read`` gives plain values for the disk, ``put`` takes them back, ``listen`` calls a slot
    at every change.
    """

    def __init__(
        self,
        read: Callable[[], Any],
        put: Callable[[Any], None],
        listen: Callable[[Callable[[], object]], object],
    ) -> None:
        self._read, self._put, self._listen = read, put, listen

    def typed(self) -> Any:
        """What is there now."""
        return self._read()

    def retype(self, typed: Any) -> None:
        """Put back what :meth:`typed` gave."""
        self._put(typed)

    def on_change(self, slot: Callable[[], object]) -> None:
        """Call ``slot()`` at every change."""
        self._listen(slot)


class DraftKeeper(QObject):
    """Watches the editors of a form; what is typed lies on the disk a moment later.

    ``bar`` is the line that offers an older draft; it hides once that is taken or thrown
    away. A draft is never taken without being asked for.
    """

    def __init__(
        self,
        parent: QWidget,
        store: DraftStore,
        actor: str,
        form: str,
        place: FormPlace,
        editors: Mapping[str, Kept],
    ) -> None:
        super().__init__(parent)
        self._store, self._actor, self._form = store, actor, form
        self._is_over = False
        self._editors = editors
        self._clean = self._typed()
        self._place = place = marked(place, self._clean)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.offered = store.find(actor, form, place)
        self.bar = DraftOffer(parent, self.offered)
        self.bar.take.clicked.connect(self.take)
        self.bar.drop.clicked.connect(self.drop_offered)
        for editor in editors.values():
            editor.on_change(self._pause.start)
        # Whoever pressed “go on” in the line after sign-in is not asked again by the form.
        if self.offered is not None and self.offered == store.wanted:
            store.wanted = None
            self.take()

    def take(self) -> None:
        """Put the offered draft into the fields."""
        draft, self.offered = self.offered, None
        self.bar.hide()
        if draft is not None:
            for name, value in draft.values.items():
                if name in self._editors:
                    self._editors[name].retype(value)
        self.flush()

    def drop_offered(self) -> None:
        """Throw the offered draft away; what was typed since stays."""
        self.offered = None
        self.bar.hide()
        self._store.drop(self._actor, self._form, self._place)
        self.flush()

    def flush(self) -> None:
        """Write what is typed, unless nothing was, or the form is done with."""
        self._pause.stop()
        if self._is_over:
            return
        values = self._typed()
        if values == self._clean:
            self._write_nothing()
            return
        draft = Draft(self._actor, self._form, self._place, this_moment(), values)
        if not self._store.keep(draft):
            self.bar.warn(tr(_NOT_KEPT))

    def kept(self) -> Draft:
        """Return the draft as it lies on the disk; without values where nothing was typed."""
        there = self._store.find(self._actor, self._form, self._place)
        return there or Draft(self._actor, self._form, self._place, this_moment())

    def put_back(self) -> None:
        """Nothing typed here is to be kept: only an offered draft that was not taken stays."""
        self._end()
        self._write_nothing()

    def forget(self) -> None:
        """The form was saved or its content thrown away: nothing of it stays on the disk."""
        self._end()
        self._store.drop(self._actor, self._form, self._place)

    def _write_nothing(self) -> None:
        if self.offered is None:
            self._store.drop(self._actor, self._form, self._place)
        else:
            # Typing meanwhile overwrote its file; the older draft was never refused, so it is put
            # back.
            self._store.keep(self.offered)

    def _end(self) -> None:
        # A form that is closed twice, or typed into while it closes, writes nothing any more.
        self._is_over = True
        self._pause.stop()

    def _typed(self) -> dict[str, Any]:
        return {name: editor.typed() for name, editor in self._editors.items()}


class DraftOffer(QWidget):
    """The line that says that a draft was found, with its two buttons."""

    def __init__(self, parent: QWidget, draft: Draft | None) -> None:
        super().__init__(parent)
        self.setObjectName("draft")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = ThaiLabel(self)
        self.take = QPushButton(tr("Take the draft"), self)
        self.drop = QPushButton(tr("Throw the draft away"), self)
        buttons = QHBoxLayout()
        for button in (self.take, self.drop):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addLayout(buttons)
        self.setVisible(draft is not None)
        if draft is not None:
            self.words.set_text(
                tr(
                    "A draft that was not saved was found, of {day} at {time}.",
                    day=short_date(local_day(draft.at)),
                    time=local_time(draft.at),
                )
            )

    def warn(self, text: str) -> None:
        """Say something in place of the offer."""
        self.words.set_text(text)
        self.take.hide()
        self.drop.hide()
        self.show()


def context_of(widget: QWidget | None) -> "Context | None":
    """The context of the nearest screen around ``widget``."""

    while widget is not None:
        for name in ("context", "_context"):
            found = getattr(widget, name, None)
            if isinstance(found, Context):
                return found
        widget = widget.parentWidget()
    return None


def place_of(widget: QWidget | None) -> FormPlace:
    """Where a form is opened from: what the tab around ``widget`` says is under way."""
    while widget is not None:
        tell = getattr(widget, "form_place", None)
        if tell is not None and isinstance(found := tell(), FormPlace):
            return found
        widget = widget.parentWidget()
    return FormPlace()
