"""What the bodies of an order are called, whose duties are, and roles said once for several."""

import pytest

from kmdesk.committees.order_draft import GroupDraft, MemberDraft, OrderDraft
from kmdesk.committees.order_text import read_line
from kmdesk.committees.read_order import read_order
from tests.committees import gold

_HEAD = "คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง\nที่ ๙/๒๕๖๘\n"
_FOOT = "\nสั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘\n(นายสมมติ ตัวอย่าง)\nสหกรณ์จังหวัดตัวอย่าง\n"
_LIST = "๑. นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ\n๒. นางสอง ถัดมา นักวิชาการสหกรณ์ กรรมการ\n"


def _order(text: str) -> OrderDraft:
    return read_order(f"{_HEAD}{text}{_FOOT}")


def _titles(draft: OrderDraft) -> list[str]:
    return [group.title for group in draft.groups]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("ให้มีคณะกรรมการขึ้นคณะหนึ่ง เรียกว่า “คณะกรรมการคัดแยกขยะ” ประกอบด้วย", ""),
        ("ข้อ ๑ คณะกรรมการคณะหนึ่ง เรียกว่า “คณะกรรมการคัดแยกขยะ” ประกอบด้วย", ""),
        ("จึงแต่งตั้งคณะกรรมการชุดหนึ่งขึ้น ให้ชื่อว่าคณะกรรมการคัดแยกขยะ ดังนี้", ""),
        ("จึงแต่งตั้ง “คณะกรรมการคัดแยกขยะ” ดังนี้", ""),
        ("จึงแต่งตั้งคณะกรรมการคัดแยกขยะ เรียกโดยย่อว่า “ค.ข.” ประกอบด้วย", ""),
        ("จึงแต่งตั้งคณะกรรมการคัดแยกขยะ ซึ่งต่อไปนี้เรียกว่า “คณะกรรมการ” ดังนี้", ""),
        ("จึงแต่งตั้งคณะบุคคลคณะหนึ่ง มีชื่อว่า “ศูนย์ขยะแลกแต้ม” ประกอบด้วย", "ศูนย์ขยะแลกแต้ม"),
    ],
)
def test_a_body_is_called_what_the_sentence_says(sentence: str, title: str) -> None:
    draft = _order(f"เรื่อง แต่งตั้งกรรมการและผู้ช่วย\n{sentence}\n{_LIST}")
    assert _titles(draft) == [title or "คณะกรรมการคัดแยกขยะ"]
    assert len(draft.groups[0].members) == 2


@pytest.mark.parametrize(
    ("subject", "said", "title"),
    [
        ("คณะกรรมการคัดแยกขยะต้นทาง", "คณะกรรมการระดับอำเภอ", ""),
        ("คณะกรรมการคัดแยกขยะต้นทาง", "คณะกรรมการประจำหน่วยงาน", ""),
        ("คณะกรรมการคัดแยกขยะต้นทาง", "คณะกรรมการระดับจังหวัดตัวอย่าง", ""),
        ("คณะกรรมการคัดแยกขยะต้นทาง", "คณะกรรมการคัดแยกขยะของสำนักงาน", ""),
        ("คณะกรรมการคัดแยกขยะ", "คณะกรรมการคัดแยกขยะภายในสำนักงาน", ""),
        ("คณะกรรมการตรวจรับ งานจ้างทาสี", "คณะกรรมการตรวจรับของสำนักงาน", "คณะกรรมการตรวจรับของสำนักงาน"),
        ("คณะกรรมการคัดแยกขยะ", "คณะกรรมการคัดแยกขยะระดับจังหวัด", "คณะกรรมการคัดแยกขยะระดับจังหวัด"),
        ("คณะกรรมการคัดแยกขยะและคณะทำงาน", "คณะกรรมการระดับอำเภอ", "คณะกรรมการระดับอำเภอ"),
        ("คณะทำงานลดขยะ", "คณะกรรมการระดับอำเภอ", "คณะกรรมการระดับอำเภอ"),
    ],
)
def test_an_office_or_level_is_no_name_where_the_subject_has_one(
    subject: str, said: str, title: str
) -> None:
    draft = _order(f"เรื่อง แต่งตั้ง{subject}\nเพื่อความสะอาด จึงแต่งตั้ง{said} ดังนี้\n{_LIST}")
    assert _titles(draft) == [title or subject]


def test_two_levels_keep_their_names() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะกรรมการคัดแยกขยะ
จึงแต่งตั้งคณะกรรมการ ๒ ระดับ ดังนี้
๑. คณะกรรมการระดับจังหวัด
๑.๑ นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ
๒. คณะกรรมการระดับอำเภอ
๒.๑ นางสอง ถัดมา นิติกร ประธานกรรมการ"""
    )
    assert _titles(draft) == ["คณะกรรมการระดับจังหวัด", "คณะกรรมการระดับอำเภอ"]


@pytest.mark.parametrize(
    ("opening", "is_shared"),
    [
        ("ให้คณะทำงานทุกสายมีหน้าที่ ดังนี้", True),
        ("คณะทำงานทั้งสองตำบลมีอำนาจหน้าที่ ดังนี้", True),
        ("หน้าที่ของคณะทำงานทุกตำบล", True),
        ("ให้คณะทำงานรณรงค์ประจำตำบลมีหน้าที่", True),
        ("ให้คณะทำงานตำบลบ้านมีหน้าที่", True),
        ("ให้คณะทำงานตำบลบ้านเก่ามีหน้าที่", False),
    ],
)
def test_duties_of_all_bodies_of_a_kind(opening: str, is_shared: bool) -> None:
    draft = _order(
        f"""เรื่อง แต่งตั้งคณะทำงานรณรงค์ประจำตำบล
จึงแต่งตั้งคณะทำงาน ดังนี้
๑. คณะทำงานตำบลบ้านใหม่
๑.๑ นายหนึ่ง แรกสุด นิติกร หัวหน้า
๒. คณะทำงานตำบลบ้านเก่า
๒.๑ นางสอง ถัดมา นิติกร หัวหน้า
{opening}
(๑) ออกเยี่ยมสมาชิก
(๒) รายงานผล"""
    )
    duties = ["ออกเยี่ยมสมาชิก", "รายงานผล"]
    assert draft.shared_duties == (duties if is_shared else [])
    assert draft.groups[0].duties == {}
    assert draft.groups[1].duties == ({} if is_shared else {"member": duties})


@pytest.mark.parametrize("end", ["", "-----", "ด้วยสหกรณ์ขออุดหนุน จึงแต่งตั้งดังนี้"])
def test_a_subject_over_several_lines(end: str) -> None:
    draft = _order(
        f"""เรื่อง แต่งตั้งคณะกรรมการตรวจการจ้าง
งานซ่อมฉางข้าวขนาด ๕๐๐ ตัน
ของสหกรณ์การเกษตรบ้านใหม่ จำกัด
อำเภอบ้านใหม่
{end}
๑. คณะกรรมการตรวจการจ้าง
๑.๑ นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ"""
    )
    assert draft.title == (
        "แต่งตั้งคณะกรรมการตรวจการจ้าง งานซ่อมฉางข้าวขนาด ๕๐๐ ตัน ของสหกรณ์การเกษตรบ้านใหม่ จำกัด อำเภอบ้านใหม่"
    )


def test_a_sentence_below_the_subject_is_no_part_of_it() -> None:
    draft = _order(
        f"เรื่อง แต่งตั้งคณะกรรมการคัดแยกขยะ\nสำนักงานแต่งตั้งคณะกรรมการ ดังนี้\n\n{_LIST}หน้าที่\n๑. คัดแยก"
    )
    assert draft.title == "แต่งตั้งคณะกรรมการคัดแยกขยะ"


_POSTS = ["เกษตรอำเภอตัวอย่าง", "ปศุสัตว์อำเภอตัวอย่าง", "พัฒนาการอำเภอตัวอย่าง"]
_NAMES = ["นายหนึ่ง แรกสุด นิติกร", "นางสอง ถัดมา นิติกร", "นายสาม ที่สาม นิติกร"]


@pytest.mark.parametrize("who", [_POSTS, _NAMES], ids=["posts", "names"])
@pytest.mark.parametrize(
    "rows",
    [
        "กรรมการ : ๑) {}\n๒) {}\n๓) {}",
        "กรรมการ ได้แก่ ก. {}\nข. {}\nค. {}",
        "กรรมการ\t(๑) {}\n\t(๒) {}\n\t(๓) {}",
        "กรรมการ : - {}\n- {}\n- {}",
        "กรรมการ : {}\n{}\n{}",
        "กรรมการ : ๑) {} ๒) {} ๓) {}",
    ],
)
@pytest.mark.parametrize("chair", ["", "ประธาน : นายอำเภอตัวอย่าง\n"], ids=["alone", "chair"])
def test_a_role_beside_the_first_is_that_of_all(chair: str, rows: str, who: list[str]) -> None:
    draft = _order(
        f"เรื่อง แต่งตั้งคณะกรรมการคัดแยกขยะ\nจึงแต่งตั้งคณะกรรมการคัดแยกขยะ ดังนี้\n"
        f"{chair}{rows.format(*who)}\nหน้าที่\n๑. คัดแยก"
    )
    members = draft.groups[0].members[1 if chair else 0 :]
    assert [f"{m.name} {m.post}".strip() for m in members] == who
    assert {m.said for m in members} == {"กรรมการ"}
    assert draft.groups[0].duties == {"member": ["คัดแยก"]}


@pytest.mark.parametrize("mark", ["๑) ", "(๑) ", ""])
def test_a_role_with_one_behind_it_and_a_post_below_the_name(mark: str) -> None:
    draft = _order(
        f"""เรื่อง แต่งตั้งคณะกรรมการคัดแยกขยะ
จึงแต่งตั้งคณะกรรมการคัดแยกขยะ ดังนี้
ประธาน : {mark}นายหนึ่ง แรกสุด
นิติกรชำนาญการ
เลขานุการ : {mark}หัวหน้าฝ่ายบริหารทั่วไป"""
    )
    assert [(m.name, m.post, m.said) for m in draft.groups[0].members] == [
        ("นายหนึ่ง แรกสุด", "นิติกรชำนาญการ", "ประธาน"),
        ("", "หัวหน้าฝ่ายบริหารทั่วไป", "เลขานุการ"),
    ]


@pytest.mark.parametrize(
    "heads",
    [
        "ลำดับ\tชื่อ - นามสกุล / ตำแหน่ง / สังกัด\tกรรมการ",
        "ที่ ชื่อ-สกุล และตำแหน่ง คณะทำงาน",
        "ที่ | ยศ - ชื่อ - สกุล | กรรมการ",
        "รายชื่อ (ตำแหน่ง)\tคณะทำงาน",
    ],
)
def test_a_head_over_names_and_posts_together(heads: str) -> None:
    assert read_line(heads).is_heads


def test_a_wrong_name_of_a_body_is_counted_once() -> None:
    bodies = (
        "body: {}\nm: นายหนึ่ง แรกสุด | นิติกร | กรรมการ\nd: คัดแยก\nbody: ฝ่ายสอง\nd: ชั่ง\nshared-d: จด"
    )
    wanted = gold._wanted(bodies.format("ฝ่ายหนึ่ง"))
    member = MemberDraft("นายหนึ่ง แรกสุด", "นิติกร", "member", "กรรมการ")
    draft = OrderDraft(shared_duties=["จด"])
    draft.groups = [
        GroupDraft("ฝ่ายอื่น", "working_group", [member], {"member": ["คัดแยก"]}),
        GroupDraft("ฝ่ายสอง", "working_group", [], {"member": ["ชั่ง"]}),
    ]
    read = gold._read(draft)
    assert [kind for kind in gold.KINDS if read[kind] != wanted[kind]] == ["bodies"]
    draft.groups[0].duties, draft.groups[1].duties = draft.groups[1].duties, draft.groups[0].duties
    assert gold._read(draft)["duties"] != wanted["duties"]


def test_what_a_body_was_appointed_for_before_ends_its_name() -> None:
    draft = _order(
        """เรื่อง ปรับปรุงคณะทำงานสำรวจที่ดิน
ตามคำสั่งสำนักงานตัวอย่าง ที่ ๓/๒๕๖๘ แต่งตั้งคณะทำงานสำรวจที่ดินไว้ นั้น
จึงให้แก้ไขคำสั่งดังกล่าว โดยให้แต่งตั้ง
๒. นางสอง ถัดมา นิติกร คณะทำงาน
แทน"""
    )
    assert [group.title for group in draft.groups] == ["คณะทำงานสำรวจที่ดิน"]


def test_members_may_be_called_as_their_body_is() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะผู้ตรวจการตลาด
จึงแต่งตั้งข้าราชการดังต่อไปนี้เป็นคณะผู้ตรวจการตลาด
๑. นางหนึ่ง แรกสุด   ผู้อำนวยการกลุ่มตรวจการตลาด   หัวหน้าคณะ
๒. นายสอง ถัดมา   นิติกรชำนาญการ   ผู้ตรวจการตลาด
๓. นางสาม ปิดท้าย   นิติกร   ผู้ตรวจการตลาดและเลขานุการ
ให้คณะผู้ตรวจการตลาดดำเนินการดังนี้
๑. ตรวจร้านค้าทุกเดือน
๒. รายงานผลต่อสำนักงาน"""
    )
    (group,) = draft.groups
    assert [(member.post, member.said) for member in group.members] == [
        ("ผู้อำนวยการกลุ่มตรวจการตลาด", "หัวหน้าคณะ"),
        ("นิติกรชำนาญการ", "ผู้ตรวจการตลาด"),
        ("นิติกร", "ผู้ตรวจการตลาดและเลขานุการ"),
    ]
    assert [duty for lines in group.duties.values() for duty in lines] == [
        "ตรวจร้านค้าทุกเดือน",
        "รายงานผลต่อสำนักงาน",
    ]
