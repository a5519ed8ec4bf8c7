"""Cold start with 1,000 documents, as a ratio to an empty PySide6 window in the same run.

``python -m tests.benchmarks.cold_start [CORPUS]``; the promise: first paint at most 2 times,
usable list at most 4 times the empty window, window process at most 250 MB.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.measure import KMDESK, TREE, corpus, kmdesk, resident_mb, table, write_news

RUNS = 7
DOCUMENTS = 1_000
SETTLE_S = 3.0
EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    said = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.said:
            self.said = True
            print("first_paint_ms=0", file=sys.stderr, flush=True)
app = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
sys.exit(app.exec())
"""


class Start:
    """One started window: when it said what, in milliseconds from the start of the process."""

    def __init__(self, command: list[str], last: str) -> None:
        environment = {**os.environ, "KMDESK_TRACE_START": "1"}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        self.times: dict[str, float] = {}
        self._begin = time.perf_counter()
        self._child = subprocess.Popen(
            command, cwd=TREE, env=environment, stderr=subprocess.PIPE, text=True
        )
        timer = threading.Timer(60, self._child.kill)
        timer.start()
        self._listen_until(last)
        timer.cancel()

    def _listen_until(self, last: str) -> None:
        assert self._child.stderr is not None
        said = []
        for line in self._child.stderr:
            name, separator, _ = line.partition("=")
            if separator and name.endswith("_ms"):
                self.times[name] = (time.perf_counter() - self._begin) * 1000
            else:
                said.append(line)
            if name == last:
                return
        sys.exit(f"the window never said {last}:\n{''.join(said)}")

    def memory(self) -> tuple[float, float]:
        """Resident and proportional megabytes once the window has settled."""
        time.sleep(SETTLE_S)
        return resident_mb(self._child.pid)

    def end(self) -> None:
        """Close the window."""
        self._child.terminate()
        self._child.communicate()


def measure(
    commands: dict[str, tuple[list[str], str]], runs: int
) -> dict[str, tuple[dict[str, float], float, float]]:
    """Median times of each command, taken turn and turn about, and the memory of its last run."""
    starts: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    memory: dict[str, tuple[float, float]] = {}
    for run in range(runs):
        for name, (command, last) in commands.items():
            start = Start(command, last)
            starts[name].append(start.times)
            if run == runs - 1:
                memory[name] = start.memory()
            start.end()
    return {
        name: (
            {said: statistics.median(times[said] for times in all_times) for said in all_times[0]},
            *memory[name],
        )
        for name, all_times in starts.items()
    }


def main() -> int:
    """Print the table; 1 when a promise is broken."""
    folder = corpus()
    with tempfile.TemporaryDirectory(prefix="kmdesk-bench-") as name:
        library = Path(name) / "library"
        kmdesk(
            "add", write_news(folder, DOCUMENTS, Path(name) / "news.jsonl"), "--library", library
        )
        commands = {
            "empty": ([sys.executable, "-c", EMPTY], "first_paint_ms"),
            "kmdesk": ([*KMDESK, "--library", str(library)], "ready_ms"),
        }
        measure(commands, 1)  # once to warm the disk cache for both
        measured = measure(commands, RUNS)
    empty, empty_rss, empty_pss = measured["empty"]
    times, rss, pss = measured["kmdesk"]
    base = empty["first_paint_ms"]
    painted, usable = times["first_paint_ms"], times["usable_ms"]
    rows = [
        ["empty PySide6 window", base, 1.0, empty_rss, empty_pss],
        ["first painted", painted, painted / base],
        ["usable list", usable, usable / base],
        ["everything loaded", times["ready_ms"], times["ready_ms"] / base, rss, pss],
    ]
    title = f"Cold start, {DOCUMENTS:,} documents, median of {RUNS}"
    table(title, rows, ["", "ms", "times", "RSS MB", "PSS MB"])
    return int(painted > 2 * base or usable > 4 * base or rss > 250)


if __name__ == "__main__":
    sys.exit(main())
