"""The tour in a network namespace without a route: it works, and strace sees no other socket.

``./installer/test tests/full/test_offline.py``; needs strace and user namespaces.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
_CALL = re.compile(r"\b(connect|sendto|bind)\(\d+, \{sa_family=(\w+)")
_LOCAL = {"AF_UNIX", "AF_NETLINK"}


def _can_unshare() -> bool:
    try:
        done = subprocess.run(
            ["unshare", "--map-root-user", "--net", "true"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


pytestmark = [
    pytest.mark.skipif(not shutil.which("strace"), reason="needs strace"),
    pytest.mark.skipif(not _can_unshare(), reason="own network namespaces are not allowed here"),
]


def _traced(out: Path, *command: str) -> list[str]:
    """Run without a network; every call that is no local socket, as strace wrote it."""
    trace = out / "trace"
    done = subprocess.run(
        ["unshare", "--map-root-user", "--net", "strace", "-f", "-qq", "-e",
         "trace=connect,sendto,bind", "-o", str(trace), sys.executable, *command],
        cwd=TREE, capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    calls = [_CALL.search(line) for line in trace.read_text(errors="replace").splitlines()]
    return [call[0] for call in calls if call and call[2] not in _LOCAL]


def test_the_tour_needs_no_network(tmp_path: Path) -> None:
    strays = _traced(tmp_path, "-m", "kmdesk", "tour", str(tmp_path / "tour"))
    assert strays == []
    assert list((tmp_path / "tour").glob("*.png"))


@pytest.mark.filterwarnings("ignore")
def test_the_watch_sees_a_connection(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError:\n    pass\n"
    )
    strays = _traced(tmp_path, "-S", "-c", code)
    assert any("AF_INET" in stray for stray in strays)
