"""Prints of office work: lists of wanted knowledge, the recovery sheet, the guide and its poster.

The text of the poster, legible from 1.5 m, is a chapter of the guide: a line for everybody, the
steps, the keys, a last line.
"""

import math
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.office.guide import PICTURES, Chapter, Part
from kmdesk.pdf import Document, PageSize, PdfError, Run, Style, TableStyle
from kmdesk.pdf.sheet import fit_picture, picture_size
from kmdesk.pdf.typography import Line, set_lines
from kmdesk.widgets.keeping import PREFIX


def write_wanted(rows: Sequence[Sequence[str]], office: str, thai_digits: bool) -> Path:
    """Print the list of wanted knowledge: term, times, last asked, by now."""
    heads = [tr("No."), tr("Searched for"), tr("Times"), tr("Last asked"), tr("By now")]
    return _write(tr("Wanted knowledge"), heads, [7, 45, 10, 15, 23], rows, (office, thai_digits))


def write_wanted_laws(rows: Sequence[Sequence[str]], office: str, thai_digits: bool) -> Path:
    """Print the laws cited but missing: title, records, times."""
    heads = [tr("No."), tr("Law or regulation"), tr("Records"), tr("Times")]
    return _write(tr("Laws wanted"), heads, [8, 64, 14, 14], rows, (office, thai_digits))


def _write(
    title: str,
    heads: list[str],
    widths: list[float],
    rows: Sequence[Sequence[str]],
    where: tuple[str, bool],
) -> Path:
    office, thai_digits = where
    # A later start sweeps old prints by this prefix.
    out = Path(tempfile.mkdtemp(prefix=PREFIX)) / "wanted.pdf"
    document = Document(
        out, title=title, office=office, thai_digits=thai_digits, running_head=title
    )
    document.heading(title, 1)
    document.fields(
        [
            (tr("Items"), document.digits(f"{len(rows):,}")),
            (tr("As of"), document.printed()),
        ]
    )
    cells = [
        [document.digits(str(at)), row[0], *(document.digits(cell) for cell in row[1:])]
        for at, row in enumerate(rows, 1)
    ]
    style = TableStyle(size=9.5, aligns=("center", "left", "center"))
    document.table(heads, cells, widths, style)
    return document.save()


def write_recovery_sheet(name: str, code: str, office: str) -> Path:
    """Print the sheet for the safe: a sign-in and the code that sets a new password."""
    out = Path(tempfile.mkdtemp(prefix=PREFIX)) / "recovery.pdf"
    title = tr("Recovery code")
    document = Document(out, title=title, office=office, thai_digits=False, running_head=title)
    document.heading(title, 1)
    document.fields(
        [
            (tr("Sign-in name of the administrator"), name),
            (tr("Recovery code"), code),
            (tr("As of"), document.printed()),
        ]
    )
    document.paragraph(
        tr(
            "If nobody can sign in any more: press “Clerk”, then “Forgot the password”, and type"
            " this code. It sets a new password and is then replaced by another one. Keep this"
            " sheet in the safe; whoever has it may do everything."
        )
    )
    return document.save()


_ITEM = re.compile(r"^(\d+\.|-) (.+)$")
_INLINE = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_TALLEST, _HEADING_HEIGHT = 260.0, 70.0


def write_manual(
    out: Path, chapters: list[Chapter], pictures: Mapping[str, Path], *, office: str = ""
) -> Path:
    """Write the manual; ``pictures`` by the names of the tour, e.g. ``tab-shelf``."""
    document = Document(out, title=tr("User guide"), office=office)
    document.heading(tr("User guide"), 1)
    for number, chapter in enumerate(chapters):
        if number:
            document.page_break()
        for part in chapter.parts:
            shown = [pictures.get(PICTURES.get(screen, "")) for screen in part.screens]
            _write_part(document, part, [picture for picture in shown if picture is not None])
    return document.save()


def _write_part(document: Document, part: Part, shown: list[Path]) -> None:
    if shown and document.room < _picture_height(document, shown[0]) + _HEADING_HEIGHT:
        document.new_page()  # keeps a heading with its picture
    document.heading(part.title, part.level + 1)
    for picture in shown:
        height = _picture_height(document, picture)
        if document.room < height:
            document.new_page()
        document.y -= height
        fit_picture(document.sheet, picture, document.left, document.y, document.width, height)
        document.y -= 14
    _write_text(document, part)


def _picture_height(document: Document, picture: Path) -> float:
    wide, high = picture_size(picture)
    return min(_TALLEST, document.width * high / wide)


def _write_text(document: Document, part: Part) -> None:
    rows: list[list[list[Run]]] = []
    for line in [*part.text.splitlines(), ""]:
        if line.startswith("|"):
            cells = [runs(cell.strip()) for cell in line.strip("|").split("|")]
            # The line of dashes below the head of a Markdown table has no cells.
            if not set(line) <= set("|-: "):
                rows.append(cells)
            continue
        if rows:
            widths = [1.0] + [2.5] * (len(rows[0]) - 1)
            document.table(rows[0], rows[1:], widths=widths, style=TableStyle())
            rows = []
        if item := _ITEM.match(line.strip()):
            document.item("•" if item[1] == "-" else document.digits(item[1]), runs(item[2]))
        elif line.strip():
            document.paragraph(runs(line.strip()))


def runs(text: str) -> list[Run]:
    """Return bold and code of a Markdown line as runs."""
    found: list[Run] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            found.append(Run(text[at : match.start()]))
        found.append(Run(match[1] or match[2], bold=True))
        at = match.end()
    if at < len(text):
        found.append(Run(text[at:]))
    return found or [Run("")]


CHAPTER = "60-poster"
SMALLEST = 16.0
"""Minimum font size in points; only the office's name may be smaller."""
_LARGEST = 22.0
_AIR = 0.45
"""Minimum space between two steps, in font sizes."""
_PAPER = PageSize(left=42, right=42, top=34, bottom=34)
_GREEN, _PALE, _INK = "#0b4f4a", "#e3efed", "#1b1b1b"
_LABELLED = re.compile(r"^(\d+\.|-) \*\*(.+?)\*\*: (.+)$")
_OFFICE_SIZES = (26, 24, 22, 20, 18, 16, 14, 12)
_OFFICE_LINES = 3


@dataclass(frozen=True, slots=True)
class PosterPoint:
    """A step or a key with its explanation."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Text of the poster, from top to bottom."""

    title: str
    opening: str
    steps: tuple[PosterPoint, ...]
    keys_title: str
    keys: tuple[PosterPoint, ...]
    closing: str


def read_poster(found: list[Chapter]) -> Poster:
    """Extract the poster's text from the guide."""
    parts = next(chapter for chapter in found if chapter.name == CHAPTER).parts
    opening, steps = _parted(parts[0].text)
    closing, keys = _parted(parts[1].text)
    return Poster(parts[0].title, opening, steps, parts[1].title, keys, closing)


def write_poster(out: Path, found: list[Chapter], *, office: str = "") -> Path:
    """Write the poster: always one page, in the largest font that fits.

    Raises PdfError when the text does not fit on one page in a legible size.
    """
    said = read_poster(found)
    document = Document(out, title=said.title, office=office, size=_PAPER, footer=False)
    _draw_head(document, said, office)
    size = _LARGEST
    while (spare := document.room - _height_below_head(document, said, size)) < 0:
        size -= 0.5
        if size < SMALLEST:
            raise PdfError("The sheet for the wall does not fit on one page.")
    # What room is left goes between the steps, so that the sheet is always full to its foot.
    gap = size * _AIR + spare / (len(said.steps) + 1)
    for number, step in enumerate(said.steps, 1):
        document.space(gap)
        _draw_step(document, number, step, size)
    document.space(gap)
    _draw_keys(document, said, size)
    _draw_closing(document, said.closing, size)
    return document.save()


def _parted(text: str) -> tuple[str, tuple[PosterPoint, ...]]:
    """Return the plain line of a part, and its list."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    items = [match for line in lines if (match := _LABELLED.match(line))]
    other = " ".join(line for line in lines if not _LABELLED.match(line))
    return other, tuple(PosterPoint(item[2], item[3]) for item in items)


def _lines(document: Document, text: str, style: Style, width: float) -> list[Line]:
    return set_lines(text, style, width, document.fonts.shaper)


# The head


def _draw_head(document: Document, said: Poster, office: str) -> None:
    """Draw the office, the title and the audience on a green ground up to the paper's edge."""
    white = Style(color="#ffffff", align="center", bold=True, leading=1.35)
    block = [
        *_office_lines(document, office, white),
        *_fitted(document, said.title, white, (40, 36, 32, 28, 24)),
        *_fitted(document, said.opening, white.but(bold=False), (20, 18, 16)),
    ]
    high = sum(line.style.line_height for line in block) + 16
    paper = document.size
    bottom = paper.height - 26 - high
    document.sheet.box(0, bottom, paper.width, paper.height - bottom, fill=_GREEN, line=0)
    document.y = paper.height - 26
    _draw_lines(document, block, document.left)
    document.y = bottom


def _office_lines(document: Document, office: str, style: Style) -> list[Line]:
    """Return the office's name in one or two lines; longer ones are cut with an ellipsis."""
    name = " ".join(office.split())
    if not name:
        return []
    set_in = [_lines(document, name, style.but(size=s), document.width) for s in _OFFICE_SIZES]
    fitting = [lines for lines in set_in if len(lines) <= 2]
    if fitting:
        return next((lines for lines in fitting if len(lines) == 1), fitting[0])
    lines = set_in[-1]
    if len(lines) <= _OFFICE_LINES:
        return lines
    while len(lines) > _OFFICE_LINES:
        name = name[: len("".join(line.text for line in lines[:_OFFICE_LINES])) - 1].rstrip()
        lines = _lines(document, f"{name}…", lines[0].style, document.width)
    return lines


def _fitted(document: Document, text: str, style: Style, sizes: tuple[int, ...]) -> list[Line]:
    """Return a text in the largest size that keeps it on one line."""
    for size in sizes:
        lines = _lines(document, text, style.but(size=size), document.width)
        if len(lines) == 1:
            break
    return lines


# Steps, keys and the last line


def _styles(size: float) -> tuple[Style, Style]:
    """Return the styles of a label and of its explanation."""
    label = Style(size=size * 1.25, leading=1.4, bold=True, color=_GREEN)
    return label, Style(size=size, leading=1.35, color=_INK)


def _indent(size: float) -> float:
    return size * 3.1


def _step_lines(document: Document, step: PosterPoint, size: float) -> list[Line]:
    label, words = _styles(size)
    width = document.width - _indent(size)
    return _lines(document, step.label, label, width) + _lines(document, step.words, words, width)


def _draw_step(document: Document, number: int, step: PosterPoint, size: float) -> None:
    lines = _step_lines(document, step, size)
    high = sum(line.style.line_height for line in lines)
    radius = size * 1.1
    x, y = document.left + radius, document.y - high / 2
    ring = [
        (x + radius * math.cos(a / 32 * math.pi), y + radius * math.sin(a / 32 * math.pi))
        for a in range(64)
    ]
    document.sheet.path(ring, close=True, fill=_GREEN, line=0)
    digit = document.digits(str(number))
    big = size * 1.4
    document.sheet.text(
        x, y - big * 0.32, digit, size=big, bold=True, align="center", color="#ffffff"
    )
    _draw_lines(document, lines, document.left + _indent(size))


def _key_lines(document: Document, key: PosterPoint, size: float, width: float) -> list[Line]:
    style = Style(size=size, leading=1.35, align="center", color=_INK)
    return _lines(document, key.words, style, width)


def _keys_height(document: Document, said: Poster, size: float) -> float:
    width = document.width / len(said.keys)
    captions = max(len(_key_lines(document, key, size, width)) for key in said.keys)
    return size * 1.9 + size * 2.4 + captions * size * 1.35


def _draw_keys(document: Document, said: Poster, size: float) -> None:
    sheet, right = document.sheet, document.left + document.width
    sheet.rule(document.left, document.y, right, document.y, 1.2, _GREEN)
    document.space(size * 1.6)
    sheet.text(
        document.left + document.width / 2,
        document.y + size * 0.3,
        said.keys_title,
        size=size,
        bold=True,
        align="center",
        color=_GREEN,
    )
    document.space(size * 0.3)
    width, top = document.width / len(said.keys), document.y
    for number, key in enumerate(said.keys):
        left = document.left + number * width
        cap = min(width - 12, size * 5.2)
        middle = left + width / 2
        sheet.box(
            middle - cap / 2, top - size * 2, cap, size * 2, fill=_PALE, line=1.2, color=_GREEN
        )
        sheet.text(middle, top - size * 1.4, key.label, size=size * 1.2, bold=True, align="center")
        document.y = top - size * 2.4
        _draw_lines(document, _key_lines(document, key, size, width), left)
    document.y = top - _keys_height(document, said, size) + size * 1.9


def _closing_lines(document: Document, text: str, size: float) -> list[Line]:
    style = Style(size=size, leading=1.4, bold=True, align="center", color=_GREEN)
    return _lines(document, text, style, document.width - 20)


def _draw_closing(document: Document, text: str, size: float) -> None:
    lines = _closing_lines(document, text, size)
    high = sum(line.style.line_height for line in lines) + 12
    document.space(8)
    document.sheet.box(document.left, document.y - high, document.width, high, fill=_PALE, line=0)
    document.space(6)
    _draw_lines(document, lines, document.left + 10)


def _height_below_head(document: Document, said: Poster, size: float) -> float:
    """Return the height of everything below the head, with minimum space between the steps."""
    steps = [line for step in said.steps for line in _step_lines(document, step, size)]
    closing = _closing_lines(document, said.closing, size)
    lines = sum(line.style.line_height for line in [*steps, *closing])
    air = size * _AIR * (len(said.steps) + 1)
    return lines + air + _keys_height(document, said, size) + 20


def _draw_lines(document: Document, lines: list[Line], left: float) -> None:
    for line in lines:
        style = line.style
        document.sheet.line_of_text(line, left, document.y - style.line_height + style.size * 0.36)
        document.space(style.line_height)
