"""A handover pack: made (folders, contents, start page, verified hashes) and taken over."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kmdesk import clock
from kmdesk.office.handover_contents import contents_name, gather, start_name, start_page
from kmdesk.office.new_library import atomic_library
from kmdesk.office.print_handover import write_contents
from kmdesk.people.accounts import add_account, check_password, new_recovery_code
from kmdesk.records import SYSTEM, Actor, Duty, Kinds, Library, NotAllowed
from kmdesk.records.describe import counts, size_of_files
from kmdesk.records.portable_export import write_out
from kmdesk.records.portable_folder import (
    FolderError,
    OpenedFolder,
    atomic_folder,
    refuse_without_room,
    seal_folder,
    verify_folder,
)
from kmdesk.records.portable_import import ImportResult, import_portable
from kmdesk.records.settings import THAI_DIGITS
from kmdesk.records.unit import require
from kmdesk.shelf.kind import refuse_classified
from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.errors import StoreError

_A_RECORD = 12_000  # typical bytes of pages and rows per record, beside its files


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A finished pack: number of records, of files with a hash, and of pages of the contents."""

    folder: Path
    records: int
    files: int
    pages: int


def hand_over(
    library: Library, actor: Actor, kinds: Kinds, out: Path, progress: Tell = quiet
) -> HandedOver:
    """Write everything outside the trash into the new folder ``out``, atomically.

    Raises NotAllowed below the secretary, FolderError when it is not writable.
    """
    if actor.duty < Duty.SECRETARY:
        raise NotAllowed("Only the secretary or the administrator may hand the library over.")
    refuse_without_room(out.parent, _needed(library, actor))
    thai = THAI_DIGITS.of(library)
    with atomic_folder(out) as partial:
        # One reading for folders and contents, so that both show the same moment.
        with library.reading(actor) as reading:
            written = write_out(
                reading, kinds, library.files, partial, None, _part(progress, 0), sealed=True
            )
            contents = gather(reading, kinds, written.names, written.office, clock.today())
        pages = write_contents(contents, partial / contents_name(), thai, _part(progress, 1))
        (partial / start_name()).write_text(start_page(contents), "utf-8")
        files = seal_folder(partial, written.files, _part(progress, 2))
        # The list itself is read back from the stick as well, as whoever takes the pack over reads
        # it.
        verify_folder(partial, _part(progress, 3))
    return HandedOver(out, len(written.names), files, pages)


_PARTS, _STEPS = 4, 10_000


def _part(progress: Tell, number: int) -> Callable[[int, int], None]:
    """Return a callback that scales the progress of one of four parts to the whole."""

    def tell(done: int, total: int) -> None:
        share = done / total if total else 1.0
        progress(round((number + share) * _STEPS), _PARTS * _STEPS)

    return tell


def _needed(library: Library, actor: Actor) -> int:
    with library.reading(actor) as reading:
        return size_of_files(reading) + counts(reading)["records"] * _A_RECORD


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Outcome of an import, and the recovery code of a new library."""

    added: int
    known: int
    refused: tuple[ImportResult, ...]
    recovery: str = ""


def take_over(
    root: Path, folder: Path, name: str, password: str, progress: Tell = quiet
) -> TakenOver:
    """Create a library in ``root`` from a pack, atomically.

    Its administrator signs in as ``name``. Raises FolderError for a pack that is modified,
    incomplete or only a part, StoreError when a library exists already or cannot be created.
    """
    # First of all: bringing a pack in takes minutes.
    check_password(password)
    if Library.exists(root):
        raise StoreError("There is already a library in {folder}.", folder=str(root))
    if not OpenedFolder(folder).whole:
        raise FolderError(
            "{folder} is only a part of a library. Choose the folder of a handover pack.",
            folder=folder.name,
        )
    code, brought = atomic_library(
        root, lambda partial: _fill(partial, folder, name, password, progress)
    )
    return _counted(brought, code)


def bring_in_pack(
    library: Library, actor: Actor, folder: Path, progress: Tell = quiet
) -> TakenOver:
    """Import a pack into an existing library, after a restore point; undone in one step.

    Raises NotAllowed below the administrator, FolderError for an incomplete pack.
    """
    require(actor, Duty.ADMINISTRATOR)
    library.keep_point_for(len(OpenedFolder(folder).folders))
    return _counted(import_portable(library, actor, folder, refuse_classified, progress))


def _fill(
    root: Path, folder: Path, name: str, password: str, progress: Callable[[int, int], None]
) -> tuple[str, list[ImportResult]]:
    library = Library.create(root)
    try:
        brought = import_portable(library, SYSTEM, folder, refuse_classified, progress)
        add_account(library, SYSTEM, name, password, Duty.ADMINISTRATOR)
        return new_recovery_code(library, SYSTEM), brought
    finally:
        library.close()


def _counted(brought: list[ImportResult], recovery: str = "") -> TakenOver:
    refused = tuple(one for one in brought if one.status == "refused")
    added = sum(one.status == "added" for one in brought)
    return TakenOver(added, len(brought) - added - len(refused), refused, recovery)
