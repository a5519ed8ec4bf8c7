"""Official forms and registers for the command line: ``kmdesk export --form NAME``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kmdesk import clock
from kmdesk.i18n import KmdeskError
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.records.settings import THAI_DIGITS


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Parameters of a form: a record for most, a day or year for registers."""

    record: int
    year: int
    """Calendar year (พ.ศ.)."""
    day: str
    provisions: str = ""
    urgency: str = ""
    """A code of ``records.urgency.URGENCIES``."""
    actor: Actor = SYSTEM


def export_form(library: Library, name: str, request: FormRequest, out: Path) -> None:
    """Print one form; raises KmdeskError for a record that is missing or not named."""
    if name not in REGISTERS and not request.record:
        raise KmdeskError("Name the item whose form is to be printed.")
    from kmdesk.pdf.document import digits_in_print  # reportlab is loaded only for printing

    with digits_in_print(THAI_DIGITS.of(library)):
        FORMS[name](library, request, out)


def this_year() -> int:
    """Return the current calendar year (พ.ศ.)."""
    return clock.today().year + 543


def today() -> str:
    """Return today as an ISO date."""
    return clock.today_iso()


def _register(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print_sheets import print_register

    year = request.year - 543
    print_register(library, request.actor, f"{year}-01-01", f"{year}-12-31", out)


def _destruction(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print_sheets import print_destruction

    print_destruction(library, request.actor, request.year, out)


def _borrow(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print_sheets import print_borrow_card

    print_borrow_card(library, request.actor, request.record, out)


def _plan(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.committees.print_sheets import print_plan

    print_plan(library, request.actor, request.record, out)


def _progress(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.committees.print_sheets import print_progress

    print_progress(library, request.actor, request.record, out, request.day)


def _roster(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.committees.print_sheets import print_roster

    print_roster(library, request.actor, request.record, request.day, out)


def _slips(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.regulations.print_slips import print_slips

    print_slips(library, request.actor, request.record, request.provisions, out)


def _order(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.committees.print_official import print_order

    _of_kind(library, request, "order")
    print_order(library, request.actor, request.record, out)


def _announcement(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print_sheets import print_announcement

    _of_kind(library, request, "document")
    print_announcement(library, request.actor, request.record, out)


def _minutes(library: Library, request: FormRequest, out: Path) -> None:
    from kmdesk.committees.print_official import print_minutes

    _of_kind(library, request, "meeting")
    print_minutes(library, request.actor, request.record, out)


def _invitation(library: Library, request: FormRequest, out: Path, outside: bool = False) -> None:
    from kmdesk.committees.print_official import print_invitation

    _of_kind(library, request, "meeting")
    print_invitation(
        library, request.actor, request.record, out, outside=outside, urgency=request.urgency
    )


def _of_kind(library: Library, request: FormRequest, kind: str) -> None:
    """Refuse a record of another kind than the form is for."""
    with library.reading(request.actor) as reading:
        if reading.record(request.record).kind != kind:
            raise KmdeskError("This form is not made for that kind of item. Choose another form.")


REGISTERS = ("register", "destruction")
FORMS: dict[str, Callable[[Library, FormRequest, Path], None]] = {
    "register": _register,
    "destruction": _destruction,
    "borrow-card": _borrow,
    "plan": _plan,
    "progress": _progress,
    "roster": _roster,
    "slips": _slips,
    "order": _order,
    "announcement": _announcement,
    "minutes": _minutes,
    "invitation": _invitation,
    "letter": partial(_invitation, outside=True),
}
