"""Every widget that takes the focus has a name; every pair of colours stands 7:1 apart."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QSplitter,
    QWidget,
)

from kmdesk.records import Actor, Duty
from kmdesk.widgets import style
from kmdesk.window.rooms import HOME, ROOMS

PATIENCE = 30_000
_TEXT = re.compile(r"(?<![-\w])color: (#[0-9a-f]{6}|white|\{\w+\})")
_GROUND = re.compile(r"background: (#[0-9a-f]{6}|white|\{\w+\})")


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def _pairs() -> list[tuple[str, str, str]]:
    """(where, text, ground) of every rule of the style sheet; grounds of ours where it has none."""
    names = {
        "{ink}": style.INK, "{accent}": style.ACCENT, "{desk}": style.DESK, "{line}": style.LINE
    }  # fmt: skip
    found = []
    for rule in re.finditer(r"([^{}]+)\{\{(.*?)\}\}", style._SHEET, re.S):
        where, body = rule[1].strip().splitlines()[-1], rule[2]
        text, ground = _TEXT.search(body), _GROUND.search(body)
        ink = names.get(text[1], text[1]) if text else style.INK
        grounds = [ground[1]] if ground else [style.DESK, style.PAPER] if text else []
        for each in grounds:
            if "disabled" not in where:  # WCAG 1.4.3 exempts what cannot be used
                found.append((where, ink, names.get(each, each)))
    return found


@pytest.mark.parametrize(("where", "text", "ground"), _pairs())
def test_the_style_sheet_stands_seven_to_one(where: str, text: str, ground: str) -> None:
    assert contrast(text, ground) >= 7, f"{where}: {text} on {ground}: {contrast(text, ground):.2f}"


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
    ],
)
def test_the_palette_stands_seven_to_one(qapp: QApplication, text, ground) -> None:
    palette = qapp.palette()
    assert contrast(palette.color(text).name(), palette.color(ground).name()) >= 7


def _nameless(page: QWidget) -> list[str]:
    """Widgets under ``page`` that take the focus by Tab and say nothing to a screen reader."""
    found = []
    for widget in page.findChildren(QWidget):
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if not takes or isinstance(widget, QScrollArea | QSplitter | QLabel):
            continue
        if isinstance(widget.parent(), QAbstractScrollArea):
            continue
        inner = any(isinstance(each, QComboBox) for each in _line_up(widget, page)[1:])
        if inner or widget.isHidden() or widget.objectName().startswith("qt_"):
            continue  # parts that Qt makes inside its own widgets
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip() and not widget.accessibleName():
            path = [type(each).__name__ for each in _line_up(widget, page)]
            found.append(" < ".join(path) + f" ({widget.objectName()})")
    return found


def _line_up(widget: QWidget, top: QWidget) -> list[QWidget]:
    line: list[QWidget] = []
    while widget is not None and widget is not top and len(line) < 4:
        line.append(widget)
        widget = widget.parentWidget()
    return line


def test_everything_that_takes_the_focus_has_a_name(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.care is not None, timeout=PATIENCE)
    desk.context.set_actor(Actor("ผู้ดูแล", Duty.ADMINISTRATOR))
    nameless: dict[str, list[str]] = {}
    for name in (HOME, *ROOMS, "results", "reader", "basket", "help", "office"):
        page = desk.window.pages.show_page(name)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
        if missing := _nameless(page):
            nameless[name] = sorted(set(missing))
    if missing := _nameless(desk.window.top):
        nameless["top"] = missing
    assert not nameless, "\n".join(f"{k}: {line}" for k, v in nameless.items() for line in v)


def test_tab_goes_along_the_top_line_in_order(desk) -> None:
    top = desk.window.top
    places, widget = [], top.search
    for _step in range(60):
        widget = widget.nextInFocusChain()
        if widget.parent() is top and widget.isVisible() and widget.focusPolicy():
            places.append(widget.x())
        if widget is top.help:
            break
    assert len(places) >= 6
    assert places == sorted(places)
