"""100,000 records and 1 GB of files: what the window, the search and the backup take.

``./installer/test tests/full/test_load.py -s`` prints a table. LOAD_RECORDS and LOAD_MB make it
smaller; LOAD_LIBRARY keeps the library at that path for the next run. Figures are printed, never
judged: what is asserted is that everything is there.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.search.client import SearchClient
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.store.backup import back_up, restore
from kmdesk.workers.child import self_command
from tests.benchmarks.cold_start import Start
from tests.benchmarks.measure import KMDESK, percentile
from tests.benchmarks.search_common import word_queries
from tests.full.large_library import make, texts
from tests.office.batch import _Beat

RECORDS = int(os.environ.get("LOAD_RECORDS", "100000"))
FILE_BYTES = int(os.environ.get("LOAD_MB", "1000")) * 1_000_000
QUERIES, OPENED, JUMPS, MORE = 200, 50, 60, 20
PATIENCE = 900_000
CLERK = Actor("ธุรการทดสอบ", Duty.ADMINISTRATOR)


def say(name: str, said: str) -> None:
    """One line of the table."""
    print(f"  {name:44} {said}", file=sys.stderr, flush=True)


def took(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def megabytes(folder: Path) -> float:
    """Size of what lies below a folder; a file with two names counts once."""
    seen = {s.st_ino: s.st_size for f in folder.rglob("*") if (s := f.stat()) and f.is_file()}
    return sum(seen.values()) / 1e6


def memory_of(pid: int) -> str:
    """Resident memory of a process, now and at its peak."""
    return f"{status_mb(pid, 'VmRSS'):.0f}, {status_mb(pid, 'VmHWM'):.0f} MB"


def status_mb(pid: int, name: str) -> float:
    """A figure of a process: VmRSS or VmHWM, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


@pytest.fixture(scope="module")
def large(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large library, made once."""
    kept = os.environ.get("LOAD_LIBRARY")
    root = Path(kept) if kept else tmp_path_factory.mktemp("load") / "library"
    if not Library.exists(root):
        seconds = took(lambda: make(root, RECORDS, FILE_BYTES, corpus))
        say("made by the program's own services", f"{seconds:.0f} s")
    size = (root / "library.sqlite").stat().st_size / 1e6
    say(
        "records; database; files",
        f"{RECORDS:,}; {size:.0f} MB; {megabytes(root / 'files'):.0f} MB",
    )
    return root


@pytest.fixture(scope="module")
def searched(large: Path, corpus: Path) -> Iterator[list[str]]:
    """Queries, once the index is built and measured."""
    chosen = [words for _title, words in texts(corpus, min(RECORDS, 5_000))]
    command = self_command(["worker", "search", "--library", str(large)])
    client = SearchClient(command)
    seconds = took(client.catch_up)
    pid = client._process.pid if client._process else 0
    say(
        "index: built; size; memory, peak",
        f"{seconds:.0f} s; {megabytes(large / 'index'):.0f} MB; {memory_of(pid)}",
    )
    client.close()
    yield word_queries(chosen, QUERIES, 11)


def test_search(large: Path, searched: list[str]) -> None:
    client = SearchClient(self_command(["worker", "search", "--library", str(large)]))
    first = took(lambda: client.search(f'"{searched[0]}"'))
    times, found = [], 0
    for query in searched:
        began = time.perf_counter()
        found += client.search(f'"{query}"').total > 0
        times.append((time.perf_counter() - began) * 1000)
    plain = [took(lambda q=q: client.search(q)) * 1000 for q in searched[:100]]
    typed = [took(lambda q=q: client.suggest(q[:3])) * 1000 for q in searched[:100]]
    pid = client._process.pid if client._process else 0
    say("first search of a new process", f"{first * 1000:.0f} ms")
    say("search, quoted: p50, p95, worst", _spread(times))
    say("search, words as typed", _spread(plain))
    say("suggestions", _spread(typed))
    say(
        "memory of the search process, peak",
        f"{status_mb(pid, 'VmRSS'):.0f}, {status_mb(pid, 'VmHWM'):.0f} MB",
    )
    client.close()
    assert found == len(searched)


def _spread(ms: list[float]) -> str:
    return f"{percentile(ms, 0.5):.0f}, {percentile(ms, 0.95):.0f}, {max(ms):.0f} ms"


def test_start(large: Path, searched: list[str]) -> None:
    command = [*KMDESK, "--library", str(large)]
    for name in ("start (cold)", "start (again)"):
        start = Start(command, "ready_ms")
        memory = start.memory()
        said = ", ".join(f"{at.removesuffix('_ms')} {ms:.0f}" for at, ms in start.times.items())
        say(name, f"{said} ms; window {memory[0]:.0f} MB")
        start.end()
        assert set(start.times) >= {"first_paint_ms", "usable_ms", "ready_ms"}


def test_list(qtbot: QtBot, large: Path, searched: list[str]) -> None:
    desk = Desk(large)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None, timeout=PATIENCE)
    desk.context.set_actor(CLERK)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
    beat = _Beat()

    def idle() -> None:
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)

    def measured(name: str, act: Callable[[], object]) -> None:
        beat.longest, beat._last = 0.0, time.monotonic()
        seconds = took(lambda: (act(), idle()))
        say(name, f"{seconds * 1000:.0f} ms; window held up {beat.longest * 1000:.0f} ms")

    measured("the shelf's list", lambda: desk.window.pages.show_page("shelf"))
    tab = desk.window.pages.page("shelf")
    assert len(tab.list.ids) == RECORDS
    for column in range(3):
        measured(f"sorted by column {column + 1}", lambda at=column: tab.list.order_by(at, True))
    measured("filtered", lambda: (tab.filter.setText("ส่วนที่ 2"), tab.reload()))
    assert 0 < len(tab.list.ids) < RECORDS
    measured("filter taken off", lambda: (tab.filter.clear(), tab.reload()))
    bar = tab.list.verticalScrollBar()
    steps = [bar.maximum() * (7 * step % JUMPS) // JUMPS for step in range(JUMPS)]
    measured(f"{JUMPS} jumps in the list", lambda: [_jump(qtbot, desk, tab, at) for at in steps])
    ids = tab.list.ids[:: len(tab.list.ids) // OPENED][:OPENED]
    opened: list[float] = []
    measured("records opened, one after the other", lambda: opened.extend(_open(qtbot, tab, ids)))
    say("a record opened: p50, p95, worst", _spread(opened))
    measured("all chosen (Ctrl+A)", tab.list.selectAll)
    assert len(tab.list.selected_ids()) == RECORDS
    measured("home", lambda: desk.window.pages.show_page("home"))
    say(
        "memory of the window, peak",
        f"{memory_of(os.getpid())} (with the test)",
    )
    desk.close()


def _jump(qtbot: QtBot, desk: Desk, tab, at: int) -> None:
    tab.list.verticalScrollBar().setValue(at)
    tab.list.viewport().repaint()  # asks for what has come into sight
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)


def _open(qtbot: QtBot, tab, ids: list[int]) -> Iterator[float]:
    for record_id in ids:
        began = time.perf_counter()
        tab.open_record(record_id)
        qtbot.waitUntil(
            lambda wanted=record_id: tab.shown is not None and tab.shown.id == wanted,
            timeout=PATIENCE,
        )
        yield (time.perf_counter() - began) * 1000


def test_backup_and_restore(large: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    first = took(lambda: back_up(large, stick))
    say("backup: first, proved", f"{first:.0f} s; {megabytes(stick):.0f} MB")
    library = Library.open(large)
    with library.writing(SYSTEM, "Add documents") as unit:
        for number in range(MORE):
            body = f"ใหม่ {number} {time.time()}".encode()
            add_document(
                unit, NewDocument(f"ใหม่ {number}"), [], NewFile(body, "ก.txt", "text/plain")
            )
        unit.commit()
    before = megabytes(stick)
    seconds = took(lambda: back_up(large, stick))
    say(
        f"backup: {MORE} more papers, proved",
        f"{seconds:.0f} s; {megabytes(stick) - before:.0f} MB",
    )
    seconds = took(library.keep_point)
    say("restore point (hard links)", f"{seconds:.1f} s")
    library.close()
    newest = max(stick.glob("kmdesk-2*"))
    seconds = took(lambda: restore(newest, tmp_path / "back"))
    say("restored on a new machine", f"{seconds:.0f} s")
    again = Library.open(tmp_path / "back")
    with again.reading(SYSTEM) as reading:
        assert (
            reading.session.connection().exec_driver_sql("SELECT count(*) FROM record").scalar()
            >= RECORDS + MORE
        )
    again.close()
    shutil.rmtree(large / "backups")
