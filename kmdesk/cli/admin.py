"""Maintenance commands for a library and its machine: check, settings, backup, server."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk.cli.output import OK, SOME_REFUSED, opened_library, plain, progress, say
from kmdesk.i18n import tr

if TYPE_CHECKING:
    from kmdesk.store.atomic import Tell
    from kmdesk.store.server_copying import Copied

_TOLD_IN_WORDS = ("well", "problems")


def check(options: argparse.Namespace) -> int:
    """Check database, files and index; healthy only if all three are."""
    from kmdesk.cli.search import check_library
    from kmdesk.store.check import faults_of, judge
    from kmdesk.store.folder import DATABASE

    if (options.library / DATABASE).is_file() and faults_of(options.library):
        # a damaged database may not even open, and its counts would mean nothing
        damage = [str(problem.message) for problem in judge(options.library, 0)]
        say(options, {"well": False, "problems": damage}, "\n".join(damage))
        return SOME_REFUSED
    with opened_library(options) as library:
        found = check_library(library)
    counts = [f"{key}: {value}" for key, value in found.items() if key not in _TOLD_IN_WORDS]
    verdict = tr("Everything was checked: all is well.") if found["well"] else ""
    say(options, found, "\n".join([*counts, *found["problems"], *filter(None, [verdict])]))
    return OK if found["well"] else SOME_REFUSED


def self_test(options: argparse.Namespace) -> int:
    """Test everything this machine must provide; returns 1 when something fails."""
    from kmdesk.office.self_test import VERDICT_WORDS, Verdict, run_self_test

    failed = 0
    for finding in run_self_test(options.library):
        failed += finding.verdict is Verdict.BAD
        words = f"{tr(VERDICT_WORDS[finding.verdict])}  {tr(finding.name)}: {finding.said}"
        say(options, plain(finding), words)
    if not options.json:
        print(tr("{count} checks failed", count=failed) if failed else tr("All is well."))
    return SOME_REFUSED if failed else OK


def settings(options: argparse.Namespace) -> int:
    """List every setting with its value, default and where it is changed."""
    from kmdesk.records.settings import SETTINGS, stored_values

    with opened_library(options) as library:
        stored = stored_values(library)
    for setting in SETTINGS:
        value = setting.written(setting.value_of(stored.get(setting.key)))
        said = {"key": setting.key, "value": value, "default": setting.written(setting.default)}
        where = tr(setting.shown.value)
        say(options, said, f"{tr(setting.label)} ({where}): {value or '–'}")
    return OK


def parts(options: argparse.Namespace) -> int:
    """List the program's components with licences; with --json as CycloneDX."""
    from kmdesk.office import about

    if options.json:
        print(about.bill_of_materials(), end="")
        return OK
    for part in about.parts():
        print(f"{part.name} {part.version}: {part.licence}")
    return OK


def reindex(options: argparse.Namespace) -> int:
    """Delete the index and rebuild it."""
    from kmdesk.cli.search import rebuild_index

    with opened_library(options) as library:
        indexed = rebuild_index(library)
    say(options, {"indexed": indexed}, tr("{count} items indexed", count=indexed))
    return OK


def backup(options: argparse.Namespace) -> int:
    """Create a new backup (default: in the configured folder) and verify it."""
    from kmdesk.office.maintenance import back_up_if_due
    from kmdesk.store.backup import back_up
    from kmdesk.store.backup_plan import read_backup_settings

    with opened_library(options) as library:
        if options.folder is None:
            done = back_up_if_due(library.root)
        else:
            done = back_up(
                library.root, options.folder, seal=read_backup_settings(library.root).seal
            )
    said = {
        "backup": str(done.folder),
        "files": done.files,
        "new": done.new,
        "missing": list(done.missing),
    }
    say(options, said, str(done.folder))
    return SOME_REFUSED if done.missing else OK


def restore(options: argparse.Namespace) -> int:
    """Create a library from a backup; an existing one is never overwritten."""
    from kmdesk.store.backup import restore as from_backup
    from kmdesk.store.check import quick_check

    secret = options.passphrase_file
    # Editors add a byte order mark and a line end; blanks may be part of the passphrase.
    passphrase = secret.read_text("utf-8-sig").rstrip("\r\n") if secret else ""
    from_backup(options.folder, options.library, passphrase=passphrase)
    problems = [str(problem.message) for problem in quick_check(options.library)]
    said = {"library": str(options.library), "problems": problems}
    say(options, said, "\n".join([str(options.library), *problems]))
    return SOME_REFUSED if problems else OK


# The office's server, for the technician ---------------------------------------------------


def migrate_to(options: argparse.Namespace) -> int:
    """Move the library to an empty server database, or from there to an empty folder.

    Raises StoreError for a target that is not empty or a copy that differs.
    """
    from kmdesk.composition import build_kinds
    from kmdesk.store.folder import is_address

    target = _address(options.target)
    build_kinds()  # registers all tables
    move = _to_server if is_address(target) else _to_folder
    done = move(options.library, target, progress(options))
    words = tr(
        "{rows} rows and {files} files, all compared and equal", rows=done.rows, files=done.files
    )
    said = {
        "target": "server" if is_address(target) else target,
        "rows": done.rows,
        "files": done.files,
        "missing": [*done.missing],
    }
    say(options, said, words)
    return SOME_REFUSED if done.missing else OK


def _to_server(root: Path, address: str, tell: "Tell") -> "Copied":
    from kmdesk.records import Library
    from kmdesk.store import StoreError
    from kmdesk.store.folder import server_of
    from kmdesk.store.server_copying import to_server

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
    return to_server(root, address, tell)


def _to_folder(root: Path, target: str, tell: "Tell") -> "Copied":
    from kmdesk.store import StoreError
    from kmdesk.store.folder import server_for
    from kmdesk.store.server_copying import to_folder

    address = server_for(root)
    if not address:
        raise StoreError(
            "This library is in a folder already. To move it to another folder use backup and"
            " restore."
        )
    return to_folder(address, Path(target), tell)


def join(options: argparse.Namespace) -> int:
    """Make the folder this PC's mirror of the library on a server."""
    from kmdesk.store.server_link import join as join_server

    join_server(options.library, _address(options.address), progress(options))
    say(options, {"library": str(options.library)}, str(options.library))
    return OK


def upgrade_server(options: argparse.Namespace) -> int:
    """Migrate the library on the server to the schema of this program."""
    from kmdesk.composition import build_kinds
    from kmdesk.store import StoreError
    from kmdesk.store.folder import server_for
    from kmdesk.store.server_copying import upgrade

    build_kinds()
    address = server_for(options.library)
    if not address:
        raise StoreError("This PC has no server. Join one first: kmdesk join ADDRESS.")
    done = upgrade(address)
    words = (
        tr("The server is up to date now.") if done else tr("The server was up to date already.")
    )
    say(options, {"upgraded": done}, words)
    return OK


def _address(given: str) -> str:
    """Return ``given``, or for ``-`` the next line of the input, not echoed while typed.

    A password on the command line is visible to every user of the machine and kept in its history.
    """
    if given != "-":
        return given
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(tr("Address of the server: ")).strip()
    return sys.stdin.readline().strip()
