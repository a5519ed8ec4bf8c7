"""Named points (commit, fsync, rename) at which a fault test can kill the process.

``KMDESK_KILL_AT=commit:3`` ends the process with SIGKILL at the third commit point; without the
variable a point costs one comparison.
"""

import os
import signal

_target, _, _count = os.environ.get("KMDESK_KILL_AT", "").partition(":")
_seen = 0


def point(name: str) -> None:
    """Pass the point ``name``; kill the process there if a test asked for it."""
    global _seen
    if name != _target:
        return
    _seen += 1
    if _seen >= int(_count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
