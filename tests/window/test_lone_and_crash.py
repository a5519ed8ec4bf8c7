"""One window for one library, and what is written when something breaks."""

import subprocess
import sys
from pathlib import Path

from kmdesk.window.crash import CrashWatch, write_report
from kmdesk.window.lone import Lone

TREE = Path(__file__).parents[2]
_HOLD = (
    "import sys\nfrom pathlib import Path\nfrom PySide6.QtCore import QCoreApplication\n"
    "from kmdesk.window.lone import Lone\napp = QCoreApplication([])\n"
    "lone = Lone(Path(sys.argv[1]))\nprint(lone.take(), flush=True)\nsys.stdin.readline()\n"
)


def _first(root: Path) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(root)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TREE,
    )  # fmt: skip
    assert child.stdout is not None and child.stdout.readline() == "True\n"
    return child


def test_a_second_start_calls_the_first(qtbot, tmp_path: Path) -> None:
    first, second = Lone(tmp_path), Lone(tmp_path)
    assert first.take()
    assert not second.take()
    with qtbot.waitSignal(first.called, timeout=60_000):
        second.call()
    first.leave()
    assert second.take()
    second.leave()


def test_a_killed_window_leaves_no_lock(qtbot, tmp_path: Path) -> None:
    child = _first(tmp_path)
    lone = Lone(tmp_path)
    assert not lone.take()
    child.kill()
    child.communicate()
    assert lone.take()
    lone.leave()


def test_a_second_start_ends_at_once(library, tmp_path: Path) -> None:
    child = _first(library.root)
    second = subprocess.run(
        [sys.executable, "-m", "kmdesk", "window", "--library", str(library.root)],
        cwd=TREE, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert second.returncode == 0, second.stderr
    assert (library.root / ".window.call").read_text() == "."
    child.kill()
    child.communicate()


def _break(secret: str) -> None:
    raise ValueError(f"เรื่องร้องเรียนของ {secret}")


def test_the_report_says_where_and_nothing_of_whom(tmp_path: Path) -> None:
    try:
        _break("คนหนึ่ง")
    except ValueError as error:
        path = write_report(tmp_path / "reports", type(error), error.__traceback__)
    assert path is not None
    said = path.read_text("utf-8")
    assert "builtins.ValueError" in said
    assert "_break" in said
    assert "คนหนึ่ง" not in said and "ร้องเรียน" not in said
    assert str(Path.home()) not in said and str(tmp_path) not in said


def test_what_no_slot_caught_is_told_once_and_the_program_goes_on(qtbot, tmp_path: Path) -> None:
    watch = CrashWatch(tmp_path)
    before = sys.excepthook
    watch.start()
    try:
        with qtbot.waitSignal(watch.happened, timeout=60_000) as told:
            sys.excepthook(ValueError, ValueError("x"), None)
        assert Path(told.args[0]).is_file()
    finally:
        watch.stop()
    assert sys.excepthook is before


def test_after_a_crash_one_may_start_again(qtbot, desk) -> None:
    desk.offer_restart("x")
    from PySide6.QtWidgets import QMessageBox

    (box,) = desk.window.findChildren(QMessageBox)
    again = next(b for b in box.buttons() if "เริ่มโปรแกรมใหม่" in b.text())
    again.click()
    qtbot.waitUntil(lambda: desk.window.was_closed)
    desk.close()
    assert desk.finish()
