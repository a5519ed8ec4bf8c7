"""Export rejected rows to a spreadsheet that can be corrected and imported again."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake.rows.columns import Line, Table
from kmdesk.intake.rows.plan import Plan
from kmdesk.intake.table import text_of
from kmdesk.store.atomic import atomic_file

REASON = N_("Why it was left out")
ROW = N_("Row of the sheet")
_LONGEST_CELL = 32_000


class RefusedError(KmdeskError):
    """The spreadsheet of rejected rows cannot be written."""


def refused_lines(plan: Plan) -> list[Line]:
    """Return the rows with a problem, without classified ones, which are never written."""
    return [line for line in plan.lines if line.problems and not line.is_secret]


def write_refused(table: Table, plan: Plan, out: Path) -> int:
    """Write the rejected rows under one header row to ``out`` (XLSX); return their number.

    Raises RefusedError when the file cannot be written.
    """
    from openpyxl import Workbook  # slow to import; needed only here
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    lines = refused_lines(plan)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(tr("Rows left out"))
    sheet.freeze_panes = "A2"
    for number, values in enumerate(_rows(table, plan, lines)):
        cells = []
        for value in values:
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"  # never a formula
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
    with atomic_file(out, RefusedError) as partial:
        book.save(partial)
    return len(lines)


def _rows(table: Table, plan: Plan, lines: Iterable[Line]) -> Iterator[list[str]]:
    # our own labels for assigned columns, so that the sheet is recognised when imported again
    labels = {at: tr(table.column(name).label) for at, name in plan.columns.items()}
    names = [
        labels.get(at) or name or tr("Column {number}", number=str(at + 1))
        for at, name in enumerate(plan.heads.names)
    ]
    yield [tr(REASON), tr(ROW), *names]
    for line in lines:
        said = "\n".join(problem.text for problem in line.problems)
        row = plan.cells[line.row - 1]
        kept = [_written(cell) for cell in row[: len(names)]]
        yield [said, str(line.row), *kept]


def _written(cell: object) -> str:
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return f"{text_of(cell)} {cell:%H.%M}"
    text = text_of(cell) if isinstance(cell, date | float) or cell is None else str(cell)
    return "".join(c for c in text if c >= " " or c == "\n")[:_LONGEST_CELL]
