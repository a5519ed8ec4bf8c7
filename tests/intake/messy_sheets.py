"""Sheets as offices really keep them: titles above, merged heads, ditto marks, pages, totals."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[object]
_DAYS: tuple[Callable[[int], object], ...] = (
    lambda d: f"{d} ม.ค. ๖๙",
    lambda d: f"{d}/1/2569",
    lambda d: f"{d:02}-01-69",
    lambda d: f"{d} มกราคม พ.ศ. 2569",
    lambda d: datetime(2026, 1, d),
    lambda d: datetime(2569, 1, d),
    lambda d: f"{d}ม.ค.69",
    lambda d: f"2569-01-{d:02}",
    lambda d: f"วันที่ {d} มกราคม 2569 ",
    lambda d: f"{d}/ม.ค./69",
    lambda d: f"{d}/1/2569 09:30:00",
    lambda d: f"ลว. {d} ม.ค. 69",
    lambda d: f"{d}.1.69",
)
_DITTOS = ('- " -', '-"-', '"', "''", "〃", "”", ",,", "- do -", "״", '  -  "  -  ', "ditto")
_TIMES: tuple[object, ...] = ("0930", "๐๙๓๐", "9.30 น.", "09:30", time(9, 30), "๙.๓๐", "", 9.3)
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def register(path: Path, *, seed: int = 0) -> Path:
    """A receive register of 60 letters with a two-storey head, pages, months, totals, a secret.

    Left to a person: three letters without a day of receipt (sheet rows 21, 40, 52).
    """
    book, sheet = _book()
    sheet.append(["ทะเบียนหนังสือรับ ประจำปี พ.ศ. ๒๕๖๙"])
    sheet.merge_cells("A1:K1")
    sheet.append(["สำนักงานตัวอย่าง"])
    sheet.append([])
    heads = [["เลขที่\nรับ", "เวลา (น.)", "ที่หนังสือ", "ลงวันที่ ", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", None,
              "หมายเหตุ", "ผู้ตรวจ"],
             [None] * 7 + ["ผู้รับ", "วันที่รับ", None, None]]  # fmt: skip
    _two_storeys(sheet, heads)
    sheet.append(["เดือนมกราคม ๒๕๖๙"])
    for at in range(60):
        if at == 30:
            sheet.append(["รวมหน้านี้ 30 ฉบับ"])
            sheet.append([])
            sheet.append(["ทะเบียนหนังสือรับ ประจำปี พ.ศ. ๒๕๖๙ (ต่อ)"])
            for row in heads:
                sheet.append(row)
        sheet.append(_letter(at, at + seed))
    sheet.append(["รวมทั้งสิ้น", None, None, None, None, None, "60 ฉบับ"])
    sheet.append([None] * 6 + ["ลงชื่อ ........................ ผู้จัดทำ"])
    book.save(path)
    return path


def _letter(at: int, pick: int) -> list[object]:
    day = 1 + at // 3
    number = str(101 + at)
    row: list[object] = [
        number.translate(_THAI) if pick % 2 else number,
        _TIMES[pick % len(_TIMES)],
        f"ตย ๐๐๑๐/ว {at + 1}" if pick % 4 else f"ตย 0010/{at + 1}",
        _DAYS[pick % len(_DAYS)](day),
        "กรมสมมุติ" if at % 3 == 0 else _DITTOS[pick % len(_DITTOS)],
        "หัวหน้าสำนักงาน" if at % 5 == 0 else '- " -',
        f"เรื่องสมมุติที่ {at + 1}",
        "กลุ่มหนึ่ง" if at % 2 else "-",
        _DAYS[(pick + 4) % len(_DAYS)](day + 1),
        "",
        "ก",
    ]
    if at in (14, 29, 38):
        row[8] = None
    if at == 20:
        row[0] = "120" if at + 101 != 120 else row[0]  # used twice
    if at == 45:
        row[2] = "ลับ ตย ๐๐๑๗/๑"
        row[6] = "เรื่องปกปิดเฉพาะราย"
    return row


def cooperatives(path: Path) -> Path:
    """Twenty cooperatives under three lines of title; units in the heads, districts between."""
    book, sheet = _book()
    for title in ("ทะเบียนสหกรณ์จังหวัดตัวอย่าง", "ข้อมูล ณ วันที่ 30 กันยายน 2568", None):
        sheet.append([title])
    sheet.append(["ที่", "ชื่อสหกรณ์", "เลขทะเบียนสหกรณ์", "ประเภท", "สมาชิก (คน)", "ทุนดำเนินงาน\n(บาท)",
                  "วันสิ้นปีบัญชี", "โทรศัพท์", "พิกัด"])  # fmt: skip
    kinds = ("สหกรณ์การเกษตร", '- " -', "ออมทรัพย์", "สหกรณ์บริการ", "เครดิตยูเนี่ยน")
    for at in range(20):
        if at in (0, 10):
            sheet.append([f"อำเภอตัวอย่าง{'เหนือ' if at else 'ใต้'}"])
        sheet.append([at + 1, f"สหกรณ์สมมุติที่ {at + 1} จำกัด", f"๐๐{at:02}/2540", kinds[at % 5],
                      f"{1000 + at:,} คน" if at % 2 else 1000 + at, f"{at + 1},000,000.50",
                      ("31 มีนาคม", "31 มี.ค.", "31/3", datetime(2025, 3, 31))[at % 4],
                      812345000 + at if at % 2 else f"077-0000{at:02}", "x"])  # fmt: skip
    sheet.append([None, "รวม", None, None, 20190, "210,000,010.00"])
    book.save(path)
    return path


def staff(path: Path) -> Path:
    """A staff list by work unit, names in three columns."""
    book, sheet = _book()
    sheet.append(["บัญชีรายชื่อบุคลากร สำนักงานตัวอย่าง"])
    sheet.merge_cells("A1:G1")
    sheet.append(["ลำดับที่", "คำนำหน้า", "ชื่อ", "สกุล", "ตำแหน่ง", "หมายเลขภายใน", "หน้าที่ความรับผิดชอบ"])
    for unit in ("ฝ่ายบริหารสมมุติ", "กลุ่มส่งเสริมสมมุติ"):
        sheet.append([unit])
        for at in range(5):
            post = "นักวิชาการ" if at % 2 == 0 else "- ״ -"
            prefix = "นาย" if at % 2 else "นางสาว"
            sheet.append([at + 1, prefix, f"สมมุติ{unit[:3]}{at}", "ตัวอย่าง", post, f"๐{at}",
                          f"งานที่ {at}"])  # fmt: skip
    book.save(path)
    return path


def people(path: Path) -> Path:
    """Resource persons; the heads are the ones people think of."""
    book, sheet = _book()
    sheet.append(["ทำเนียบวิทยากรเครือข่าย"])
    sheet.append([])
    sheet.append(["ลำดับ", "ชื่อ – นามสกุล", "หน่วยงานต้นสังกัด", "เชี่ยวชาญด้าน", "เบอร์โทร", "ยินยอมให้เผยแพร่"])
    for at in range(8):
        sheet.append([at + 1, f"นางวิทยากร{at} สมมุติ", "ศูนย์ตัวอย่าง" if at == 0 else '"', "บัญชี",
                      f"08-0000-000{at}", "✓" if at % 2 else "ไม่ยินยอม"])  # fmt: skip
    book.save(path)
    return path


def activities(path: Path) -> Path:
    """A KM action plan: activities under the steps, days of a year, a total."""
    book, sheet = _book()
    sheet.append(["แผนปฏิบัติการจัดการความรู้ ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"])
    sheet.append(["ลำดับ", "กิจกรรม", "วิธีการสู่ความสำเร็จ", "ระยะเวลา",
    None, "ตัวชี้วัด", "เป้าหมาย", "งบประมาณ (บาท)",
                  "ผู้รับผิดชอบ", "สถานะ"])  # fmt: skip
    sheet.append([None, None, None, "เริ่ม", "สิ้นสุด"])
    sheet.merge_cells("D2:E2")
    for step in ("๑. การบ่งชี้ความรู้", "การสร้างและแสวงหาความรู้", "3 การจัดความรู้ให้เป็นระบบ"):
        sheet.append([step])
        for at in range(3):
            sheet.append([at + 1, f"กิจกรรม {step} {at}", "ประชุม", f"{at + 1} ต.ค. 68",
                          datetime(2026, 3, at + 1), "จำนวนครั้ง", "2 ครั้ง", "5,000.-" if at else "-",
                          "เลขานุการ" if at == 0 else '- " -', "กำลังดำเนินการ"])  # fmt: skip
    sheet.append(["รวม", None, None, None, None, None, None, 30000])
    book.save(path)
    return path


def steps(path: Path) -> Path:
    """The columns of a work manual; the kinds in the words people type."""
    book, sheet = _book()
    sheet.append(["คู่มือการปฏิบัติงาน: กระบวนงานสมมุติ"])
    sheet.append([])
    sheet.append(["ลำดับ", "ชนิด", "ขั้นตอน", "ระยะเวลา", "รายละเอียดงาน", "มาตรฐานคุณภาพงาน", "ผู้รับผิดชอบ",
                  "เอกสาร/แบบฟอร์ม", "ฐานอำนาจ", "ขั้นตอนถัดไป"])  # fmt: skip
    for row in (
        (1, "เริ่ม", "ยื่นคำขอ", None, "", "", "ผู้ขอ", "แบบ ๑", "มาตรา ๑", ""),
        (2, "ทำ", "ตรวจเอกสาร", "30 นาที", "ตรวจ", "ครบ", "เจ้าหน้าที่", "", "", ""),
        (3, "พิจารณา", "ครบหรือไม่", "1 ชม.", "", "", '"', "", "", "ครบ > 4 80%; ไม่ครบ > 2 20%"),
        (4, "ดำเนินการ", "เสนอลงนาม", "๒ วันทำการ", "", "", "- do -", "", "", ""),
        (5, "จบ", "แจ้งผล", None, "", "", "เจ้าหน้าที่", "", "", ""),
    ):
        sheet.append(row)
    book.save(path)
    return path


def _book() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    return book, sheet


def _two_storeys(sheet: Worksheet, heads: Sequence[Row]) -> None:
    top = sheet.max_row + 2
    for row in heads:
        sheet.append(row)
    top = sheet.max_row - 1
    sheet.merge_cells(start_row=top, start_column=8, end_row=top, end_column=9)
    for column in (1, 2, 3, 4, 5, 6, 7, 10, 11):
        sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
