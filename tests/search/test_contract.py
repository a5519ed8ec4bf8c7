"""The contract: hits are exactly the records whose normal text holds the query's normal form."""

import random
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.search.answer import _single, holding, whole
from kmdesk.search.fallbacks import fallbacks
from kmdesk.search.index import Builder, Entry, Piece, Snapshot
from kmdesk.search.parse import parse, synonyms
from kmdesk.search.segment import encode, merge_segments
from kmdesk.thai.normal import normal_form

_PIECE = st.text(
    st.sampled_from("กขสหรณ์ที่้เแโำา ๑๒3ab\"'\\|-: \n\u200b\u00a0\u0093–é日"), max_size=40
)
_DOCUMENT = st.tuples(_PIECE, st.lists(_PIECE, max_size=3))


def _view(documents: list[tuple[str, list[str]]], parts: int) -> tuple[Snapshot, list[str]]:
    builders = [Builder() for _ in range(parts)]
    texts = []
    for number, (title, pages) in enumerate(documents):
        pieces = [Piece(f"page:{n}", "", normal_form(p)) for n, p in enumerate(pages, 1)]
        entry = Entry(number + 1, 1, title=normal_form(title), pieces=pieces)
        builders[number * parts // len(documents)].add(entry)
        texts.append(" ".join(filter(None, (entry.title, *(p.text for p in pieces)))))
    return Snapshot([b.build() for b in builders]), texts


def _quoted(text: str) -> str:
    for sign in '\\"“”\u0093\u0094':
        text = text.replace(sign, "\\" + sign)
    return f'"{text}"'


def _truth(texts: list[str], needle: str) -> set[int]:
    return {i + 1 for i, text in enumerate(texts) if needle in text}


def _found(view: Snapshot, query: str) -> set[int]:
    answer = fallbacks(view, parse(query), view.live, synonyms())
    assert not answer.tried or not len(answer)
    return set(view.docs["record"][answer.docs].tolist())


@settings(max_examples=150)
@given(st.lists(_DOCUMENT, min_size=1, max_size=6), st.data())
def test_quoted_strings_on_small_random_corpora(
    documents: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    view, texts = _view(documents, data.draw(st.integers(1, 2)))
    whole = "\n".join([d[0] + "\n" + "\n".join(d[1]) for d in documents]) or "ก"
    start = data.draw(st.integers(0, len(whole)))
    cut = whole[start : start + data.draw(st.integers(1, 12))]
    needle = normal_form(cut)
    truth = _truth(texts, needle)
    if needle and truth:  # without a hit, relaxations answer and say so
        assert _found(view, _quoted(cut)) == truth


@settings(max_examples=100)
@given(st.lists(_DOCUMENT, min_size=1, max_size=6), _PIECE)
def test_candidates_are_verified(documents: list[tuple[str, list[str]]], other: str) -> None:
    view, texts = _view(documents, 2)
    needle = normal_form(other)
    if needle:
        hits = holding(view, encode(needle), view.live)
        assert set(view.docs["record"][hits.docs].tolist()) == _truth(texts, needle)


@given(st.lists(_DOCUMENT, min_size=2, max_size=6), st.lists(_PIECE, min_size=2, max_size=3))
def test_several_words_mean_all(documents: list[tuple[str, list[str]]], words: list[str]) -> None:
    view, texts = _view(documents, 1)
    needles = [n for n in map(normal_form, words) if n]
    truth = set(range(1, len(texts) + 1))
    for needle in needles:
        truth &= _truth(texts, needle)
    if needles and truth:
        assert _found(view, " ".join(_quoted(n) for n in needles)) == truth


def test_real_documents(corpus: Path) -> None:
    import json

    import zstandard

    with (corpus / "thaigov_news.jsonl.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file)
        lines = stream.read(4_000_000).split(b"\n")[:-1]
    documents = [(d["title"], [d["text"]]) for d in map(json.loads, lines[:300])]
    view, texts = _view(documents, 3)
    chance = random.Random(7)
    for _ in range(300):
        text = chance.choice(documents)[1][0]
        start = chance.randrange(max(1, len(text) - 40))
        cut = text[start : start + chance.randint(1, 40)]
        needle = normal_form(cut)
        if needle:
            assert _found(view, _quoted(cut)) == _truth(texts, needle), cut


def test_a_newer_entry_replaces_an_older_one() -> None:
    old, new, gone = Builder(), Builder(), Builder()
    old.add(Entry(1, 1, title="เก่า"))
    old.add(Entry(2, 1, title="เก่า"))
    new.add(Entry(1, 2, title="ใหม่"))
    gone.add(Entry(2, 2, alive=False))
    view = Snapshot([old.build(), new.build(), gone.build()])
    assert len(holding(view, encode("เก่า"), view.live)) == 0
    assert len(holding(view, encode("ใหม่"), view.live)) == 1
    merged = Snapshot(
        [
            merge_segments(
                view.segments, [np.array([False, False]), np.array([True]), np.array([True])]
            )
        ]
    )
    assert len(holding(merged, encode("เก่า"), merged.live)) == 0


@settings(max_examples=200)
@given(
    st.lists(
        st.lists(st.sampled_from([*"/ก-ว5. ", "ปี", "งก", "ที่", "สหกรณ์"]), max_size=6).map("".join),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["/", "-", "ว", "5", "ก/", "ปี", ". ", "/5", "ว5"]),
)
def test_whole_counts_of_one_and_two_characters(texts: list[str], needle: str) -> None:
    view, _ = _view([("", [text]) for text in texts], 1)
    wanted = normal_form(needle)
    if not wanted:
        return
    hits = holding(view, encode(wanted), view.live)
    single = _single(wanted)
    found = whole(view, encode(wanted), hits, single)
    truth = []
    for doc in hits.docs.tolist():
        segment, number = view.place(doc)
        row = segment.docs[number]
        begin, end, size = int(row["start"]), int(row["start"] + row["number_end"]), len(wanted)
        places = [i for i in range(begin, end) if segment.shadow[i : i + size] == encode(wanted)]
        truth.append(
            any(segment.is_mark(i) and segment.is_mark(i + size) for i in places if i + size <= end)
        )
    assert found.tolist() == truth
