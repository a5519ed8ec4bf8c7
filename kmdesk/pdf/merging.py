"""Finished PDF pages placed onto new sheets: scaled to fit, two on a side, as a booklet."""

from __future__ import annotations

import logging
from collections.abc import Sequence
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

from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.writing import whole_file
from kmdesk.thai.clean import clean_line

# Files that had to be mended while reading are common and are no news to anybody.
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
"""What reading a broken file raises."""


class Area(NamedTuple):
    """A rectangle of a sheet in points."""

    x: float
    y: float
    width: float
    height: float


def open_pdf(path: Path, name: str = "") -> PdfReader:
    """Open a PDF whose pages are wanted; PdfError with its name when that cannot be."""
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
    """Whether the file opens without a password; AES, which this library cannot, does not."""
    try:
        return bool(reader.decrypt(""))
    except DependencyError:
        return False


def damaged(name: str) -> PdfError:
    """What is said of a file whose pages cannot be read."""
    return PdfError(
        "{name} is damaged and cannot be put into the print; take it out of the selection.",
        name=name,
    )


def place(writer: PdfWriter, sheet: PageObject, page: PageObject, area: Area) -> None:
    """Draw a page into an area of a sheet: centred, never enlarged, never turned out of shape.

    The page becomes one drawing of the sheet, its content untouched, so that nothing in it has
    to be read; its links to the web go along.
    """
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    upright = Transformation().translate(-float(box.left), -float(box.bottom))
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
    """A page as a form that can be drawn, clipped to what is seen of it."""
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
    """Add the form to what the sheet shows."""
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
    """Links to the web stay where they were on the page."""
    for reference in page.get("/Annots", None) or ():
        note = reference.get_object()
        target = (note.get("/A") or {}).get("/URI") if isinstance(note, DictionaryObject) else None
        if target is not None and len(note.get("/Rect", ())) == 4:
            corners = [float(side) for side in note["/Rect"]]
            (x, y), (right, top) = moved.apply_on(corners[:2]), moved.apply_on(corners[2:])
            writer.add_annotation(sheet, Link(rect=(x, y, right, top), url=str(target)))


def impose(source: Path, out: Path, how: Imposition) -> int:
    """Put two pages on each A4 side, in reading or in booklet order; the number of sides.

    A booklet is printed on both sides, turned on the short edge, folded and stapled.
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
    """Page numbers from 0 in the order the sides of a folded booklet carry them; None is blank."""
    total = -(-count // 4) * 4
    order: list[int] = []
    for sheet in range(total // 4):
        low, high = 2 * sheet, total - 1 - 2 * sheet
        order += (high, low, low + 1, high - 1)
    return [number if number < count else None for number in order]


def finish(
    writer: PdfWriter, out: Path, title: str, outline: Sequence[tuple[str, int]] = ()
) -> int:
    """Title, language and outline, then the file, whole or not at all; the number of pages."""
    for name, page in outline:
        writer.add_outline_item(title=clean_line(name), page_number=page)
    writer.add_metadata({"/Title": clean_line(title), "/Creator": "kmdesk"})
    writer.root_object.update({NameObject("/Lang"): TextStringObject("th")})
    writer.compress_identical_objects()
    pages = len(writer.pages)
    with whole_file(out) as part, part.open("wb") as stream:
        writer.write(stream)
    writer.close()
    return pages
