"""Import a handover pack, into a new library or into an existing one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kmdesk.office.new_library import atomic_library
from kmdesk.people.accounts import add_account, check_password, new_recovery_code
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.records.actor import require
from kmdesk.records.portable.format import FolderError, Progress, silent
from kmdesk.records.portable.importer import ImportResult, import_portable
from kmdesk.records.portable.reader import OpenedFolder
from kmdesk.shelf.confidential import refuse_classified
from kmdesk.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Outcome of an import, and the recovery code of a new library."""

    added: int
    known: int
    refused: tuple[ImportResult, ...]
    recovery: str = ""


def take_over(
    root: Path, folder: Path, name: str, password: str, progress: Progress = silent
) -> TakenOver:
    """Create a library in ``root`` from a pack, atomically.

    Its administrator signs in as ``name``. Raises FolderError for a pack that is modified,
    incomplete or only a part, StoreError when a library exists already or cannot be created.
    """
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
    library: Library, actor: Actor, folder: Path, progress: Progress = silent
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
