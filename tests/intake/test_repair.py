"""Every flaw real files have, and that mending keeps track of where things came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.intake.thai_repair import is_mac_thai, repair, repair_map

LOST = "อานาจหน้าที่ของสานักงานตามคาสั่งที่กาหนดไว้ในการดาเนินการจัดทาแผนสาหรับประชาชน"
KEPT = "อำนาจหน้าที่ของสำนักงานตามคำสั่งที่กำหนดไว้ในการดำเนินการจัดทำแผนสำหรับประชาชน"


@pytest.mark.parametrize(
    ("flawed", "mended"),
    [
        ("ล\uf70bาน \uf700าน", "ล้าน ฐาน"),
        ("ประจําสํานัก", "ประจำสำนัก"),
        ("นํ้า น้ํา นำ้", "น้ำ น้ำ น้ำ"),
        ("อ ำนาจ", "อำนาจ"),
        ("อ านาจ", "อำนาจ"),
        ("ค าสั่ง ส านักงาน", "คำสั่ง สำนักงาน"),
        ("น้ า", "น้ำ"),
        ("ท้ัง เก่ี่ยว", "ทั้ง เกี่ยว"),
        ("กล่าวว่่า หน้้า", "กล่าวว่า หน้า"),
        ("จำำ\ufffdแนก จำำ แนก", "จำแนก จำแนก"),
        ("ประจ\ufffdาปี ส\ufffdานัก", "ประจำปี สำนัก"),
        ("ธิ์์\ufffdและ", "ธิ์และ"),
        ("ทีÉดิน สิÉงนัÊน การณÍ", "ที่ดิน สิ่งนั้น การณ์"),
        ("เเละเเต่", "และแต่"),
        ("ตัวชีวัด เพือ ทีดิน", "ตัวชี้วัด เพื่อ ที่ดิน"),
        ("จัดทาสัญญาค้าประกันตามคาสั่งที่ออกไว้ก่อนหน้านั้นแล้ว", "จัดทำสัญญาค้ำประกันตามคำสั่งที่ออกไว้ก่อนหน้านั้นแล้ว"),
        ("พระ\u200bราช\u200bบัญญัติ", "พระราชบัญญัติ"),
        ("\x93สหกรณ์\x94", "“สหกรณ์”"),
        ("กรม\xa0ส่งเสริม", "กรม ส่งเสริม"),
        ("ป ี", "ปี"),
        (LOST, KEPT),
        ("‡≈à¡", "‡≈à¡"),  # too little to tell Mac Thai from symbols
        ("æ√–√“™°ƒ…Æ’°“\xa0ÿ¢¿“æ", "พระราชกฤษฎีกาสุขภาพ"),
        ("naïve café É, ÀÉÊ", "naïve café É, ÀÉÊ"),
        ("มาตรา ๑ เวลาราชการ", "มาตรา ๑ เวลาราชการ"),
    ],
)
def test_flaw_is_mended(flawed: str, mended: str) -> None:
    assert repair(flawed) == mended


@pytest.mark.parametrize(
    "clean",
    [
        KEPT,
        "ภูเขา นาข้าว อาหารว่าง ท่าน ทหาร มาตราฐาน ตำบล นายอำเภอ",
        "ขา ค่า ถ้า ป้า มารดา บิดา ศาสนา วาจา ราคา ตำรา",
        "เมือง เรือง เลือนราง ยืน ขัน ตัง การค้าประเภทนี้",
        "The price is 25 baht; see table 3.",
        "",
    ],
)
def test_clean_text_stays(clean: str) -> None:
    assert repair(clean) == clean


def test_sara_aa_stays_where_the_page_has_sara_am() -> None:
    text = "สำนักงาน " + LOST  # a page that has ำ has not lost it
    assert repair(text) == text


_FLAWED = st.text(
    alphabet=st.sampled_from("กขคนมสอ าำํะเแโ่้๊์ิีุูั \n\t\ufffd\u200b\uf70b\uf712ÉÊaÉ๑1\xa0\x93√“"),
    max_size=60,
)


@given(_FLAWED)
def test_map_points_into_the_source(text: str) -> None:
    mended, source = repair_map(text)
    assert mended == repair(text)
    assert len(source) == len(mended)
    assert all(at < len(text) for at in source)


@given(_FLAWED)
def test_map_keeps_plain_letters(text: str) -> None:
    mended, source = repair_map(text)
    if is_mac_thai(text):
        return
    for char, at in zip(mended, source, strict=True):
        if char in "กขคนมสอaโ":
            assert text[at] == char


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(repair(text), str)
