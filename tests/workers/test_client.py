"""A worker from outside: answers find those who asked, and nothing it does hurts its client."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kmdesk.workers.client import (
    NotStarted,
    OutOfTime,
    Parts,
    Refused,
    Worker,
    WorkerGone,
    command_for,
)
from kmdesk.workers.wire import Actor
from tests.workers.echo import Count

LONG = 60.0


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(command_for("tests.workers.echo"))
    yield worker
    worker.kill()


def test_parts_come_in_order_and_bytes_behind_the_answer(worker: Worker) -> None:
    parts: list[int] = []
    answer = worker.ask("count", Count(1000), int, seconds=LONG, parts=Parts(int, parts.append))
    assert answer == (1000, b"\x00" * 1000)
    assert parts == list(range(1000))


def test_each_thread_gets_its_own_answer(worker: Worker) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: worker.ask("count", Count(n), int, seconds=LONG)[0], range(40))
        assert list(answers) == list(range(40))
    assert worker.served == 40


def test_the_process_is_told_for_whom_it_works(worker: Worker) -> None:
    actor = Actor("สมศรี", ("public", "internal"))
    assert worker.ask("who", None, list[str], seconds=LONG, actor=actor)[0] == [
        "สมศรี", "public", "internal",
    ]  # fmt: skip
    assert worker.ask("who", None, list[str], seconds=LONG)[0] == []


def test_a_refusal_carries_its_message_and_the_process_goes_on(worker: Worker) -> None:
    with pytest.raises(Refused) as raised:
        worker.ask("refuse", None, int, seconds=LONG)
    assert raised.value.failure.args == {"name": "a.pdf", "pages": 3}
    assert worker.ask("count", Count(1), int, seconds=LONG)[0] == 1


def test_out_of_memory_is_told_and_ends_the_process(worker: Worker) -> None:
    with pytest.raises(Refused) as raised:
        worker.ask("starve", None, int, seconds=LONG)
    assert raised.value.failure.message == "too hungry"
    with pytest.raises(WorkerGone):
        worker.ask("hang", None, int, seconds=LONG)


@pytest.mark.parametrize("deed", ["die", "shout"])
def test_a_process_that_dies_or_shouts_is_gone_for_all_who_wait(worker: Worker, deed: str) -> None:
    with pytest.raises(WorkerGone):
        worker.ask(deed, None, int, seconds=LONG)
    assert not worker.alive
    with pytest.raises(WorkerGone):
        worker.ask("count", Count(1), int, seconds=LONG)


def test_an_answer_of_another_type_is_no_answer(worker: Worker) -> None:
    with pytest.raises(WorkerGone):
        worker.ask("count", Count(1), str, seconds=LONG)
    with pytest.raises(WorkerGone):
        worker.ask("count", Count(1), int, seconds=LONG, parts=Parts(str, lambda _text: None))


def test_time_and_patience_end(worker: Worker) -> None:
    with pytest.raises(OutOfTime):
        worker.ask("hang", None, int, seconds=0.05)
    with pytest.raises(InterruptedError):
        worker.ask("hang", None, int, seconds=LONG, cancelled=lambda: True)


def test_a_process_killed_while_it_floods_us_lets_go(worker: Worker) -> None:
    first = threading.Event()
    with ThreadPoolExecutor(1) as pool:

        def take(_number: int) -> None:
            first.set()
            killed.wait(LONG)

        killed = threading.Event()
        asked = pool.submit(
            worker.ask, "count", Count(100_000), int, seconds=LONG, parts=Parts(int, take)
        )
        assert first.wait(LONG)
        worker.kill()
        killed.set()
        with pytest.raises(WorkerGone):
            asked.result(LONG)


def test_what_cannot_be_started_is_said() -> None:
    for command in (["no such program"], command_for("tests.workers.no_such_module")):
        with pytest.raises(NotStarted):
            Worker(command)


def test_the_process_ends_with_its_client(worker: Worker) -> None:
    assert worker.alive
    assert worker._process.stdin is not None
    worker._process.stdin.close()
    assert worker._process.wait(timeout=30) == 0
