"""Print one chart for the wall: fitted to A4 or A3, or a poster over several sheets."""

import math
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import PageSize, Sheet
from kmdesk.processes.display import digits, flow_words, step_words, totals_words
from kmdesk.processes.flow import Process
from kmdesk.processes.layout import Chart, layout
from kmdesk.processes.print_chart import Lit, draw_band, measure_with

A4 = PageSize(left=40, right=40, top=40, bottom=48)
A3 = PageSize(841.89, 1190.55, left=45, right=45, top=45, bottom=52)
PAPERS = ("a4", "a3", "poster")
OVERLAP = 28.0  # points by which neighbouring sheets overlap, for gluing
_MARK = 12.0
_LARGEST = 1.0
_POSTER = (1.0, 1.25, 1.6)  # least, usual and largest scale


def write_chart(
    out: Path,
    process: Process,
    title: str,
    *,
    paper: str = "a4",
    office: str = "",
    standard: int | None = None,
) -> Path:
    """Draw a process as vectors; ``paper`` is one of ``PAPERS``."""
    if paper == "poster":
        return _write_poster(out, process, title, office, standard)
    size = A3 if paper == "a3" else A4
    trial = Document(out, title=title)
    chart = _chart(trial, process)
    wide = min(size.turned().text_width / max(chart.width, 1), _inner(size.turned()) / _tall(chart))
    high = min(size.text_width / max(chart.width, 1), _inner(size) / _tall(chart))
    document = Document(out, title=title, office=office, landscape=wide > high, size=size)
    document.heading(title)
    if process.steps:
        document.paragraph(totals_words(process), "note")
    scale = min(_LARGEST, document.width / max(chart.width, 1), document.room / _tall(chart))
    left = document.left + (document.width - chart.width * scale) / 2
    lit = Lit.of(process, standard)
    draw_band(document.sheet, chart, lit, scale, left, document.y, 0.0, chart.height)
    return document.save()


def _write_poster(
    out: Path, process: Process, title: str, office: str, standard: int | None
) -> Path:
    chart, lit = _chart(Document(out, title=title), process), Lit.of(process, standard)
    size, scale = min(
        ((size, _poster_scale(chart, size)) for size in (A4, A4.turned())),
        key=lambda found: _waste(chart, *found),
    )
    document = Document(out, title=title, office=office, size=size)
    across, down = _net(size)
    columns, rows = _sheets(chart, size, scale)
    for row in range(rows):
        for column in range(columns):
            if row or column:
                document.new_page()
            sheet = document.sheet
            left, top = size.left, size.height - size.top
            with sheet.clipped(left, top - down, across, down):
                x = left - column * (across - OVERLAP)
                y = top + row * (down - OVERLAP)
                draw_band(sheet, chart, lit, scale, x, y, 0.0, chart.height)
            _marks(sheet, left, top, across, down)
            words = tr(
                "{title}: row {row} of {rows}, sheet {column} of {columns}",
                title=title,
                row=digits(row + 1),
                rows=digits(rows),
                column=digits(column + 1),
                columns=digits(columns),
            )
            sheet.text(left, top + 14, words, size=9, color="#555555")
    return document.save()


def _poster_scale(chart: Chart, size: PageSize) -> float:
    """Return the scale that wastes the least paper across or down."""
    least, usual, largest = _POSTER
    across, down = _net(size)
    found = [usual]
    for length, sheet in ((chart.width, across), (chart.height, down)):
        for count in range(1, 12):
            scale = (count * (sheet - OVERLAP) + OVERLAP) / max(length, 1)
            found += [scale - 0.001] if least <= scale <= largest else []
    return min(found, key=lambda scale: _waste(chart, size, scale))


def _waste(chart: Chart, size: PageSize, scale: float) -> float:
    """Return the share of the paper that stays blank."""
    columns, rows = _sheets(chart, size, scale)
    across, down = _net(size)
    return 1 - chart.width * chart.height * scale * scale / (columns * rows * across * down)


def _sheets(chart: Chart, size: PageSize, scale: float) -> tuple[int, int]:
    across, down = _net(size)
    columns = math.ceil((chart.width * scale - OVERLAP) / (across - OVERLAP))
    rows = math.ceil((chart.height * scale - OVERLAP) / (down - OVERLAP))
    return max(1, columns), max(1, rows)


def _marks(sheet: Sheet, left: float, top: float, across: float, down: float) -> None:
    """Draw cutting marks and the line where the neighbouring sheet overlaps."""
    for x, way in ((left, -1), (left + across, 1)):
        for y, up in ((top, 1), (top - down, -1)):
            sheet.path([(x + way * 2, y), (x + way * (2 + _MARK), y)], line=0.5)
            sheet.path([(x, y + up * 2), (x, y + up * (2 + _MARK))], line=0.5)
    for x in (left + OVERLAP, left + across - OVERLAP):
        sheet.path([(x, top + 2), (x, top + 2 + _MARK / 2)], line=0.3, color="#777777")


def _chart(document: Document, process: Process) -> Chart:
    measure = measure_with(document.fonts)
    return layout(process, measure, lambda s: step_words(process, s), flow_words)


def _net(size: PageSize) -> tuple[float, float]:
    return size.text_width, size.height - size.top - size.bottom


def _inner(size: PageSize) -> float:
    return size.height - size.top - size.bottom - 60


def _tall(chart: Chart) -> float:
    return max(chart.height, 1.0)
