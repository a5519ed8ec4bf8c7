"""Composition root of the hidden workers: search, and readers of files in a frozen program."""

import sys
from pathlib import Path

_MODULES = (
    "kmdesk.intake.worker",
    "kmdesk.intake.render",
    "kmdesk.committees.docx_process",
)


def run_worker(arguments: list[str]) -> int:
    """Run ``worker search --library DIR``: the search protocol on standard streams.

    ``worker module NAME`` runs one of the readers where there is no ``python -m``.
    """
    if len(arguments) == 2 and arguments[0] == "module" and arguments[1] in _MODULES:
        import runpy

        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return 0
    if len(arguments) == 3 and arguments[:2] == ["search", "--library"]:
        from kmdesk.composition import build_kinds
        from kmdesk.search.worker import main

        return main(Path(arguments[2]), build_kinds())
    print("usage: kmdesk worker search --library DIR", file=sys.stderr)
    return 2
