"""Kinds of orders that the first gold set lacked: scans, lone headings, clauses, bodies of one."""

import pytest

from kmdesk.committees.order_lines import read_line
from kmdesk.committees.order_scan import is_garbage, toned
from kmdesk.committees.read_order import OrderDraft, read_order

_HEAD = "คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง\nที่ ๙/๒๕๖๘\n"
_FOOT = "\nสั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘\n(นายสมมติ ตัวอย่าง)\nสหกรณ์จังหวัดตัวอย่าง\n"
_LIST = "๑. นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ\n๒. นางสอง ถัดมา นักวิชาการสหกรณ์ กรรมการ\n"


def _order(text: str) -> OrderDraft:
    return read_order(f"{_HEAD}{text}{_FOOT}")


def _bodies(draft: OrderDraft) -> list[tuple[str, list[tuple[str, str, str]], list[str]]]:
    return [
        (
            group.title,
            [(m.name, m.post, m.said) for m in group.members],
            [duty for duties in group.duties.values() for duty in duties],
        )
        for group in draft.groups
    ]


@pytest.mark.parametrize(
    "heads",
    [
        "ลำดับที่\tชื่อ - นามสกุล\tตำแหน่ง\tกรรมการ",
        "ที่ | ชื่อ-สกุล | ตำแหน่ง/สังกัด | คณะกรรมการ",
        "ลำดับ   รายนาม   ตำแหน่ง   กรรมการ",
        "ลำดับ ชื่อ - สกุล ตำแหน่ง คณะทำงาน",
        "ที่\tรายชื่อ\tสังกัด\tบทบาทในคณะทำงาน\tหมายเหตุ",
    ],
)
def test_heads_of_a_table_are_no_member(heads: str) -> None:
    draft = _order(f"เรื่อง แต่งตั้งคณะกรรมการสอบราคา\nจึงแต่งตั้งคณะกรรมการสอบราคา ดังนี้\n{heads}\n{_LIST}")
    assert [m.name for m in draft.groups[0].members] == ["นายหนึ่ง แรกสุด", "นางสอง ถัดมา"]


@pytest.mark.parametrize(
    "row", ["ผู้แทนกลุ่มตรวจการ\tนิติกร\tกรรมการ", "หัวหน้าฝ่ายบริหารทั่วไป   เลขานุการ", "๑. ที่ปรึกษา   กรรมการ"]
)
def test_rows_of_a_table_are_no_heads(row: str) -> None:
    assert not read_line(row).is_heads


def test_a_role_is_what_the_body_is_made_of_or_ends_several_lines() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะผู้ตรวจประเมินและเจ้าหน้าที่ประจำสนามสอบ
จึงแต่งตั้ง ดังนี้
๑. คณะผู้ตรวจประเมินมาตรฐานสหกรณ์
๑.๑ นายหนึ่ง แรกสุด ผู้อำนวยการกลุ่มตรวจการสหกรณ์ หัวหน้าผู้ตรวจประเมิน
๑.๒ นางสอง ถัดมา นักวิชาการสหกรณ์ ผู้ตรวจประเมินและเลขานุการ
๒. ฝ่ายสนามสอบ
๒.๑ นายสาม ที่สาม นักวิชาการสหกรณ์ ผู้คุมสอบ
๒.๒ นางสี่ ที่สี่ นักวิชาการสหกรณ์ ผู้คุมสอบ
๒.๓ นายห้า ที่ห้า นิติกร กลุ่มกฎหมาย"""
    )
    assert [[m.said for m in group.members] for group in draft.groups] == [
        ["หัวหน้าผู้ตรวจประเมิน", "ผู้ตรวจประเมินและเลขานุการ"],
        ["ผู้คุมสอบ", "ผู้คุมสอบ", ""],
    ]
    assert draft.groups[0].members[0].post == "ผู้อำนวยการกลุ่มตรวจการสหกรณ์"
    assert draft.groups[1].members[2].post == "นิติกร กลุ่มกฎหมาย"


def test_the_role_of_a_line_is_known_from_those_of_another_body() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะทำงานตรวจเยี่ยม
จึงแต่งตั้ง
คณะทำงานตรวจเยี่ยม สายที่ ๑
๑) นายหนึ่ง แรกสุด นักวิชาการสหกรณ์ หัวหน้าสาย
๒) นางสอง ถัดมา นักวิชาการสหกรณ์ ผู้ร่วมตรวจ
คณะทำงานตรวจเยี่ยม สายที่ ๒
๑) นายสาม ที่สาม นักวิชาการสหกรณ์ หัวหน้าสาย
๒) นายสี่ ที่สี่ นักวิชาการสหกรณ์ ผู้ร่วมตรวจ"""
    )
    assert [[m.said for m in group.members] for group in draft.groups] == [
        ["หัวหน้าสาย", "ผู้ร่วมตรวจ"]
    ] * 2


def test_a_body_of_one_needs_no_duties_before_the_next_body() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะกรรมการและผู้ควบคุมงาน
จึงแต่งตั้ง ดังนี้
๑. ที่ปรึกษา ได้แก่ สหกรณ์จังหวัดตัวอย่าง
๒. คณะกรรมการกำหนดราคากลาง ประกอบด้วย
๒.๑ นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ
มีหน้าที่ กำหนดราคากลาง
๓. ผู้ควบคุมงาน ได้แก่ นายสาม ที่สาม นายช่างโยธา
มีหน้าที่ ควบคุมงานก่อสร้าง"""
    )
    assert [(title, duties) for title, _members, duties in _bodies(draft)] == [
        ("ที่ปรึกษา", []),
        ("คณะกรรมการกำหนดราคากลาง", ["กำหนดราคากลาง"]),
        ("ผู้ควบคุมงาน", ["ควบคุมงานก่อสร้าง"]),
    ]


def test_a_clause_after_duties_that_are_marked_below_theirs() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะกรรมการสอบราคา
จึงมีคำสั่ง ดังนี้
๑. แต่งตั้งคณะกรรมการสอบราคา ประกอบด้วย
๑.๑ นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ
๒. ให้คณะกรรมการมีหน้าที่
๒.๑ เปิดซอง
๓. ให้คณะกรรมการรายงานผลทุกไตรมาส"""
    )
    assert draft.groups[0].duties == {"member": ["เปิดซอง"]}


def test_the_same_place_of_several_members_is_no_role() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งผู้เข้าอบรม
จึงแต่งตั้งคณะผู้แทนสำนักงาน ประกอบด้วย
๑. นายหนึ่ง แรกสุด นักวิชาการสหกรณ์ กลุ่มตรวจการสหกรณ์
๒. นางสอง ถัดมา นักวิชาการสหกรณ์ กลุ่มตรวจการสหกรณ์"""
    )
    assert {m.said for m in draft.groups[0].members} == {""}


@pytest.mark.parametrize(
    "clause",
    [
        "ข้อ ๒ ให้กรรมการรายงานผลต่อสหกรณ์จังหวัดทุกเดือน",
        "ข้อ ๒ ค่าใช้จ่ายให้เบิกจากงบดำเนินงาน",
        "ให้ยกเลิกคำสั่งอื่นใดที่ขัดหรือแย้งกับคำสั่งนี้",
        "ให้คณะกรรมการจัดประชุมอย่างน้อยเดือนละครั้งและแจ้งผลให้กลุ่มงานที่เกี่ยวข้องทุกกลุ่มทราบ",
        "ทั้งนี้ ให้เริ่มงานทันที",
        "ให้กลุ่มงานทุกกลุ่มสนับสนุนข้อมูล",
    ],
)
def test_a_sentence_of_the_order_joins_no_duty(clause: str) -> None:
    draft = _order(
        f"""เรื่อง แต่งตั้งคณะกรรมการสอบราคา
ข้อ ๑ แต่งตั้งคณะกรรมการสอบราคา ประกอบด้วย
(๑) นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ
มีหน้าที่ดังนี้
(๑) เปิดซอง
(๒) เสนอผล
{clause}"""
    )
    assert draft.groups[0].duties == {"member": ["เปิดซอง", "เสนอผล"]}


def test_the_rest_of_a_long_duty_still_joins_it() -> None:
    draft = _order(
        f"""เรื่อง แต่งตั้งคณะกรรมการสอบราคา
จึงแต่งตั้งคณะกรรมการสอบราคา ประกอบด้วย
{_LIST}มีหน้าที่ดังนี้
๑. ประสานกลุ่มงานในสำนักงานและสหกรณ์ในจังหวัดเพื่อรวบรวมข้อมูลราคากลางของพัสดุ
ให้คณะกรรมการทราบ
๒. เสนอผล"""
    )
    first, second = draft.groups[0].duties["member"]
    assert first.endswith("พัสดุให้คณะกรรมการทราบ")
    assert second == "เสนอผล"


@pytest.mark.parametrize(
    ("sentence", "duty"),
    [
        ("ให้คณะกรรมการจัดทำบัญชีราคากลาง", "จัดทำบัญชีราคากลาง"),
        ("โดยให้คณะกรรมการดังกล่าวสอบราคา และรายงานผลทุกเดือน", "สอบราคา และรายงานผลทุกเดือน"),
        ("ข้อ ๒ ให้คณะกรรมการสอบราคาประจำปีเปิดซองและเสนอผล", "เปิดซองและเสนอผล"),
        ("ให้ผู้ได้รับแต่งตั้งปฏิบัติหน้าที่โดยเคร่งครัด", ""),
        ("ให้คณะกรรมการปฏิบัติหน้าที่ที่ได้รับมอบหมายให้เกิดผลดี", ""),
    ],
)
def test_a_duty_told_by_a_verb_after_the_members(sentence: str, duty: str) -> None:
    draft = _order(
        f"เรื่อง แต่งตั้งกรรมการ\nจึงแต่งตั้งผู้มีรายชื่อต่อไปนี้เป็นคณะกรรมการสอบราคาประจำปี\n{_LIST}{sentence}"
    )
    assert [(title, duties) for title, _members, duties in _bodies(draft)] == [
        ("คณะกรรมการสอบราคาประจำปี", [duty] if duty else [])
    ]


@pytest.mark.parametrize("year", ["ประจำปีงบประมาณ พ.ศ. ๒๕๖๙", "ประจำปี ๒๕๖๙", "ปี พ.ศ. 2569"])
def test_a_year_is_cut_off_a_name(year: str) -> None:
    draft = _order(f"เรื่อง แต่งตั้งกรรมการ\nจึงแต่งตั้งคณะกรรมการสอบราคา {year} ประกอบด้วย\n{_LIST}")
    assert draft.groups[0].title == "คณะกรรมการสอบราคา"


def test_bodies_of_one_in_an_announcement() -> None:
    draft = read_order(
        """ประกาศสำนักงานสหกรณ์จังหวัดตัวอย่าง
เรื่อง แต่งตั้งผู้รับผิดชอบการจัดการความรู้
จึงประกาศแต่งตั้ง ดังนี้
๑. ประธานบริหารความรู้ (CKO) ได้แก่ สหกรณ์จังหวัดตัวอย่าง
มีหน้าที่
(๑) กำหนดนโยบาย
๒. หัวหน้าทีม KM ได้แก่ นายหนึ่ง แรกสุด นักวิชาการสหกรณ์
มีหน้าที่ ดังนี้
(๑) จัดทำแผน
๓. คณะทำงาน ประกอบด้วย
๓.๑ ประธาน ได้แก่ หัวหน้าฝ่ายบริหารทั่วไป
๓.๒ เลขานุการ ได้แก่ นางสอง ถัดมา นิติกร
มีหน้าที่
(๑) รายงานผล
ประกาศ ณ วันที่ ๕ มกราคม พ.ศ. ๒๕๖๙"""
    )
    assert (draft.issuer, draft.dated) == ("สำนักงานสหกรณ์จังหวัดตัวอย่าง", "2026-01-05")
    assert _bodies(draft) == [
        ("ประธานบริหารความรู้ (CKO)", [("", "สหกรณ์จังหวัดตัวอย่าง", "")], ["กำหนดนโยบาย"]),
        ("หัวหน้าทีม KM", [("นายหนึ่ง แรกสุด", "นักวิชาการสหกรณ์", "")], ["จัดทำแผน"]),
        (
            "คณะทำงาน",
            [
                ("", "หัวหน้าฝ่ายบริหารทั่วไป", "ประธาน"),
                ("นางสอง ถัดมา", "นิติกร", "เลขานุการ"),
            ],
            ["รายงานผล"],
        ),
    ]


def test_headings_alone_on_a_line_begin_bodies() -> None:
    draft = _order(
        """เรื่อง แต่งตั้งคณะทำงานจัดนิทรรศการ
จึงแต่งตั้งคณะทำงาน ดังนี้
ที่ปรึกษา
- สหกรณ์จังหวัดตัวอย่าง ที่ปรึกษา
กลุ่มวิชาการ
- นายหนึ่ง แรกสุด นักวิชาการสหกรณ์ หัวหน้า
- นางสอง ถัดมา นิติกร คณะทำงาน
ฝ่ายเลขานุการ
- นายสาม ที่สาม เจ้าพนักงานธุรการ เลขานุการ
อำนาจหน้าที่
- จดรายงาน
- ดูแลเอกสาร"""
    )
    assert [(title, len(members)) for title, members, _duties in _bodies(draft)] == [
        ("ที่ปรึกษา", 1),
        ("กลุ่มวิชาการ", 2),
        ("ฝ่ายเลขานุการ", 1),
    ]
    assert _bodies(draft)[2][2] == ["จดรายงาน", "ดูแลเอกสาร"]


def test_an_order_recognised_from_a_scan() -> None:
    draft = read_order(
        """คําสังสํานักงานสหกรณ์จังหวัดตัวอย่าง
ที ๗/๒๕๖๘
เรือง แต่งตังคณะทำงานจัดเก็บเอกสาร
ฯ  ก ๘ ; « = |  ะ   _  ๙ '
ดวยสำนักงานจะจัดเก็บเอกสาร จึงแต่งตังคณะทำงาน ประกอบดวย
๑. นายหนึ่ง แรกสุด นิติกร ประธานคณะทำงาน
๒. นางสอง ถัดมา เจ้าหน้าที ธุรการ คณะทำงาน
ใหคณะทำงานมีอำนาจหน้าที ดังต่อไปนี
๑. จัดทำดัชนี
ทังนี ตังแต่วันที ๑ เมษายน ๒๕๖๘ เป็นต้นไป
สัง ณ วันที ๓ มีนาคม พ.ศ. ๒๕๖๘"""
    )
    assert (draft.number, draft.title) == ("๗/๒๕๖๘", "แต่งตั้งคณะทำงานจัดเก็บเอกสาร")
    assert (draft.dated, draft.effective_on) == ("2025-03-03", "2025-04-01")
    assert [(title, duties) for title, _m, duties in _bodies(draft)] == [
        ("คณะทำงานจัดเก็บเอกสาร", ["จัดทำดัชนี"])
    ]


@pytest.mark.parametrize("number", ["พิเศษ ๗/๒๕๖๘", "(พิเศษ) ๗/๒๕๖๘", "พิเศษ๗/๒๕๖๘"])
def test_a_number_of_an_extra_series(number: str) -> None:
    draft = read_order(
        f"""คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง
ที่ {number}
เรื่อง แต่งตั้งคณะกรรมการสอบราคา
ให้ยกเลิกคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ พิเศษ ๔/๒๕๖๗ ลงวันที่ ๑ มีนาคม ๒๕๖๗
และแต่งตั้งคณะกรรมการสอบราคา ประกอบด้วย
{_LIST}"""
    )
    assert (draft.number, draft.repeals) == (number, "พิเศษ ๔/๒๕๖๗")


def test_silent_letters_that_a_scan_lost() -> None:
    draft = read_order(
        f"""คำสั่งสำนักงานสหกรณจังหวัดตัวอย่าง
ที่ ๗/๒๕๖๘
เรื่อง แต่งตั้งคณะทำงานประชาสัมพันธและวิเคราะหสหกรณ
จึงแต่งตั้งคณะทำงานประชาสัมพันธ ประกอบด้วย
{_LIST}สั่ง ณ วันที่ ๓ กุมภาพันธ พ.ศ. ๒๕๖๘"""
    )
    assert draft.title == "แต่งตั้งคณะทำงานประชาสัมพันธ์และวิเคราะห์สหกรณ์"
    assert (draft.dated, draft.issuer) == ("2025-02-03", "สำนักงานสหกรณ์จังหวัดตัวอย่าง")
    assert [title for title, _m, _d in _bodies(draft)] == ["คณะทำงานประชาสัมพันธ์"]


def test_what_is_far_below_a_long_text_is_kept_and_not_read() -> None:
    text = f"{_HEAD}เรื่อง แต่งตั้งคณะกรรมการสอบราคา\nจึงแต่งตั้งคณะกรรมการสอบราคา ประกอบด้วย\n"
    rows = "".join(f"{n}. นายคน ที่{n} นิติกร กรรมการ\n" for n in range(1, 701))
    draft = read_order(text + rows)
    assert len(draft.groups[0].members) == 700
    assert read_order((text + rows) * 9).text.count("เรื่อง") > 6


def test_what_means_something_else_keeps_its_letters() -> None:
    words = "หัวหน้าทีมผู้ตรวจ แน่นหนาที่สุด คำสังเกต แต่งตั้งแต่ละกลุ่ม กลุ้มใจ ฝายน้ำ ทั้งนี้ตั้งแต่บัดนี้ ต่อไปนี้เป็น"
    assert toned(words) == words
    assert not any(is_garbage(line) for line in ("KM Team", "๑. นาย ก.", "- ๒ -", "ขึ้น", "CKO (KM)"))


@pytest.mark.parametrize(
    "change",
    [
        "จึงให้พ้นจากตำแหน่งกรรมการ และแต่งตั้งผู้มีรายชื่อต่อไปนี้แทน",
        "จึงแต่งตั้งกรรมการแทนตำแหน่งที่ว่าง ดังนี้",
        "จึงแต่งตั้งผู้มีรายชื่อต่อไปนี้ นอกนั้นคงเดิม",
    ],
)
def test_somebody_in_the_place_of_somebody_amends(change: str) -> None:
    draft = _order(
        f"""เรื่อง แต่งตั้งกรรมการ
ตามคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๔/๒๕๖๗ แต่งตั้งคณะกรรมการสอบราคา นั้น
เนื่องจากนายเดิม เกษียณแล้ว ย้าย {change}
๑. นางสอง ถัดมา นิติกร กรรมการ"""
    )
    assert (draft.amends, draft.repeals, draft.adds) == ("๔/๒๕๖๗", "", "")
    assert [(title, len(members)) for title, members, _d in _bodies(draft)] == [
        ("คณะกรรมการสอบราคา", 1)
    ]


def test_page_numbers_and_catchwords_are_no_words_of_the_order() -> None:
    plain = """คำสั่งสำนักงานตัวอย่าง
ที่ ๑/๒๕๖๙
เรื่อง แต่งตั้งคณะทำงานทดสอบ
จึงแต่งตั้งคณะทำงาน ประกอบด้วย
๑. คณะอำนวยการ
๑.๑ หัวหน้าสำนักงานตัวอย่าง ประธาน
มีหน้าที่ กำกับดูแลการทดสอบ
{turn}๒. คณะทำงานทดสอบ
๒.๑ นายสมมุติ ทดสอบ นิติกร ผู้ประสานงานอำเภอ
๒.๒ นางสาวตัวอย่าง ใจดี นิติกร บรรณาธิการ
มีหน้าที่ ดำเนินการทดสอบ
สั่ง ณ วันที่ ๑ ตุลาคม พ.ศ. ๒๕๖๙
"""
    whole = read_order(plain.format(turn=""))
    parted = read_order(plain.format(turn="/๒. คณะทำงาน...\n- ๒ -\n"))
    assert parted.groups == whole.groups
    roles = [member.said for group in whole.groups for member in group.members]
    assert roles == ["ประธาน", "ผู้ประสานงานอำเภอ", "บรรณาธิการ"]
