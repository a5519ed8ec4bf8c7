"""Opens the library of the window, off the UI thread: the database layer is imported only there."""

from pathlib import Path

from kmdesk.composition import build_kinds
from kmdesk.jobs import Progress
from kmdesk.records import Kinds, Library
from kmdesk.records.settings import stored_values
from kmdesk.store.atomic import quiet
from kmdesk.store.backup import settle_exchange
from kmdesk.store.files import remove_strays
from kmdesk.store.folder import server_for


def open_library(
    root: Path, progress: Progress | None = None
) -> tuple[Library, Kinds, dict[str, str]] | None:
    """Return library, kinds and office values; None without a library. Runs off the UI thread."""
    # First: between the two renames of an exchange that was killed there is no library here.
    settle_exchange(root)
    server = server_for(root)
    if not Library.exists(root) and not server:
        return None
    kinds = build_kinds()
    library = Library.open(root, server=server, tell=progress.tell if progress else quiet)
    remove_strays(root, undone=True)  # a new session: what the previous one undid cannot be redone
    return library, kinds, stored_values(library)
