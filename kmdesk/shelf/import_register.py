"""An existing register of letters (CSV or XLSX) onto the shelf: read, checked, then stored.

Columns follow the receive register (ระเบียบงานสารบรรณ แบบที่ ๑๓) and what offices add to it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kmdesk import clock
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake.letterhead.skeleton import skeleton
from kmdesk.intake.table import (
    Cells,
    carry_down,
    day_of,
    find_heads,
    is_blank,
    plain_key,
    text_of,
)
from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries, queries_register
from kmdesk.shelf.add_document import NewDocument, add_document, add_receipt
from kmdesk.shelf.terms import FORMS, URGENCIES
from kmdesk.thai.numbers import canonical_number

FIELDS: dict[str, str] = {
    "received": N_("Receive number"),
    "received_on": N_("Received on"),
    "time": N_("Time of receipt"),
    "number": N_("Number"),
    "dated": N_("Dated"),
    "issuer": N_("From"),
    "addressee": N_("To"),
    "title": N_("Subject"),
    "action": N_("Action taken"),
    "assigned_to": N_("Assigned to"),
    "reply_by": N_("Answer by"),
    "urgency": N_("Urgency"),
    "form": N_("Form"),
    "place": N_("Place"),
    "tags": N_("Tags"),
    "note": N_("Remarks"),
    "secrecy": N_("Class of secrecy"),
}
# the heads that offices write over these columns
_WORDS: dict[str, tuple[str, ...]] = {
    "received": ("เลขทะเบียนรับ", "เลขรับ", "เลขที่รับ", "ทะเบียนรับเลขที่", "เลขทะเบียน", "ลำดับรับ"),
    "received_on": ("วันที่รับ", "รับวันที่", "วันรับ", "วันเดือนปีที่รับ", "วัน เดือน ปี ที่รับ", "ลงรับวันที่"),
    "time": ("เวลา", "เวลารับ"),
    "number": ("ที่", "เลขที่หนังสือ", "ที่หนังสือ", "เลขหนังสือ", "หนังสือที่", "เลขที่", "เลขที่เอกสาร"),
    "dated": ("ลงวันที่", "วันที่", "วันที่หนังสือ", "วันที่ของหนังสือ", "หนังสือลงวันที่", "ลว."),
    "issuer": ("จาก", "หน่วยงาน", "ส่วนราชการ", "หน่วยงานเจ้าของหนังสือ", "ผู้ส่ง", "ส่วนราชการเจ้าของหนังสือ"),
    "addressee": ("ถึง", "เรียน", "ผู้รับ"),
    "title": ("เรื่อง", "ชื่อเรื่อง", "ชื่อเอกสาร", "รายการ"),
    "action": ("การปฏิบัติ", "การดำเนินการ", "การปฏิบัติงาน"),
    "assigned_to": ("ผู้รับผิดชอบ", "มอบ", "มอบหมาย", "กลุ่มที่รับผิดชอบ", "เจ้าของเรื่อง"),
    "reply_by": ("ต้องตอบภายใน", "กำหนดส่ง", "กำหนดตอบ", "ตอบภายใน"),
    "urgency": ("ชั้นความเร็ว", "ความเร็ว", "ความเร่งด่วน"),
    "form": ("ประเภท", "ชนิดหนังสือ", "ประเภทหนังสือ"),
    "place": ("ที่เก็บ", "ตู้", "แฟ้ม", "สถานที่เก็บ", "เก็บที่", "ตู้ที่เก็บ"),
    "tags": ("ป้ายกำกับ", "คำสำคัญ", "หมวด"),
    "note": ("หมายเหตุ",),
    "secrecy": ("ชั้นความลับ", "ความลับ"),
}
_DAYS = ("received_on", "dated", "reply_by")
_CHOICES: dict[str, Mapping[str, str]] = {"urgency": URGENCIES, "form": FORMS}
_CARRIED = ("received_on", "dated", "issuer", "addressee", "place", "form")
_DETAIL = ("addressee", "action", "assigned_to", "reply_by", "urgency", "note")
_LONGEST_TITLE = 2000
_FIRST_YEAR = 1880  # of the Common Era: older papers are typing errors


class RegisterError(KmdeskError):
    """The sheet cannot be taken as a register."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: at ``column``, or with all of it (-1)."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet (``row`` as the sheet counts): what it would store."""

    row: int
    values: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    """What is kept otherwise than it stands there; no hindrance."""
    match: int | None = None
    """The record of the library that this row is already."""
    is_secret: bool = False
    """A classified paper: nothing of it is held or shown."""

    @property
    def is_new(self) -> bool:
        """Whether importing would add it."""
        return not self.problems and self.match is None


@dataclass(frozen=True, slots=True)
class Plan:
    """The sheet as it would be imported."""

    cells: Cells
    head: int
    columns: Mapping[int, str]
    lines: tuple[Line, ...]
    carried: frozenset[tuple[int, int]]
    """(row from 0, column) of cells filled from above."""


def remembered(value: str) -> dict[str, str]:
    """Heads the clerk has assigned before, from the office's value; nothing if it is spoilt."""
    try:
        found = json.loads(value or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(k): str(v) for k, v in found.items() if v == "" or v in FIELDS}


def remember(value: str, heads: Sequence[object], columns: Mapping[int, str]) -> str:
    """The office's value with the present assignment added; ``""`` means: leave it out."""
    known = remembered(value)
    for at, head in enumerate(heads):
        key = plain_key(text_of(head))
        if key:
            known[key] = columns.get(at, "")
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


def propose_columns(cells: Cells, known: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    """(row of the heads, column → field), by what was assigned before, then by usual words."""
    words = {plain_key(word): name for name, said in _WORDS.items() for word in said}
    words |= {plain_key(tr(label)): name for name, label in FIELDS.items()}
    return find_heads(cells, {**words, **known})


def plan_register(
    reading: Reading, cells: Cells, head: int, columns: Mapping[int, str], *, carry: bool
) -> Plan:
    """What each row would do. Raises RegisterError when the sheet is empty."""
    if not cells:
        raise RegisterError("The sheet is empty.")
    down = [column for column, name in columns.items() if name in _CARRIED]
    filled, carried = carry_down(cells[head + 1 :], down, blanks=carry)
    checker = _Checker(reading, columns)
    lines = [
        checker.line(number, row)
        for number, row in enumerate(filled, start=head + 2)
        if any(not is_blank(cell) for cell in row)
    ]
    cells = [*cells[: head + 1], *filled]
    shifted = frozenset((row + head + 1, column) for row, column in carried)
    return Plan(cells, head, dict(columns), tuple(lines), shifted)


def apply_register(
    unit: Unit, lines: Iterable[Line], source: str, tell: Callable[[int], None] = lambda _n: None
) -> int:
    """Store the new rows in this one unit, so that one undo takes all of them back."""
    added = 0
    for line in lines:
        if line.is_new:
            _store(unit, line.values, source)
            added += 1
            tell(added)
    return added


def _store(unit: Unit, values: Mapping[str, object], source: str) -> None:
    number = str(values.get("number") or "")
    dated, place = values.get("dated"), values.get("place_id")
    record = add_document(
        unit,
        NewDocument(
            title=str(values["title"]),
            form=str(values.get("form") or ("circular" if "/ว" in number else "external")),
            number=number,
            issuer=str(values.get("issuer") or ""),
            dated=str(dated) if dated else None,
            place_id=place if isinstance(place, int) else None,
            source=source,
            tags=[tag.strip() for tag in str(values.get("tags") or "").split(",") if tag.strip()],
            detail={name: values[name] for name in _DETAIL if values.get(name)},
        ),
        [],
    )
    if values.get("received"):
        add_receipt(
            unit,
            record.id,
            str(values["received"]),
            str(values["received_on"]),
            str(values.get("time") or ""),
        )


class _Checker:
    """Checks row after row against the library and the rows before."""

    def __init__(self, reading: Reading, columns: Mapping[int, str]) -> None:
        self._columns = {name: at for at, name in columns.items() if name}
        self._known = {
            _identity(number, dated, issuer, title): record_id
            for record_id, number, dated, issuer, title in queries_register.present(reading)
        }
        self._places = {plain_key(label): at for at, label in queries.places(reading.session)}
        self._seen: dict[tuple[str, ...], int] = {}
        self._problems: list[Problem] = []
        self._remarks: list[Problem] = []

    def line(self, number: int, row: Sequence[object]) -> Line:
        """The row ``number`` of the sheet, checked cell by cell."""
        self._problems, self._remarks = [], []
        if not is_blank(self._cell(row, "secrecy")) and "ลับ" in text_of(self._cell(row, "secrecy")):
            # nothing of it is repeated, not even its subject
            self._wrong("secrecy", tr("Classified: not kept on this machine."))
            return Line(number, {}, tuple(self._problems), is_secret=True)
        values = {
            name: self._value(name, row[at])
            for name, at in self._columns.items()
            if at < len(row) and not is_blank(row[at]) and name not in ("secrecy", "place")
        }
        self._place(row, values)
        self._need(values)
        match = None
        if not self._problems:
            match = self._double(number, values)
        return Line(number, values, tuple(self._problems), tuple(self._remarks), match)

    def _cell(self, row: Sequence[object], name: str) -> object:
        at = self._columns.get(name)
        return row[at] if at is not None and at < len(row) else None

    def _wrong(self, name: str, text: str) -> None:
        self._problems.append(Problem(self._columns.get(name, -1), text))

    def _value(self, name: str, cell: object) -> object:
        text = text_of(cell)
        try:
            if name in _DAYS:
                return _likely_day(cell)
            if name in _CHOICES:
                return _choice(name, text)
        except ValueError:
            label = tr(FIELDS[name])
            said = tr("“{text}” does not fit the column “{name}”.", text=text, name=label)
            self._wrong(name, said)
            return None
        if name == "number":
            return canonical_number(text)
        if name == "title" and len(text) > _LONGEST_TITLE:
            self._wrong(name, tr("This subject is longer than 2,000 characters."))
        return text

    def _place(self, row: Sequence[object], values: dict[str, object]) -> None:
        text = text_of(self._cell(row, "place"))
        if not text:
            return
        found = self._places.get(plain_key(text))
        if found is not None:
            values["place_id"] = found
            return
        note = tr("Place in the register: {place}", place=text)
        values["note"] = "\n".join(filter(None, (str(values.get("note") or ""), note)))
        said = tr("No such place here; it is kept under remarks.")
        self._remarks.append(Problem(self._columns["place"], said))

    def _need(self, values: Mapping[str, object]) -> None:
        if not values.get("title") and "title" in self._columns:
            self._wrong("title", tr("This row has no subject."))
        elif not values.get("title"):
            self._wrong("", tr("No column is chosen for the subject."))
        day_is_wrong = any(p.column == self._columns.get("received_on") for p in self._problems)
        if values.get("received") and not values.get("received_on") and not day_is_wrong:
            self._wrong("received", tr("A receive number needs its day of receipt."))

    def _double(self, number: int, values: Mapping[str, object]) -> int | None:
        identity = _identity(
            *(str(values.get(name) or "") for name in ("number", "dated", "issuer", "title"))
        )
        if identity in self._known:
            return self._known[identity]
        if identity in self._seen:
            row = str(self._seen[identity])
            self._wrong("", tr("The same letter as in row {row}.", row=row))
        self._seen.setdefault(identity, number)
        return None


def _identity(number: str, dated: str | None, issuer: str, title: str) -> tuple[str, ...]:
    """What makes two rows the same letter: by number, day and sender, else by its subject."""
    named = plain_key(title) if not (number and dated) else ""
    return number, dated or "", skeleton(issuer), named


def _likely_day(cell: object) -> str:
    day = day_of(cell)
    if not _FIRST_YEAR <= int(day[:4]) <= clock.today().year + 20:
        raise ValueError(day)
    return day


def _choice(name: str, text: str) -> str:
    for code, word in _CHOICES[name].items():
        if plain_key(text) in (plain_key(word), plain_key(tr(word)), plain_key(code)):
            return code
    raise ValueError(text)
