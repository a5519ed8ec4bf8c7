"""A stick that is too small, or fills up, while a library is handed over onto it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kmdesk.office.first_run import start_with_sample

TREE = Path(__file__).resolve().parents[2]
_SMALL = 'mount -t tmpfs -o size=8m none "$1" && shift && exec "$@"'


def test_a_full_stick_is_told_and_holds_nothing_half(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare to mount a small disk")
    enter = ["unshare", "-rm", "sh", "-c", _SMALL, "sh", str(stick)]
    if subprocess.run([*enter, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    start_with_sample(tmp_path / "library").close()
    command = [*enter, sys.executable, "-m", "tests.faults.full_stick", str(stick)]
    run = subprocess.run(
        [*command, str(tmp_path / "library")], cwd=TREE, capture_output=True, text=True, check=True
    )
    small, filled, enough = (json.loads(line) for line in run.stdout.splitlines())
    assert "ต้องใช้ที่ว่าง" in small["said"] and small["left"] == []
    assert "ที่ว่าง" in filled["said"] and "หมด" in filled["said"] and filled["left"] == []
    assert enough["said"] == "" and enough["left"] == ["pack"]
