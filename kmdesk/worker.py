"""Composition root of the hidden workers: the search process."""

import sys
from pathlib import Path


def run_worker(arguments: list[str]) -> int:
    """``worker search --library DIR``: serve the search protocol on standard streams."""
    if len(arguments) == 3 and arguments[:2] == ["search", "--library"]:
        from kmdesk.composition import build_kinds
        from kmdesk.search.worker import main

        return main(Path(arguments[2]), build_kinds())
    print("usage: kmdesk worker search --library DIR", file=sys.stderr)
    return 2
