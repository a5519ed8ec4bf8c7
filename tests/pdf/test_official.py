"""Official papers: every field of the form in its place, in the measures of the regulation."""

import shutil
from ctypes import c_uint
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from PIL import Image

from kmdesk.i18n import set_language
from kmdesk.pdf import CM, PdfError, Run
from kmdesk.pdf.correspondence import (
    AgendaPart,
    AnnouncementSheet,
    LetterSheet,
    Matter,
    MemoSheet,
    MinutesSheet,
    OrderSheet,
    write_announcement,
    write_letter,
    write_memo,
    write_minutes,
    write_order,
)
from kmdesk.pdf.document import Paper
from kmdesk.pdf.fonts import SARABUN, find_official, usable
from kmdesk.pdf.official import (
    Heading,
    OfficialPage,
    Part,
    People,
    Person,
    Point,
    Signature,
    Text,
    catchword,
)
from tests.pdf.test_sheets import bare, pages_of

OFFICE = "สำนักงานสหกรณ์จังหวัดตัวอย่าง"
PAPER = Paper(OFFICE, printed_on=date(2026, 1, 5))
CHIEF = Signature("นาย ต. ตัวอย่าง", "สหกรณ์จังหวัดตัวอย่าง", "ปฏิบัติราชการแทนผู้ว่าราชการจังหวัด")
LONG = "เพื่อให้การจัดการความรู้ของสำนักงานดำเนินไปอย่างต่อเนื่องและเกิดผลต่อการปฏิบัติราชการ จึงให้ดำเนินการ"
PEOPLE = People(
    (Person("นาง ก. ตัวอย่าง", "นิติกร", "ประธาน"), Person("นาย ข. ตัวอย่าง", role="เลขานุการ"))
)
ORDER = OrderSheet(
    OFFICE,
    "5/2551",
    "แต่งตั้งคณะทำงาน",
    (Text(LONG), PEOPLE, Heading("หน้าที่"), Point("ข้อ 1", "จัดทำแผน"), Point("(1)", "ติดตาม", 1)),
    "2008-03-12",
    "ตั้งแต่บัดนี้เป็นต้นไป",
    CHIEF,
)
LETTER = LetterSheet(
    "ชพ 0010/123",
    OFFICE,
    "ศาลากลางจังหวัด\nถนนตัวอย่าง",
    "2008-03-12",
    "ขอเชิญประชุม",
    "ประธานกรรมการ",
    (Text(LONG),),
    refers="หนังสือที่ 9",
    enclosures=("ระเบียบวาระ", "แบบตอบรับ"),
    signature=CHIEF,
    division="กลุ่มจัดตั้งสหกรณ์",
    contact=("โทร. 0 7700 0000", "km2008@example.org"),
    copies="สหกรณ์ทุกแห่ง",
    urgency="ด่วนที่สุด",
)
MEMO = MemoSheet(
    f"{OFFICE} ฝ่ายบริหาร",
    "ชพ 0010/7",
    "2008-03-12",
    "ขออนุมัติ",
    "สหกรณ์จังหวัด",
    (Text(LONG),),
    CHIEF,
    "ด่วน",
)
MINUTES = MinutesSheet(
    "คณะทำงาน",
    "1/2551",
    "2008-03-12",
    "ห้องประชุมเล็ก",
    PEOPLE.people,
    (
        AgendaPart("ระเบียบวาระที่ ๑ เรื่องแจ้ง", (Matter("แจ้งผล"),)),
        AgendaPart("ระเบียบวาระที่ ๒ เรื่องรับรอง"),
        AgendaPart(
            "ระเบียบวาระที่ ๕ เรื่องพิจารณา", (Matter("หนึ่ง", "เห็นชอบ", "ผู้รับผิดชอบ ก."), Matter("สอง"))
        ),
    ),
    absent=(Person("นาย ค. ตัวอย่าง", role="ติดราชการ"),),
    guests=(Person("นาง ง. ตัวอย่าง"),),
    opened_at="09.30",
    closed_at="11.15",
    recorder=Signature("นาง จ. ตัวอย่าง"),
    checker=Signature("นาย ฉ. ตัวอย่าง"),
)


def text_of(out: Path) -> str:
    return "".join(pages_of(out))


def in_order(whole: str, *wanted: str) -> None:
    """Each text stands in the print, one after the other."""
    at = 0
    for text in wanted:
        found = whole.find(bare(text), at)
        assert found >= 0, text
        at = found


def left_of(out: Path, text: str) -> float:
    """Where the first place of a text begins, in cm from the left edge of the paper."""
    with pdfium.PdfDocument(out) as pdf:
        words = pdf[0].get_textpage()
        whole = words.get_text_range()
        return float(words.get_charbox(whole.index(text))[0]) / CM


def test_an_order_has_every_field_of_form_4(tmp_path: Path) -> None:
    whole = text_of(write_order(tmp_path / "a.pdf", PAPER, ORDER))
    in_order(
        whole,
        f"คำสั่ง{OFFICE}",
        "ที่ ๕/๒๕๕๑",
        "เรื่อง แต่งตั้งคณะทำงาน",
        LONG,
        "๑. นาง ก. ตัวอย่าง นิติกร ประธาน",
        "๒. นาย ข. ตัวอย่าง เลขานุการ",
        "ข้อ ๑ จัดทำแผน",
        "(๑) ติดตาม",
        "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป",
        "สั่ง ณ วันที่ ๑๒ มีนาคม พ.ศ. ๒๕๕๑",
        "(นาย ต. ตัวอย่าง)",
        "สหกรณ์จังหวัดตัวอย่าง",
        "ปฏิบัติราชการแทนผู้ว่าราชการจังหวัด",
    )


def test_an_announcement_has_every_field_of_form_7(tmp_path: Path) -> None:
    sheet = AnnouncementSheet(OFFICE, "แต่งตั้งทีมงาน", (Text(LONG),), "2008-03-12", CHIEF)
    whole = text_of(write_announcement(tmp_path / "a.pdf", PAPER, sheet))
    in_order(
        whole,
        f"ประกาศ{OFFICE}",
        "เรื่อง แต่งตั้งทีมงาน",
        LONG,
        "ประกาศ ณ วันที่ ๑๒ มีนาคม พ.ศ. ๒๕๕๑",
        "(นาย ต. ตัวอย่าง)",
    )


def test_a_letter_has_every_field_of_form_1(tmp_path: Path) -> None:
    whole = text_of(write_letter(tmp_path / "a.pdf", PAPER, LETTER))
    for text in ("ด่วนที่สุด", "ที่ ชพ ๐๐๑๐/๑๒๓", OFFICE, "ถนนตัวอย่าง"):
        assert bare(text) in whole
    in_order(
        whole,
        "๑๒ มีนาคม ๒๕๕๑",
        "เรื่อง ขอเชิญประชุม",
        "เรียน ประธานกรรมการ",
        "อ้างถึง หนังสือที่ ๙",
        "สิ่งที่ส่งมาด้วย",
        "๑. ระเบียบวาระ",
        "๒. แบบตอบรับ",
        LONG,
        "ขอแสดงความนับถือ",
        "(นาย ต. ตัวอย่าง)",
        "กลุ่มจัดตั้งสหกรณ์",
        "โทร. ๐ ๗๗๐๐ ๐๐๐๐",
        "km2008@example.org",
        "สำเนาส่ง สหกรณ์ทุกแห่ง",
    )


def test_headings_without_a_value_are_left_out_of_a_letter(tmp_path: Path) -> None:
    letter = replace(LETTER, refers="", enclosures=(), copies="", urgency="")
    whole = text_of(write_letter(tmp_path / "a.pdf", PAPER, letter))
    for absent in ("อ้างถึง", "สิ่งที่ส่งมาด้วย", "สำเนาส่ง", "ด่วน"):
        assert absent not in whole


def test_a_memo_has_every_field_of_form_2_and_no_closing(tmp_path: Path) -> None:
    whole = text_of(write_memo(tmp_path / "a.pdf", PAPER, MEMO))
    in_order(
        whole, "บันทึกข้อความ", f"ส่วนราชการ {OFFICE} ฝ่ายบริหาร", "เรื่อง ขออนุมัติ", "เรียน สหกรณ์จังหวัด", LONG
    )
    in_order(whole, LONG, "(นาย ต. ตัวอย่าง)", "สหกรณ์จังหวัดตัวอย่าง")
    for text in ("ที่ ชพ ๐๐๑๐/๗", "วันที่ ๑๒ มีนาคม ๒๕๕๑", "ด่วน"):
        assert bare(text) in whole
    assert "ขอแสดงความนับถือ" not in whole and "อ้างถึง" not in whole


def test_minutes_have_every_field_of_form_11(tmp_path: Path) -> None:
    whole = text_of(write_minutes(tmp_path / "a.pdf", PAPER, MINUTES))
    in_order(
        whole,
        "รายงานการประชุมคณะทำงาน",
        "ครั้งที่ ๑/๒๕๕๑",
        "เมื่อวันที่ ๑๒ มีนาคม ๒๕๕๑",
        "ณ ห้องประชุมเล็ก",
        "ผู้มาประชุม",
        "๑. นาง ก. ตัวอย่าง",
        "ผู้ไม่มาประชุม",
        "๑. นาย ค. ตัวอย่าง ติดราชการ",
        "ผู้เข้าร่วมประชุม",
        "เริ่มประชุมเวลา ๐๙.๓๐ น.",
        "ระเบียบวาระที่ ๑ เรื่องแจ้ง",
        "แจ้งผล",
        "ระเบียบวาระที่ ๒ เรื่องรับรอง",
        "ไม่มี",
        "๕.๑ หนึ่ง",
        "มติที่ประชุม เห็นชอบ",
        "ผู้รับผิดชอบ ก.",
        "๕.๒ สอง",
        "เลิกประชุมเวลา ๑๑.๑๕ น.",
        "(นาง จ. ตัวอย่าง)",
        "ผู้จดรายงานการประชุม",
        "(นาย ฉ. ตัวอย่าง)",
        "ผู้ตรวจรายงานการประชุม",
    )


def test_empty_forms_are_left_to_be_written_by_hand(tmp_path: Path) -> None:
    order = OrderSheet("", "", "", (), None)
    letter = LetterSheet("", "", "", None, "", "", ())
    minutes = MinutesSheet("", "", None, "", (), ())
    for out in (
        write_order(tmp_path / "1.pdf", PAPER, order),
        write_letter(tmp_path / "2.pdf", PAPER, letter),
        write_memo(tmp_path / "3.pdf", PAPER, MemoSheet("", "", None, "", "", ())),
        write_minutes(tmp_path / "4.pdf", PAPER, minutes),
    ):
        (page,) = pages_of(out)
        assert "(......" in page


def test_arabic_digits_by_setting_and_latin_numbers_always(tmp_path: Path) -> None:
    order = replace(ORDER, body=(Text("ตามแบบ A4 และ COVID-19 ข้อ 7"),))
    whole = text_of(write_order(tmp_path / "a.pdf", PAPER, order))
    assert "ตามแบบA4และCOVID-19ข้อ๗" in whole
    whole = text_of(write_order(tmp_path / "a.pdf", replace(PAPER, thai_digits=False), order))
    assert "ที่5/2551" in whole and "12มีนาคมพ.ศ.2551" in whole and "ข้อ7" in whole


def test_forms_stay_thai_on_an_english_screen(tmp_path: Path) -> None:
    set_language("en")
    whole = text_of(write_order(tmp_path / "a.pdf", PAPER, ORDER))
    assert "สั่งณวันที่๑๒มีนาคมพ.ศ.๒๕๕๑" in whole and "ที่๕/๒๕๕๑" in whole


def test_margins_and_indent_are_those_of_the_regulation(tmp_path: Path) -> None:
    body: tuple[Part, ...] = (Text(LONG * 6),)
    out = write_order(tmp_path / "a.pdf", PAPER, replace(ORDER, body=body))
    assert left_of(out, LONG[:8]) == pytest.approx(3 + 2.5, abs=0.06)
    with pdfium.PdfDocument(out) as pdf:
        words = pdf[0].get_textpage()
        boxes = [words.get_charbox(at) for at in range(words.count_chars())]
    inked = [box for box in boxes if box[2] > box[0]]
    assert min(box[0] for box in inked) / CM == pytest.approx(3, abs=0.06)
    assert max(box[2] for box in inked) / CM == pytest.approx(21 - 2, abs=0.06)


def test_the_garuda_is_drawn_in_its_size_or_its_place_left_free(tmp_path: Path) -> None:
    crest = tmp_path / "crest.png"
    Image.new("RGB", (300, 330), "#222222").save(crest)
    with_crest = replace(PAPER, crest=crest)

    def picture(out: Path) -> list[tuple[float, float, float, float]]:
        with pdfium.PdfDocument(out) as pdf:
            found = pdf[0].get_objects([pdfium.raw.FPDF_PAGEOBJ_IMAGE])
            return [tuple(side / CM for side in each.get_bounds()) for each in found]  # type: ignore[misc]

    ((left, low, right, top),) = picture(write_order(tmp_path / "a.pdf", with_crest, ORDER))
    assert top - low == pytest.approx(3, abs=0.02) and top == pytest.approx(29.7 - 1.5, abs=0.02)
    assert (left + right) / 2 == pytest.approx(3 + 16 / 2, abs=0.02)
    ((left, low, _right, top),) = picture(write_memo(tmp_path / "b.pdf", with_crest, MEMO))
    assert top - low == pytest.approx(1.5, abs=0.02) and left >= 2.99
    plain = write_order(tmp_path / "c.pdf", PAPER, ORDER)
    assert picture(plain) == []
    with pdfium.PdfDocument(plain) as pdf:
        words = pdf[0].get_textpage()
        tops = [words.get_charbox(at)[3] / CM for at in range(words.count_chars())]
    assert max(tops) < 29.7 - 1.5 - 3


def test_a_damaged_garuda_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    crest = tmp_path / "crest.png"
    crest.write_bytes(b"no picture")
    with pytest.raises(PdfError):
        write_order(tmp_path / "a.pdf", replace(PAPER, crest=crest), ORDER)
    assert not (tmp_path / "a.pdf").exists()


def test_the_next_page_is_numbered_and_announced(tmp_path: Path) -> None:
    parts = tuple(Point(f"ข้อ {n}", LONG) for n in range(1, 30))
    first, second, *_ = pages_of(write_order(tmp_path / "a.pdf", PAPER, replace(ORDER, body=parts)))
    assert second.startswith("ข้อ") or "-๒-" in second
    assert "-๑-" not in first and "-๒-" in second
    announced = first[first.rindex("/") + 1 :].removesuffix("...")
    assert announced and second.replace("-๒-", "").startswith(announced)


def test_a_place_to_sign_never_stands_alone(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    for count in range(3, 34):
        body: tuple[Part, ...] = tuple(Text(f"ข้อความที่ {n}") for n in range(count))
        pages = pages_of(write_order(out, PAPER, replace(ORDER, body=body, effective="")))
        last = pages[-1]
        assert last.index("ข้อความที่") < last.index("สั่งณวันที่") < last.index("ปฏิบัติราชการแทน")


def test_the_foot_of_a_letter_stands_on_the_page_of_its_signature(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    for count in range(1, 34):
        body: tuple[Part, ...] = tuple(Text(f"ข้อความที่ {n}") for n in range(count))
        last = pages_of(write_letter(out, PAPER, replace(LETTER, body=body)))[-1]
        in_order(
            last,
            "ข้อความที่",
            "ขอแสดงความนับถือ",
            "กลุ่มจัดตั้งสหกรณ์",
            "โทร. ๐ ๗๗๐๐ ๐๐๐๐",
            "สำเนาส่ง สหกรณ์ทุกแห่ง",
        )


@pytest.mark.parametrize("form", ["letter", "memo"])
def test_urgency_is_red_and_not_smaller_than_32_points(tmp_path: Path, form: str) -> None:
    out = tmp_path / "a.pdf"
    if form == "letter":
        write_letter(out, PAPER, replace(LETTER, urgency="ด่วนที่สุด"))
    else:
        write_memo(out, PAPER, replace(MEMO, urgency="ด่วนที่สุด"))
    with pdfium.PdfDocument(out) as pdf:
        words = pdf[0].get_textpage()
        whole = words.get_text_range()
        assert whole.count("ด่วน") == 1
        index = whole.index("ด่วน")
        size = raw.FPDFText_GetFontSize(words, index)
        colour = [c_uint() for _ in range(4)]
        assert raw.FPDFText_GetFillColor(words, index, *colour)
    assert size >= OfficialPage(tmp_path / "b.pdf", PAPER, "x").style(32).size - 0.01
    red, green, blue, _alpha = (value.value for value in colour)
    assert red > 120 and green < 60 and blue < 60


def test_a_catchword_ends_between_words() -> None:
    assert catchword("ข้อ ๔  เพื่อให้การจัดการความรู้") == "ข้อ ๔  เพื่อให้การ"
    assert catchword("จบ") == "จบ"


def test_bold_words_in_a_paragraph_keep_their_digits(tmp_path: Path) -> None:
    body = (Text((Run("มติ 5", bold=True), " ตามข้อ 6")),)
    whole = text_of(write_order(tmp_path / "a.pdf", PAPER, replace(ORDER, body=body)))
    assert "มติ๕ตามข้อ๖" in whole


def test_ten_thousand_characters_are_set_and_none_is_lost(tmp_path: Path) -> None:
    much = "น้ำ" * 3400
    order = replace(ORDER, subject=much, signature=Signature("ก", much), dated="ไม่ทราบวัน")
    letter = replace(LETTER, owner=much, subject=much, to=much, division=much)
    memo = replace(MEMO, owner=much, subject=much, dated="2700-13-99")
    minutes = replace(MINUTES, place=much, came=(Person(much, much, much),))
    for out, fields in (
        (write_order(tmp_path / "1.pdf", PAPER, order), 2),
        (write_letter(tmp_path / "2.pdf", PAPER, letter), 4),
        (write_memo(tmp_path / "3.pdf", PAPER, memo), 2),
        (write_minutes(tmp_path / "4.pdf", PAPER, minutes), 4),
    ):
        with pdfium.PdfDocument(out) as pdf:
            found = inked(pdf)
        assert found.count("ำ") >= 3400 * fields


def inked(pdf: pdfium.PdfDocument) -> str:
    """The characters that stand on the paper, not below or beside it."""
    found = []
    for page in pdf:
        words, wide, high = page.get_textpage(), page.get_width(), page.get_height()
        for at in range(words.count_chars()):
            left, low, right, top = words.get_charbox(at)
            if left >= 0 and low >= 0 and right <= wide and top <= high:
                found.append(words.get_text_range(at, 1))
    return "".join(found)


def test_th_sarabun_is_taken_where_it_is_installed(tmp_path: Path) -> None:
    assert find_official([tmp_path, tmp_path / "nowhere"]) == SARABUN
    shutil.copy(SARABUN.regular, tmp_path / "THSarabunNew.ttf")
    assert find_official([tmp_path]) == SARABUN  # without its bold it is of no use
    shutil.copy(SARABUN.bold, tmp_path / "THSarabunNew Bold.TTF")
    found = find_official([tmp_path])
    assert found.factor == 1.0 and found.file(bold=True).name == "THSarabunNew Bold.TTF"
    assert found.file(italic=True) == found.regular


def test_a_font_that_cannot_be_drawn_from_is_passed_over(tmp_path: Path) -> None:
    for name in ("THSarabunNew.ttf", "THSarabunNew Bold.ttf"):
        (tmp_path / name).write_bytes(b"no font at all")
    found = find_official([tmp_path])
    assert found.name == "TH Sarabun" and usable(found) == SARABUN
    assert usable(SARABUN) == SARABUN


def test_official_points_become_those_of_the_family(tmp_path: Path) -> None:
    page = OfficialPage(tmp_path / "a.pdf", PAPER, "ทดสอบ")
    factor = page.fonts.family.factor
    assert page.style().size == pytest.approx(16 * factor)
    assert page.pitch == pytest.approx(16 * 1.33)
