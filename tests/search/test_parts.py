"""The pure parts: shadow bytes, posting lists, segments and their merging, the parser."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.search import segment as postings
from kmdesk.search.index import Builder, Entry, Piece
from kmdesk.search.parse import Term, equivalents, parse, section, synonyms
from kmdesk.search.segment import Segment, byte_offsets, decode, encode, merge_segments, word_key
from kmdesk.thai.normal import normal_form

_TEXT = st.text(
    st.one_of(
        st.sampled_from("กขคสหรณ์ที่่้เแโำาิี 0123ab\"'\\|-:()–…é日😀"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
).map(normal_form)


@given(_TEXT)
def test_shadow_loses_nothing(text: str) -> None:
    assert decode(encode(text)) == text.replace("\0", "\0")
    assert 0 not in encode(text)


@given(_TEXT, _TEXT)
def test_bytes_contain_what_characters_contain(text: str, other: str) -> None:
    for needle in (other, text[1:4], other[:2]):
        assert (encode(needle) in encode(text)) == (needle in text)


@given(_TEXT)
def test_byte_offsets_lead_to_the_characters(text: str) -> None:
    data = encode(text)
    offsets = byte_offsets(text, len(data))
    if offsets is not None:
        assert [decode(data[: offsets[i]]) for i in range(len(text) + 1)] == [
            text[:i] for i in range(len(text) + 1)
        ]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2**22)), max_size=200))
def test_posting_lists_give_back_what_went_in(pairs: list[tuple[int, int]]) -> None:
    packed = np.array([key << 24 | number for key, number in pairs], np.uint64)
    lists = postings.build_postings(packed, 24, weighted=True)
    for key in range(21):
        expected = sorted({number for k, number in pairs if k == key})
        slot = lists.find(key)
        assert lists.ids(slot).tolist() == expected
        if expected:
            counts = [pairs.count((key, number)) for number in expected]
            assert lists.frequencies(slot).tolist() == counts


def _segment(*entries: Entry) -> Segment:
    builder = Builder()
    for entry in entries:
        builder.add(entry)
    return builder.build()


_ENTRIES = [
    Entry(1, 1, title="คำสั่งสหกรณ์", pieces=[Piece("page:1", "1", "ประชุมใหญ่ ok é")], tags=("ก",)),
    Entry(2, 3, alive=False),
    Entry(3, 1, number="กษ 1108/ว 99", fields="ลงนาม", pieces=[Piece("page:2", "2", "ทุน")] * 2),
]


def test_merging_is_building_at_once(tmp_path: Path) -> None:
    whole = _segment(*_ENTRIES)
    first, second = _segment(_ENTRIES[0]), _segment(*_ENTRIES[1:])
    merged = merge_segments([first, second], [np.ones(1, bool), np.ones(2, bool)])
    merged.save(tmp_path / "s")
    loaded = Segment.load(tmp_path / "s")
    assert bytes(loaded.shadow[:]) == whole.shadow
    for name in ("bits", "docs", "cuts", "openings", "tags"):
        assert np.array_equal(getattr(loaded, name), getattr(whole, name)), name
    assert [list(a) for a in loaded.anchors] == [list(a) for a in whole.anchors]
    for size in (1, 2, 3):
        assert np.array_equal(loaded.grams[size].data, whole.grams[size].data)
    assert np.array_equal(loaded.words.keys, whole.words.keys)
    assert loaded.words.find(word_key(encode("ทุน"))) >= 0


def test_merging_leaves_out_what_is_not_kept() -> None:
    segment = _segment(*_ENTRIES)
    kept = merge_segments([segment], [np.array([False, False, True])])
    assert kept.docs["record"].tolist() == [3]
    assert encode("คำสั่ง") not in kept.shadow
    assert encode("ทุน") in kept.shadow


@given(st.text(max_size=40))
def test_any_input_parses(text: str) -> None:
    query = parse(text)
    section(query), equivalents(query, synonyms())


@given(st.text(min_size=1, max_size=40))
def test_a_quoted_string_is_one_term(text: str) -> None:
    escaped = text.replace("\\", "\\\\")
    for quote in '"“”\u0093\u0094':
        escaped = escaped.replace(quote, "\\" + quote)
    wanted = normal_form(text)
    groups = parse(f'"{escaped}"').groups
    assert groups == (((Term(wanted, quoted=True),),) if wanted else ())


@pytest.mark.parametrize(
    ("text", "groups", "excluded"),
    [
        ("สหกรณ์ ชุมพร", [["สหกรณ์"], ["ชุมพร"]], []),
        ("ก | ข ค", [["ก", "ข"], ["ค"]], []),
        ("ก OR ข", [["ก", "ข"]], []),
        ("ไม่ หรือ", [["ไม่"], ["หรือ"]], []),
        ("โควิด-19", [["โควิด-19"]], []),
        ("ก -ข", [["ก"]], ["ข"]),
        ("-ก", [["-ก"]], []),
        ("ก - ข", [["ก"], ["-"], ["ข"]], []),
        ('ก -"ข ค"', [["ก"]], ["ข ค"]),
        ('"ก ข', [['"ก'], ["ข"]], []),
        (r"a\|b \-c", [["a|b"], ["-c"]], []),
        ("|", [["|"]], []),
        ("( [ ) :", [["("], ["["], [")"], [":"]], []),
        ("a:b", [["a:b"]], []),
    ],
)
def test_query_language(text: str, groups: list[list[str]], excluded: list[str]) -> None:
    query = parse(text)
    assert [[t.text for t in group] for group in query.groups] == groups
    assert [t.text for t in query.excluded] == excluded


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2565..2568", (2022, 2025)),
        ("๒๕๖๕..๒๕๖๘", (2022, 2025)),
        ("ปี:2565", (2022, 2022)),
        ("year:2022", (2022, 2022)),
        ("2565..", (2022, 9999)),
        ("..", None),
        ("2565", None),
    ],
)
def test_years(text: str, years: tuple[int, int] | None) -> None:
    assert parse(text).years == years


def test_fields() -> None:
    query = parse('เรื่อง: สหกรณ์ จาก:"กรม ก" สถานะ:ยกเลิก')
    assert [(t.field, t.text) for g in query.groups for t in g] == [
        ("title", "สหกรณ์"),
        ("issuer", "กรม ก"),
        ("status", "ยกเลิก"),
    ]


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("มาตรา 22", "22", ()),
        ("ม.22", "22", ()),
        ("ม. ๗๑/๑", "71/1", ()),
        ("่มาตรา 22", "22", ()),
        ("มาตรา 89 ทวิ", "89 ทวิ", ()),
        ("มาตรา ๑๐ เอกวีสติ", "10 เอกวีสติ", ()),
        ("มาตรา ๓๗ ตรี/๑", "37 ตรี/1", ()),
        ("มาตรา ๙๐/๔๒ ตรี ประมวลรัษฎากร", "90/42 ตรี", ("ประมวลรัษฎากร",)),
        ("ข้อ ๕ ฉบับที่ ๒", "5", ("ฉบับที่", "2")),
        ("มาตรา 22 พรบ สหกรณ์", "22", ("พรบ", "สหกรณ์")),
    ],
)
def test_sections(text: str, number: str, rest: tuple[str, ...]) -> None:
    wanted = section(parse(text))
    assert wanted is not None
    assert (wanted.number, wanted.rest) == (number, rest)


def test_quoted_section_is_a_string() -> None:
    assert section(parse('"มาตรา 22"')) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("พรบ", "พ.ร.บ."),
        ("พ.ร.บ.สหกรณ์", "พระราชบัญญัติสหกรณ์"),
        ("ว21", "ว 21"),
        ("กษ1108/ว21", "กษ1108/ว 21"),
        ("พ.ศ. 2569", "ค.ศ. 2026"),
        ("๑๒ มี.ค. ๒๕๕๑", "12 มีนาคม 2551"),
        ("12/3/2551", "12 มีนาคม 2551"),
    ],
)
def test_equivalents(text: str, form: str) -> None:
    wider = equivalents(parse(text), synonyms())
    assert wider is not None
    assert form in {t.text for group in wider.groups for t in group}


def test_the_clerk_adds_equals() -> None:
    table = synonyms("กขค = โครงการขยายความรู้")
    wider = equivalents(parse("กขค"), table)
    assert wider is not None
    assert "โครงการขยายความรู้" in {t.text for g in wider.groups for t in g}
