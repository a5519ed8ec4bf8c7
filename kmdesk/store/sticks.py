"""USB sticks and memory cards mounted now, as listed by the system, without access to them."""

import os
import re
import sys
from pathlib import Path
from typing import Any

_MOUNTS = Path("/proc/self/mounts")
_MEDIA = ("/media/", "/run/media/", "/mnt/usb")
_REMOVABLE = 2  # DRIVE_REMOVABLE
_ESCAPED = re.compile(rb"\\([0-7]{3})")


def mounted_sticks(mounts: Path = _MOUNTS, media: tuple[str, ...] = _MEDIA) -> list[Path]:
    """Return the mount points in order; run it in a lane, since a failing stick may block."""
    if sys.platform == "win32":
        return _removable_drives()
    if sys.platform == "darwin":
        return sorted(path for path in Path("/Volumes").glob("*") if path.is_mount())
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return []
    found = set()
    for line in lines:
        device, _, rest = line.partition(b" ")
        place = _ESCAPED.sub(lambda code: bytes([int(code[1], 8)]), rest.partition(b" ")[0])
        folder = os.fsdecode(place)
        if device.startswith(b"/dev/") and folder.startswith(media):
            found.add(Path(folder))
    return sorted(found)


def _removable_drives() -> list[Path]:
    import ctypes
    import string

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    letters = [
        letter
        for at, letter in enumerate(string.ascii_uppercase)
        if kernel.GetLogicalDrives() >> at & 1
    ]
    roots = [f"{letter}:\\" for letter in letters]
    return [Path(root) for root in roots if kernel.GetDriveTypeW(root) == _REMOVABLE]
