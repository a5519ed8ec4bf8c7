"""Import steps from a spreadsheet: its columns and their conversion to step table rows."""

from collections.abc import Sequence
from dataclasses import replace

from kmdesk.i18n import N_, KmdeskError
from kmdesk.intake.rows import Column, Line, RowDraft, Table
from kmdesk.intake.rows.columns import Judge
from kmdesk.intake.table import text_of
from kmdesk.processes.table import (
    COLUMN_LABELS,
    Row,
    fresh_key,
    kind_of,
    no_kind,
    remove_row,
    renumbered,
)
from kmdesk.processes.working_time import parse_span
from kmdesk.records.unit import Reading

_HEADS: dict[str, tuple[str, ...]] = {
    "kind": ("ชนิด", "ประเภท", "ชนิดขั้นตอน", "สัญลักษณ์"),
    "name": (
        "ขั้นตอน", "ผังกระบวนการ", "ผังกระบวนงาน", "ขั้นตอนการปฏิบัติงาน", "กิจกรรม",
        "ชื่อขั้นตอน", "ขั้นตอนการดำเนินงาน",
        "ขั้นตอนงาน", "กระบวนการ", "งานที่ทำ", "ชื่อ",
    ),
    "role": ("ผู้รับผิดชอบ", "ผู้ปฏิบัติ", "ผู้ดำเนินการ", "ผู้ทำ"),
    "work": ("ระยะเวลา", "เวลา", "ระยะเวลาดำเนินการ", "ระยะเวลาปฏิบัติงาน", "เวลาที่ใช้", "เวลาปฏิบัติงาน"),
    "wait": ("เวลารอ", "ระยะเวลารอ", "รอ"),
    "next": ("ขั้นตอนถัดไป", "ถัดไป", "ไปขั้นที่", "ลำดับถัดไป", "ไปลำดับที่"),
    "detail": ("รายละเอียดงาน", "รายละเอียด", "รายละเอียดขั้นตอน", "วิธีปฏิบัติ"),
    "quality": ("มาตรฐานคุณภาพงาน", "มาตรฐานงาน", "มาตรฐาน", "คุณภาพงาน"),
    "forms": ("เอกสาร/แบบฟอร์ม", "แบบฟอร์ม", "เอกสาร", "เอกสารที่ใช้", "เอกสารที่เกี่ยวข้อง"),
    "basis": ("ฐานอำนาจ", "กฎหมายที่เกี่ยวข้อง", "ระเบียบที่เกี่ยวข้อง", "ข้อกฎหมาย", "กฎหมาย"),
    "place": ("โต๊ะ", "สถานที่", "จุดบริการ", "ที่โต๊ะ"),
}  # fmt: skip
_MULTIPLE = {"detail", "forms", "quality"}


def _lines(cell: object) -> str:
    """Return the text of a cell, keeping its line breaks."""
    if not isinstance(cell, str):
        return text_of(cell)
    return "\n".join(filter(None, (" ".join(line.split()) for line in cell.splitlines())))


COLUMNS = tuple(
    Column(
        name,
        COLUMN_LABELS[name],
        heads,
        parse=_lines if name in _MULTIPLE else text_of,
        missing=N_("This row has no name.") if name == "name" else "",
        takes_ditto=name not in ("name", "next"),
        as_above=name in ("role", "place"),
        dash_is_blank=name != "next",  # there a dash means: no next step
    )
    for name, heads in _HEADS.items()
)


def _judge(_reading: Reading) -> Judge:
    return _look_at


def _look_at(draft: RowDraft) -> None:
    """Warn about what the step table will ask to correct; the text is stored unchanged."""
    kind = draft.text("kind")
    if kind and kind_of(kind) is None:
        draft.remark("kind", str(no_kind(kind)))
    for name in ("work", "wait"):
        try:
            parse_span(draft.text(name))
        except KmdeskError as error:
            draft.remark(name, str(error))


STEPS = Table("steps", N_("Steps of a process"), N_("Save steps"), COLUMNS, _judge)


def with_steps(rows: Sequence[Row], lines: Sequence[Line], total: Sequence[int]) -> list[Row]:
    """Append the sheet's rows to the step table.

    ``total`` are the numbers of all rows of the sheet's table. Next steps refer to them, so flows
    to a row that was not imported are dropped. A table without any text is replaced.
    """
    kept = [row for row in rows if any((row.name, row.role, row.work, row.detail, row.next))]
    first = len(kept)
    taken = {line.row: line for line in lines}
    fresh: list[Row] = []
    for number in total:
        line = taken.get(number)
        values = {name: str(value) for name, value in line.values.items()} if line else {}
        row = Row(key=fresh_key([*kept, *fresh]), **values)  # type: ignore[arg-type]
        fresh.append(replace(row, next=renumbered(row.next, lambda way: way + first)))
    result = [*kept, *fresh]
    # from the end, so that the rows still to be removed keep their index
    for at in reversed(range(len(total))):
        if total[at] not in taken:
            result = remove_row(result, first + at)
    return result
