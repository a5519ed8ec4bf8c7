"""Official forms and registers by name: one table for ``export --form`` and whoever prints them.

Light to import: the command line lists the names in its help before anything is opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk import clock
from kmdesk.i18n import KmdeskError

if TYPE_CHECKING:
    from kmdesk.records import Actor, Library


@dataclass(frozen=True, slots=True)
class FormRequest:
    """What a form is printed of: a record for most, a span or a year for registers."""

    record: int
    year: int
    """Calendar year (B.E.)."""
    day: str
    """ISO date."""
    provisions: str = ""
    urgency: str = ""
    """A code of ``records.urgency.URGENCIES``."""
    actor: "Actor | None" = None
    """Who reads what is printed; None for the program itself."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name, the kind of record it is printed of ("" for none), and how."""

    name: str
    kind: str
    write: "Callable[[Library, Actor, FormRequest, Path], object]"


def export_form(library: "Library", name: str, request: FormRequest, out: Path) -> None:
    """Print the form ``name`` to ``out``.

    Raises KmdeskError for a record that is missing, or of a kind the form is not made for.
    """
    from kmdesk.pdf.document import digits_in_print
    from kmdesk.records import SYSTEM
    from kmdesk.records.settings import THAI_DIGITS

    form, actor = FORMS[name], request.actor or SYSTEM
    if form.kind:
        if not request.record:
            raise KmdeskError("Name the item whose form is to be printed.")
        with library.reading(actor) as reading:
            if reading.record(request.record).kind != form.kind:
                raise KmdeskError(
                    "This form is not made for that kind of item. Choose another form."
                )
    with digits_in_print(THAI_DIGITS.of(library)):
        form.write(library, actor, request, out)


def request_of_today(record: int = 0) -> FormRequest:
    """Return a request for this calendar year and today."""
    today = clock.today()
    return FormRequest(record, today.year + 543, today.isoformat())


def _register(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print import print_register

    year = request.year - 543
    print_register(library, actor, f"{year}-01-01", f"{year}-12-31", out)


def _destruction(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print import print_destruction

    print_destruction(library, actor, request.year, out)


def _borrow(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print import print_borrow_card

    print_borrow_card(library, actor, request.record, out)


def _announcement(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.shelf.print import print_announcement

    print_announcement(library, actor, request.record, out)


def _plan(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.committees.sheets import print_plan

    print_plan(library, actor, request.record, out)


def _progress(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.committees.sheets import print_progress

    print_progress(library, actor, request.record, out, request.day)


def _roster(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.committees.sheets import print_roster

    print_roster(library, actor, request.record, request.day, out)


def _order(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.committees.official import print_order

    print_order(library, actor, request.record, out)


def _minutes(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.committees.official import print_minutes

    print_minutes(library, actor, request.record, out)


def _invitation(
    library: "Library", actor: "Actor", request: FormRequest, out: Path, outside: bool = False
) -> None:
    from kmdesk.committees.official import print_invitation

    urgency = request.urgency
    print_invitation(library, actor, request.record, out, outside=outside, urgency=urgency)


def _slips(library: "Library", actor: "Actor", request: FormRequest, out: Path) -> None:
    from kmdesk.regulations.print import print_slips

    print_slips(library, actor, request.record, request.provisions, out)


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("register", "", _register),
        Form("destruction", "", _destruction),
        Form("borrow-card", "document", _borrow),
        Form("plan", "km_plan", _plan),
        Form("progress", "km_plan", _progress),
        Form("roster", "committee", _roster),
        Form("slips", "regulation", _slips),
        Form("order", "order", _order),
        Form("announcement", "document", _announcement),
        Form("minutes", "meeting", _minutes),
        Form("invitation", "meeting", _invitation),
        Form("letter", "meeting", partial(_invitation, outside=True)),
    )
}
