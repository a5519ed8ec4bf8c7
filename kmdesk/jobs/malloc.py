"""Memory allocator settings for a process with several threads."""

import ctypes
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of glibc
_HEAPS = 2
_LARGE = 1 << 20  # bytes


def limit_arenas() -> None:
    """Limit glibc to two heaps for all threads, and return large blocks to the system.

    glibc gives each thread a heap of its own and after the first picture of a page keeps such
    blocks in it: a window that is used all day held up to 100 MB more than it needed. Call it
    before the first thread starts; does nothing except on Linux.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):  # another C library has no such call
        set_option = ctypes.CDLL(None).mallopt
        set_option(_M_ARENA_MAX, _HEAPS)
        set_option(_M_MMAP_THRESHOLD, _LARGE)
