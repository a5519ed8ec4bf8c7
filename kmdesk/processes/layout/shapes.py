"""Sizes of the standard symbols around their text."""

from dataclasses import dataclass

from kmdesk.processes.flow import StepKind
from kmdesk.processes.layout.chart import Rect, TextLine
from kmdesk.processes.layout.text import LEADING, NAME_SIZE, SMALL_SIZE, Measure, wrap

DOCUMENT_WAVE = 12.0
WAIT_BULGE = 18.0
_PAD = 8.0
_TEXT_WIDTH = {
    StepKind.START: 120.0,
    StepKind.END: 120.0,
    StepKind.DECISION: 140.0,
    StepKind.PARALLEL: 130.0,
}
_WIDE_TEXT = 176.0
_LEAST_WIDTH = {StepKind.PARALLEL: 120.0, StepKind.START: 90.0, StepKind.END: 90.0}
_DIAMOND = 1.8  # ratio of a diamond's width to its text's width; the height follows from it


@dataclass(frozen=True, slots=True)
class Symbol:
    """Size of a symbol and its text, before it is positioned."""

    kind: StepKind
    width: float
    height: float
    text_width: float
    lines: tuple[tuple[str, float], ...]

    @property
    def text_height(self) -> float:
        """Height of all lines."""
        return sum(size * LEADING for _text, size in self.lines)

    def placed(self, x: float, y: float) -> tuple[Rect, tuple[TextLine, ...]]:
        """Return the outline and text lines with the symbol's centre at (x, y)."""
        rect = Rect(x - self.width / 2, y - self.height / 2, self.width, self.height)
        top, middle = self._text_top(rect), x
        if self.kind is StepKind.WAIT:
            middle -= WAIT_BULGE / 2
        lines = []
        for index, (text, size) in enumerate(self.lines):
            height = size * LEADING
            room = Rect(middle - self.text_width / 2, top, self.text_width, height)
            lines.append(TextLine(text, size, room, faint=index > 0 and size < NAME_SIZE))
            top += height
        return rect, tuple(lines)

    def _text_top(self, rect: Rect) -> float:
        spare = rect.height - self.text_height
        if self.kind is StepKind.DOCUMENT:
            spare -= DOCUMENT_WAVE
        return rect.y + spare / 2


def symbol(kind: StepKind, name: str, time: str, measure: Measure) -> Symbol:
    """Return the smallest symbol of ``kind`` that fits the text."""
    room = _TEXT_WIDTH.get(kind, _WIDE_TEXT)
    named = [(line, NAME_SIZE) for line in wrap(name, room, NAME_SIZE, measure)]
    timed = [(line, SMALL_SIZE) for line in wrap(time, room, SMALL_SIZE, measure)]
    lines = (*named, *timed)
    width = max((measure(text, size) for text, size in lines), default=0.0)
    if kind in (StepKind.WORK, StepKind.DOCUMENT, StepKind.WAIT):
        width = room  # equally wide boxes line up as a column
    height = sum(size * LEADING for _text, size in lines)
    outer_width, outer_height = _outline(kind, width, height)
    return Symbol(kind, outer_width, outer_height, width, lines)


def _outline(kind: StepKind, width: float, height: float) -> tuple[float, float]:
    if kind is StepKind.DECISION:
        width, height = max(width, 60.0) + 4, max(height, 20.0) + 2
        return width * _DIAMOND, height / (1 - 1 / _DIAMOND)
    if kind in (StepKind.START, StepKind.END):
        high = max(height, 20.0) + _PAD
        return max(width + high, _LEAST_WIDTH[kind]), high
    if kind is StepKind.PARALLEL:
        return max(width + 2 * _PAD, _LEAST_WIDTH[kind]), (height + _PAD if height else 10.0)
    extra = DOCUMENT_WAVE if kind is StepKind.DOCUMENT else 0.0
    bulge = WAIT_BULGE if kind is StepKind.WAIT else 0.0
    return width + 2 * _PAD + bulge, max(height, 20.0) + 2 * _PAD + extra
