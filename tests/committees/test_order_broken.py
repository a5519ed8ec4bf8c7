"""Sentences and posts of an order that a line breaks, and the sentence that closes its duties."""

import pytest

from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.read_order import read_order

_ROWS = "\n๑. นายหนึ่ง แรกสุด นิติกร{}\n๒. นางสอง รองมา นักวิชาการสหกรณ์ชำนาญการ{}"
_ROLES = (" ประธานกรรมการ", " กรรมการ")
_END = "\nทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป\nสั่ง ณ วันที่ ๕ มกราคม พ.ศ. ๒๕๖๙"


def _order(subject: str, text: str) -> OrderDraft:
    return read_order(f"คำสั่งสำนักงาน\nที่ ๑/๒๕๖๙\nเรื่อง {subject}\n{text}{_END}")


@pytest.mark.parametrize("broken", ["ดังต่อไปนี้\nเป็น{}", "ต่อไปนี้ เป็น{}", "ตามรายชื่อ เป็น{} ดังนี้"])
def test_everybody_in_a_list_is_what_the_sentence_says(broken: str) -> None:
    said = "ผู้ดูแลระบบสารสนเทศ"
    text = f"จึงแต่งตั้งให้บุคคล{broken.format(said)}{_ROWS.format('', '')}"
    (group,) = _order(f"แต่งตั้ง{said}", text).groups
    assert (group.title, [member.said for member in group.members]) == (said, [said, said])


def test_a_body_alone_on_a_line_is_no_member() -> None:
    text = f"จึงแต่งตั้งผู้มีรายนามดังต่อไปนี้\nเป็นคณะกรรมการเปิดซองแทน{_ROWS.format(*_ROLES)}"
    (group,) = _order("เปลี่ยนแปลงคณะกรรมการ", text).groups
    assert (group.title, len(group.members)) == ("คณะกรรมการเปิดซอง", 2)


@pytest.mark.parametrize("rest", ["กลุ่มสตรีสหกรณ์", "ฝ่ายจัดการสหกรณ์"])
def test_a_name_does_not_begin_where_its_line_was_broken(rest: str) -> None:
    text = f"เพื่อให้การพัฒนาเป็นไปอย่างต่อเนื่องและทั่วถึง จึงแต่งตั้งคณะทำงานพัฒนาอาชีพ\n{rest} ประกอบด้วย"
    (group,) = _order(f"แต่งตั้งคณะทำงานพัฒนาอาชีพ{rest}", text + _ROWS.format(*_ROLES)).groups
    assert group.title == f"คณะทำงานพัฒนาอาชีพ{rest}"


def test_officers_are_no_part_of_their_names() -> None:
    text = f"เพื่อความเหมาะสม จึงแต่งตั้งดังนี้{_ROWS.format('', '')}"
    assert _order("แต่งตั้งผู้ประสานงานฝ่ายพัสดุ", text).groups[0].title == "ผู้ประสานงานฝ่ายพัสดุ"


def test_a_post_goes_on_below_its_role() -> None:
    text = f"จึงแต่งตั้งคณะทำงาน ดังนี้{_ROWS.format(*_ROLES)}\n   ที่รับผิดชอบอำเภอ\nมีหน้าที่ติดตามงาน"
    (group,) = _order("แต่งตั้งคณะทำงานติดตามงาน", text).groups
    assert group.members[-1].post == "นักวิชาการสหกรณ์ชำนาญการที่รับผิดชอบอำเภอ"


@pytest.mark.parametrize(
    "closing",
    [
        "ขอให้คณะกรรมการที่ได้รับการแต่งตั้งปฏิบัติหน้าที่ด้วยความเสียสละ",
        "ให้ผู้ได้รับแต่งตั้งปฏิบัติหน้าที่โดยเคร่งครัด",
        "จึงขอให้ทุกคนร่วมแรงร่วมใจ",
        "โดยให้ถือปฏิบัติตามคำสั่งนี้โดยเคร่งครัด",
    ],
)
def test_a_closing_sentence_is_no_part_of_the_last_duty(closing: str) -> None:
    text = f"จึงแต่งตั้งคณะกรรมการ ดังนี้{_ROWS.format(*_ROLES)}\nมีหน้าที่\n(๑) วางแผน\n(๒) รายงานผล"
    (group,) = _order("แต่งตั้งคณะกรรมการจัดงาน", f"{text}\n{closing}").groups
    assert group.duties == {"member": ["วางแผน", "รายงานผล"]}
