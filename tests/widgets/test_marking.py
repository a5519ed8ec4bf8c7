"""Hits in a text are found through the normal form and pointed at in the source."""

from kmdesk.widgets.marking import needles, spans
from kmdesk.widgets.thai_label import ZWSP, breakable


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, needles(query))]


def test_thai_and_arabic_digits_mark_each_other() -> None:
    assert marked("ตามมาตรา ๕๔ และ 54", "54") == ["๕๔", "54"]


def test_a_split_sara_am_is_marked_whole() -> None:
    assert marked("มีอํานาจหน้าที่", "อำนาจ") == ["อํานาจ"]


def test_break_marks_inside_a_word_do_not_hide_it() -> None:
    text = breakable("คณะกรรมการดำเนินการต้องจัดประชุมใหญ่")
    assert ZWSP in text
    (found,) = marked(text, "กรรมการดำเนิน")
    assert found.replace(ZWSP, "") == "กรรมการดำเนิน"


def test_several_words_are_all_marked_in_order() -> None:
    assert marked("ประชุมใหญ่ และ กรรมการ", "กรรมการ ประชุม") == ["ประชุม", "กรรมการ"]


def test_no_query_marks_nothing() -> None:
    assert marked("ประชุม", "") == []


def test_breaks_never_come_before_a_mark_or_inside_a_cluster() -> None:
    text = "ผู้ที่เกี่ยวข้องกับสหกรณ์การเกษตร"
    pieces = breakable(text).split(ZWSP)
    assert "".join(pieces) == text
    assert all(piece[0] not in "ะาำิีึืุู็่้๊๋์ํๅ" for piece in pieces)
