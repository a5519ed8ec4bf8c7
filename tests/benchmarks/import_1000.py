"""Import of 1,000 real texts and of the real files, and how soon the index has them.

``python -m tests.benchmarks.import_1000 [CORPUS]``
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.benchmarks.measure import Done, corpus, kmdesk, table, write_news

DOCUMENTS = 1_000


def row(name: str, done: Done) -> list[object]:
    """A table row of one ``add``."""
    counts = Counter(str(line.get("status")) for line in done.lines)
    return [
        name,
        len(done.lines),
        done.seconds,
        len(done.lines) / done.seconds,
        done.peak_mb,
        " ".join(f"{status} {count}" for status, count in sorted(counts.items())),
    ]


def main() -> int:
    """Print the tables; 1 when the index is not in step at the end."""
    folder = corpus()
    with tempfile.TemporaryDirectory(prefix="kmdesk-bench-") as name:
        library = Path(name) / "library"
        collection = write_news(folder, DOCUMENTS, Path(name) / "news.jsonl")
        rows = [
            row("1,000 texts", kmdesk("add", collection, "--library", library)),
            row("the same again", kmdesk("add", collection, "--library", library)),
            row("PDF, DOCX, XLSX", kmdesk("add", folder / "files", "--library", library)),
        ]
        searched = kmdesk("search", "สหกรณ์", "--library", library)
        again = kmdesk("search", "สหกรณ์", "--library", library)
        checked = kmdesk("check", "--library", library)
        rebuilt = kmdesk("reindex", "--library", library)
        size = sum(path.stat().st_size for path in library.rglob("*") if path.is_file())
    table("Import", rows, ["", "items", "s", "items/s", "peak MB", "outcome"])
    health = checked.lines[-1]
    table(
        "Index",
        [
            ["first search after the import", searched.seconds, searched.peak_mb],
            ["the next search, with start of the program", again.seconds, again.peak_mb],
            ["check", checked.seconds, checked.peak_mb],
            ["reindex from nothing", rebuilt.seconds, rebuilt.peak_mb],
        ],
        ["", "s", "peak MB"],
    )
    print(f"\n  library on disk {size / 1e6:,.1f} MB; check: {health}")
    return int(bool(health.get("drift")))


if __name__ == "__main__":
    sys.exit(main())
