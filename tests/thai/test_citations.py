"""References to provisions read out of running text."""

import pytest

from kmdesk.thai.citations import Citation, find_citations, find_laws


def found(text: str) -> list[tuple[str, str, int, tuple[str, ...], str]]:
    return [(c.unit, c.number, c.clause, c.items, c.law) for c in find_citations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ตามมาตรา ๔๓ (๒) ให้", [("มาตรา", "43", 0, ("2",), "")]),
        ("ตามข้อ ๑๒ วรรคสอง", [("ข้อ", "12", 2, (), "")]),
        ("มาตรา ๓๓/๑ วรรคหนึ่ง (๑)(ก)", [("มาตรา", "33/1", 1, ("1", "ก"), "")]),
        ("มาตรา 89 ทวิ วรรคท้าย", [("มาตรา", "89 ทวิ", -1, (), "")]),
        ("มาตรา ๒๐ มาตรา ๒๒ (๓) และมาตรา ๗๑", [
            ("มาตรา", "20", 0, (), ""), ("มาตรา", "22", 0, ("3",), ""),
            ("มาตรา", "71", 0, (), "")]),
        ("มาตรา ๒๙ และมาตรา ๓๕ แห่งพระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒", [
            ("มาตรา", "29", 0, (), "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒"),
            ("มาตรา", "35", 0, (), "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒")]),
        ("มาตรา ๕ แห่งพระราชบัญญัตินี้ และพระราชบัญญัติอื่น พ.ศ. ๒๕๕๐", [("มาตรา", "5", 0, (), "")]),
        ("มาตรา ๑๓๗ แห่งประมวลกฎหมายอาญา", [("มาตรา", "137", 0, (), "ประมวลกฎหมายอาญา")]),
        ("ต้องห้ามตามมาตรา ๗\n(๕) ไม่เป็นข้าราชการ", [("มาตรา", "7", 0, (), "")]),
        ("พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๔๓ (๒)", [
            ("มาตรา", "43", 0, ("2",), "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒")]),
        ("พระราชบัญญัติยา พ.ศ. ๒๕๑๐ ให้นำมาตรา ๕ แห่งพระราชบัญญัติดังกล่าว", [
            ("มาตรา", "5", 0, (), "พระราชบัญญัติยา พ.ศ. ๒๕๑๐")]),
        ("พระราชบัญญัติยา พ.ศ. ๒๕๑๐ และมาตรา ๕", [("มาตรา", "5", 0, (), "")]),
        ("ข้อความและมาตราฐาน", []),
    ],
)  # fmt: skip
def test_citations(text: str, expected: list[tuple[str, str, int, tuple[str, ...], str]]) -> None:
    assert found(text) == expected


def test_spans_are_the_words() -> None:
    text = "ให้ใช้ข้อ ๘ วรรคหนึ่ง กับผู้ยืม"
    citation = next(find_citations(text))
    assert isinstance(citation, Citation)
    assert text[citation.start : citation.end] == "ข้อ ๘ วรรคหนึ่ง"


def test_laws_with_a_year() -> None:
    text = "ตามพระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ และระเบียบนี้"
    assert [law.title for law in find_laws(text)] == ["พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒"]


def test_two_laws_in_one_list() -> None:
    text = "ตามพระราชบัญญัติยา พ.ศ. ๒๕๑๐ มาตรา ๓ และมาตรา ๙ แห่งพระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒"
    assert [law for *_rest, law in found(text)] == [
        "พระราชบัญญัติยา พ.ศ. ๒๕๑๐",
        "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("พระราชบัญญัติ" * 3000, 0),
        ("ระเบียบ" * 3000, 0),
        ("มาตรา " + "๑" * 10_000, 1),
        ("มาตรา ๕ แห่งพระราชบัญญัติยา พ.ศ. ๒๕๑๐ " * 2000, 2000),
        ("มาตรา ๔๓ " * 2000, 2000),
        ("ข้อ" + " " * 10_000, 0),
    ],
)
def test_hostile_texts_are_read_in_a_straight_line(text: str, count: int) -> None:
    assert len(list(find_citations(text))) == count
