"""A child that works for minutes: parts and the end reach the window, however it ends."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from kmdesk.jobs.process import Errand, WorkerProcess
from kmdesk.office.protocol import AddFiles, Ended, Outcome, Step
from kmdesk.records import Library
from kmdesk.workers.wire import Actor

PATIENCE_MS = 90_000


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number:03}.txt" for number in range(200)]
    for path in made:
        path.write_text(f"เรื่อง {path.stem}", "utf-8")
    return made


@pytest.fixture
def importing(library: Library, papers: list[Path]) -> WorkerProcess:
    """An import that is not yet started."""
    request = AddFiles(library=library.root, language="th", paths=papers)
    return WorkerProcess(
        Errand(("worker", "import"), "add", request, Step | Outcome, Ended, Actor("ธุรการ"))
    )


def test_every_part_comes_before_the_end(qtbot: QtBot, library: Library, tmp_path: Path) -> None:
    papers = [tmp_path / name for name in ("ก.txt", "ข.txt")]
    for path in papers:
        path.write_text("บันทึก " + path.stem, "utf-8")
    request = AddFiles(library=library.root, language="th", paths=papers)
    process = WorkerProcess(
        Errand(("worker", "import"), "add", request, Step | Outcome, Ended, Actor("ธุรการ"))
    )
    told: list[object] = []
    process.said.connect(told.append)
    with qtbot.waitSignal(process.ended, timeout=PATIENCE_MS):
        process.start()
        assert process.is_running
    assert [type(said) for said in told] == [Step, Outcome, Step, Outcome]
    assert not process.is_running and process.error is None


def test_why_it_failed_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    request = AddFiles(library=tmp_path / "none", language="th", paths=[tmp_path])
    process = WorkerProcess(
        Errand(("worker", "import"), "add", request, Step | Outcome, Ended, Actor("ธุรการ"))
    )
    with qtbot.waitSignal(process.ended, timeout=PATIENCE_MS):
        process.start()
    assert process.error is not None
    assert "{" not in str(process.error) and not str(process.error).isascii()


def test_a_child_that_dies_is_told_in_the_words_for_what_nobody_foresaw(
    qtbot: QtBot, importing: WorkerProcess
) -> None:
    def kill(said: object) -> None:
        worker = importing._talk.worker
        if isinstance(said, Outcome) and worker is not None:
            worker.kill()  # as the system does when memory runs out

    importing.said.connect(kill)
    with qtbot.waitSignal(importing.ended, timeout=PATIENCE_MS):
        importing.start()
    assert not importing.was_cancelled
    assert "ไม่คาดไว้" in str(importing.error)


def test_cancelled_it_ends_early_and_without_an_error(
    qtbot: QtBot, importing: WorkerProcess, papers: list[Path]
) -> None:
    told: list[object] = []
    importing.said.connect(told.append)
    importing.said.connect(lambda _said: importing.cancel())
    with qtbot.waitSignal(importing.ended, timeout=PATIENCE_MS):
        importing.start()
    assert importing.was_cancelled and importing.error is None
    assert 0 < len(told) < len(papers)


def test_ended_it_is_gone_and_says_nothing_more(qtbot: QtBot, importing: WorkerProcess) -> None:
    told: list[object] = []
    with qtbot.waitSignal(importing.said, timeout=PATIENCE_MS):
        importing.start()
    importing.said.connect(told.append)
    importing.ended.connect(lambda: told.append("ended"))
    importing.end()
    assert not importing.is_running
    QCoreApplication.processEvents()  # what was on its way is delivered now, or never
    assert told == []


def test_killed_before_it_has_started_it_never_runs(qtbot: QtBot, importing: WorkerProcess) -> None:
    importing._talk.kill()
    with qtbot.waitSignal(importing.ended, timeout=PATIENCE_MS):
        importing.start()
    assert importing._talk.worker is None and importing.error is None


def test_a_page_that_goes_takes_its_child_with_it(qtbot: QtBot, importing: WorkerProcess) -> None:
    talk = importing._talk
    with qtbot.waitSignal(importing.said, timeout=PATIENCE_MS):
        importing.start()
    importing.deleteLater()
    qtbot.waitUntil(lambda: talk.is_over, timeout=PATIENCE_MS)
    assert talk.is_killed and talk.worker is not None and not talk.worker.alive
