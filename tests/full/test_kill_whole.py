"""Five hundred kills over eleven acts: ``./installer/test -s tests/full/test_kill_whole.py``."""

import os
import random
from pathlib import Path

import pytest

from tests.faults import kill_run

pytestmark = pytest.mark.linux_only("there is no SIGKILL")
KILLS = int(os.environ.get("CORNER_KILLS", "500"))


def test_five_hundred_kills(tmp_path: Path) -> None:
    seed = int(os.environ.get("CORNER_SEED") or random.SystemRandom().randrange(1 << 30))
    print(f"\nseed {seed}\n{kill_run.HEAD}", flush=True)
    faults, kills = [], 0
    for done in kill_run.run(tmp_path, seed, KILLS):
        print(done.row(), flush=True)
        if done.faults:
            print("\n".join(done.faults[:5]), flush=True)
        faults += done.faults
        kills += done.kills
    print(f"{kills} kills, {len(faults)} faults", flush=True)
    assert not faults, "\n".join(faults[:20])
    assert kills == KILLS
