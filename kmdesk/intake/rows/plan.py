"""Preview of an import: what each row of a sheet would do, before anything is stored."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.intake.rows.columns import (
    SECRECY,
    Column,
    Line,
    Noted,
    Problem,
    RowDraft,
    Table,
    is_secret_row,
    is_secret_title,
    misfit,
    recent_year_meant,
)
from kmdesk.intake.rows.ditto import Above, filled_cells, is_dash, is_ditto
from kmdesk.intake.rows.heads import Heads, head_key
from kmdesk.intake.table import Cells, is_blank, plain_key, text_of, trouble_of
from kmdesk.thai.dates import format_date
from kmdesk.thai.digits import to_arabic, to_thai

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading

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
        draft = RowDraft(at + 1, {}, self._at, titles=self._titles)
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
