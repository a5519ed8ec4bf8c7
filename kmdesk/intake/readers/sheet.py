"""Spreadsheets: XLSX and CSV, one passage a sheet (long sheets in parts)."""

import csv
import datetime
import io
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kmdesk.intake import errors, model, quality, sniff
from kmdesk.intake.archive import UNREADABLE, has_macros, open_archive
from kmdesk.intake.charset import decode
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.readers import Job
from kmdesk.intake.readers.text import read_bounded

MAX_CSV = 64 << 20
MAX_CELLS = 3_000_000
_PART = 8000  # characters of one passage
_DELIMITERS = ",;\t|"


class SheetReader:
    """Rows become lines of tabbed values; formulas are represented by their stored values."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in (sniff.XLSX, sniff.CSV) else 0

    def read(self, job: Job) -> Iterator[PageText]:
        job.title = job.path.stem  # column headings make no title
        sheets = _csv_rows(job) if job.media_type == sniff.CSV else _xlsx_rows(job)
        for name, rows in sheets:
            for number, part in enumerate(_parts(rows), 1):
                suffix = f"#{number}" if number > 1 else ""
                yield quality.judged(f"sheet:{name}{suffix}", name, part)


def _csv_rows(job: Job) -> Iterator[tuple[str, Iterable[list[str]]]]:
    text = decode(read_bounded(job.path, MAX_CSV)) or ""
    job.total = 1
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:8192], _DELIMITERS)
    except csv.Error:
        dialect = "excel-tab" if job.path.suffix.lower() == ".tsv" else "excel"
    rows = csv.reader(io.StringIO(text, newline=""), dialect)
    yield job.path.stem, _careful(rows, text)


def _careful(rows: Iterator[list[str]], text: str) -> Iterator[list[str]]:
    """The rows; where quoting is broken, the plain lines instead."""
    try:
        yield from list(rows)
    except csv.Error:
        yield from ([line] for line in text.splitlines())


def _xlsx_rows(job: Job) -> Iterator[tuple[str, Iterable[list[str]]]]:
    with open_archive(job.path) as archive:
        if has_macros(archive):
            job.note(model.HAS_MACROS)
    import openpyxl  # slow to import; most files are no spreadsheets

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(
                job.path, read_only=True, data_only=True, keep_links=False
            )
        except (*UNREADABLE, KeyError, ValueError, SyntaxError, TypeError) as error:
            raise IntakeError(errors.DAMAGED, name=job.path.name) from error
        job.total = len(book.worksheets)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a sheet may claim a million empty rows
            yield sheet.title, _sheet_rows(sheet)
        book.close()


def _sheet_rows(sheet: Any) -> Iterator[list[str]]:
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row)
        if cells > MAX_CELLS:
            break
        yield [_shown(value) for value in row]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _parts(rows: Iterable[list[str]]) -> Iterator[str]:
    """Texts of about ``_PART`` characters, cut between rows."""
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
