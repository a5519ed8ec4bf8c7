"""A sheet that somebody keeps as a register: its cells, its row of heads, values in cells.

Read for an import of rows, not for search: merged cells hold their value in every cell, and
what a register leaves out because it is as above can be carried down.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from kmdesk.i18n import KmdeskError
from kmdesk.intake.archive import open_archive
from kmdesk.intake.charset import decode
from kmdesk.thai.dates import be_year, from_be, parse_date
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.normal import normal_form

LONGEST = 20_000
"""Rows of a sheet that are read."""
WIDEST = 60
_LARGEST = 32 << 20  # bytes of a file
_HEAD_ROWS = 15
_DELIMITERS = ",;\t|"
_DITTO = frozenset({'"', "''", "”", "“", "〃", "″", "„", ",,", "-do-", "do", "เช่นเดียวกัน", "ฯ"})
_BUDDHIST_FROM = 2400

Cells = list[list[object]]


class TableError(KmdeskError):
    """A file that cannot be used as a register."""


def read_table(path: Path) -> Cells:
    """The cells of a CSV (UTF-8 or Thai Windows) or of an XLSX file's first sheet.

    Raises TableError when the file is damaged, too large or no sheet at all.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise TableError(
                "{name} is too large for a register. Split it by years and try again.",
                name=path.name,
            )
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return _trimmed(_xlsx(path))
        return _trimmed(_csv(path.read_bytes()))
    except TableError:
        raise
    except Exception as error:  # whatever a damaged file makes the readers say
        raise TableError(
            "{name} could not be read as a spreadsheet. Save it as XLSX or CSV and try again.",
            name=path.name,
        ) from error


def find_heads(cells: Cells, words: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    """(row of the heads, column → field): the row among the first that names most fields.

    ``words`` maps :func:`plain_key` of a head to its field; a field is taken once.
    """
    best: tuple[int, dict[int, str]] = (0, {})
    for at, row in enumerate(cells[:_HEAD_ROWS]):
        found: dict[int, str] = {}
        for column, cell in enumerate(row):
            field = words.get(plain_key(str(cell if cell is not None else "")))
            if field and field not in found.values():
                found[column] = field
        if len(found) > len(best[1]):
            best = (at, found)
    return best


def carry_down(
    cells: Cells, columns: Iterable[int], *, blanks: bool
) -> tuple[Cells, set[tuple[int, int]]]:
    """The cells with ditto marks, and blank ones where asked, as in the row above.

    Also (row, column) of every cell that was filled. A row that is blank all over stays so.
    """
    wanted, filled = tuple(columns), set()
    above: dict[int, object] = {}
    result: Cells = []
    for at, row in enumerate(cells):
        fresh = list(row)
        if any(not is_blank(cell) for cell in row):
            for column in range(len(fresh)):
                text = str(fresh[column] if fresh[column] is not None else "").strip()
                take = text in _DITTO or (blanks and not text and column in wanted)
                if take and column in above:
                    fresh[column] = above[column]
                    filled.add((at, column))
                elif text and text not in _DITTO:
                    above[column] = fresh[column]
        result.append(fresh)
    return result, filled


def is_blank(cell: object) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or not str(cell).strip()


def text_of(cell: object) -> str:
    """What stands in the cell, on one line; whole numbers without their point, days in พ.ศ."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        year = cell.year if cell.year >= _BUDDHIST_FROM else be_year(cell)
        return f"{cell.day}/{cell.month}/{year}"
    return " ".join(str(cell).split())


def day_of(cell: object) -> str:
    """The ISO day in a cell, whichever way it is written; ValueError when there is none.

    A sheet's own date whose year is a Buddhist one was typed so by somebody who thinks in พ.ศ.
    """
    if isinstance(cell, datetime | date):
        if cell.year >= _BUDDHIST_FROM:
            return from_be(cell.year, cell.month, cell.day).isoformat()
        return cell.strftime("%Y-%m-%d")
    found = parse_date(str(cell).strip())
    if found is None:
        raise ValueError(str(cell))
    return found.isoformat()


def plain_key(text: str) -> str:
    """Words are equal without spaces, marks and in any digits."""
    plain = normal_form(to_arabic(text)).casefold()
    return "".join(c for c in plain if c.isalnum() or "\u0e30" <= c <= "\u0e4e")


def _csv(content: bytes) -> Cells:
    text = decode(content) if content else ""
    if text is None:
        raise ValueError("no text")
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:8192], _DELIMITERS)
    except csv.Error:
        dialect = "excel"
    rows = csv.reader(io.StringIO(text, newline=""), dialect)
    return [list(row) for row, _ in zip(rows, range(LONGEST), strict=False)]


def _xlsx(path: Path) -> Cells:
    import openpyxl  # slow to import; only for this

    open_archive(path).close()  # refuses what would swell when it is unpacked
    # From memory, for it leaves a damaged file open; whole, for merged cells are not known else.
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    try:
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(
            max_row=min(sheet.max_row, LONGEST),
            max_col=min(sheet.max_column, WIDEST),
            values_only=True,
        )
        cells = [list(row) for row in rows]
        for merged in sheet.merged_cells.ranges:
            _spread(cells, merged.bounds)
        return cells
    finally:
        book.close()


def _spread(cells: Cells, bounds: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = bounds
    if top > len(cells):
        return
    value = cells[top - 1][left - 1] if left <= len(cells[top - 1]) else None
    for row in cells[top - 1 : bottom]:
        for column in range(left - 1, min(right, len(row))):
            row[column] = value


def _trimmed(cells: Cells) -> Cells:
    """Without empty rows at the end, every row equally long."""
    last = max((at for at, row in enumerate(cells) if not all(map(is_blank, row))), default=-1)
    kept = cells[: last + 1]
    width = min(WIDEST, max((_width(row) for row in kept), default=0))
    return [[*row[:width], *[None] * (width - len(row))] for row in kept]


def _width(row: Sequence[object]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if not is_blank(cell)), default=0)
