"""Starting child processes that never outlive this one.

On Linux a child notices the end of its input; on Windows a job object ends it with its parent, even
if that was killed.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kmdesk.workers.limits import Job


def self_command(arguments: Sequence[str]) -> list[str]:
    """Return the command that runs this program again with ``arguments``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "kmdesk", *arguments]


def start_child(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    is_quiet: bool = False,
    has_own_group: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start ``command`` with pipes to its input and from its output, without a console window.

    ``is_quiet``: its standard error is discarded. ``has_own_group``: it can be killed together with
    all processes it has started. Raises OSError when it cannot be started.
    """
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if is_quiet else None,
        close_fds=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=has_own_group,
        env=environment,
    )
    try:
        _bind(child.pid)
    except OSError:  # one that would outlive this process is none
        child.kill()
        child.wait()
        raise
    return child


def _bind(pid: int) -> None:
    """Make a child end with this process. Raises OSError where Windows refuses."""
    if os.name == "nt":
        _children().take(pid)


@cache
def _children() -> "Job":
    from kmdesk.workers.limits import Job, Limits

    job = Job()
    job.limit(Limits())
    return job
