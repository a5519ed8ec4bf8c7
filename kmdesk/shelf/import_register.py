"""Import an existing register of letters (CSV or XLSX): read, validate, then store.

Columns follow the receive register (ระเบียบงานสารบรรณ แบบที่ ๑๓) and what offices add to it.
"""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import select

from kmdesk.i18n import N_, tr
from kmdesk.intake.letterhead.phrases import skeleton
from kmdesk.intake.rows import SECRECY, Column, Line, RowDraft, Table
from kmdesk.intake.table import choice, clock, day, plain_key, text_of
from kmdesk.records import Unit
from kmdesk.records.fields import URGENCIES
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.shelf import documents
from kmdesk.shelf.documents import NewDocument, add_document, add_receipt
from kmdesk.shelf.model import FORMS, Receipt
from kmdesk.thai.numbers import canonical_number, to_arabic


def present_letters(reading: Reading) -> list[tuple[int, str, str | None, str, str]]:
    """Return (record id, number, day, issuer, title) of every visible document, oldest last."""
    query = (
        select(Record.id, Record.number, Record.dated, Record.issuer, Record.title)
        .where(reading.visible(), Record.kind == "document")
        .order_by(Record.id.desc())
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in reading.session.execute(query)]


def present_stamps(reading: Reading) -> list[tuple[int, str, str]]:
    """Return (record id, receive number, day) of every receipt of a visible document."""
    query = (
        select(Receipt.record_id, Receipt.number, Receipt.received_on)
        .join(Record, Record.id == Receipt.record_id)
        .where(reading.visible())
    )
    return [(row[0], row[1], row[2]) for row in reading.session.execute(query)]


_DETAIL = ("addressee", "action", "assigned_to", "reply_by", "urgency", "note")
_LONGEST_TITLE = 2000
_FIRST_YEAR, _LAST_YEAR = 1880, 2080  # Common Era; any other year in a register is a typing error


def _likely_day(cell: object) -> str:
    found = day(cell)
    if not _FIRST_YEAR <= int(found[:4]) <= _LAST_YEAR:
        raise ValueError(found)
    return found


def _number(cell: object) -> str:
    return canonical_number(text_of(cell))


# The headings are those found in registers that offices keep.
COLUMNS = (
    Column("received", N_("Receive number"), (
        "เลขทะเบียนรับ", "เลขรับ", "เลขที่รับ", "ทะเบียนรับเลขที่", "ทะเบียนรับ", "รับที่", "เลขทะเบียน", "เลขรับที่",
        "ลำดับรับ", "ลำดับที่รับ", "เลขลงรับ", "ที่รับ", "หนังสือรับ เลขที่",
        "การรับ เลขที่", "ทะเบียนรับ เลขที่", "เลขที่",
    ), takes_ditto=False),
    Column("received_on", N_("Received on"), (
        "วันที่รับ", "รับวันที่", "วันรับ", "วันเดือนปีที่รับ", "วัน/เดือน/ปี ที่รับ", "ลงรับวันที่", "วันที่ลงรับ",
        "วันที่รับหนังสือ", "รับเมื่อ", "รับเมื่อวันที่", "วันที่รับเรื่อง", "หนังสือรับ วันที่", "การรับ วันที่",
        "ทะเบียนรับ วันที่", "วัน เดือน ปี", "วันที่",
    ), parse=_likely_day, as_above=True, is_recent=True, follows="received"),
    Column("time", N_("Time of receipt"), (
        "เวลา", "เวลารับ", "เวลาที่รับ", "เวลา (น.)", "รับเวลา",
    ), parse=clock),
    Column("number", N_("Number"), (
        "ที่", "เลขที่หนังสือ", "ที่หนังสือ", "เลขหนังสือ", "หนังสือที่", "ที่ของหนังสือ", "เลขที่เอกสาร", "ที่เอกสาร",
        "เลขที่หนังสือรับ", "หมายเลขหนังสือ", "เลขที่ของหนังสือ", "เลขเอกสาร", "หนังสือ เลขที่", "เลขที่",
    ), parse=_number, takes_ditto=False),
    Column("dated", N_("Dated"), (
        "ลงวันที่", "วันที่", "วันที่หนังสือ", "วันที่ของหนังสือ", "หนังสือลงวันที่", "วันที่ในหนังสือ", "ลว.", "ลง วดป.",
        "วัน เดือน ปี",
    ), parse=_likely_day, as_above=True, is_recent=True, follows="number"),
    Column("issuer", N_("From"), (
        "จาก", "หน่วยงาน", "ส่วนราชการ", "หน่วยงานเจ้าของหนังสือ", "ผู้ส่ง",
        "ส่วนราชการเจ้าของหนังสือ", "หน่วยงานที่ส่ง",
        "หน่วยงานผู้ส่ง", "เจ้าของหนังสือ", "จากหน่วยงาน", "ต้นเรื่อง",
    ), as_above=True),
    Column("addressee", N_("To"), ("ถึง", "เรียน", "ผู้รับ", "ถึงผู้รับ", "ส่งถึง"), as_above=True),
    Column("title", N_("Subject"), (
        "เรื่อง", "ชื่อเรื่อง", "ชื่อเอกสาร", "รายการ", "เรื่องย่อ", "รายละเอียด", "สาระสำคัญ",
    ), missing=N_("This row has no subject.")),
    Column("action", N_("Action taken"), (
        "การปฏิบัติ", "การดำเนินการ", "การปฏิบัติงาน", "ผลการดำเนินการ", "การสั่งการ", "ข้อสั่งการ",
    )),
    Column("assigned_to", N_("Assigned to"), (
        "ผู้รับผิดชอบ", "มอบ", "มอบหมาย", "กลุ่มที่รับผิดชอบ", "เจ้าของเรื่อง", "ผู้รับมอบหมาย", "ผู้ปฏิบัติ",
        "การปฏิบัติ ผู้รับ", "กลุ่ม/ฝ่าย", "ผู้รับเรื่อง", "ผู้รับหนังสือ", "ผู้รับ",
    )),
    Column("reply_by", N_("Answer by"), (
        "ต้องตอบภายใน", "กำหนดส่ง", "กำหนดตอบ", "ตอบภายใน", "ภายในวันที่", "ครบกำหนด", "กำหนดเสร็จ",
    ), parse=_likely_day, is_recent=True),
    Column("urgency", N_("Urgency"), ("ชั้นความเร็ว", "ความเร็ว", "ความเร่งด่วน", "ด่วน"),
           parse=choice(URGENCIES, {"ธรรมดา": "", "ปกติ": "", "ทั่วไป": ""})),
    Column("form", N_("Form"), ("ประเภท", "ชนิดหนังสือ", "ประเภทหนังสือ", "ชนิด"), as_above=True,
           parse=choice(FORMS, {
               "เวียน": "circular", "ภายนอก": "external",
               "หนังสือราชการภายนอก": "external", "ภายใน": "memo",
               "หนังสือภายใน": "memo", "บันทึกข้อความ": "memo",
               "ประทับตรา": "stamped", "หนังสือประทับตรา": "stamped",
           })),
    Column("place", N_("Place"), (
        "ที่เก็บ", "ตู้", "แฟ้ม", "สถานที่เก็บ", "เก็บที่", "ตู้ที่เก็บ", "แฟ้มที่", "ที่จัดเก็บ", "เก็บไว้ที่",
    ), as_above=True),
    Column("tags", N_("Tags"), ("ป้ายกำกับ", "คำสำคัญ", "หมวด")),
    Column("note", N_("Remarks"), ("หมายเหตุ", "หมายเหตุอื่น")),
    Column(SECRECY, N_("Class of secrecy"), ("ชั้นความลับ", "ความลับ", "ลับ", "ระดับชั้นความลับ")),
)  # fmt: skip


def apply_register(
    unit: Unit, lines: Iterable[Line], source: str, tell: Callable[[int], None] = lambda _n: None
) -> int:
    """Store the new rows in one transaction, so that a single undo removes them all."""
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
            # Where a register has no column for it, a circular still shows in its number.
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


class _Judge:
    """Validates rows against the library and the preceding rows."""

    def __init__(self, reading: Reading) -> None:
        # newest first, so that of equal letters the oldest record is the match
        self._known = {
            _identity(number, dated, issuer, title): record_id
            for record_id, number, dated, issuer, title in present_letters(reading)
        }
        self._stamped = {
            _stamp(number, day_of_receipt): record_id
            for record_id, number, day_of_receipt in present_stamps(reading)
        }
        self._places = {plain_key(label): at for at, label in documents.places(reading.session)}
        self._rows: dict[tuple[str, ...], int] = {}
        self._stamps: dict[tuple[str, str], int] = {}

    def __call__(self, draft: RowDraft) -> None:
        self._place(draft)
        if len(draft.text("title")) > _LONGEST_TITLE:
            draft.wrong("title", tr("This subject is longer than 2,000 characters."))
        received, dated = draft.text("received_on"), draft.text("dated")
        if draft.text("received") and not received and not draft.is_wrong("received_on"):
            name = "received_on" if "received_on" in draft.columns else "received"
            draft.wrong(name, tr("A receive number needs its day of receipt."))
        # Only a remark: such a row is in the paper register too, and people know which is wrong.
        if received and dated and received < dated:
            draft.remark("received_on", tr("Received before the day of the letter."))
        if not draft.problems:
            self._double(draft)
            self._stamp_again(draft)

    def _place(self, draft: RowDraft) -> None:
        text = str(draft.values.pop("place", "") or "")
        if not text:
            return
        found = self._places.get(plain_key(text))
        if found is not None:
            draft.values["place_id"] = found
            return
        # A typing error must not make a cupboard, and what the register says must not be lost.
        note = tr("Place in the register: {place}", place=text)
        draft.values["note"] = "\n".join(filter(None, (draft.text("note"), note)))
        draft.remark("place", tr("No such place here; it is kept under remarks."))

    def _double(self, draft: RowDraft) -> None:
        identity = _identity(*(draft.text(name) for name in ("number", "dated", "issuer", "title")))
        if identity in self._known:
            draft.match = self._known[identity]
        elif identity in self._rows:
            row = str(self._rows[identity])
            draft.wrong("", tr("The same letter as in row {row}.", row=row))
        self._rows.setdefault(identity, draft.number)

    def _stamp_again(self, draft: RowDraft) -> None:
        """Warn about a receive number used twice in one year; only people know which is right."""
        if not draft.text("received"):
            return
        stamp = _stamp(draft.text("received"), draft.text("received_on"))
        held = self._stamped.get(stamp)
        if stamp in self._stamps:
            row = str(self._stamps[stamp])
            draft.remark("received", tr("The same receive number as in row {row}.", row=row))
        elif held is not None and held != draft.match:
            said = tr("This receive number is in the library already, at another letter.")
            draft.remark("received", said)
        self._stamps.setdefault(stamp, draft.number)


def _identity(number: str, dated: str | None, issuer: str, title: str) -> tuple[str, ...]:
    """Return the identity of a letter: number, day and sender, else its subject."""
    # Incomplete rows are told apart by their subject, or all of them would be one letter.
    named = plain_key(title) if not (number and dated) else ""
    return number, dated or "", skeleton(issuer), named


def _stamp(number: str, received_on: str) -> tuple[str, str]:
    """Return (receive number, calendar year), normalised for digits and leading zeros."""
    plain = plain_key(to_arabic(number))
    return plain.lstrip("0") or plain, received_on[:4]


REGISTER = Table(
    "", N_("Receive register"), N_("Import a register"), COLUMNS, _Judge, apply_register
)
