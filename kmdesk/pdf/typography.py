"""Paragraph typesetting: runs of styled text broken into lines of a given width.

Lines break only between words; justified lines stretch the spaces between words first and then,
within limits, the gaps between clusters. Nothing ever moves inside a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from kmdesk.pdf.fonts import Piece, Shaper
from kmdesk.thai.words import emergency_ends, line_ends

MM = 72 / 25.4
CM = 10 * MM
Align = Literal["left", "justify", "center", "right"]

_SUPERSCRIPT_SIZE, _SUPERSCRIPT_RISE = 0.62, 0.38
_SPACE_STRETCH = 0.4  # of an em; wider gaps look like columns
_CLUSTER_STRETCH = 0.06  # of an em; more would look like a space, also to text extractors


class Run(NamedTuple):
    """A stretch of text in one style; ``link`` is a web address or "#bookmark".

    ``note`` is the text of a footnote whose number follows the run.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    superscript: bool = False
    link: str = ""
    color: str = ""
    note: str = ""
    strike: bool = False


Rich = str | Run | Sequence[str | Run]


@dataclass(frozen=True, slots=True)
class Style:
    """Paragraph style; lengths in points, ``leading`` as a multiple of the size."""

    size: float = 11
    leading: float = 1.5
    align: Align = "left"
    first: float = 0  # indent of the first line; negative for a hanging indent
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 4
    bold: bool = False
    italic: bool = False
    color: str = "#000000"
    keep_with_next: bool = False

    def but(self, **changes: object) -> Style:
        """Return the same style with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def line_height(self) -> float:
        return self.size * self.leading


class Span(NamedTuple):
    """Consecutive pieces of one look on a line."""

    shaper: Shaper
    size: float
    rise: float
    run: Run
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Line:
    """A typeset line: its spans, natural width without trailing spaces, and position."""

    spans: list[Span]
    width: float
    indent: float = 0
    per_space: float = 0
    per_cluster: float = 0
    last: bool = False
    style: Style = field(default_factory=Style)

    @property
    def text(self) -> str:
        return "".join(piece.text for span in self.spans for piece in span.pieces)


class _Atom(NamedTuple):
    """A piece with its look; ``ends`` if a line may end after it, ``forced`` if it must."""

    piece: Piece
    look: int
    ends: bool
    forced: bool


ShaperFor = Callable[[bool, bool], Shaper]


class _Look(NamedTuple):
    shaper: Shaper
    size: float
    rise: float
    run: Run


def as_runs(rich: Rich) -> list[Run]:
    """Convert any accepted form of text to a list of runs."""
    if isinstance(rich, str):
        return [Run(rich)]
    if isinstance(rich, Run):
        return [rich]
    return [part if isinstance(part, Run) else Run(part) for part in rich]


def plain(rich: Rich) -> str:
    """Return the characters of a text without styling."""
    return "".join(run.text for run in as_runs(rich))


def set_lines(rich: Rich, style: Style, width: float, shaper_for: ShaperFor) -> list[Line]:
    """Break a text into lines no wider than ``width``."""
    looks = [_look(run, style, shaper_for) for run in as_runs(rich)]
    atoms = _atoms(looks)
    lines: list[Line] = []
    room = width - style.left - style.right
    start = 0
    while start < len(atoms):
        indent = style.left + (style.first if not lines else 0)
        stop = _fit(atoms, looks, start, room - (indent - style.left))
        if stop == start:
            # Not even one piece fits, as in a narrow cell: it is cut where a cut hurts least.
            atoms[start : start + 1] = _split(atoms[start], looks, room - (indent - style.left))
            stop = start + 1
        line = _line(atoms[start:stop], looks, indent, style)
        line.last = stop == len(atoms) or atoms[stop - 1].forced
        _place(line, room - (indent - style.left))
        lines.append(line)
        start = stop
    return lines or [Line([], 0, style.left, last=True, style=style)]


def _look(run: Run, style: Style, shaper_for: ShaperFor) -> _Look:
    shaper = shaper_for(run.bold or style.bold, run.italic or style.italic)
    if run.superscript:
        return _Look(shaper, style.size * _SUPERSCRIPT_SIZE, style.size * _SUPERSCRIPT_RISE, run)
    return _Look(shaper, style.size, 0, run)


def _atoms(looks: list[_Look]) -> list[_Atom]:
    """Split the text at every legal line end and every change of look."""
    text = "".join(look.run.text for look in looks).replace("\r\n", "\n").replace("\r", "\n")
    # A break at the very end would add an empty line to every paragraph so ended.
    text = text.rstrip("\n")
    # Own line breaking: in ReportLab, ZWSP in a Paragraph spoils the width sums, and wordWrap='CJK'
    # breaks inside แ|ผน.
    ends = line_ends(text)
    atoms: list[_Atom] = []
    if len(looks) == 1:
        start = 0
        for end in ends:
            atoms.append(_atom(text[start:end], looks, 0, True))
            start = end
        return atoms
    legal = set(ends)
    at = 0
    for look in looks:  # a superscript number stays with its word
        if look.run.superscript:
            legal.discard(at)
        at += len(look.run.text.replace("\r\n", "\n"))
    borders: list[tuple[int, int]] = []  # end of each look's text, its number
    at = 0
    for number, look in enumerate(looks):
        at += len(look.run.text.replace("\r\n", "\n"))
        borders.append((min(at, len(text)), number))
    start = 0
    cuts = sorted(legal | {border for border, _ in borders})
    numbers = iter(borders)
    border, number = next(numbers)
    for cut in cuts:
        if cut <= start:
            continue
        while border <= start:
            border, number = next(numbers)
        atoms.append(_atom(text[start:cut], looks, number, cut in legal))
        start = cut
    return atoms


def _atom(text: str, looks: list[_Look], look: int, ends: bool) -> _Atom:
    forced = text.endswith("\n")
    piece = looks[look].shaper.piece(text.rstrip("\n") if forced else text)
    return _Atom(piece, look, ends, forced)


def _fit(atoms: list[_Atom], looks: list[_Look], start: int, room: float) -> int:
    """Return the index after the last atom that fits on the line, at a legal end."""
    width, best = 0.0, start
    for at in range(start, len(atoms)):
        piece, look, ends, forced = atoms[at]
        size = looks[look].size
        width += piece.width * size
        # The margin is for sums of binary fractions, which miss an exact fit by a hair.
        if width - piece.tail_width * size > room + 0.01:
            return best
        if ends:
            best = at + 1
            if forced:
                return best
    return best


def _split(atom: _Atom, looks: list[_Look], room: float) -> list[_Atom]:
    """Split a piece wider than the line between clusters; the first part fits."""
    piece, look, ends, forced = atom
    shaper, size = looks[look].shaper, looks[look].size
    if piece.width * size <= room:  # it only ended at an illegal break
        return [_Atom(piece, look, True, forced)]
    cuts = emergency_ends(piece.text)
    best = cuts[0] if cuts else len(piece.text)
    for cut in cuts[1:]:
        if shaper.width(piece.text[:cut]) * size > room:
            break
        best = cut
    if best >= len(piece.text):
        return [_Atom(piece, look, True, forced)]
    return [
        _Atom(shaper.piece(piece.text[:best]), look, True, False),
        _Atom(shaper.piece(piece.text[best:]), look, ends, forced),
    ]


def _line(atoms: list[_Atom], looks: list[_Look], indent: float, style: Style) -> Line:
    spans: list[Span] = []
    width = 0.0
    start = 0
    for at in range(1, len(atoms) + 1):
        if at == len(atoms) or atoms[at].look != atoms[start].look:
            look = looks[atoms[start].look]
            pieces = tuple(atom.piece for atom in atoms[start:at])
            spans.append(Span(*look, pieces))
            width += sum(piece.width for piece in pieces) * look.size
            start = at
    if atoms:
        width -= atoms[-1].piece.tail_width * looks[atoms[-1].look].size
    return Line(spans, width, indent, style=style)


def _place(line: Line, room: float) -> None:
    """Shift or stretch a line to its alignment."""
    slack = room - line.width
    align = line.style.align
    if align == "right":
        line.indent += slack
    elif align == "center":
        line.indent += slack / 2
    elif align == "justify" and not line.last and slack > 0:
        _stretch(line, slack)


def _stretch(line: Line, slack: float) -> None:
    pieces = [piece for span in line.spans for piece in span.pieces]
    tail = pieces[-1].tail if pieces else 0
    spaces = sum([piece.blanks for piece in pieces]) - tail
    gaps = sum([len(piece.glyphs) for piece in pieces]) - tail - 1
    if gaps <= 0:
        return
    if spaces:
        # Blanks first; Thai has few of them, so what is left goes between the letters.
        line.per_space = min(slack / spaces, _SPACE_STRETCH * line.style.size)
        slack -= line.per_space * spaces
    if slack > 0.01:
        line.per_cluster = min(slack / gaps, _CLUSTER_STRETCH * line.style.size)
