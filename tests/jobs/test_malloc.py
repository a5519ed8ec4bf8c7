"""Threads share two heaps; asked of the C library itself, in a process of its own."""

import subprocess
import sys

import pytest

SCRIPT = """
import ctypes, threading
if {shared}:
    from kmdesk.jobs.executor import limit_arenas
    limit_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)
def work():
    together.wait()
    for _ in range(2000):
        libc.malloc(3000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def _heaps(shared: bool) -> int:
    script = SCRIPT.format(shared=shared)
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.linux_only("glibc alone has heaps for threads")
def test_eight_threads_share_two_heaps() -> None:
    assert _heaps(shared=False) > 2
    assert _heaps(shared=True) == 2
