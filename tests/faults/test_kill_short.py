"""A kill in each act, at a point drawn by the seed; tests/full makes five hundred."""

from pathlib import Path

import pytest

from tests.faults import act_checks, kill_run, whole_acts

pytestmark = pytest.mark.linux_only("there is no SIGKILL")
KILLS = len(whole_acts.ACTS)


def test_each_act_is_killed_once(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    done = list(kill_run.run(tmp_path, seed, KILLS))
    print(f"seed {seed}", kill_run.HEAD, *(one.row() for one in done), sep="\n")
    faults = [fault for one in done for fault in one.faults]
    assert not faults, "\n".join(faults[:20])
    assert sum(one.kills for one in done) == KILLS
    assert all(one.points["commit"] for one in done if one.act != "restore")


def test_the_checks_see_what_was_said_and_is_gone(tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    whole_acts.ACTS["edit"].prepare(stage)
    assert whole_acts.faults("edit", stage, []) == []
    assert whole_acts.faults("edit", stage, [0, 1]) == ["said 1, 1 files"]
    stray = stage / "library" / "files" / "ab" / "cd"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    (stage / "library" / "index" / "x.part").touch()
    found = whole_acts.faults("edit", stage, [])
    assert any("nobody refers to" in fault for fault in found)
    assert any("left over" in fault for fault in found)
    with pytest.raises(AssertionError):
        act_checks.check_whole(stage / "library")
