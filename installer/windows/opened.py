"""Sum up a trace of strace: which files a start opened, and how much it read of them.

opened.py TRACE FOLDER...      prints a line for each FOLDER and one for the rest
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

_OPENED = re.compile(r"openat\(.*\) = \d+<(?P<path>/[^>]*)>")
_READ = re.compile(r"p?read(?:64)?\(\d+<(?P<path>/[^>]*)>.*\) = (?P<size>\d+)$")
_MAPPED = re.compile(r"mmap\([^,]+, (?P<size>\d+), .*, \d+<(?P<path>/[^>]*)>, ")


def main(trace: Path, folders: list[str]) -> None:
    """Print files opened, MB read and MB mapped below each of ``folders``, and elsewhere."""
    files: dict[str, set[str]] = defaultdict(set)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            for how, pattern in (("open", _OPENED), ("read", _READ), ("mapped", _MAPPED)):
                found = pattern.search(line)
                if found is None or not Path(found["path"]).is_file():
                    continue
                where = next((f for f in folders if found["path"].startswith(f)), "elsewhere")
                files[where].add(found["path"])
                if how != "open":
                    sizes[where, how] += int(found["size"])
                break
    for where in (*folders, "elsewhere"):
        read, mapped = sizes[where, "read"] / 1e6, sizes[where, "mapped"] / 1e6
        print(f"{where}: {len(files[where])} files, {read:.1f} MB read, {mapped:.1f} MB mapped")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
