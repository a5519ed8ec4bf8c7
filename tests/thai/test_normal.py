"""The normal form: what it folds, that it is stable, local and mapped rightly."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.thai.normal import MARKS, normal_form, normal_form_map
from kmdesk.thai.words import clusters

FOLDS = [
    ("พ.ศ. ๒๕๖๙", "พ.ศ. 2569"),
    ("พ.ศ. 25๖4", "พ.ศ. 2564"),
    ("ประจําสํานัก", "ประจำสำนัก"),
    ("นํ้า", "น้ำ"),
    ("น้ํา", "น้ำ"),
    ("นํา้", "น้ำ"),
    ("นำ้", "น้ำ"),
    ("น้้ำำ", "น้ำ"),
    ("ท้ัง", "ทั้ง"),
    ("เก่ี่ยว", "เกี่ยว"),
    ("กล่าวว่่า", "กล่าวว่า"),
    ("เเละ", "และ"),
    ("เ\u200bเล้ว", "แล้ว"),
    ("ล\uf70bาน", "ล้าน"),
    ("สห\u200bกรณ์\ufeff", "สหกรณ์"),
    ("สห\u00adกรณ์\u2060", "สหกรณ์"),
    ("\u0093สหกรณ์\u0094", '"สหกรณ์"'),
    ("“สหกรณ์”", '"สหกรณ์"'),
    ("\u0091ก\u0092 ‘ข’", "'ก' 'ข'"),
    ("  ก\u00a0\u2003\r\n ข\t", "ก ข"),
    ("CKO Straße", "cko strasse"),
    ("่มาตรา 22", "่มาตรา 22"),
    ("ำ", "ำ"),
    ("ﬁ²½", "fi²½"),
    ("\U0001f600ก๑", "\U0001f600ก1"),
    ("", ""),
]
TROUBLE = st.text(
    st.sampled_from(MARKS + "กนเแาำะ๑1Aß ‘\u200b\u0093\u00a0\uf70b\uf711\n\U0001f600İ")
)
ANYTHING = st.text() | TROUBLE


@pytest.mark.parametrize(("written", "folded"), FOLDS)
def test_folds(written: str, folded: str) -> None:
    assert normal_form(written) == folded


@pytest.mark.parametrize("code", range(0xF700, 0xF71B))
def test_every_private_glyph_becomes_thai(code: int) -> None:
    assert "\u0e00" < normal_form(chr(code)) < "\u0e5c"


def test_sara_am_is_not_taken_apart() -> None:
    assert normal_form("อำนาจ") == "อำนาจ"


@given(ANYTHING)
def test_idempotent(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once


@given(ANYTHING)
def test_map_agrees_and_rises_between_clusters(text: str) -> None:
    folded, source = normal_form_map(text)
    assert folded == normal_form(text)
    assert len(source) == len(folded)
    assert all(offset < len(text) for offset in source)
    for i in range(1, len(folded)):
        if folded[i] not in MARKS + "ำ" and folded[i - 1] not in MARKS + "ำ":
            assert source[i - 1] <= source[i]


@given(st.text(), st.sampled_from(["\U0001f600", "ก", "é"]))
def test_both_ways_of_folding_characters_agree(text: str, rare: str) -> None:
    # A character outside the common ones sends the whole text the slower way.
    assert normal_form(f"{text}ก") + rare == normal_form(f"{text}ก{rare}")


def test_map_points_at_the_character_itself() -> None:
    text = "  \u0093ก\u200bรม\u0094  ท้ัง"
    folded, source = normal_form_map(text)
    assert folded == '"กรม" ทั้ง'
    assert [text[i] for i in source] == list("\u0093กรม\u0094 ทั้ง")


@given(TROUBLE.filter(lambda t: "เ" not in t and "\u200b" not in t), st.data())
def test_a_cut_between_clusters_is_found_in_the_whole(text: str, data: st.DataObject) -> None:
    pieces = clusters(text.translate({0xF70B: "\u0e49", 0xF711: "\u0e4d"}))
    start = data.draw(st.integers(0, len(pieces)))
    stop = data.draw(st.integers(start, len(pieces)))
    assert normal_form("".join(pieces[start:stop])) in normal_form("".join(pieces))


@pytest.mark.corpus
def test_real_news_is_stable_and_mapped(corpus: Path) -> None:
    with (
        (corpus / "thaigov_news.jsonl.zst").open("rb") as raw,
        zstandard.open(raw, "rt", encoding="utf-8") as lines,
    ):
        for line in itertools.islice(lines, 300):
            text = json.loads(line)["text"]
            folded, source = normal_form_map(text)
            assert folded == normal_form(text) == normal_form(folded)
            assert len(source) == len(folded)
