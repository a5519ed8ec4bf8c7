"""A disk that fills up while a PDF is written: one sentence, nothing half-written."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
_SMALL = 'mount -t tmpfs -o size=40k none "$1" && shift && exec "$@"'


def test_every_way_to_write_a_pdf_says_that_the_disk_is_full(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare to mount a small disk")
    enter = ["unshare", "-rm", "sh", "-c", _SMALL, "sh", str(small)]
    if subprocess.run([*enter, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    command = [*enter, sys.executable, "-m", "tests.faults.full_disk", str(small)]
    run = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in run.stdout.splitlines()]
    ways = ["document", "pack", "join", "impose", "save", "printer"]
    assert [line["way"] for line in told] == ways
    for line in told:
        assert "ดิสก์เต็ม" in line["said"], line
        assert line["left"] == [], line
