"""Labels on A4: any sheet by columns, rows, margins and gaps, starting at any label."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kmdesk.i18n import KmdeskError, tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.sheets.frame import Paper
from kmdesk.pdf.typography import MM, Line, Style, set_lines

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
        _draw(document, sheet, label, *sheet.corner(at))
    return document.save()


def _draw(document: Document, sheet: LabelSheet, label: Label, x: float, y: float) -> None:
    width, height = sheet.width * MM - 2 * _PAD_X, sheet.height * MM - 2 * _PAD_Y
    lines: list[Line] = []
    for size in _SIZES:
        lines = _set(document, label, size, width)
        if _tall(lines) <= height and (size <= 10 or _whole(lines)):
            break
    while len(lines) > 1 and _tall(lines) > height:
        lines.pop()
    pen = y + _PAD_Y + height - max(0.0, (height - _tall(lines)) / 2)
    for line in lines:
        pen -= line.style.line_height
        document.sheet.line_of_text(line, x + _PAD_X, pen + 0.36 * line.style.size)


def _set(document: Document, label: Label, size: float, width: float) -> list[Line]:
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


def _tall(lines: Sequence[Line]) -> float:
    return sum(line.style.line_height for line in lines)
