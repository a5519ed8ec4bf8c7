"""Command line: the services without a window, a stable interface for scripts and checks.

Every command takes ``--library DIR``, ``--language`` and ``--json`` (one JSON object per line),
before or after its name. Exit code 0, 1 (some items refused) or 2 (usage or library error).
"""

import argparse
import errno
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import kmdesk
from kmdesk.cli import admin, contents, tour
from kmdesk.cli.output import FAILED, OK, say
from kmdesk.composition import default_library
from kmdesk.i18n import LANGUAGES, N_, KmdeskError, set_language, tr
from kmdesk.store.import_paths import from_argument

_ACTOR = N_(
    "the sign-in that acts: its duty decides (default: whoever is signed in to the machine)"
)


def run_command(arguments: list[str]) -> int:
    """Run one command line; return the exit code."""
    set_language(_language(arguments))
    options = _parser().parse_args(arguments)
    options.library = Path(options.library) if options.library else default_library()
    try:
        return int(options.run(options))
    except KmdeskError as error:
        say(options, {"error": str(error)}, str(error), stream=sys.stderr)
        return FAILED
    except Exception as error:
        if _is_output_gone(error):
            # The reader of our output has closed the pipe; nobody is left to read a message.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        from kmdesk.store.errors import user_message

        known = user_message(error)
        if known is None:
            raise
        say(options, {"error": str(known)}, str(known), stream=sys.stderr)
        return FAILED


def _is_output_gone(error: Exception) -> bool:
    """Return whether the output pipe was closed; Windows reports an invalid argument."""
    if isinstance(error, BrokenPipeError):
        return True
    is_invalid = isinstance(error, OSError) and error.errno == errno.EINVAL
    return os.name == "nt" and is_invalid and getattr(error, "filename", None) is None


class _Parser(argparse.ArgumentParser):
    """Parser whose errors point to the help in the user's language."""

    def error(self, message: str) -> NoReturn:
        where = tr("This command line cannot be followed: {why}", why=message)
        how = tr("How it is written: {command} --help", command=self.prog)
        self.exit(FAILED, f"{where}\n{how}\n")


def _common_options(*, behind: bool = False) -> _Parser:
    """Return the options every command takes, before its name or after it (``behind``).

    After the name they have no default, which would override a value given before it.
    """
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS if behind else None)
    common.add_argument("--library", metavar="DIR", help=tr("folder of the library"))
    as_json = common.add_argument("--json", action="store_true", help=tr("one JSON object a line"))
    language = common.add_argument(
        "--language", choices=LANGUAGES, help=tr("language of what is said")
    )
    as_json.default = argparse.SUPPRESS if behind else False
    language.default = argparse.SUPPRESS if behind else LANGUAGES[0]
    return common


def _language(arguments: list[str]) -> str:
    """Return the requested language; known before parsing, since the help needs it."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, joined = option.partition("=")
        chosen = joined if equals else value
        if name == "--language" and chosen in LANGUAGES:
            return chosen
    return LANGUAGES[0]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="kmdesk",
        parents=[_common_options()],
        description=tr("Offline knowledge desk"),
        epilog=tr("Without a command the window opens."),
    )
    parser.add_argument("--version", action="version", version=f"kmdesk {kmdesk.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for command in _COMMANDS:
        sub = commands.add_parser(
            command.name,
            parents=[_common_options(behind=True)],
            help=tr(command.help),
            description=tr(command.help),
        )
        if command.arguments is not None:
            command.arguments(sub)
        sub.set_defaults(run=command.run)
    return parser


def _add_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("paths", nargs="*", type=from_argument, metavar="PATH")
    sub.add_argument(
        "--list", action="store_true", help=tr("paths from standard input, NUL between them")
    )
    sub.add_argument("--actor", metavar="NAME", help=tr(_ACTOR))
    sub.add_argument("--place", type=int, metavar="N", help=tr("number of the place of the paper"))
    sub.add_argument(
        "--inbox", type=Path, metavar="DIR", help=tr("files of DIR are put aside when done")
    )


def _create_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--sample", action="store_true", help=tr("with the sample office"))


def _search_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("query", nargs="?", metavar="QUERY")
    sub.add_argument(
        "--batch", type=Path, metavar="FILE", help=tr("one search for each line of FILE")
    )
    sub.add_argument("--limit", type=int, default=20, metavar="N", help=tr("0 = all"))
    sub.add_argument("--ids", action="store_true", help=tr("without pieces of the text"))
    sub.add_argument("--internal", action="store_true", help=tr("internal items as well"))


def _export_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("records", nargs="*", type=int, metavar="RECORD")
    sub.add_argument("--query", metavar="QUERY", help=tr("the list of what a search finds"))
    sub.add_argument("--form", metavar="FORM", help=tr("an official form or register"))
    sub.add_argument("--year", type=int, help=tr("year (B.E.), for registers"))
    sub.add_argument("--day", default="", help=tr("YYYY-MM-DD, for rosters and progress"))
    sub.add_argument(
        "--provisions", default="", metavar="NUMBERS", help=tr("for slips: 1-4, 33/1, 7")
    )
    sub.add_argument(
        "--urgency",
        choices=("urgent", "very_urgent", "most_urgent"),
        default="",
        help=tr("stamped in red on an invitation or a letter"),
    )
    sub.add_argument("--folder", action="store_true", help=tr("a readable folder, to bring back"))
    sub.add_argument("--handover", action="store_true", help=tr("a pack to hand the library over"))
    sub.add_argument("--sheet", action="store_true", help=tr("a spreadsheet, .xlsx or .csv"))
    sub.add_argument("--internal", action="store_true", help=tr("internal items as well"))
    sub.add_argument("--actor", metavar="NAME", help=tr(_ACTOR))
    sub.add_argument("-o", "--output", type=Path, required=True, metavar="OUT")


def _import_folder_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", type=from_argument, metavar="DIR")
    sub.add_argument("--actor", metavar="NAME", help=tr(_ACTOR))


def _recognise_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--actor", metavar="NAME", help=tr(_ACTOR))
    sub.add_argument(
        "--from", dest="first", type=int, default=0, metavar="RECORD", help=tr("this item first")
    )


def _restore_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", type=Path, metavar="BACKUP")
    sub.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=tr("opens an encrypted backup")
    )


def _manual_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("out", type=Path, metavar="OUT.pdf")
    sub.add_argument(
        "--poster", action="store_true", help=tr("only the one sheet for the wall, at once")
    )
    sub.add_argument("--office", default="", metavar="NAME", help=tr("name on the title page"))


@dataclass(frozen=True, slots=True)
class _Command:
    name: str
    run: Callable[[argparse.Namespace], int]
    help: str
    arguments: Callable[[argparse.ArgumentParser], None] | None = None


_COMMANDS = (
    _Command(
        "create",
        contents.create,
        N_("start a new library, empty or with the sample office"),
        _create_arguments,
    ),
    _Command(
        "add",
        contents.add,
        N_("add files, folders and text collections"),
        _add_arguments,
    ),
    _Command(
        "search",
        contents.search,
        N_("search once, or once for every line of a file"),
        _search_arguments,
    ),
    _Command(
        "show",
        contents.show,
        N_("show one item with everything that belongs to it"),
        lambda sub: _positional(sub, "record", int, "RECORD"),
    ),
    _Command(
        "export",
        contents.export,
        N_("print items or forms to PDF, or write a folder or a spreadsheet"),
        _export_arguments,
    ),
    _Command(
        "import-folder",
        contents.import_folder,
        N_("bring a readable folder or a hand-over pack back"),
        _import_folder_arguments,
    ),
    _Command(
        "recognise",
        contents.recognise,
        N_("read the text of scanned pages that wait"),
        _recognise_arguments,
    ),
    _Command("check", admin.check, N_("compare database, files and index")),
    _Command("self-test", admin.self_test, N_("try all that this machine must offer")),
    _Command("settings", admin.settings, N_("list every setting with its default")),
    _Command("parts", admin.parts, N_("list what the program stands on, with licences")),
    _Command("reindex", admin.reindex, N_("throw the index away and build it anew")),
    _Command(
        "backup",
        admin.backup,
        N_("copy the library into a new backup and prove it"),
        lambda sub: _positional(sub, "folder", Path, "DIR", nargs="?"),
    ),
    _Command(
        "restore",
        admin.restore,
        N_("make a library from a backup; never over an existing one"),
        _restore_arguments,
    ),
    _Command(
        "migrate-to",
        admin.migrate_to,
        N_("bring the library to an empty server database, or back to a folder"),
        lambda sub: _positional(sub, "target", str, "ADDRESS|DIR"),
    ),
    _Command(
        "join",
        admin.join,
        N_("make this PC's copy of the library on a server"),
        lambda sub: _positional(sub, "address", str, "ADDRESS"),
    ),
    _Command(
        "upgrade-server",
        admin.upgrade_server,
        N_("bring the library on the server to this program's schema"),
    ),
    _Command(
        "manual",
        tour.manual,
        N_("print the guide with pictures of the screens"),
        _manual_arguments,
    ),
    _Command(
        "tour",
        tour.tour,
        N_("leave pictures and PDFs of the main jobs in a folder"),
        lambda sub: _positional(sub, "out", Path, "OUT"),
    ),
)
COMMAND_NAMES = frozenset(command.name for command in _COMMANDS)


def _positional(
    sub: argparse.ArgumentParser,
    name: str,
    kind: Callable[[str], object],
    metavar: str,
    nargs: str | None = None,
) -> None:
    sub.add_argument(name, type=kind, metavar=metavar, nargs=nargs)
