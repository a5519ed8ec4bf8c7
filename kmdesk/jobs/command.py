"""How this program runs itself again as a child."""

import sys
from collections.abc import Sequence


def self_command(arguments: Sequence[str]) -> list[str]:
    """The command that runs this very program again with ``arguments``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "kmdesk", *arguments]
