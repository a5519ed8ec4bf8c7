"""The quiet line that says that the office's server is out of reach, and since when."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kmdesk import clock
from kmdesk.i18n import tr
from kmdesk.records.settings import stored_values
from kmdesk.store.errors import ServerLost
from kmdesk.store.server_link import ServerLink
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.drafts import local_day, local_time
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel

_TOGETHER_MS = 1000


class ServerWatch(QObject):
    """Follows the server while the window is open.

    What other PCs changed shows on every screen, several changes at once.
    """

    told = Signal(bool)
    """Something was heard: whether rows changed."""

    def __init__(self, context: Context, link: ServerLink, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self.link = context, link
        self._together = QTimer(self)
        self._together.setSingleShot(True)
        self._together.setInterval(_TOGETHER_MS)
        self._together.timeout.connect(self._refresh)
        self.told.connect(self._hear)  # from the thread that follows
        link.follow(self.told.emit)

    def _hear(self, changed: bool) -> None:
        # Not begun anew by each change: a busy morning would put the refresh off for ever.
        if changed and not self._together.isActive():
            self._together.start()

    def _refresh(self) -> None:
        self._context.library_changed.emit()
        self._context.runner.submit_read(stored_values, self._context.library, done=self._take)

    def _take(self, values: dict[str, str]) -> None:
        settings = self._context.settings
        changed = {k: v for k, v in values.items() if settings.values.get(k) != v}
        for key, text in changed.items():
            settings.take(key, text)
        if changed:
            self._context.settings_changed.emit()


class ServerBar(Page):
    """Says what is wrong with the server; hidden while all is well."""

    def __init__(self, watch: ServerWatch, parent: QWidget) -> None:
        super().__init__(parent)
        self._link = watch.link
        self.setObjectName("draft")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = ThaiLabel(self)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        watch.told.connect(self.show_trouble)
        self.show_trouble()

    def show_trouble(self, *_changed: bool) -> None:
        """Say the present trouble."""
        trouble = self._link.trouble
        seen = self._link.seen
        if trouble is None:
            self.words.set_text("")
        elif isinstance(trouble, ServerLost) and seen is not None:
            at = clock.as_stored(seen)
            self.words.set_text(
                tr(
                    "The office's server cannot be reached. What you see is as of {day} at {time};"
                    " reading, searching and printing go on, saving has to wait.",
                    day=short_date(local_day(at)),
                    time=local_time(at),
                )
            )
        elif seen is not None:
            at = seen.strftime("%Y-%m-%dT%H:%M:%SZ")
            as_of = tr(
                "What you see is as of {day} at {time}.",
                day=short_date(local_day(at)),
                time=local_time(at),
            )
            self.words.set_text(f"{trouble} {as_of}")
        else:
            self.words.set_text(str(trouble))
        self.setVisible(trouble is not None)
