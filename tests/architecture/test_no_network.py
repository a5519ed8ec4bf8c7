"""The watch on the network sees what it is for, here and in child processes."""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import no_network
import pytest

_TRY = "import socket\nsocket.socket().connect(('127.0.0.1', 9))"


@pytest.mark.parametrize(
    "use",
    [
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 9)),
        lambda: socket.getaddrinfo("example.invalid", 80),
    ],
    ids=["connect", "datagram", "name"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_use_of_the_network_is_refused(use: Callable[[], object]) -> None:
    with pytest.raises(no_network.NetworkUsed):
        use()
    assert no_network.attempts
    no_network.attempts.clear()


def test_child_processes_are_watched_too() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TRY], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "NetworkUsed" in done.stderr


@pytest.mark.linux_only("Windows makes its pairs of sockets out of the network's")
def test_local_pipes_are_free(tmp_path: Path) -> None:
    first, second = socket.socketpair()
    with first, second:
        first.sendall(b"x")
        assert second.recv(1) == b"x"
