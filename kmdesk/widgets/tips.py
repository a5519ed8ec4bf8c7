"""Tool tips that show a name as it is: Qt would obey tags in them, and fetch pictures."""

from html import escape

from PySide6.QtGui import Qt

from kmdesk.i18n import tr


def key_tip(label: str, keys: str) -> str:
    """A button's words (a message id) with the keys that do the same."""
    return plain_tip(f"{tr(label).strip(' ◀▶…')} ({keys})")


def plain_tip(text: str) -> str:
    """``text`` so that a tool tip shows every character of it."""
    return f"<qt>{escape(text)}</qt>" if Qt.mightBeRichText(text) else text
