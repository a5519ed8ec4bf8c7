"""Sheets as offices keep them become rows of cells: what is shown is what comes in."""

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from kmdesk import intake
from kmdesk.i18n import set_language
from kmdesk.intake.reading import Reading
from kmdesk.intake.sheets import read_sheets, rows_of
from kmdesk.intake.table import Formula, day_of, remarks_on, text_of, trouble_of
from tests.intake.make_xlsx import cells_of, formula, number, row, words, xlsx

SERIAL = 45_688  # 31 January 2025
HEAD = row(words("ที่"), words("ลงวันที่"), words("เรื่อง"))


def one_sheet(path: Path, *rows: str, **how: object) -> Path:
    return xlsx(path, [("ทะเบียน", "visible", "".join(rows))], **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "key", [14, 15, 16, 17, 22, *range(27, 37), *range(50, 59), *range(71, 82)]
)
def test_days_whose_format_only_has_a_number(tmp_path: Path, key: int) -> None:
    path = one_sheet(tmp_path / "a.xlsx", row(number(SERIAL, 1)), formats=(0, key))
    ((cell,),) = cells_of(path)
    assert day_of(cell) == "2025-01-31"
    assert text_of(cell) == "31/1/2568"
    (text,) = [page.text for page in Reading(path, 60).pages()]
    assert str(SERIAL) not in text
    assert "2025-01-31" in text or "31/1/2568" in text


@pytest.mark.parametrize(
    "code",
    [
        "bbbb", "bb", "d/m/bbbb", "dd mmm bb", 'd mmmm "พ.ศ." bbbb', "ว/ด/ปปปป", "ว ดดด ปป",
        "ว-ดดดด-ปปปป", "[$-41E]d mmmm yyyy", "[$-D07041E]d mmmm yyyy;@", "[$-107041E]d mmm yy;@",
        "[$-187041E]d mmm yy", "[$-1070000]d/m/yy;@", "[$-F800]dddd, mmmm dd, yyyy", "yyyymmdd",
        "d\\ mmmm\\ yyyy", "[<=40000]d/m/yy;d/m/yyyy", 'yyyy"ปี" m"เดือน"', "[$-th-TH,107]d mmm yyyy",
        "d/m/yyyy h:mm AM/PM", "[ช]:นน:ทท", "mm:ss.0", "D/M/YYYY", "[$-D00041E]d/m/bbbb",
    ],
)  # fmt: skip
def test_codes_that_show_a_day(tmp_path: Path, code: str) -> None:
    path = one_sheet(tmp_path / "a.xlsx", row(number(SERIAL, 1)), formats=(0, code))
    ((cell,),) = cells_of(path)
    assert day_of(cell) == "2025-01-31"


@pytest.mark.parametrize(
    "code",
    ["0", "0.00", "#,##0", '#,##0 "บาท"', "0 คน", "General", "0.00E+00", "# ?/?", "0%", "@",
     '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "[Red]0", '"วดป"0', "t#,##0", "฿#,##0"],
)  # fmt: skip
def test_codes_that_show_a_number(tmp_path: Path, code: str) -> None:
    path = one_sheet(tmp_path / "a.xlsx", row(number(SERIAL, 1)), formats=(0, code))
    ((cell,),) = cells_of(path)
    assert cell == SERIAL or code == '"วดป"0'
    assert str(SERIAL) in text_of(cell)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (891_234_567, "0000000000", "0891234567"),
        (42, "0000", "0042"),
        (42, "0000;-0000;0000", "0042"),
        (0, "000", "000"),
        (12_345, "0000", "12345"),
        (7, '"กส "000', "กส 007"),
        (7, '0"/2568"', "7/2568"),
        (1_234_567_890_123, "0-0000-00000-00-0", "1-2345-67890-12-3"),
        (23_456_789, "[<=99999999][$-D000000]0-####-####;[$-D000000]#-####-####", "0-2345-6789"),
        (891_234_567, "[<=99999999]0-####-####;[$-D000000]0##-###-####", "089-123-4567"),
        (42, "t0000", "0042"),
        (86_000, "00000", "86000"),
    ],
)
def test_digits_are_kept_as_they_are_shown(
    tmp_path: Path, value: int, code: str, shown: str
) -> None:
    path = one_sheet(tmp_path / "a.xlsx", row(number(value, 1)), formats=(0, code))
    assert cells_of(path) == [[shown]]
    assert [page.text for page in Reading(path, 60).pages()] == [shown]


def test_times_and_the_other_first_day(tmp_path: Path) -> None:
    rows = row(number(0.5, 1), number(SERIAL - 1462, 2), number(59, 2))
    path = one_sheet(tmp_path / "a.xlsx", rows, formats=(0, 20, 14), is_1904=True)
    ((noon, day, _early),) = cells_of(path)
    assert noon == time(12)
    assert text_of(noon) == "12:00"
    assert day == datetime(2025, 1, 31)
    path = one_sheet(tmp_path / "b.xlsx", row(number(1, 1), number(61, 1)), formats=(0, 14))
    assert cells_of(path) == [[datetime(1900, 1, 1), datetime(1900, 3, 1)]]


@pytest.mark.parametrize("main", ["xl/workbook.xml", "xl/workbook2.xml", "office/Book.xml"])
@pytest.mark.parametrize("strict", [False, True])
def test_parts_at_other_places_and_strict_names(tmp_path: Path, main: str, strict: bool) -> None:
    rows = HEAD + row(words("กษ 1"), number(SERIAL, 1), words("เรื่องเดียว"))
    path = one_sheet(tmp_path / "a.xlsx", rows, formats=(0, 14), main=main, strict=strict)
    assert cells_of(path)[1] == ["กษ 1", datetime(2025, 1, 31), "เรื่องเดียว"]
    assert "เรื่องเดียว" in next(iter(Reading(path, 60).pages())).text


@pytest.mark.parametrize(
    "styles",
    [
        "",
        '<fills count="1"><fill/></fills>',
        '<fills><fill><patternFill patternType="sparkling"/></fill></fills>',
        '<fonts><font><sz val="big"/><family val="99"/><b val="perhaps"/></font></fonts>',
        '<borders><border><left style="wavy"/></border></borders>',
        '<cellStyleXfs><xf numFmtId="x"/></cellStyleXfs><cellStyles><cellStyle/></cellStyles>',
        '<colors><indexedColors><rgbColor rgb="nothing"/></indexedColors></colors>',
        "<dxfs><dxf><fill><patternFill><bgColor/></patternFill></fill></dxf></dxfs>",
    ],
)
def test_no_look_makes_a_sheet_unreadable(tmp_path: Path, styles: str) -> None:
    rows = HEAD + row(words("กษ 1"), number(SERIAL, 1), words("เรื่องเดียว"))
    path = one_sheet(tmp_path / "a.xlsx", rows, formats=(0, 14), styles=styles)
    assert cells_of(path)[1] == ["กษ 1", datetime(2025, 1, 31), "เรื่องเดียว"]
    assert "เรื่องเดียว" in next(iter(Reading(path, 60).pages())).text


def test_formulas_without_a_value_say_so(tmp_path: Path) -> None:
    set_language("th")
    rows = HEAD + row(words("กษ 1"), formula("B1+1"), '<c t="str"><f>""</f><v></v></c>')
    path = one_sheet(tmp_path / "a.xlsx", rows)
    sheet = read_sheets(path)[0]
    cell = sheet.cells[1][1]
    assert isinstance(cell, Formula)
    assert "Excel" in trouble_of(cell)
    assert remarks_on(sheet.cells, 0, False) == (trouble_of(cell),)
    assert len(sheet.cells[1]) == 2 or sheet.cells[1][2] in (None, "")  # an empty text is one
    reading = Reading(path, 60)
    list(reading.pages())
    assert reading.notes == [intake.NOT_CALCULATED]


def test_hidden_sheets_come_last(tmp_path: Path) -> None:
    register = HEAD + row(words("กษ 1"), words("1/1/2568"), words("เรื่องเดียว"))
    lookup = row(words("รหัส"), words("ค่า")) + row(words("1"), words("ก")) + row(words("2"))
    sheets = [
        ("ตาราง", "hidden", lookup),
        ("ลับ", "veryHidden", lookup),
        ("ปก", "visible", row(words("ทะเบียน ปี ๒๕๖๘"))),
        ("สรุป", "visible", lookup),
        ("ทะเบียน", "visible", register),
    ]
    path = xlsx(tmp_path / "a.xlsx", sheets)
    sheets_read = [(each.name, each.is_hidden) for each in read_sheets(path)]
    assert sheets_read == [
        ("ปก", False), ("สรุป", False), ("ทะเบียน", False), ("ตาราง", True), ("ลับ", True),
    ]  # fmt: skip


def test_hidden_rows_are_told(tmp_path: Path) -> None:
    rows = HEAD + row(words("กษ 1"), hidden=True) + row(words("กษ 2"))
    (sheet,) = read_sheets(one_sheet(tmp_path / "a.xlsx", rows))
    assert sheet.hidden_rows == {1}
    assert [each[0] for each in sheet.cells[1:]] == ["กษ 1", "กษ 2"]
    assert len(remarks_on(sheet.cells, len(sheet.hidden_rows), sheet.is_cut)) == 1


def test_what_the_usual_library_writes_is_read_alike(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ก", 1, 1.5, True, None, datetime(2025, 1, 31), date(2025, 1, 31), time(9, 30)])
    sheet.append(["=A1", "  สอง\nบรรทัด ", "0812", "\u2028"])
    sheet["K3"] = "มุม"
    sheet.merge_cells("A4:B5")
    sheet["A4"] = "รวม"
    book.save(tmp_path / "a.xlsx")
    cells = cells_of(tmp_path / "a.xlsx")
    day = datetime(2025, 1, 31)
    assert cells[0][:8] == ["ก", 1, 1.5, True, None, day, day, time(9, 30)]
    assert cells[1][:3] == ["=A1", "  สอง\nบรรทัด ", "0812"]
    assert cells[2][10] == "มุม"
    assert [each[:2] for each in cells[3:5]] == [["รวม", "รวม"]] * 2


# Text with delimiters --------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_doubled_quote_after_any_length(tmp_path: Path, delimiter: str) -> None:
    subject = f'งาน ""ใหม่""{delimiter} ระยะสอง'
    lines = [delimiter.join(["เลขรับ", "เรื่อง", "หมายเหตุ"])]
    lines += [f'{at}{delimiter}"เชิญประชุม{delimiter} {at}"{delimiter}ปกติ' for at in range(900)]
    lines += [f'900{delimiter}"{subject}"{delimiter}ด่วน']
    path = tmp_path / "late.csv"
    path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    cells = cells_of(path)
    assert cells[-1] == ["900", subject.replace('""', '"'), "ด่วน"]
    assert {len(each) for each in cells} == {3}
    text = "\n".join(page.text for page in Reading(path, 60).pages())
    shown = " ".join(subject.replace('""', '"').split())
    assert f"900\t{shown}\tด่วน" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874"])
@pytest.mark.parametrize("sep", ["sep=|\r\n", '"sep=|"\n', "SEP=|||\n", ""])
def test_the_line_that_names_the_delimiter(tmp_path: Path, encoding: str, sep: str) -> None:
    lines = ["ที่|เรื่อง|จาก", "กษ 1|ก, ข; ค|กรม", '2|"มี | ใน"|กรม, กอง']
    path = tmp_path / "a.csv"
    path.write_bytes((sep + "\n".join(lines)).encode(encoding))
    expected = [["ที่", "เรื่อง", "จาก"], ["กษ 1", "ก, ข; ค", "กรม"], ["2", "มี | ใน", "กรม, กอง"]]
    assert cells_of(path) == expected


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n1,"เปิด ค้าง\n2,x\n3,y\n', [["a", "b"], ["1", '"เปิด ค้าง'], ["2", "x"], ["3", "y"]]),
        ('a,b\n1,"เปิด, ค้าง\n2,"x, y"\n', [["a", "b"], ["1", '"เปิด', " ค้าง"], ["2", "x, y"]]),
        ('a,b\n1,"สอง\nบรรทัด"\n', [["a", "b"], ["1", "สอง\nบรรทัด"]]),
        ('a,b\n1,"ชื่อ" ต่อท้าย\n2,y', [["a", "b"], ["1", "ชื่อ ต่อท้าย"], ["2", "y"]]),
        ('a,b\n1,กลาง "คำ" ท้าย\n', [["a", "b"], ["1", 'กลาง "คำ" ท้าย']]),
        ("", []),
    ],
)
def test_a_stray_quote_swallows_no_other_row(text: str, rows: list[list[str]]) -> None:
    assert list(rows_of(text)) == rows


def test_many_stray_quotes_take_no_time() -> None:
    assert len(list(rows_of('x,"\n' * 100_000))) >= 50_000


@pytest.mark.parametrize("code", ["m" * 5000 + "x", "[" * 5000, '"' * 5001, "ด" * 5000 + "ก"])
def test_no_code_takes_long_to_understand(tmp_path: Path, code: str) -> None:
    path = one_sheet(tmp_path / "a.xlsx", row(number(SERIAL, 1)), formats=(0, code))
    assert text_of(cells_of(path)[0][0]) in (str(SERIAL), "31/1/2568")
