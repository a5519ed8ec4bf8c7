"""The worker process's end of the pipes."""

import os
import queue
import threading
from typing import IO

from kmdesk.intake.frames import Frame, read_frame


def listening(source: IO[bytes]) -> "queue.Queue[Frame]":
    """Return a queue that fills with the frames of ``source``.

    When ``source`` ends the process exits at once, whatever else it is doing.
    """
    requests: queue.Queue[Frame] = queue.Queue()
    threading.Thread(target=_listen, args=(source, requests), daemon=True).start()
    return requests


def _listen(stream: IO[bytes], requests: "queue.Queue[Frame]") -> None:
    while frame := read_frame(stream):
        requests.put(frame)
    os._exit(0)


def take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the frame streams; anything a library prints goes to stderr instead."""
    source = os.fdopen(os.dup(0), "rb")
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return source, out
