"""A small disk of a test's own: a tmpfs in a mount namespace that ends with the process."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]


def run_on(folder: Path, size: str, module: str, *arguments: object) -> list[str]:
    """The lines that ``python -m MODULE FOLDER ARGUMENTS…`` prints with FOLDER so small.

    Skips the test on a machine that lets nobody mount one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare to mount a small disk")
    mount = f'mount -t tmpfs -o size={size} none "$1" && shift && exec "$@"'
    enter = ["unshare", "-rm", "sh", "-c", mount, "sh", str(folder)]
    if subprocess.run([*enter, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    command = [*enter, sys.executable, "-m", module, str(folder), *map(str, arguments)]
    run = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.splitlines()
