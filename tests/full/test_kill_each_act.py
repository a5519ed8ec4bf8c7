"""SIGKILL during move, merge, undo and bringing a folder in: all of a round or nothing of it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kmdesk.records import Library
from tests.faults import acts, kill
from tests.faults.act_checks import CHECKS, check_merge, check_move, check_whole, one

pytestmark = pytest.mark.linux_only("there is no SIGKILL")
MOMENTS = 3


@dataclass(frozen=True)
class Ended:
    """How an act ended: the rounds it said, whether it was killed, seconds after "ready"."""

    said: list[int]
    killed: bool
    seconds: float


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stock") / "library"
    acts.make_library(root)
    return root


@pytest.fixture(scope="module")
def folder(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("folder") / "out"
    acts.make_folder(stock, out)
    return out


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bare") / "library"
    Library.create(root).close()
    return root


def _run(act: str, library: Path, folder: Path, after_s: float | None, **more: str) -> Ended:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.acts", act, str(library), str(folder)],
        cwd=kill.TREE,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    begin = time.monotonic()
    if after_s is not None:
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
    out, _errors = child.communicate(timeout=120)
    killed = child.returncode == -signal.SIGKILL
    assert killed or child.returncode == 0
    whole = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return Ended([int(line) for line in whole], killed, time.monotonic() - begin)


@pytest.mark.parametrize("act", acts.ACTS)
@pytest.mark.parametrize("point", ["commit:3", "committed:3"])
def test_killed_at_a_commit(act, point, stock, bare, folder, tmp_path: Path) -> None:
    library = acts.copy_of(bare if act == "bring" else stock, tmp_path / "library")
    ended = _run(act, library, folder, None, KMDESK_KILL_AT=point)
    assert ended.killed
    assert len(ended.said) == 2
    check_whole(library)
    CHECKS[act](library, ended.said)
    stands = point.startswith("committed")
    if act == "move":
        assert one(library, "SELECT max(place_id) FROM record") == [(4 if stands else 3,)]


@pytest.mark.parametrize("act", acts.ACTS)
def test_killed_at_random_moments(
    act, stock, bare, folder, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    origin = bare if act == "bring" else stock
    whole = _run(act, acts.copy_of(origin, tmp_path / "whole"), folder, None)
    assert not whole.killed
    CHECKS[act](tmp_path / "whole", whole.said)
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    chance = random.Random(seed)
    killed = 0
    for number in range(MOMENTS):
        library = acts.copy_of(origin, tmp_path / f"library{number}")
        ended = _run(act, library, folder, chance.uniform(0.02, 0.8) * whole.seconds)
        killed += ended.killed
        check_whole(library)
        CHECKS[act](library, ended.said)
    assert killed


def test_the_checks_see_half_a_move_and_a_lost_merge(stock, tmp_path: Path) -> None:
    library = acts.copy_of(stock, tmp_path / "library")
    with closing(sqlite3.connect(library / "library.sqlite")) as connection:
        connection.execute("UPDATE record SET place_id = 2 WHERE id > 5")
        connection.commit()
    with pytest.raises(AssertionError, match="half a move"):
        check_move(library, [])
    with pytest.raises(AssertionError):
        check_merge(library, [1])
