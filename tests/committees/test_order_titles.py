"""Where the names of bodies begin and end in subjects, sentences and headings."""

import re
from pathlib import Path

import pytest

from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.order_titles import name_alone
from kmdesk.committees.read_order import read_order
from tests.committees.gold import FOLDER, OWN

_HEAD = "คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง\nที่ ๙/๒๕๖๘\nเรื่อง "
_FOOT = "\nสั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘\n(นายสมมติ ตัวอย่าง)\nสหกรณ์จังหวัดตัวอย่าง\n"
_LIST = "\n๑. นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ\n๒. นางสอง ถัดมา นักวิชาการสหกรณ์ กรรมการ"
_BELOW = "\n๑) นายหนึ่ง แรกสุด นิติกร ประธานกรรมการ\n๒) นางสอง ถัดมา นักวิชาการสหกรณ์ กรรมการ\n"
_NAME = "คณะทำงานสำรวจข้อมูลสหกรณ์"


def _order(subject: str, text: str) -> OrderDraft:
    return read_order(f"{_HEAD}{subject}\n{text}{_FOOT}")


def _titles(subject: str, text: str) -> list[str]:
    return ["".join(group.title.split()) for group in _order(subject, text).groups]


def _flat(*names: str) -> list[str]:
    return ["".join(name.split()) for name in names]


_TIMES = (
    "ประจำปี ๒๕๖๙", " ประจำปีงบประมาณ พ.ศ. ๒๕๖๙", " ปี ๒๕๖๘ - ๒๕๗๐", " (พ.ศ. ๒๕๖๙ - ๒๕๗๓)",
    " ระยะ ๕ ปี", "ระยะ ๕ ปี (พ.ศ. ๒๕๖๙ - ๒๕๗๓)", " ระยะเวลา ๖ เดือน", " รอบที่ ๑/๒๕๖๙",
    " รอบการประเมินที่ ๑", " ครั้งที่ ๑", " ครั้งที่ ๒/๒๕๖๙", " ไตรมาส ๔", " งวดที่ ๒",
    " (๑ ตุลาคม ๒๕๖๗ - ๓๑ มีนาคม ๒๕๖๘)",
    " (ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๗)", " ในวันที่ ๕ มกราคม ๒๕๖๙", " ระหว่างวันที่ ๕ - ๖ มกราคม ๒๕๖๘",
    " ประจำเดือนมกราคม ๒๕๖๙", " ภายในวันที่ ๓๐ กันยายน ๒๕๖๙", " ช่วงเทศกาลสงกรานต์", " รุ่นที่ ๒",
)  # fmt: skip
_PLACES = (" ณ อำเภอตัวอย่าง", " ณ ห้องประชุมสำนักงาน", " ในพื้นที่ ๕ อำเภอ", " ในเขตจังหวัดตัวอย่าง")
_SEATS = (
    " (เพิ่มเติม)", " เพิ่มเติม", " ชุดใหม่", "ชุดใหม่", " แทนตำแหน่งที่ว่าง", " แทนคณะเดิม", " (แทนชุดเดิม)",
    " จำนวน ๕ ราย",
)  # fmt: skip
_CHANGED = (" (ฉบับที่ ๒)", " (แก้ไขเพิ่มเติม)", " (ปรับปรุงใหม่)", " (ยกเลิกคำสั่งเดิม)")
_TOLD = (
    "ขึ้นมาใหม่", "ขึ้น", "ขึ้นเพื่อดำเนินการในเรื่องนี้", "ขึ้นใหม่แทน", "อีกคณะหนึ่ง", "หนึ่งคณะ", " ๑ คณะ",
    "คณะหนึ่ง", "เพื่อให้การสำรวจเป็นไปด้วยความเรียบร้อย", " เพื่อทำหน้าที่สำรวจข้อมูล", " ทำหน้าที่สำรวจข้อมูล",
    "ซึ่งมีรายชื่อ", " อันประกอบด้วย", "โดยมีรายชื่อและตำแหน่ง", " โดยองค์ประกอบและอำนาจหน้าที่มี",
    "แทนชุดเดิมที่หมดวาระ", " แทน", "ในกรณีดังกล่าว", "ดังกล่าว", " ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป", "เป็นการชั่วคราว",
    "และกำหนดอำนาจหน้าที่ไว้", "พร้อมทั้งกำหนดหน้าที่", "ให้เหมาะสมกับสถานการณ์ปัจจุบัน", " ให้เป็นปัจจุบัน",
    " ตามความในข้อ ๕ แห่งระเบียบ", " สำหรับปี ๒๕๖๙", " มีองค์ประกอบและอำนาจหน้าที่",
    " รวม ๒ ราย", " ภายใต้การกำกับของสหกรณ์จังหวัด", " ตลอดปีงบประมาณ พ.ศ. ๒๕๖๙", " วาระ ๒ ปี",
)  # fmt: skip
_KEPT = (
    " ระดับอำเภอ", " จังหวัดตัวอย่าง", " (KM Team)", " ของสำนักงานสหกรณ์จังหวัดตัวอย่าง", " ชุดที่ ๒",
    " ด้านการเงิน", " สู่มาตรฐานสากล", " และจัดทำรายงาน", "ให้เข้มแข็งขึ้น", "ในเขตพื้นที่สูง", "ประจำตำบล",
    "โดยวิธีคัดเลือก", "เพื่อความยั่งยืน", "ที่ประสบภัยแล้ง", " ประจำสำนักงานสหกรณ์จังหวัดตัวอย่าง",
    " (Survey Team : ST)",
)  # fmt: skip


@pytest.mark.parametrize("tail", (*_TIMES, *_PLACES, *_SEATS, *_CHANGED))
def test_a_subject_goes_on_behind_the_name(tail: str) -> None:
    text = f"เพื่อให้งานเรียบร้อย จึงแต่งตั้งคณะทำงาน ประกอบด้วย{_LIST}"
    assert _titles(f"แต่งตั้ง{_NAME}{tail}", text) == [_NAME]


@pytest.mark.parametrize("tail", (*_TIMES, *_PLACES, *_SEATS, *_TOLD))
def test_a_sentence_goes_on_behind_the_name(tail: str) -> None:
    text = f"เพื่อให้งานเรียบร้อย จึงแต่งตั้ง{_NAME}{tail} ดังนี้{_LIST}"
    assert _titles("แต่งตั้งคณะทำงาน", text) == [_NAME]


@pytest.mark.parametrize("tail", (*_TIMES, *_PLACES, *_SEATS))
def test_a_heading_goes_on_behind_the_name(tail: str) -> None:
    text = (
        f"จึงแต่งตั้งคณะทำงาน ดังนี้\n๑. {_NAME}{tail} ประกอบด้วย{_BELOW}"
        f"๒. คณะทำงานจัดนิทรรศการ{tail} ประกอบด้วย{_BELOW}"
    )
    assert _titles("แต่งตั้งคณะทำงานต่าง ๆ", text) == [_NAME, "คณะทำงานจัดนิทรรศการ"]


@pytest.mark.parametrize("tail", _KEPT)
def test_a_level_an_office_or_a_purpose_is_of_the_name(tail: str) -> None:
    name = f"{_NAME}{tail}"
    sentence = f"เพื่อให้งานเรียบร้อย จึงแต่งตั้ง{name} ประกอบด้วย{_LIST}"
    assert _titles(f"แต่งตั้ง{_NAME}", sentence) == _flat(name)
    generic = f"เพื่อให้งานเรียบร้อย จึงแต่งตั้งคณะทำงาน ประกอบด้วย{_LIST}"
    assert _titles(f"แต่งตั้ง{name}", generic) == _flat(name)


@pytest.mark.parametrize(
    "name",
    [
        "คณะกรรมการพิจารณาแต่งตั้งผู้ชำระบัญชี",
        "คณะกรรมการคัดเลือกบุคคลเพื่อแต่งตั้งให้ดำรงตำแหน่งนักวิชาการสหกรณ์ชำนาญการ",
        "คณะกรรมการแก้ไขข้อบกพร่องเพิ่มเติมสหกรณ์",
        "คณะกรรมการอำนวยความสะดวกในช่วงเทศกาล",
        "คณะกรรมการให้ความช่วยเหลือสมาชิก",
        "คณะกรรมการสรรหาผู้แทนสหกรณ์",
        "คณะกรรมการจัดตั้งสหกรณ์",
        "คณะกรรมการดำเนินการเปิดประมูล (e-bidding)",
        "คณะกรรมการกำหนดหน้าที่และความรับผิดชอบ",
        "คณะกรรมการสอบข้อเท็จจริง กรณีเงินขาดบัญชี",
        "คณะกรรมการจัดทำร่างขอบเขตของงาน (TOR) และกำหนดราคากลาง",
        "คณะกรรมการจัดทำร่างกฎหมายว่าด้วยการเวนคืนและได้มาซึ่งอสังหาริมทรัพย์",
        "คณะทำงานลดรอบระยะเวลาให้บริการ",
        "คณะทำงานขึ้นทะเบียนเกษตรกร",
        "คณะทำงานแทนคุณแผ่นดิน",
        "คณะทำงานส่งเสริมการจัดตั้งกลุ่มเกษตรกร",
        "คณะทำงานพัฒนาผู้นำสหกรณ์รุ่นใหม่",
        "คณะทำงานจัดทำแผนพัฒนาระยะสั้นและระยะยาว",
        "คณะทำงานป้องกันและแก้ไขปัญหาฝุ่นละออง PM 2.5",
        "คณะทำงานจัดงานครบรอบ ๕๐ ปี",
        "คณะทำงานตามนโยบายตลาดนำการผลิต",
    ],
)
def test_words_that_end_other_names_may_be_within_one(name: str) -> None:
    kind = "คณะกรรมการ" if name.startswith("คณะกรรมการ") else "คณะทำงาน"
    for said in (name, kind):
        text = f"เพื่อให้งานเรียบร้อย จึงแต่งตั้ง{said} ประกอบด้วย{_LIST}"
        assert _titles(f"แต่งตั้ง{name}", text) == _flat(name)


@pytest.mark.parametrize(
    "told",
    [
        "ตามที่กรมให้จังหวัดแต่งตั้งคณะทำงานเพื่อกำกับดูแลหนี้ สำนักงานสหกรณ์จังหวัดตัวอย่างจึง",
        "ตามมติให้มีคณะกรรมการกำกับดูแลสหกรณ์ในทุกจังหวัดเพื่อป้องกันการทุจริต จังหวัดตัวอย่างจึง",
        "ที่ประชุมมีมติให้แต่งตั้งคณะทำงานเพื่อแก้หนี้ อำเภอท่าสมมุติได้พิจารณาแล้วจึงให้",
        "คณะกรรมการพัฒนาการสหกรณ์จังหวัดจึงมีมติ",
        "ตามคำสั่งที่ ๓/๒๕๖๗ แต่งตั้งคณะกรรมการสำรวจเดิม ไว้แล้ว นั้น บัดนี้มีการโยกย้าย จึง",
        "ตามนโยบายให้จัดตั้งคณะทำงานทุกจังหวัด สำนักงานจึงได้",
    ],
)
def test_a_name_runs_over_no_other_act(told: str) -> None:
    text = f"{told}แต่งตั้ง{_NAME} ประกอบด้วย{_LIST}"
    assert _titles("แต่งตั้งคณะทำงาน", text) == [_NAME]


@pytest.mark.parametrize(
    "tail",
    [
        " ณ ชั้น ๒ อาคารสำนักงาน ประกอบด้วย",
        "ขึ้น ณ กลุ่มตรวจการสหกรณ์ และแต่งตั้งเจ้าหน้าที่ประจำศูนย์ ดังนี้",
        " ตั้งอยู่ ณ สำนักงานสหกรณ์จังหวัด ประกอบด้วย",
        "โดยใช้ห้องประชุมเป็นที่ทำการ มีเจ้าหน้าที่ประจำศูนย์ ดังนี้",
        "ขึ้น โดยแต่งตั้งเจ้าหน้าที่ปฏิบัติงาน ดังนี้",
    ],
)
def test_a_centre_is_not_called_by_its_place(tail: str) -> None:
    name = "ศูนย์ไกล่เกลี่ยข้อพิพาทสหกรณ์"
    assert _titles(f"จัดตั้ง{name}", f"เพื่อสมาชิก จึงจัดตั้ง{name}{tail}{_LIST}") == [name]


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("แต่งตั้งผู้ตรวจการสหกรณ์ แทนคณะเดิม", "ผู้ตรวจการสหกรณ์"),
        ("แต่งตั้งผู้ตรวจสอบกิจการ ประจำปีบัญชี ๒๕๖๙", "ผู้ตรวจสอบกิจการ"),
        ("แต่งตั้งเจ้าหน้าที่ประจำศูนย์ไกล่เกลี่ย ณ ศาลากลางจังหวัด", "เจ้าหน้าที่ประจำศูนย์ไกล่เกลี่ย"),
        ("แต่งตั้งคณะกรรมการตรวจรับพัสดุ จ้างเหมาบริการ", "คณะกรรมการตรวจรับพัสดุ"),
        ("แต่งตั้งคณะกรรมการกำหนดราคากลาง งานปรับปรุงอาคาร", "คณะกรรมการกำหนดราคากลาง"),
        ("แต่งตั้งกรรมการแทนตำแหน่งที่ว่างในคณะกรรมการพัฒนาสหกรณ์", "คณะกรรมการพัฒนาสหกรณ์"),
        (f"แต่งตั้งคณะทำงานเพิ่มเติมใน{_NAME}", _NAME),
        (f"แต่งตั้ง{_NAME}และยกเลิกคำสั่งเดิม", _NAME),
        (f"แก้ไขเพิ่มเติมองค์ประกอบ{_NAME}", _NAME),
        (f"ปรับปรุงคำสั่งแต่งตั้ง{_NAME}ให้เป็นปัจจุบัน", _NAME),
    ],
)
def test_a_subject_names_officers_and_buyers(subject: str, name: str) -> None:
    assert _titles(subject, f"เพื่อให้งานเรียบร้อย จึงแต่งตั้งดังนี้{_LIST}") == [name]


def test_the_duties_name_a_body_that_nothing_else_does() -> None:
    text = f"จึงแต่งตั้งคณะทำงาน ประกอบด้วย{_LIST}\nให้%sมีหน้าที่ ดังนี้\n๑. สำรวจสหกรณ์"
    assert _titles("แต่งตั้งคณะทำงาน", text % _NAME) == [_NAME]
    assert _titles("แต่งตั้งคณะทำงาน", text % "คณะทำงานดังกล่าวข้างต้น") == ["คณะทำงาน"]
    assert _titles("แต่งตั้งคณะทำงานลดขยะ", text % _NAME) == ["คณะทำงานลดขยะ"]


@pytest.mark.parametrize("period", ["(๑ ตุลาคม ๒๕๖๗ - ๓๑ มีนาคม ๒๕๖๘)", "(Survey Team)"])
def test_a_subject_goes_on_in_brackets(period: str) -> None:
    draft = _order(f"แต่งตั้ง{_NAME} รอบที่ ๑\n{period}", f"ตามหนังสือกรม จึงแต่งตั้ง{_NAME} ดังนี้{_LIST}")
    assert draft.title == f"แต่งตั้ง{_NAME} รอบที่ ๑ {period}"
    clause = _order(f"แต่งตั้ง{_NAME}", "(๑) นายหนึ่ง แรกสุด นิติกร กรรมการ")
    assert clause.title == f"แต่งตั้ง{_NAME}"


@pytest.mark.parametrize("broken", ["\nดังนี้", " โดยมีองค์ประกอบ\nและอำนาจ ดังต่อไปนี้"])
def test_a_sentence_broken_early_is_read_to_its_end(broken: str) -> None:
    text = f"เพื่อให้การสำรวจข้อมูลเป็นไปด้วยความเรียบร้อย จึงแต่งตั้ง\n{_NAME}{broken}{_LIST}"
    (group,) = _order("แต่งตั้งคณะทำงาน", text).groups
    assert (group.title, len(group.members)) == (_NAME, 2)


def test_a_duty_drops_in_doing() -> None:
    text = f"จึงแต่งตั้ง{_NAME} ดังนี้{_LIST}\nให้คณะทำงานมีหน้าที่และอำนาจในการสำรวจสหกรณ์ทุกแห่ง"
    (group,) = _order(f"แต่งตั้ง{_NAME}", text).groups
    assert group.duties == {"member": ["สำรวจสหกรณ์ทุกแห่ง"]}


@pytest.mark.parametrize("folder", [FOLDER, OWN], ids=lambda folder: folder.name)
def test_known_names_have_nothing_behind_them(folder: Path) -> None:
    golds = [path.read_text("utf-8").partition("=== gold")[2] for path in folder.glob("*.txt")]
    lines = [line for gold in golds for line in gold.splitlines() if line.startswith("body:")]
    names = {line.removeprefix("body:").strip() for line in lines}
    names = {name for name in names if not re.search(r" ประจำปี|ประจำปี ?\d{4}$", name)}
    assert {name for name in names if name_alone(name) != name} == set()
