"""What the window asks of each of its pages and bars."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from kmdesk.widgets.drafts import FormPlace


class Page(QWidget):
    """A page of the window, or a bar of its frame; made anew when the language is switched.

    Texts are set where widgets are made. What was typed, chosen and scrolled on a page is carried
    over by :mod:`kmdesk.widgets.left_off`; the two methods at the end add what only the page knows.
    """

    back_requested = Signal()
    """Leave this page for the one before it."""

    @property
    def is_busy(self) -> bool:
        """Whether work is under way that would be lost with this page: it stays until that ends."""
        return False

    @property
    def is_listening(self) -> bool:
        """Whether it is told of work done elsewhere: then it is made anew at once, even unseen."""
        return False

    def refresh(self) -> None:
        """Read again what is shown."""

    def start_over(self) -> None:
        """Show the page as it was first, for the next person."""

    def reopen(self, place: "FormPlace") -> None:
        """Open the form that belongs to ``place`` once more."""

    def left_off(self) -> Any:
        """Return what the page made anew goes on with, beyond what stands in its widgets."""
        return None

    def go_on(self, left: Any) -> None:
        """Go on with what :meth:`left_off` returned; the widgets hold what stood in them."""
