"""Self-test of Qt: window system, screen font, printers."""

import os
import sys
from pathlib import Path
from typing import cast

from PySide6 import __version__ as binding
from PySide6.QtCore import QObject, qVersion
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF, QGuiApplication
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication

from kmdesk.i18n import tr
from kmdesk.office.self_test import CheckResult, bad, good, note
from kmdesk.resources import resource_path
from kmdesk.widgets.style import FAMILY, dress

_CALLS = 1000
_APPLICATION: list[QApplication] = []


def application() -> QApplication:
    """Return the existing application, or a new one, offscreen where there is no screen."""
    present = cast("QApplication | None", QApplication.instance())
    if present is not None:
        return present
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    made = QApplication(sys.argv[:1])
    dress(made)
    _APPLICATION.append(made)  # Qt needs it alive until the process ends
    return made


def window_system(_library: Path) -> CheckResult:
    """Check that Qt starts and its binding keeps references to None (one release did not)."""
    application()
    thing = QObject()
    thing.setObjectName("warm")
    # PySide6 6.12.0 on Python 3.11 lost one reference to None per call (6.11.3: none) and
    # aborted the process after some thousands of calls
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        thing.setObjectName("name")
    if abs(sys.getrefcount(None) - before) >= _CALLS // 10:
        return bad(
            tr("PySide6 {version} is a faulty release. Install the program again.", version=binding)
        )
    words = {"version": qVersion(), "platform": QGuiApplication.platformName()}
    if QGuiApplication.platformName() == "offscreen":
        return note(tr("Qt {version}; no screen here, windows cannot be shown", **words))
    return good(tr("Qt {version} on {platform}", **words))


def screen_font(_library: Path) -> CheckResult:
    """Check that the screen font has every letter of a Thai sentence."""
    font = application().font()
    if FAMILY not in QFontDatabase.families() or QFontInfo(font).family() != FAMILY:
        return bad(tr("The font {name} is missing. Install the program again.", name=FAMILY))
    metrics = QFontMetricsF(font)
    letters = set(resource_path("self-test/page.txt").read_text("utf-8")) - {"\n"}
    missing = sorted(letter for letter in letters if not metrics.inFontUcs4(ord(letter)))
    if missing:
        return bad(tr("The font lacks {letters}.", letters=" ".join(missing)))
    return good(FAMILY)


def printers(_library: Path) -> CheckResult:
    """Report the printers of the system; PDF files can be saved in any case."""
    application()
    names = QPrinterInfo.availablePrinterNames()
    if not names:
        return note(tr("No printer is set up. Prints can be saved as PDF until there is one."))
    return good(", ".join(names))
