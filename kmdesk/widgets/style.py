"""How it looks: Fusion, Sarabun, one calm palette with contrast of 7:1 and more."""

from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

READER_POINTS = 16.0
SCREEN_POINTS = 12.5
SMALLEST, LARGEST, STEP = 0.8, 2.0, 0.1
ROOMY = 1.4
"""Letters up to this size leave room for air around the words."""
FAMILY = "Sarabun"
_LARGE = 14  # pixels of an average character; 9 at the usual size

INK, PAPER, DESK, ACCENT, LINE = "#16202c", "#ffffff", "#f2f4f1", "#0b4f4a", "#8d979c"
HIT = "#ffe27a"

_ROLES = {
    QPalette.ColorRole.Window: DESK,
    QPalette.ColorRole.WindowText: INK,
    QPalette.ColorRole.Base: PAPER,
    QPalette.ColorRole.AlternateBase: "#f5f8f7",
    QPalette.ColorRole.Text: INK,
    QPalette.ColorRole.Button: "#e6ebe8",
    QPalette.ColorRole.ButtonText: INK,
    QPalette.ColorRole.Highlight: ACCENT,
    QPalette.ColorRole.HighlightedText: PAPER,
    QPalette.ColorRole.ToolTipBase: "#fffbe6",
    QPalette.ColorRole.ToolTipText: INK,
    QPalette.ColorRole.PlaceholderText: "#4b5661",
    QPalette.ColorRole.Link: "#0b4a86",
}

# Bold by name only: Qt measures a button in the letters it has without a state (:default), and
# cut the first and the last letter of what was bold in one.
_SHEET = """
QPushButton, QToolButton {{ padding: {air}px {side}px; min-height: {high}em;
  border: 1px solid {line};
  border-radius: 5px; background: #fbfcfb; }}
QPushButton:hover, QToolButton:hover {{ background: #dfeae7; }}
QPushButton:pressed, QToolButton:pressed {{ background: #cbdeda; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QPlainTextEdit:focus,
QTableView:focus, QTreeView:focus, QListView:focus, QTextEdit:focus {{
  border: 2px solid {accent}; }}
QTableView, QTreeView, QListView {{ padding: 1px; }}
QTableView:focus, QTreeView:focus, QListView:focus {{ padding: 0px; }}
QPushButton:disabled, QToolButton:disabled {{ color: #5b646c; background: {desk}; }}
QPushButton:default, QPushButton#primary {{ background: {accent}; color: white; }}
QPushButton#primary {{ font-weight: bold; }}
QPushButton#primary:focus, QPushButton:default:focus {{ border: 2px solid {ink}; }}
QPushButton#primary:hover {{ background: #0e625c; color: white; }}
QPushButton#primary:disabled, QPushButton:default:disabled {{ color: #5b646c; background: {desk};
  font-weight: normal; }}
QPushButton#link {{ border: 1px solid transparent; background: transparent; color: #0b4a86;
  padding: 1px 2px; min-height: 1.2em; text-align: left; text-decoration: underline; }}
QPushButton#undo {{ padding: 1px 10px; min-height: 1.2em; }}
QPushButton#link:focus {{ border: 2px solid {accent}; }}
QFrame#box, QFrame#card {{ background: white; border: 1px solid #c5ccc9; border-radius: 6px; }}
QFrame#card:focus {{ border: 2px solid {accent}; }}
QFrame#card:hover {{ background: #f1f7f5; }}
QWidget#boxLines {{ background: white; }}
QLabel#boxTitle {{ font-weight: bold; color: {accent}; }}
QLabel#cardTitle {{ font-weight: bold; font-size: {card}pt; }}
QLabel#place {{ color: #5a3a00; }}
QLabel#ended {{ background: #a31621; color: white; font-weight: bold; padding: 4px 10px;
  border-radius: 4px; }}
QWidget#countdown, QWidget#draft {{ background: #fff1c9; border: 1px solid #c9a43a; }}
QLineEdit QToolButton, QTabBar QToolButton {{ border: none; padding: 0px; min-height: 0px;
  background: transparent; }}
QToolButton:checked {{ background: {accent}; color: white; }}
QLineEdit {{ padding: 0px 8px; min-height: 38px; border: 1px solid {line}; border-radius: 5px;
  background: white; }}
QComboBox {{ padding: 6px 8px; }}
QTableView, QTreeView, QListView, QTextEdit, QPlainTextEdit {{ border: 1px solid {line};
  border-radius: 5px; background: white; }}
QTreeView::item, QListView::item {{ padding: 4px 6px; }}
QTableView::item {{ padding: 0px 6px; }}
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {{
  background: {accent}; color: white; }}
QHeaderView::section {{ background: #e6ebe8; padding: 5px 8px; border: none;
  border-right: 1px solid #c5ccc9; border-bottom: 1px solid {line}; font-weight: bold; }}
QTabBar::tab {{ padding: 8px 16px; background: #e2e8e5; border: 1px solid #c5ccc9;
  border-bottom: none; border-top-left-radius: 6px; border-top-right-radius: 6px;
  margin-right: 3px; }}
QTabBar::tab:selected {{ background: {accent}; color: white; font-weight: bold; }}
QTabBar[away="true"]::tab:selected {{ background: #e2e8e5; color: {ink}; font-weight: normal; }}
QTabBar::tab:focus {{ border: 2px solid {ink}; }}
QTabWidget::pane {{ border-top: 2px solid {accent}; }}
QLabel#recordTitle {{ font-size: {title}pt; font-weight: bold; }}
QLabel#officeName {{ font-size: {title}pt; font-weight: bold; color: {accent}; }}
QLabel#heading {{ font-size: {title}pt; font-weight: bold; color: {accent}; }}
QLabel#fieldName, QLabel#quiet {{ color: #3c4751; }}
QLabel#fieldName {{ padding-right: 10px; }}
QLabel#status {{ font-weight: bold; }}
QLabel#problem {{ color: #8f1420; padding-top: 3px; }}
QLabel#hint {{ color: #3c4751; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: #c5d4d0; }}
"""


def is_large(widget: QWidget) -> bool:
    """Whether letters are so large that only what is needed has room."""
    return widget.fontMetrics().averageCharWidth() >= _LARGE


def font_folder() -> Path | None:
    """Where the Sarabun wheel keeps its files; None when it is not installed."""
    found = find_spec("fontpkg_sarabun")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "files"


def dress(app: QApplication, scale: float = 1.0) -> None:
    """Style, font and palette for the whole application; once, before the first window."""
    folder = font_folder()
    if folder is not None:
        # From the wheel: nobody has to install a font on an office's PC.
        for weight in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(folder / f"Sarabun-{weight}.ttf"))
    # The systems' own styles obey only parts of a style sheet, each other parts.
    app.setStyle("Fusion")
    palette = QPalette()
    for role, colour in _ROLES.items():
        palette.setColor(role, QColor(colour))
    grey = QColor("#5b646c")
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, grey)
    app.setPalette(palette)
    rescale(app, scale)


def rescale(app: QApplication, scale: float) -> None:
    """Set every size for a scale factor (A− / A+)."""
    font = QFont(FAMILY)
    font.setPointSizeF(SCREEN_POINTS * scale)
    # Qt polishes a widget once for each of its parents when one sheet follows another, and only
    # once when there was none: a quarter of the time for some 800 widgets.
    app.setStyleSheet("")
    app.setFont(font)
    app.setStyleSheet(
        _SHEET.format(
            ink=INK,
            accent=ACCENT,
            desk=DESK,
            line=LINE,
            # large letters carry their own air, and the screen does not grow with them
            air=5 if scale < ROOMY else 3,
            side=12 if scale < ROOMY else 10,
            high=1.5 if scale < ROOMY else 1.15,
            title=round(SCREEN_POINTS * scale * 1.3),
            card=round(SCREEN_POINTS * scale * 1.1),
        )
    )
