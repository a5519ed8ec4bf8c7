"""Orders that change others: the old rows and the new ones, and what stays of the old order."""

import pytest

from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.read_order import read_order

_FOOT = "\nสั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘\n(นายสมมติ ตัวอย่าง)\nสหกรณ์จังหวัดตัวอย่าง\n"
_CITES = "ตามคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๒/๒๕๖๘ ลงวันที่ ๕ มกราคม ๒๕๖๘ แต่งตั้งคณะทำงานสวนสาธิต นั้น\n"


def _order(text: str) -> OrderDraft:
    return read_order(
        f"คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง\nที่ ๙/๒๕๖๘\nเรื่อง ปรับปรุงคณะทำงานสวนสาธิต\n{_CITES}{text}{_FOOT}"
    )


def _seats(draft: OrderDraft) -> list[tuple[str, str, str, str]]:
    return [(m.name, m.post, m.said, m.instead_of) for group in draft.groups for m in group.members]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("จาก", "เป็น"),
        ("จาก :", "เป็น :"),
        ("เดิม", "ใหม่"),
        ("จากเดิม", "แทนด้วย"),
        ("ข้อความเดิม", "แก้ไขเป็น"),
    ],
)
def test_old_rows_and_new_rows_below_words_of_their_own(was: str, now: str) -> None:
    draft = _order(
        f"""จึงแก้ไขคำสั่งดังกล่าว ดังนี้
{was}
๒. นายใบ เหลืองแล้ว นักวิชาการเกษตร คณะทำงาน
๕. นางราก แก่ชรา ....... นิติกร ....... คณะทำงานและเลขานุการ
๖. นายดิน ดำดี นิติกร คณะทำงาน
{now}
๒. นางสาวใบ เขียวใหม่ นักวิชาการเกษตรปฏิบัติการ คณะทำงาน
๕. นายแขนง อ่อนช้อย ....... นิติกรชำนาญการ ....... คณะทำงานและเลขานุการ
๖. นายดิน ดำดี นิติกรชำนาญการ คณะทำงาน
นอกนั้นคงเดิม"""
    )
    assert (draft.amends, draft.repeals) == ("๒/๒๕๖๘", "")
    assert _seats(draft) == [
        ("นางสาวใบ เขียวใหม่", "นักวิชาการเกษตรปฏิบัติการ", "คณะทำงาน", "นายใบ เหลืองแล้ว"),
        ("นายแขนง อ่อนช้อย", "นิติกรชำนาญการ", "คณะทำงานและเลขานุการ", "นางราก แก่ชรา"),
        ("นายดิน ดำดี", "นิติกรชำนาญการ", "คณะทำงาน", ""),
    ]


def test_a_long_list_of_old_rows() -> None:
    old = "\n".join(f"{n}. นายเก่า คนที่{n} นิติกร คณะทำงาน" for n in range(1, 25))
    draft = _order(f"จึงเปลี่ยนแปลงรายชื่อ ดังนี้\nจาก\n{old}\nเป็น\n1. นางใหม่ มาแล้ว นิติกร คณะทำงาน")
    assert _seats(draft) == [("นางใหม่ มาแล้ว", "นิติกร", "คณะทำงาน", "นายเก่า คนที่1")]


@pytest.mark.parametrize(
    "change",
    [
        "จึงให้ยกเลิกความในข้อ ๒ แห่งคำสั่งดังกล่าว และให้ใช้ความต่อไปนี้แทน",
        "จึงให้ยกเลิกรายชื่อในลำดับที่ ๑ ของคำสั่งดังกล่าว และให้ใช้รายชื่อต่อไปนี้แทน",
        "จึงให้ยกเลิกข้อความในคำสั่งดังกล่าวเฉพาะข้อ ๒ แล้วใช้ข้อความต่อไปนี้แทน",
    ],
)
def test_a_line_may_end_anywhere_in_what_is_changed(change: str) -> None:
    begun = "เพื่อให้องค์ประกอบของคณะทำงานเป็นปัจจุบันและเหมาะสม "
    row = "“ข้อ ๒ คณะทำงาน ประกอบด้วย\n(๑) นายดิน ดำดี นิติกร หัวหน้าคณะทำงาน”"
    for at in range(4, len(change) - 4):
        if change[at] in "ะาำิีึืุู็่้๊๋์ั" or " " in change[at - 1 : at + 1]:
            continue
        draft = _order(f"{begun}{change[:at]}\n{change[at:]}\n{row}")
        assert (draft.amends, draft.repeals) == ("๒/๒๕๖๘", ""), change[:at]


@pytest.mark.parametrize("kind", ["คณะทำงาน", "คณะทำงาน ประกอบด้วย", "ข้อ ๑ คณะทำงาน มีองค์ประกอบดังนี้"])
def test_the_only_body_has_the_name_the_sentences_give_it(kind: str) -> None:
    draft = _order(f"จึงแก้ไขคำสั่งดังกล่าว ดังนี้\n{kind}\n(๑) นายดิน ดำดี นิติกร หัวหน้าคณะทำงาน")
    assert [group.title for group in draft.groups] == ["คณะทำงานสวนสาธิต"]


@pytest.mark.parametrize(
    "heads", ["รายชื่อเดิม\tรายชื่อใหม่", "ลำดับ\tเดิม\tเปลี่ยนเป็น", "ที่ | กรรมการเดิม | แต่งตั้งใหม่"]
)
def test_a_column_of_who_was_beside_who_comes(heads: str) -> None:
    gap = " | " if "|" in heads else "\t"
    old = "นายใบ เหลืองแล้ว นักวิชาการเกษตร คณะทำงาน"
    new = "นางสาวใบ เขียวใหม่ นักวิชาการเกษตรปฏิบัติการ คณะทำงาน"
    draft = _order(f"จึงปรับปรุงรายชื่อ ดังนี้\n{heads}\n๒.{gap}{old}{gap}{new}\nนอกนั้นคงเดิม")
    assert _seats(draft) == [
        ("นางสาวใบ เขียวใหม่", "นักวิชาการเกษตรปฏิบัติการ", "คณะทำงาน", "นายใบ เหลืองแล้ว")
    ]


@pytest.mark.parametrize("word", ["เป็น", "แก้ไขเป็น", "ให้แก้เป็น"])
def test_old_and_new_wording_in_quotes_on_one_line(word: str) -> None:
    draft = _order(
        f"""จึงขอแก้ไขคำสั่งดังกล่าว ดังนี้
“๒. นายใบ เหลืองแล้ว นักวิชาการเกษตร คณะทำงาน” {word} “๒. นางสาวใบ เขียวใหม่ นิติกร คณะทำงาน”
“๓. นางดิน แห้ง นิติกร คณะทำงาน” {word} “๓. นางดิน ชุ่มชื้น นิติกร คณะทำงานและเลขานุการ”"""
    )
    assert _seats(draft) == [
        ("นางสาวใบ เขียวใหม่", "นิติกร", "คณะทำงาน", "นายใบ เหลืองแล้ว"),
        ("นางดิน ชุ่มชื้น", "นิติกร", "คณะทำงานและเลขานุการ", "นางดิน แห้ง"),
    ]


def test_one_member_of_a_body_in_the_place_of_another() -> None:
    draft = read_order(
        """คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง
ที่ ๙/๒๕๖๘
เรื่อง แต่งตั้งกรรมการแทนผู้ลาออก
ตามคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๓/๒๕๖๗ แต่งตั้งนายใบ เหลืองแล้ว เป็นกรรมการในคณะกรรมการดูแลสวนสาธิต
นั้น เนื่องจากบุคคลดังกล่าวลาออก จึงแต่งตั้งให้นางน้ำ ใสดี ตำแหน่ง นักวิชาการเกษตร เป็นกรรมการแทน"""
        + _FOOT
    )
    assert (draft.amends, draft.repeals) == ("๓/๒๕๖๗", "")
    assert [group.title for group in draft.groups] == ["คณะกรรมการดูแลสวนสาธิต"]
    assert [seat[:3] for seat in _seats(draft)] == [("นางน้ำ ใสดี", "นักวิชาการเกษตร", "กรรมการ")]
