"""Adobe XFA forms, which no other program renders: a remark for the user, and the field values."""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from kmdesk.intake import model
from kmdesk.intake.model import PageText
from kmdesk.intake.reading import Job

_XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
_MAX_SIZE = 16 << 20


def xfa_texts(document: pdfium.PdfDocument, job: Job) -> Iterator[PageText]:
    """Yield the values filled in, as one text besides the first page; nothing for other files."""
    if document.get_formtype() not in _XFA:
        return
    job.note(model.XFA_FORM)
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
        yield PageText(f"{model.TYPED}:1", "1", "\n".join(values))


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
