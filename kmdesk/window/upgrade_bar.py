"""While a library of a former version is copied and brought up to date: how far that is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.page import Page
from kmdesk.widgets.thai_label import ThaiLabel


class UpgradeBar(Page):
    """A line under the top bar; it leaves when the library is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("countdown")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = tr(
            "This library is from a former version. It is copied first and then brought up to"
            " date; the copy stays in its folder “backups”. Please leave the machine on."
        )
        self.words = ThaiLabel(self, words)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Bringing the library up to date"))
        self.progress.setRange(0, 100)
        self.progress.setFormat("%p %")
        self.progress.setMinimumWidth(220)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.progress)

    def show_percent(self, percent: int) -> None:
        """So much of copy and steps together is behind."""
        self.progress.setValue(percent)

    def left_off(self) -> int:
        """Return the percentage shown."""
        return self.progress.value()

    def go_on(self, left: int) -> None:
        """Show it again."""
        self.show_percent(left)
