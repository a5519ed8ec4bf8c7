"""Every act with a little more room each time until it has enough, some hundred attempts.

``./installer/test -s tests/full/test_full_disk_whole.py`` prints a table; FULL_STEP sets the
bytes between two attempts.
"""

import os
from collections import Counter
from pathlib import Path

from tests.faults import full_acts

STEP = int(os.environ.get("FULL_STEP", "32768"))


def test_every_act_on_a_disk_that_fills_up(tmp_path: Path) -> None:
    done = full_acts.run(tmp_path, step=STEP, most=0)
    tried, refused = Counter(each.act for each in done), full_acts.refused(done)
    print("\n| act | attempts | refused | room it needed |\n|---|---|---|---|")
    for act in full_acts.ACTS:
        room = max((each.leave for each in done if each.act == act and each.error), default=0)
        print(f"| {act} | {tried[act]} | {refused[act]} | {(room + STEP) / 1e6:.2f} MB |")
    assert not full_acts.wrong(done)
    assert set(refused) == set(full_acts.ACTS)
