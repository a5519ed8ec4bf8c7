"""Thirty mixed letters through the real window by keyboard only: keys and seconds a letter.

Typed and scanned letters of every layout, wrong proposals included, one of them twice; beside
it the keys for typing the same facts into an empty form (counted, not driven). The promise:
median at most 6 keys, 90th percentile at most 40.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmdesk.app import Desk as Window
from kmdesk.app import make_application
from kmdesk.i18n import set_language
from kmdesk.records import Actor, Duty, Library
from kmdesk.shelf.ui.letter_form import LetterForm
from tests.benchmarks.measure import percentile, table
from tests.letters.clerk import Clerk, Desk, Tally, by_hand

LETTERS, SEED = 30, 2026
TIMEOUT_S = 60


def main() -> int:
    """Print the table; 1 when the promise is not kept."""
    app = make_application()
    set_language("th")
    actor = Actor("clerk", Duty.CLERK)
    with tempfile.TemporaryDirectory(prefix="kmdesk-clerk-") as scratch:
        library = Library.create(Path(scratch) / "library")
        desk = Desk(library, actor, Path(scratch))
        desk.furnish()
        desk.take_in(LETTERS, SEED)
        clerk = _drive(desk, library.root)
        wrong = desk.wrong()
        library.close()
    keys, hand = list(clerk.keys.values()), [by_hand(one) for one in desk.wanted.values()]
    checked, typed = Tally.of(keys), Tally.of(hand)
    seconds = list(clerk.seconds.values())
    table(
        f"{len(keys)} letters checked by keyboard, {LETTERS - len(keys)} never queued",
        [
            ["checking", checked.median, checked.p90, max(keys), sum(keys)],
            ["typing all by hand", typed.median, typed.p90, max(hand), sum(hand)],
        ],
        ["keys a letter", "median", "p90", "most", "all"],
    )
    median, p90 = statistics.median(seconds), percentile(seconds, 0.9)
    print(f"  the window took {median:.2f} s a letter (median), {p90:.2f} s (p90), keys included")
    print(f"  fields not as they should be afterwards: {len(wrong)}")
    mended = [name for names in clerk.corrected.values() for name in names]
    counts = {name: mended.count(name) for name in dict.fromkeys(mended)}
    print("  corrected: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    app.processEvents()
    return int(bool(checked.median > 6 or checked.p90 > 40 or len(keys) < LETTERS or wrong))


def _drive(desk: Desk, root: Path) -> Clerk:
    window = Window(root)
    window.show()
    _wait(lambda: window.pages is not None)
    assert window.context is not None
    window.context.set_actor(desk.actor)
    QTest.keyClick(window.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    tab = window.window.pages.page("shelf")
    _wait(tab.isVisible)
    tab.list.setFocus()
    QTest.keyClick(QApplication.focusWidget() or tab, Qt.Key.Key_F7)
    (form,) = window.window.findChildren(LetterForm)
    clerk = Clerk(form, desk.wanted, _wait)
    clerk.check_all()
    form.accept()
    window.close()
    return clerk


def _wait(ready: Callable[[], bool]) -> None:
    loop, polls = QEventLoop(), 0
    while not ready():
        polls += 1
        if polls > TIMEOUT_S * 200:
            raise TimeoutError(ready)
        QTimer.singleShot(5, loop.quit)
        loop.exec()


if __name__ == "__main__":
    sys.exit(main())
