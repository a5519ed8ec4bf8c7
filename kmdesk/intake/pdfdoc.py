"""Opening PDF files and drawing their pages, with errors in our own words."""

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake import errors
from kmdesk.intake.errors import IntakeError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 20_000  # pixels
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
    """Whether nothing is drawn on the page."""
    if raw.FPDFPage_CountObjects(page) == 0 and raw.FPDFPage_GetAnnotCount(page) == 0:
        return True
    scale = bounded_scale(page, _BLANK_SCALE, 1000)
    low, high = page.render(scale=scale, grayscale=True).to_pil().getextrema()
    return bool(high - low < 8)
