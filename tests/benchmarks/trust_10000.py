"""10,000 documents, a file each: restore point, backup, restore, handing over, taking over.

``python -m tests.benchmarks.trust_10000 [CORPUS [LIBRARY]]``; with LIBRARY the library is made
there once and stays. Goal: restored in under ten minutes.
"""

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kmdesk.composition import build_kinds
from kmdesk.office.handover_pack import hand_over, take_over
from kmdesk.records import SYSTEM, Library
from kmdesk.store.backup import back_up, restore
from tests.benchmarks.measure import corpus, table
from tests.full.large_library import make

RECORDS = 10_000
LARGEST = 150_000
"""Bytes of the papers repeated as files: letters, not volumes."""


def peak_mb() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, work: Callable[[], object]) -> list[object]:
    """A row of the table: seconds by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    seconds, of_processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"{name}: {seconds:.1f} s", flush=True)
    return [name, seconds, of_processor, peak_mb()]


def main() -> int:
    """Print the table; 1 when restoring took longer than promised."""
    folder, kinds = corpus(), build_kinds()
    with tempfile.TemporaryDirectory(prefix="kmdesk-bench-") as name:
        scratch = Path(name)
        root = Path(sys.argv[2]) if len(sys.argv) > 2 else scratch / "library"
        if not Library.exists(root):
            make(root, RECORDS, 2_000_000_000, folder, largest=LARGEST)
        library = Library.open(root)
        stick, pack = scratch / "stick", scratch / "pack"
        rows = [
            timed("restore point, the first", library.keep_point),
            timed("restore point, another", library.keep_point),
            timed("backup, the first, proved", lambda: back_up(root, stick)),
            timed("backup, another, proved", lambda: back_up(root, stick)),
            timed("handed over, proved", lambda: hand_over(library, SYSTEM, kinds, pack)),
        ]
        library.close()
        newest = max(stick.glob("kmdesk-2*"))
        back = timed("restored", lambda: restore(newest, scratch / "back"))
        taken = timed("taken over", lambda: take_over(scratch / "new", pack, "ก", "รหัสลับ๑"))
        shutil.rmtree(root / "backups")
    table(f"{RECORDS:,} documents", [*rows, back, taken], ["", "s", "processor s", "peak MB"])
    return int(float(str(back[1])) > 600)


if __name__ == "__main__":
    sys.exit(main())
