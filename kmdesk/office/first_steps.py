"""Setup steps of a new library, derived from the library itself so that they resume.

A step is done when its data exists, whatever its origin; an office that does not need one can skip
it and resume it later.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kmdesk.i18n import N_
from kmdesk.people.accounts import has_recovery_code, open_sign_ins
from kmdesk.places.tree import add_place, all_places
from kmdesk.records import SYSTEM, WALK_UP, Library, Unit
from kmdesk.records.queries import kinds_there
from kmdesk.records.settings import (
    CODE_UNSEEN,
    CREST,
    NEW_LIBRARY,
    OFFICE_ADDRESS,
    OFFICE_CODE,
    OFFICE_NAME,
    OFFICE_PHONE,
    SKIPPED_STEPS,
)
from kmdesk.store.backup_settings import read_backup_settings

_STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``page`` is the office page where it is done, "" for a form of its own."""

    code: str
    title: str
    why: str
    page: str = ""
    room: str = ""
    """The tab where it is done, if not on an office page."""


STEPS = (
    Step(
        "office",
        N_("Name and number code of the office"),
        N_(
            "The name stands on every print. With the code (such as ชพ 0010) begin the numbers of"
            " invitations printed here, and by it own letters are told apart when numbers left out"
            " or used twice are looked for."
        ),
    ),
    Step(
        "letters",
        N_("What letters say of the office"),
        N_(
            "Address, division, telephone, e-mail, and the head who signs: for the letters and"
            " memos printed here."
        ),
    ),
    Step(
        "crest",
        N_("Picture of the garuda"),
        N_("For official papers; without it its space stays free."),
        "settings",
    ),
    Step(
        "colleagues",
        N_("Sign-ins for colleagues"),
        N_(
            "A name and a duty for each: clerk, secretary or administrator. The history then says"
            " who did what."
        ),
        "signins",
    ),
    Step(
        "staff",
        N_("Staff list"),
        N_("Whom to ask for what, typed in or brought from a spreadsheet in the directory tab."),
        room="directory",
    ),
    Step(
        "cupboards",
        N_("Cupboards and shelves"),
        N_("Every result then says where the paper is."),
    ),
    Step(
        "recovery",
        N_("Recovery code"),
        N_("On paper in the safe, for the day nobody can sign in."),
        "signins",
    ),
    Step(
        "backup",
        N_("Place for backups"),
        N_("A stick or another disk; the program then backs up daily by itself."),
        "backup",
    ),
    Step(
        "import",
        N_("Bring in what there is"),
        N_("A folder of files, or the office's register as a spreadsheet from the shelf tab."),
        "import",
    ),
)


@dataclass(frozen=True, slots=True)
class State:
    """State of a step."""

    step: Step
    done: bool
    skipped: bool


def states(library: Library) -> list[State]:
    """Return every step with its state."""
    skipped = set(SKIPPED_STEPS.of(library).split())
    return [State(step, _DONE[step.code](library), step.code in skipped) for step in STEPS]


def left(library: Library) -> int:
    """Return the number of steps neither done nor skipped."""
    return sum(not state.done and not state.skipped for state in states(library))


def skip(unit: Unit, code: str, on: bool) -> None:
    """Skip a step, or resume it."""
    codes = set(SKIPPED_STEPS.read(unit.session).split())
    codes = codes | {code} if on else codes - {code}
    SKIPPED_STEPS.store(unit, " ".join(sorted(codes)))


def take_over(unit: Unit) -> None:
    """Record that the administrator was shown the first steps, so that they open only once."""
    NEW_LIBRARY.store(unit, False)


def code_on_paper(library: Library) -> None:
    """Record that the recovery code was printed; nobody need be signed in yet."""
    with library.writing(SYSTEM, N_("New recovery code")) as unit:
        CODE_UNSEEN.store(unit, False)
        unit.commit()


def name_office(unit: Unit, name: str, code: str) -> None:
    """Store the office's name and the code its letters begin with."""
    OFFICE_NAME.store(unit, name.strip())
    OFFICE_CODE.store(unit, code.strip().rstrip("/").rstrip())


def add_cupboards(unit: Unit, lines: str) -> int:
    """Add cupboards, one per line, with the number of shelves after a ``|``; return how many.

    Raises PlaceError for a name that exists already.
    """
    added = 0
    for line in lines.splitlines():
        name, _bar, shelves = (part.strip() for part in line.partition("|"))
        if not name:
            continue
        cupboard = add_place(unit, "cupboard", name)
        for number in range(1, min(int(shelves or 0), 50) + 1):
            add_place(unit, "shelf", str(number), cupboard.id)
        added += 1
    return added


def _has_places(library: Library) -> bool:
    with library.reading(WALK_UP) as reading:
        return bool(all_places(reading))


def _has_records(library: Library) -> bool:
    """Return whether there are records; the staff list is a step of its own."""
    return bool(_kinds(library) - {_STAFF})


def _kinds(library: Library) -> set[str]:
    with library.reading(SYSTEM) as reading:
        return kinds_there(reading)


_DONE: dict[str, Callable[[Library], bool]] = {
    "office": lambda library: bool(OFFICE_NAME.of(library) and OFFICE_CODE.of(library)),
    "letters": lambda library: bool(OFFICE_ADDRESS.of(library) and OFFICE_PHONE.of(library)),
    "crest": lambda library: bool(CREST.of(library)),
    "colleagues": lambda library: len(open_sign_ins(library)) > 1,
    "staff": lambda library: _STAFF in _kinds(library),
    "cupboards": _has_places,
    "recovery": lambda library: has_recovery_code(library) and not CODE_UNSEEN.of(library),
    "backup": lambda library: bool(read_backup_settings(library.root).folder),
    "import": _has_records,
}
