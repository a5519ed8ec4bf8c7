"""Image reader: images are kept, and go through OCR if requested and installed."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kmdesk.intake import errors, model, ocr, reading, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.image_file import ImageFile
from kmdesk.intake.model import PageText
from kmdesk.intake.reading import Job

_OCR_SHARE = 0.6


class PictureReader:
    """Give one page per frame of an image that is a page."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in sniff.PICTURES else 0

    def read(self, job: Job) -> Iterator[PageText]:
        with closing(ImageFile(job.path)) as pictures:
            job.total = len(pictures)
            stop = time.monotonic() + job.timeout * _OCR_SHARE
            for number in range(job.total):
                try:
                    pictures.frame(number)
                except (OSError, ValueError, EOFError) as error:
                    if number == 0:
                        raise IntakeError(errors.DAMAGED, name=job.path.name) from error
                    yield PageText(f"page:{number + 1}", str(number + 1), "", model.PAGE_DAMAGED)
                    break
                yield self._page(pictures, number, job, stop - time.monotonic())

    def _page(self, pictures: ImageFile, number: int, job: Job, seconds: float) -> PageText:
        anchor, label = f"page:{number + 1}", str(number + 1)
        text = ""
        if job.recognise and ocr.available():
            if seconds > 0:
                text = ocr.recognise(pictures.shown(number).convert("L"), seconds)
            else:
                job.note(model.OCR_STOPPED)
        found = reading.recognised(anchor, label, text)
        if found.text:
            job.note(model.OCR_TEXT)
        return found


reader = PictureReader()
