"""Files embedded in a PDF (attachments, portfolios): listed by name, read where possible."""

import ctypes
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake import model, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.pdf_annotations import MAX_MARKS, annotation, wide
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
        yield PageText(f"{model.ATTACHED}:{number}", name, words[:_MAX_TEXT])


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
