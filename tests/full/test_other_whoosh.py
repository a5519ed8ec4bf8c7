"""The search contract on the Whoosh distributions that are not pinned (fetched by pip)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
_SHOW = "import whoosh; print(whoosh.__file__, whoosh.__version__)"


@pytest.mark.parametrize(
    ("distribution", "version"), [("whoosh-reloaded==2.7.5", "(2, 7, 5)"), ("Whoosh3", "(3, ")]
)
def test_the_contract_holds_on(distribution: str, version: str, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "HOME"}}
    environment["HOME"] = str(tmp_path)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(tmp_path / "site")]
    got = subprocess.run(
        [*pip, distribution], env=environment, capture_output=True, text=True, check=False
    )
    if got.returncode:
        pytest.skip(f"needs pip and {distribution}: {got.stderr[-300:]}")
    environment |= dict.fromkeys(("PYTHONPATH", "KMDESK_FIRST_PATH"), str(tmp_path / "site"))
    shown = subprocess.run(
        [sys.executable, "-c", _SHOW], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert str(tmp_path) in shown
    assert version in shown
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/search"]
    run = subprocess.run(
        tests, cwd=TREE, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-3000:]
