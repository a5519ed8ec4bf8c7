"""What an announcement says itself, and what the form says for it."""

import pytest

from kmdesk.shelf.print import announced_subject, announcement_text

OFFICE = "สำนักงานสหกรณ์จังหวัดตัวอย่าง"
BODY = ("ด้วยสำนักงานจะปิดปรับปรุงห้อง", "จึงประกาศให้ทราบโดยทั่วกัน")
FOOT = ("ประกาศ ณ วันที่ ๓ กุมภาพันธ์ พ.ศ. ๒๕๖๘", "(นาย ก. ตัวอย่าง)", "สหกรณ์จังหวัดตัวอย่าง")
HEADS = [
    (f"ประกาศ{OFFICE}", "เรื่อง ปิดห้องชั่วคราว", "------------"),
    (f"ประกาศ{OFFICE} เรื่อง ปิดห้องชั่วคราว",),
    ("ประกาศสำนักงานสหกรณ์", "จังหวัดตัวอย่าง", "เรื่อง ปิดห้อง", "ชั่วคราว", "__________"),
    (f"ประกาศ{OFFICE}", "ที่ ๑/๒๕๖๘", "เรื่อง  ปิดห้องชั่วคราว"),
    (f"ประกาศ{OFFICE}", "ปิดห้องชั่วคราว"),
    (),
]


@pytest.mark.parametrize("head", HEADS)
def test_head_and_foot_are_the_forms_own(head: tuple[str, ...]) -> None:
    text = announcement_text((*head, *BODY, "- ๒ -", *FOOT), OFFICE, "ปิดห้องชั่วคราว")
    assert text.body == BODY
    assert (text.dated, text.signer, text.position, text.capacity) == (
        "2025-02-03",
        "นาย ก. ตัวอย่าง",
        "สหกรณ์จังหวัดตัวอย่าง",
        "",
    )


def test_an_annex_behind_the_foot_stays() -> None:
    acting = "ปฏิบัติราชการแทนผู้ว่าราชการจังหวัดตัวอย่าง"
    annex = ("บัญชีแนบท้ายประกาศ", "๑. ห้องประชุม", "๒. มุมความรู้")
    text = announcement_text((*BODY, *FOOT, acting, *annex), OFFICE, "ปิดห้อง")
    assert text.body == (*BODY, *annex)
    assert text.capacity == acting


def test_words_of_the_body_are_never_taken_for_head_or_foot() -> None:
    body = (
        "ตามที่สำนักงานได้มีประกาศ เรื่อง ปิดห้อง ไว้แล้วนั้น",
        "เรื่องนี้ให้ถือปฏิบัติตั้งแต่วันที่ประกาศ",
        "สหกรณ์จังหวัดตัวอย่าง",
    )
    assert announcement_text(body, OFFICE, "ขยายเวลา").body == body


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("ประกาศกำหนดวันหยุด", "กำหนดวันหยุด"),
        ("ประกาศรายชื่อผู้ผ่านการอบรม", "รายชื่อผู้ผ่านการอบรม"),
        (f"ประกาศ{OFFICE} เรื่อง กำหนดวันหยุด", "กำหนดวันหยุด"),
        ("เรื่อง ปิดห้อง", "ปิดห้อง"),
        ("ประกาศนียบัตรผู้ผ่านการอบรม", "ประกาศนียบัตรผู้ผ่านการอบรม"),
        ("ปิดห้อง", "ปิดห้อง"),
        ("ประกาศ", "ประกาศ"),
    ],
)
def test_the_subject_says_announcement_once(title: str, subject: str) -> None:
    assert announced_subject(title, OFFICE) == subject
