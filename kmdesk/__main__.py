"""Entry point: the window, a command of the CLI, or one of the hidden workers."""

import io
import sys
import warnings
from pathlib import Path

_WITH_VALUE = ("--library", "--language")
# Only these: otherwise the packaged program would run any module for whoever knows its name.
_WORKER_MODULES = (
    "kmdesk.intake.worker",
    "kmdesk.intake.render",
    "kmdesk.committees.docx_process",
)
_ASKED_OF_COMMANDS = frozenset(("-h", "--help", "--version", "--json"))


def main(arguments: list[str] | None = None) -> int:
    """Run ``kmdesk`` with ``arguments`` (default: the command line); return the exit code."""
    if arguments is None:
        arguments = sys.argv[1:]
        _use_utf8()
        _fail_soon()
        if not sys.warnoptions:
            # On newer Pythons, compiling Whoosh emits SyntaxWarnings, which mean nothing to a user.
            warnings.simplefilter("ignore")
    if arguments[:1] == ["worker"]:
        return run_worker(arguments[1:])
    if (for_window := _window_arguments(arguments)) is not None:
        from kmdesk.app import run_window

        return run_window(for_window)
    from kmdesk.cli.commands import run_command

    return run_command(arguments)


def run_worker(arguments: list[str]) -> int:
    """Serve the window on standard streams: ``worker search --library DIR``, ``worker import``…

    ``worker module NAME`` runs one that reads strangers' files, where there is no ``python -m``.
    """
    if len(arguments) == 2 and arguments[0] == "module" and arguments[1] in _WORKER_MODULES:
        import runpy

        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return 0
    if len(arguments) == 3 and arguments[:2] == ["search", "--library"]:
        from kmdesk.composition import build_kinds
        from kmdesk.search.worker import main

        return main(Path(arguments[2]), build_kinds())
    if arguments == ["import"]:
        from kmdesk.composition import build_kinds
        from kmdesk.office.import_process import main as import_for_window

        build_kinds()  # a readable folder brings records of every kind
        return import_for_window()
    if arguments == ["guide"]:
        from kmdesk.cli.tour import serve_guide

        return serve_guide()
    print("usage: kmdesk worker search --library DIR", file=sys.stderr)
    return 2


def _window_arguments(arguments: list[str]) -> list[str] | None:
    """Return the arguments for the window; None when a command is meant.

    Options may precede the command as well as follow it.
    """
    position = _first_word(arguments)
    if position is None:
        return None if _ASKED_OF_COMMANDS.intersection(arguments) else arguments
    word = arguments[position]
    if word == "window":
        return arguments[:position] + arguments[position + 1 :]
    from kmdesk.cli.commands import COMMAND_NAMES

    is_file = word not in COMMAND_NAMES and position > 0 and Path(word).exists()
    return arguments if is_file else None


def _first_word(arguments: list[str]) -> int | None:
    """Return the index of the first argument that is neither an option nor an option's value."""
    skip = False
    for index, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument in _WITH_VALUE:
            skip = True
        elif not argument.startswith("-"):
            return index
    return None


def _use_utf8() -> None:
    """Switch all streams to UTF-8, whatever the code page, locale or pipe.

    A Thai Windows writes cp874 to a pipe, which lacks “ ” and ›: the command crashed on them. What
    UTF-8 cannot encode (a lone surrogate, from a file name) is written as an escape.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fail_soon() -> None:
    """Make creating a temporary file in a read-only folder fail at once on Windows.

    There ``tempfile`` mistakes "permission denied" for "name taken" and tries ten thousand others:
    a program installed for the whole machine hung at every start.
    """
    if sys.platform == "win32":
        import tempfile

        tempfile.TMP_MAX = 20


if __name__ == "__main__":
    sys.exit(main())
