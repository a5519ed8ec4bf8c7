"""Real documents: what was found, on which page, and what had to be given up."""

import json
import random
import re
from functools import cache
from pathlib import Path

import pytest

from kmdesk import intake
from kmdesk.intake import ReadResult, ocr
from kmdesk.intake.client import RenderClient, read_file
from kmdesk.thai.normal import normal_form
from kmdesk.thai.words import words

pytestmark = pytest.mark.corpus

DECREE_2562 = "ocscprep-5_2_1_2_good_governance"
DECREE_2546 = "ocscprep-5_2_1_good_governance"
GAZETTE_2562 = "gazette_2562_good_governance_no2.pdf"
GAZETTE_2546 = "gazette_2546_good_governance.pdf"


@cache
def result_of(path: Path) -> ReadResult:
    return read_file(path, timeout=300)


def pages_of(corpus: Path, name: str) -> list[str]:
    return [normal_form(page.text) for page in result_of(corpus / "files" / name).pages]


def decree_words(corpus: Path, document: str) -> list[str]:
    for line in (corpus / "laws_decrees_regulations.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["id"] == document:
            thai = {word for word in words(row["text"]) if re.fullmatch("[ก-๎]{3,}", word)}
            return sorted(thai)
    raise LookupError(document)


def test_words_of_the_gazette_without_sara_am(corpus: Path) -> None:
    chosen = random.Random(2562).sample(decree_words(corpus, DECREE_2562), 199) + ["อำนาจ"]
    pages = pages_of(corpus, GAZETTE_2562)
    missed = [word for word in chosen if not any(normal_form(word) in page for page in pages)]
    print(f"gazette_2562: {200 - len(missed)} of 200 words found; missed {missed}")
    assert len(missed) <= 10
    assert "อำนาจ" not in missed


def test_words_of_the_gazette_stand_on_their_page(corpus: Path) -> None:
    pages = pages_of(corpus, GAZETTE_2562)
    where = {
        "อาศัยอำนาจตามความในมาตรา 175": [1],
        "จัดทำแผนปฏิบัติราชการ": [2, 3, 4],
        "สำนักงานพัฒนารัฐบาลดิจิทัล": [2, 3],
        "ซ้ำซ้อนกัน": [4],
    }
    for phrase, numbers in where.items():
        found = [number for number, page in enumerate(pages, 1) if phrase in page]
        assert found == numbers, phrase


def test_no_plain_sara_aa_is_left_for_sara_am(corpus: Path) -> None:
    text = " ".join(pages_of(corpus, GAZETTE_2562))
    assert not re.search("[ก-ฮ] า|สานัก|อานาจ|จาเป็น|กาหนด|จัดทา|ดาเนิน", text)


def test_words_of_the_gazette_in_mac_thai(corpus: Path) -> None:
    chosen = random.Random(2546).sample(decree_words(corpus, DECREE_2546), 200)
    pages = pages_of(corpus, GAZETTE_2546)
    missed = [word for word in chosen if not any(normal_form(word) in page for page in pages)]
    print(f"gazette_2546: {200 - len(missed)} of 200 words found; missed {missed}")
    assert len(missed) <= 16  # the clean text is the decree as amended in 2562


@pytest.mark.parametrize("volume", ["11", "14", "21", "31"])
def test_budget_pages_are_kept(corpus: Path, volume: str) -> None:
    pages = result_of(corpus / "files" / f"budget2565_vol_{volume}.pdf").pages
    lost = [page.anchor for page in pages if page.problem]
    print(f"budget volume {volume}: {len(lost)} of {len(pages)} pages given up {lost}")
    assert len(lost) <= len(pages) / 100
    text = " ".join(page.text for page in pages)
    stray = re.findall("(?<![ก-ฮะ-๎])[ัิ-ฺ็-๎]", text)
    assert len(stray) < len(text) / 5000
    assert "ตัวชี้วัด" in text
    assert "ตัวชีวัด" not in text


def test_private_code_is_told(corpus: Path) -> None:
    path = corpus / "files" / "ocsc_ethics_handbook_2563.pdf"
    pages = {page.anchor: page for page in result_of(path).pages}
    coded = {"page:1", "page:27"}
    assert {anchor for anchor, page in pages.items() if page.problem} == coded
    assert all(pages[anchor].problem == intake.PRIVATE_CODE for anchor in coded)
    if ocr.available():  # read from their pictures when that is asked for
        read = {page.anchor: page for page in read_file(path, recognise=True).pages}
        assert all(re.search("[ก-๎]{3,}", read[anchor].text) for anchor in coded)


def test_memo_heading_in_its_text_box(corpus: Path) -> None:
    result = result_of(corpus / "files" / "memo_travel_approval_template.docx")
    assert "บันทึกข้อความ" in result.pages[0].text
    assert result.title_guess.startswith("ขออนุมัติเดินทาง")


def test_hit_box_on_a_word_without_its_sara_am(corpus: Path, drawing: RenderClient) -> None:
    path = corpus / "files" / GAZETTE_2562
    ((box,),) = drawing.hits(path, 0, ["อำนาจ"])
    left, top, right, bottom = box
    assert (left, right) == (pytest.approx(136, abs=2), pytest.approx(166, abs=2))
    assert top < 500 < bottom


def test_marks_under_a_font_s_own_codes(corpus: Path) -> None:
    result = result_of(corpus / "files" / "best2010_guideline.pdf")
    text = "\n".join(page.text for page in result.pages)
    lost = text.count("\ufffd")
    print(f"best2010: {lost} of {len(text)} characters without a meaning")
    assert lost * 1000 < len(text)
    assert not any(page.problem for page in result.pages)
    for phrase in (
        "แนวทางการแบ่งคำภาษาไทย",
        "หน่วยปฏิบัติการวิจัยวิทยาการมนุษยภาษา",
        "ศูนย์เทคโนโลยีอิเล็กทรอนิกส์และคอมพิวเตอร์แห่งชาติ",
        "สำนักงานพัฒนาวิทยาศาสตร์และเทคโนโลยีแห่งชาติ",
        "เกิดจากการนำคำตั้งแต่",
    ):
        assert phrase in text
