"""The same services without a window: the stable face for scripts and checks.

Every command takes ``--library DIR`` and ``--json`` (one JSON object a line).
Exit code 0, 1 (some items refused) or 2 (usage or library error).
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from kmdesk import cli_incoming, cli_outgoing, cli_screens, cli_upkeep
from kmdesk.cli_say import FAILED, OK, say
from kmdesk.composition import default_library
from kmdesk.i18n import KmdeskError, set_language, tr
from kmdesk.store.entrance import from_argument

_FORMS = (
    "register",
    "destruction",
    "borrow-card",
    "plan",
    "progress",
    "roster",
    "slips",
    "order",
    "announcement",
    "minutes",
    "invitation",
    "letter",
)


def run_command(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    options = _parser().parse_args(arguments)
    set_language(options.language)
    options.library = Path(options.library) if options.library else default_library()
    try:
        return int(options.run(options))
    except KmdeskError as error:
        say(options, {"error": str(error)}, str(error), stream=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        from kmdesk.store.trouble import worded

        known = worded(error)
        if known is None:
            raise
        say(options, {"error": str(known)}, str(known), stream=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kmdesk", description=tr("Offline knowledge desk"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, description=run.__doc__)
        sub.add_argument("--library", metavar="DIR")
        sub.add_argument("--json", action="store_true")
        sub.add_argument("--language", choices=("th", "en"), default="th")
        sub.set_defaults(run=run)
        return sub

    command("create", cli_incoming.create).add_argument("--sample", action="store_true")
    add = command("add", cli_incoming.add)
    add.add_argument("paths", nargs="*", type=from_argument, metavar="PATH")
    add.add_argument("--list", action="store_true", help="paths from standard input, NUL between")
    add.add_argument("--actor", default="")
    add.add_argument("--place", type=int)
    add.add_argument("--inbox", type=Path, metavar="DIR", help="files of DIR, put aside when done")
    search = command("search", cli_outgoing.search)
    search.add_argument("query", nargs="?")
    search.add_argument("--batch", type=Path, metavar="FILE")
    search.add_argument("--limit", type=int, default=20)
    search.add_argument("--ids", action="store_true")
    search.add_argument("--internal", action="store_true")
    command("show", cli_outgoing.show).add_argument("record", type=int)
    export = command("export", cli_outgoing.export)
    export.add_argument("records", nargs="*", type=int, metavar="RECORD")
    export.add_argument("--query", metavar="QUERY")
    export.add_argument("--form", choices=_FORMS)
    export.add_argument("--year", type=int, help="B.E., for registers")
    export.add_argument("--day", default="", help="YYYY-MM-DD, for rosters and progress")
    export.add_argument("--provisions", default="", help="numbers, for slips")
    export.add_argument("--folder", action="store_true", help="a readable folder, to bring back")
    export.add_argument("--handover", action="store_true", help="a pack to hand the library over")
    export.add_argument("--sheet", action="store_true", help="a spreadsheet, .xlsx or .csv")
    export.add_argument("--internal", action="store_true")
    export.add_argument("--actor", default="")
    export.add_argument("-o", "--output", type=Path, required=True)
    bring = command("import-folder", cli_incoming.import_folder)
    bring.add_argument("folder", type=from_argument)
    bring.add_argument("--actor", default="")
    recognise = command("recognise", cli_incoming.recognise)
    recognise.add_argument("--actor", default="")
    recognise.add_argument("--from", dest="first", type=int, default=0, metavar="RECORD")
    command("check", cli_upkeep.check)
    command("self-test", cli_upkeep.self_test)
    command("settings", cli_upkeep.settings)
    command("parts", cli_upkeep.parts)
    command("reindex", cli_upkeep.reindex)
    command("backup", cli_upkeep.backup).add_argument("folder", type=Path, nargs="?")
    restore = command("restore", cli_upkeep.restore)
    restore.add_argument("folder", type=Path)
    restore.add_argument("--passphrase-file", type=Path, metavar="FILE")
    command("migrate-to", cli_upkeep.migrate_to).add_argument("target", metavar="ADDRESS|DIR")
    command("join", cli_upkeep.join).add_argument("address", metavar="ADDRESS")
    command("upgrade-server", cli_upkeep.upgrade_server)
    manual = command("manual", cli_screens.manual)
    manual.add_argument("out", type=Path, metavar="OUT.pdf")
    manual.add_argument("--office", default="", metavar="NAME")
    command("tour", cli_screens.tour).add_argument("out", type=Path)
    return parser
