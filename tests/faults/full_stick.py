"""Hand a library over onto a small stick: ``python -m tests.faults.full_stick STICK LIBRARY``.

STICK is a small disk of its own. First it is too small from the start, then another program
fills it while the pack is written; a line of JSON says what was told and what was left.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from kmdesk.composition import build_kinds
from kmdesk.i18n import KmdeskError, set_language
from kmdesk.office.handover_pack import hand_over
from kmdesk.records import Actor, Duty, Library

SECRETARY = Actor("เลขานุการ", Duty.SECRETARY)
FILLER = "filler"


def fill(stick: Path, leave: int = 0) -> None:
    """Write until nothing but ``leave`` bytes is free."""
    space = os.statvfs(stick)
    (stick / FILLER).write_bytes(b"x" * max(0, space.f_bavail * space.f_bsize - leave))


def filling(stick: Path) -> Callable[[int, int], None]:
    """Progress of a pack in the middle of which the stick is filled."""

    def tell(done: int, total: int) -> None:
        if done > total * 0.1 and not (stick / FILLER).exists():
            fill(stick)

    return tell


def main() -> None:
    """Try both."""
    set_language("th")
    stick, library = Path(sys.argv[1]), Library.open(Path(sys.argv[2]))
    kinds = build_kinds()

    def attempt(way: str, progress: Callable[[int, int], None]) -> None:
        said = ""
        try:
            hand_over(library, SECRETARY, kinds, stick / "pack", progress)
        except KmdeskError as error:
            said = str(error)
        left = sorted(path.name for path in stick.iterdir() if path.name != FILLER)
        print(json.dumps({"way": way, "said": said, "left": left}), flush=True)
        (stick / FILLER).unlink(missing_ok=True)

    fill(stick, leave=100_000)
    attempt("small", lambda _done, _total: None)
    attempt("filled", filling(stick))
    attempt("enough", lambda _done, _total: None)
    library.close()


if __name__ == "__main__":
    main()
