"""Activities of a plan from a spreadsheet: its columns, and what each row would do."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from kmdesk.committees import plan
from kmdesk.committees.plan import add_activity, check_activity
from kmdesk.committees.terms import ACTIVITY_STATUSES, KM_PARTS, KM_STEPS
from kmdesk.i18n import N_, tr
from kmdesk.intake.rows import Column, Line, RowDraft, Table
from kmdesk.intake.table import choice, day, number, plain_key, text_of, whole
from kmdesk.records import Unit
from kmdesk.records.fields import InvalidValue
from kmdesk.records.unit import Reading
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic

# “1. บ่งชี้”, “ขั้นที่ 3 …” and “4)”, but no decimal as in “1.2”.
_NUMBERED = re.compile(r"\(?(?:ขั้น(?:ตอน)?ที่ ?)?(\d)(?:\.(?!\d)|\)| |(?=[ก-ฮเ-ไ])|$)[ .:)]*")
_BEFORE = re.compile(r"^[\d๐-๙.\s]*(?:ด้าน)?(?:การ)?")
_PARTS_SAID = {
    "บ่งชี้": "identify", "สร้างและแสวงหา": "create", "สร้าง": "create", "แสวงหา": "create",
    "จัดเก็บความรู้": "organise", "จัดความรู้": "organise", "ประมวล": "refine", "กลั่นกรอง": "refine",
    "เข้าถึง": "access", "แบ่งปัน": "share", "แลกเปลี่ยน": "share", "เรียนรู้": "learn",
    "เตรียมการ": "transition", "ปรับเปลี่ยนพฤติกรรม": "transition", "สื่อสาร": "communication",
    "กระบวนการและเครื่องมือ": "tools", "วัดผล": "measurement", "ยกย่อง": "reward", "รางวัล": "reward",
}  # fmt: skip
_STATUSES_SAID = {
    "ยังไม่ดำเนินการ": "planned", "ตามแผน": "planned",
    "อยู่ระหว่างดำเนินการ": "running", "ดำเนินการ": "running",
    "เสร็จ": "done", "เสร็จสิ้น": "done", "ดำเนินการแล้ว": "done", "ยกเลิก": "dropped",
}  # fmt: skip


def part_of(cell: object) -> str:
    """Parse a KM step or change part from its name, with or without its number.

    การเรียนรู้ alone is a change part; เรียนรู้, or a number before it, is the seventh step. Raises
    ValueError for an unknown part.
    """
    text = to_arabic(normal_form(text_of(cell)))
    match = _NUMBERED.match(text)
    words = text[match.end() :] if match else text
    step = KM_STEPS[int(match[1]) - 1] if match and 1 <= int(match[1]) <= len(KM_STEPS) else ""
    if not words:
        if not step:
            raise ValueError(text)
        return step
    exact = {plain_key(tr(label)): code for code, label in KM_PARTS.items()}
    if not step and plain_key(words) in exact:
        return exact[plain_key(words)]
    return choice(KM_PARTS, _plain_words())(_BEFORE.sub("", words))


def _plain_words() -> dict[str, str]:
    """Return the names of the parts without number and การ, steps first."""
    words = dict(_PARTS_SAID)
    for code, label in KM_PARTS.items():
        for word in (label, tr(label)):
            words.setdefault(_BEFORE.sub("", word), code)
    return words


def _percent(cell: object) -> int:
    if isinstance(cell, float) and 0 < cell < 1:  # a cell formatted as a percentage
        return round(cell * 100)
    percent = whole(re.sub(r"^ร้อยละ *|[ %]+$", "", normal_form(text_of(cell))))
    if percent > 100:
        raise ValueError(str(cell))
    return percent


COLUMNS = (
    Column("part", N_("Part"), (
        "ขั้นตอน", "กระบวนการ", "ขั้นตอนการจัดการความรู้", "กระบวนการจัดการความรู้",
        "ขั้นตอน KM", "ส่วน", "องค์ประกอบ",
    ), parse=part_of, as_above=True),
    Column("state", N_("Desired state"), ("เป้าหมาย KM", "เป้าหมายการจัดการความรู้"), as_above=True),
    Column("title", N_("Activity"), (
        "กิจกรรม", "ชื่อกิจกรรม", "กิจกรรมการจัดการความรู้", "โครงการ/กิจกรรม",
        "กิจกรรม/โครงการ", "รายการ", "ชื่อ", "โครงการ",
    ), missing=N_("This row has no name."), takes_ditto=False),
    Column("method", N_("Way to success"), ("วิธีการสู่ความสำเร็จ", "วิธีการ", "วิธีดำเนินการ", "แนวทาง")),
    Column("from_on", N_("From (first day)"), (
        "เริ่ม", "วันเริ่มต้น", "วันที่เริ่ม", "เริ่มต้น", "เริ่มวันที่", "ตั้งแต่", "ตั้งแต่วันที่",
    ), parse=day, is_recent=True),
    Column("to_on", N_("To (last day)"), (
        "สิ้นสุด", "วันสิ้นสุด", "วันที่สิ้นสุด", "ถึง", "ถึงวันที่", "แล้วเสร็จ", "กำหนดเสร็จ",
    ), parse=day, is_recent=True),
    Column("period", N_("Period in words"), ("ระยะเวลา", "ช่วงเวลา",
    "ระยะเวลาดำเนินการ", "กำหนดเวลา")),
    Column("indicator", N_("Indicator"), ("ตัวชี้วัด", "ตัวชี้วัดความสำเร็จ", "KPI")),
    Column("target", N_("Target"), ("เป้าหมาย", "ค่าเป้าหมาย", "กลุ่มเป้าหมาย")),
    Column("tools", N_("Tools"), ("เครื่องมือ/อุปกรณ์", "เครื่องมือ", "อุปกรณ์")),
    Column("budget", N_("Budget (baht)"), ("งบประมาณ", "งบประมาณที่ใช้", "วงเงิน"), parse=number),
    Column("spent", N_("Spent (baht)"), ("เบิกจ่าย", "ใช้ไป", "ผลการเบิกจ่าย"), parse=number),
    Column("owner", N_("In charge"), ("ผู้รับผิดชอบ", "รับผิดชอบ", "หน่วยงานรับผิดชอบ", "ผู้ดำเนินการ")),
    Column("status", N_("Status"), ("สถานะ", "ผลการดำเนินงาน", "ความก้าวหน้า"),
           parse=choice(ACTIVITY_STATUSES, _STATUSES_SAID)),
    Column("done_percent", N_("Done (percent)"), ("ร้อยละ", "ร้อยละความก้าวหน้า",
    "% แล้วเสร็จ"), parse=_percent),
)  # fmt: skip


class _Judge:
    """Validates rows against one plan: its desired states by title, its existing activities."""

    def __init__(self, plan_id: int, reading: Reading) -> None:
        reading.record(plan_id)
        _focus, states, self._present = plan.plan_parts(reading.session, plan_id)
        self._states = {plain_key(state.title): state.id for state in states}
        # the same title may stand under several steps
        self._there = {(one.part, plain_key(one.title)): one.id for one in self._present}
        self._rows: dict[tuple[object, str], int] = {}

    def __call__(self, draft: RowDraft) -> None:
        self._find_state(draft)
        if "part" not in draft.values and not draft.is_wrong("part"):
            draft.values["part"] = KM_STEPS[0]
            part = tr(KM_PARTS[KM_STEPS[0]])
            said = tr("Rows without a KM step are put under {part}.", part=part)
            draft.remark_once("title", said)
        if draft.problems:
            return
        try:
            check_activity(draft.values, set(self._states.values()), self._present)
        except InvalidValue as error:
            draft.wrong(error.field, str(error))
            return
        key = (draft.values["part"], plain_key(draft.text("title")))
        draft.match = self._there.get((str(key[0]), key[1]))
        if key in self._rows:
            row = str(self._rows[key])
            draft.wrong("title", tr("This row is in the sheet twice (row {row}).", row=row))
        self._rows.setdefault(key, draft.number)

    def _find_state(self, draft: RowDraft) -> None:
        text = str(draft.values.pop("state", "") or "")
        if not text:
            return
        state_id = self._states.get(plain_key(text))
        if state_id is not None:
            draft.values["state_id"] = state_id
        else:
            draft.remark("state", tr("The plan has no such desired state; it is left empty."))


def apply_activities(
    plan_id: int,
    unit: Unit,
    lines: Iterable[Line],
    _source: str = "",
    tell: Callable[[int], None] = lambda _n: None,
) -> int:
    """Add the new activities to the plan in one transaction; return how many."""
    added = 0
    for line in lines:
        if line.is_new:
            add_activity(unit, plan_id, line.values)
            added += 1
            tell(added)
    return added


def activities_table(plan_id: int) -> Table:
    """Return the import table for the activities of one plan."""
    return Table(
        "plan", N_("Activities of the KM plan"), N_("Import activities"), COLUMNS,
        partial(_Judge, plan_id), partial(apply_activities, plan_id),
        section="part", section_of=part_of,
    )  # fmt: skip
