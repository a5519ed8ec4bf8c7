"""Indexing the same texts: ours, SQLite FTS5 trigram and Recoll (where it is installed).

    python -m tests.benchmarks.search_indexing CORPUS [DOCUMENTS]

Also prints how many of 100 quoted queries, words cut from the texts, each answers completely.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kmdesk.records import Library
from kmdesk.search.client import SearchClient
from kmdesk.thai.normal import normal_form
from tests.benchmarks.search_common import fill, news, word_queries, worker_command
from tests.benchmarks.search_latency import size_of

QUERIES = 100
Answer = Callable[[str], int]


def ours(folder: Path, corpus: Path, count: int) -> tuple[float, float, Answer]:
    """Seconds, megabytes and a counter of hits; texts are in the library before."""
    library = Library.create(folder / "library")
    fill(library, news(corpus, count))
    client = SearchClient(worker_command(folder / "library"))
    began = time.perf_counter()
    client.catch_up()
    took = time.perf_counter() - began

    def answer(query: str) -> int:
        return client.search(f'"{query}"', limit=1).total

    return took, size_of(folder / "library" / "index"), answer


def fts5(folder: Path, corpus: Path, count: int) -> tuple[float, float, Answer]:
    """The same of SQLite's trigram table, which keeps the text too."""
    path = folder / "fts5.sqlite"
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='trigram')")
    began = time.perf_counter()
    rows = ((normal_form(f"{d['title']} {d['text']}"),) for d in news(corpus, count))
    database.executemany("INSERT INTO t VALUES (?)", rows)
    database.commit()
    took = time.perf_counter() - began

    def answer(query: str) -> int:
        sql = "SELECT count(*) FROM t WHERE t MATCH ?"
        return int(database.execute(sql, (f'"{query}"',)).fetchone()[0])

    return took, path.stat().st_size / 1e6, answer


def recoll(folder: Path, corpus: Path, count: int) -> tuple[float, float, Answer]:
    """The same of Recoll with its own settings, one text file a document."""
    texts, settings = folder / "texts", folder / "recoll"
    texts.mkdir()
    settings.mkdir()
    for number, item in enumerate(news(corpus, count)):
        (texts / f"{number:06d}.txt").write_text(f"{item['title']} {item['text']}", "utf-8")
    (settings / "recoll.conf").write_text(
        f"topdirs = {texts}\ndefaultcharset = utf-8\nidxflushmb = 50\n", "utf-8"
    )
    environment = {**os.environ, "HOME": str(folder), "LANG": "C.UTF-8"}
    began = time.perf_counter()
    subprocess.run(
        ["recollindex", "-c", str(settings)], env=environment, capture_output=True, check=True
    )
    took = time.perf_counter() - began

    def answer(query: str) -> int:
        command = ["recollq", "-c", str(settings), "-C", f'"{query}"']
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        words = [line.split()[0] for line in said.stdout.splitlines() if line.endswith("results")]
        return int(words[0]) if words and words[0].isdigit() else 0

    return took, size_of(settings / "xapiandb"), answer


def main() -> None:
    """Print one line a program."""
    corpus, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    texts = [normal_form(f"{d['title']} {d['text']}") for d in news(corpus, count)]
    characters = sum(map(len, texts))
    queries = word_queries(texts, QUERIES, 5)
    truth = {query: sum(query in text for text in texts) for query in queries}
    print(f"{count} documents, {characters / 1e6:.1f} M characters, {len(queries)} queries")
    sides = [("kmdesk", ours), ("FTS5 trigram", fts5)]
    if shutil.which("recollindex"):
        sides.append(("Recoll", recoll))
    for name, side in sides:
        with tempfile.TemporaryDirectory(prefix="kmdesk-indexing-") as folder:
            took, megabytes, answer = side(Path(folder), corpus, count)
            complete = sum(answer(query) == truth[query] for query in queries)
        print(
            f"  {name:<13} {took:7.1f} s  {characters / took / 1e6:5.2f} M characters/s"
            f"  index {megabytes:7.1f} MB  complete answers {complete} of {len(queries)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
