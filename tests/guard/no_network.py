"""A watch on the interpreter itself: any try to use a network is refused and remembered."""

import socket
import sys
from typing import Any

_LOCAL = getattr(socket, "AF_UNIX", None)
_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
attempts: list[str] = []


class NetworkUsed(BaseException):
    """The program tried to reach a network; nothing that catches Exception hides it."""


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOK_UPS or (event in _SENDS and arguments[0].family != _LOCAL):
        attempts.append(f"{event}{arguments[1:] if event in _SENDS else arguments!r}")
        raise NetworkUsed(attempts[-1])


def install() -> None:
    """Watch this process from now on; it cannot be undone."""
    sys.addaudithook(_watch)
