"""Read the sheets of a spreadsheet file for a row import; only in the readers' process.

Merged cells hold their value in every cell, and rows hidden in the file are read like others.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kmdesk import intake
from kmdesk.intake import IntakeError
from kmdesk.intake.archive import open_archive
from kmdesk.intake.table import LONGEST, WIDEST, Budget, Cell, Cells, is_blank, to_wire
from kmdesk.intake.text_file import decode
from kmdesk.intake.workbook import NoWorkbook, SheetPart, Workbook

_LARGEST = 32 << 20  # bytes per file
_MOST_SHEETS = 40
_BOOKS = (".xlsx", ".xlsm")
_PART_ROWS, _PART_TEXT = 1000, 1 << 20


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet of a file as rows of cells."""

    cells: Cells
    name: str = ""
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows (from 0) hidden in the file; they are included in the cells."""
    is_cut: bool = False
    """Whether the sheet has more rows than were read."""


def read_sheets(path: Path, name: str = "") -> list[SheetRead]:
    """Read a CSV or TSV (in any Thai encoding), or all sheets of an XLSX file, hidden ones last.

    Raises IntakeError when the file is damaged, too large or not a spreadsheet.
    """
    name = name or path.name
    try:
        if path.stat().st_size > _LARGEST:
            raise IntakeError(intake.TOO_MANY_CELLS, name=name)
        with path.open("rb") as stream:
            is_book = stream.read(4) == b"PK\x03\x04" or path.suffix.lower() in _BOOKS
        return _book(path) if is_book else [_csv(path)]
    except (IntakeError, MemoryError):
        raise
    except Exception as error:  # a damaged file may raise anything in its parser
        raise IntakeError(intake.NO_SHEET, name=name) from error


def parts_of(cells: Cells, budget: Budget) -> Iterator[list[list[Cell]]]:
    """Yield the rows as they travel, a part at a time. Raises IntakeError beyond the budget."""
    part: list[list[Cell]] = []
    length = 0
    for row in cells:
        budget.take([row])
        part.append([to_wire(cell) for cell in row])
        length += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(part) >= _PART_ROWS or length >= _PART_TEXT:
            yield part
            part, length = [], 0
    if part:
        yield part


def _csv(path: Path) -> SheetRead:
    content = path.read_bytes()
    text = decode(content) if content else ""
    if text is None:
        raise ValueError("no text")
    rows = list(islice(rows_of(text, path.suffix), LONGEST + 1))
    cells: Cells = [list(row) for row in rows[:LONGEST]]
    return SheetRead(_trimmed(cells), path.stem, is_cut=len(rows) > LONGEST)


def _book(path: Path) -> list[SheetRead]:
    with open_archive(path) as archive:  # refuses zip bombs
        book = Workbook(archive)
        ranked = sorted(book.sheets, key=lambda part: part.is_hidden)[:_MOST_SHEETS]
        if not ranked:
            raise NoWorkbook(path.name)
        return [_part(book, part) for part in ranked]


def _part(book: Workbook, part: SheetPart) -> SheetRead:
    cells: Cells = []
    hidden, is_cut = set(), False
    for row in book.rows(part):
        at = row.number - 1
        if at >= LONGEST:
            is_cut = is_cut or bool(row.cells)
            continue  # merged areas are stored after the rows
        if at < len(cells):
            continue  # a damaged sheet: row numbers must increase
        cells.extend([] for _ in range(at - len(cells)))
        kept = {column: value for column, value in row.cells.items() if column < WIDEST}
        cells.append([kept.get(column) for column in range(max(kept, default=-1) + 1)])
        if row.is_hidden and kept:
            hidden.add(at)
    room = LONGEST * WIDEST
    for bounds in part.merged:
        left, top, right, bottom = bounds
        room -= max(0, min(bottom, len(cells)) - top + 1) * max(0, min(right, WIDEST) - left + 1)
        if room < 0:  # overlapping areas: a damaged sheet
            break
        _spread(cells, bounds)
    return SheetRead(_trimmed(cells), part.name, part.is_hidden, frozenset(hidden), is_cut)


def _spread(cells: Cells, bounds: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = bounds
    if not (1 <= top <= len(cells) and left >= 1):
        return
    value = cells[top - 1][left - 1] if left <= len(cells[top - 1]) else None
    if value is None:
        return
    for row in cells[top - 1 : bottom]:
        row.extend([None] * (min(right, WIDEST) - len(row)))
        for column in range(left - 1, min(right, WIDEST)):
            row[column] = value


def _trimmed(cells: Cells) -> Cells:
    """Drop empty rows at the end and make every row equally long."""
    last = max((at for at, row in enumerate(cells) if not all(map(is_blank, row))), default=-1)
    kept = cells[: last + 1]
    width = min(WIDEST, max((_width(row) for row in kept), default=0))
    return [[*row[:width], *[None] * (width - len(row))] for row in kept]


def _width(row: Sequence[object]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if not is_blank(cell)), default=0)


# Text with delimiters ------------------------------------------------------------------

DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 1 << 18  # characters
_MOST_STRAYS = 50
_SEP_LINE = re.compile(r'\s*"?sep=(.)\1*"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


def rows_of(text: str, suffix: str = "") -> Iterator[list[str]]:
    """Yield the rows of a delimited text; ``suffix`` (``.tsv``) breaks a tie between delimiters.

    A quote that is opened and never closed is an ordinary character and swallows no other row.
    """
    delimiter, text = delimiter_of(text.removeprefix("\ufeff"), suffix)
    lines = io.StringIO(text, newline="").readlines()
    at = begun = strays = 0
    while at < len(lines):
        # Strict: a quote that is never closed shall be an error here, not a cell that holds the
        # rest of the file.
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter, strict=True)
        begun = at
        try:
            for row in reader:
                yield row
                begun = at + reader.line_num
            return
        except csv.Error:
            end = at + reader.line_num
        yield _careful(lines[begun], delimiter, is_stray=end - begun > 1)
        at = begun + 1
        strays += end >= len(lines)
        if strays > _MOST_STRAYS:  # each costs a scan to the end of the file
            break
    yield from (line.rstrip("\r\n").split(delimiter) for line in islice(lines, at, None))


def _careful(line: str, delimiter: str, is_stray: bool) -> list[str]:
    """Parse a line with malformed quotes: as CSV where possible, else split as plain text."""
    if not is_stray:
        with suppress(csv.Error):
            return next(csv.reader([line], delimiter=delimiter), [])
    return line.rstrip("\r\n").split(delimiter)


def delimiter_of(text: str, suffix: str = "") -> tuple[str, str]:
    """Return (delimiter, text without the ``sep=`` line that Excel reads and writes)."""
    named = _SEP_LINE.match(text)
    if named:
        return named[1], text[named.end() :]
    sample = text[:_SAMPLE_CHARS]
    ranked = sorted(DELIMITERS, key=lambda c: (c == "\t") != (suffix.lower() == ".tsv"))
    best, best_fit = ranked[0], (0.0, 0)
    for delimiter in ranked:
        fit = _delimiter_fit(sample, delimiter)
        if fit > best_fit:
            best, best_fit = delimiter, fit
    return best, text


def _delimiter_fit(sample: str, delimiter: str) -> tuple[float, int]:
    """Return (share of rows that have the commonest width, that width); zeros for one column."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0.0, 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda each: (each[1], each[0]))
    return count / len(widths), width
