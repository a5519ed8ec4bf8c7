"""Tool tips that show a name as it is: Qt would obey tags in them, and fetch pictures."""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """``text`` so that a tool tip shows every character of it."""
    return f"<qt>{escape(text)}</qt>" if Qt.mightBeRichText(text) else text
