"""The structure parser on small invented laws that hold the traps of real ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import (
    LawText,
    PartKind,
    Role,
    clauses,
    defined_terms,
    ordinal,
    plain,
    tree,
)

ACT = (
    "\n\nพระราชบัญญัติ\nตู้หนังสือ\nพ.ศ. ๒๖๐๐\n\u00a0\n"
    "โดยที่เป็นการสมควรมีกฎหมาย\r\nว่าด้วยตู้หนังสือ\n\u00a0\n"
    "มาตรา ๑\u00a0 พระราชบัญญัตินี้เรียกว่า\r\n\u0093พระราชบัญญัติตู้หนังสือ\u0094\n\u00a0\n"
    "มาตรา ๒[๑]\u00a0\r\nในพระราชบัญญัตินี้\n"
    "\u0093ตู้\u0094 หมายความว่า ที่เก็บหนังสือ\n\u00a0\n"
    "หมวด ๑[๒]\nการจัดเก็บ\n\u00a0\u00a0\u00a0 \n\u00a0\n"
    "มาตรา\r\n๓\u00a0 คำสั่งตามมาตรา ๑ และ\r\n"
    "มาตรา ๒ ให้เก็บไว้ตาม\r\nมาตรา ๙ ด้วย\nตู้มีดังนี้\n(๑) ตู้ไม้\n(ก) สีขาว\n(๒)\r\nตู้เหล็ก\n"
    "ความในวรรคสองไม่ใช้แก่ห้องสมุด\n\u00a0\n"
    "มาตรา ๓/๑[๓]\u00a0 ตู้เพิ่ม\n\u00a0\n"
    "มาตรา ๔ ทวิ\u00a0 ตู้แทรก\n\u00a0\n"
    "บทเฉพาะกาล\n\u00a0\n"
    "มาตรา ๕ ถึงมาตรา ๗ (ยกเลิก)\n\u00a0\n"
    "มาตรา ๘\u00a0 ให้ใช้ต่อไป\n\u00a0\n"
    "ผู้รับสนองพระบรมราชโองการ\nก. ตัวอย่าง\nนายกรัฐมนตรี\n\n\n"
    "อัตราค่าธรรมเนียม\n(๑) ตู้ละ ๕ บาท\n\n"
    "หมายเหตุ\r\n:- เหตุผลในการประกาศใช้พระราชบัญญัติฉบับนี้ คือ\r\nให้มีตู้\n\u00a0\n"
    "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒[๔]\n\u00a0\n"
    "มาตรา ๒\u00a0 ให้ใช้เมื่อพ้นกำหนด\n\u00a0\n"
    "มาตรา ๙\u00a0 บรรดาตู้เดิมให้ใช้ต่อไป\n\u00a0\n"
    "หมายเหตุ :- เหตุผลในการประกาศใช้พระราชบัญญัติฉบับนี้ คือ ปรับปรุง\n\n"
    "กอไก่/ตรวจ\n๒ มกราคม ๒๖๐๓\n\n\n"
    "[๑]\r\nราชกิจจานุเบกษา เล่ม ๑/หน้า ๑\n\n\n[๓] มาตรา\r\n๓/๑ เพิ่มโดยพระราชบัญญัติ\n"
)
RULE = (
    "ระเบียบสำนักงานตัวอย่าง\nว่าด้วยการยืม พ.ศ. ๒๕๙๙\n----------\nโดยที่เป็นการสมควร\n"
    "ข้อ 1  ระเบียบนี้เรียกว่า ระเบียบการยืม\nข้อ 2[1] ให้ใช้บังคับตั้งแต่วันถัดไป\n"
    "----------\n[1] ราชกิจจานุเบกษา เล่ม 9\nและให้ปิดประกาศไว้\nหมวด 1 การยืม\n"
    "ข้อ 3 ผู้ใดยืมตาม\nข้อ 9 หรือข้อ 10 ต้องคืน\nข้อ 4 (ยกเลิก)\nประกาศ ณ วันที่ ๑ มกราคม ๒๕๙๙\n"
    "ข. ตัวอย่าง\nหัวหน้าสำนักงาน\n"
)


def numbers(law: LawText, role: Role | None = Role.BODY) -> list[str]:
    return [part.number for part in law.provisions(role)]


def joined(law: LawText) -> str:
    return "".join(law.text(part) for part in law.parts)


@pytest.mark.parametrize("text", [ACT, RULE, "", "มาตรา", "\n", "ไม่มีโครงสร้าง"])
def test_parts_joined_are_the_source(text: str) -> None:
    assert joined(parse(text)) == text


@given(
    st.lists(
        st.sampled_from(
            ["มาตรา ๑", "มาตรา ๒\u00a0 ", "ข้อ 1", "(๑)", "[๑] ", "หมวด ๑", "หมายเหตุ :- เหตุผลใน",
             "พระราชบัญญัติ พ.ศ. ๒๕๕๐", "ผู้รับสนองพระ", "\n", "\r\n", "\n\n", "\u00a0", "ก", "----",
             "มาตรา ๓ ถึงมาตรา ๕ (ยกเลิก)", "บทเฉพาะกาล", "\f", "บัญชี", "ก/ตรวจ", "บรรพ ๒"]
        ),
        max_size=40,
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_every_character_is_accounted_for(pieces: list[str]) -> None:
    law = parse("".join(pieces))
    assert joined(law) == law.source
    for part in law.provisions(None):
        nodes = clauses(law, part)
        assert "".join(law.source[n.start : n.end] for n in nodes) == law.text(part)


def test_wrapped_references_are_no_provisions() -> None:
    assert numbers(parse(ACT)) == ["1", "2", "3", "3/1", "4 ทวิ", "5", "8"]


def test_repealed_range_is_one_provision() -> None:
    ranged = next(part for part in parse(ACT).provisions() if part.number == "5")
    assert (ranged.through, ranged.label) == ("7", "มาตรา ๕ ถึง มาตรา ๗")


def test_amending_act_is_kept_apart() -> None:
    law = parse(ACT)
    assert numbers(law, Role.AMENDING) == ["2", "9"]
    assert law.sections[1].title == "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒"


def test_parts_of_an_act_in_order() -> None:
    kinds = [part.kind for part in parse(ACT).parts if part.kind is not PartKind.PROVISION]
    assert kinds == [
        PartKind.PREAMBLE,
        PartKind.HEADING,
        PartKind.HEADING,
        PartKind.COUNTERSIGNATURE,
        PartKind.SCHEDULE,
        PartKind.REMARKS,
        PartKind.TITLE,
        PartKind.REMARKS,
        PartKind.EDITORIAL,
        PartKind.FOOTNOTE,
        PartKind.FOOTNOTE,
    ]


def test_path_names_the_chapter() -> None:
    paths = {part.number: part.path for part in parse(ACT).provisions()}
    assert paths["2"] == ()
    assert paths["3"] == ("หมวด ๑ การจัดเก็บ",)
    assert paths["8"] == ("บทเฉพาะกาล",)


def test_general_provisions_are_the_title_of_their_chapter() -> None:
    text = "มาตรา ๑ ความ\n\nหมวด ๑\nบททั่วไป\n-----\n\nมาตรา ๒ ความ\n\nบทกำหนดโทษ\n\nมาตรา ๓ ความ\n"
    paths = [part.path for part in parse(text).provisions()]
    assert paths == [(), ("หมวด ๑ บททั่วไป",), ("บทกำหนดโทษ",)]


def test_plain_text_has_no_marks_and_joined_lines() -> None:
    law = parse(ACT)
    texts = {part.number: plain(law, part) for part in law.provisions()}
    assert texts["2"].startswith("มาตรา ๒ ในพระราชบัญญัตินี้\n")
    assert texts["3"].startswith("มาตรา ๓ คำสั่งตามมาตรา ๑ และ มาตรา ๒ ให้เก็บไว้ตาม มาตรา ๙ ด้วย\n")
    assert defined_terms(texts["2"]) == ["ตู้"]


def test_clauses_nest() -> None:
    law = parse(ACT)
    third = next(part for part in law.provisions() if part.number == "3")
    first, second, last = clauses(law, third)
    assert (first.label, second.label, last.label) == ("วรรคหนึ่ง", "วรรคสอง", "วรรคสาม")
    assert [node.label for node in second.children[1:]] == ["(๑)", "(๒)"]
    assert [node.label for node in second.children[1].children[1:]] == ["(ก)"]


def test_rule_in_khor_with_a_footnote_at_the_foot_of_a_page() -> None:
    law = parse(RULE)
    assert numbers(law) == ["1", "2", "3", "4"]
    second = next(part for part in law.provisions() if part.number == "2")
    assert plain(law, second).endswith("วันถัดไป\nและให้ปิดประกาศไว้")
    third = next(part for part in law.provisions() if part.number == "3")
    assert third.path == ("หมวด 1 การยืม",)
    assert law.parts[-1].kind is PartKind.COUNTERSIGNATURE


def test_misprinted_number_stays_a_provision() -> None:
    text = "".join(f"มาตรา {n} ความ\n" for n in ("๑", "๒", "๓", "๔", "๔", "๖", "๗"))
    assert numbers(parse(text)) == ["1", "2", "3", "4", "4", "6", "7"]


def test_code_is_the_body_and_its_act_the_promulgation() -> None:
    text = (
        "พระราชบัญญัติ\nให้ใช้ประมวลตัวอย่าง\n\nมาตรา ๑\u00a0 ก\n\nมาตรา ๒\u00a0 ข\n\n"
        "ผู้รับสนองพระบรมราชโองการ\nก.\n\nประมวลตัวอย่าง\n\nภาค ๑\nทั่วไป\n\n"
        + "".join(f"มาตรา {n}\u00a0 ความ\n\n" for n in "๑๒๓๔๕")
    )
    law = parse(text)
    assert numbers(law) == ["1", "2", "3", "4", "5"]
    assert numbers(law, Role.PROMULGATION) == ["1", "2"]


def test_tree_holds_chapters() -> None:
    body = tree(parse(ACT))[0]
    chapter = next(node for node in body.children if node.kind == "chapter")
    assert chapter.label == "หมวด ๑ การจัดเก็บ"
    assert [n.label for n in chapter.children] == [
        "หมวด ๑ การจัดเก็บ",
        "มาตรา ๓",
        "มาตรา ๓/๑",
        "มาตรา ๔ ทวิ",
    ]


@pytest.mark.parametrize(
    ("count", "word"), [(1, "หนึ่ง"), (11, "สิบเอ็ด"), (12, "สิบสอง"), (21, "ยี่สิบเอ็ด")]
)
def test_ordinal(count: int, word: str) -> None:
    assert ordinal(count) == f"วรรค{word}"
