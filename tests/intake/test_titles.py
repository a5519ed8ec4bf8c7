"""What a document is taken to be called."""

import pytest

from kmdesk.intake.text_features import guess_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("บันทึกข้อความ\nส่วนราชการ กลุ่มงาน\nเรื่อง  ขออนุมัติเดินทาง\nเรียน สหกรณ์จังหวัด", "ขออนุมัติเดินทาง"),
        ("หน้า ๒๕๓\nพระราชกฤษฎีกา\nว่าด้วยวิธีการ\nพ.ศ. ๒๕๔๖\nให้ไว้", "พระราชกฤษฎีกา ว่าด้วยวิธีการ พ.ศ. ๒๕๔๖"),
        ("ประกาศ\nข้อความ\nอื่น", "ประกาศ"),
        ("๑\n- -\nคู่มือการทำงาน\nบทที่ ๑", "คู่มือการทำงาน"),
        ("\n \n", ""),
    ],
)  # fmt: skip
def test_title(text: str, title: str) -> None:
    assert guess_title([text]) == title


def test_subject_on_a_later_page_wins() -> None:
    assert guess_title(["ปก", "เรื่อง การประชุมใหญ่"]) == "การประชุมใหญ่"


def test_long_titles_are_cut() -> None:
    assert len(guess_title(["การประชุมสหกรณ์" * 100])) == 200
