"""Export of records as a spreadsheet: one row per record, one sheet per kind, no formulas."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from kmdesk.i18n import tr
from kmdesk.records.describe import effective_status, tag_names
from kmdesk.records.kinds import Kinds
from kmdesk.records.library import Library
from kmdesk.records.model import UNLISTED, Attachment, Place, Record
from kmdesk.records.portable_folder import FolderError
from kmdesk.records.unit import Actor, Duty, NotAllowed, Reading
from kmdesk.store.atomic import Tell, atomic_file, quiet
from kmdesk.thai.normal import clean_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767  # characters a spreadsheet cell can hold

Row = dict[str, str]


def write_sheet(
    library: Library,
    actor: Actor,
    kinds: Kinds,
    out: Path,
    record_ids: Sequence[int] | None = None,
    progress: Tell = quiet,
) -> int:
    """Write records (None: all) to ``out``, ``.xlsx`` or ``.csv``; return how many.

    Raises FolderError when the file cannot be written, NotAllowed for a walk-up.
    """
    if actor.duty < Duty.CLERK:
        raise NotAllowed("Sign in as the clerk first: readers cannot take the library out.")
    with library.reading(actor) as reading:
        by_kind: dict[str, list[Row]] = {}
        ids = _wanted(reading, record_ids)
        for at, record_id in enumerate(ids):
            progress(at, len(ids))
            record = reading.record(record_id)
            label = tr(kinds.get(record.kind).label)
            by_kind.setdefault(label, []).append(_row(reading, kinds, record))
    with atomic_file(out, FolderError) as partial:
        if out.suffix.lower() == ".csv":
            _write_csv(partial, [row for rows in by_kind.values() for row in rows])
        else:
            _write_xlsx(partial, by_kind)
    return len(ids)


def as_text_cell(value: str) -> str:
    """Escape ``value`` so that no spreadsheet program evaluates it as a formula."""
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


def _wanted(reading: Reading, record_ids: Sequence[int] | None) -> list[int]:
    if record_ids is not None:
        return list(dict.fromkeys(record_ids))
    query = select(Record.id).where(reading.visible()).order_by(Record.kind, Record.id)
    return list(reading.session.scalars(query))


def _row(reading: Reading, kinds: Kinds, record: Record) -> Row:
    kind = kinds.get(record.kind)
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    row = {
        tr("Kind"): tr(kind.label),
        tr("Number"): record.number,
        tr("Title"): record.title,
        tr("From"): record.issuer,
        tr("Dated"): _day(record.dated),
        tr("Status"): tr(kind.statuses.get(effective_status(reading.session, record), "")),
        tr("Place"): (place.label or place.name) if place else "",
        tr("Tags"): ", ".join(tag_names(reading.session, record.id)),
    }
    for label, value in kind.facts(reading.session, record.id):
        name = tr(label)
        row[name] = f"{row[name]}\n{value}" if row.get(name) else str(value)
    listed = Attachment.role.not_in(UNLISTED)
    files = select(func.count()).where(Attachment.record_id == record.id, listed)
    row[tr("Files")] = str(reading.session.scalar(files) or "")
    return row


def _day(stored: str | None) -> str:
    """Return ``12/3/2551``, the format people type and every import of ours reads."""
    try:
        day = date.fromisoformat(stored or "")
    except ValueError:
        return stored or ""
    return f"{day.day}/{day.month}/{day.year + 543}"


def _header(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _cells(rows: Sequence[Row]) -> Iterator[list[str]]:
    header = _header(rows)
    yield header
    for row in rows:
        yield [_clean(row.get(name, "")) for name in header]


def _clean(value: str) -> str:
    # One less, for the apostrophe that as_text_cell may put before it.
    return clean_text(value)[: _LONGEST_CELL - 1]


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    # with a byte order mark, or Excel decodes Thai as Latin
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for cells in _cells(rows):
            writer.writerow([as_text_cell(cell) for cell in cells])


def _write_xlsx(path: Path, by_kind: dict[str, list[Row]]) -> None:
    from openpyxl import Workbook  # slow to import, needed only here
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    for label, rows in by_kind.items() or [(tr("List"), [])]:
        sheet = book.create_sheet(_sheet_name(label))
        sheet.freeze_panes = "A2"
        for at, name in enumerate(_header(rows)):
            wide = name in (tr("Title"), tr("Remarks"))
            sheet.column_dimensions[_letters(at)].width = 60 if wide else 18
        for number, cells in enumerate(_cells(rows)):
            line = []
            for value in cells:
                cell = WriteOnlyCell(sheet, value=as_text_cell(value))
                # openpyxl makes a formula of whatever begins with =.
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=number == 0)
                line.append(cell)
            sheet.append(line)
    book.save(path)


def _sheet_name(label: str) -> str:
    # Excel opens no book with such a character, or more than 31, in the name of a sheet.
    return "".join("-" if c in "[]:*?/\\" else c for c in label)[:31] or "1"


def _letters(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at + 1))
