"""A list that repaints all the while: the window's own, while it imports and searches.

``python -m tests.benchmarks.repaint [CORPUS]``; the promise: p99 under 50 ms, worst under
150 ms between one repaint and the next.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from kmdesk.app import Desk, make_application
from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Duty
from kmdesk.widgets.record_list import RecordList
from tests.benchmarks.measure import corpus, kmdesk, news, percentile, table, write_news

PRESENT, INCOMING = 1_000, 1_000
TICK_MS = 5
QUIET_S = 5.0
QUERIES = ("สหกรณ์", "การประชุมใหญ่", "คณะกรรมการ", "งบประมาณ", "ชุมพร", "ที่ และ การ")


class Repainter(QObject):
    """Repaints a list at every tick, moving through it; keeps the gaps between repaints."""

    def __init__(self, shown: RecordList) -> None:
        super().__init__(shown)
        self._list = shown
        self._last = 0.0
        self.gaps: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def during(self, ends: Callable[[Callable[[], None]], object]) -> list[float]:
        """Gaps in milliseconds until what ``ends`` began calls the function it was given."""
        loop = QEventLoop()
        self.gaps, self._last = [], time.perf_counter()
        self._timer.start(TICK_MS)
        ends(loop.quit)
        loop.exec()
        self._timer.stop()
        return self.gaps

    def _tick(self) -> None:
        bar = self._list.verticalScrollBar()
        bar.setValue((bar.value() + 1) % (bar.maximum() + 1))
        self._list.viewport().repaint()
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


class Load:
    """The work that goes on beside the list, through the window's own runner."""

    def __init__(self, desk: Desk) -> None:
        assert desk.context is not None
        assert desk.runner is not None
        self.context, self.runner = desk.context, desk.runner
        self.answered = 0
        self.imported = 0
        self._queries = cycle(QUERIES)
        self._searching = False

    def quiet(self, done: Callable[[], None]) -> None:
        """Nothing at all for a while."""
        QTimer.singleShot(int(QUIET_S * 1000), done)

    def import_in_child(self, paths: list[Path], done: Callable[[], None]) -> None:
        """An import by a ``kmdesk add`` process beside the window."""
        library = self.context.library.root

        def finished(count: int) -> None:
            self.imported += count
            self.context.library_changed.emit()
            done()

        self.runner.submit_read(
            lambda: len(kmdesk("add", *paths, "--library", library).lines), done=finished
        )

    def import_in_lane(self, paths: list[Path], done: Callable[[], None]) -> None:
        """The same import by a thread of the window, for comparison."""
        ingest = Ingest(self.context.library, Actor("clerk", Duty.CLERK))

        def work() -> int:
            return sum(1 for _ in ingest.run(paths))

        def finished(count: int) -> None:
            self.imported += count
            self.context.library_changed.emit()
            done()

        self.runner.submit_write(work, done=finished)

    def search_for_a_while(self, done: Callable[[], None]) -> None:
        """Question after question for a while."""
        self.keep_searching()

        def stop() -> None:
            self.stop_searching()
            done()

        QTimer.singleShot(int(QUIET_S * 1000), stop)

    def keep_searching(self) -> None:
        """The next question as soon as one is answered."""
        self._searching = True
        self._ask()

    def stop_searching(self) -> None:
        """No further question."""
        self._searching = False

    def _ask(self) -> None:
        client, audiences = self.context.search, self.context.actor.audiences
        if client is None or not self._searching:
            return
        query = next(self._queries)

        def answered(_result: object) -> None:
            self.answered += 1
            self._ask()

        self.runner.submit_read(
            lambda: client.search(query, actor_audiences=audiences),
            done=answered,
            failed=lambda _error: QTimer.singleShot(50, self._ask),
        )


def open_desk(root: Path) -> Desk:
    """A window on the library, usable."""
    desk = Desk(root)
    desk.window.resize(1366, 768)
    desk.show()
    _wait(lambda: desk.context is not None and desk.window.pages.current == "home")
    _wait(lambda: desk.context is not None and desk.context.search is not None)
    return desk


def _wait(until: Callable[[], bool], limit_s: float = 60.0) -> None:
    end = time.monotonic() + limit_s
    while not until():
        if time.monotonic() > end:
            sys.exit("the window did not become usable")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def main() -> int:
    """Print the table; 1 when a promise is broken."""
    folder = corpus()
    make_application()
    with tempfile.TemporaryDirectory(prefix="kmdesk-bench-") as name:
        root = Path(name) / "library"
        kmdesk("add", write_news(folder, PRESENT, Path(name) / "a.jsonl"), "--library", root)
        lines = [*news(folder, PRESENT + 2 * INCOMING)][PRESENT:]
        texts = [Path(name) / "b.jsonl", Path(name) / "c.jsonl"]
        for number, path in enumerate(texts):
            part = lines[number * INCOMING : (number + 1) * INCOMING]
            path.write_text("".join(part), encoding="utf-8")
        desk = open_desk(root)
        page = desk.window.pages.show_page("shelf")
        shown = page.findChild(RecordList)
        assert shown is not None
        _wait(lambda: bool(shown.ids))
        repainter, load = Repainter(shown), Load(desk)
        results = [("nothing else", repainter.during(load.quiet))]
        results.append(("searching", repainter.during(load.search_for_a_while)))
        load.keep_searching()
        by_child = {
            f"importing {INCOMING:,} texts and searching": texts[0],
            "importing the real files and searching": folder / "files",
        }
        for label, source in by_child.items():
            begin = partial(load.import_in_child, [source])
            results.append((label, repainter.during(begin)))
        promised = len(results)
        begin = partial(load.import_in_lane, [texts[1]])
        results.append(("(texts by a thread of the window)", repainter.during(begin)))
        load.stop_searching()
        desk.close()
    table(
        f"Milliseconds from one repaint of the list to the next (a tick each {TICK_MS} ms)",
        [
            [name, len(gaps), *(percentile(gaps, share) for share in (0.5, 0.99)), max(gaps)]
            for name, gaps in results
        ],
        ["", "repaints", "p50", "p99", "worst"],
    )
    print(f"\n  {load.imported} items imported, {load.answered} questions answered meanwhile")
    return int(
        any(percentile(gaps, 0.99) > 50 or max(gaps) > 150 for _, gaps in results[:promised])
    )


if __name__ == "__main__":
    sys.exit(main())
