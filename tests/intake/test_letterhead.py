"""The letterhead reader on letters of every layout, typed and scanned, and on real files."""

import random
import tomllib
from datetime import date
from pathlib import Path

import pytest

from kmdesk.intake.client import read_file
from kmdesk.intake.letterhead import read_letterhead
from kmdesk.intake.letterhead.layout import FIELDS, Known
from kmdesk.intake.letterhead.phrases import Spellings, is_secret
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf
from tests.letters.measure import Score, letters, run, score

_EXTERNAL = """ด่วนที่สุด
ที่ กษ ๑๑๐๘/ว ๙๙      กรมส่งเสริมสหกรณ์
                      เทเวศร์ กทม. ๑๐๒๐๐
            ๑๒ มีนาคม ๒๕๕๑
เรื่อง  การจัดทำแผนการจัดการความรู้ และการรายงาน
ผลการดำเนินงาน
เรียน  สหกรณ์จังหวัดทุกจังหวัด
อ้างถึง  หนังสือกรมส่งเสริมสหกรณ์ ที่ กษ ๑๑๐๘/ว ๑๒ ลงวันที่ ๕ มกราคม ๒๕๕๑
สิ่งที่ส่งมาด้วย  ๑. แบบรายงาน จำนวน ๑ ชุด
๒. แผ่นซีดี จำนวน ๑ แผ่น
ตามหนังสือที่อ้างถึง กรมส่งเสริมสหกรณ์ได้แจ้งให้ทราบแล้ว นั้น
ขอให้ยกเลิกหนังสือที่อ้างถึง และขอให้รายงานกรมภายในวันที่ ๓๐ เมษายน ๒๕๕๑
ขอแสดงความนับถือ
(นาย ก. ตัวอย่าง)
รองอธิบดี ปฏิบัติราชการแทน
อธิบดีกรมส่งเสริมสหกรณ์
กลุ่มพัฒนาความรู้
โทร. ๐ ๒๒๘๑ ๑๒๓๔ ต่อ ๑๒
"""


def test_an_external_circular_is_read_field_by_field() -> None:
    read = read_letterhead([_EXTERNAL])
    assert {name: read.value(name) for name in FIELDS} == {
        "number": "กษ 1108/ว 99",
        "issuer": "กรมส่งเสริมสหกรณ์",
        "dated": "2008-03-12",
        "title": "การจัดทำแผนการจัดการความรู้ และการรายงานผลการดำเนินงาน",
        "addressee": "สหกรณ์จังหวัดทุกจังหวัด",
        "refers_to": "หนังสือกรมส่งเสริมสหกรณ์ ที่ กษ ๑๑๐๘/ว ๑๒ ลงวันที่ ๕ มกราคม ๒๕๕๑",
        "enclosures": "๑. แบบรายงาน จำนวน ๑ ชุด\n๒. แผ่นซีดี จำนวน ๑ แผ่น",
        "urgency": "most_urgent",
        "signer": "นาย ก. ตัวอย่าง",
        "signer_position": "รองอธิบดี",
        "capacity": "ปฏิบัติราชการแทน อธิบดีกรมส่งเสริมสหกรณ์",
        "contact": "กลุ่มพัฒนาความรู้ โทร. ๐ ๒๒๘๑ ๑๒๓๔ ต่อ ๑๒",
        "reply_by": "2008-04-30",
        "form": "circular",
    }
    title = read.fields["title"]
    assert title.words == (
        "เรื่อง  การจัดทำแผนการจัดการความรู้ และการรายงาน",
        "ผลการดำเนินงาน",
    )


def test_repealing_the_letter_referred_to_is_proposed_once() -> None:
    (only,) = read_letterhead([_EXTERNAL]).cited
    assert (only.relation, only.number, only.dated) == ("repeals", "กษ 1108/ว 12", "2008-01-05")


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("ให้ยกเลิกหนังสือกรม ที่ กษ ๑๑๐๘/ว ๓", "repeals"),
        ("ให้ยกเลิกข้อ ๓ ของหนังสือกรม ที่ กษ ๑๑๐๘/ว ๓", "amends"),
        ("แก้ไขเพิ่มเติมหนังสือกรม ที่ กษ ๑๑๐๘/ว ๓", "amends"),
        ("ขอส่งสำเนาหนังสือกรม ที่ กษ ๑๑๐๘/ว ๓", "forwards"),
        ("ให้ถือปฏิบัติตามหนังสือกรม ที่ กษ ๑๑๐๘/ว ๓", "cites"),
    ],
)
def test_relations_come_from_what_is_said_of_a_paper(said: str, relation: str) -> None:
    text = _EXTERNAL.replace("ขอให้ยกเลิกหนังสือที่อ้างถึง", said + " ลงวันที่ ๑ กุมภาพันธ์ ๒๕๕๑")
    found = {paper.number: paper for paper in read_letterhead([text]).cited}
    assert found["กษ 1108/ว 3"].relation == relation
    assert found["กษ 1108/ว 3"].dated == "2008-02-01"
    assert found["กษ 1108/ว 12"].relation == "cites"


@pytest.mark.parametrize(
    "stamped",
    ["ลับ", "  ล ับ ", "- ลับมาก -", "“ลับที่สุด”", "ด่วนที่สุด   ลับ", "ชั้นความลับ : ลับ"],
)
def test_a_secret_paper_gives_nothing(stamped: str) -> None:
    for page in (f"{stamped}\n{_EXTERNAL}", f"{_EXTERNAL}\n{stamped}"):
        read = read_letterhead([page])
        assert read.secret
        assert not read.fields
        assert not read.cited


def test_speaking_of_secrets_is_no_secret() -> None:
    for title in ("การรักษาความลับของทางราชการ", "ความลับ", "ทดสอบลับสมอง"):
        assert not is_secret(_EXTERNAL.replace("การจัดทำแผนการจัดการความรู้", title))


def test_a_missing_field_stays_empty() -> None:
    text = _EXTERNAL.replace("๑๒ มีนาคม ๒๕๕๑", "      มีนาคม ๒๕๕๑").replace("๑๑๐๘/ว ๙๙", "๑๑๐๘/ว")
    read = read_letterhead([text])
    assert read.value("number") == read.value("dated") == ""
    assert read.value("issuer") == "กรมส่งเสริมสหกรณ์"


def test_the_receive_stamp_is_not_the_letters_date_or_number() -> None:
    stamp = "สำนักงานสหกรณ์จังหวัดตัวอย่าง\nเลขรับ ๑๒๓/๒๕๕๑\nวันที่ ๑๘ มี.ค. ๕๑\nเวลา ๐๙.๓๐ น.\n"
    read = read_letterhead([stamp + _EXTERNAL])
    assert read.value("dated") == "2008-03-12"
    assert read.value("issuer") == "กรมส่งเสริมสหกรณ์"


def test_the_offices_own_spelling_is_proposed() -> None:
    known = Known(["กรมส่งเสริมสหกรณ์"], {"กษ 1108": "กรมส่งเสริมสหกรณ์"})
    for seen in ("กรมสงเสริมสหกรณ", "กรมส่งเสริมสหกรถ์"):
        text = _EXTERNAL.replace("ว ๙๙      กรมส่งเสริมสหกรณ์", f"ว ๙๙      {seen}")
        assert read_letterhead([text], known).value("issuer") == "กรมส่งเสริมสหกรณ์"
    bare = _EXTERNAL.replace("ว ๙๙      กรมส่งเสริมสหกรณ์", "ว ๙๙")
    assert read_letterhead([bare], known).value("issuer") == "กรมส่งเสริมสหกรณ์"


def test_running_text_is_no_letter() -> None:
    assert not read_letterhead(["เรื่องการเรียนรู้นั้นสำคัญ\nเรียนมาเพื่อทราบ"]).fields
    assert not read_letterhead([]).fields


def test_proposals_are_precise_on_typed_letters() -> None:
    for field, found in run(150, 7, "typed").items():
        assert found.precision >= 0.98, field
        assert found.recall >= 0.75, field


def test_scanned_letters_lose_recall_rather_than_precision() -> None:
    scores = run(150, 8, "heavy")
    right = sum(score.right for score in scores.values())
    assert right / sum(score.proposed for score in scores.values()) >= 0.96
    assert right / sum(score.there for score in scores.values()) >= 0.85


def test_a_real_pdf_reads_like_its_text(tmp_path: Path) -> None:
    scores: dict[str, Score] = {}
    forms = ("external", "memo", "stamped", "order")
    for number in range(16):
        chance = random.Random(number)
        facts = make_facts(chance, forms[number % 4])
        path = write_pdf(rows_of(facts, chance), tmp_path / f"{number}.pdf")
        pages = [page.text for page in read_file(path).pages]
        score(scores, facts.gold(), read_letterhead(pages))
    right = sum(found.right for found in scores.values())
    assert right >= 0.98 * sum(found.proposed for found in scores.values())
    assert right >= 0.9 * sum(found.there for found in scores.values())


def test_the_generator_makes_every_layout() -> None:
    assert {facts.form for facts, _text in letters(80, 1, "typed")} == {
        "external",
        "memo",
        "stamped",
        "order",
        "announcement",
    }


@pytest.mark.corpus
def test_real_files(corpus: Path) -> None:
    gold = tomllib.loads(
        (Path(__file__).parent.parent / "letters" / "gold.toml").read_text("utf-8")
    )
    for name in ("memo_travel_approval_template.docx", "gazette_2562_good_governance_no2.pdf"):
        pages = [page.text for page in read_file(corpus / "files" / name).pages]
        read = read_letterhead(pages)
        assert {field: found.value for field, found in read.fields.items()} == gold[name]


_DOTTED = """บันทึกข้อความ
ส่วนราชการ.......สำนักงานสหกรณ์จังหวัดตัวอย่าง ฝ่ายบริหารทั่วไป โทร. 0-7750-1234.......
ที่.....ตย 0010/125......................วันที่......12 มีนาคม 2568.........
เรื่อง.....ขออนุมัติเดินทางไปราชการ......................................
เรียน   สหกรณ์จังหวัดตัวอย่าง
        ด้วยกลุ่มฯ มีความประสงค์เดินทาง
                    (ลงชื่อ).......................
                    ( นายก. ตัวอย่าง )
                    นักวิชาการสหกรณ์ปฏิบัติการ"""
_PROVINCE = """ด่วนที่สุด ที่ ตย ๐๐๑๐/ว ๒๓๔๕       ศาลากลางจังหวัดตัวอย่าง
ถนนทดลอง ตย ๘๖๐๐๐
๒๙ กุมภาพันธ์ ๒๕๖๗
เรื่อง : ขอเชิญร่วมพิธี
เรียน : ๑. หัวหน้าส่วนราชการ
๒. นายอำเภอทุกอำเภอ
สิ่งที่ส่งมาด้วย สำเนาหนังสือกรมบัญชีกลาง ด่วนที่สุด ที่ กค (กวจ) ๐๔๐๕.๒/ว ๔๒๘
ลงวันที่ ๒๖ มกราคม ๒๕๖๗ จำนวน ๑ ฉบับ
ด้วยจังหวัดกำหนดจัดพิธี จึงขอให้แจ้งรายชื่อให้ทราบ ภายในวันที่ ๕ มีนาคม ๒๕๖๗
ขอแสดงความนับถืออย่างยิ่ง
ว่าที่ร้อยตรี
(ก. ตัวอย่าง)
รองผู้ว่าราชการจังหวัด ปฏิบัติราชการแทน
ผู้ว่าราชการจังหวัดตัวอย่าง"""
_DAYS = """ที่ กษ ๑๑๐๘/ว ๑๒
กรมตัวอย่าง
๒ มกราคม ๒๕๖๗
เรื่อง ทดสอบ
เรียน สหกรณ์จังหวัด
ด้วยกรมประสงค์จะทราบข้อมูล {asked}
ขอแสดงความนับถือ"""
_ORDER = """(สำเนา)
คำสั่ง
สำนักงานสหกรณ์จังหวัดตัวอย่าง
ที่ ๙ / ๒๕๕๑
เรื่อง แต่งตั้งคณะทำงานสร้างชุดความรู้
.................................
ตามคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๕/๒๕๕๑ ลงวันที่ ๑๒ มีนาคม ๒๕๕๑
สั่ง ณ วันที่ ๒๒ เดือนเมษายน พ.ศ. ๒๕๕๑
(นายก. ตัวอย่าง)
สหกรณ์จังหวัดตัวอย่าง"""


def test_letters_as_offices_really_type_them() -> None:
    memo = read_letterhead([_DOTTED])
    assert memo.value("number") == "ตย 0010/125"
    assert memo.value("dated") == "2025-03-12"
    assert memo.value("title") == "ขออนุมัติเดินทางไปราชการ"
    assert memo.value("contact") == "ฝ่ายบริหารทั่วไป โทร. 0-7750-1234"
    assert memo.fields["title"].words[0].endswith("......")
    letter = read_letterhead([_PROVINCE])
    assert letter.value("urgency") == "most_urgent"
    assert letter.value("number") == "ตย 0010/ว 2345"
    assert letter.value("issuer") == "จังหวัดตัวอย่าง"
    assert letter.value("addressee") == "๑. หัวหน้าส่วนราชการ\n๒. นายอำเภอทุกอำเภอ"
    assert letter.value("enclosures").endswith("จำนวน ๑ ฉบับ")
    assert letter.value("signer") == "ว่าที่ร้อยตรี ก. ตัวอย่าง"
    assert letter.value("reply_by") == "2024-03-05"
    order = read_letterhead([_ORDER])
    assert (order.value("form"), order.value("number")) == ("order", "9/2551")
    assert order.value("issuer") == "สำนักงานสหกรณ์จังหวัดตัวอย่าง"
    assert order.value("dated") == "2008-04-22"
    assert [(one.relation, one.number) for one in order.cited] == [("cites", "5/2551")]


@pytest.mark.parametrize(
    ("asked", "days", "from_receipt", "end"),
    [
        ("โปรดแจ้งผลภายใน ๑๕ วันนับแต่วันที่ได้รับหนังสือนี้", 15, True, "2024-01-17"),
        ("โปรดแจ้งผลภายใน 30 วัน", 30, False, "2024-02-01"),
        ("ขอให้ส่งแบบตอบรับภายใน ๗ วันทำการนับจากวันที่ลงในหนังสือ", 7, False, "2024-01-11"),
    ],
)
def test_days_to_answer_are_counted(asked: str, days: int, from_receipt: bool, end: str) -> None:
    letter = read_letterhead([_DAYS.format(asked=asked)])
    within = letter.within
    assert within is not None
    assert (within.days, within.from_receipt) == (days, from_receipt)
    assert within.end(date(2024, 1, 2)).isoformat() == end
    assert letter.value("reply_by") == ""


@pytest.mark.parametrize(
    "asked",
    [
        "ให้สหกรณ์ส่งรายงานภายใน ๑๕๐ วันนับแต่วันสิ้นปีทางบัญชี โปรดแจ้งสมาชิก",
        "ให้ผู้กู้ชำระหนี้ภายใน ๓๐ วัน",
        "โปรดแจ้งผลภายใน ๑๕ วัน และขอให้รายงานภายใน ๓๐ วัน",
        "โปรดแจ้งผลภายใน ๐ วัน",
    ],
)
def test_days_of_something_else_are_no_limit_for_the_answer(asked: str) -> None:
    assert read_letterhead([_DAYS.format(asked=asked)]).within is None


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("ประธานกรรมการสหกรณ์ทกแห่ง", "ประธานกรรมการสหกรณ์ทุกแห่ง"),
        ("ประธานกรรม การสหกรณทกแห่ง", "ประธานกรรมการสหกรณ์ทุกแห่ง"),
        ("หนงสือกรมตวอย่าง ที่ กษ ๑", "หนังสือกรมตัวอย่าง ที่ กษ ๑"),
        ("ประธานกรรมการสหกรณ์บางแห่ง", "ประธานกรรมการสหกรณ์บางแห่ง"),
        ("แผน", "แผน"),
        ("หนังสือกรมตัวอย่างที่เคยพิมพ์ผิด", "หนังสือกรมตัวอย่างที่เคยพิมพ์ผิด"),
    ],
)
def test_marks_lost_in_a_scan_come_back_from_earlier_letters(read: str, mended: str) -> None:
    spellings = Spellings(
        [
            "ประธานกรรมการสหกรณ์ทุกแห่ง",
            "หนังสือกรมตัวอย่าง ที่ กษ ๒",
            "แผ่น",
            "หนงสือกรมตวอย่างที่เคยพิมพผิด",
        ]
    )
    assert spellings.mend(read) == mended


_MEMO = """บันทึกข้อความ
ส่วนราชการ  สำนักงานสหกรณ์จังหวัดตัวอย่าง กลุ่มจัดตั้งและส่งเสริมสหกรณ์ โทร. ๑๒๓๔ (ภายใน)
ที่ {number}    วันที่ ๒๔ พฤศจิกายน ๒๕๖๙
เรื่อง  ขออนุมัติจัดอบรม
เรียน  สหกรณ์จังหวัดตัวอย่าง
ด้วยกลุ่มจะจัดอบรมเรื่องการจัดเก็บเอกสาร จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติ
(นาย ก. ตัวอย่าง)
นักวิชาการสหกรณ์ชำนาญการ
"""


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("ตย ๐๐๑๐/พ ๒๓๑", "ตย 0010/พ 231"),
        ("ตย ๐๐๑๐/พ๒๓๑", "ตย 0010/พ 231"),
        ("ตย ๐๐๑๐/บค. ๗", "ตย 0010/บค 7"),
        ("ตย ๐๐๑๐/ว ๒๓๑", "ตย 0010/ว 231"),
        ("ตย ๐๐๑๐.๓/๑๒", "ตย 0010.3/12"),
    ],
)
def test_a_series_of_numbers_may_have_letters_of_its_own(written: str, number: str) -> None:
    read = read_letterhead([_MEMO.format(number=written)])
    assert read.value("number") == number
    assert read.value("dated") == "2026-11-24"


def test_brackets_inside_a_contact_belong_to_it() -> None:
    read = read_letterhead([_MEMO.format(number="ตย ๐๐๑๐/๑")])
    assert read.value("contact") == "กลุ่มจัดตั้งและส่งเสริมสหกรณ์ โทร. ๑๒๓๔ (ภายใน)"


@pytest.mark.parametrize("telephone", ["โทร./โทรสาร ๐ ๐๐๐๐ ๑๒๓๔", "โทรศัพท์/โทรสาร 0 0000 1234"])
def test_a_contact_block_of_three_lines_is_read(telephone: str) -> None:
    foot = "กลุ่มพัฒนาความรู้\nโทร. ๐ ๒๒๘๑ ๑๒๓๔ ต่อ ๑๒\n"
    block = f"สำนักงานจังหวัด\nกลุ่มงานอำนวยการ\n{telephone}\n"
    assert foot in _EXTERNAL
    read = read_letterhead([_EXTERNAL.replace(foot, block)])
    assert read.value("contact") == f"สำนักงานจังหวัด กลุ่มงานอำนวยการ {telephone}"


def test_an_office_in_a_table_of_the_letterhead_has_no_tab() -> None:
    text = _EXTERNAL.replace(
        "ที่ กษ ๑๑๐๘/ว ๙๙      กรมส่งเสริมสหกรณ์", "ที่ กษ ๑๑๐๘/ว ๙๙\t\tกรมส่งเสริมสหกรณ์"
    )
    assert read_letterhead([text]).value("issuer") == "กรมส่งเสริมสหกรณ์"
