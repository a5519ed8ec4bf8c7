"""Every act on a disk that fills up: ``python -m tests.faults.full_acts SMALL FOLDER STEP MOST``.

SMALL is a small disk of its own, FOLDER lies elsewhere. Each act begins with STEP bytes of
room more than before, until it has enough or was tried MOST times (0: no limit). A line of
JSON for each attempt says what was told and what did not hold after the next start.
"""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.faults.full_stick import FILLER, fill
from tests.faults.small_disk import run_on
from tests.faults.whole_acts import ACTS, copied
from tests.faults.zygote import Warm

ENOUGH = 3
"""Ends without an error in a row, after which there is room for all of an act."""
SIZE = "24m"
_TOLD = ("ดิสก์เต็ม", "พื้นที่เต็ม", "เหลือว่าง")


@dataclass(frozen=True)
class Attempt:
    """An act with ``leave`` bytes of room: what was told, what did not hold afterwards."""

    act: str
    leave: int
    error: str
    faults: list[str] = field(default_factory=list)


def run(folder: Path, step: int, most: int) -> list[Attempt]:
    """All acts on a small disk below ``folder``; skips where none can be mounted."""
    lines = run_on(folder / "small", SIZE, "tests.faults.full_acts", folder / "real", step, most)
    return [Attempt(**json.loads(line)) for line in lines]


def refused(done: Sequence[Attempt]) -> Counter[str]:
    """How often each act had too little room."""
    return Counter(each.act for each in done if each.error)


def wrong(done: Sequence[Attempt]) -> list[str]:
    """Attempts after which something did not hold, or that were refused without a reason."""
    return [
        str(each)
        for each in done
        if each.faults or (each.error and not any(words in each.error for words in _TOLD))
    ]


def attempt(warm: Warm, act: str, stage: Path, small: Path, leave: int) -> Attempt:
    """Run ``act`` with ``leave`` bytes free; then free the disk and look."""
    copy = copied(stage, small / "copy")
    fill(small, leave)
    ended = warm.act(act, copy, may_fail=True)
    (small / FILLER).unlink()
    faults = warm.faults(act, copy, ended.said)
    shutil.rmtree(copy)
    return Attempt(act, leave, ended.error, faults)


def main(small: Path, folder: Path, step: int, most: int) -> None:
    """All acts."""
    warm = Warm()
    for act in ACTS:
        stage = folder / act
        warm.prepare(act, stage)
        leave, whole, tried = 0, 0, 0
        while whole < ENOUGH and not 0 < most <= tried:
            told = attempt(warm, act, stage, small, leave)
            print(json.dumps(asdict(told)), flush=True)
            whole = 0 if told.error else whole + 1
            leave, tried = leave + step, tried + 1
        shutil.rmtree(stage)
    warm.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
