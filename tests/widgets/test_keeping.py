"""What a killed program left of its prints goes at a later start."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from kmdesk.widgets.keeping import PREFIX, sweep_prints


def test_old_prints_go_and_young_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (f"{PREFIX}old", f"{PREFIX}young", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.pdf").touch()
    days_ago = time.time() - 2 * 24 * 3600
    for name in (f"{PREFIX}old", "other"):
        os.utime(tmp_path / name, (days_ago, days_ago))
    sweep_prints()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{PREFIX}young", "other"]
