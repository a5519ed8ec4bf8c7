"""PDF text layers through pdfium, page by page."""

import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from kmdesk.intake import errors, model, ocr, quality, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.pdfdoc import is_blank, open_pdf, picture_of
from kmdesk.intake.pdflayer import page_text
from kmdesk.intake.privatecode import DocumentCodes
from kmdesk.intake.readers import Job

MAX_PAGES = 5000
_OCR_SHARE = 0.6  # of the time limit; the rest must do for the text layers


class PdfReader:
    """Pages with their text; pictures of text go through OCR where that is asked for."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type == sniff.PDF else 0

    def read(self, job: Job) -> Iterator[PageText]:
        document = open_pdf(job.path)
        try:
            job.total = len(document)
            if job.total > MAX_PAGES:
                raise IntakeError(
                    errors.TOO_MANY_PAGES, name=job.path.name, pages=job.total, limit=MAX_PAGES
                )
            codes = DocumentCodes(document)
            stop_ocr = time.monotonic() + job.timeout * _OCR_SHARE
            for number in range(job.total):
                yield self._page(document, number, codes, job, stop_ocr)
        finally:
            document.close()

    def _page(
        self,
        document: pdfium.PdfDocument,
        number: int,
        codes: DocumentCodes,
        job: Job,
        stop_ocr: float,
    ) -> PageText:
        anchor, label = f"page:{number + 1}", str(number + 1)
        try:
            page = document[number]
        except pdfium.PdfiumError:
            return PageText(anchor, label, "", model.PAGE_DAMAGED)
        try:
            found = quality.judged(anchor, label, page_text(page, codes).text)
            if found.text or (not found.problem and is_blank(page)):
                return found
            return self._recognised(page, found, job, stop_ocr)
        except pdfium.PdfiumError:
            return PageText(anchor, label, "", model.PAGE_DAMAGED)
        finally:
            page.close()

    def _recognised(
        self, page: pdfium.PdfPage, found: PageText, job: Job, stop_ocr: float
    ) -> PageText:
        problem = found.problem or model.PICTURE_ONLY
        if job.recognise and ocr.available():
            left = stop_ocr - time.monotonic()
            if left > 0:
                text = ocr.recognise(picture_of(page), left)
                if text:
                    job.note(model.OCR_TEXT)
                    return quality.judged(found.anchor, found.label, text)
            else:
                job.note(model.OCR_STOPPED)
        return PageText(found.anchor, found.label, "", problem)


reader = PdfReader()
