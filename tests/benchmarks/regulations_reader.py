"""Laws in a library and on screen: import, opening the longest, scrolling through it.

QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.regulations_reader CORPUS_FOLDER
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kmdesk.records import SYSTEM, WALK_UP, Library
from kmdesk.regulations import import_law
from kmdesk.regulations.ui.reader import LawReader
from kmdesk.regulations.view import LawView, load
from kmdesk.widgets.style import dress
from tests.benchmarks.regulations_parse import laws

BATCH = 25


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """(milliseconds, result)."""
    start = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - start), result


def import_all(library: Library, corpus: Path) -> dict[str, int]:
    """Every law of the corpus; id → record id."""
    items, ids = laws(corpus), {}
    for start in range(0, len(items), BATCH):
        with library.writing(SYSTEM, "import") as unit:
            for item in items[start : start + BATCH]:
                record = import_law(
                    unit, item["title"], item["text"], item["kind"], item["date"], item["id"]
                )
                ids[item["id"]] = record.id
            unit.commit()
    return ids


def scroll(reader: LawReader, app: QApplication, steps: int = 600) -> list[float]:
    """Milliseconds of each of many scroll steps with their repaint."""
    bar, spent = reader.verticalScrollBar(), []
    for _ in range(steps):

        def step() -> None:
            bar.setValue(bar.value() + 250)
            app.processEvents()

        spent.append(timed(step)[0])
    return sorted(spent)


def main(corpus: Path) -> None:
    """Print the figures."""
    app = QApplication([])
    dress(app)
    with tempfile.TemporaryDirectory() as folder:
        library = Library.create(Path(folder) / "library")
        spent, ids = timed(lambda: import_all(library, corpus))
        assert isinstance(ids, dict)
        size = (library.root / "library.sqlite").stat().st_size / 1e6
        print(f"import: {len(ids)} laws in {spent / 1000:.1f} s, database {size:.0f} MB")
        reader = LawReader()
        reader.resize(700, 800)
        reader.show()
        for name in ("krisdika-395080", "krisdika-567410", "krisdika-661020"):
            with library.reading(WALK_UP) as reading:
                loaded, view = timed(lambda key=ids[name]: load(reading, key))  # type: ignore[misc]
            assert isinstance(view, LawView)
            shown = timed(lambda v=view: (reader.show_law(v), app.processEvents()))[0]  # type: ignore[misc]
            steps = scroll(reader, app)
            print(
                f"{name}: load {loaded:.0f} ms, first page {shown:.0f} ms, scroll p50"
                f" {steps[len(steps) // 2]:.1f} p99 {steps[-len(steps) // 100]:.1f}"
                f" worst {steps[-1]:.1f} ms"
            )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory of this process: {peak:.0f} MB")
        library.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
