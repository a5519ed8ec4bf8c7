"""Sheets to cut apart: labels on A4 by columns, rows, margins and gaps, and citation slips."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kmdesk.i18n import KmdeskError, tr
from kmdesk.pdf.document import Document, Paper, begin
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import MM, Line, Style, set_lines

# Labels ----------------------------------------------------------------------------------

A4_WIDTH, A4_HEIGHT = 210.0, 297.0
_SIZES = (20.0, 17.0, 15.0, 13.0, 11.5, 10.0, 9.0, 8.0, 7.0)
_PAD_X, _PAD_Y = 4 * MM, 2 * MM  # printers cannot print to the very edge
_SMALL = 0.72  # size of the lines below, relative to the title


class LabelError(KmdeskError):
    """An impossible sheet of labels; ``field`` names the form field concerned."""

    field = ""


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """Layout of labels on an A4 sheet; lengths in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0.0
    gap_y: float = 0.0

    @property
    def count(self) -> int:
        """Number of labels on a sheet."""
        return self.columns * self.rows

    def check(self, first: int = 1) -> None:
        """Raise LabelError when the labels do not fit the sheet, or there is no label ``first``."""
        if min(self.columns, self.rows) < 1 or min(self.width, self.height) < 8:
            raise LabelError(
                "A sheet needs at least one column and one row of labels of 8 mm or more."
            )
        wide = self.left + self.columns * self.width + (self.columns - 1) * self.gap_x
        high = self.top + self.rows * self.height + (self.rows - 1) * self.gap_y
        below_zero = min(self.left, self.top, self.gap_x, self.gap_y) < 0
        if below_zero or wide > A4_WIDTH + 0.5 or high > A4_HEIGHT + 0.5:
            raise LabelError(
                "The labels do not fit on A4: they take {width} × {height} mm. Check the numbers.",
                width=f"{wide:g}",
                height=f"{high:g}",
            )
        if not 1 <= first <= self.count:
            error = LabelError(
                "This sheet has labels 1 to {count}. Choose one of them.", count=self.count
            )
            error.field = "first"
            raise error

    def corner(self, at: int) -> tuple[float, float]:
        """Return the lower left corner, in points, of label ``at`` (from 0, row by row)."""
        row, column = divmod(at % self.count, self.columns)
        x = self.left + column * (self.width + self.gap_x)
        y = A4_HEIGHT - self.top - row * (self.height + self.gap_y) - self.height
        return x * MM, y * MM

    def written(self) -> str:
        """Return the text stored in the office's settings."""
        return " ".join(f"{value:g}" for value in asdict(self).values())

    @classmethod
    def read(cls, text: str) -> "LabelSheet | None":
        """Parse the text of ``written``; None for anything else."""
        try:
            columns, rows, *lengths = [float(part) for part in text.split()]
            return cls(int(columns), int(rows), *lengths)
        except (ValueError, TypeError):
            return None


SHEETS = {
    "3x8": LabelSheet(3, 8, 70, 37, 0, 0.5),
    "3x7": LabelSheet(3, 7, 63.5, 38.1, 7.25, 15.15, 2.5),
    "2x7": LabelSheet(2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
    "2x4": LabelSheet(2, 4, 99.1, 67.7, 4.65, 13.1, 2.5),
    "5x13": LabelSheet(5, 13, 38.1, 21.2, 4.75, 10.7, 2.5),
}
"""Common commercial sheets, by columns × rows."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label: a title readable from afar, and small lines below."""

    title: str
    lines: tuple[str, ...] = ()


def write_labels(
    out: Path, paper: Paper, sheet: LabelSheet, labels: Sequence[Label], first: int = 1
) -> Path:
    """Print the labels, starting at label ``first`` (from 1) of the first sheet.

    Raises LabelError for an impossible sheet, or when there are no labels.
    """
    sheet.check(first)
    if not labels:
        raise LabelError("There is nothing to print a label for.")
    document = Document(
        out,
        title=tr("Labels"),
        office=paper.office,
        size=PageSize(left=0, right=0, top=0, bottom=0),
        footer=False,
    )
    for at, label in enumerate(labels, first - 1):
        if at >= sheet.count and at % sheet.count == 0:
            document.new_page()
        _draw_label(document, sheet, label, *sheet.corner(at))
    return document.save()


def _draw_label(document: Document, sheet: LabelSheet, label: Label, x: float, y: float) -> None:
    width, height = sheet.width * MM - 2 * _PAD_X, sheet.height * MM - 2 * _PAD_Y
    lines: list[Line] = []
    for size in _SIZES:
        lines = _set_label(document, label, size, width)
        if _tall(lines) <= height and (size <= 10 or _whole(lines)):
            break
    while len(lines) > 1 and _tall(lines) > height:
        lines.pop()
    pen = y + _PAD_Y + height - max(0.0, (height - _tall(lines)) / 2)
    _draw_lines(document, lines, x + _PAD_X, pen)


def _set_label(document: Document, label: Label, size: float, width: float) -> list[Line]:
    shaper = document.fonts.shaper
    title = Style(size=size, leading=1.35, bold=True, align="center")
    small = Style(size=max(size * _SMALL, 7), leading=1.35, align="center")
    found = list(set_lines(label.title, title, width, shaper))
    for line in label.lines:
        if line.strip():
            found += set_lines(line, small, width, shaper)
    return found


def _whole(lines: Sequence[Line]) -> bool:
    """Return whether the title takes at most two lines, to be readable from afar."""
    return sum(1 for line in lines if line.style.bold) <= 2


# Citation slips: a provision with its citation, four a page ------------------------------

_SLIP_PAGE = PageSize(left=0, right=0, top=0, bottom=0)
_SLIP_PAD = 26.0
_SLIP_SIZES = (11.0, 10.0, 9.0, 8.0)
_SLIP_HEAD = Style(size=12, leading=1.4, bold=True)
_SLIP_NOTE = Style(size=8.5, leading=1.35, color="#444444")


@dataclass(frozen=True, slots=True)
class Slip:
    """A provision: its name, text, citation, and whether it is in force."""

    label: str
    text: str
    citation: str
    status: str = ""


def write_slips(out: Path, paper: Paper, slips: Sequence[Slip]) -> Path:
    """Print four slips per page; a text too long for its slip ends with a continuation note."""
    document = begin(out, paper, tr("Citation slips"), size=_SLIP_PAGE)
    document.footer = False
    width, height = _SLIP_PAGE.width / 2, _SLIP_PAGE.height / 2
    for at, slip in enumerate(slips):
        row, column = divmod(at % 4, 2)
        if at and at % 4 == 0:
            document.new_page()
        if at % 4 == 0:
            _draw_cuts(document)
        _draw_slip(document, slip, column * width, (1 - row) * height, width, height)
    return document.save()


def _draw_cuts(document: Document) -> None:
    wide, high = _SLIP_PAGE.width, _SLIP_PAGE.height
    document.sheet.rule(wide / 2, 12, wide / 2, high - 12, 0.4, "#808080", "3 3")
    document.sheet.rule(12, high / 2, wide - 12, high / 2, 0.4, "#808080", "3 3")


def _draw_slip(
    document: Document, slip: Slip, x: float, y: float, width: float, height: float
) -> None:
    shaper, inner = document.fonts.shaper, width - 2 * _SLIP_PAD
    head = set_lines(slip.label, _SLIP_HEAD, inner, shaper)
    foot = list(set_lines(slip.citation, _SLIP_NOTE.but(bold=True, color="#000000"), inner, shaper))
    printed = tr("Printed on {date}", date=document.printed())
    for words in (slip.status, " · ".join(filter(None, (document.office, printed)))):
        foot += set_lines(words, _SLIP_NOTE, inner, shaper) if words else []
    room = height - 2 * _SLIP_PAD - _tall(head) - _tall(foot) - 16
    body: list[Line] = []
    for size in _SLIP_SIZES:
        body = _set_body(document, slip.text, Style(size=size, leading=1.45), inner)
        if _tall(body) <= room:
            break
    else:
        more = list(set_lines(tr("(goes on in the law)"), _SLIP_NOTE, inner, shaper))
        while body and _tall(body) + _tall(more) > room:
            body.pop()
        body += more
    pen = _draw_lines(document, head, x + _SLIP_PAD, y + height - _SLIP_PAD)
    _draw_lines(document, body, x + _SLIP_PAD, pen - 4)
    below = y + _SLIP_PAD + _tall(foot)
    document.sheet.rule(x + _SLIP_PAD, below + 4, x + width - _SLIP_PAD, below + 4, 0.4, "#808080")
    _draw_lines(document, foot, x + _SLIP_PAD, below)


def _set_body(document: Document, text: str, style: Style, width: float) -> list[Line]:
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        if paragraph.strip():
            first = 14 if not paragraph.startswith("(") else 0
            lines += set_lines(paragraph, style.but(first=first), width, document.fonts.shaper)
    return lines


# Lines of both ---------------------------------------------------------------------------


def _draw_lines(document: Document, lines: Sequence[Line], x: float, top: float) -> float:
    for line in lines:
        top -= line.style.line_height
        document.sheet.line_of_text(line, x, top + 0.36 * line.style.size)
    return top


def _tall(lines: Sequence[Line]) -> float:
    return sum(line.style.line_height for line in lines)
