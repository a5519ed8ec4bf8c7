"""Orders of many shapes against what they say; kinds of layout the gold set may lack."""

from copy import copy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.read_order import read_order
from tests.committees.gold import FOLDER, KINDS, OWN, scores

_HEAD = "คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง\nที่ ๙/๒๕๖๘\n"
_FOOT = "\nสั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘\n(นายสมมติ ตัวอย่าง)\nสหกรณ์จังหวัดตัวอย่าง\n"


def test_the_gold_set_is_there() -> None:
    assert len(list(FOLDER.glob("*.txt"))) >= 572


_UNREADABLE = tuple(f"30 missing {fact} " for fact in ("number", "dated", "effective"))
"""A scan in which nobody can read the digits: left empty, never guessed."""


_scores = cache(scores)
"""All kinds of a folder are counted at once; reading it for each would take its time."""


@pytest.mark.parametrize("folder", [FOLDER, OWN], ids=lambda folder: folder.name)
@pytest.mark.parametrize("kind", KINDS)
def test_the_gold_set_is_read(kind: str, folder: Path) -> None:
    score = copy(_scores(folder)[kind])
    print(f"{kind}: precision {score.precision:.3f}, recall {score.recall:.3f}")
    score.wanted -= sum(fact.startswith(_UNREADABLE) for fact in score.wrong)
    assert score.wanted
    assert min(score.precision, score.recall) >= 0.98, score.wrong


def _order(text: str) -> OrderDraft:
    return read_order(f"{_HEAD}{text}{_FOOT}")


def _people(draft: OrderDraft) -> list[tuple[str, str, str]]:
    return [(m.name, m.post, m.said) for group in draft.groups for m in group.members]


def test_an_order_in_clauses() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะกรรมการตรวจรับพัสดุ
ด้วยสำนักงานมีหน้าที่ส่งเสริมสหกรณ์ จึงมีคำสั่งดังต่อไปนี้
ข้อ ๑ ให้ยกเลิกคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๑/๒๕๖๗ ลงวันที่ ๒ มกราคม ๒๕๖๗
และคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๕/๒๕๖๗ ลงวันที่ ๓ กุมภาพันธ์ ๒๕๖๗
ข้อ ๒ แต่งตั้งคณะกรรมการตรวจรับพัสดุ ประกอบด้วย
(๑) นายหนึ่ง แรกสุด นักวิชาการสหกรณ์ชำนาญการ เป็นประธานกรรมการ
(๒) ว่าที่ร้อยตรีสาม ปิดท้าย นิติกร เป็นกรรมการและเลขานุการ
ข้อ ๓ ให้คณะกรรมการมีอำนาจหน้าที่ ดังนี้
(๑) ตรวจรับพัสดุ ณ ที่ทำการ
(๒) แต่งตั้งคณะทำงานย่อยตามความเหมาะสม
ข้อ ๔ คำสั่งนี้ให้ใช้บังคับตั้งแต่วันที่ ๑ เมษายน ๒๕๖๘ เป็นต้นไป"""
    )
    assert (draft.repeals, draft.effective_on) == ("๑/๒๕๖๗, ๕/๒๕๖๗", "2025-04-01")
    assert _people(draft) == [
        ("นายหนึ่ง แรกสุด", "นักวิชาการสหกรณ์ชำนาญการ", "ประธานกรรมการ"),
        ("ว่าที่ร้อยตรีสาม ปิดท้าย", "นิติกร", "กรรมการและเลขานุการ"),
    ]
    assert [m.role for m in draft.groups[0].members] == ["chair", "secretary"]
    assert draft.groups[0].duties["member"][1] == "แต่งตั้งคณะทำงานย่อยตามความเหมาะสม"


def test_duties_between_bodies_with_letters_and_dashes_as_marks() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะทำงานจัดงานวันสหกรณ์แห่งชาติ
จึงแต่งตั้งคณะทำงานฝ่ายต่าง ๆ ดังต่อไปนี้
๑. คณะอำนวยการ ประกอบด้วย
ก. สหกรณ์จังหวัดตัวอย่าง\t\tประธาน
ข. หัวหน้าฝ่ายบริหารทั่วไป\t\tเลขานุการ
หน้าที่ – อำนวยการและสั่งการ
๒. ฝ่ายสถานที่
– นายสี่ จัดโต๊ะ\t\tหัวหน้า
– นางห้า ผูกผ้า\t\tคณะทำงาน
มีหน้าที่
– จัดสถานที่และเวที
– ดูแลความสะอาด
ให้คณะทำงานทุกฝ่ายมีหน้าที่ ๑) ประชุมทุกสัปดาห์ ๒) รายงานผล"""
    )
    assert [group.title for group in draft.groups] == ["คณะอำนวยการ", "ฝ่ายสถานที่"]
    assert [len(group.members) for group in draft.groups] == [2, 2]
    assert draft.groups[0].duties == {"member": ["อำนวยการและสั่งการ"]}
    assert draft.groups[1].duties == {"member": ["จัดสถานที่และเวที", "ดูแลความสะอาด"]}
    assert draft.shared_duties == ["ประชุมทุกสัปดาห์", "รายงานผล"]


def test_rows_of_a_table_over_two_lines() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะทำงานจัดเก็บเอกสาร
อนุสนธิคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๓๒/๒๕๖๗ และที่ ๔๐/๒๕๖๗ นั้น
จึงยกเลิกคำสั่งดังกล่าว และแต่งตั้งใหม่ ดังนี้
ลำดับ\tชื่อ - สกุล\tตำแหน่ง\tหน้าที่ในคณะทำงาน
1\tนายแปด แปดคน\tผู้อำนวยการกลุ่มส่งเสริม
และพัฒนาสหกรณ์\tประธานคณะทำงาน
2\tผู้แทนกลุ่มตรวจการสหกรณ์\t\tคณะทำงาน
โดยมีหน้าที่และความรับผิดชอบ ดังนี้ (๑) จัดเก็บเอกสาร (๒) ทำดัชนี
ทั้งนี้ ให้มีผลตั้งแต่วันลงนามเป็นต้นไป"""
    )
    assert draft.repeals == "๓๒/๒๕๖๗, ๔๐/๒๕๖๗"
    assert _people(draft) == [
        ("นายแปด แปดคน", "ผู้อำนวยการกลุ่มส่งเสริมและพัฒนาสหกรณ์", "ประธานคณะทำงาน"),
        ("", "ผู้แทนกลุ่มตรวจการสหกรณ์", "คณะทำงาน"),
    ]
    assert draft.groups[0].duties == {"member": ["จัดเก็บเอกสาร", "ทำดัชนี"]}


def test_somebody_instead_of_somebody_amends_and_does_not_repeal() -> None:
    draft = _order(
        """เรื่อง เปลี่ยนแปลงคณะทำงานการจัดการความรู้
ตามคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๑/๒๕๖๘ เรื่อง แต่งตั้งคณะทำงานการจัดการความรู้ นั้น
จึงให้ยกเลิกความในลำดับที่ ๓ ของคำสั่งดังกล่าว และให้ใช้ความต่อไปนี้แทน
“๓. นายสิบ สดใส นักวิชาการสหกรณ์ เป็นคณะทำงาน แทน นายเดิม เกษียณแล้ว”"""
    )
    assert (draft.repeals, draft.amends) == ("", "๑/๒๕๖๘")
    assert draft.groups[0].title == "คณะทำงานการจัดการความรู้"
    assert _people(draft) == [("นายสิบ สดใส", "นักวิชาการสหกรณ์", "คณะทำงาน")]
    assert draft.groups[0].members[0].instead_of == "นายเดิม เกษียณแล้ว"


def test_letters_recognised_from_a_scan() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะท างานการจัดการความรู้
จึงแต่งตั้งคณะทํางาน ประกอบด้วย
๑ . นายวิชา เพียรเรียน นักวิชาการสหกรณ์ชํานาญการ ประธานคณะท างาน
๒. นางสาวปัญญา ใฝ่รู้ นักวิชาการสหกรณ์ปฏิบัติการคณะทำงาน
มี หน้าที่ดังนี้
๑. จัดทําแผน"""
    )
    assert draft.title == "แต่งตั้งคณะทำงานการจัดการความรู้"
    assert _people(draft) == [
        ("นายวิชา เพียรเรียน", "นักวิชาการสหกรณ์ชำนาญการ", "ประธานคณะทำงาน"),
        ("นางสาวปัญญา ใฝ่รู้", "นักวิชาการสหกรณ์ปฏิบัติการ", "คณะทำงาน"),
    ]
    assert draft.groups[0].duties == {"member": ["จัดทำแผน"]}


_PIECES = (
    "๑. ", "๑.๑ ", "(๑) ", "ก. ", "– ", "| ", "\t", "\n", " ", "นายวิชา เพียรเรียน", "คณะทำงาน",
    "และเลขานุการ",
    "ประธาน", "คณะที่ปรึกษา", "มีหน้าที่", "ดังนี้", "ประกอบด้วย", "ทั้งนี้ ตั้งแต่", "แทน", "ยกเลิกคำสั่ง",
    "ที่ ๕/๒๕๖๗", "สั่ง ณ วันที่", "ตำแหน่ง", "ทำหน้าที่", "ชื่อ", "๓๑ ก.พ. ๙๙๙๙", "0" * 400, "“", "\x00",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_no_order_is_too_odd_to_be_read(text: str) -> None:
    for draft in (read_order(text), _order(text)):
        assert all(group.members or group.duties for group in draft.groups)
        assert all(m.name or m.post for group in draft.groups for m in group.members)
