"""Opening PDF files and drawing their pages, with errors in our own words."""

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
_FINE = 100  # device steps a point, where pdfium answers in whole numbers
_BLANK_SCALE = 0.25
_OCR_SCALE = 300 / 72


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """The opened document; IntakeError when it is locked or damaged."""
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
    """``scale``, or less where the page would become larger than ``limit`` pixels."""
    side = max(page.get_size())
    return min(scale, limit / side) if side > 0 else scale


def picture_of(page: pdfium.PdfPage) -> "Image":
    """The page in grey at the resolution text recognition likes."""
    scale = bounded_scale(page, _OCR_SCALE, 6000)
    picture: Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def is_blank(page: pdfium.PdfPage) -> bool:
    """Whether nothing is drawn on the page, beside what was typed onto it later."""
    if raw.FPDFPage_CountObjects(page) == 0:
        return True
    scale = bounded_scale(page, _BLANK_SCALE, 1000)
    bare = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
    low, high = bare.to_pil().getextrema()
    return bool(high - low < 8)


def to_view(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page as points from the upper left corner of the page as shown."""
    width, height = page.get_size()
    wide, high = max(1, round(width * _FINE)), max(1, round(height * _FINE))
    out_x, out_y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, out_x, out_y)
    return out_x.value * width / wide, out_y.value * height / high


def to_page(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point from the upper left corner of the page as shown, as a point of the page."""
    width, height = page.get_size()
    wide, high = max(1, round(width * _FINE)), max(1, round(height * _FINE))
    out_x, out_y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = round(x * _FINE), round(y * _FINE)
    raw.FPDF_DeviceToPage(page.raw, 0, 0, wide, high, 0, at_x, at_y, out_x, out_y)
    return out_x.value, out_y.value
