"""Finished PDF pages placed onto new sheets: scaled to fit, two on a side, as a booklet."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject, TextStringObject

from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.writing import whole_file

# Files that had to be mended while reading are common and are no news to anybody.
logging.getLogger("pypdf").setLevel(logging.ERROR)

Imposition = Literal["two_up", "booklet"]
A4 = (595.28, 841.89)


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
        if reader.is_encrypted and not reader.decrypt(""):
            raise PdfError(
                "{name} is locked with a password and cannot be put into the print;"
                " take it out of the selection.",
                name=name or path.name,
            )
        len(reader.pages)
    except (PyPdfError, OSError, ValueError, KeyError, RecursionError) as error:
        raise PdfError(
            "{name} is damaged and cannot be put into the print; take it out of the selection.",
            name=name or path.name,
        ) from error
    return reader


def place(sheet: PageObject, page: PageObject, area: Area) -> None:
    """Draw a page into an area of a sheet: centred, never enlarged, never turned out of shape."""
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
    sheet.merge_transformed_page(page, upright.scale(scale).translate(x, y))


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
                place(side, reader.pages[number], area)
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
        writer.add_outline_item(title=name, page_number=page)
    writer.add_metadata({"/Title": title, "/Creator": "kmdesk"})
    writer.root_object.update({NameObject("/Lang"): TextStringObject("th")})
    writer.compress_identical_objects()
    pages = len(writer.pages)
    with whole_file(out) as part, part.open("wb") as stream:
        writer.write(stream)
    writer.close()
    return pages
