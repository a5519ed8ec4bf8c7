"""Shared by the search benchmarks: a library of news items, the worker's command, queries."""

import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import zstandard

from kmdesk.records import SYSTEM, BaseKind, Kinds, Library, PassageText
from kmdesk.thai.normal import normal_form
from kmdesk.thai.words import word_spans

REPOSITORY = Path(__file__).parents[2]


class PlainKind(BaseKind):
    """A document that is title and pages."""

    code, label = "document", "Document"


def plain_kinds() -> Kinds:
    """The registry with the one kind the benchmarks use."""
    kinds = Kinds()
    kinds.register(PlainKind())
    return kinds


def worker_command(library: Path) -> list[str]:
    """Runs the search process over ``library`` with :func:`plain_kinds`."""
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path;"
        "from search_common import plain_kinds; from kmdesk.search.worker import main;"
        "sys.exit(main(Path(sys.argv[1]), plain_kinds()))"
    )
    return [sys.executable, "-c", code, str(library), str(REPOSITORY), str(Path(__file__).parent)]


def news(corpus: Path, count: int) -> Iterator[dict[str, Any]]:
    """The first items of the news corpus."""
    with (corpus / "thaigov_news.jsonl.zst").open("rb") as stream:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(stream)
        rest = b""
        left = count
        while left and (block := reader.read(1 << 20)):
            *lines, rest = (rest + block).split(b"\n")
            for line in islice(lines, left):
                yield json.loads(line)
            left -= min(left, len(lines))


def fill(library: Library, items: Iterator[dict[str, Any]]) -> float:
    """Add items in batches; seconds it took."""
    began = time.perf_counter()
    while part := list(islice(items, 500)):
        with library.writing(SYSTEM, "Add") as unit:
            for item in part:
                record = unit.add(
                    kind="document",
                    title=item["title"],
                    dated=item["date"],
                    source_id=item["id"],
                    status="current",
                )
                unit.passages(record, [PassageText("text:1", "", item["text"])])
            unit.commit()
    return time.perf_counter() - began


def word_queries(texts: list[str], count: int, seed: int) -> list[str]:
    """One to three dictionary words in a row, of three characters or more, out of the texts."""
    chance = random.Random(seed)
    queries: list[str] = []
    while len(queries) < count:
        text = chance.choice(texts)
        start = chance.randrange(max(1, len(text) - 400))
        piece = text[start : start + 400]
        spans = word_spans(piece)[1:-1]
        size = chance.randint(1, 3)
        if len(spans) <= size:
            continue
        first = chance.randrange(len(spans) - size)
        query = normal_form(piece[spans[first][0] : spans[first + size - 1][1]])
        if len(query) >= 3 and '"' not in query and "\\" not in query:
            queries.append(query)
    return queries


def percentiles(seconds: list[float]) -> str:
    """p50, p95 and worst in milliseconds."""
    ordered = sorted(seconds)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {p50 * 1e3:6.1f}  p95 {p95 * 1e3:6.1f}  worst {ordered[-1] * 1e3:6.1f} ms"
