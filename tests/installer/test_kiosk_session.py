"""The kiosk's session: no key, button or menu leads out of the desk, whatever manages windows.

The files are read, the session is run with stand-ins, and then for real on a screen of its own
with openbox (Debian: openbox xdotool x11-utils xvfb).
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

TREE = Path(__file__).resolve().parents[2]
DEBIAN = TREE / "installer/debian"
SESSION, RULES = DEBIAN / "kiosk-session", DEBIAN / "openbox-kiosk.xml"
NAME = "{http://openbox.org/3.4/rc}"
TOOLS = ("Xvfb", "openbox", "xdotool", "xwininfo", "xprop")
MODIFIERS = ("", "alt+", "ctrl+", "super+", "ctrl+alt+", "super+shift+")
KEYS = ("Right", "Left", "Tab", "F4", "F2", "space", "d", "e", "r", "Escape", "Menu", "t")
PATIENCE_S = 120


def test_the_window_manager_binds_nothing() -> None:
    root = Xml.parse(RULES).getroot()
    for name in ("keyboard", "mouse", "menu"):
        found = root.findall(NAME + name)
        assert len(found) == 1, f"without <{name}> openbox takes its own"
        assert not [e for e in found[0].iter() if "bind" in e.tag or e.tag.endswith("file")]
    assert not list(root.iter(NAME + "action"))
    assert root.findtext(f"{NAME}desktops/{NAME}number") == "1"
    rules = {r.get("type"): r for r in root.iter(NAME + "application")}
    assert rules["normal"].findtext(NAME + "decor") == "no"
    assert rules["normal"].findtext(NAME + "fullscreen") == "yes"


def test_the_package_brings_it_and_asks_for_no_desktop() -> None:
    assert '("openbox-kiosk.xml", f"{HOME}/openbox-kiosk.xml")' in (DEBIAN / "build.py").read_text(
        "utf-8"
    )
    for name in ("control.in", "kiosk-session", "kmdesk-kiosk.desktop"):
        text = (DEBIAN / name).read_text("utf-8")
        assert "x-window-manager" not in text
        assert "x-session-manager" not in text
    entry = (DEBIAN / "kmdesk-kiosk.desktop").read_text("utf-8")
    assert re.search(r"^Exec=/usr/lib/kmdesk/kiosk-session$", entry, re.M)


def _stand_in(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _bare_path(folder: Path) -> dict[str, str]:
    """A machine with a shell's own tools, a desktop's window manager and nothing else."""
    for tool in ("sh", "dirname", "cat", "expr", "tail", "head", "sed"):
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    _stand_in(folder, "sleep", "exit 0")
    for other in ("x-window-manager", "xfwm4", "metacity", "twm"):
        _stand_in(folder, other, f"echo {other} >>{folder}/started")
    return {**os.environ, "PATH": str(folder)}


@pytest.mark.linux_only("runs the shell script of the session")
def test_only_the_administrators_leaving_ends_the_session(tmp_path: Path) -> None:
    environment = _bare_path(tmp_path)
    codes = tmp_path / "codes"
    codes.write_text("0\n1\n2\n139\n0\n77\n0\n")
    _stand_in(
        tmp_path,
        "kmdesk",
        f'echo "$KMDESK_SESSION $*" >>{tmp_path}/calls\n'
        f"code=$(head -1 {codes}); sed -i 1d {codes}; exit $code",
    )
    done = subprocess.run(["sh", str(SESSION)], env=environment, timeout=PATIENCE_S, check=False)
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls == ["kiosk window --kiosk"] * 6
    assert codes.read_text() == "0\n"
    assert done.returncode == 0
    assert not (tmp_path / "started").exists(), "another window manager was taken"


@pytest.mark.linux_only("runs the shell script of the session")
def test_a_screen_that_is_gone_ends_it_too(tmp_path: Path) -> None:
    environment = _bare_path(tmp_path)
    _stand_in(tmp_path, "kmdesk", f"echo once >>{tmp_path}/calls; : >{tmp_path}/gone; exit 1")
    _stand_in(tmp_path, "xset", f'[ "$1" != q ] || [ ! -e {tmp_path}/gone ]')
    command = ["sh", str(SESSION)]
    done = subprocess.run(command, env=environment, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0
    assert (tmp_path / "calls").read_text() == "once\n"


# For real ------------------------------------------------------------------------------


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """A screen of its own; the environment for what runs on it."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip("needs " + ", ".join(missing))
    reader, writer = os.pipe()
    # Without -noreset the server starts over whenever its last client has gone, and refuses who
    # connects meanwhile: a look that ended before the manager had come up kept it from doing so.
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1440x900x24", "-noreset"]
    command += ["-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        number = told.readline().strip()
    yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    server.terminate()
    server.wait(PATIENCE_S)


def _ask(screen: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        command, env=screen, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    return done.stdout


def _foreign(screen: dict[str, str]) -> list[str]:
    """Windows on the screen, larger than a dot, with nothing of the desk in them."""
    found = []
    for window in re.findall(r"^ {5}(0x\w+)", _ask(screen, "xwininfo", "-root", "-children"), re.M):
        state = _ask(screen, "xwininfo", "-id", window, "-stats")
        sizes = [int(n) for n in re.findall(r"(?:Width|Height): (\d+)", state)]
        if "IsViewable" not in state or len(sizes) < 2 or min(sizes) < 12:
            continue
        tree = _ask(screen, "xwininfo", "-id", window, "-tree")
        tree += _ask(screen, "xprop", "-id", window, "WM_CLASS")
        if '"kmdesk"' not in tree:
            found.append(tree)
    return found


def _storm(screen: dict[str, str]) -> None:
    """Every chord, each followed by the three buttons on what lies at the screen's corner."""
    for modifier in MODIFIERS:
        steps = []
        for key in KEYS:
            steps += ["key", modifier + key, "mousemove", "1420", "880"]
            for button in "123":
                steps += ["click", button]
        _ask(screen, "xdotool", *steps)


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(screen: dict[str, str]) -> Iterator[Start]:
    """Starts a program on the screen; it and all it started end with the test."""
    running = []

    def begin(*command: str, path: str = "") -> "subprocess.Popen[bytes]":
        environment = {**screen, "PATH": path + screen["PATH"]}
        running.append(subprocess.Popen(command, env=environment, cwd=TREE, start_new_session=True))
        return running[-1]

    yield begin
    for program in running:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait(PATIENCE_S)


def _until(test: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE_S
    while not test():
        # each look starts a program of its own, which is pause enough
        assert time.monotonic() < limit, "never came"


def _manager(screen: dict[str, str]) -> bool:
    return "window id" in _ask(screen, "xprop", "-root", "_NET_SUPPORTING_WM_CHECK")


def test_the_census_sees_the_menu_of_an_ordinary_openbox(
    screen: dict[str, str], start: Start
) -> None:
    """What the kiosk must not have: otherwise the tests below would prove nothing."""
    start("openbox", "--sm-disable")
    _until(lambda: _manager(screen))

    def opens() -> bool:  # a manager that has just come up does not hear the first press
        _ask(screen, "xdotool", "mousemove", "700", "400", "click", "3")
        return bool(_foreign(screen))

    _until(opens)


def test_nothing_opens_on_the_bare_screen(
    screen: dict[str, str], start: Start, tmp_path: Path
) -> None:
    """Between two starts of the desk the screen is bare."""
    _stand_in(tmp_path, "kmdesk", "exec sleep 600")
    start("sh", str(SESSION), path=f"{tmp_path}:")
    _until(lambda: _manager(screen))
    _storm(screen)
    assert _foreign(screen) == []


def _desk_window(screen: dict[str, str]) -> str:
    """The desk's window, once it fills the screen."""

    def fills() -> bool:
        found = _ask(screen, "xdotool", "search", "--onlyvisible", "--class", "kmdesk").split()
        windows.extend(w for w in found if "-geometry 1440x900+0+0" in _look(screen, w))
        return bool(windows)

    windows: list[str] = []
    _until(fills)
    return windows[0]


def _look(screen: dict[str, str], window: str) -> str:
    return _ask(screen, "xwininfo", "-id", window)


def test_nothing_but_the_desk_shows_in_the_running_kiosk(
    screen: dict[str, str], start: Start, tmp_path: Path, library_template: Path
) -> None:
    shutil.copytree(library_template, tmp_path / "library")
    desk = f'exec {sys.executable} -m kmdesk "$@" --library {tmp_path}/library'
    _stand_in(tmp_path, "kmdesk", desk)
    session = start("sh", str(SESSION), path=f"{tmp_path}:")
    window = _desk_window(screen)
    _storm(screen)
    assert _foreign(screen) == []
    assert "IsViewable" in _look(screen, window), "the desk was moved away, hidden or closed"
    assert " = 1" in _ask(screen, "xprop", "-root", "_NET_NUMBER_OF_DESKTOPS")
    assert session.poll() is None


def test_without_a_window_manager_the_desk_fills_the_screen(
    screen: dict[str, str], start: Start, library_template: Path, tmp_path: Path
) -> None:
    shutil.copytree(library_template, tmp_path / "library")
    folder = str(tmp_path / "library")
    desk = start(sys.executable, "-m", "kmdesk", "window", "--kiosk", "--library", folder)
    window = _desk_window(screen)
    _storm(screen)
    assert _foreign(screen) == []
    assert "IsViewable" in _look(screen, window)
    assert desk.poll() is None
