"""Commands that drive the real window off-screen: tour, manual."""

import argparse
from collections.abc import Callable
from pathlib import Path

from kmdesk.cli.output import OK, PDF, SOME_REFUSED, opened_library, refuse_other_ending, say
from kmdesk.i18n import set_language


def tour(options: argparse.Namespace) -> int:
    """Drive the real window and save pictures of the main tasks."""
    from kmdesk.tour import run_tour

    return run_tour(options.out)


def _tell_picture(options: argparse.Namespace) -> Callable[[int], None] | None:
    """Return a callback that reports each picture with ``--json``, to show progress."""
    if not options.json:
        return None
    return lambda number: say(options, {"picture": number}, "")


def manual(options: argparse.Namespace) -> int:
    """Print the user guide with pictures of the screens, taken in the same run."""
    if options.poster:
        return _poster(options)
    import tempfile

    from kmdesk.office.guide import chapters
    from kmdesk.office.print_guide import write_manual
    from kmdesk.tour import run_tour

    refuse_other_ending(options.out, PDF)
    with tempfile.TemporaryDirectory(prefix="kmdesk-manual-") as folder:
        if run_tour(Path(folder), options.language, told=_tell_picture(options)):
            return SOME_REFUSED
        set_language(options.language)
        pictures = {path.stem.partition("-")[2]: path for path in Path(folder).glob("*.png")}
        write_manual(options.out, chapters(options.language), pictures, office=options.office)
    say(options, {"output": str(options.out)}, str(options.out))
    return OK


def _poster(options: argparse.Namespace) -> int:
    """Print the wall sheet, with the given office name or the library's."""
    from kmdesk.office.guide import chapters
    from kmdesk.office.print_guide import write_poster

    refuse_other_ending(options.out, PDF)
    office = options.office or _office_of(options)
    write_poster(options.out, chapters(options.language), office=office)
    say(options, {"output": str(options.out)}, str(options.out))
    return OK


def _office_of(options: argparse.Namespace) -> str:
    """Return the name of the library's office; ``""`` without a library."""
    from kmdesk.store.folder import DATABASE

    if not (options.library / DATABASE).is_file():
        return ""
    with opened_library(options) as library:
        return library.value("office_name")
