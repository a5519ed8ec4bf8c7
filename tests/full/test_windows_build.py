"""The same tree gives the same set-up for Windows, byte for byte."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "installer/windows/build"


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="its byte code is that of 3.11")
@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis (Debian: nsis)")
def test_two_builds_are_the_same(tmp_path: Path) -> None:
    # the build fetches the locked wheels: what keeps the tests off the network is not for it
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for name in ("one", "two"):
        made = subprocess.run(
            [BUILD, tmp_path / name], env=surroundings, check=False, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr
    one, two = (
        {str(p.relative_to(tmp_path / name)): p.read_bytes()
         for p in sorted((tmp_path / name).rglob("*")) if p.is_file()}
        for name in ("one", "two")
    )  # fmt: skip
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
