"""Footnotes: a superscript number in the text, the note at the foot of the same page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kmdesk.pdf.sheet import Fonts, Sheet
from kmdesk.pdf.typography import CM, Line, Rich, Run, Style, as_runs, set_lines

STYLE = Style(size=9, leading=1.4, left=18, first=-18, after=0)
_ABOVE = 9.0  # points between text and notes, with the short rule in the middle
_TARGET = "#note-"
_STARS = 3


class FootNotes:
    """Footnotes of a document, numbered throughout; those of the current page wait to be drawn.

    A note without room continues at the foot of the next page.
    """

    def __init__(self, fonts: Fonts, width: Callable[[], float], digits: Callable[[str], str]):
        self._fonts, self._width, self._digits = fonts, width, digits
        self._words: list[str] = []
        self._here: list[tuple[int, Line]] = []  # number if the note begins with this line, else 0
        self._later: list[tuple[int, Line]] = []

    def marked(self, runs: Sequence[Run]) -> list[Run]:
        """Return the runs with a superscript number after each that has a note."""
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
        """Height of the notes at the foot of the current page."""
        return len(self._here) * STYLE.line_height + _ABOVE if self._here else 0.0

    def needed(self, line: Line) -> float:
        """Return the least height a line adds to its page's foot: the first line of each note."""
        count = sum(1 for _ in _numbers(line))
        return count * STYLE.line_height + (_ABOVE if count and not self._here else 0)

    def take(self, line: Line, room: float) -> None:
        """Move the notes of a drawn line to the foot, where ``room`` points are free."""
        for number in _numbers(line):
            lines = self._set(number)
            if not self._here:
                room -= _ABOVE
            fitting = max(1, int(room / STYLE.line_height)) if not self._later else 0
            self._here += lines[:fitting]
            self._later += lines[fitting:]
            room -= len(lines[:fitting]) * STYLE.line_height

    def draw(self, sheet: Sheet, left: float, bottom: float) -> None:
        """Draw the notes of a full page."""
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
        """Move notes left over from earlier pages to this foot, up to half of the page."""
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
    """Mark the notes of a table cell and add them to ``below``; its page is not known yet."""
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
    """Yield the notes whose marks are on a line."""
    for span in line.spans:
        if span.run.superscript and span.run.link.startswith(_TARGET):
            yield int(span.run.link.removeprefix(_TARGET))
