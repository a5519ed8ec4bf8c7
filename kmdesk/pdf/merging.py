"""Finished PDFs: joined, scaled, two on a side, as a booklet, or marked as no longer valid."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.annotations import Link
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import PageSize, PdfError, whole_pdf
from kmdesk.pdf.typography import Style, set_lines
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.describe import ended_words
from kmdesk.thai.normal import clean_line

# Files pypdf has to repair while reading are common; its warnings help no user.
logging.getLogger("pypdf").setLevel(logging.ERROR)

Imposition = Literal["two_up", "booklet"]
A4 = (595.28, 841.89)
DAMAGED = (
    PyPdfError,
    DependencyError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    NotImplementedError,
)
"""Exceptions raised when reading a broken file."""


class Area(NamedTuple):
    """A rectangle on a sheet, in points."""

    x: float
    y: float
    width: float
    height: float


def open_pdf(path: Path, name: str = "") -> PdfReader:
    """Open a PDF to take its pages. Raises PdfError naming it when it is locked or damaged."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not _opens(reader):
            raise PdfError(
                "{name} is locked with a password and cannot be put into the print;"
                " take it out of the selection.",
                name=name or path.name,
            )
        len(reader.pages)
    except DAMAGED as error:
        raise damaged(name or path.name) from error
    return reader


def _opens(reader: PdfReader) -> bool:
    """Return whether the file opens without a password.

    False for AES when the optional package pypdf needs to decrypt it is not installed.
    """
    try:
        return bool(reader.decrypt(""))
    except DependencyError:
        return False


def damaged(name: str) -> PdfError:
    """Return the error for a file whose pages cannot be read."""
    return PdfError(
        "{name} is damaged and cannot be put into the print; take it out of the selection.",
        name=name,
    )


def place(writer: PdfWriter, sheet: PageObject, page: PageObject, area: Area) -> None:
    """Draw a page into an area of a sheet: centred, never enlarged, aspect ratio kept.

    The page becomes a form XObject of the sheet with its content untouched, so that it need not be
    parsed; its web links are carried over.
    """
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    upright = Transformation().translate(-float(box.left), -float(box.bottom))
    # A form drawn into a sheet ignores the rotation that the page asked a viewer for.
    turn = page.rotation % 360
    if turn:
        back = {90: (0.0, width), 180: (width, height), 270: (height, 0.0)}[turn]
        upright = upright.rotate(-turn).translate(*back)
    if turn in (90, 270):
        width, height = height, width
    scale = min(area.width / width, area.height / height, 1.0)
    x = area.x + (area.width - width * scale) / 2
    y = area.y + (area.height - height * scale) / 2
    moved = upright.scale(scale).translate(x, y)
    _draw(writer, sheet, _drawing(writer, page), moved)
    _carry_links(writer, sheet, page, moved)


def _drawing(writer: PdfWriter, page: PageObject) -> DictionaryObject:
    """Return a page as a form XObject, clipped to its visible area."""
    content = page.get_contents()
    form = DecodedStreamObject()
    form.set_data(content.get_data() if content is not None else b"")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(side) for side in page.cropbox),
        }
    )
    for key in ("/Resources", "/Group"):
        found = page[key].get_object() if key in page else None
        if found is not None:
            form[NameObject(key)] = found.clone(writer)
    return form.flate_encode()


def _draw(
    writer: PdfWriter, sheet: PageObject, form: DictionaryObject, moved: Transformation
) -> None:
    """Add the form to the sheet's content."""
    resources = sheet.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    known = resources.setdefault(NameObject("/XObject"), DictionaryObject())
    name = f"/P{len(known)}"
    known[NameObject(name)] = writer._add_object(form)
    matrix = " ".join(f"{number:.5f}" for number in moved.ctm)
    content = DecodedStreamObject()
    content.set_data(f"q {matrix} cm {name} Do Q\n".encode("ascii"))
    parts = sheet.setdefault(NameObject("/Contents"), ArrayObject())
    parts.append(writer._add_object(content))


def _carry_links(
    writer: PdfWriter, sheet: PageObject, page: PageObject, moved: Transformation
) -> None:
    """Copy web links to their place on the sheet."""
    for reference in page.get("/Annots", None) or ():
        note = reference.get_object()
        target = (note.get("/A") or {}).get("/URI") if isinstance(note, DictionaryObject) else None
        if target is not None and len(note.get("/Rect", ())) == 4:
            corners = [float(side) for side in note["/Rect"]]
            (x, y), (right, top) = moved.apply_on(corners[:2]), moved.apply_on(corners[2:])
            writer.add_annotation(sheet, Link(rect=(x, y, right, top), url=str(target)))


def impose(source: Path, out: Path, how: Imposition) -> int:
    """Put two pages on each A4 side, in reading or booklet order; return the number of sides.

    A booklet is printed duplex, flipped on the short edge, folded and stapled.
    """
    reader = open_pdf(source)
    count = len(reader.pages)
    order = booklet_order(count) if how == "booklet" else list(range(count))
    writer = PdfWriter()
    width, height = A4[1], A4[0]
    for start in range(0, len(order), 2):
        side = writer.add_blank_page(width, height)
        for half, number in enumerate(order[start : start + 2]):
            if number is not None:
                area = Area(half * width / 2 + 10, 10, width / 2 - 20, height - 20)
                place(writer, side, reader.pages[number], area)
    title = reader.metadata.title if reader.metadata else None
    return finish(writer, out, title or "")


def booklet_order(count: int) -> list[int | None]:
    """Return page numbers from 0 in the order of a folded booklet's sides; None is blank."""
    # A folded sheet has four sides, so the last ones may stay blank.
    total = -(-count // 4) * 4
    order: list[int] = []
    for sheet in range(total // 4):
        low, high = 2 * sheet, total - 1 - 2 * sheet
        order += (high, low, low + 1, high - 1)
    return [number if number < count else None for number in order]


def finish(
    writer: PdfWriter, out: Path, title: str, outline: Sequence[tuple[str, int]] = ()
) -> int:
    """Write title, language and outline, then the file (whole or none); return the page count."""
    for name, page in outline:
        writer.add_outline_item(title=clean_line(name), page_number=page)
    writer.add_metadata({"/Title": clean_line(title), "/Creator": "kmdesk"})
    writer.root_object.update({NameObject("/Lang"): TextStringObject("th")})
    # Joined files bring the same fonts and pictures many times over.
    writer.compress_identical_objects()
    pages = len(writer.pages)
    with whole_pdf(out) as part, part.open("wb") as stream:
        writer.write(stream)
    writer.close()
    return pages


def join_pdfs(
    parts: Sequence[Path],
    out: Path,
    title: str = "",
    *,
    chosen: Callable[[int], Sequence[int]] | None = None,
) -> int:
    """Write the pages of ``parts`` to ``out`` (the whole file or none); return their number.

    ``chosen`` receives the number of pages and returns which (from 0) to keep. The title is that of
    the first part unless given. Raises PdfError when a part cannot be opened or the disk does not
    accept the result.
    """
    writer = PdfWriter()
    for part in parts:
        reader = open_pdf(part)
        if not title and reader.metadata:
            title = reader.metadata.title or ""
        try:
            writer.append(reader)
        except DAMAGED as error:
            raise damaged(part.name) from error
    if chosen is not None:
        writer = _some(writer, chosen(len(writer.pages)))
    return finish(writer, out, title)


def _some(writer: PdfWriter, pages: Sequence[int]) -> PdfWriter:
    """Keep only these pages; objects used by the others alone are dropped."""
    fewer = PdfWriter()
    for page in pages:
        fewer.add_page(writer.pages[page])
    return fewer


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
        # Or the band would stand at the side of a page that is shown turned.
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.cropbox
        # One band a size: most files have pages of one size, and each band embeds a font.
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
