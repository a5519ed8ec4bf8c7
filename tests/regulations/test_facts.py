"""Facts a law's text states of itself."""

import pytest

from kmdesk.regulations import edits
from kmdesk.regulations.parse import parse

HEAD = "พระราชบัญญัติ\nตู้\nให้ไว้ ณ วันที่ ๑๒ เมษายน พ.ศ. ๒๕๔๒\nมาตรา ๑ ความ\nมาตรา ๒ ความ\n"


def test_signed_with_the_words_it_was_read_from() -> None:
    found = edits.signed(parse(HEAD))
    assert found == edits.Dated("1999-04-12", "ให้ไว้ ณ วันที่ ๑๒ เมษายน พ.ศ. ๒๕๔๒")


def test_nothing_is_derived() -> None:
    law = parse("มาตรา ๑ ให้ใช้บังคับตั้งแต่วันที่ ๑ มกราคม ๒๕๕๐\n")
    assert (edits.signed(law), edits.gazette(law), edits.stamped(law)) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "volume", "part", "page", "day"),
    [
        ("เล่ม ๑๑๖/ตอนที่ ๓๐ ก/หน้า ๑/๒๓ เมษายน ๒๕๔๒", "116", "30 ก", "1", "1999-04-23"),
        ("เล่ม ๙๓/ตอนที่ ๑๔๔/ฉบับพิเศษ หน้า ๑๔/๑๗ พฤศจิกายน ๒๕๑๙", "93", "144/ฉบับพิเศษ",
         "14", "1976-11-17"),
        ("เล่ม ๔๕/-/หน้า ๒๔๒/๑ มกราคม ๒๔๗๑", "45", "", "242", "1929-01-01"),
    ],
)  # fmt: skip
def test_gazette_footnote(words: str, volume: str, part: str, page: str, day: str) -> None:
    found = edits.gazette(parse(f"{HEAD}\n\nผู้รับสนองพระบรมราชโองการ\n\n[๑] ราชกิจจานุเบกษา {words}\n"))
    assert found is not None
    assert (found.volume, found.part, found.page, found.day) == (volume, part, page, day)


def test_running_head_of_a_gazette_page() -> None:
    head = "หน้า ๒๕๓\nเล่ม ๑๓๖ ตอนที่ ๕๖ ก ราชกิจจานุเบกษา ๓๐ เมษายน ๒๕๖๒\n"
    law = parse(HEAD.replace("มาตรา ๒", head + "มาตรา ๒"))
    found = edits.gazette(law)
    assert found is not None
    assert (found.volume, found.part, found.page, found.day) == ("136", "56 ก", "253", "2019-04-30")
    from kmdesk.regulations.structure import plain

    texts = [plain(law, part) for part in law.provisions()]
    assert texts == ["มาตรา ๑ ความ", "มาตรา ๒ ความ"]


def test_gazette_named_above_the_title() -> None:
    above = "ประกาศในราชกิจจานุเบกษา\nเล่ม ๑๒๐ ตอนที่ ๑๐๐ ก ๙ ตุลาคม ๒๕๔๖\n"
    found = edits.gazette(parse(above + HEAD))
    assert found is not None
    assert (found.volume, found.part, found.page, found.day) == ("120", "100 ก", "", "2003-10-09")


def test_year_of_a_title() -> None:
    assert edits.title_year("พระราชบัญญัติตู้ พ.ศ. ๒๔๙๙ แก้ไข พ.ศ. ๒๕๖๒") == 2562
    assert edits.title_year("ประมวลกฎหมาย") is None
