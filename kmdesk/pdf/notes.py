"""Footnotes: a raised number in the text, its words at the foot of the page the number is on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kmdesk.pdf.sheet import Fonts, Sheet
from kmdesk.pdf.typography import CM, Line, Rich, Run, Style, as_runs, set_lines

STYLE = Style(size=9, leading=1.4, left=18, first=-18, after=0)
_ABOVE = 9.0  # points that part text and notes, the short rule in the middle
_TARGET = "#note-"
_STARS = 3


class FootNotes:
    """The notes of a document, numbered through; those of the present page wait to be drawn.

    A note that finds no room goes on at the foot of the next page.
    """

    def __init__(self, fonts: Fonts, width: Callable[[], float], digits: Callable[[str], str]):
        self._fonts, self._width, self._digits = fonts, width, digits
        self._words: list[str] = []
        self._here: list[tuple[int, Line]] = []  # number if the note begins with this line, else 0
        self._later: list[tuple[int, Line]] = []

    def marked(self, runs: Sequence[Run]) -> list[Run]:
        """The runs with a raised number behind each that has a note."""
        found: list[Run] = []
        for run in runs:
            found.append(run._replace(note=""))
            if run.note:
                self._words.append(run.note)
                number = len(self._words)
                mark = f"[{self._digits(str(number))}]"  # a bare digit would join มาตรา ๑๑
                found.append(Run(mark, superscript=True, link=f"{_TARGET}{number}"))
        return found

    @property
    def height(self) -> float:
        """What the foot of the present page takes."""
        return len(self._here) * STYLE.line_height + _ABOVE if self._here else 0.0

    def needed(self, line: Line) -> float:
        """What a line brings to the foot of its page, at least: the beginnings of its notes."""
        count = sum(1 for _ in _numbers(line))
        return count * STYLE.line_height + (_ABOVE if count and not self._here else 0)

    def take(self, line: Line, room: float) -> None:
        """Put the notes of a line that was drawn to the foot; ``room`` points are free there."""
        for number in _numbers(line):
            lines = self._set(number)
            if not self._here:
                room -= _ABOVE
            fitting = max(1, int(room / STYLE.line_height)) if not self._later else 0
            self._here += lines[:fitting]
            self._later += lines[fitting:]
            room -= len(lines[:fitting]) * STYLE.line_height

    def draw(self, sheet: Sheet, left: float, bottom: float) -> None:
        """Draw the notes of a page that is full."""
        if not self._here:
            return
        y = bottom + len(self._here) * STYLE.line_height
        sheet.rule(left, y + _ABOVE / 2, left + 4 * CM, y + _ABOVE / 2, 0.5)
        for number, line in self._here:
            if number:
                sheet.bookmark(f"{_TARGET[1:]}{number}", y + 2)
            y -= STYLE.line_height
            sheet.line_of_text(line, left, y + STYLE.size * 0.36)
        self._here = []

    def begin_page(self, height: float) -> None:
        """What found no room before stands at the foot of this page, up to half of it."""
        most = int(height / 2 / STYLE.line_height)
        self._here, self._later = self._later[:most], self._later[most:]

    @property
    def pending(self) -> bool:
        """Whether a note still waits for a page."""
        return bool(self._later)

    def _set(self, number: int) -> list[tuple[int, Line]]:
        text = [Run(f"[{self._digits(str(number))}]\u00a0"), Run(self._words[number - 1])]
        lines = set_lines(text, STYLE, self._width(), self._fonts.shaper)
        return [(number if at == 0 else 0, line) for at, line in enumerate(lines)]


def noted_cell(cell: Rich, below: list[Run]) -> Rich:
    """A cell of a table; its notes go to ``below``, as the page of its row is not known yet."""
    if isinstance(cell, str) or not any(run.note for run in as_runs(cell)):
        return cell
    runs: list[Run] = []
    for run in as_runs(cell):
        runs.append(run._replace(note=""))
        if run.note:
            mark = "*" * (len(below) + 1) if len(below) < _STARS else f"*{len(below) + 1}"
            runs.append(Run(mark, superscript=True))
            below.append(Run(f"{mark} {run.note}"))
    return runs


def _numbers(line: Line) -> Iterator[int]:
    """The notes whose marks stand on a line."""
    for span in line.spans:
        if span.run.superscript and span.run.link.startswith(_TARGET):
            yield int(span.run.link.removeprefix(_TARGET))
