"""Handout pack: cover, contents with page numbers, then the items' pages, stamped."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.merging import DAMAGED, Area, damaged, finish, open_pdf, place
from kmdesk.pdf.sheet import PageSize, PdfError, Sheet
from kmdesk.pdf.typography import Run, Style

# Small drawings: a status light with its own shape, a QR code ----------------------------

# Dark enough for a black-and-white printer; the shape distinguishes them.
_COLOURS = {"green": "#1b6e2e", "amber": "#8a5300", "red": "#a31621", "grey": "#4d5560"}
_ROUND = 0.5523  # control point distance of a Bézier quarter circle
_QUIET = 4  # empty modules around a code, as the standard requires


def _draw_light(sheet: Sheet, light: str, x: float, y: float, size: float = 8) -> None:
    """Draw a disc (green), triangle (amber), square (red) or ring (grey) at its lower left."""
    colour = _COLOURS.get(light, _COLOURS["grey"])
    if light == "green":
        _disc(sheet, x, y, size, colour, ring=False)
    elif light == "amber":
        corners = [(x, y), (x + size, y), (x + size / 2, y + size)]
        sheet.path(corners, close=True, fill=colour, line=0)
    elif light == "red":
        sheet.box(x, y, size, size, fill=colour, line=0)
    else:
        _disc(sheet, x + 0.7, y + 0.7, size - 1.4, colour, ring=True)


def _draw_code(sheet: Sheet, text: str, x: float, y: float, size: float) -> None:
    """Draw a QR code of ``text``, with its quiet zone within ``size``."""
    rows = code_rows(text)
    module = size / (len(rows) + 2 * _QUIET)
    ops = ["q 0 0 0 rg"]
    for down, row in enumerate(rows):
        top = y + size - (down + 1 + _QUIET) * module
        for start, length in _bars(row):
            left = x + (start + _QUIET) * module
            ops.append(f"{left:.3f} {top:.3f} {length * module:.3f} {module + 0.02:.3f} re")
    sheet.operators.append(" ".join([*ops, "f Q"]))


@lru_cache(maxsize=256)
def code_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules of the QR code of ``text``, row by row from the top."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def _bars(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    bars: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and bars and sum(bars[-1]) == at:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        elif dark:
            bars.append((at, 1))
    return bars


def _disc(sheet: Sheet, x: float, y: float, size: float, colour: str, *, ring: bool) -> None:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r = size / 2
    cx, cy, k = x + r, y + r, r * _ROUND
    curves = (
        (cx + r, cy + k, cx + k, cy + r, cx, cy + r),
        (cx - k, cy + r, cx - r, cy + k, cx - r, cy),
        (cx - r, cy - k, cx - k, cy - r, cx, cy - r),
        (cx + k, cy - r, cx + r, cy - k, cx + r, cy),
    )
    shape = " ".join(" ".join(f"{n:.2f}" for n in curve) + " c" for curve in curves)
    paint = f"{red:.3g} {green:.3g} {blue:.3g} " + ("RG 1.4 w" if ring else "rg")
    end = "h S" if ring else "h f"
    sheet.operators.append(f"q {paint} {cx + r:.2f} {cy:.2f} m {shape} {end} Q")


# The pack --------------------------------------------------------------------------------

_FRAME = PageSize()
_ROW = Style(size=11, after=0)
_NOTE = Style(size=9, after=2, color="#333333", left=26, right=66)
_CODE = 54.0  # QR code beside a line of the contents
_LIGHT = 8.0


class PackItem(NamedTuple):
    """One item of a pack: its finished pages and its data for the contents."""

    title: str
    pages: Path
    kind: str = ""
    status: str = ""
    source: str = ""
    place: str = ""
    code: str = ""  # identifies the record
    as_of: str = ""
    light: str = ""  # green, amber, red or grey: the drawn status light


class _Options(NamedTuple):
    thai_digits: bool | None
    printed_on: date | None


Progress = Callable[[int, int], None]
Target = tuple[int, int, tuple[float, float, float, float]]  # page, target page, area


def write_pack(
    out: Path,
    items: Sequence[PackItem],
    *,
    title: str,
    office: str,
    made_for: str = "",
    thai_digits: bool | None = None,
    printed_on: date | None = None,
    progress: Progress | None = None,
    left_out: Sequence[tuple[str, str]] = (),
) -> int:
    """Write the pack to ``out``; return its number of pages.

    An item that is locked or damaged is named in the contents and left out, as are those of
    ``left_out`` (title, reason). Raises PdfError when no item is left. ``progress`` receives the
    number of items done and in all, and may raise to stop; then, as after a PdfError, nothing is
    left at ``out``.
    """
    items, readers, left_out = _opened(items, left_out)
    counts = [len(reader.pages) for reader in readers]
    options = _Options(thai_digits, printed_on)
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        folder = Path(name)
        writing = _Front(folder / "front.pdf", title, office, made_for, items, options, left_out)
        length = writing.length()
        firsts = [length + sum(counts[:i]) for i in range(len(items))]
        total = length + sum(counts)
        front, targets = writing.write(firsts, total)
        stamps = _unnumbered(folder / "stamps.pdf", title, office, options)
        _stamp(stamps, items, readers, length)
        writer = PdfWriter()
        writer.append(front, import_outline=False)
        for number, first, area in targets:
            writer.add_annotation(number, Link(rect=area, target_page_index=first, fit=Fit.fit()))
        _bodies(writer, items, readers, stamps.save(), progress)
        outline = [(tr("Contents"), 0), *((i.title, f) for i, f in zip(items, firsts, strict=True))]
        return finish(writer, out, title, outline)


def _opened(
    items: Sequence[PackItem], left_out: Sequence[tuple[str, str]]
) -> tuple[list[PackItem], list[PdfReader], list[tuple[str, str]]]:
    """Return the items that can be opened, and those that cannot with the reason."""
    kept: list[PackItem] = []
    readers: list[PdfReader] = []
    refused = list(left_out)
    for item in items:
        try:
            readers.append(open_pdf(item.pages, item.title))
        except PdfError as error:
            if len(items) == 1:
                raise
            refused.append((item.title, str(error)))
        else:
            kept.append(item)
    if refused and not kept:
        raise PdfError("Nothing can be printed: {reason}", reason=refused[0][1])
    return kept, readers, refused


def _bodies(
    writer: PdfWriter,
    items: Sequence[PackItem],
    readers: Sequence[PdfReader],
    stamps: Path,
    progress: Progress | None,
) -> None:
    """Place every page of every item on its stamped sheet."""
    stamped = iter(PdfReader(stamps).pages) if readers else iter(())
    for done, (item, reader) in enumerate(zip(items, readers, strict=True)):
        if progress:
            progress(done, len(readers))
        for page in reader.pages:
            frame = _frame(page)
            sheet = writer.add_blank_page(frame.width, frame.height)
            room = Area(28, 44, frame.width - 56, frame.height - 84)
            try:
                place(writer, sheet, page, room)
            except DAMAGED as error:
                raise damaged(item.title) from error
            place(writer, sheet, next(stamped), Area(0, 0, frame.width, frame.height))


class _Front:
    """Cover and contents, laid out once to learn their length and once with page numbers."""

    def __init__(
        self,
        path: Path,
        title: str,
        office: str,
        made_for: str,
        items: Sequence[PackItem],
        options: _Options,
        left_out: Sequence[tuple[str, str]],
    ) -> None:
        self.path, self.title, self.office, self.made_for = path, title, office, made_for
        self.items, self.options, self.left_out = items, options, left_out

    def length(self) -> int:
        """Return the number of pages of cover and contents."""
        return len(self._set([0] * len(self.items))[0].sheets)

    def write(self, firsts: Sequence[int], total: int) -> tuple[Path, list[Target]]:
        """Write them; return the file and (page, target page, area) of each line to link."""
        document, targets = self._set(firsts)
        for number, sheet in enumerate(document.sheets, 1):
            document.stamp(sheet, number, total)
        document.save()
        return self.path, targets

    def _set(self, firsts: Sequence[int]) -> tuple[Document, list[Target]]:
        document = _unnumbered(self.path, self.title, self.office, self.options)
        document.space(120)
        document.paragraph(self.office, Style(size=14, align="center", after=18))
        document.paragraph(self.title, Style(size=24, leading=1.4, bold=True, align="center"))
        document.space(10)
        as_of = tr("Information as of {date}", date=document.printed())
        for line in (self.made_for, as_of):
            document.paragraph(line, Style(size=12, align="center"))
        document.page_break()
        document.heading(tr("Contents"), 2)
        targets = [self._line(document, i, first) for i, first in enumerate(firsts)]
        if self.left_out:
            document.heading(tr("Left out of this print"), 2)
            for title, reason in self.left_out:
                document.item("•", f"{title}: {reason}")
        return document, targets

    def _line(self, document: Document, index: int, first: int) -> Target:
        item = self.items[index]
        label = document.digits(f"{index + 1}.")
        if document.room < max(5 * _ROW.line_height, _CODE + 4):
            document.new_page()
        top = document.y
        number = document.digits(str(first + 1))
        right = document.left + document.width
        document.sheet.text(document.left, top - 12.5, label)
        document.sheet.text(right, top - 12.5, number, align="right")
        document.paragraph(Run(item.title, bold=True), _ROW.but(left=26, right=96))
        sheet, low = document.sheet, document.y
        if item.code:
            _draw_code(sheet, item.code, right - 28 - _CODE, top - _CODE, _CODE)
        if item.status:
            _write_light(document, item, document.left + 26, low - 11)
            document.space(16)
        for fact in self._facts(item):
            document.paragraph(fact, _NOTE)
        if document.sheet is sheet:
            document.y = min(document.y, top - _CODE)
        document.space(5)
        area = (document.left, low, right, top)
        return len(document.sheets) - 1, first, area

    def _facts(self, item: PackItem) -> list[str]:
        """Return further lines of an entry: kind and source, then place, date and readable code."""
        code = tr("Code {code}", code=item.code) if item.code else ""
        lines = ((item.kind, item.source), (item.place, item.as_of, code))
        return [text for line in lines if (text := " · ".join(fact for fact in line if fact))]


def _write_light(document: Document, item: PackItem, x: float, y: float) -> None:
    """Draw the light with its label: shape and label work without colour."""
    _draw_light(document.sheet, item.light, x, y - 0.5, _LIGHT)
    document.sheet.text(x + _LIGHT + 4, y, item.status, size=9.5, bold=True)


def _frame(page: PageObject) -> PageSize:
    """Return A4 portrait or landscape, as the page is displayed."""
    wide = page.cropbox.width > page.cropbox.height
    return _FRAME.turned() if wide != (page.rotation % 180 == 90) else _FRAME


def _stamp(
    document: Document, items: Sequence[PackItem], readers: Sequence[PdfReader], length: int
) -> None:
    """Draw only header and footer for each page of the items, numbered on from the front."""
    pages = [(item, page) for item, r in zip(items, readers, strict=True) for page in r.pages]
    document.sheets.clear()
    for number, (item, page) in enumerate(pages, length + 1):
        document.size = _frame(page)
        document.new_page()
        head = " · ".join(fact for fact in (item.status, item.code, item.title) if fact)
        document.stamp(document.sheet, number, length + len(pages), head)
        if item.status:
            y = document.size.height - document.size.top + 18
            _draw_light(document.sheet, item.light, document.left - 13, y - 0.5, _LIGHT)


def _unnumbered(path: Path, title: str, office: str, options: _Options) -> Document:
    """Create a document whose pages are numbered as part of the pack."""
    return Document(
        path,
        title=title,
        office=office,
        footer=False,
        thai_digits=options.thai_digits,
        printed_on=options.printed_on,
    )
