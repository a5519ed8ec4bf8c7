"""What texts refer to, by name of the law and number of the provision."""

import pytest

from kmdesk.records.citations import LawNames, is_title, mentions
from kmdesk.records.kinds import IndexPassage
from kmdesk.thai.citations import law_key

COOP = "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒"


def read(*texts: str, own: bool = False, anchor: str = "page:1") -> list[tuple[str, str]]:
    """(law, number) of every mention."""
    passages = [IndexPassage(anchor, "", text) for text in texts]
    return [(found.title, found.number) for found in mentions(passages, own=own)]


@pytest.mark.parametrize(
    "written",
    [
        "พระราชบัญญัติสหกรณ์ พ.ศ. 2542",
        "พ.ร.บ.สหกรณ์ พ.ศ.๒๕๔๒",
        "พระราชบัญญัติสหกรณ์ พุทธศักราช ๒๕๔๒",
        "พระราชบัญญัติสหกรณ์ พ.ศ. 2542 (ฉบับ Update ล่าสุด)",
        "พระราชบัญญัติ สหกรณ์\nพ.ศ. ๒๕๔๒",
    ],
)
def test_all_spellings_are_one_name(written: str) -> None:
    assert law_key(written) == law_key(COOP)


def test_another_year_or_number_is_another_law() -> None:
    assert law_key(COOP) != law_key("พระราชบัญญัติสหกรณ์ (ฉบับที่ ๒) พ.ศ. ๒๕๕๓")
    assert law_key(COOP) != law_key("พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๑๑")


def test_a_circular_names_the_law_once() -> None:
    found = read(f"ตาม{COOP} กำหนดไว้ตามมาตรา ๔๓ (๒) นั้น", "จึงต้องถือปฏิบัติตามมาตรา ๕๔")
    assert found == [(COOP, ""), (COOP, "43"), (COOP, "54")]


def test_the_items_of_a_letter_are_not_provisions() -> None:
    assert read("ตามข้อ ๒ ให้สหกรณ์ส่งรายงานตามข้อ ๓") == []
    assert read("ให้เป็นไปตามมาตรา ๕") == []  # of which law, the text does not say
    two = f"{COOP} และพระราชบัญญัติยา พ.ศ. ๒๕๑๐ ให้เป็นไปตามมาตรา ๕"
    assert [number for _title, number in read(two)] == ["", ""]
    assert read(f"ตาม{COOP}", "ผู้ประกันตนมาตรา ๓๓") == [(COOP, "")]
    assert read(f"ตาม{COOP}", "ตามมาตรา ๒๗๐ ของรัฐธรรมนูญฯ") == [(COOP, "")]


def test_a_number_behind_the_name() -> None:
    rule = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖"
    assert read(f"{rule} ข้อ ๕๗ วรรคสอง") == [(rule, ""), (rule, "57")]
    assert read("ธรรมาภิบาล พ.ศ.๒๕๔๖มาตรา 11") == []


def test_a_law_refers_to_itself_but_not_where_it_begins() -> None:
    text = "มาตรา ๒๒ ให้นำมาตรา ๑๕ วรรคสอง แห่งพระราชบัญญัตินี้ และข้อ ๓ มาใช้"
    assert read(text, own=True, anchor="provision:22") == [("", "15"), ("", "3")]
    assert read(text, own=True, anchor="part:90") == []


def test_words_that_are_no_titles() -> None:
    assert read("ประกาศใช้ในปี พ.ศ. ๒๕๔๙ และคำสั่งให้หยุดใน พ.ศ. ๒๕๕๐") == []
    assert read("พระราชบัญญัตินี้ให้ใช้บังคับตั้งแต่ พ.ศ. ๒๕๔๙") == []


def test_names_are_chosen_only_when_there_is_one() -> None:
    names = LawNames({1: COOP, 2: "ประมวลกฎหมายอาญา", 3: "พระราชบัญญัติยา พ.ศ. ๒๕๑๐",
                      4: "พระราชบัญญัติยา พ.ศ. ๒๔๙๓"})  # fmt: skip
    assert names.find(law_key("พ.ร.บ. สหกรณ์ พ.ศ.2542")) == 1
    assert names.find(law_key("พระราชบัญญัติสหกรณ์")) == 1
    assert names.find(law_key("ประมวลกฎหมายอาญา")) == 2
    assert names.find(law_key("พระราชบัญญัติยา")) is None
    assert names.find(law_key("พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๑๑")) is None


def test_a_name_without_year_is_no_sure_title() -> None:
    passage = IndexPassage("page:1", "", "ตามพระราชบัญญัติสหกรณ์กำหนดให้ และประมวลกฎหมายอาญา")
    assert [is_title(found) for found in mentions([passage], own=False)] == [False, True]
