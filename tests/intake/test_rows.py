"""The importer of tables without a screen: heads, ditto marks, classes of secrecy, values."""

from datetime import date, datetime, time, timedelta

import pytest

from kmdesk.intake.rows import (
    Column,
    Heads,
    find_heads,
    heads_at,
    is_secret_cell,
    is_secret_row,
    is_secret_title,
)
from kmdesk.intake.rows.plan import is_dash, is_ditto
from kmdesk.intake.table import (
    Cells,
    Noted,
    agreed,
    be_year_in,
    choice,
    clock,
    day,
    number,
    phone,
    recent_year_meant,
)

COLUMNS = (
    Column("no", "No", ("เลขรับ", "เลขที่รับ", "รับ เลขที่"), takes_ditto=False),
    Column("on", "On", ("วันที่รับ", "รับ วันที่", "วันที่"), follows="no"),
    Column("ref", "Ref", ("ที่", "เลขที่หนังสือ")),
    Column("dated", "Dated", ("ลงวันที่", "วันที่"), follows="ref"),
    Column("who", "Who", ("ชื่อ", "ชื่อสหกรณ์", "ชื่อ-สกุล", "ชื่อ-นามสกุล"), missing="x"),
    Column("members", "Members", ("สมาชิก", "จำนวนสมาชิก")),
    Column("note", "Note", ("หมายเหตุ",)),
)


def _named(cells: Cells) -> dict[str, str]:
    heads = find_heads(cells, COLUMNS, {})
    return {heads.names[at].replace(" ", ""): name for at, name in heads.columns.items()}


@pytest.mark.parametrize(
    "mark",
    ['- " -', '-"-', '"', "''", "〃", "”", ",,", "“", "״", "″", "- do -", "-do-.", "ditto", "Ditto",
     "เช่นเดียวกัน", '  -  "  -  ', "— ” —", '" "', "……”……", '(")', "´´",
     "- ,, -", "\u2018\u2018", "ʺ", "„"],
)  # fmt: skip
def test_every_spelling_of_a_ditto_mark(mark: str) -> None:
    assert is_ditto(mark)


@pytest.mark.parametrize("cell", [None, "", "-", "--", ",", "'", ".", "กรม", 'ที่ "ก"', 12, "ฯลฯ"])
def test_what_is_no_ditto_mark(cell: object) -> None:
    assert not is_ditto(cell)


def test_a_dash_alone_means_nothing() -> None:
    assert is_dash("-")
    assert is_dash(" – ")
    assert not is_dash("-1")


@pytest.mark.parametrize(
    "cell",
    ["ลับ", "ลับมาก", "ลับที่สุด", "ลับ ตย ๐๐๑๗/๑", "ตย ๐๐๑๗/ลับ ๑", "สอบข้อเท็จจริง (ลับ)", "ด่วนลับ",
     "ชั้นความลับ: ลับมาก", "ลับ๑๒", "ลับที่ ตย ๑", "SECRET", "หนังสือลับ", "ลั\u200bบ", "ด่วนที่สุด\nลับ"],
)  # fmt: skip
def test_a_class_of_secrecy_in_any_cell(cell: str) -> None:
    assert is_secret_cell(cell)
    assert is_secret_row(["1", cell, "เรื่อง"])


@pytest.mark.parametrize(
    "cell",
    ["การรักษาความลับของทางราชการ", "กลับ", "อำเภอลับแล", "ส่งหนังสือกลับคืน", "ลับแล", "ชั้นความลับ : ปกติ",
     "secretary", "ลำดับ"],
)  # fmt: skip
def test_words_that_only_hold_the_letters(cell: str) -> None:
    assert not is_secret_cell(cell)


def test_the_column_of_the_class_takes_only_the_usual_words() -> None:
    assert is_secret_row(["1", "✓"], 1)
    assert is_secret_row(["1", "ปกปิด"], 1)
    assert not any(is_secret_row(["1", word], 1) for word in ("", "-", "ปกติ", "ไม่มี", "ด่วน"))
    assert is_secret_title("ทะเบียนหนังสือรับลับ ปี ๒๕๖๙")
    assert not is_secret_title("ทะเบียนหนังสือรับ ปี ๒๕๖๙")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([["ชื่อสหกรณ์", "สมาชิก (คน)"]], {"ชื่อสหกรณ์": "who", "สมาชิก(คน)": "members"}),
        ([["ชื่อ – นามสกุล ", "หมายเหตุ\n(ถ้ามี)"]], {"ชื่อ–นามสกุล": "who", "หมายเหตุ(ถ้ามี)": "note"}),
        ([["เลขรับ", "วันที่", "ที่", "วันที่"]],
         {"เลขรับ": "no", "วันที่": "dated", "ที่": "ref"}),
        ([["ชือ - สกุล", "หมายเหต"]], {"ชือ-สกุล": "who", "หมายเหต": "note"}),
    ],
)  # fmt: skip
def test_heads_as_people_write_them(cells: Cells, expected: dict[str, str]) -> None:
    assert _named([["บัญชีรายชื่อ", None], [None], *cells]) == expected


def test_two_days_are_told_apart_by_what_stands_beside_them() -> None:
    heads = find_heads([["เลขรับ", "วันที่", "ที่", "วันที่"]], COLUMNS, {})
    assert heads.columns == {0: "no", 1: "on", 2: "ref", 3: "dated"}


@pytest.mark.parametrize("is_merged", [True, False], ids=["merged", "blank"])
def test_heads_of_two_storeys(is_merged: bool) -> None:
    again = "รับ" if is_merged else None
    below = ["ที่", "ลงวันที่"] if is_merged else [None, None]
    cells: Cells = [
        ["ทะเบียน", None, None, None],
        ["รับ", again, "ที่", "ลงวันที่"],
        ["เลขที่", "วันที่", *below],
        ["1", "5/1/2569", "ตย 1", "4/1/2569"],
    ]
    heads = find_heads(cells, COLUMNS, {})
    assert (heads.first, heads.rows, heads.below) == (1, 2, 3)
    assert heads.columns == {0: "no", 1: "on", 2: "ref", 3: "dated"}


def test_heads_far_down_and_none_at_all() -> None:
    rows: Cells = [[f"คำนำ {at}", None] for at in range(18)]
    assert find_heads([*rows, ["ชื่อ", "หมายเหตุ"], ["ก", "ข"]], COLUMNS, {}).first == 18
    bare: Cells = [["1", "ก ตัวอย่าง"], ["2", "ข ตัวอย่าง"]]
    assert find_heads(bare, COLUMNS, {}) == Heads(0, 0, ("", ""), {})
    assert heads_at([["x", "y"], *bare], 0, COLUMNS, {}).names == ("x", "y")
    assert find_heads([], COLUMNS, {}).names == ()


def test_a_data_row_is_never_a_second_storey() -> None:
    cells: Cells = [["ชื่อ", "หมายเหตุ", ""], ["ก", "", "x"], ["ข", "ค", ""]]
    assert find_heads(cells, COLUMNS, {}).rows == 1


@pytest.mark.parametrize(
    "cell",
    ["5 ม.ค. ๖๙", "5/1/2569", "05-01-69", "5ม.ค.69", "5/ม.ค./69",
    "ลว. 5 ม.ค. 69", "5,1,2569", "5\\1\\2569",
     "5/1/2569 09:30:00", "5 มกราคม 2569 เวลา 09.30 น.",
     "2026-01-05T00:00:00", datetime(2569, 1, 5),
     date(2026, 1, 5), 46027, "46027", "5 ม.ค.'69"],
)  # fmt: skip
def test_days_in_every_spelling(cell: object) -> None:
    assert day(cell) == "2026-01-05"


@pytest.mark.parametrize("cell", ["31/2/2569", "มกราคม 2569", "1203", 5, "x", "9" * 40])
def test_what_is_no_day(cell: object) -> None:
    with pytest.raises(ValueError):
        day(cell)


def test_years_of_the_other_era_are_noticed() -> None:
    assert recent_year_meant("1969-01-05", 2026) == 2026  # ๖๙ taken for 1969
    assert recent_year_meant("1983-01-05", 2026) == 2026  # 26 taken for ๒๕๒๖
    assert recent_year_meant("2010-01-05", 2026) is None


@pytest.mark.parametrize(
    ("cell", "said"),
    [("0930", "09.30"), ("๐๙๓๐", "09.30"), ("9.30 น.", "09.30"), ("09:30",
    "09.30"), ("930", "09.30"),
     (time(9, 30), "09.30"), (9.3, "09.30"), (0.395833333, "09.30"), ("๑๓.๐๕ น",
     "13.05"), ("9 น.", "09.00"),
     (timedelta(hours=13, minutes=5), "13.05"), (datetime(1899, 12, 30, 9, 30), "09.30")],
)  # fmt: skip
def test_times_in_every_spelling(cell: object, said: str) -> None:
    assert clock(cell) == said


@pytest.mark.parametrize("cell", ["25.00", "เช้า", "9.75", "2569"])
def test_what_is_no_time(cell: object) -> None:
    with pytest.raises(ValueError):
        clock(cell)


def test_numbers_telephones_choices_and_consent() -> None:
    assert number("๑,๒๕๐.๕๐ บาท") == 1250.5
    assert number("5,000.-") == 5000
    with pytest.raises(ValueError):
        number("-5")
    assert be_year_in("ปี ๒๕๖๙") == be_year_in(69) == 2569
    with pytest.raises(ValueError):
        be_year_in(1999)
    restored = phone(812345678)
    assert isinstance(restored, Noted)
    assert restored.value == "0812345678"
    assert phone("081-234-5678") == "081-234-5678"
    assert phone("0812345678") == "0812345678"
    assert phone(12) == "12"
    words = choice({"a": "กำลังดำเนินการ", "b": "ยกเลิก"}, {"เลิก": "b"})
    assert [words("กำลังดำเนิน"), words("เลิก"), words("ยกเลิก")] == ["a", "b", "b"]
    with pytest.raises(ValueError):
        words("ไม่รู้")
    assert agreed("✓")
    assert not agreed("ไม่ยินยอม")
