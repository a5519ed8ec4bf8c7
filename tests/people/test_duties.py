"""Every service that writes, found by looking, is walked as every duty: none forgets to ask."""

import importlib
import inspect
import pkgutil
import shutil
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import kmdesk
from kmdesk.composition import build_kinds
from kmdesk.people.accounts import acting, add_account
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library, NotAllowed
from kmdesk.records.unit import Unit

# Whoever is not named here needs a clerk. A wrong line fails, and so does a missing one.
ADMINISTRATOR = {
    "kmdesk.people.accounts.add_account",
    "kmdesk.people.accounts.change_password",  # somebody else's
    "kmdesk.people.accounts.sign_ins",
    "kmdesk.people.accounts.set_duty",
    "kmdesk.people.accounts.set_disabled",
    "kmdesk.people.accounts.new_recovery_code",
    "kmdesk.office.maintenance.choose_folder",
    "kmdesk.office.maintenance.choose_encryption",
    "kmdesk.office.new_library.set_kiosk",
    "kmdesk.office.handover_pack.bring_in_pack",
}
# In a unit, which a clerk is given: these ask for more.
SECRETARY = {"kmdesk.committees.meetings.certify"}
ADMINISTRATOR_IN_A_UNIT = {"kmdesk.records.trash.erase"}
# They act for the system: whoever asks has no duty yet.
NOBODY_YET = {
    "kmdesk.people.accounts.sign_in",
    "kmdesk.people.accounts.recover",
    "kmdesk.office.new_library.code_on_paper",
    "kmdesk.office.new_library.begin",
}
DUTIES = (Duty.WALK_UP, Duty.CLERK, Duty.SECRETARY, Duty.ADMINISTRATOR)


def _modules() -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(kmdesk.__path__, "kmdesk."):
        parts = found.name.split(".")
        if "ui" in parts or "migrations" in parts or parts[1] in ("window", "corner", "widgets"):
            continue  # no service: they go through the services walked here
        if parts[1].startswith(("app", "cli", "tour", "worker", "__main__")):
            continue
        yield importlib.import_module(found.name)


def _functions() -> dict[str, Callable[..., Any]]:
    found = {}
    for module in _modules():
        for name, thing in vars(module).items():
            if inspect.isfunction(thing) and thing.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = thing
    return found


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except (NameError, TypeError):  # names only the type checker knows
        return dict(function.__annotations__)


def _takes(kind: type, hints: dict[str, Any]) -> bool:
    given = (hint for name, hint in hints.items() if name != "return")
    return any(hint is kind or hint == kind.__name__ for hint in given)


FUNCTIONS = _functions()
IN_A_UNIT = sorted(
    name
    for name, function in FUNCTIONS.items()
    if _takes(Unit, _hints(function)) and not name.rsplit(".", 1)[1].startswith("_")
)
FOR_AN_ACTOR = sorted(
    name
    for name, function in FUNCTIONS.items()
    if _takes(Actor, _hints(function))
    and ("writing(" in inspect.getsource(function) or "require(" in inspect.getsource(function))
    and name not in {"kmdesk.records.unit.require", "kmdesk.records.unit.require_for_status"}
)
WRITING_WITHOUT_ACTOR = sorted(
    name
    for name, function in FUNCTIONS.items()
    if ".writing(" in inspect.getsource(function) and not _takes(Actor, _hints(function))
)


def _value(hint: Any, library: Library, actor: Actor) -> Any:
    """Something of the right kind: the check of the duty must come before anything else."""
    if hint in (Library, "Library"):
        return library
    if hint in (Actor, "Actor"):
        return actor
    if hint is Path:
        return library.root
    simple = {int: 1, str: "ชื่อทดสอบ", bool: True, date: date(2025, 6, 2), Duty: Duty.CLERK}
    return simple.get(hint)


def _refused(name: str, library: Library, actor: Actor, unit: Unit | None = None) -> bool:
    """Whether the service answers this actor with NotAllowed."""
    function = FUNCTIONS[name]
    hints = _hints(function)
    arguments: dict[str, Any] = {}
    for key, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        hint = hints.get(key)
        arguments[key] = unit if hint in (Unit, "Unit") else _value(hint, library, actor)
    try:
        result = function(**arguments)
        if isinstance(result, types.GeneratorType):
            next(result, None)
    except NotAllowed:
        return True
    except Exception:
        return False  # it got past the duty and stumbled over what it was given
    return False


@pytest.fixture(scope="module", autouse=True)
def _kinds() -> None:
    build_kinds()


def test_the_walk_finds_what_it_is_for() -> None:
    assert len(IN_A_UNIT) > 60
    assert {n.split(".")[1] for n in IN_A_UNIT} >= {
        "shelf", "regulations", "processes", "committees", "directory", "places", "office",
    }  # fmt: skip
    assert set(FOR_AN_ACTOR) >= ADMINISTRATOR
    # the sample office and the first start act for the system itself
    assert set(WRITING_WITHOUT_ACTOR) == NOBODY_YET | {"kmdesk.office.new_library._fill_sample"}


@pytest.fixture(scope="module")
def staffed(library_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library with a sign-in of each duty; copy it, never open it."""
    root = tmp_path_factory.mktemp("staffed") / "library"
    shutil.copytree(library_template, root)
    library = Library.open(root)
    for duty in DUTIES[1:]:
        add_account(library, SYSTEM, duty.name, "รหัสลับ๑", duty)
    library.close()
    return root


@pytest.fixture
def office(staffed: Path, tmp_path: Path) -> Iterator[Library]:
    """An office where everybody has a sign-in."""
    library = Library.open(shutil.copytree(staffed, tmp_path / "office"))
    yield library
    library.close()


def _somebody(office: Library, duty: Duty) -> Actor:
    """Whoever signs in with this duty; the reader does not."""
    return acting(office, duty.name) if duty > Duty.WALK_UP else WALK_UP


@pytest.mark.parametrize("name", FOR_AN_ACTOR)
def test_each_service_asks_for_its_duty(office: Library, name: str) -> None:
    needed = Duty.ADMINISTRATOR if name in ADMINISTRATOR else Duty.CLERK
    for duty in DUTIES:
        refused = _refused(name, office, _somebody(office, duty))
        assert refused == (duty < needed), f"{name} as {duty.name}"


def test_a_reader_is_given_no_unit_and_nothing_is_left(library: Library) -> None:
    with pytest.raises(NotAllowed):
        library.writing(Actor("", Duty.WALK_UP), "x")
    with pytest.raises(NotAllowed):
        library.undo(Actor("", Duty.WALK_UP), "x")


@pytest.mark.parametrize("duty", DUTIES)
def test_what_reads_cannot_write_whoever_asks(library: Library, duty: Duty) -> None:
    with library.reading(Actor("x", duty)) as reading, pytest.raises(OperationalError):
        reading.session.execute(text("INSERT INTO tag (name) VALUES ('x')"))


def test_each_service_in_a_unit_is_open_to_a_clerk(office: Library) -> None:
    """A unit was only given to a clerk; nothing refuses the clerk half-way but what is named."""
    assert set(IN_A_UNIT) >= SECRETARY | ADMINISTRATOR_IN_A_UNIT
    changes = text("SELECT count(*) FROM change WHERE label = 'x'")
    for name in IN_A_UNIT:
        for duty in (Duty.CLERK, Duty.SECRETARY, Duty.ADMINISTRATOR):
            actor = _somebody(office, duty)
            with office.writing(actor, "x") as unit:
                refused = _refused(name, office, actor, unit)
                least = Duty.SECRETARY if name in SECRETARY else Duty.CLERK
                least = Duty.ADMINISTRATOR if name in ADMINISTRATOR_IN_A_UNIT else least
                assert refused == (duty < least), name
    with office.reading(SYSTEM) as reading:
        assert reading.session.execute(changes).scalar() == 0
