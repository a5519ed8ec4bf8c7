"""Images of people and offices, placed without distortion."""

from io import BytesIO
from pathlib import Path

from reportlab.lib.utils import ImageReader

from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.sheet import Sheet


def picture_size(source: Path | bytes) -> tuple[int, int]:
    """Return width and height in pixels. Raises PdfError when the image cannot be printed."""
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
        width, height = ImageReader(BytesIO(data)).getSize()
    except Exception as error:  # the image library may raise anything for a damaged file
        raise PdfError("This picture is damaged and cannot be printed.") from error
    return int(width), int(height)


def fit_picture(
    sheet: Sheet, source: Path, x: float, y: float, width: float, height: float
) -> None:
    """Draw an image into a rectangle, scaled to fit and centred."""
    wide, high = picture_size(source)
    scale = min(width / wide, height / high)
    wide_now, high_now = wide * scale, high * scale
    left, low = x + (width - wide_now) / 2, y + (height - high_now) / 2
    sheet.picture(source, left, low, wide_now, high_now)
