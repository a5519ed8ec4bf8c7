"""Spreadsheet reader: XLSX and CSV, one passage per sheet (long sheets in parts)."""

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from kmdesk.intake import errors, model, reading, sniff
from kmdesk.intake.archive import UNREADABLE, has_macros, open_archive
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.readers.text import read_bounded
from kmdesk.intake.reading import Job
from kmdesk.intake.text_file import decode, rows_of
from kmdesk.intake.workbook import Formula, NoWorkbook, Row, ShownDay, Workbook
from kmdesk.thai.dates import be_year

MAX_CSV = 64 << 20
MAX_CELLS = 3_000_000
_PART = 8000  # characters per passage


class SheetReader:
    """Give rows as lines of tab-separated values; formulas as their stored values."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in (sniff.XLSX, sniff.CSV) else 0

    def read(self, job: Job) -> Iterator[PageText]:
        job.title = job.path.stem  # column headings are no title
        sheets = _csv_rows(job) if job.media_type == sniff.CSV else _xlsx_rows(job)
        is_bare = True
        for name, rows in sheets:
            for number, part in enumerate(_parts(rows), 1):
                suffix = f"#{number}" if number > 1 else ""
                yield reading.judged(f"sheet:{name}{suffix}", name, part)
                is_bare = False
        if is_bare:
            yield PageText("sheet:1", "1", "", model.NO_TEXT)


def _csv_rows(job: Job) -> Iterator[tuple[str, Iterable[list[str]]]]:
    text = decode(read_bounded(job.path, MAX_CSV)) or ""
    job.total = 1
    yield job.path.stem, rows_of(text, job.path.suffix)


def _xlsx_rows(job: Job) -> Iterator[tuple[str, Iterable[list[str]]]]:
    with open_archive(job.path) as archive:
        if has_macros(archive):
            job.note(model.HAS_MACROS)
        try:
            book = Workbook(archive)
            job.total = len(book.sheets)
            for sheet in book.sheets:
                yield sheet.name, _sheet_rows(book.rows(sheet), job)
        except NoWorkbook as error:
            raise IntakeError(errors.UNKNOWN_KIND, name=job.path.name) from error
        except (*UNREADABLE, KeyError, ValueError, SyntaxError, TypeError) as error:
            raise IntakeError(errors.DAMAGED, name=job.path.name) from error


def _sheet_rows(rows: Iterable[Row], job: Job) -> Iterator[list[str]]:
    cells = 0
    for row in rows:
        width = max(row.cells, default=-1) + 1
        cells += width
        if cells > MAX_CELLS:
            job.note(model.TEXT_CUT)
            break
        if any(isinstance(value, Formula) for value in row.cells.values()):
            job.note(model.NOT_CALCULATED)
        yield [_shown(row.cells.get(column)) for column in range(width)]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, ShownDay):
        return f"{value.day}/{value.month}/{be_year(value)}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _parts(rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield texts of about ``_PART`` characters, cut between rows."""
    lines: list[str] = []
    size = 0
    for row in rows:
        line = "\t".join(" ".join(value.split()) for value in row).strip("\t")
        if not line:
            continue
        if lines and size + len(line) > _PART:
            yield "\n".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield "\n".join(lines)


reader = SheetReader()
