"""Print of a record that is no longer valid: a red band at the top of every page."""

import tempfile
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from kmdesk.pdf.document import Document
from kmdesk.pdf.merging import finish, open_pdf
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import Style, set_lines
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.describe import ended_words

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


def write_marked(library: Library, actor: Actor, kinds: Kinds, record_id: int, out: Path) -> None:
    """Print a record to ``out``. Raises RecordError when the actor may not see it."""
    with library.reading(actor) as reading:
        kind = reading.record(record_id).kind
    kinds.get(kind).write_pdf(library, actor, record_id, out)
    mark_file(library, actor, kinds, record_id, out)


def mark_file(library: Library, actor: Actor, kinds: Kinds, record_id: int, out: Path) -> None:
    """Mark the pages of a finished print when its record is no longer valid."""
    with library.reading(actor) as reading:
        words = ended_words(reading, kinds, record_id)
    if not words:
        return
    reader = open_pdf(out)
    writer = PdfWriter(clone_from=reader)
    title = str((reader.metadata.title if reader.metadata else "") or "")
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        mark_ended(writer, words, Path(folder))
        finish(writer, out, title)
