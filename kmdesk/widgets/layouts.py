"""Emptying a layout that is filled anew many times a day."""

import shiboken6
from PySide6.QtWidgets import QLayout


def empty_layout(layout: QLayout, keep: int = 0) -> None:
    """Take everything out of ``layout`` but its last ``keep`` items; the widgets go."""
    while layout.count() > keep:
        item = layout.takeAt(0)
        assert item is not None
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        # nobody owns what takeAt gives: a hundred bytes for each line ever shown
        shiboken6.delete(item)  # type: ignore[no-untyped-call]
