"""Prints of a flowchart as vectors: in a document, on one A4 or A3, or as a poster of sheets."""

import math
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import Fonts, PageSize, Sheet
from kmdesk.processes.chart import (
    CRITICAL,
    FAINT,
    FILLS,
    INK,
    LANE_EDGE,
    LANES,
    PROBLEM,
    Chart,
    Measure,
    Point,
    Rect,
    TextLine,
    arrow_head,
    outline,
    within_band,
)
from kmdesk.processes.chart_layout import layout
from kmdesk.processes.compare import digits, flow_words, step_words, totals_words
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import Flow, Process

_LARGEST, _SMALLEST = 0.8, 0.55
_ARROW = 16.0  # keeps an arrow with the symbol it leads to
_BASELINE = 1.06  # of the size, from the top of a line


@dataclass(frozen=True, slots=True)
class Lit:
    """Elements drawn bold, and their colour."""

    path: frozenset[int]
    path_flows: frozenset[Flow]
    color: str

    @classmethod
    def of(cls, process: Process, standard: int | None = None) -> "Lit":
        """Highlight the critical path, in red when it usually exceeds the standard."""
        total = cycle_time(process)
        late = standard is not None and total.typical > standard
        return cls(total.path, total.path_flows, PROBLEM if late else CRITICAL)


def measure_with(fonts: Fonts) -> Measure:
    """Return a function that measures text as HarfBuzz shapes it."""
    shaper = fonts.shaper()
    return lambda text, size: shaper.width(text) * size


def drawn(process: Process, fonts: Fonts | None = None) -> Chart:
    """Return the chart as it is drawn in print and in files."""
    return layout(
        process, measure_with(fonts or Fonts()), lambda s: step_words(process, s), flow_words
    )


def draw_process(document: Document, process: Process, standard: int | None = None) -> None:
    """Draw the chart from the current height on, over as many pages as it needs.

    A process that usually takes longer than its service standard is drawn in red.
    """
    chart = drawn(process, document.fonts)
    if not chart.boxes:
        return
    critical, scale = Lit.of(process, standard), _scale(chart, document)
    page = document.size.height - document.size.top - document.size.bottom
    head = max(line.rect.bottom for lane in chart.lanes for line in lane.lines) + 4
    top = 0.0
    while top < chart.height - 1:
        if top > 0:
            _draw_band(document, chart, critical, scale, 0.0, head)
        limit = top + document.room / scale
        bottom = _cut(chart, top, limit)
        # nothing fits under the heading: a fresh page may hold what this one cannot
        if bottom <= top and top == 0 and document.room < page - 1:
            document.new_page()
            continue
        bottom = bottom if bottom > top else limit  # a single symbol is taller than the page
        _draw_band(document, chart, critical, scale, top, bottom)
        top = bottom
        if top < chart.height - 1:
            document.new_page()


def _draw_band(
    document: Document,
    chart: Chart,
    critical: Lit,
    scale: float,
    top: float,
    bottom: float,
) -> None:
    left = document.left + (document.width - chart.width * scale) / 2
    _Band(document.sheet, chart, critical, scale, left, document.y, top, bottom).draw()
    document.y -= (bottom - top) * scale


def _scale(chart: Chart, document: Document) -> float:
    """Return the largest scale that fits the width, reduced when that avoids a page break."""
    across = min(_LARGEST, document.width / chart.width)
    page = document.size.height - document.size.top - document.size.bottom
    whole = min(document.room, page) / chart.height
    return whole if _SMALLEST <= whole < across else across


def _cut(chart: Chart, top: float, limit: float) -> float:
    """Return the lowest height up to ``limit`` that crosses no symbol and no text."""
    if limit >= chart.height:
        return chart.height
    solid = [(box.rect.y - _ARROW, box.rect.bottom + 4) for box in chart.boxes]
    solid += [(line.rect.y - 2, line.rect.bottom + 2) for line in chart.texts()]
    height = limit
    while height > top:
        crossed = [start for start, end in solid if start < height < end]
        if not crossed:
            return height
        # Up to the highest thing crossed: the cut moves above it and is tried again there.
        height = min(crossed)
    return top


def draw_band(
    sheet: Sheet,
    chart: Chart,
    critical: Lit,
    scale: float,
    left: float,
    upper: float,
    top: float,
    bottom: float,
) -> None:
    """Draw the part of a chart from ``top`` to ``bottom``, its corner at (left, upper)."""
    _Band(sheet, chart, critical, scale, left, upper, top, bottom).draw()


class _Band:
    """The part of a chart on one page."""

    def __init__(
        self,
        sheet: Sheet,
        chart: Chart,
        critical: Lit,
        scale: float,
        left: float,
        upper: float,
        top: float,
        bottom: float,
    ) -> None:
        self.sheet, self.chart, self.critical, self.scale = sheet, chart, critical, scale
        self.left, self.upper, self.top, self.bottom = left, upper, top, bottom

    def draw(self) -> None:
        """Draw lanes, then flows, then symbols over the ends of the flows."""
        for index, lane in enumerate(self.chart.lanes):
            self._lane(lane.rect, LANES[index % 2])
            self._texts(lane.lines, INK)
        for wire in self.chart.wires:
            lit = wire.flow in self.critical.path_flows
            color, width = (self.critical.color, 1.8) if lit else (FAINT, 1.0)
            for part in within_band(wire.points, self.top, self.bottom):
                self.sheet.path(self._all(part), line=width * self.scale, color=color)
            # The head belongs to the end of a flow, which may be on another page than its line.
            if self.top <= wire.points[-1][1] <= self.bottom:
                head = self._all(arrow_head(wire.points))
                self.sheet.path(head, close=True, fill=color, line=0)
            self._texts(wire.lines, INK)
        for box in self.chart.boxes:
            # a symbol belongs to the page of its top edge, else both pages would draw it
            if self.top <= box.rect.y < self.bottom:
                shape = outline(box.kind, box.rect)
                lit = box.key in self.critical.path
                color, width = (self.critical.color, 1.8) if lit else (INK, 1.0)
                self.sheet.path(self._all(shape.area), close=True, fill=FILLS[box.kind], line=0)
                for stroke in shape.strokes:
                    self.sheet.path(self._all(stroke), line=width * self.scale, color=color)
                self._texts(box.lines, INK)

    def _lane(self, rect: Rect, fill: str) -> None:
        top, bottom = max(rect.y, self.top), min(rect.bottom, self.bottom)
        if top < bottom:
            x, y = self._at((rect.x, bottom))
            width, height = rect.width * self.scale, (bottom - top) * self.scale
            self.sheet.box(x, y, width, height, fill=fill, line=0.5, color=LANE_EDGE)

    def _texts(self, lines: tuple[TextLine, ...], color: str) -> None:
        for line in lines:
            if self.top <= line.rect.y < self.bottom:
                x, y = self._at((line.rect.center[0], line.rect.y + line.size * _BASELINE))
                shown = FAINT if line.faint else color
                size = line.size * self.scale
                self.sheet.text(x, y, line.text, size=size, align="center", color=shown)

    def _at(self, point: Point) -> Point:
        x, y = point
        return (self.left + x * self.scale, self.upper - (y - self.top) * self.scale)

    def _all(self, points: list[Point]) -> list[Point]:
        return [self._at(point) for point in points]


A4 = PageSize(left=40, right=40, top=40, bottom=48)
A3 = PageSize(841.89, 1190.55, left=45, right=45, top=45, bottom=52)
PAPERS = ("a4", "a3", "poster")
OVERLAP = 28.0  # points by which neighbouring sheets overlap, for gluing
_MARK = 12.0
_LARGEST_ON_SHEET = 1.0
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
    # Laid out once to learn its shape, which decides how the paper lies.
    trial = Document(out, title=title)
    chart = drawn(process, trial.fonts)
    wide = min(size.turned().text_width / max(chart.width, 1), _inner(size.turned()) / _tall(chart))
    high = min(size.text_width / max(chart.width, 1), _inner(size) / _tall(chart))
    document = Document(out, title=title, office=office, landscape=wide > high, size=size)
    document.heading(title)
    if process.steps:
        document.paragraph(totals_words(process), "note")
    scale = min(
        _LARGEST_ON_SHEET, document.width / max(chart.width, 1), document.room / _tall(chart)
    )
    left = document.left + (document.width - chart.width * scale) / 2
    lit = Lit.of(process, standard)
    draw_band(document.sheet, chart, lit, scale, left, document.y, 0.0, chart.height)
    return document.save()


def _write_poster(
    out: Path, process: Process, title: str, office: str, standard: int | None
) -> Path:
    chart, lit = drawn(process, Document(out, title=title).fonts), Lit.of(process, standard)
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
            # A hair less than exactly full, or rounding up would add an almost empty sheet.
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


def _net(size: PageSize) -> tuple[float, float]:
    return size.text_width, size.height - size.top - size.bottom


def _inner(size: PageSize) -> float:
    return size.height - size.top - size.bottom - 60


def _tall(chart: Chart) -> float:
    return max(chart.height, 1.0)
