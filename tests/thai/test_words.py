"""Words, clusters and line breaks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.thai.words import break_offsets, clusters, word_spans, words

THAI = st.text(
    st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B) | st.sampled_from(" .()\n/a😀")
)


def lines(text: str) -> list[str]:
    cuts = [0, *break_offsets(text), len(text)]
    return [text[a:b] for a, b in pairwise(cuts)]


def test_words() -> None:
    assert words("คณะกรรมการสหกรณ์ ๒๕๕๑ (KM)") == ["คณะ", "กรรมการ", "สหกรณ์", "๒๕๕๑", "KM"]


def test_abbreviations_stay_whole_and_do_not_swallow_neighbours() -> None:
    assert words("พ.ศ.๒๕๕๑") == ["พ.ศ.", "๒๕๕๑"]
    assert words("ของก.พ.ร.") == ["ของ", "ก.พ.ร."]
    assert words("น.ส.ประชุม ฯลฯ") == ["น.ส.", "ประชุม", "ฯลฯ"]


def test_spans_count_characters_beyond_the_basic_plane() -> None:
    text = "😀สหกรณ์😀ประชุม"
    assert [text[a:b] for a, b in word_spans(text)] == ["สหกรณ์", "ประชุม"]


def test_clusters() -> None:
    assert clusters("เกาะที่น้ำ") == ["เกาะ", "ที่", "น้ำ"]
    assert clusters("") == []


@given(THAI | st.text())
def test_clusters_join_to_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(THAI | st.text())
def test_spans_rise_and_never_part_a_cluster(text: str) -> None:
    end = 0
    for start, stop in word_spans(text):
        assert end <= start < stop <= len(text)
        end = stop
    assert all(text[at] not in "ะาำ่้ิี์" for at in break_offsets(text) if text[at - 1] != "\n")
    assert all(text[at - 1] not in "เแโใไ(" for at in break_offsets(text))
    assert all(text[at] not in "ๆ)" for at in break_offsets(text) if text[at - 1] != "\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("สหกรณ์ประชุม", ["สหกรณ์", "ประชุม"]),
        ("ต่าง ๆ สหกรณ์", ["ต่าง ๆ ", "สหกรณ์"]),
        ("ใน (สหกรณ์) ประชุม", ["ใน ", "(สหกรณ์) ", "ประชุม"]),
        ("พ.ศ. ๒๕๕๑", ["พ.ศ. ", "๒๕๕๑"]),
        ("สหกรณ์ ฯลฯ", ["สหกรณ์ ", "ฯลฯ"]),
        ("กษ ๑๑๐๘/ว ๙๙", ["กษ ", "๑๑๐๘/ว ๙๙"]),
        ("ที่ ๕/๒๕๕๑", ["ที่ ", "๕/๒๕๕๑"]),
        ("“สหกรณ์”", ["“สหกรณ์”"]),
        ("ก\u00a0ข", ["ก\u00a0ข"]),
        ("", [""]),
    ],
)
def test_lines(text: str, expected: list[str]) -> None:
    assert lines(text) == expected
