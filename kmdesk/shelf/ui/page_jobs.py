"""Arranging pages, away from the window: what is read, looked through and written."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.intake.client import IntakeClient
from kmdesk.jobs import Progress
from kmdesk.jobs.executor import Cancelled
from kmdesk.shelf.arrange_pages import PagesError, Plan, arrange_pages, make_files
from kmdesk.shelf.papers import Scan, scans_of

if TYPE_CHECKING:
    from kmdesk.records import Library, Unit
    from kmdesk.records.merge import Answers
    from kmdesk.records.unit import Reading


def load_scans(
    library: "Library", actor: Any, records: tuple[int, ...], *, progress: Progress
) -> tuple[tuple[Scan, ...], list[int]]:
    """Runs in a lane: the files, and how many pages each has."""
    reading: Reading
    with library.reading(actor) as reading:
        scans = scans_of(reading, records)
    if not scans:
        raise PagesError("There is no PDF and no picture whose pages could be arranged.")
    sources = [(library.files.path(scan.sha256), scan.name) for scan in scans]
    with closing(IntakeClient(workers=1)) as client:
        counts = client.count_pages(sources)
    progress.check()
    return scans, counts


def find_empty(
    paths: tuple[Path, ...], scans: tuple[Scan, ...], *, progress: Progress
) -> set[tuple[int, int]]:
    """Runs in a lane: (file, page) of the pages on which nothing is written."""
    found: set[tuple[int, int]] = set()
    with closing(IntakeClient(workers=1)) as client:
        for file, (path, scan) in enumerate(zip(paths, scans, strict=True)):
            progress.tell(file, len(paths))
            pages = client.empty_pages(path, scan.name, cancelled=partial(_is_stopped, progress))
            found |= {(file, page) for page in pages}
    return found


def write_files(library: "Library", plan: Plan, *, progress: Progress) -> tuple[Path, list[Path]]:
    """Runs in a lane: the new files in a folder of their own."""
    folder = Path(tempfile.mkdtemp(prefix="kmdesk-pages-"))
    try:
        with closing(IntakeClient(workers=1)) as client:
            stopped = partial(_is_stopped, progress)
            files = make_files(library, client, plan, folder, stopped, progress.tell)
        progress.check()
    # Stopped or failed, no half-made files stay on the disk.
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, files


def put_in_place(
    unit: "Unit",
    plan: Plan,
    answers: "Mapping[int, Answers]",
    folder: Path,
    files: Sequence[Path],
) -> tuple[int, ...]:
    """Runs in the database lane; the files are copied into the store by then or never."""
    try:
        return arrange_pages(unit, plan, files, answers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_stopped(progress: Progress) -> bool:
    try:
        progress.check()
    except Cancelled:
        return True
    return False
