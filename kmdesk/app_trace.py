"""Startup timing, printed to stderr on request."""

import os
import sys
import time
from pathlib import Path


def trace(name: str) -> None:
    """Print the time since the process started, if KMDESK_TRACE_START=1."""
    if os.environ.get("KMDESK_TRACE_START") == "1":
        print(f"{name}={_since_start() * 1000:.0f}", file=sys.stderr, flush=True)  # noqa: T201


def _since_start() -> float:
    try:
        ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.perf_counter() - _LOADED


_LOADED = time.perf_counter()
