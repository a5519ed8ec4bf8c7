"""Mark the pages of a record that is no longer valid with a red band at the top."""

from pathlib import Path

from pypdf import PdfReader, PdfWriter

from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import Style, set_lines

RED = "#a31621"
_HEIGHT, _SIZE, _EDGE = 20.0, 10.0, 12.0


def draw_ended(document: Document, words: str) -> None:
    """Draw a red band across the current sheet, inside the upper margin."""
    sheet, size = document.sheet, document.size
    bottom = size.height - _EDGE - _HEIGHT
    sheet.box(_EDGE, bottom, size.width - 2 * _EDGE, _HEIGHT, fill=RED, line=0)
    style = Style(size=_SIZE, bold=True, color="#ffffff")
    line = set_lines(words, style, size.width - 4 * _EDGE, document.fonts.shaper)[0]
    sheet.line_of_text(line, (size.width - line.width) / 2, bottom + 6)


def mark_ended(writer: PdfWriter, words: str, folder: Path) -> None:
    """Draw the band over every page of ``writer``; ``folder`` holds temporary files."""
    bands: dict[tuple[int, int], PdfReader] = {}
    for page in writer.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.cropbox
        key = (round(box.width), round(box.height))
        if key not in bands:
            path = folder / f"band{len(bands)}.pdf"
            size = PageSize(float(box.width), float(box.height))
            band = Document(path, title=words, footer=False, size=size)
            draw_ended(band, words)
            bands[key] = PdfReader(band.save())
        left, low = float(box.left), float(box.bottom)
        page.merge_translated_page(bands[key].pages[0], left, low)
