"""Roles told by the place of their cell, officers told in a sentence, names of bodies."""

import re
import time

import pytest

from kmdesk.committees.order_draft import GroupDraft
from kmdesk.committees.read_order import read_order

_HEAD = "คำสั่งสำนักงานสหกรณ์จังหวัดทดลอง\nที่ ๙/๒๕๖๘\nเรื่อง "
_FOOT = "\nสั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘\n(นายสมมติ ตัวอย่าง)\nสหกรณ์จังหวัดทดลอง\n"
_APPOINTS = "จึงแต่งตั้งคณะทำงานขับเคลื่อนงาน ประกอบด้วย\n"
_DUTIES = "\nมีหน้าที่ ดังนี้\n(๑) ดำเนินงาน\n(๒) รายงานผล"
_NO_WIDTH = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def _group(text: str, subject: str = "แต่งตั้งคณะทำงานขับเคลื่อนงาน") -> GroupDraft:
    groups = read_order(f"{_HEAD}{subject}\n{text}{_FOOT}").groups
    assert len(groups) == 1
    return groups[0]


def _listed(rows: str) -> list[tuple[str, str, str]]:
    """The members of a list that stands between its sentence and its duties."""
    group = _group(f"{_APPOINTS}{rows}{_DUTIES}")
    assert group.duties == {"member": ["ดำเนินงาน", "รายงานผล"]}
    return [(m.name, m.post, m.said) for m in group.members]


def _aligned(rows: list[tuple[str, ...]], *columns: int) -> str:
    """The rows with their cells below each other by the width that is shown."""
    lines = []
    for row in rows:
        line = f"     {row[0]}"
        for cell, column in zip(row[1:], columns, strict=True):
            if cell:
                line += " " * max(2, column - len(_NO_WIDTH.sub("", line))) + cell
        lines.append(line)
    return "\n".join(lines)


_ONE, _TWO, _THREE = "นายหนึ่ง แรกสุด", "นางสอง รองลงมา", "น.ส.สาม ตามมา"
_ROWS = [
    (f"๑. {_ONE}", "นักวิชาการสหกรณ์ชำนาญการพิเศษ", "หัวหน้าศูนย์"),
    (f"๒. {_TWO}", "เจ้าพนักงานธุรการชำนาญงาน", "ผู้กำกับพื้นที่ตำบลบางปลา"),
    (f"๓. {_THREE}", "ผู้อำนวยการกลุ่มส่งเสริมสหกรณ์ ๑", "ผู้กำกับพื้นที่ตำบลนาดี"),
]
_WANTED = [(row[0][3:], *row[1:]) for row in _ROWS]


@pytest.mark.parametrize(
    "rows",
    [
        _aligned(_ROWS, 32, 66),
        "\n".join("    ".join(row) for row in _ROWS),
        "\n".join("\t".join(row) for row in _ROWS),
        "\n".join("\t".join(row).replace(". ", ".\t") for row in _ROWS),
        "\n".join(" ......... ".join(row) for row in _ROWS),
        "\n".join(f"| {' | '.join(row).replace('. ', ' | ')} |" for row in _ROWS),
        "\n".join("    ".join(row)[3:] for row in _ROWS),
        "\n".join(f"- {'    '.join(row)[3:]}" for row in _ROWS),
        "\n".join(f"({row[0][0]}) {'    '.join(row)[3:]}" for row in _ROWS),
        "\n".join(f"๑.{'    '.join(row).replace('. ', ' ')}" for row in _ROWS),
        "\n".join("    เป็น".join("    ".join(row).rsplit("    ", 1)) for row in _ROWS),
        "\n".join("    ".join(row).replace(" รอง", "  รอง") for row in _ROWS),
        "\n".join("    ".join(row).replace("สหกรณ์ ๑", "สหกรณ์  ๑") for row in _ROWS),
        "\n".join(
            "\n".join((row[0][0], row[0][3:], *row[1:2], "ผู้กำกับ" if n else "หัวหน้าศูนย์"))
            for n, row in enumerate(_ROWS)
        ),
    ],
)  # fmt: skip
def test_the_last_cell_is_the_role_whatever_its_words(rows: str) -> None:
    wanted = _WANTED
    if "ตำบล" not in rows:
        wanted = [(n, p, "ผู้กำกับ" if at else r) for at, (n, p, r) in enumerate(_WANTED)]
    assert _listed(rows) == wanted


@pytest.mark.parametrize("role_in", [0, 1])
def test_a_post_over_two_lines(role_in: int) -> None:
    rows = []
    for who, post, said in _ROWS:
        halves = (post[:16], post[16:])
        below = ["", said] if role_in else [said, ""]
        rows += [(who, halves[0], below[0]), ("", halves[1], below[1])]
    assert _listed(_aligned(rows, 32, 56)) == _WANTED


def test_the_role_over_two_lines() -> None:
    rows = [
        (f"๑. {_ONE}", "นักวิชาการสหกรณ์", "ผู้ประสานงาน"),
        ("", "ชำนาญการพิเศษ", "ระดับจังหวัด"),
        (f"๒. {_TWO}", "นิติกรปฏิบัติการ", "ผู้ตรวจการ"),
        ("", "", "และเลขานุการ"),
    ]
    assert _listed(_aligned(rows, 32, 56)) == [
        (_ONE, "นักวิชาการสหกรณ์ชำนาญการพิเศษ", "ผู้ประสานงานระดับจังหวัด"),
        (_TWO, "นิติกรปฏิบัติการ", "ผู้ตรวจการและเลขานุการ"),
    ]


def test_post_and_role_below_the_name_or_flush_left() -> None:
    assert _listed(
        f"๑. {_ONE}\n     นิติกรชำนาญการ    ผู้กำกับ\n๒. {_TWO}    ผู้อำนวยการกลุ่มส่งเสริมและพัฒนา\n"
        f"ธุรกิจสหกรณ์    ผู้กำกับ\n๓. {_THREE}    ลูกจ้างประจำ    ผู้กำกับ"
    ) == [
        (_ONE, "นิติกรชำนาญการ", "ผู้กำกับ"),
        (_TWO, "ผู้อำนวยการกลุ่มส่งเสริมและพัฒนาธุรกิจสหกรณ์", "ผู้กำกับ"),
        (_THREE, "ลูกจ้างประจำ", "ผู้กำกับ"),
    ]


def test_a_post_that_fills_its_column_and_one_that_is_not_said() -> None:
    rows = [
        (f"๑. {_ONE}", "นิติกรชำนาญการ", "ผู้กำกับ"),
        (f"๒. {_TWO}", "เจ้าพนักงานส่งเสริมสหกรณ์ชำนาญงาน ผู้สังเกต", ""),
        ("๓. พระครูสังวร ธรรมคุณ", "", "ผู้สังเกต"),
        (f"๔. {_THREE}", "พนักงานราชการ", "ผู้สังเกต"),
    ]
    assert [said for _name, _post, said in _listed(_aligned(rows, 32, 64))] == [
        "ผู้กำกับ", "ผู้สังเกต", "ผู้สังเกต", "ผู้สังเกต"
    ]  # fmt: skip


def test_the_role_behind_one_space_or_a_dash() -> None:
    assert [said for _name, _post, said in _listed(
        f"๑. {_ONE} นิติกรชำนาญการ ผู้กำกับ\n๒. {_TWO} พนักงานราชการ ผู้กำกับ\n๓. {_THREE} ครู - ผู้กำกับ"
    )] == ["ผู้กำกับ"] * 3  # fmt: skip


def test_posts_without_names() -> None:
    posts = ["สหกรณ์จังหวัดทดลอง", "ผู้อำนวยการกลุ่มตรวจการสหกรณ์", "หัวหน้าฝ่ายบริหารทั่วไป"]
    roles = ["ผู้อำนวยการศูนย์", "เจ้าหน้าที่ประจำศูนย์", "เจ้าหน้าที่ประจำศูนย์"]
    wanted = [("", post, said) for post, said in zip(posts, roles, strict=True)]
    rows = [f"{post}    {said}" for _name, post, said in wanted]
    assert _listed("\n".join(rows)) == wanted
    assert _listed("\n".join(f"{n}. {row}" for n, row in enumerate(rows, 1))) == wanted
    spoken = (row.replace("    ", " เป็น") for row in rows)
    assert _listed("\n".join(f"({n}) {row}" for n, row in enumerate(spoken, 1))) == wanted


def test_names_with_roles_alone_and_roles_before_names() -> None:
    wanted = [(_ONE, "", "หัวหน้าชุด"), (_TWO, "", "ผู้จดแต้ม"), (_THREE, "", "ผู้ตรวจนับ")]
    rows = [f"{n}. {who}    {said}" for n, (who, _post, said) in enumerate(wanted, 1)]
    assert _listed("\n".join(rows)) == wanted
    assert _listed(
        f"๑. ผู้อำนวยการศูนย์    {_ONE}    สหกรณ์จังหวัดทดลอง\n๒. เจ้าหน้าที่    {_TWO}    นิติกร"
    ) == [
        (_ONE, "สหกรณ์จังหวัดทดลอง", "ผู้อำนวยการศูนย์"),
        (_TWO, "นิติกร", "เจ้าหน้าที่"),
    ]


def test_the_head_says_which_column_it_is() -> None:
    rows = [
        ("ลำดับ  ชื่อ - สกุล", "ตำแหน่ง", "ทำหน้าที่"),
        (f"๑. {_ONE}", "นิติกร", "เปิดงาน"),
        (f"๒. {_TWO}", "พนักงานราชการ", "ถ่ายภาพ"),
    ]
    assert _listed(_aligned(rows, 32, 56)) == [
        (_ONE, "นิติกร", "เปิดงาน"),
        (_TWO, "พนักงานราชการ", "ถ่ายภาพ"),
    ]


@pytest.mark.parametrize(
    ("last", "posts"),
    [
        ("", "{post}"),
        ("    ชำนาญงาน", "{post}ชำนาญงาน"),
        ("    ฝ่ายบริหารทั่วไป", "{post} ฝ่ายบริหารทั่วไป"),
        ("    อำเภอเมือง", "{post} อำเภอเมือง"),
        ("    วันจันทร์", "{post} วันจันทร์"),
        ("    ๐๘๑-๒๓๔๕๖๗๘", "{post} ๐๘๑-๒๓๔๕๖๗๘"),
    ],
)
def test_a_list_without_roles(last: str, posts: str) -> None:
    post = "เจ้าพนักงานธุรการ"
    rows = "\n".join(f"{n}. {who}    {post}{last}" for n, who in enumerate((_ONE, _TWO), 1))
    said = posts.format(post=post)
    assert _listed(rows) == [(_ONE, said, ""), (_TWO, said, "")]


def test_duties_in_columns_are_no_members() -> None:
    duties = "\nมีหน้าที่ ดังนี้\n๑. ตรวจสอบบัญชี    ทุกเดือน\n๒. รายงานผล    ทุกเดือน"
    group = _group(f"{_APPOINTS}๑. {_ONE}    นิติกร    ผู้กำกับ\n๒. {_TWO}    นิติกร    ผู้กำกับ{duties}")
    assert [m.said for m in group.members] == ["ผู้กำกับ", "ผู้กำกับ"]
    assert group.duties == {"member": ["ตรวจสอบบัญชี ทุกเดือน", "รายงานผล ทุกเดือน"]}


# Officers told in a sentence

_OFFICER = (_ONE, "นิติกรชำนาญการ", "เจ้าหน้าที่พลังงาน")


@pytest.mark.parametrize(
    "said",
    [
        "จึงแต่งตั้ง {who} ตำแหน่ง {post} เป็น{role} โดยมีหน้าที่\n๑. บันทึก\n๒. รายงาน",
        "จึงแต่งตั้งให้ {who} {post} เป็น {role} มีหน้าที่ดังนี้\n(๑) บันทึก\n(๒) รายงาน",
        "ด้วยมีงานพลังงาน จึงมอบหมายให้ {who} {post} ทำหน้าที่{role} ตั้งแต่วันที่ ๑ มีนาคม ๒๕๖๘ เป็นต้นไป "
        "โดยมีหน้าที่ ๑. บันทึก ๒. รายงาน",
        "จึงขอแต่งตั้ง{who} {post} ให้เป็น{role} และมีหน้าที่ความรับผิดชอบ ดังต่อไปนี้\n๑) บันทึก\n๒) รายงาน",
        "จึงแต่งตั้งเจ้าหน้าที่พลังงาน คือ {who} ตำแหน่ง {post} เป็น{role} โดยให้มีหน้าที่\nก. บันทึก\nข. รายงาน",
        "เพื่อให้การใช้พลังงานเป็นไปด้วยความประหยัด จึงแต่งตั้ง {who} ตำแหน่ง\n{post} เป็น{role} โดยมีหน้าที่ดังนี้"
        "\n๑. บันทึก\n๒. รายงาน",
    ],
)
def test_an_officer_told_in_a_sentence(said: str) -> None:
    name, post, role = _OFFICER
    group = _group(said.format(who=name, post=post, role=role), f"แต่งตั้ง{role}")
    assert (group.title, group.duties) == (role, {"member": ["บันทึก", "รายงาน"]})
    assert [(m.name, m.post, m.said) for m in group.members] == [_OFFICER]


def test_two_officers_and_one_by_post() -> None:
    group = _group(
        f"จึงแต่งตั้ง {_ONE} ตำแหน่ง นิติกร เป็นเจ้าหน้าที่ความปลอดภัย และ{_TWO} ตำแหน่ง พนักงานราชการ "
        "เป็นผู้ช่วยเจ้าหน้าที่ความปลอดภัย มีหน้าที่\n๑. ตรวจตรา\n๒. รายงาน",
        "แต่งตั้งเจ้าหน้าที่ความปลอดภัย",
    )
    assert [(m.name, m.said) for m in group.members] == [
        (_ONE, "เจ้าหน้าที่ความปลอดภัย"),
        (_TWO, "ผู้ช่วยเจ้าหน้าที่ความปลอดภัย"),
    ]
    group = _group(
        "จึงแต่งตั้งหัวหน้าฝ่ายบริหารทั่วไป เป็นผู้ตรวจสอบภายใน โดยมีหน้าที่ ดังนี้\n๑. ตรวจสอบ\n๒. รายงาน",
        "แต่งตั้งผู้ตรวจสอบภายใน",
    )
    assert (group.title, group.members[0].post) == ("ผู้ตรวจสอบภายใน", "หัวหน้าฝ่ายบริหารทั่วไป")


# Names of bodies


@pytest.mark.parametrize(
    "behind",
    [
        "รอบการประเมินที่ ๒ (๑ เมษายน ๒๕๖๘ - ๓๐ กันยายน ๒๕๖๘)",
        "(รอบการประเมินที่ ๑ วันที่ ๑ ตุลาคม ๒๕๖๗ ถึงวันที่ ๓๑ มีนาคม ๒๕๖๘)",
        "ครั้งที่ ๑ (๑ ตุลาคม ๒๕๖๗ - ๓๑ มีนาคม ๒๕๖๘)",
        "(ระหว่างวันที่ ๑ เมษายน - ๓๐ กันยายน ๒๕๖๘)",
        "รอบที่ ๑/๒๕๖๘",
        "ประจำรอบการประเมินที่ ๑",
        "รอบ ๖ เดือนแรก",
    ],
)
@pytest.mark.parametrize("subject", ["แต่งตั้งคณะกรรมการประเมินผลงาน", "แต่งตั้งคณะกรรมการ"])
def test_the_round_is_no_part_of_the_name(behind: str, subject: str) -> None:
    said = f"จึงแต่งตั้งคณะกรรมการประเมินผลงาน {behind} ดังนี้\n๑. {_ONE}    นิติกร    ประธานกรรมการ"
    assert _group(f"{said}{_DUTIES}", f"{subject} {behind}").title == "คณะกรรมการประเมินผลงาน"


@pytest.mark.parametrize(
    ("subject", "said", "title"),
    [
        ("จัดตั้งศูนย์ช่วยเหลือกลุ่มเกษตรกร", "จึงจัดตั้งศูนย์ช่วยเหลือกลุ่มเกษตรกร โดยมีองค์ประกอบ ดังนี้", 1),
        ("การจัดตั้งศูนย์ช่วยเหลือ", "จึงให้ตั้ง “ศูนย์ช่วยเหลือกลุ่มเกษตรกร” ขึ้น ประกอบด้วย", 1),
        ("แต่งตั้งคณะทำงานสร้างศูนย์", "จึงแต่งตั้งคณะทำงานสร้างศูนย์ เพื่อจัดตั้งศูนย์ช่วยเหลือ ประกอบด้วย", 0),
    ],
)
def test_a_centre_that_is_set_up(subject: str, said: str, title: int) -> None:
    rows = f"\n๑. {_ONE}    นิติกร    หัวหน้าศูนย์\n๒. {_TWO}    พนักงานราชการ    เจ้าหน้าที่ประจำศูนย์"
    wanted = ("คณะทำงานสร้างศูนย์", "ศูนย์ช่วยเหลือกลุ่มเกษตรกร")[title]
    assert _group(f"{said}{rows}{_DUTIES}", subject).title == wanted


def test_rubbish_takes_no_time_to_speak_of() -> None:
    for line in ("๑. นายก ข    ค ง    จ", "นาย ก ข", "คณะทำงาน", "๑. เกษตรอำเภอ   ตัวแทน", "ที่"):
        begun = time.process_time()
        read_order(f"{line}\n" * (200_000 // (len(line) + 1)))
        assert time.process_time() - begun < 3, line
