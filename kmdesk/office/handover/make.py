"""Make a handover pack: readable folders, contents, start page and verified hashes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kmdesk import clock
from kmdesk.office.handover.contents import gather
from kmdesk.office.handover.print import write_contents
from kmdesk.office.handover.start_page import contents_name, start_name, start_page
from kmdesk.records import Actor, Duty, Kinds, Library, NotAllowed
from kmdesk.records.describe import counts, size_of_files
from kmdesk.records.portable.atomic import atomic_folder, refuse_without_room
from kmdesk.records.portable.checksums import verify_checksums, write_checksums
from kmdesk.records.portable.exporter import write_out
from kmdesk.records.portable.format import Progress, silent
from kmdesk.records.settings import THAI_DIGITS

_A_RECORD = 12_000  # typical bytes of pages and rows per record, beside its files


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A finished pack: number of records, of files with a hash, and of pages of the contents."""

    folder: Path
    records: int
    files: int
    pages: int


def hand_over(
    library: Library, actor: Actor, kinds: Kinds, out: Path, progress: Progress = silent
) -> HandedOver:
    """Write everything outside the trash into the new folder ``out``, atomically.

    Raises NotAllowed below the secretary, FolderError when it is not writable.
    """
    if actor.duty < Duty.SECRETARY:
        raise NotAllowed("Only the secretary or the administrator may hand the library over.")
    refuse_without_room(out.parent, _needed(library, actor))
    thai = THAI_DIGITS.of(library)
    with atomic_folder(out) as partial:
        with library.reading(actor) as reading:
            written = write_out(
                reading, kinds, library.files, partial, None, _part(progress, 0), sealed=True
            )
            contents = gather(reading, kinds, written.names, written.office, clock.today())
        pages = write_contents(contents, partial / contents_name(), thai, _part(progress, 1))
        (partial / start_name()).write_text(start_page(contents), "utf-8")
        files = write_checksums(partial, written.files, _part(progress, 2))
        verify_checksums(partial, _part(progress, 3))
    return HandedOver(out, len(written.names), files, pages)


_PARTS, _STEPS = 4, 10_000


def _part(progress: Progress, number: int) -> Callable[[int, int], None]:
    """Return a callback that scales the progress of one of four parts to the whole."""

    def tell(done: int, total: int) -> None:
        share = done / total if total else 1.0
        progress(round((number + share) * _STEPS), _PARTS * _STEPS)

    return tell


def _needed(library: Library, actor: Actor) -> int:
    with library.reading(actor) as reading:
        return size_of_files(reading) + counts(reading)["records"] * _A_RECORD
