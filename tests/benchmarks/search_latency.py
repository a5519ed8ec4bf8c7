"""Latency, growth, indexing and memory beside SQLite FTS5 trigram in the same run.

    python -m tests.benchmarks.search_latency CORPUS FOLDER [SIZE ...]

FOLDER is emptied and filled. Sizes default to 1000 8000 32000. Both sides answer the same
queries, first page of 20 with snippets; ours through the pipe of the search process.
"""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from kmdesk.records import SYSTEM, Library, PassageText
from kmdesk.search.client import SearchClient
from kmdesk.thai.normal import normal_form
from tests.benchmarks.search_common import fill, news, percentiles, word_queries, worker_command

QUERIES = 300


def peer(folder: Path, corpus: Path, size: int) -> sqlite3.Connection:
    """An FTS5 trigram table of the same texts."""
    database = sqlite3.connect(folder / "fts5.sqlite")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='trigram')")
    began = time.perf_counter()
    rows = ((normal_form(d["title"]), normal_form(d["text"])) for d in news(corpus, size))
    database.executemany("INSERT INTO t VALUES (?, ?)", rows)
    database.commit()
    took = time.perf_counter() - began
    megabytes = (folder / "fts5.sqlite").stat().st_size / 1e6
    print(f"  FTS5 trigram   build {took:6.1f} s  index {megabytes:6.1f} MB (with its text)")
    return database


def ask_peer(database: sqlite3.Connection, query: str) -> float:
    """Seconds of one ranked page with snippets."""
    began = time.perf_counter()
    sql = "SELECT rowid, snippet(t, 1, '[', ']', '…', 32) FROM t WHERE t MATCH ?"
    database.execute(sql + " ORDER BY rank LIMIT 20", (f'"{query}"',)).fetchall()
    return time.perf_counter() - began


def ask(client: SearchClient, query: str) -> float:
    """The same of ours."""
    began = time.perf_counter()
    client.search(f'"{query}"', limit=20)
    return time.perf_counter() - began


def memory(client: SearchClient) -> tuple[int, int]:
    """Present and peak megabytes of the search process (Linux; else zeros)."""
    process = client._process
    try:
        text = Path(f"/proc/{process.pid if process else 0}/status").read_text()
    except OSError:
        return 0, 0
    values = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return tuple(int(values[key].split()[0]) // 1024 for key in ("RssAnon", "VmHWM"))  # type: ignore[return-value]


def size_of(folder: Path) -> float:
    """Megabytes of a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def run(corpus: Path, folder: Path, size: int) -> None:
    """Print the block of one size."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = [d["text"] for d in news(corpus, size)]
    characters = sum(map(len, texts))
    print(f"{size} documents, {characters / 1e6:.1f} M characters", flush=True)
    database = peer(folder, corpus, size)
    library = Library.create(folder / "library")
    print(f"  library        filled in {fill(library, news(corpus, size)):.1f} s")
    client = SearchClient(worker_command(folder / "library"))
    began = time.perf_counter()
    client.catch_up()
    took = time.perf_counter() - began
    index = size_of(folder / "library" / "index")
    print(
        f"  ours           build {took:6.1f} s ({characters / took / 1e6:.2f} M characters/s)"
        f"  index {index:6.1f} MB  memory, peak {memory(client)} MB"
    )
    queries = word_queries(texts, QUERIES, 11)
    for query in queries[:20]:
        ask(client, query), ask_peer(database, query)
    ours, theirs = [], []
    for query in queries:  # in turn, so that other work on the machine hits both
        ours.append(ask(client, query))
        theirs.append(ask_peer(database, query))
    slow = sorted(zip(ours, queries, strict=True))[-3:]
    print(f"  search ours    {percentiles(ours)}\n  search FTS5    {percentiles(theirs)}")
    print("  slowest:", [(round(s * 1e3), q) for s, q in slow])
    typed = [query[: 1 + i % 6] for i, query in enumerate(queries)]
    times = []
    for prefix in typed:
        began = time.perf_counter()
        client.suggest(prefix)
        times.append(time.perf_counter() - began)
    print(f"  suggestions    {percentiles(times)}")
    freshness(client, library, texts[0])
    restart(client, folder, queries[0])
    print(f"  memory, peak   {memory(client)} MB", flush=True)
    client.close()


def freshness(client: SearchClient, library: Library, text: str) -> None:
    """Print how long one new document takes to be found."""
    began = time.perf_counter()
    with library.writing(SYSTEM, "Add") as unit:
        record = unit.add(kind="document", title="กขคงจฉ ใหม่")
        unit.passages(record, [PassageText("text:1", "", text)])
        unit.commit()
        new = record.id
    found = client.search('"กขคงจฉ"').total
    print(f"  new document   found {found} after {(time.perf_counter() - began) * 1e3:.0f} ms")
    with library.writing(SYSTEM, "Trash") as unit:
        unit.trash(new)
        unit.commit()
    assert client.search('"กขคงจฉ"').total == 0


def restart(client: SearchClient, folder: Path, query: str) -> None:
    """Print the first search of a new process (files in the system's cache)."""
    process = client._process
    assert process is not None and isinstance(process, subprocess.Popen)
    process.kill()
    process.wait()
    began = time.perf_counter()
    threading.Thread(target=client.start).start()
    client.search(f'"{query}"')
    print(f"  cold search    {(time.perf_counter() - began) * 1e3:.0f} ms in a new process")


def main() -> None:
    """Print one block a size."""
    corpus = Path(sys.argv[1])
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="kmdesk-"))
    for size in [int(a) for a in sys.argv[3:]] or [1000, 8000, 32000]:
        run(corpus, folder, size)


if __name__ == "__main__":
    main()
