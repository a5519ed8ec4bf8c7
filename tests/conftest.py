"""What every test stands on: its own home, its own library, no network, no stray warnings."""

import ctypes
import gc
import logging
import os
import re
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kmdesk.records import Actor, Library
    from tests.postgres import Postgres

TREE = Path(__file__).resolve().parent.parent
GUARD = Path(__file__).resolve().parent / "guard"
PATIENCE_MS = 60_000
_home = tempfile.TemporaryDirectory(prefix="kmdesk-tests-", ignore_cleanup_errors=True)

# Before anything reads them: worker processes started by a test inherit all of this.
# Some machines keep Python from storing what it compiled: every child process then compiles the
# program and its libraries again, which was more than half of the suite's time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(
    HOME=_home.name,
    LANG="C.UTF-8",
    LC_ALL="C.UTF-8",
    TZ=os.environ.get("KMDESK_TEST_ZONE", "ICT-7"),
    # KMDESK_FIRST_PATH: packages that go before the installed ones, in child processes too
    PYTHONPATH=os.pathsep.join(filter(None, (str(GUARD), os.environ.get("KMDESK_FIRST_PATH")))),
    QT_SCALE_FACTOR="1",
    QT_ENABLE_HIGHDPI_SCALING="0",
)
for _name in ("DATA", "CONFIG", "CACHE", "STATE"):
    os.environ[f"XDG_{_name}_HOME"] = str(Path(_home.name) / _name.lower())
# KMDESK_TEST_AT, KMDESK_TEST_ZONE: another time and place for the whole run (tests/borders.py)
_KEPT = {
    "KMDESK_CORPUS", "KMDESK_FIRST_PATH", "KMDESK_UPDATE_SNAPSHOTS", "KMDESK_TEST_AT",
    "KMDESK_TEST_ZONE",
}  # fmt: skip
for _name in [name for name in os.environ if name.startswith("KMDESK_")]:
    if _name not in _KEPT:
        del os.environ[_name]
if hasattr(time, "tzset"):
    time.tzset()
else:  # tests.borders, which does the same on Windows, cannot be read before the clock is set
    ctypes.CDLL("ucrtbase")._tzset()
# On the wall of the place of the tests; kmdesk.clock and every child process stand at it.
PRESENT = os.environ.get("KMDESK_TEST_AT", "2026-11-18T10:00")
os.environ["KMDESK_CLOCK"] = datetime.fromisoformat(PRESENT).astimezone().isoformat()

if str(GUARD) not in sys.path:
    sys.path.insert(0, str(GUARD))
import no_network  # noqa: E402  # the same module that child processes load

from tests.borders import BORDERS, Border  # noqa: E402  # after the zone is set

if "sitecustomize" not in sys.modules or not hasattr(sys.modules["sitecustomize"], "no_network"):
    no_network.install()


def pytest_configure() -> None:
    """No example data base in the tree, no wall clock in a verdict, no test lost by its name."""
    from hypothesis import configuration, settings
    from pytestqt.qtbot import QtBot

    configuration.set_hypothesis_home_dir(Path(_home.name) / "hypothesis")
    settings.register_profile("kmdesk", deadline=None, database=None)
    settings.load_profile("kmdesk")
    # a loaded machine is slow, not wrong: only a wait that never ends says something
    for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals):
        assert wait.__kwdefaults__ is not None
        wait.__kwdefaults__["timeout"] = PATIENCE_MS
    # six files lost their run on a server unnoticed when they were renamed
    gone = [name for name in ON_BOTH if not (TREE / "tests" / name).is_file()]
    assert not gone, gone


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A short name for a long value: pytest puts it in the environment; Windows has a limit."""
    if isinstance(val, str | bytes) and len(val) > 200:
        return f"{argname}{len(val)}"
    return None


def pytest_unconfigure() -> None:
    """The home of the tests goes when they are over."""
    _home.cleanup()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents beside the repository; skips where it is absent."""
    folder = Path(os.environ.get("KMDESK_CORPUS") or TREE.parent / "shared" / "corpus")
    if not (folder / "README.md").is_file():
        pytest.skip("needs the real documents in ../shared/corpus (or KMDESK_CORPUS)")
    return folder


@pytest.fixture
def clerk() -> "Actor":
    """A signed-in clerk: may change the library and see what is for internal use."""
    from kmdesk.records import Actor, Duty

    return Actor("clerk", Duty.CLERK)


@pytest.fixture
def walk_up() -> "Actor":
    """A reader without sign-in."""
    from kmdesk.records import WALK_UP

    return WALK_UP


@pytest.fixture(scope="session")
def library_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, closed library at the present schema; copy it, never open it."""
    from kmdesk.records import Library

    root = tmp_path_factory.mktemp("template") / "library"
    Library.create(root).close()
    return root


@pytest.fixture(scope="session")
def sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office, made once and closed; copy it, never open it."""
    from kmdesk.office.new_library import start_with_sample

    root = tmp_path_factory.mktemp("sample") / "library"
    start_with_sample(root).close()
    return root


@pytest.fixture
def sample_root(sample_template: Path, tmp_path: Path) -> Path:
    """A copy of the sample office of the test's own, closed, at ``tmp_path / "library"``."""
    return Path(shutil.copytree(sample_template, tmp_path / "library"))


# Store, records and services hold the same on both databases; the window knows no difference.
ON_BOTH = {
    "records/test_restore_version.py", "records/test_erase.py", "records/test_history.py",
    "records/test_conflicts.py",
    "records/test_settings.py", "records/test_undo.py", "people/test_accounts.py",
    "people/test_sign_in.py", "places/test_tree.py", "places/test_plan.py",
    "shelf/test_bulk.py", "shelf/test_completeness.py", "shelf/test_import_register.py",
    "shelf/test_meanwhile.py", "shelf/test_merge_facts.py",
    "shelf/test_near_copies.py", "shelf/test_shelf.py", "shelf/test_stock_take.py",
    "regulations/test_amend_law.py", "regulations/test_store.py", "processes/test_edit.py",
    "processes/test_ties.py", "committees/test_committees.py", "committees/test_edit.py",
    "committees/test_meetings.py", "committees/test_plan.py", "committees/test_year_figures.py",
    "committees/test_reappointment.py", "committees/test_sets.py", "committees/test_trainings.py",
    "directory/test_consent.py", "directory/test_directory.py", "office/test_ingest.py",
}  # fmt: skip


_SERVER_FIXTURES = {"postgres", "mirror_template"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--server``: what needs a PostgreSQL server, and nothing else; ``--both`` more of it."""
    parser.addoption("--server", action="store_true", help="only what needs PostgreSQL")
    parser.addoption("--both", action="store_true", help="all libraries on a server, too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The tests of ``ON_BOTH`` that use a library run on the folder, or on a server, or both."""
    file = "/".join(metafunc.definition.path.parts[-2:])
    if "library" not in metafunc.fixturenames or hasattr(metafunc.module, "pytest_generate_tests"):
        return
    both, server = metafunc.config.getoption("--both"), metafunc.config.getoption("--server")
    if both or (server and file in ON_BOTH):
        bases = ["sqlite", "postgresql"] if both else ["postgresql"]
        metafunc.parametrize("library", bases, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a server has a run of its own: ``.ci/run`` makes both."""
    _skip_linux_only(items)
    if config.getoption("--both"):
        return
    wanted = config.getoption("--server")
    kept, left = [], []
    for item in items:
        (kept if _needs_server(item) == wanted else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _skip_linux_only(items: list[pytest.Item]) -> None:
    """What stands on a mechanism of Linux says so by one marker, and is skipped elsewhere."""
    for item in items if sys.platform != "linux" else ():
        if mark := item.get_closest_marker("linux_only"):
            item.add_marker(pytest.mark.skip(reason=f"Linux only: {mark.args[0]}"))


def _needs_server(item: pytest.Item) -> bool:
    """Whether a test runs on PostgreSQL, by its fixtures or the base it was given."""
    names, given = set(getattr(item, "fixturenames", ())), getattr(item, "callspec", None)
    bases = given.params.get("library") if given is not None else None
    return bool(names & _SERVER_FIXTURES) or bases == "postgresql"


@pytest.fixture
def library(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Library]":
    """An empty library of the test's own; of ``postgresql``, the mirror of a server."""
    from kmdesk.records import Library

    root = tmp_path / "library"
    if getattr(request, "param", "sqlite") == "postgresql":
        made = request.getfixturevalue("mirror_template")
        server = made.server.create(f"t{uuid.uuid4().hex}", made.database)
        shutil.copytree(made.root, root)
    else:
        made, server = None, ""
        shutil.copytree(request.getfixturevalue("library_template"), root)
    library = Library.open(root, server=server)
    yield library
    library.close()
    if made is not None:
        made.server.drop(server.partition("@/")[2].partition("?")[0])


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """A running PostgreSQL server; skips where there is none."""
    from tests.postgres import Postgres, programs

    if programs() is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql)")
    pytest.importorskip("psycopg", reason="needs psycopg, as requirements-dev.lock has it")
    server = Postgres()
    yield server
    server.close()


@dataclass(frozen=True)
class MirrorTemplate:
    """An empty library on a server, and an empty mirror of it: copy both."""

    server: "Postgres"
    database: str
    root: Path


@pytest.fixture(scope="session")
def mirror_template(
    postgres: "Postgres", tmp_path_factory: pytest.TempPathFactory
) -> MirrorTemplate:
    """Made once; nothing is connected to it."""
    from kmdesk.composition import build_kinds
    from kmdesk.store.server_copying import found
    from kmdesk.store.server_link import join

    build_kinds()
    address = postgres.create("template")
    found(address)
    root = tmp_path_factory.mktemp("template") / "mirror"
    join(root, address)
    return MirrorTemplate(postgres, "template", root)


@pytest.fixture(scope="session")
def qapp(qapp: "QApplication") -> "QApplication":
    """The application as the program dresses it, with a cursor that never blinks."""
    from PySide6.QtCore import QLocale

    from kmdesk.widgets.collector import Collector
    from kmdesk.widgets.style import dress

    QLocale.setDefault(QLocale(QLocale.Language.Thai, QLocale.Country.Thailand))
    qapp.setCursorFlashTime(0)
    dress(qapp)
    Collector(qapp)
    return qapp


@pytest.fixture(autouse=True)
def _collect() -> Iterator[None]:
    """Once Qt runs, cyclic garbage goes on the main thread only: here, after each test."""
    yield
    if not gc.isenabled():
        gc.collect(1)


@pytest.fixture(autouse=True)
def _same_language() -> Iterator[None]:
    """Each test starts in Thai, whatever the one before it chose."""
    from kmdesk.i18n import set_language

    set_language("th")
    yield
    set_language("th")


@pytest.fixture(autouse=True)
def _same_clock() -> Iterator[None]:
    """Each test starts at the same moment in the same zone, wherever the one before it went."""
    before = os.environ["KMDESK_CLOCK"], os.environ["TZ"]
    yield
    if (os.environ.get("KMDESK_CLOCK"), os.environ.get("TZ")) != before:
        from tests.borders import stand_at

        stand_at(*before)


@pytest.fixture(params=BORDERS, ids=str)
def border(request: pytest.FixtureRequest) -> Border:
    """Now and here are a border of the calendar, in each zone: the test runs at all of them."""
    here: Border = request.param
    here.go_there()
    return here


@pytest.fixture(autouse=True)
def _same_letters() -> Iterator[None]:
    """A test that made the letters larger leaves them as they were for the next."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is None or "kmdesk.widgets.style" not in sys.modules:
        return
    from kmdesk.widgets.style import SCREEN_POINTS, rescale

    if app.font().pointSizeF() != SCREEN_POINTS:
        rescale(app, 1.0)


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture
def expected_logs() -> list[str]:
    """Patterns of log lines (WARNING and above) that the test means to cause."""
    return []


@pytest.fixture(autouse=True)
def _no_unexpected_logs(expected_logs: list[str]) -> Iterator[None]:
    keeper = _Keeper()
    logging.getLogger().addHandler(keeper)
    yield
    logging.getLogger().removeHandler(keeper)
    stray = [line for line in keeper.lines if not any(re.search(p, line) for p in expected_logs)]
    if stray:
        pytest.fail("unexpected log lines:\n" + "\n".join(stray), pytrace=False)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """kmdesk never needs a network; a try fails the test even if the program hid it."""
    no_network.attempts.clear()
    yield
    tried = list(no_network.attempts)
    no_network.attempts.clear()
    if tried:
        pytest.fail("the network was used: " + ", ".join(tried), pytrace=False)


@pytest.fixture
def dressed(qapp: "QApplication") -> Iterator[None]:
    """The application in the program's style."""
    from kmdesk.widgets.style import dress

    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    dress(qapp)
    yield
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])
