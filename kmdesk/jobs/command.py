"""Command line for running this program as its own child process."""

import sys
from collections.abc import Sequence


def self_command(arguments: Sequence[str]) -> list[str]:
    """Return the command that runs this program again with ``arguments``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "kmdesk", *arguments]
