"""Preview of an import: what each row of a sheet would do, before anything is stored."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk import clock
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake.rows import (
    SECRECY,
    Column,
    Heads,
    Line,
    Problem,
    RowDraft,
    Table,
    head_key,
    is_secret_row,
    is_secret_title,
    misfit,
)
from kmdesk.intake.table import (
    Cells,
    Noted,
    is_blank,
    plain_key,
    recent_year_meant,
    text_of,
    trouble_of,
)
from kmdesk.store.atomic import atomic_file
from kmdesk.thai.dates import format_date
from kmdesk.thai.numbers import to_arabic, to_thai

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading


_DOUBLE = '"“”„‟〃״″‶＂ʺ»«\u0093\u0094˝'
_SINGLE = "'‘’‚‛′‵`´ʹʼ＇,\u0091\u0092״"
_EDGES = " \t\r\n\u00a0\u200b\ufeff-–—‒―−_.…·()=ๆ"
_WORDS = {
    "do", "ditto", "ditto mark", "idem", "same", "same as above", "as above",
    "เช่นเดียวกัน", "เช่นกัน", "เช่นเดียวกับข้างต้น", "เหมือนข้างบน", "เหมือนด้านบน", "เหมือนบน",
    "ตามข้างบน", "เหมือนกัน", "ฯ",
}  # fmt: skip
_DASHES = frozenset("-–—‒―−")
_INNER = re.compile(r"[\s\u00a0\u200b\-–—.]+")


def is_ditto(cell: object) -> bool:
    """Return whether the cell is a ditto mark, in any spelling, with any spaces and dashes."""
    text = str(cell if cell is not None else "").strip()
    if not text or len(text) > 40:
        return False
    if text == "ๆ":
        return True
    core = text.strip(_EDGES)
    if re.sub(r"\s+", " ", core).casefold() in _WORDS:
        return True
    marks = _INNER.sub("", core)
    if not marks or any(char not in _DOUBLE + _SINGLE for char in marks):
        return False
    # a single comma or apostrophe is a typing slip
    return len(marks) > 1 or marks in _DOUBLE


def is_dash(cell: object) -> bool:
    """Return whether the cell holds only a dash, which means no value."""
    text = str(cell if cell is not None else "").strip()
    return bool(text) and all(char in _DASHES or char.isspace() for char in text)


class Above:
    """Fill cells from the row above, going down the sheet."""

    def __init__(self, columns: Mapping[int, Column], *, blanks: bool) -> None:
        self._columns, self._blanks = columns, blanks
        self._held: dict[int, object] = {}

    def fill(self, row: list[object]) -> tuple[list[object], set[int], set[int]]:
        """Return (filled row, columns taken from above, columns whose ditto mark has no source)."""
        fresh, taken, unclear = list(row), set(), set()
        for at, column in self._columns.items():
            if at >= len(fresh):
                continue
            blank = is_blank(fresh[at])
            if is_ditto(fresh[at]):
                if column.takes_ditto and at in self._held:
                    fresh[at] = self._held[at]
                    taken.add(at)
                else:
                    unclear.add(at)
            elif blank and self._blanks and column.as_above and at in self._held:
                fresh[at] = self._held[at]
                taken.add(at)
            elif not blank:
                self._held[at] = fresh[at]
        return fresh, taken, unclear

    def forget(self, row: Sequence[object]) -> None:
        """Forget the values of a classified row, so that they are not repeated below it."""
        for at in self._columns:
            if at >= len(row) or is_blank(row[at]) or is_ditto(row[at]):
                continue
            if text_of(row[at]) != text_of(self._held.get(at)):
                self._held.pop(at, None)


def filled_cells(cells: Cells, fills: Mapping[tuple[int, int], object]) -> Cells:
    """Return a copy of the cells with those at (row, column) replaced."""
    fresh = [list(row) for row in cells]
    for (row, column), value in fills.items():
        if row < len(fresh):
            fresh[row] += [None] * (column + 1 - len(fresh[row]))
            fresh[row][column] = value
    return fresh


TOTAL, HEADS_AGAIN, SECTION = N_("Total"), N_("Heads again"), N_("Heading between the rows")
_TOTAL = re.compile(
    r"(?:รวม|ยอด|เฉลี่ย|ผลรวม)(?:ทั้งสิ้น|ทั้งหมด|จำนวน|ยอด|เป็นเงิน|หน้านี้|ยกมา|ยกไป|สุทธิ|เงิน|ทั้งปี|ทุก\S*)*"
    r"(?:ทั้งสิ้น|ทั้งหมด)? ?[:=]? ?(?:[\d,.]+ ?\S{0,12}|หนังสือ\S*|\S{0,12}\d[\d,. ]*\S{0,10})?"
    r"|(?:grand )?total ?[:=]?.{0,12}|sub-?total"
)
_NUMBERING = re.compile(r"[(\[]?\s*(\d{1,2})\s*[)\].]?")
_HEADING = re.compile(
    r"(?:ประจำ)?เดือน|(?:ปี|พ\.? ?ศ\.?)(?: |\d|$)|อำเภอ|อ\.|จังหวัด|ประเภท|กลุ่ม(?!เกษตรกร)"
    r"|ฝ่าย|หมวด|ส่วนที่|ตอนที่|ลงชื่อ|ลงนาม|\(?หมายเหตุ|ข้อมูล ณ|ที่มา|หน้า ?\d|แผ่นที่|ผู้จัดทำ|ผู้รายงาน|ผู้ตรวจ"
    r"|ทะเบียน|บัญชีรายชื่อ|รายชื่อ|แผนปฏิบัติ"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The sheet as it would be imported."""

    cells: Cells
    """With values carried down from the row above."""
    heads: Heads
    columns: Mapping[int, str]
    lines: tuple[Line, ...]
    carried: frozenset[tuple[int, int]]
    """(row from 0, column) of cells filled from above."""
    untaken: tuple[str, ...]
    """Headers of the columns that hold data and are not imported."""

    @property
    def left_out(self) -> dict[str, int]:
        """Number of rows that are not part of the table, by reason (message id)."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.left_out:
                counts[line.left_out] = counts.get(line.left_out, 0) + 1
        return counts


def plan_rows(
    table: Table,
    reading: "Reading",
    cells: Cells,
    heads: Heads,
    columns: Mapping[int, str],
    *,
    carry: bool = False,
    edits: Mapping[tuple[int, int], object] | None = None,
) -> Plan:
    """Compute what each row would do; ``edits`` are cells corrected in the preview.

    ``edits`` is keyed by (row, column) from 0. With ``carry``, blank cells of the columns that
    allow it repeat the row above.
    """
    planner = _Planner(table, filled_cells(cells, edits or {}), heads, columns, carry)
    drafts = planner.read()
    for draft in drafts:
        planner.look_at_years(draft)
    judge = table.judge(reading)
    for draft in drafts:
        planner.need(draft)
        judge(draft)
    made = {draft.number: _line(draft) for draft in drafts} | planner.others
    lines = tuple(made[number] for number in sorted(made))
    return Plan(
        planner.cells,
        heads,
        dict(columns),
        lines,
        frozenset(planner.carried),
        tuple(_untaken(planner.cells, heads, columns, lines)),
    )


def _line(draft: RowDraft) -> Line:
    match = None if draft.problems else draft.match
    return Line(draft.number, draft.values, tuple(draft.problems), tuple(draft.remarks), match)


def _untaken(
    cells: Cells, heads: Heads, columns: Mapping[int, str], lines: Iterable[Line]
) -> Iterable[str]:
    rows = [line.row - 1 for line in lines if not (line.left_out or line.is_secret)]
    width = max((len(row) for row in cells), default=0)
    for at in range(width):
        if at in columns or not any(not is_blank(_at(cells[row], at)) for row in rows):
            continue
        name = heads.names[at] if at < len(heads.names) else ""
        yield name or tr("Column {number}", number=str(at + 1))


class _Planner:
    """Go down the sheet, classifying each row and parsing its cells."""

    def __init__(
        self, table: Table, cells: Cells, heads: Heads, columns: Mapping[int, str], carry: bool
    ) -> None:
        self._table, self._heads = table, heads
        self.cells = cells
        self._columns = {at: table.column(name) for at, name in columns.items()}
        self._at = {name: at for at, name in columns.items()}
        self._above = Above(self._columns, blanks=carry)
        self._secrecy = self._at.get(SECRECY)
        self._was_secret = False
        self._storeys = [
            {plain_key(part) for part in name.split(" › ")} | {head_key(name)}
            for name in heads.names
        ]
        self._section: object = None
        self.carried: set[tuple[int, int]] = set()
        self.others: dict[int, Line] = {}
        titles = [text_of(cell) for row in cells[: heads.first] for cell in row]
        self._once: set[str] = set()
        self._titles = tuple(dict.fromkeys(title for title in titles if title))
        self._all_secret = any(is_secret_title(title) for title in self._titles)

    def read(self) -> list[RowDraft]:
        """Return a draft of each row of the table; the other rows go into ``others``."""
        drafts = []
        for at in range(self._heads.below, len(self.cells)):
            row = self.cells[at]
            if all(map(is_blank, row)):
                continue
            if self._all_secret or self._is_secret(row):
                self._refuse_secret(at)
                continue
            reason = self._reason(row)
            if reason:
                self.others[at + 1] = Line(at + 1, left_out=reason)
                continue
            drafts.append(self._draft(at))
        return drafts

    # Rows outside the table --------------------------------------------------------------------

    def _is_secret(self, row: Sequence[object]) -> bool:
        cell = _at(row, self._secrecy)
        # A ditto mark in the column of the class is as secret as the row above.
        if is_ditto(cell):
            return self._was_secret or is_secret_row(row)
        self._was_secret = is_secret_row([cell], 0 if self._secrecy is not None else None)
        return self._was_secret or is_secret_row(row)

    def _refuse_secret(self, at: int) -> None:
        # nothing of it may be repeated: neither its subject nor its values through a ditto mark
        # below
        self._above.forget(self.cells[at])
        problem = Problem(-1, tr("Classified: not kept on this machine."))
        self.others[at + 1] = Line(at + 1, problems=(problem,), is_secret=True)

    def _reason(self, row: Sequence[object]) -> str:
        texts = {at: text_of(cell) for at, cell in enumerate(row) if not is_blank(cell)}
        first = next(iter(texts.values()))
        if self._is_heads(texts):
            return HEADS_AGAIN
        if _TOTAL.fullmatch(to_arabic(first).casefold()) and not self._holds_name(texts):
            return TOTAL
        if not self._is_heading(texts):
            return ""
        if is_secret_title(first):
            self._all_secret = True
        self._section = first
        return SECTION

    def _is_heads(self, texts: Mapping[int, str]) -> bool:
        numbers = [_NUMBERING.fullmatch(to_arabic(text)) for text in texts.values()]
        counted = [int(found[1]) for found in numbers if found]
        if len(counted) > 2 and counted == list(range(1, len(texts) + 1)):
            return True
        misses, allowed = 0, len(texts) * 0.4
        for at, text in texts.items():
            if at >= len(self._storeys) or plain_key(text) not in self._storeys[at]:
                misses += 1
                if misses > allowed:
                    return False
        return len(texts) - misses > 1 or len(self._storeys) == 1

    def _holds_name(self, texts: Mapping[int, str]) -> bool:
        """Return whether a required column other than the first filled one has its own value."""
        first = next(iter(texts))
        return any(
            at != first and at in texts and column.missing and not is_dash(texts[at])
            and plain_key(texts[at]) != plain_key(texts[first]) and not _is_count(texts[at])
            for at, column in self._columns.items()
        )  # fmt: skip

    def _is_heading(self, texts: Mapping[int, str]) -> bool:
        """Return whether a row of a wider table is one text: a month, a district, a signature."""
        if len(self._columns) < 2 or len(set(texts.values())) > 1:
            return False
        first = next(iter(texts.values()))
        if len(texts) > 2 or _HEADING.match(first):
            return True
        if self._parsed_section(first) is not None:
            return True
        column = self._columns.get(next(iter(texts)))
        return column is None and not _is_count(first) and not is_ditto(first)

    # Rows of the table ------------------------------------------------------------------------

    def _draft(self, at: int) -> RowDraft:
        row, taken, unclear = self._above.fill(self.cells[at])
        self.cells[at] = row
        self.carried |= {(at, column) for column in taken}
        draft = RowDraft(at + 1, {}, self._at, titles=self._titles, once=self._once)
        for place, column in self._columns.items():
            cell = _at(row, place)
            if place in unclear:
                draft.wrong(column.name, tr("There is nothing above that could be meant here."))
            elif not (is_blank(cell) or (column.dash_is_blank and is_dash(cell))):
                self._take(draft, column, cell)
        self._fill_section(draft)
        return draft

    def _take(self, draft: RowDraft, column: Column, cell: object) -> None:
        if column.name == SECRECY:
            return
        trouble = trouble_of(cell)
        if trouble:
            draft.wrong(column.name, trouble)
            return
        try:
            value = column.parse(cell)
        except (ValueError, OverflowError):
            draft.wrong(column.name, misfit(column, cell))
            return
        if isinstance(value, Noted):
            draft.remark(column.name, value.remark)
            value = value.value
        draft.values[column.name] = value

    def _fill_section(self, draft: RowDraft) -> None:
        name = self._table.section
        if name and name not in draft.values and not draft.is_wrong(name):
            value = self._parsed_section(self._section)
            if value is not None:
                draft.values[name] = value

    def _parsed_section(self, text: object) -> object | None:
        if is_blank(text) or self._table.section_of is None:
            return None
        try:
            return self._table.section_of(text)
        except ValueError:
            return None

    def need(self, draft: RowDraft) -> None:
        """Add a problem for each missing required value."""
        for column in self._table.columns:
            if not column.missing or draft.is_wrong(column.name):
                continue
            if column.name not in self._at and column.name not in draft.values:
                name = tr(column.label)
                draft.wrong("", tr("No column is chosen for “{name}”.", name=name))
            elif draft.values.get(column.name) in (None, ""):
                draft.wrong(column.name, tr(column.missing))

    def look_at_years(self, draft: RowDraft) -> None:
        """Mark dates that are decades off: typed in one era, read in the other."""
        near = clock.today().year
        for column in self._columns.values():
            said = draft.values.get(column.name)
            if not column.is_recent or not isinstance(said, str):
                continue
            meant = recent_year_meant(said, near)
            if meant is not None:
                day = format_date(date.fromisoformat(said), thai_digits=True)
                asked = tr(
                    "Read as {day}. Check the year: {year} may be meant.",
                    day=day, year=to_thai(str(meant + 543)),
                )  # fmt: skip
                draft.remark(column.name, asked)


def _at(row: Sequence[object], at: int | None) -> object:
    return row[at] if at is not None and 0 <= at < len(row) else None


def _is_count(text: str) -> bool:
    return bool(re.fullmatch(r"[\d,.\s]+(?:\S{1,8})?", to_arabic(text)))


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
