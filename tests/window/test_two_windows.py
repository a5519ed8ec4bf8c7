"""Two real starts of the program on one library, however the library came to be."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kmdesk.composition import build_kinds
from kmdesk.office.handover_pack import hand_over
from kmdesk.records import SYSTEM, Library
from kmdesk.store.backup import back_up, lost_its_database
from kmdesk.window.lone import Lone, is_bare

TREE = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program on ``tmp_path/office/library``; what is left is ended."""
    running: list[subprocess.Popen[str]] = []

    def run(way: str, source: Path) -> "subprocess.Popen[str]":
        root = tmp_path / "office" / "library"
        command = [sys.executable, "-m", "tests.window.begun_window", str(root), way, str(source)]
        running.append(
            subprocess.Popen(
                command, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        )
        return running[-1]

    yield run
    for child in running:
        child.kill()
        child.communicate()


def heard(child: "subprocess.Popen[str]") -> str:
    """The next thing the first window says."""
    assert child.stdout is not None
    return child.stdout.readline().strip()


def second_start(root: Path, **environment: str) -> int:
    """The exit code of one more start; a window that opens never ends by itself."""
    command = [sys.executable, "-m", "kmdesk", "window", "--library", str(root)]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=TREE, env=env, timeout=600, check=False).returncode


@pytest.fixture
def source(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> Path:
    """What the way needs: a backup or a pack of a small library."""
    with library.writing(SYSTEM, "x") as unit:
        unit.add(kind="document", title="หนังสือ")
        unit.set_value("office_name", "สำนักงานทดสอบ")
        unit.commit()
    if request.param == "backup":
        back_up(library.root, tmp_path / "stick")
    elif request.param == "pack":
        hand_over(library, SYSTEM, build_kinds(), tmp_path / "stick")
    return tmp_path / "stick"


WAYS = ["sample", "new", "backup", "pack"]


@pytest.mark.parametrize(("way", "source"), zip(WAYS, WAYS, strict=True), indirect=["source"])
def test_a_library_just_begun_has_one_window(
    way: str, source: Path, tmp_path: Path, start: Start
) -> None:
    root = tmp_path / "office" / "library"
    first = start(way, source)
    assert heard(first) == "first"
    assert heard(first) == "open"
    assert (root / ".window.lock").is_file()
    assert (root / "reports" / "last-crash.txt").is_file()
    assert second_start(root) == 0
    assert heard(first) == "called"
    assert second_start(root, XDG_CACHE_HOME=str(tmp_path / "theirs")) == 0  # another user
    assert first.poll() is None


@pytest.mark.parametrize("there", [False, True], ids=["no folder", "an empty folder"])
def test_before_there_is_a_library_one_first_screen(
    there: bool, tmp_path: Path, start: Start
) -> None:
    root = tmp_path / "office" / "library"
    if there:
        root.mkdir(parents=True)
    first = start("wait", tmp_path)
    assert heard(first) == "first"
    assert second_start(root) == 0
    assert heard(first) == "called"
    # and nothing lies in the way of the library that is to begin
    assert not root.exists() or not list(root.iterdir())


@pytest.mark.linux_only("the other user is one by the folders of XDG")
def test_a_library_begun_elsewhere_meanwhile_is_left_to_its_window(
    qapp: object, tmp_path: Path
) -> None:
    """Another user begins it while our first screen shows: asked again, the lock says so."""
    root = tmp_path / "office" / "library"
    ours = Lone(root)
    assert ours.take()
    root.mkdir(parents=True)
    (root / "library.sqlite").touch()
    with other_user(root, tmp_path):
        assert not ours.take()
        ours.call()
        assert (root / ".window.call").read_text("ascii") == "."
    assert ours.take()
    ours.leave()


@contextmanager
def other_user(root: Path, tmp_path: Path) -> Iterator[None]:
    """Somebody else's window on ``root``: their own folder for locks, the same library."""
    hold = (
        "import sys\nfrom pathlib import Path\nfrom PySide6.QtCore import QCoreApplication\n"
        "from kmdesk.window.lone import Lone\napp = QCoreApplication([])\n"
        "lone = Lone(Path(sys.argv[1]))\nprint(lone.take(), flush=True)\nsys.stdin.readline()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", hold, str(root)], cwd=TREE, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "theirs")},
    )  # fmt: skip
    try:
        assert heard(child) == "True"
        yield
    finally:
        child.kill()
        child.communicate()


def test_both_sides_know_the_same_traces(tmp_path: Path) -> None:
    """What the window calls bare, the store makes room from; anything else stays."""
    for name in ("reports", ".window.lock", ".window.call"):
        (tmp_path / name).touch()
    assert is_bare(tmp_path) and lost_its_database(tmp_path)
    (tmp_path / "files").mkdir()
    assert not is_bare(tmp_path) and lost_its_database(tmp_path)
