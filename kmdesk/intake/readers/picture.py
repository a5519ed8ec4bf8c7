"""Pictures: kept, and read by text recognition where that is asked for and installed."""

import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageSequence, UnidentifiedImageError

from kmdesk.intake import errors, model, ocr, quality, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.readers import Job

MAX_PIXELS = 150_000_000
MAX_FRAMES = 500
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP")
_OCR_SHARE = 0.6


class PictureReader:
    """Each frame of a picture is a page."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in sniff.PICTURES else 0

    def read(self, job: Job) -> Iterator[PageText]:
        picture = open_picture(job.path)
        with picture, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from self._frames(picture, job)

    def _frames(self, picture: Image.Image, job: Job) -> Iterator[PageText]:
        job.total = min(getattr(picture, "n_frames", 1), MAX_FRAMES)
        stop = time.monotonic() + job.timeout * _OCR_SHARE
        for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
            if number > job.total:
                break
            try:
                frame.load()
            except (OSError, ValueError) as error:
                if number == 1:
                    raise IntakeError(errors.DAMAGED, name=job.path.name) from error
                yield PageText(f"page:{number}", str(number), "", model.PAGE_DAMAGED)
                break
            yield self._page(frame, number, job, stop - time.monotonic())

    def _page(self, frame: Image.Image, number: int, job: Job, seconds: float) -> PageText:
        anchor, label = f"page:{number}", str(number)
        text = ""
        if job.recognise and ocr.available():
            if seconds > 0:
                text = ocr.recognise(frame.convert("L"), seconds)
            else:
                job.note(model.OCR_STOPPED)
        if not text:
            return PageText(anchor, label, "", model.PICTURE_ONLY)
        job.note(model.OCR_TEXT)
        return quality.judged(anchor, label, text)


def open_picture(path: Path) -> Image.Image:
    """The picture at ``path``, of a format and size that is safe to load."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(path, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (UnidentifiedImageError, SyntaxError) as error:
        raise IntakeError(errors.DAMAGED, name=path.name) from error
    if picture.width * picture.height > MAX_PIXELS:
        picture.close()
        raise _too_large(path)
    return picture


def _too_large(path: Path) -> IntakeError:
    return IntakeError(errors.TOO_MANY_DOTS, name=path.name, count=MAX_PIXELS // 1_000_000)


reader = PictureReader()
