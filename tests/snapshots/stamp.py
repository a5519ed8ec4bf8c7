"""What a committed picture shows, as text: a picture is stale when this changes.

Words of the program and how the screen is built and dressed, without the library's own facts
(names, counts, days), which differ from run to run.
"""

import re
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTabBar, QWidget

_CATALOGUES = Path(__file__).resolve().parents[2] / "resources" / "i18n" / "th"
_ENTRY = re.compile(r'msgstr ((?:".*"\n?)+)')
_QUOTED = re.compile(r'"(.*)"')
_INSIDE = 6  # pixels in from the corner: past the border, before the words


def stamp(top: QWidget) -> str:
    """One line a visible widget, in order: its class, the ground it stands on, and its words."""
    known = _words()
    picture = top.grab().toImage()
    lines = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and isinstance(
            widget, QAbstractButton | QLabel | QLineEdit | QTabBar
        ):
            words = [text for text in _said(widget) if text in known]
            if words:
                at = widget.mapTo(top, widget.rect().topLeft())
                ground = ""
                if not isinstance(widget, QLabel):  # whose words begin at its corner
                    ground = picture.pixelColor(at.x() + _INSIDE, at.y() + _INSIDE).name()
                lines.append(f"{type(widget).__name__} {ground} " + " | ".join(words))
    return "\n".join(lines) + "\n"


def _said(widget: QWidget) -> list[str]:
    if isinstance(widget, QTabBar):
        texts = [widget.tabText(at) for at in range(widget.count())]
    elif isinstance(widget, QLineEdit):
        texts = [widget.placeholderText()]
    elif isinstance(widget, QAbstractButton | QLabel):
        texts = [widget.text()]
    else:
        texts = []
    return [text.replace("\u200b", "") for text in texts]


def _words() -> set[str]:
    found = set()
    for path in _CATALOGUES.glob("*.po"):
        for entry in _ENTRY.finditer(path.read_text("utf-8")):
            found.add("".join(_QUOTED.findall(entry[1])))
    return found - {""}
