"""Numbers of documents and of provisions."""

from __future__ import annotations

import pytest

from kmdesk.thai.numbers import DocumentNumber, canonical_number, canonical_provision, parse_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("กษ ๑๑๐๘/ว ๙๙", DocumentNumber("กษ", "1108", True, 99)),
        ("ที่ ชพ 0010/ว12", DocumentNumber("ชพ", "0010", True, 12)),
        ("กษ 1108 / ว. 99", DocumentNumber("กษ", "1108", True, 99)),
        ("กษ 1108/2551", DocumentNumber("กษ", "1108", False, 2551)),
        ("กค (กวจ) ๐๔๐๕.๒/ว ๑๑๙", DocumentNumber("กค (กวจ)", "0405.2", True, 119)),
        ("๕/๒๕๕๑", DocumentNumber("", "", False, 5, 2551)),
        ("1108/99", DocumentNumber("", "1108", False, 99)),
        ("ว21", DocumentNumber("", "", True, 21)),
        ("/ว 21", DocumentNumber("", "", True, 21)),
        ("ว ๙๙/๒๕๕๑", DocumentNumber("", "", True, 99, 2551)),
    ],
)
def test_reads_document_numbers(text: str, expected: DocumentNumber) -> None:
    assert parse_number(text) == expected
    assert parse_number(expected.format()) == expected
    assert parse_number(str(expected)) == expected


@pytest.mark.parametrize("text", ["", "สหกรณ์", "กษ", "ว", "12 มีนาคม 2551", "/", "5//2551"])
def test_refuses_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_canonical_and_printed() -> None:
    assert canonical_number("กษ1108/ว๙๙") == "กษ 1108/ว 99"
    assert canonical_number("๓๖-๑/๒๕๕๑") == "36-1/2551"
    assert DocumentNumber("กษ", "1108", True, 99).format() == "กษ ๑๑๐๘/ว ๙๙"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("๗๑/๑", "71/1"),
        ("๘๙ ทวิ", "89 ทวิ"),
        ("89ทวิ", "89 ทวิ"),
        ("๒๓/๑[๑๓]", "23/1"),
        ("๑๖๐[๖๗]จัตวา", "160 จัตวา"),
        ("๑๐ เอกวีสติ", "10 เอกวีสติ"),
        ("๓ จัตวา/๒", "3 จัตวา/2"),
        ("บทเฉพาะกาล", "บทเฉพาะกาล"),
    ],
)
def test_provisions(text: str, expected: str) -> None:
    assert canonical_provision(text) == expected
