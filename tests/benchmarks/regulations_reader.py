"""Laws in a library and on screen: import, opening the longest, scrolling, references, memory.

QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.regulations_reader CORPUS_FOLDER
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kmdesk.composition import build_kinds
from kmdesk.records import SYSTEM, WALK_UP, Library
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.ui.reader import LawReader
from kmdesk.regulations.view import LawView, load_view
from kmdesk.search.queries import Backlinks
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


def resident() -> float:
    """Megabytes this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def longest(corpus: Path, count: int = 3) -> list[str]:
    """Ids of the longest laws."""
    return [item["id"] for item in sorted(laws(corpus), key=lambda item: -len(item["text"]))][
        :count
    ]


def open_and_scroll(library: Library, reader: LawReader, app: QApplication, record: int) -> None:
    """Print how long one law takes to load, to show and to scroll."""
    with library.reading(WALK_UP) as reading:
        loaded, view = timed(lambda: load_view(reading, record))
    assert isinstance(view, LawView)
    shown = timed(lambda: (reader.show_law(view), app.processEvents()))[0]
    steps = scroll(reader, app)
    size = sum(len(row.text) for row in view.rows)
    print(
        f"{view.title[:44]} ({size:,} characters): load {loaded:.0f} ms, first page {shown:.0f} ms,"
        f" scroll p50 {steps[len(steps) // 2]:.1f} p99 {steps[-len(steps) // 100]:.1f}"
        f" worst {steps[-1]:.1f} ms"
    )


def open_all(library: Library, reader: LawReader, app: QApplication, ids: list[int]) -> None:
    """Print how memory moves while every law is opened in turn, twice."""
    held, slowest = [], 0.0
    for _ in range(2):
        for record in ids:

            def show(key: int = record) -> None:
                with library.reading(WALK_UP) as reading:
                    view = load_view(reading, key)
                assert isinstance(view, LawView)
                reader.show_law(view)
                app.processEvents()

            slowest = max(slowest, timed(show)[0])
        held.append(resident())
    print(
        f"all {len(ids)} laws opened: slowest {slowest:.0f} ms; memory after the first round"
        f" {held[0]:.0f} MB, after the second {held[1]:.0f} MB"
    )


def cite(library: Library, ids: list[int]) -> None:
    """Print how fast references are read, turned round and answered."""
    kinds = build_kinds()
    store = Backlinks(library.root / "index" / "references.sqlite", writer=True)
    store.open()
    slices = []
    with library.reading(SYSTEM) as reading:
        more: object = True
        while more:
            spent, more = timed(lambda: store.step(reading.session, kinds))
            slices.append(spent)
        asked = sorted(
            timed(lambda key=key: store.backlinks(reading.session, key, None, ("public",)))[0]  # type: ignore[misc]
            for key in ids
        )
        spent, wanted = timed(lambda: store.wanted(reading.session, ("public",)))
    assert isinstance(wanted, list)
    store.close()
    print(
        f"references of {len(ids)} laws read in {sum(slices) / 1000:.1f} s, longest slice"
        f" {max(slices):.0f} ms; backlinks of a law p50 {asked[len(asked) // 2]:.1f} worst"
        f" {asked[-1]:.0f} ms; {len(wanted)} laws wanted, listed in {spent:.0f} ms"
    )


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
        for name in ("krisdika-395080", *longest(corpus)):
            open_and_scroll(library, reader, app, ids[name])
        open_all(library, reader, app, list(ids.values()))
        cite(library, list(ids.values()))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory of this process: {peak:.0f} MB")
        library.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
