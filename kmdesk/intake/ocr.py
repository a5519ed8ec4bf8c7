"""Text recognition with tesseract, where it and its Thai data are installed."""

import functools
import io
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from kmdesk.intake.repair import repair
from kmdesk.thai.plausible import word_share

if TYPE_CHECKING:
    from PIL.Image import Image

_LANGUAGES = "tha+eng"
_PAGE_SECONDS = 60.0
_SCALES = (1.0, 0.7, 0.5)
_FEW = 300  # letters; a page with more is set in letters of the usual size
_CLEAN = 0.93  # of the letters in words: there is nothing to gain
_SMALL = 600  # pixels of the longer side; nothing is gained below


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
    """The text in a picture; empty when nothing was recognised in time.

    A photo of a few lines has letters larger than those tesseract was taught with: it is read
    again smaller, and the reading with the largest share of words is kept.
    """
    end = time.monotonic() + seconds
    best, best_share = "", -1.0
    for scale in _SCALES:
        left = end - time.monotonic()
        if left <= 0:
            break
        text = _read(_smaller(picture, scale), left)
        known, total = word_share(repair(text))
        share = known / total if total else 0.0
        if share > best_share:
            best, best_share = text, share
        if total > _FEW or share >= _CLEAN or max(picture.size) * scale < _SMALL:
            break
    return best


def _smaller(picture: "Image", scale: float) -> "Image":
    if scale == 1.0:
        return picture
    return picture.resize((max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))


def _read(picture: "Image", seconds: float) -> str:
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
