"""Import cooperatives, resource persons or staff from a spreadsheet: columns, checks, storing."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from kmdesk import clock
from kmdesk.directory import entries as queries
from kmdesk.directory.entries import (
    CATEGORIES,
    COOPERATIVE_STATUSES,
    FORMS,
    PERSON_STATUSES,
    STANDARDS,
)
from kmdesk.directory.kind import add_entry, change_entry, check_entry, set_year
from kmdesk.i18n import N_, tr
from kmdesk.intake.rows import Column, Line, RowDraft, Table
from kmdesk.intake.table import (
    agreed,
    be_year_in,
    choice,
    day,
    number,
    phone,
    plain_key,
    text_of,
    whole,
)
from kmdesk.records import Unit
from kmdesk.records.fields import InvalidValue
from kmdesk.records.unit import Reading
from kmdesk.thai.dates import THAI_MONTHS, be_year
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic, to_thai

FARMERS = "farmer_group"
_YEARLY = ("year", "members", "capital", "standard")
_NO_NAME = N_("This row has no name.")
# “ปีบัญชี 2567”, “พ.ศ. 2567”, “31 มีนาคม 2567” or “มี.ค. 2567” in a title.
_YEAR_SAID = re.compile(
    r"(?:ปี(?:บัญชี|งบประมาณ)?|พ\.? ?ศ\.?|\S+(?:คม|ยน|พันธ์)|[ก-ฮ]\.[ก-ฮ]\.) ?(25\d\d)"
)


def _category(cell: object) -> str:
    text = re.sub(r"^สหกรณ์", "", normal_form(text_of(cell)))
    if text.startswith("กลุ่มเกษตรกร"):
        return FARMERS
    return choice(CATEGORIES, {"ยูเนี่ยน": "credit_union", "เครดิต": "credit_union"})(text)


def _year_end(cell: object) -> str:
    """Return day and month in words, also from a full date or from 31/3."""
    text = text_of(cell)
    for said in (cell, f"{text} 2568", f"{text}/2568"):  # any year completes a bare day
        try:
            end = date.fromisoformat(day(said))
        except ValueError:
            continue
        return f"{end.day} {THAI_MONTHS[end.month - 1]}"
    return text


def _district(cell: object) -> str:
    return re.sub(r"^(?:อำเภอ|อ\.) *", "", text_of(cell))


# A lone text between rows counts only if it says what it is: it may be any heading or signature.
def _district_over(cell: object) -> str:
    if not re.match(r"(?:อำเภอ|อ\.)", text_of(cell)):
        raise ValueError(text_of(cell))
    return _district(cell)


def _unit_over(cell: object) -> str:
    if not re.match(r"(?:กลุ่ม|ฝ่าย|งาน|ส่วน|นิคม)", text_of(cell)):
        raise ValueError(text_of(cell))
    return text_of(cell)


_COOPERATIVE = (
    Column("title", N_("Name"), (
        "ชื่อ", "ชื่อสหกรณ์", "ชื่อสหกรณ์/กลุ่มเกษตรกร", "ชื่อสหกรณ์และกลุ่มเกษตรกร",
        "สหกรณ์", "รายชื่อสหกรณ์", "ชื่อกลุ่มเกษตรกร",
        "กลุ่มเกษตรกร", "สหกรณ์/กลุ่มเกษตรกร", "ชื่อหน่วยงาน", "รายชื่อ",
    ), missing=_NO_NAME, takes_ditto=False),
    Column("number", N_("Registration number"), (
        "เลขทะเบียน", "เลขทะเบียนสหกรณ์", "ทะเบียนเลขที่", "เลขที่ทะเบียน", "ทะเบียน",
        "เลขทะเบียนเลขที่", "รหัสสหกรณ์",
    ), takes_ditto=False),
    Column("dated", N_("Registered on"), (
        "วันจดทะเบียน", "วันที่จดทะเบียน", "จดทะเบียนเมื่อ", "จดทะเบียนวันที่", "วันเดือนปีที่จดทะเบียน", "จดทะเบียน",
    ), parse=day),
    Column("category", N_("Category"), ("ประเภท", "ประเภทสหกรณ์",
    "ชนิด"), parse=_category, as_above=True),
    Column("form", N_("Form of organisation"), ("รูปแบบ", "รูปแบบองค์กร"), parse=choice(FORMS)),
    Column("status", N_("Status"), ("สถานะ", "สถานภาพ", "สถานะสหกรณ์", "สถานะการดำเนินงาน"),
           parse=choice(COOPERATIVE_STATUSES, {
               "ดำเนินงาน": "active", "ดำเนินกิจการ": "active",
               "ดำเนินการปกติ": "active", "ปกติ": "active",
               "หยุด": "dormant", "หยุดดำเนินกิจการ": "dormant", "หยุดดำเนินงาน": "dormant",
               "เลิก": "dissolved", "ชำระบัญชี": "dissolved", "อยู่ระหว่างชำระบัญชี": "dissolved",
           })),
    Column("district", N_("District"), ("อำเภอ", "เขต/อำเภอ",
    "อำเภอที่ตั้ง"), parse=_district, as_above=True),
    Column("subdistrict", N_("Subdistrict"), ("ตำบล", "แขวง/ตำบล"), as_above=True),
    Column("year_end", N_("End of accounting year"), (
        "วันสิ้นปีทางบัญชี", "วันสิ้นปีบัญชี", "สิ้นปีบัญชี", "สิ้นปีทางบัญชี", "ปิดบัญชี", "วันปิดบัญชี",
    ), parse=_year_end, as_above=True),
    Column("meeting_on", N_("General meeting"), ("วันประชุมใหญ่", "ประชุมใหญ่",
    "วันที่ประชุมใหญ่"), parse=day),
    Column("loan_limit", N_("Loan limit (baht)"), ("วงเงินกู้ยืม", "วงเงินกู้",
    "วงเงินกู้ยืมหรือค้ำประกัน"), parse=number),
    Column("auditor", N_("Auditor"), ("ผู้สอบบัญชี",)),
    Column("officer", N_("Officer in charge"), (
        "เจ้าหน้าที่ผู้รับผิดชอบ", "ผู้รับผิดชอบ", "เจ้าหน้าที่รับผิดชอบ", "เจ้าหน้าที่ส่งเสริม", "ผู้ดูแล",
    ), as_above=True),
    Column("contact", N_("Contact"), ("ผู้ติดต่อ", "ติดต่อ", "ผู้ประสานงาน", "ประธาน", "ผู้จัดการ")),
    Column("phone", N_("Telephone"), ("โทรศัพท์", "โทร", "โทร.", "เบอร์โทร",
    "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์"), parse=phone),
    Column("address", N_("Address"), ("ที่อยู่", "ที่ตั้ง", "ที่ตั้งสำนักงาน", "ที่ทำการ", "สถานที่ตั้ง")),
    Column("year", N_("Year (Buddhist era)"), ("ปี", "ปี พ.ศ.", "พ.ศ.", "ปีบัญชี", "ปีงบประมาณ"),
           parse=be_year_in, as_above=True),
    Column("members", N_("Members"), (
        "สมาชิก", "จำนวนสมาชิก", "สมาชิกทั้งหมด", "สมาชิกรวม", "จำนวนสมาชิกทั้งหมด",
    ), parse=whole, takes_ditto=False),
    Column("capital", N_("Capital (baht)"), (
        "ทุน", "ทุนดำเนินงาน", "ทุนดำเนินการ", "ทุนเรือนหุ้น", "ทุนทั้งสิ้น",
    ), parse=number, takes_ditto=False),
    Column("standard", N_("Standard result"), ("ผลการจัดมาตรฐาน", "มาตรฐาน",
    "ผลมาตรฐาน", "การจัดมาตรฐาน"),
           parse=choice(STANDARDS, {"ไม่จัดมาตรฐาน": "not_rated", "ไม่จัด": "not_rated"})),
    Column("note", N_("Remarks"), ("หมายเหตุ",)),
)  # fmt: skip
_PERSON_NAME = (
    Column("prefix", N_("Title before the name"), ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม")),
    Column("title", N_("Name"), (
        "ชื่อ", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อ นามสกุล", "ชื่อและนามสกุล",
        "ชื่อ - ชื่อสกุล", "ชื่อและสกุล", "ชื่อตัว", "รายชื่อ",
        "ชื่อเจ้าหน้าที่", "ชื่อบุคลากร", "ชื่อวิทยากร", "วิทยากร", "ชื่อข้าราชการ",
        "ชื่อผู้ปฏิบัติงาน", "เจ้าหน้าที่", "บุคลากร",
    ), missing=_NO_NAME, takes_ditto=False),
    Column("surname", N_("Surname"), ("นามสกุล", "สกุล", "ชื่อสกุล")),
)  # fmt: skip
_RESOURCE_PERSON = (
    *_PERSON_NAME,
    Column("affiliation", N_("Affiliation"), (
        "สังกัด", "หน่วยงาน", "หน่วยงานต้นสังกัด", "สังกัด/หน่วยงาน", "องค์กร", "หน่วยงานที่สังกัด",
    ), as_above=True),
    Column("expertise", N_("Expertise"), (
        "ความเชี่ยวชาญ", "ความชำนาญ", "เชี่ยวชาญด้าน", "สาขาที่เชี่ยวชาญ", "ความรู้ความสามารถ", "ด้านที่เชี่ยวชาญ",
    )),
    Column("topics", N_("Topics"), (
        "หัวข้อ", "หัวข้อที่บรรยายได้", "หัวข้อบรรยาย", "เรื่องที่บรรยาย", "หัวข้อวิชา", "วิชาที่บรรยาย",
    )),
    Column("talks", N_("Talks given"), ("ประวัติการบรรยาย", "ผลงาน", "การบรรยาย", "ผลงานการบรรยาย")),
    Column("phone", N_("Telephone"), (
        "โทรศัพท์", "โทร", "เบอร์โทร", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์",
        "โทรศัพท์มือถือ", "มือถือ", "ติดต่อ", "เบอร์ติดต่อ",
    ), parse=phone),
    Column("address", N_("Address"), ("ที่อยู่", "ที่อยู่ที่ติดต่อได้", "ที่ตั้ง")),
    Column("consent", N_("Consent"), (
        "ความยินยอม", "ความยินยอมให้เผยแพร่", "ยินยอมให้เผยแพร่", "ยินยอม", "การยินยอม",
    # a dash is an answer here: no; and nobody agrees by the line above
    ), parse=agreed, takes_ditto=False, dash_is_blank=False),
    Column("status", N_("Status"), ("สถานะ",), parse=choice(PERSON_STATUSES)),
)  # fmt: skip
_STAFF = (
    *_PERSON_NAME,
    Column("position", N_("Position"), ("ตำแหน่ง", "ตำแหน่ง/ระดับ",
    "ตำแหน่งและระดับ", "ชื่อตำแหน่ง"), as_above=True),
    Column("unit", N_("Work unit"), (
        "กลุ่มงาน", "กลุ่ม/ฝ่าย", "กลุ่ม", "ฝ่าย", "สังกัด", "หน่วยงาน", "ส่วนงาน", "กลุ่มงาน/ฝ่าย", "สังกัดกลุ่ม",
    ), as_above=True),
    Column("extension", N_("Extension"), (
        "โทรภายใน", "โทรศัพท์ภายใน", "เบอร์ภายใน", "หมายเลขภายใน", "เบอร์ต่อ", "ต่อ",
        "โทรศัพท์", "โทร", "เบอร์โทร", "เบอร์โทรศัพท์",
        "หมายเลขโทรศัพท์",
    ), parse=phone),
    Column("tasks", N_("Ask about"), (
        "งานที่รับผิดชอบ", "งานและสหกรณ์ที่รับผิดชอบ", "หน้าที่", "หน้าที่ความรับผิดชอบ",
        "งานในหน้าที่", "ภารกิจ", "ความรับผิดชอบ",
        "หน้าที่รับผิดชอบ", "งานในความรับผิดชอบ",
    )),
    Column("stand_in", N_("Stand-in"), ("ผู้ปฏิบัติงานแทน", "ผู้ปฏิบัติหน้าที่แทน", "ผู้แทน", "ปฏิบัติงานแทน")),
    Column("status", N_("Status"), ("สถานะ",), parse=choice(PERSON_STATUSES)),
)  # fmt: skip


class _Judge:
    """Matches rows with entries of one kind and validates them like the form does."""

    def __init__(self, kind: str, reading: Reading) -> None:
        entries = queries.entries_of(reading.session, kind)
        self._is_cooperative = kind == "cooperative"
        self._by_number = {_number_key(n): key for key, n, _title in entries if n}
        self._by_name = {plain_key(title): key for key, _number, title in entries}
        self._seen: dict[tuple[object, object], int] = {}
        self._numbers: dict[str, tuple[str, int]] = {}

    def __call__(self, draft: RowDraft) -> None:
        _join_name(draft)
        if self._is_cooperative:
            _join_contact(draft)
            _settle_form(draft)
            self._settle_year(draft)
        if draft.problems:
            return
        try:
            check_entry(draft.values)
        except InvalidValue as error:
            draft.wrong(error.field, str(error))
            return
        self._match(draft)

    def _settle_year(self, draft: RowDraft) -> None:
        """Assign figures without a year to the year in the sheet's title, else the current one.

        The assumption is reported once.
        """
        figure = next((name for name in _YEARLY[1:] if name in draft.values), "")
        if not figure or "year" in draft.values or draft.is_wrong("year"):
            return
        years = [int(m[1]) for t in draft.titles for m in _YEAR_SAID.finditer(to_arabic(t))]
        year = years[-1] if years else be_year(clock.today())
        draft.values["year"] = year
        said = tr("Figures without a year are taken as of {year}.", year=to_thai(str(year)))
        draft.remark_once(figure, said)

    def _match(self, draft: RowDraft) -> None:
        number_key, name_key = _number_key(draft.text("number")), plain_key(draft.text("title"))
        by_number, by_name = self._by_number.get(number_key), self._by_name.get(name_key)
        if by_number is not None and by_name is not None and by_number != by_name:
            draft.wrong("number", tr("The name and the number belong to two entries."))
            return
        draft.match = by_number if by_number is not None else by_name
        other, row = self._numbers.get(number_key, (name_key, 0))
        if number_key and other != name_key and draft.match is None:
            said = tr("The same number as in row {row}, with another name.", row=str(row))
            draft.wrong("number", said)
            return
        self._numbers.setdefault(number_key, (name_key, draft.number))
        # with the year, since a sheet may have one row for each year of a cooperative
        key = (draft.match or number_key or name_key, draft.values.get("year"))
        if key in self._seen:
            row_of = str(self._seen[key])
            draft.wrong("title", tr("This row is in the sheet twice (row {row}).", row=row_of))
        self._seen.setdefault(key, draft.number)


def _number_key(text: str) -> str:
    return plain_key(to_arabic(text))


def _join_name(draft: RowDraft) -> None:
    """Join the columns for prefix, name and surname into one name."""
    prefix, surname = draft.values.pop("prefix", None), draft.values.pop("surname", None)
    title = draft.text("title")
    if title and (prefix or surname):
        draft.values["title"] = f"{prefix or ''}{title} {surname or ''}".strip()


def _join_contact(draft: RowDraft) -> None:
    """Join the contact columns, since a cooperative has a single contact field."""
    telephone, address = draft.values.pop("phone", None), draft.values.pop("address", None)
    lines = [draft.text("contact"), str(address or ""), f"โทร. {telephone}" if telephone else ""]
    contact = "\n".join(line for line in lines if line)
    if contact:
        draft.values["contact"] = contact


def _settle_form(draft: RowDraft) -> None:
    is_group = draft.text("title").startswith("กลุ่มเกษตรกร")
    if draft.values.get("category") == FARMERS or (is_group and "form" not in draft.values):
        draft.values["form"] = FARMERS
    if draft.values.get("category") == FARMERS:
        del draft.values["category"]


def apply_import(
    kind: str,
    unit: Unit,
    lines: Iterable[Line],
    _source: str = "",
    tell: Callable[[int], None] = lambda _n: None,
) -> tuple[int, int]:
    """Add and change entries, skipping rows with problems; return (added, changed)."""
    added = changed = 0
    for line in lines:
        if not line.is_good:
            continue
        values = {k: v for k, v in line.values.items() if k not in _YEARLY}
        if line.match is None:
            record_id = add_entry(unit, kind, values).id
            added += 1
        else:
            record_id = line.match
            change_entry(unit, record_id, values)
            changed += 1
        if kind == "cooperative":
            _set_year(unit, record_id, line.values)
        tell(added + changed)
    return added, changed


def _set_year(unit: Unit, record_id: int, values: Mapping[str, object]) -> None:
    year = values.get("year")
    if not isinstance(year, int):
        return
    present = {row.year: row for row in queries.years(unit.session, record_id)}.get(year)
    # a blank cell keeps the stored figure
    members, capital = values.get("members"), values.get("capital")
    set_year(
        unit,
        record_id,
        year,
        members=members if isinstance(members, int) else present.members if present else None,
        capital=capital if isinstance(capital, float) else present.capital if present else None,
        standard=str(values.get("standard") or (present.standard if present else "not_rated")),
    )


def _table(kind: str, label: str, columns: tuple[Column, ...], *section: object) -> Table:
    name, over = section if section else ("", None)
    return Table(
        f"directory.{kind}", label, N_("Import the directory"), columns,
        partial(_Judge, kind), partial(apply_import, kind), changes=True,
        section=str(name), section_of=over,  # type: ignore[arg-type]
    )  # fmt: skip


COOPERATIVES = _table("cooperative", N_("Cooperatives"), _COOPERATIVE, "district", _district_over)
RESOURCE_PERSONS = _table("resource_person", N_("Resource persons"), _RESOURCE_PERSON)
STAFF = _table("staff", N_("Staff (whom to ask)"), _STAFF, "unit", _unit_over)
TABLES = (COOPERATIVES, RESOURCE_PERSONS, STAFF)
