"""Pages of a finished PDF onto a printer, band by band, off the UI thread.

Every printer gets pictures of the pages at its own resolution, drawn by the render process:
one way for Windows and Linux, and what the print dialog was told (copies, range, both sides,
tray) holds, which it would not if the file went to ``lp`` beside the dialog.
"""

import errno
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from kmdesk.i18n import KmdeskError

if TYPE_CHECKING:
    from kmdesk.intake.client import RenderClient

FINEST = 600  # dots an inch; finer only costs time on paper
BAND = 1_000_000  # pixels drawn at a time; Qt lets no other thread run while it takes them
_POINT = 72.0


class PrintError(KmdeskError):
    """The printer did not take the pages."""


def pages_asked(printer: QPrinter, count: int) -> list[int]:
    """Pages (from 0) the print dialog chose, in order; all when it chose none."""
    chosen = printer.pageRanges()
    if printer.printRange() == QPrinter.PrintRange.PageRange and not chosen.isEmpty():
        return [page for page in range(count) if chosen.contains(page + 1)]
    if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage():
        return [*range(printer.fromPage() - 1, min(printer.toPage() or count, count))]
    return list(range(count))


def print_pages(
    render: "RenderClient",
    path: Path,
    printer: QPrinter,
    pages: Sequence[int] | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Print; the number of pages sent. ``progress`` may raise to stop: the job is dropped."""
    sizes = render.sizes(path)
    wanted = pages_asked(printer, len(sizes)) if pages is None else list(pages)
    if not wanted:
        raise PrintError("None of the pages asked for is in this print; choose other pages.")
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        wanted.reverse()
    runs = _runs(printer, wanted)
    job = _Job(render, path, printer, sizes, progress)
    if not printer.outputFileName():
        job.run(runs)
        return len(runs)
    from kmdesk.pdf.sheet import whole_pdf  # reportlab only when printing

    out = Path(printer.outputFileName())
    with whole_pdf(out) as part:
        part.touch()  # a folder that may not be written says so here
        printer.setOutputFileName(str(part))
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        job.run(runs)
        if not _is_whole(part):  # Qt says nothing when the disk takes no more
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return len(runs)


def _is_whole(path: Path) -> bool:
    """Whether a PDF file was written to its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64))
        return b"%%EOF" in file.read()


@dataclass(frozen=True, slots=True)
class _Job:
    render: "RenderClient"
    path: Path
    printer: QPrinter
    sizes: list[tuple[float, float]]
    progress: Callable[[int, int], None] | None

    def run(self, runs: Sequence[int]) -> None:
        _turn(self.printer, self.sizes[runs[0]])
        painter = QPainter()
        if not painter.begin(self.printer):
            raise PrintError(
                "The printer did not start; see whether it is switched on, then try again."
            )
        try:
            for done, page in enumerate(runs):
                if self.progress:
                    self.progress(done, len(runs))
                self._page(painter, page, first=not done)
        # Also when stopped. Before the painter ends: ending it sends what there is.
        except BaseException:
            self.printer.abort()
            raise
        finally:
            ended = painter.end()
        if not ended:
            raise _stopped()

    def _page(self, painter: QPainter, page: int, *, first: bool) -> None:
        size = self.sizes[page]
        if not first:
            # Before the page is begun: Qt turns only pages that are still to come.
            _turn(self.printer, size)
            if not self.printer.newPage():
                raise _stopped()
        _paint(self.render, self.path, page, size, self.printer, painter)
        if self.printer.printerState() == QPrinter.PrinterState.Error:
            raise _stopped()


def _stopped() -> PrintError:
    return PrintError(
        "The printer stopped; see to its paper and its cable, then print the missing pages."
    )


def _runs(printer: QPrinter, pages: list[int]) -> list[int]:
    """The pages as often as copies are wanted, where the driver does not make them itself."""
    copies = printer.copyCount()
    if copies == 1 or printer.supportsMultipleCopies():
        return pages
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    """Paper on its side for a page that is wider than high."""
    wide = size[0] > size[1]
    way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    if printer.pageLayout().orientation() != way:
        printer.setPageOrientation(way)


def _paint(
    render: "RenderClient",
    path: Path,
    page: int,
    size: tuple[float, float],
    printer: QPrinter,
    painter: QPainter,
) -> None:
    """One page, as large as the sheet takes, never larger than it is."""
    dots = printer.resolution()
    sheet = printer.paperRect(QPrinter.Unit.DevicePixel)
    room = printer.pageRect(QPrinter.Unit.DevicePixel)
    fit = min(sheet.width() / (size[0] * dots / _POINT), sheet.height() / (size[1] * dots / _POINT))
    dot = dots / _POINT * min(fit, 1.0)  # printer dots a point
    left = (sheet.width() - size[0] * dot) / 2 - room.left()
    top = (sheet.height() - size[1] * dot) / 2 - room.top()
    scale = min(dot, FINEST / _POINT)
    rows = math.ceil(size[1] * scale)
    step = max(1, int(BAND / (size[0] * scale)))
    for row in range(0, rows, step):
        end = min(row + step, rows)
        # A hair less than whole pixels, so that rounding up gives just these rows.
        upper, lower = max(0.0, row - 0.01) / scale, min((end - 0.01) / scale, size[1])
        picture = render.draw(path, page, scale, band=(upper, lower))
        image = QImage(
            picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
        )
        area = QRectF(left, top + row / scale * dot, image.width() / scale * dot, 0)
        area.setHeight(image.height() / scale * dot)
        painter.drawImage(area, image)


def full_sheet_printer(name: str = "") -> QPrinter:
    """The printer of this name, or the system's own choice: full sheet, A4, sharp."""
    mode = QPrinter.PrinterMode.HighResolution
    printer = QPrinter(QPrinterInfo.printerInfo(name), mode) if name else QPrinter(mode)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    return printer
