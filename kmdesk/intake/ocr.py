"""Text recognition with tesseract, where it and its Thai data are installed."""

import functools
import io
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_LANGUAGES = "tha+eng"
_PAGE_SECONDS = 60.0


@functools.cache
def available() -> bool:
    """Whether tesseract with Thai is here."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return {b"tha", b"eng"} <= set(listed.stdout.split())


def recognise(picture: "Image", seconds: float = _PAGE_SECONDS) -> str:
    """The text in a picture; empty when nothing was recognised in time."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "-l", _LANGUAGES, "--psm", "3"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=min(seconds, _PAGE_SECONDS),
            check=False,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
