"""Names of the two buttons Qt puts beside tabs that do not fit: its own are English."""

from PySide6.QtWidgets import QTabBar, QToolButton

from kmdesk.i18n import tr


def name_scroll_buttons(bar: QTabBar) -> None:
    """Name them in the present language, for screen readers."""
    for button in bar.findChildren(QToolButton):
        left = button.objectName() == "ScrollLeftButton"
        button.setAccessibleName(tr("Earlier tabs") if left else tr("Further tabs"))
