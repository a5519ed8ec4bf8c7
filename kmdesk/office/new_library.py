"""A new library: created atomically, empty or with the sample office, and the steps that set it up.

The steps are derived from the library itself, so that they resume: a step is done when its data
exists, whatever its origin; an office that does not need one can skip it and resume it later. The
picture of the garuda is one of them; kiosk mode, also of the whole library, is set here, too.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from kmdesk.i18n import N_, KmdeskError
from kmdesk.office.sample import date_sample
from kmdesk.people.accounts import add_account, has_recovery_code, new_recovery_code, open_sign_ins
from kmdesk.places import add_place, all_places
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library, Unit
from kmdesk.records.describe import kinds_there
from kmdesk.records.settings import (
    CODE_UNSEEN,
    CREST,
    KIOSK,
    NEW_LIBRARY,
    OFFICE_ADDRESS,
    OFFICE_CODE,
    OFFICE_NAME,
    OFFICE_PHONE,
    SAMPLE,
    SKIPPED_STEPS,
)
from kmdesk.records.unit import require
from kmdesk.regulations.import_law import load_digests
from kmdesk.resources import resource_path
from kmdesk.store.atomic import whole_folder
from kmdesk.store.backup import make_room
from kmdesk.store.backup_plan import read_backup_settings
from kmdesk.store.errors import StoreError, unwritable
from kmdesk.store.folder import KIOSK_FILE

Told = TypeVar("Told")


def atomic_library(root: Path, fill: Callable[[Path], Told]) -> Told:
    """Let ``fill`` create the library beside ``root``, then move it there; return its result.

    Raises StoreError when a library exists already or the folder is not writable.
    """
    if Library.exists(root):
        raise StoreError("There is already a library in {folder}.", folder=str(root))
    try:
        with whole_folder(root, ".making", mode=0o700) as partial:
            told = fill(partial)
            (root / KIOSK_FILE).unlink(missing_ok=True)  # of a previous library
            make_room(root)
        return told
    except OSError as error:
        raise unwritable(root, error) from error


STAGES = (
    N_("Making the database…"),
    N_("Putting in the first content…"),
    N_("Setting up the sign-ins…"),
    N_("Putting the library in its place…"),
)
"""Stages of creating a library; ``tell`` receives their index, from 0."""
Tell = Callable[[int], object]


def start_empty(root: Path) -> Library:
    """Create an empty library."""
    return Library.create(root)


def _quiet(_stage: int) -> None:
    """Ignore the stage."""


def begin(
    root: Path,
    office: str,
    name: str,
    password: str,
    *,
    digests: bool = False,
    tell: Tell = _quiet,
) -> str:
    """Create a library with its administrator, atomically; return the recovery code.

    With ``digests`` it starts with digests of the basic laws, and nothing fictional.

    Until the code is printed and the administrator has seen the remaining steps, the library
    remembers both: a machine switched off in between loses neither. Raises StoreError, and
    SignInError for an invalid name or password.
    """

    def fill(folder: Path) -> str:
        tell(0)
        library = Library.create(folder)
        try:
            tell(1)
            with library.writing(SYSTEM, N_("Office settings")) as unit:
                OFFICE_NAME.store(unit, office)
                NEW_LIBRARY.store(unit, True)
                CODE_UNSEEN.store(unit, True)
                if digests:
                    load_digests(unit)
                unit.commit()
            tell(2)
            add_account(library, SYSTEM, name, password, Duty.ADMINISTRATOR)
            code = new_recovery_code(library, SYSTEM)
            tell(3)
            return code
        # Windows moves no folder in which a database is open.
        finally:
            library.close()

    return atomic_library(root, fill)


def start_with_sample(root: Path, tell: Tell = _quiet) -> Library:
    """Create a library with the fictional sample office, atomically.

    Its sign-ins are given by :func:`sample_office` and by the first screen.
    """
    atomic_library(root, partial(_fill_sample, tell=tell))
    return Library.open(root)


def _fill_sample(folder: Path, *, tell: Tell) -> None:
    # Every room is behind it, down to the writing of PDFs: a start need not load that.
    from kmdesk.office.sample import SAMPLES

    office = sample_office()
    tell(0)
    library = Library.create(folder)
    try:
        tell(1)
        with library.writing(SYSTEM, N_("Sample office")) as unit:
            for room, load in SAMPLES.items():
                load(unit, resource_path("sample") / room)
            date_sample(unit)
            OFFICE_NAME.store(unit, office.name)
            OFFICE_CODE.store(unit, office.code)
            SAMPLE.store(unit, True)
            unit.commit()
        tell(2)
        for name, duty in office.sign_ins:
            add_account(library, SYSTEM, name, office.password, duty)
        tell(3)
    finally:
        library.close()


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """Name and letter code of the sample office, and a sign-in of each duty."""

    name: str
    code: str
    clerk: str
    secretary: str
    administrator: str
    password: str
    """Of all three sign-ins."""

    @property
    def sign_ins(self) -> tuple[tuple[str, Duty], ...]:
        """Names with their duties."""
        return (
            (self.clerk, Duty.CLERK),
            (self.secretary, Duty.SECRETARY),
            (self.administrator, Duty.ADMINISTRATOR),
        )


def sample_office() -> SampleOffice:
    """Return the data of resources/sample/office.toml."""
    return SampleOffice(**tomllib.loads(resource_path("sample/office.toml").read_text("utf-8")))


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
class StepState:
    """State of a step."""

    step: Step
    done: bool
    skipped: bool


def step_states(library: Library) -> list[StepState]:
    """Return every step with its state."""
    skipped = set(SKIPPED_STEPS.of(library).split())
    return [StepState(step, _DONE[step.code](library), step.code in skipped) for step in STEPS]


def skip_step(unit: Unit, code: str, on: bool) -> None:
    """Skip a step, or resume it."""
    codes = set(SKIPPED_STEPS.read(unit.session).split())
    codes = codes | {code} if on else codes - {code}
    SKIPPED_STEPS.store(unit, " ".join(sorted(codes)))


def first_steps_shown(unit: Unit) -> None:
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
        # A slip of the finger must not make thousands of shelves.
        for number in range(1, min(int(shelves or 0), 50) + 1):
            add_place(unit, "shelf", str(number), cupboard.id)
        added += 1
    return added


_LARGEST = 20_000_000  # bytes of a picture of the garuda
_LONGEST_SIDE = 3000  # pixels; the garuda is printed 3 cm high


class CrestError(KmdeskError):
    """Raised for a file that is not a printable picture."""


def read_crest(source: Path) -> bytes:
    """Return a picture file as it is printed; slow. Raises CrestError when it is none."""
    from kmdesk.intake import IntakeError
    from kmdesk.intake.client import shared_client

    try:
        if source.stat().st_size > _LARGEST:
            raise CrestError("The picture is larger than 20 MB. Choose a smaller one.")
        return shared_client().picture(source, _LONGEST_SIDE, lossless=True).data
    except (OSError, IntakeError) as error:
        raise CrestError(
            "{name} is no picture that can be printed. Choose a PNG or JPEG file.",
            name=source.name,
        ) from error


def keep_crest(unit: Unit, content: bytes) -> None:
    """Store the picture that :func:`read_crest` has read, to be printed."""
    CREST.store(unit, unit.keep(content).sha256)


def drop_crest(unit: Unit) -> None:
    """Remove the picture; its space stays blank."""
    CREST.store(unit, "")


def set_kiosk(library: Library, actor: Actor, on: bool) -> None:
    """Turn kiosk mode on or off: full screen that only the administrator can leave.

    Raises NotAllowed for all others.
    """
    require(actor, Duty.ADMINISTRATOR)
    with library.writing(actor, N_("Office settings")) as unit:
        KIOSK.store(unit, on)
        unit.commit()


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
