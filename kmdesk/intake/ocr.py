"""Text recognition (OCR) with tesseract through tesserocr; the Thai model is installed separately.

The tesserocr package contains the engine for both Linux and Windows. No Python package contains the
model: on Debian ``tesseract-ocr-tha`` does, the Windows build carries it among its own files.
"""

import functools
import importlib.util
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.intake.thai_repair import repair
from kmdesk.resources import resource_path
from kmdesk.thai.words import word_share

if TYPE_CHECKING:
    from PIL.Image import Image

# The Thai model knows only ๐ ๑ ๒ ๓ ๕ of the Thai digits: of 78 numbers in clean print it read 22,
# in Arabic digits all. A model for digits beside it in this list gave 32; in front of it, it
# spoiled the words.
_LANGUAGES = "tha+eng"
_SYSTEM = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
)
_PAGE_SECONDS = 60.0
_SCALES = (1.0, 0.7, 0.5)
_FEW = 300  # letters; a page with more is set in type of normal size
_CLEAN = 0.93  # share of letters in known words: rereading gains nothing above
_SMALL = 600  # pixels of the longer side; rereading gains nothing below


def models() -> str:
    """Return the folder with the Thai and English models; "" when there is none.

    TESSDATA_PREFIX overrides the folder, as it does for tesseract itself.
    """
    given = os.environ.get("TESSDATA_PREFIX")
    for place in [Path(given)] if given else [resource_path("tessdata"), *_SYSTEM]:
        if all((place / f"{name}.traineddata").is_file() for name in _LANGUAGES.split("+")):
            return str(place)
    return ""


def available() -> bool:
    """Return whether OCR works here; the engine itself is loaded only in reader processes."""
    return bool(models()) and importlib.util.find_spec("tesserocr") is not None


def recognise(picture: "Image", seconds: float = _PAGE_SECONDS) -> str:
    """Return the text in an image; empty when nothing was recognised within ``seconds``.

    A photo of a few lines has letters larger than those tesseract was trained on: it is read again
    at a smaller scale, and the result with the largest share of known words wins.
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
    engine = _engine(models(), threading.get_ident())
    engine.SetImage(picture)
    try:
        is_read = engine.Recognize(max(1, int(min(seconds, _PAGE_SECONDS) * 1000)))
        return str(engine.GetUTF8Text()) if is_read else ""
    finally:
        engine.Clear()


@functools.cache
def _engine(folder: str, _thread: int) -> Any:
    """Load the engine, once per thread: loading takes as long as reading half a page.

    An engine serves one thread only.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the library is loaded
    import tesserocr

    return tesserocr.PyTessBaseAPI(path=folder, lang=_LANGUAGES, psm=tesserocr.PSM.AUTO)
