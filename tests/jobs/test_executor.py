"""The task runner: results, failures and progress reach the main thread; none is lost."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kmdesk.jobs import Task, TaskRunner
from kmdesk.jobs.executor import Progress


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


class Told:
    """Callable that notes the thread in which its last reference was dropped."""

    def __init__(self, deaths: list[threading.Thread], fails: bool) -> None:
        self._deaths, self._fails = deaths, fails

    def __call__(self) -> "Told":
        if self._fails:
            raise ValueError("as wished")
        return Told(self._deaths, False)

    def __del__(self) -> None:
        self._deaths.append(threading.current_thread())


@pytest.mark.parametrize("fails", [False, True])
def test_jobs_and_results_die_on_the_main_thread(
    qtbot: QtBot, runner: TaskRunner, fails: bool
) -> None:
    deaths: list[threading.Thread] = []
    for _ in range(300):
        runner.submit_read(
            Told(deaths, fails), done=lambda _result: None, failed=lambda _error: None
        )
    qtbot.waitUntil(lambda: not runner.is_busy)
    qtbot.waitUntil(lambda: len(deaths) >= (300 if fails else 600))
    assert {thread.name for thread in deaths} == {threading.main_thread().name}


class Page(QLabel):
    """Shows what was read last, as pages do: by a method and by a closure made anew each time."""

    def refresh(self, runner: TaskRunner, work: Callable[[], str], *, closure: bool) -> Task:
        def show(text: str) -> None:
            self.setText(text)

        return runner.submit_read(work, done=show if closure else self.setText)


@pytest.mark.parametrize("closure", [False, True])
@pytest.mark.parametrize("is_cancelled", [False, True])
def test_a_slow_older_read_never_shows_over_a_newer_one(
    qtbot: QtBot, runner: TaskRunner, closure: bool, is_cancelled: bool
) -> None:
    page, other = Page(), Page()
    qtbot.addWidget(page)
    qtbot.addWidget(other)
    is_let_go = threading.Event()

    def slow() -> str:
        is_let_go.wait(60)
        return "older"

    task = page.refresh(runner, slow, closure=closure)
    if is_cancelled:
        task.cancel()
    page.refresh(runner, lambda: "newer", closure=closure)
    other.refresh(runner, lambda: "of another page", closure=closure)
    qtbot.waitUntil(lambda: other.text() == "of another page")  # waits for no page but its own
    if is_cancelled:
        qtbot.waitUntil(lambda: page.text() == "newer")
    is_let_go.set()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert page.text() == "newer"


def test_a_slot_that_fails_holds_up_no_other_result(qtbot: QtBot, runner: TaskRunner) -> None:
    shown: list[int] = []
    is_let_go = threading.Event()

    def show(number: int) -> None:
        shown.append(number)
        if number == 1:
            raise ValueError("as wished")

    with qtbot.captureExceptions() as errors:
        for number in range(3):
            runner.submit_read(lambda number=number: (is_let_go.wait(60), number)[1], done=show)
        is_let_go.set()
        qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown == [0, 1, 2]
    assert [str(error[1]) for error in errors] == ["as wished"]


def test_a_slot_that_waits_for_more_of_its_own_gets_it_and_what_it_asks_for_then(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    """As a slot does that opens a dialog: inside it, results go on arriving."""
    shown: list[int] = []

    def ask(number: int) -> None:
        runner.submit_read(lambda: number, done=show)

    def show(number: int) -> None:
        shown.append(number)
        if number == 0:
            ask(1)
            qtbot.waitUntil(lambda: 1 in shown)
            ask(2)

    ask(0)
    qtbot.waitUntil(lambda: shown == [0, 1, 2])
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert not runner._turns


def test_a_slot_may_capture_what_gets_its_value_only_afterwards(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    shown: list[bool] = []
    task = runner.submit_read(lambda: 1, done=lambda _result: shown.append(task.is_cancelled))
    qtbot.waitUntil(lambda: shown == [False])


def test_writes_keep_their_order(qtbot: QtBot, runner: TaskRunner) -> None:
    done: list[int] = []
    for number in range(50):
        runner.submit_write(lambda number=number: done.append(number))
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert done == list(range(50))


def test_progress_is_heard_and_cancel_stops(qtbot: QtBot, runner: TaskRunner) -> None:
    go_on = threading.Event()
    heard: list[tuple[int, int]] = []
    results: list[object] = []

    def work(progress: Progress) -> str:
        progress.tell(1, 2)
        go_on.wait(10)
        progress.check()
        return "to the end"

    task = runner.submit_read(
        work, done=results.append, progressed=lambda done, total: heard.append((done, total))
    )
    qtbot.waitUntil(lambda: bool(heard))
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert heard == [(1, 2)]
    assert results == []


def test_nothing_is_told_to_a_widget_that_is_gone(qtbot: QtBot, runner: TaskRunner) -> None:
    label, told = QLabel(), []
    runner.submit_read(lambda: "late", done=label.setText)
    runner.submit_read(lambda: "late", done=lambda words: label.setText(words + "!"))
    runner.submit_read(lambda: "late", done=partial(QLabel.setText, label))
    runner.submit_read(lambda: "heard", done=told.append)
    label.deleteLater()
    QApplication.sendPostedEvents(label, QEvent.Type.DeferredDelete)
    assert not isValid(label)
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert told == ["heard"]


def test_failures_come_to_the_slot_given(qtbot: QtBot, runner: TaskRunner) -> None:
    errors: list[Exception] = []

    def work() -> None:
        raise ValueError("as wished")

    runner.submit_write(work, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "as wished"


def test_closed_lanes_run_nothing(qtbot: QtBot) -> None:
    runner, done = TaskRunner(), []
    runner.close()
    assert runner.submit_read(lambda: 1, done=done.append).is_cancelled
    assert not runner.is_busy
    assert done == []
