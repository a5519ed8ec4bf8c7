"""Server commands for the technician: migrate, join, upgrade."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from kmdesk.i18n import tr
from kmdesk.records import Library
from kmdesk.store import StoreError
from kmdesk.store.bagit import Tell
from kmdesk.store.folder import is_address, server_for, server_of


def address_told(given: str) -> str:
    """Return ``given``, or for ``-`` the next line of the input, not echoed while typed.

    A password on the command line is visible to every user of the machine and kept in its history.
    """
    if given != "-":
        return given
    if sys.stdin.isatty():
        return getpass(tr("Address of the server: ")).strip()
    return sys.stdin.readline().strip()


def migrate_to(root: Path, target: str, tell: Tell) -> dict[str, Any]:
    """Move the library ``root`` to a server, or the server's to a folder; return the comparison.

    Raises StoreError for a target that is not empty or a copy that differs.
    """
    from kmdesk.composition import build_kinds

    build_kinds()  # registers all tables
    if is_address(target):
        return _to_server(root, target, tell)
    from kmdesk.store.server.copying import to_folder

    address = server_for(root)
    if not address:
        raise StoreError(
            "This library is in a folder already. To move it to another folder use backup and"
            " restore."
        )
    done = to_folder(address, Path(target), tell)
    return {"target": target, "rows": done.rows, "files": done.files, "missing": [*done.missing]}


def _to_server(root: Path, address: str, tell: Tell) -> dict[str, Any]:
    from kmdesk.store.server.copying import to_server

    if server_of(root):
        raise StoreError(
            "The library in {folder} is on a server already. Bring it to a folder first: kmdesk"
            " migrate-to FOLDER.",
            folder=str(root),
        )
    library = Library.open(root)
    try:
        library.keep_point()
    finally:
        library.close()
    done = to_server(root, address, tell)
    return {"target": "server", "rows": done.rows, "files": done.files, "missing": [*done.missing]}


def join_server(root: Path, address: str, tell: Tell) -> None:
    """Make the folder ``root`` this PC's mirror of a server."""
    from kmdesk.store.server.link import join

    join(root, address, tell)


def upgrade_server(root: Path) -> bool:
    """Migrate the server's library to this program's schema; False if it is current."""
    from kmdesk.composition import build_kinds
    from kmdesk.store.server.copying import upgrade

    build_kinds()
    address = server_for(root)
    if not address:
        raise StoreError("This PC has no server. Join one first: kmdesk join ADDRESS.")
    return upgrade(address)


def open_here(root: Path, *, create: bool) -> tuple[Library, str]:
    """Open the library, updated from its server, with a warning if that is unreachable."""
    server = server_for(root)
    if create and not server and not Library.exists(root):
        return Library.create(root), ""
    library = Library.open(root, server=server)
    if library.link is None or library.link.try_to_catch_up() or library.link.trouble is None:
        return library, ""
    return library, tr("{reason} What is shown may be out of date.", reason=library.link.trouble)
