"""Digits and the two keyboard layouts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.thai.normal import from_latin_keys, from_thai_keys
from kmdesk.thai.numbers import to_arabic, to_thai


def test_digits() -> None:
    assert to_arabic("พ.ศ. ๒๕5๑") == "พ.ศ. 2551"
    assert to_thai("ที่ 5/2551") == "ที่ ๕/๒๕๕๑"


@given(st.text())
def test_digits_there_and_back(text: str) -> None:
    assert to_arabic(to_thai(text)) == to_arabic(text)
    assert len(to_thai(text)) == len(text)


@pytest.mark.parametrize(("typed", "meant"), [("l;ylfu", "สวัสดี"), ("lsdiIN", "สหกรณ์")])
def test_thai_typed_on_the_english_layout(typed: str, meant: str) -> None:
    assert from_latin_keys(typed) == meant
    assert from_thai_keys(from_latin_keys(typed)) == typed


def test_english_typed_on_the_thai_layout() -> None:
    assert from_thai_keys("แนื") == "con"


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_every_key_comes_back(text: str) -> None:
    assert from_thai_keys(from_latin_keys(text)) == text
