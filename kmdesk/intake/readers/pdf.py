"""PDF reader: text layers through pdfium, page by page."""

import re
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pypdfium2 as pdfium

from kmdesk.intake import errors, model, ocr, reading, sniff
from kmdesk.intake.attachments import (
    Attachment,
    attached_texts,
    files_of,
    page_attachments,
    title_in,
)
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.pdf_annotations import LaidPages, is_bare
from kmdesk.intake.pdf_document import is_blank, page_text, picture_of
from kmdesk.intake.pdf_glyphs import DocumentCodes
from kmdesk.intake.reading import Job
from kmdesk.intake.xfa import xfa_texts

MAX_PAGES = 5000
_OCR_SHARE = 0.6  # of the time limit; the rest is left for the text layers

_COVER = re.compile(r"\bPDF Portfolio\b|แฟ้มผลงาน PDF", re.IGNORECASE)
"""A portfolio's cover page only says which program opens it."""


class PdfReader:
    """Give pages with their text; images of text go through OCR on request."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type == sniff.PDF else 0

    def read(self, job: Job) -> Iterator[PageText]:
        pages = LaidPages(job.path)
        try:
            job.total = len(pages)
            if job.total > MAX_PAGES:
                raise IntakeError(
                    errors.TOO_MANY_PAGES, name=job.path.name, pages=job.total, limit=MAX_PAGES
                )
            codes = DocumentCodes(pages.document)
            stop_ocr = time.monotonic() + job.timeout * _OCR_SHARE
            pinned: list[Attachment] = []
            cover = False
            for number in range(job.total):
                for page in self._page(pages, number, codes, job, stop_ocr, pinned):
                    cover |= number == 0 and _COVER.search(page.text) is not None
                    yield page
            yield from xfa_texts(pages.document, job)
            inside = chain(files_of(pages.document), pinned)
            for number, text in enumerate(attached_texts(inside, job)):
                if cover and number == 0:
                    job.title = title_in(text)
                yield text
        finally:
            pages.close()

    def _page(
        self,
        pages: LaidPages,
        number: int,
        codes: DocumentCodes,
        job: Job,
        stop_ocr: float,
        pinned: list[Attachment],
    ) -> Iterator[PageText]:
        anchor, label = f"page:{number + 1}", str(number + 1)
        damaged = PageText(anchor, label, "", model.PAGE_DAMAGED)
        try:
            page = pages.document[number]
        except pdfium.PdfiumError:
            yield damaged
            return
        try:
            found = reading.judged(anchor, label, page_text(page, codes).text)
            bare = is_bare(page)
            empty = not found.text and not found.problem and is_blank(page)
            if not bare:
                pinned += page_attachments(page)
                page.close()
                page = pages.page(number)
                typed = reading.judged(anchor, label, pages.typed[number])
                if found.text or (empty and typed.text):
                    found = typed
            yield found if found.text or empty else self._recognised(page, found, job, stop_ocr)
            if not bare and not found.text and typed.text:
                yield PageText(f"{model.TYPED}:{number + 1}", label, typed.text)
        except pdfium.PdfiumError:
            yield damaged
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
                    return reading.recognised(found.anchor, found.label, text)
            else:
                job.note(model.OCR_STOPPED)
        return PageText(found.anchor, found.label, "", problem)


reader = PdfReader()
