"""A disk that fills up while a PDF is written or an act is done: told, and nothing half-done."""

import json
from pathlib import Path

from tests.faults import full_acts
from tests.faults.small_disk import run_on


def test_every_way_to_write_a_pdf_says_that_the_disk_is_full(tmp_path: Path) -> None:
    lines = run_on(tmp_path / "small", "40k", "tests.faults.full_disk")
    told = [json.loads(line) for line in lines]
    ways = ["document", "pack", "join", "impose", "save", "printer"]
    assert [line["way"] for line in told] == ways
    for line in told:
        assert "ดิสก์เต็ม" in line["said"], line
        assert line["left"] == [], line


def test_every_act_survives_a_disk_that_fills_up(tmp_path: Path) -> None:
    done = full_acts.run(tmp_path, step=160_000, most=1)
    assert not full_acts.wrong(done)
    assert set(full_acts.refused(done)) == set(full_acts.ACTS)
