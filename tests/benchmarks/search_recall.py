"""Recall and precision of quoted, escaped queries against substring truth.

    python -m tests.benchmarks.search_recall CORPUS FOLDER [DOCUMENTS [QUERIES]]

Queries of 1 to 40 characters are cut anywhere from real documents, quotes, backslashes and
operators included. A library already in FOLDER is used as it is. Truth is found in one long
string, without any code of the search.
"""

import bisect
import random
import sys
import tempfile
import time
from pathlib import Path

from kmdesk.records import Library
from kmdesk.search.client import SearchClient
from kmdesk.thai.normal import normal_form
from tests.benchmarks.search_common import fill, news, percentiles, worker_command


def quoted(text: str) -> str:
    """The query that asks for exactly this string."""
    for sign in '\\"“”\u0093\u0094':
        text = text.replace(sign, "\\" + sign)
    return f'"{text}"'


class Truth:
    """Substring search in all normal texts joined by a sign no text has."""

    def __init__(self, texts: list[str]) -> None:
        self.ends: list[int] = []
        total = 0
        for text in texts:
            total += len(text) + 1
            self.ends.append(total)
        self.text = "\x00".join(texts) + "\x00"

    def holding(self, needle: str) -> set[int]:
        """Numbers of the documents that hold ``needle``."""
        found, at = set(), self.text.find(needle)
        while at >= 0:
            number = bisect.bisect_right(self.ends, at)
            found.add(number)
            at = self.text.find(needle, self.ends[number])
        return found


def main() -> None:
    """Print one line."""
    corpus = Path(sys.argv[1])
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="kmdesk-"))
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 20_000
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 5_000
    if not Library.exists(folder):
        fill(Library.create(folder), news(corpus, size))
    items = list(news(corpus, size))
    number = {item["id"]: n for n, item in enumerate(items)}
    truth = Truth([f"{normal_form(d['title'])} {normal_form(d['text'])}".strip() for d in items])
    chance = random.Random(20)
    recall = precision = 0.0
    complete = asked = 0
    times: list[float] = []
    with SearchClient(worker_command(folder)) as client:
        client.catch_up()
        while asked < count:
            text = chance.choice(items)["text"]
            start = chance.randrange(max(1, len(text) - 1))
            cut = text[start : start + chance.randint(1, 40)]
            needle = normal_form(cut)
            wanted = truth.holding(needle) if needle else set()
            if not wanted:  # blanks only, or a mark that the text joins to what stands before
                continue
            asked += 1
            began = time.perf_counter()
            result = client.search(quoted(cut), limit=0, snippets=False, facets=False)
            times.append(time.perf_counter() - began)
            found = {number[hit.source_id or ""] for hit in result.hits}
            recall += len(found & wanted) / len(wanted)
            precision += len(found & wanted) / max(1, len(found))
            complete += found == wanted and result.total == len(wanted) and not result.tried
            if found != wanted:
                print("   differs:", repr(needle), len(wanted), len(found), flush=True)
    print(
        f"{size} documents, {asked} queries: recall {recall / asked:.4f}"
        f"  complete {complete / asked:.2%}  precision {precision / asked:.4f}"
        f"  all hits in {percentiles(times)}"
    )


if __name__ == "__main__":
    main()
