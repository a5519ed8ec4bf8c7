"""Kill acts at every point they pass and at random moments; the same seed kills alike."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.whole_acts import ACTS, copied
from tests.faults.zygote import POINTS, Ended, Warm


@dataclass
class Killed:
    """Kills and faults of one act, for the table."""

    act: str
    points: dict[str, int] = field(default_factory=dict)
    at: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How often the process was killed."""
        return self.at.total()

    def row(self) -> str:
        """A line of the table."""
        cells = " | ".join(str(self.at[point]) for point in (*POINTS, "random"))
        return f"| {self.act} | {self.kills} | {cells} | {len(self.faults)} |"


HEAD = f"| act | kills | {' | '.join(POINTS)} | random | faults |"


def run(folder: Path, seed: int, kills: int, share_random: float = 0.34) -> Iterator[Killed]:
    """Every act in turn until ``kills`` are spread over them."""
    warm = Warm()
    try:
        for number, act in enumerate(ACTS):
            wanted = kills * (number + 1) // len(ACTS) - kills * number // len(ACTS)
            yield _Killing(warm, folder / act, act, seed + number).run(wanted, share_random)
    finally:
        warm.close()


class _Killing:
    """One act, killed again and again."""

    def __init__(self, warm: Warm, folder: Path, act: str, seed: int) -> None:
        self._warm, self._folder, self._act, self._seed = warm, folder, act, seed
        self._chance = random.Random(seed)
        self._done = Killed(act)
        folder.mkdir(parents=True)

    def run(self, wanted: int, share_random: float) -> Killed:
        stage = self._folder / "stage"
        self._warm.prepare(self._act, stage)
        whole, faults = self._once(stage)
        assert not whole.killed
        self._done.points, self._done.faults = whole.points, [f"unkilled: {f}" for f in faults]
        every = [f"{p}:{n}" for p in POINTS for n in range(1, whole.points.get(p, 0) + 1)]
        for at in _spread(every, wanted - int(wanted * share_random), self._chance):
            ended, _ = self._once(stage, at=at)
            if ended.killed:
                self._done.at[at.partition(":")[0]] += 1
        tries = 0
        while self._done.kills < wanted and tries < 3 * wanted:
            tries += 1
            after_s = self._chance.uniform(0, 0.95) * whole.seconds
            ended, _ = self._once(stage, after_s=after_s)
            self._done.at["random"] += ended.killed
            self._done.ended += not ended.killed
        shutil.rmtree(self._folder, ignore_errors=True)
        return self._done

    def _once(self, stage: Path, at: str = "", after_s: float = -1) -> tuple[Ended, list[str]]:
        copy = copied(stage, self._folder / "copy")
        ended = self._warm.act(self._act, copy, at, after_s)
        faults = self._warm.faults(self._act, copy, ended.said)
        when = at or f"{after_s:.4f} s"
        self._done.faults += [f"{self._act} at {when} (seed {self._seed}): {f}" for f in faults]
        shutil.rmtree(copy)
        return ended, faults


def _spread(every: list[str], wanted: int, chance: random.Random) -> list[str]:
    """All points where they are few; else the first and last of each kind and some between."""
    if len(every) <= wanted:
        return every
    return sorted(chance.sample(every, wanted), key=every.index)
