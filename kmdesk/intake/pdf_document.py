"""Open PDF files and render their pages, with errors raised as IntakeError."""

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake import errors
from kmdesk.intake.errors import IntakeError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 20_000  # pixels
_FINE = 100  # device units per point, where pdfium returns whole numbers
_BLANK_SCALE = 0.25
_OCR_SCALE = 300 / 72


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF document. Raises IntakeError when it is locked or damaged."""
    try:
        document = pdfium.PdfDocument(path)
        if len(document) == 0:
            raise IntakeError(errors.DAMAGED, name=path.name)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        key = errors.LOCKED if locked else errors.DAMAGED
        raise IntakeError(key, name=path.name) from error
    return document


def bounded_scale(page: pdfium.PdfPage, scale: float, limit: int = MAX_SIDE) -> float:
    """Return ``scale``, reduced where the page would exceed ``limit`` pixels on its longer side."""
    side = max(page.get_size())
    return min(scale, limit / side) if side > 0 else scale


def picture_of(page: pdfium.PdfPage) -> "Image":
    """Render the page in grey at 300 dpi for text recognition."""
    scale = bounded_scale(page, _OCR_SCALE, 6000)
    picture: Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def is_blank(page: pdfium.PdfPage) -> bool:
    """Return whether the page is blank, ignoring annotations added later."""
    if raw.FPDFPage_CountObjects(page) == 0:
        return True
    scale = bounded_scale(page, _BLANK_SCALE, 1000)
    bare = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
    low, high = bare.to_pil().getextrema()
    return bool(high - low < 8)


def to_view(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Convert page coordinates to points from the upper left corner of the displayed page."""
    width, height = page.get_size()
    wide, high = max(1, round(width * _FINE)), max(1, round(height * _FINE))
    out_x, out_y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, out_x, out_y)
    return out_x.value * width / wide, out_y.value * height / high


def to_page(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Convert a point from the upper left corner of the displayed page to page coordinates."""
    width, height = page.get_size()
    wide, high = max(1, round(width * _FINE)), max(1, round(height * _FINE))
    out_x, out_y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = round(x * _FINE), round(y * _FINE)
    raw.FPDF_DeviceToPage(page.raw, 0, 0, wide, high, 0, at_x, at_y, out_x, out_y)
    return out_x.value, out_y.value
