"""What the benchmarks share: the real documents, the program's public face, tables."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

TREE = Path(__file__).resolve().parent.parent.parent
KMDESK = (sys.executable, "-m", "kmdesk")


def corpus() -> Path:
    """The real documents: first argument, KMDESK_CORPUS, or ../shared/corpus."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KMDESK_CORPUS", "")
    folder = Path(given) if given else TREE.parent / "shared" / "corpus"
    if not (folder / "README.md").is_file():
        sys.exit("The real documents were not found; give their folder as the first argument.")
    return folder


def news(folder: Path, count: int) -> Iterator[str]:
    """The first ``count`` Thai news documents as lines of JSON."""
    with (folder / "thaigov_news.jsonl.zst").open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
        for line in io.TextIOWrapper(stream, "utf-8"):
            if count and json.loads(line)["lang"] == "th":
                count -= 1
                yield line
            if not count:
                return


def write_news(folder: Path, count: int, to: Path) -> Path:
    """A collection of the first ``count`` news documents at ``to``."""
    with to.open("w", encoding="utf-8") as out:
        out.writelines(news(folder, count))
    return to


@dataclass(frozen=True)
class Done:
    """A finished command: seconds, peak resident memory of the process tree's largest, lines."""

    seconds: float
    peak_mb: float
    lines: list[dict[str, object]]
    code: int


def kmdesk(*arguments: str | Path) -> Done:
    """Run one kmdesk command with ``--json`` and wait for it."""
    command = [*KMDESK, *map(str, arguments), "--json"]
    begin = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=TREE, encoding="utf-8"
    ) as child:
        assert child.stdout is not None
        lines = [json.loads(line) for line in child.stdout]
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if child.returncode == 2:
        sys.exit(f"failed: {' '.join(command)}\n{lines}")
    return Done(seconds, usage.ru_maxrss / 1024, lines, child.returncode)


def resident_mb(pid: int) -> tuple[float, float]:
    """(resident, proportional) megabytes of a running process."""
    found = {"Rss": 0.0, "Pss": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in found:
            found[name] = int(rest.split()[0]) / 1024
    return found["Rss"], found["Pss"]


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which ``share`` (0…1) of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(title: str, rows: Sequence[Sequence[object]], columns: Sequence[str]) -> None:
    """Print a plain table; a short row ends in empty cells."""
    text = [list(columns), *([_cell(value) for value in row] for row in rows)]
    text = [[*row, *[""] * (len(columns) - len(row))] for row in text]
    widths = [max(len(row[i]) for row in text) for i in range(len(columns))]
    print(f"\n{title}")
    for row in text:
        cells = [
            row[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
        ]
        print("  " + "  ".join(cells).rstrip())


def _cell(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
