"""Readers of pages: PDF with what is embedded in it, and pictures; by OCR on request."""

import ctypes
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from kmdesk import intake
from kmdesk.intake import IntakeError, PageText, ocr, reading, sniff
from kmdesk.intake.image_file import ImageFile
from kmdesk.intake.pdf_annotations import MAX_MARKS, annotation, is_bare, wide
from kmdesk.intake.pdf_document import is_blank, page_text, picture_of
from kmdesk.intake.pdf_flatten import LaidPages
from kmdesk.intake.pdf_glyphs import DocumentCodes
from kmdesk.intake.reading import Job, choose
from kmdesk.intake.text_features import guess_title

MAX_FILES = 100
MAX_SIZE = 64 << 20
_MAX_TEXT = 4_000_000  # characters of one attached file
_MAX_DEPTH = 2


class Attachment(NamedTuple):
    """An embedded file; ``data`` is empty when the file is empty or too large to read."""

    name: str
    data: bytes


def files_of(document: pdfium.PdfDocument) -> Iterator[Attachment]:
    """Yield the files attached to the document as a whole."""
    for index in range(min(raw.FPDFDoc_GetAttachmentCount(document), MAX_FILES)):
        handle = raw.FPDFDoc_GetAttachment(document, index)
        if handle:
            yield _carried(handle)


def page_attachments(page: pdfium.PdfPage) -> Iterator[Attachment]:
    """Yield the files attached to a page as annotations."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS)):
        with annotation(page, index) as note:
            pinned = note and raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT
            handle = raw.FPDFAnnot_GetFileAttachment(note) if pinned else None
            if handle:
                yield _carried(handle)


def attached_texts(files: Iterable[Attachment], job: Job) -> Iterator[PageText]:
    """Yield one text per embedded file: its name, then its contents."""
    if job.depth >= _MAX_DEPTH:
        return
    for number, file in enumerate(islice(files, MAX_FILES), 1):
        name = file.name or str(number)
        words = "\n".join([name, *_texts(file, job)])
        yield PageText(f"{intake.ATTACHED}:{number}", name, words[:_MAX_TEXT])


def title_in(carried: PageText) -> str:
    """Return the title of a portfolio's first file, guessed from its text, else its file name."""
    return guess_title([carried.text.partition("\n")[2]]) or PurePath(carried.label).stem


def _carried(handle: Any) -> Attachment:
    size = ctypes.c_ulong(0)
    known = raw.FPDFAttachment_GetFile(handle, None, 0, size)
    if not known or not 0 < size.value <= MAX_SIZE:
        return Attachment(_name(handle), b"")
    data = ctypes.create_string_buffer(size.value)
    raw.FPDFAttachment_GetFile(handle, data, size.value, size)
    return Attachment(_name(handle), data.raw)


def _name(handle: Any) -> str:
    name = wide(lambda buffer, size: raw.FPDFAttachment_GetName(handle, buffer, size))
    if name.startswith("þÿ"):  # UTF-16 with a byte-order mark, decoded byte by byte
        data = name.encode("latin-1", "replace")[2:]
        name = data.decode("utf-16-be", "replace")
    elif name.startswith("ï»¿"):
        name = name.encode("latin-1", "replace")[3:].decode("utf-8", "replace")
    return PurePath(name.replace("\\", "/")).name.strip()[:200]


def _texts(file: Attachment, job: Job) -> list[str]:
    if not file.data:
        return []
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        path = Path(folder) / f"attached{PurePath(file.name).suffix[:10]}"
        try:
            path.write_bytes(file.data)
            head = sniff.read_head(path)
            inner = Job(path, sniff.kind_of(path, head), [], job.timeout / 4, depth=job.depth + 1)
            read = choose(path, head, inner.media_type).read(inner)
            return [page.text for page in read if page.text]
        except IntakeError:
            return []  # listed by name only: no reader for its contents
        except (MemoryError, GeneratorExit):
            raise
        except Exception:  # a hostile file may raise anything inside a parser
            return []


_XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
_MAX_SIZE = 16 << 20


def xfa_texts(document: pdfium.PdfDocument, job: Job) -> Iterator[PageText]:
    """Yield the values filled in, as one text besides the first page; nothing for other files."""
    if document.get_formtype() not in _XFA:
        return
    job.note(intake.XFA_FORM)
    values: list[str] = []
    for index in range(max(0, raw.FPDF_GetXFAPacketCount(document))):
        if _packet_name(document, index) != "datasets":
            continue
        try:
            root = fromstring(_packet(document, index))
        except (ParseError, DefusedXmlException, ValueError):
            continue
        values += [text for node in root.iter() if (text := (node.text or "").strip())]
    if values:
        yield PageText(f"{intake.TYPED}:1", "1", "\n".join(values))


def _packet_name(document: pdfium.PdfDocument, index: int) -> str:
    size = raw.FPDF_GetXFAPacketName(document, index, None, 0)
    buffer = ctypes.create_string_buffer(max(1, min(size, 200)))
    raw.FPDF_GetXFAPacketName(document, index, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _packet(document: pdfium.PdfDocument, index: int) -> bytes:
    size = ctypes.c_ulong(0)
    raw.FPDF_GetXFAPacketContent(document, index, None, 0, size)
    if not 0 < size.value <= _MAX_SIZE:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
    return buffer.raw


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
                    intake.TOO_MANY_PAGES, name=job.path.name, pages=job.total, limit=MAX_PAGES
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
        damaged = PageText(anchor, label, "", intake.PAGE_DAMAGED)
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
                yield PageText(f"{intake.TYPED}:{number + 1}", label, typed.text)
        except pdfium.PdfiumError:
            yield damaged
        finally:
            page.close()

    def _recognised(
        self, page: pdfium.PdfPage, found: PageText, job: Job, stop_ocr: float
    ) -> PageText:
        problem = found.problem or intake.PICTURE_ONLY
        if job.recognise and ocr.available():
            left = stop_ocr - time.monotonic()
            if left > 0:
                text = ocr.recognise(picture_of(page), left)
                if text:
                    job.note(intake.OCR_TEXT)
                    return reading.recognised(found.anchor, found.label, text)
            else:
                job.note(intake.OCR_STOPPED)
        return PageText(found.anchor, found.label, "", problem)


pdf_reader = PdfReader()


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
                        raise IntakeError(intake.DAMAGED, name=job.path.name) from error
                    yield PageText(f"page:{number + 1}", str(number + 1), "", intake.PAGE_DAMAGED)
                    break
                yield self._page(pictures, number, job, stop - time.monotonic())

    def _page(self, pictures: ImageFile, number: int, job: Job, seconds: float) -> PageText:
        anchor, label = f"page:{number + 1}", str(number + 1)
        text = ""
        if job.recognise and ocr.available():
            if seconds > 0:
                text = ocr.recognise(pictures.shown(number).convert("L"), seconds)
            else:
                job.note(intake.OCR_STOPPED)
        found = reading.recognised(anchor, label, text)
        if found.text:
            job.note(intake.OCR_TEXT)
        return found


picture_reader = PictureReader()
