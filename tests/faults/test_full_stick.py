"""A stick that is too small, or fills up, while a library is handed over onto it."""

import json
from pathlib import Path

from tests.faults.small_disk import run_on


def test_a_full_stick_is_told_and_holds_nothing_half(sample_root: Path, tmp_path: Path) -> None:
    lines = run_on(tmp_path / "stick", "8m", "tests.faults.full_stick", sample_root)
    small, filled, enough = (json.loads(line) for line in lines)
    assert "ต้องใช้ที่ว่าง" in small["said"] and small["left"] == []
    assert "ที่ว่าง" in filled["said"] and "หมด" in filled["said"] and filled["left"] == []
    assert enough["said"] == "" and enough["left"] == ["pack"]
