"""Shared by all commands: exit codes, opening the library, output."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.thai.normal import clean_text, clean_value

if TYPE_CHECKING:
    from kmdesk.records import Actor, Library

OK, SOME_REFUSED, FAILED = 0, 1, 2


STATUS_WORDS = {
    "added": N_("Added"),
    "duplicate": N_("Already there"),
    "unsearchable": N_("Kept, not searchable yet"),
    "refused": N_("Refused"),
}


@contextmanager
def opened_library(options: argparse.Namespace, *, create: bool = False) -> Iterator["Library"]:
    """Open the requested library and close it at the end; server warnings go to stderr."""
    library = _opened(options.library, create)
    if library.link is not None and not library.link.try_to_catch_up() and library.link.trouble:
        reason = library.link.trouble
        print(tr("{reason} What is shown may be out of date.", reason=reason), file=sys.stderr)
    try:
        yield library
    finally:
        library.close()


def _opened(root: Path, create: bool) -> "Library":
    from kmdesk.records import Library
    from kmdesk.store.folder import server_for

    server = server_for(root)
    if create and not server and not Library.exists(root):
        return Library.create(root)
    return Library.open(root, server=server)


def say(options: argparse.Namespace, value: dict[str, Any], words: str, stream: Any = None) -> None:
    """Print one JSON object with ``--json``, plain text otherwise."""
    text = json.dumps(clean_value(value), ensure_ascii=False) if options.json else clean_text(words)
    # The window reads these lines from a pipe while the work goes on.
    print(text, file=stream or sys.stdout, flush=True)


def plain(value: Any) -> dict[str, Any]:
    """Return a dataclass instance or a struct as a dict for JSON."""
    from dataclasses import asdict

    from msgspec import Struct, structs

    return structs.asdict(value) if isinstance(value, Struct) else asdict(value)


def progress(options: argparse.Namespace) -> Callable[[int, int], None]:
    """Return a callback that prints progress on a terminal; Ctrl+C stops and changes nothing."""

    def tell(done: int, total: int) -> None:
        if not options.json and sys.stderr.isatty():
            print(f"\r{100 * done // max(1, total)} % ", end="", file=sys.stderr, flush=True)

    return tell


def who(options: argparse.Namespace, library: "Library") -> "Actor":
    """Return the actor: the sign-in given by ``--actor``, else the operating-system user.

    Raises SignInError for a name that may not act in this library.
    """
    from kmdesk.people.accounts import acting, technician

    if options.actor is None:
        return technician(library, user())
    return acting(library, options.actor)


def user() -> str:
    """Return the name of the operating-system user."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "kmdesk"


PDF, SHEETS, FOLDER = (".pdf",), (".xlsx", ".csv"), ()
_FILE_ENDINGS = frozenset((*PDF, *SHEETS, ".docx", ".doc", ".xls", ".zip", ".txt", ".html"))


def refuse_other_ending(out: Path, endings: tuple[str, ...]) -> None:
    """Raise KmdeskError when the extension of ``out`` contradicts what will be written.

    ``endings`` are the extensions that fit, none for a folder. A name without extension always
    fits.
    """
    ending = out.suffix.lower()
    if not endings and ending in _FILE_ENDINGS:
        raise KmdeskError(
            "{name} is the name of a file, but a folder is written. Name a folder.", name=out.name
        )
    if endings and out.suffix and ending not in endings:
        raise KmdeskError(
            "{name} cannot be written here: choose a name that ends in {endings}.",
            name=out.name,
            endings=" / ".join(endings),
        )
