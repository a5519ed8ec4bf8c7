"""A label that breaks Thai between words, with or without a system Thai breaker."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmdesk.widgets.labels import RoomyLabel

ZWSP = "\u200b"
SHORT = 24  # shorter labels have no need to wrap


def breakable(text: str, least: int = SHORT) -> str:
    """``text`` with U+200B at the legal line breaks inside runs without spaces.

    What has fewer than ``least`` characters stays as it is.
    """
    # Only Thai runs on without spaces; everything else Qt breaks itself.
    if len(text) < least or text.isascii():
        return text
    from kmdesk.thai.words import word_ends  # the dictionary is not needed to paint a frame

    pieces, before = [], 0
    for at in word_ends(text):
        pieces.append(text[before:at])
        # At a space there is a break already.
        if not text[at - 1].isspace() and not text[at].isspace():
            pieces.append(ZWSP)
        before = at
    pieces.append(text[before:])
    return "".join(pieces)


class ThaiLabel(RoomyLabel):
    """A wrapping, selectable plain-text label."""

    def __init__(self, parent: QWidget | None = None, text: str = "") -> None:
        super().__init__(parent)
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A layout short of room must not take any from it: the last line would be cut in half.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._make_room()
        self.set_text(text)

    @property
    def plain(self) -> str:
        """The text as it was given, without break marks."""
        return self._plain

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        self._plain = text
        self.setText(breakable(text))
