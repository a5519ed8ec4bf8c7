"""Tables: columns sharing the width, rows split across pages, repeated header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from kmdesk.pdf.sheet import Sheet
from kmdesk.pdf.typography import Align, Line, Rich, Style, plain, set_lines
from kmdesk.thai.words import line_ends

_PAD_X, _PAD_Y = 4.0, 3.0
_HEAD_FILL, _GRID = "#e8e8e8", "#808080"
_MIN_WIDTH = 24.0
_TALLEST_HEAD = 0.3  # of the page
_LOOKED_AT = 60  # rows examined to determine column widths
_MOST = 0.25  # of the line: the most a long word may claim


class Flow(Protocol):
    """The interface a table needs from its page frame."""

    sheet: Sheet
    y: float

    @property
    def left(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def room(self) -> float: ...
    def new_page(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TableStyle:
    """Style of a table."""

    size: float = 10
    leading: float = 1.45
    aligns: Sequence[Align] = ()
    grid: bool = True

    def cell(self, column: int) -> Style:
        align = self.aligns[column] if column < len(self.aligns) else "left"
        return Style(size=self.size, leading=self.leading, align=align, after=0)

    def head(self) -> Style:
        return self.cell(0).but(align="center", bold=True)


Cells = list[list[Line]]


class Band(tuple[Rich, ...]):
    """A row of one cell across all columns, such as a heading for the rows below."""

    __slots__ = ()


def draw_table(
    flow: Flow,
    headers: Sequence[Rich],
    rows: Sequence[Sequence[Rich]],
    widths: Sequence[float] | None,
    style: TableStyle,
    drawn: Callable[[int], None] | None = None,
) -> None:
    """Draw a table from the current height on, over as many pages as it takes.

    ``drawn`` is called with the number of each row, from 0, once it is drawn.
    """
    count = max([len(headers), *(len(row) for row in rows)], default=0)
    if not count:
        return
    columns = _columns(flow, headers, rows, widths, count, style)
    head = _set(flow, headers, columns, [style.head()] * count) if any(headers) else None
    styles = [style.cell(i) for i in range(count)]
    whole = [flow.width], [style.cell(0).but(bold=True, align="left")]
    body: Iterator[Cells] = (
        _set(flow, row, *(whole if isinstance(row, Band) else (columns, styles)))
        for row in rows or [[""] * count]
    )
    above = 0
    if head and _height(head) > flow.sheet.size.height * _TALLEST_HEAD:
        body = chain([head], body)  # too tall to be repeated
        head, above = None, -1
    first = True
    for number, (cells, following) in enumerate(_with_next(body), above):
        if len(cells) < count and following:  # a band stays with the row below it
            keep = min(_height(following), flow.sheet.size.height * _TALLEST_HEAD)
            if not first and flow.room < _height(cells) + keep:
                flow.new_page()
                _draw_head(flow, head, columns, style)
        if first:
            wanted = (_height(head) if head else 0) + min(_height(cells), 4 * _line_height(style))
            if flow.room < wanted:
                flow.new_page()
            _draw_head(flow, head, columns, style)
            first = False
        _draw_row(flow, cells, head, columns, style)
        if drawn and 0 <= number < len(rows):
            drawn(number)


def _with_next(body: Iterator[Cells]) -> Iterator[tuple[Cells, Cells]]:
    """Yield each row with the one below it; the last one with an empty row."""
    before: Cells | None = None
    for cells in body:
        if before is not None:
            yield before, cells
        before = cells
    if before is not None:
        yield before, []


def _columns(
    flow: Flow,
    headers: Sequence[Rich],
    rows: Sequence[Sequence[Rich]],
    widths: Sequence[float] | None,
    count: int,
    style: TableStyle,
) -> list[float]:
    """Return column widths that fill the frame: the given ones scaled, or by content."""
    if widths and len(widths) == count:
        shares = [max(float(width), 0.01) for width in widths]
    else:
        shares = [_natural(flow, headers, rows, column, style) for column in range(count)]
    least = [_least(flow, headers, rows, column, style) for column in range(count)]
    return _fitted(shares, least, flow.width)


def _fitted(shares: list[float], least: list[float], width: float) -> list[float]:
    """Distribute the width by shares, respecting minimum widths as long as they all fit."""
    # Not all words fit whole: each column then gives up the same share.
    if sum(least) >= width:
        return [each * width / sum(least) for each in least]
    # Widening one column to its least narrows the others, which may fall below theirs in turn.
    narrow: set[int] = set()
    while True:
        rest = width - sum(least[column] for column in narrow)
        total = sum(share for column, share in enumerate(shares) if column not in narrow)
        columns = [
            least[column] if column in narrow else share / total * rest
            for column, share in enumerate(shares)
        ]
        more = {c for c, wide in enumerate(columns) if wide < least[c] and c not in narrow}
        if not more:
            return columns
        narrow |= more


def _least(
    flow: Flow,
    headers: Sequence[Rich],
    rows: Sequence[Sequence[Rich]],
    column: int,
    style: TableStyle,
) -> float:
    """Return the column width at which no word of the header and first rows must be split."""
    cells = [
        (row[column], False)
        for row in rows[:_LOOKED_AT]
        if column < len(row) and not isinstance(row, Band)
    ]
    if column < len(headers):
        cells.append((headers[column], True))
    widest = 0.0
    for cell, bold in cells:
        text, start = plain(cell)[:400], 0
        shaper = flow.sheet.fonts.shaper(bold)
        for end in line_ends(text):
            widest = max(widest, shaper.width(text[start:end].strip()))
            start = end
    return min(max(widest * style.size + 2 * _PAD_X + 0.5, _MIN_WIDTH), flow.width * _MOST)


def _natural(
    flow: Flow,
    headers: Sequence[Rich],
    rows: Sequence[Sequence[Rich]],
    column: int,
    style: TableStyle,
) -> float:
    """Return a share for a column: its widest text, capped so that long text does not take all."""
    shaper = flow.sheet.fonts.shaper()
    # The first rows are enough to tell the columns apart, and registers have thousands.
    texts = [plain(row[column]) for row in rows[:200] if column < len(row)]
    if column < len(headers):
        texts.append(plain(headers[column]))
    widest = max((shaper.width(text[:120]) for text in texts), default=1.0) * style.size
    return min(widest + 2 * _PAD_X + 2, flow.width * 0.5) + 4


def _set(flow: Flow, row: Sequence[Rich], columns: list[float], styles: Sequence[Style]) -> Cells:
    shaper = flow.sheet.fonts.shaper
    cells: Cells = []
    for column, width in enumerate(columns):
        text = row[column] if column < len(row) else ""
        cells.append(set_lines(text, styles[column], width - 2 * _PAD_X, shaper))
    return cells


def _height(cells: Cells) -> float:
    return max(sum(line.style.line_height for line in lines) for lines in cells) + 2 * _PAD_Y


def _line_height(style: TableStyle) -> float:
    return style.size * style.leading


def _draw_head(flow: Flow, head: Cells | None, columns: list[float], style: TableStyle) -> None:
    if head:
        _draw_cells(flow, head, columns, style, _HEAD_FILL)


def _draw_row(
    flow: Flow, cells: Cells, head: Cells | None, columns: list[float], style: TableStyle
) -> None:
    """Draw a row, whole if it fits a page, else split between lines."""
    line = _line_height(style)
    while True:
        height = _height(cells)
        if height <= flow.room:
            _draw_cells(flow, cells, columns, style)
            return
        fitting = int((flow.room - 2 * _PAD_Y) / line)
        # A short row is moved whole: its cells are easier to read together than torn apart.
        short = height <= flow.sheet.size.height * 0.25
        if fitting >= 2 and not short:
            _draw_cells(flow, [lines[:fitting] for lines in cells], columns, style)
            cells = [lines[fitting:] for lines in cells]
        flow.new_page()
        _draw_head(flow, head, columns, style)
        if flow.room < 2 * _PAD_Y + 2 * line:  # a page with no room at all: avoid an endless loop
            _draw_cells(flow, cells, columns, style)
            return


def _draw_cells(
    flow: Flow, cells: Cells, columns: list[float], style: TableStyle, fill: str = ""
) -> None:
    height = _height(cells)
    x, top = flow.left, flow.y
    if len(cells) == 1:
        columns = [sum(columns)]
    for lines, width in zip(cells, columns, strict=True):
        if style.grid or fill:
            flow.sheet.box(x, top - height, width, height, fill=fill, line=0.5, color=_GRID)
        y = top - _PAD_Y
        for line in lines:
            y -= line.style.line_height
            flow.sheet.line_of_text(line, x + _PAD_X, y + line.style.size * 0.32)
        x += width
    flow.y = top - height
