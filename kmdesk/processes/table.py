"""Step tables: their text, as typed, pasted or imported, to a process and back.

Next steps are written in one cell: blank is the next row, "-" none, "๕" row 5, "ครบ > 5 80%; ไม่ครบ
> 2 20% x2" answers with shares and at most two repeats.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from kmdesk.i18n import N_, KmdeskError, Message, in_thai, language, tr
from kmdesk.intake.rows import Column, Judge, Line, RowDraft, Table
from kmdesk.intake.table import text_of
from kmdesk.processes.flow import KIND_LABELS, Flow, Problem, Process, Step, StepKind
from kmdesk.processes.working_time import Span, format_span, parse_span
from kmdesk.records.unit import Reading
from kmdesk.thai.normal import clean_text, normal_form
from kmdesk.thai.numbers import to_arabic, to_thai

_WAY = re.compile(
    r"(?:(?P<condition>.*?)\s*(?:→|->|>|=)\s*)?"
    r"(?P<row>\d+)"
    r"(?:\s+(?P<share>\d+(?:\.\d+)?)\s*%)?"
    r"(?:\s+[x×](?P<times>\d+))?"
)
# Word and spreadsheets turn a typed hyphen into a dash.
_NOWHERE = {"-", "–"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as typed; ``key`` is the step's id, negative before it is saved."""

    key: int
    kind: str = ""
    name: str = ""
    role: str = ""
    work: str = ""
    wait: str = ""
    next: str = ""
    detail: str = ""
    quality: str = ""
    forms: str = ""
    basis: str = ""
    place: str = ""
    place_id: int | None = None
    shift: tuple[int, int] = (0, 0)


def rows_to_plain(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Serialise rows for a draft on disk."""
    return [{**asdict(row), "shift": list(row.shift)} for row in rows]


def rows_from_plain(plain: Sequence[dict[str, Any]]) -> list[Row]:
    """Deserialise the rows of a draft.

    Raises TypeError, KeyError or ValueError for data that is not a draft.
    """
    return [Row(**{**row, "shift": (int(row["shift"][0]), int(row["shift"][1]))}) for row in plain]


# Cells in the order of the screen and of a pasted block.
COLUMNS = tuple(f.name for f in fields(Row) if f.name not in ("key", "place_id", "shift"))
COLUMN_LABELS = {
    "kind": N_("Kind of step"),
    "name": N_("What is done"),
    "role": N_("Responsible"),
    "work": N_("Time"),
    "wait": N_("Waiting"),
    "next": N_("Next step"),
    "detail": N_("Details of the work"),
    "quality": N_("Quality standard"),
    "forms": N_("Papers and forms"),
    "basis": N_("Legal basis"),
    "place": N_("At which desk"),
}


def read_table(rows: Sequence[Row]) -> tuple[Process, list[Problem]]:
    """Parse a table; return the process and the cells that could not be parsed."""
    steps, flows, problems = [], [], []
    keys = [row.key for row in rows]
    for index, row in enumerate(rows):
        kind, bad = _kind(row.kind, index, len(rows))
        problems += [_problem(row, "kind", error) for error in bad]
        times: dict[str, Span | None] = {}
        for column in ("work", "wait"):
            try:
                times[column] = parse_span(getattr(row, column))
            except KmdeskError as error:
                times[column] = None
                problems.append(_problem(row, column, error.message))
        steps.append(_step(row, kind, times["work"], times["wait"]))
        try:
            flows += _ways(row.next, index, kind, keys)
        except KmdeskError as error:
            problems.append(_problem(row, "next", error.message))
    return Process(tuple(steps), tuple(flows)), problems


def write_table(process: Process) -> list[Row]:
    """Return rows that parse back to the same process."""
    return [
        Row(
            key=step.key,
            kind=tr(KIND_LABELS[step.kind]),
            name=step.name,
            role=step.role,
            work=format_span(step.work),
            wait=format_span(step.wait),
            next=_next_text(process, index),
            detail=step.detail,
            quality=step.quality,
            forms=step.forms,
            basis=step.basis,
            place=step.place,
            place_id=step.place_id,
            shift=step.shift,
        )
        for index, step in enumerate(process.steps)
    ]


def paste(rows: Sequence[Row], first: int, column: int, text: str) -> list[Row]:
    """Return the table after pasting a block copied from a spreadsheet at a cell."""
    result = list(rows)
    for offset, line in enumerate(_block(text)):
        index = first + offset
        if index >= len(result):
            # A block longer than the table extends it: that is how whole tables come from Word.
            result.append(Row(key=fresh_key(result)))
        for name, cell in zip(COLUMNS[column:], line, strict=False):
            result[index] = with_cell(result[index], name, cell)
    return result


def with_cell(row: Row, column: str, text: str) -> Row:
    """Return the row with a changed cell; a newly typed place is looked up on saving."""
    text = _clean(text)
    if column == "place" and text != row.place:
        return replace(row, place=text, place_id=None)
    return replace(row, **{column: text})  # type: ignore[arg-type]


def fresh_key(rows: Sequence[Row]) -> int:
    """Return an unused key: negative, since saved steps have positive ones."""
    return min(0, *(row.key for row in rows), 0) - 1


def insert_row(rows: Sequence[Row], at: int) -> list[Row]:
    """Insert a blank row before row ``at`` and renumber next steps."""
    new = Row(key=fresh_key(rows))
    moved = [replace(row, next=renumbered(row.next, lambda n: n + (n > at))) for row in rows]
    return [*moved[:at], new, *moved[at:]]


def remove_row(rows: Sequence[Row], at: int) -> list[Row]:
    """Remove row ``at``, drop flows to it and renumber next steps."""
    kept = [row for index, row in enumerate(rows) if index != at]

    def moved(number: int) -> int | None:
        return None if number == at + 1 else number - (number > at + 1)

    return [replace(row, next=renumbered(row.next, moved)) for row in kept]


def _block(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return [line.split("\t") for line in lines]


def _problem(row: Row, column: str, message: Message) -> Problem:
    return Problem(row.key, column, message)


def kind_of(text: str) -> StepKind | None:
    """Return the kind for a name, a synonym or an unambiguous prefix, or None."""
    needed = normal_form(text)
    names = _kind_names()
    if needed in names:
        return names[needed]
    if len(needed) < _SHORTEST_PREFIX:
        return None
    # a beginning will do: clerks type เริ่ม where เริ่มต้น is the name
    found = {kind for name, kind in names.items() if name.startswith(needed)}
    if not found:  # a longer phrase: เริ่มต้นกระบวนงาน begins with the name
        long = [name for name in names if name not in _SHORT and needed.startswith(name)]
        found = {names[max(long, key=len)]} if long else set()
    return found.pop() if len(found) == 1 else None


def _kind_names() -> dict[str, StepKind]:
    """Return every name of a kind, in all languages."""
    names = {normal_form(word): kind for kind, words in _OTHER_WORDS.items() for word in words}
    for kind in StepKind:
        label = KIND_LABELS[kind]
        names |= dict.fromkeys((kind.value, normal_form(label), normal_form(in_thai(label))), kind)
    return names


_SHORTEST_PREFIX = 2
_SHORT = frozenset({"รอ", "ทำ", "if"})
"""Words that also begin others: รองรับ, ทำเนียบ."""
_OTHER_WORDS: dict[StepKind, tuple[str, ...]] = {
    StepKind.START: ("เริ่ม", "เริ่มต้น", "จุดเริ่มต้น", "เริ่มงาน", "start", "begin"),
    StepKind.WORK: (
        "งาน", "ทำ", "ทำงาน", "ดำเนินการ", "ปฏิบัติ", "ปฏิบัติงาน", "กิจกรรม",
        "กระบวนการ", "ขั้นตอน", "process", "task",
    ),
    StepKind.DECISION: ("ตัดสินใจ", "พิจารณา", "เงื่อนไข", "ทางเลือก", "ตรวจสอบ", "อนุมัติ", "if"),
    StepKind.DOCUMENT: ("เอกสาร", "จัดทำเอกสาร", "แบบฟอร์ม"),
    StepKind.WAIT: ("รอ", "รอคอย", "พัก"),
    StepKind.PARALLEL: ("พร้อมกัน", "ทำพร้อมกัน", "ขนาน", "คู่ขนาน"),
    StepKind.END: ("จบ", "สิ้นสุด", "เสร็จ", "เสร็จสิ้น", "แล้วเสร็จ", "จุดสิ้นสุด", "ปิดงาน", "end", "finish"),
}  # fmt: skip


def no_kind(text: str) -> Message:
    """Return the message for a word that names no kind of step."""
    known = ", ".join(tr(label) for label in KIND_LABELS.values())
    words: dict[str, object] = {"text": text, "known": known}
    return Message(N_("“{text}” is no kind of step. Choose one of: {known}."), words)


def _kind(text: str, index: int, count: int) -> tuple[StepKind, list[Message]]:
    if not normal_form(text):
        if index == 0:
            return StepKind.START, []
        return (StepKind.END if index == count - 1 else StepKind.WORK), []
    found = kind_of(text)
    return (found, []) if found else (StepKind.WORK, [no_kind(text)])


def _step(row: Row, kind: StepKind, work: Span | None, wait: Span | None) -> Step:
    return Step(
        key=row.key,
        kind=kind,
        name=_clean(row.name),
        role=_clean(row.role),
        work=work,
        wait=wait,
        detail=_clean(row.detail),
        quality=_clean(row.quality),
        forms=_clean(row.forms),
        basis=_clean(row.basis),
        place_id=row.place_id,
        place=_clean(row.place),
        shift=row.shift,
    )


def _clean(cell: str) -> str:
    """Sanitise a cell: drafts and pasted text may contain characters that no file can."""
    return clean_text(cell, " ").strip()


class TableError(KmdeskError):
    """Raised for a cell that cannot be parsed."""


def _ways(text: str, index: int, kind: StepKind, keys: Sequence[int]) -> list[Flow]:
    plain = to_arabic(text).strip()
    if not plain:
        # Most steps lead to the next row, so a blank cell says that and nothing need be typed.
        last = index + 1 >= len(keys) or kind is StepKind.END
        return [] if last else [Flow(keys[index], keys[index + 1])]
    if plain in _NOWHERE:
        return []
    return [_way(part, index, keys) for part in re.split(r"[;\n]", plain) if part.strip()]


def _way(part: str, index: int, keys: Sequence[int]) -> Flow:
    match = _WAY.fullmatch(part.strip())
    if match is None:
        raise TableError(
            "“{text}” cannot be read as a next step. Write a row number, or: answer > row 80%.",
            text=part.strip(),
        )
    number = int(match["row"])
    if not 1 <= number <= len(keys):
        raise TableError("There is no row {number} in the table.", number=number)
    return Flow(
        keys[index],
        keys[number - 1],
        (match["condition"] or "").strip(),
        float(match["share"]) if match["share"] else None,
        int(match["times"]) if match["times"] else 1,
    )


def _next_text(process: Process, index: int) -> str:
    step = process.steps[index]
    flows = process.outs[step.key]
    if not flows:
        last = index + 1 == len(process.steps) or step.kind is StepKind.END
        return "" if last else "-"
    if len(flows) == 1 and process.row[flows[0].target] == index + 1:
        flow = flows[0]
        if flow == Flow(flow.source, flow.target):
            return ""
    return "; ".join(_way_text(flow, process.row[flow.target] + 1) for flow in flows)


def _way_text(flow: Flow, number: int) -> str:
    text = f"{flow.condition} > {number}" if flow.condition else str(number)
    if flow.share is not None:
        text += f" {flow.share:g}%"
    if flow.at_most != 1:
        text += f" x{flow.at_most}"
    return to_thai(text) if language() == "th" else text


def renumbered(text: str, moved: Callable[[int], int | None]) -> str:
    """Renumber the rows in a next-step cell; unparsable parts are kept."""
    if not text.strip():
        return ""
    kept = []
    # What cannot be read stays as typed: the clerk sees it marked and mends it.
    for part in re.split(r";", to_arabic(text)):
        match = _WAY.fullmatch(part.strip())
        if match is None:
            kept.append(part.strip())
            continue
        number = moved(int(match["row"]))
        if number is not None:
            start, end = match.span("row")
            plain = part.strip()
            kept.append(f"{plain[:start]}{number}{plain[end:]}")
    if text.strip() and not kept:
        return "-"  # a blank cell would mean the next row
    joined = "; ".join(kept)
    return to_thai(joined) if language() == "th" else joined


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


IMPORT_COLUMNS = tuple(
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


STEPS = Table("steps", N_("Steps of a process"), N_("Save steps"), IMPORT_COLUMNS, _judge)


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
