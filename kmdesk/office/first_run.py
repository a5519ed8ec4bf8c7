"""First start: create a library, empty or with the sample office."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from kmdesk.i18n import N_
from kmdesk.office.atomic_library import atomic_library
from kmdesk.people.accounts import add_account, new_recovery_code
from kmdesk.records import SYSTEM, Duty, Library
from kmdesk.records.sample_days import date_sample
from kmdesk.records.settings import CODE_UNSEEN, NEW_LIBRARY, OFFICE_CODE, OFFICE_NAME, SAMPLE
from kmdesk.regulations.import_law import load_digests
from kmdesk.resources import resource_path

STAGES = (
    N_("Making the database…"),
    N_("Putting in the first content…"),
    N_("Setting up the sign-ins…"),
    N_("Putting the library in its place…"),
)
"""Stages of creating a library; ``tell`` receives their index, from 0."""
Tell = Callable[[int], object]

# Places first, because everything else may refer to one.
_SAMPLE_ROOMS = ("places", "directory", "regulations", "shelf", "processes", "committees")


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
    office = sample_office()
    tell(0)
    library = Library.create(folder)
    try:
        tell(1)
        with library.writing(SYSTEM, N_("Sample office")) as unit:
            for room in _SAMPLE_ROOMS:
                load = import_module(f"kmdesk.{room}.sample").load_sample
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
