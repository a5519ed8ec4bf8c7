"""Write finished sheets to a PDF file with metadata, outline and fonts; the whole file or none."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.sheet import Fonts, Sheet
from kmdesk.thai.clean import clean_line

rl_config.useA85 = 0  # raw bytes: a quarter smaller and faster than ASCII


class OutlineEntry(NamedTuple):
    """An entry in the viewer's bookmark pane."""

    title: str
    bookmark: str
    level: int


class _NoFace:
    name = "kmdesk-none"


class _NoFont:
    """Initial font of each canvas instead of Helvetica, which cannot be embedded; draws nothing."""

    face = _NoFace
    fontName = "kmdesk-none"  # noqa: N815 - the names ReportLab asks for
    _dynamicFont = 1  # noqa: N815
    _multiByte = 1  # noqa: N815


def write_pdf(
    out: Path,
    sheets: Sequence[Sheet],
    fonts: Fonts,
    *,
    title: str,
    author: str,
    outline: Sequence[OutlineEntry] = (),
) -> None:
    """Write the sheets to ``out``; on failure the old file is unchanged.

    Raises PdfError when the file cannot be written.
    """
    with whole_file(out) as part:
        canvas = _canvas(title, author)
        _register(canvas, fonts)
        for sheet in sheets:
            _page(canvas, sheet)
        _outline(canvas, outline)
        part.write_bytes(canvas.getpdfdata())


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Yield a temporary file in the same folder that replaces ``out`` on success.

    Raises PdfError when the file cannot be written.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(out)
    except OSError as error:
        raise _explained(error, out) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _explained(error: OSError, out: Path) -> PdfError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PdfError(
            "The disk is full and {name} was not saved; free some space and try again.",
            name=out.name,
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY):
        return PdfError(
            "{name} may not be written there; close it if it is open or choose another folder.",
            name=out.name,
        )
    return PdfError(
        "{name} could not be saved; choose another folder and try again.", name=out.name
    )


def _canvas(title: str, author: str) -> Any:
    pdfmetrics.registerFont(_NoFont())
    canvas = Canvas("", pageCompression=1, pdfVersion=(1, 5), initialFontName=_NoFont.fontName)
    canvas.setTitle(clean_line(title))
    canvas.setAuthor(clean_line(author))
    canvas.setSubject("")
    canvas.setCreator("kmdesk")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas._doc.Catalog.Lang = PDFString("th")
    return canvas


def _register(canvas: Any, fonts: Fonts) -> None:
    """Make the document write our fonts when it is finished."""
    for font in fonts.used():
        canvas._doc.fontMapping[font.fontName] = f"/{font.resource}"
        canvas._doc.delayedFonts.append(font)


def _page(canvas: Any, sheet: Sheet) -> None:
    canvas.setPageSize((sheet.size.width, sheet.size.height))
    for picture in sheet.pictures:
        canvas.drawImage(
            str(picture.path), picture.x, picture.y, picture.width, picture.height, mask="auto"
        )
    canvas._code.extend(sheet.operators)
    for link in sheet.links:
        area = (link.x, link.y, link.right, link.top)
        if link.target.startswith("#"):
            canvas.linkAbsolute("", link.target[1:], area, addtopage=1, Border="[0 0 0]")
        else:
            canvas.linkURL(link.target, area, thickness=0)
    for name, height in sheet.bookmarks:
        canvas.bookmarkHorizontalAbsolute(name, height)
    canvas.showPage()


def _outline(canvas: Any, entries: Sequence[OutlineEntry]) -> None:
    above: list[int] = []  # a level may be skipped in the text, but not in an outline
    for entry in entries:
        while above and above[-1] >= entry.level:
            above.pop()
        depth = len(above)
        above.append(entry.level)
        canvas.addOutlineEntry(clean_line(entry.title), entry.bookmark, depth, closed=depth > 0)
    if entries:
        canvas.showOutline()
