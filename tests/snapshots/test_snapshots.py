"""Pictures of the real tabs over the sample office, compared with the ones looked at before.

``KMDESK_UPDATE_SNAPSHOTS=1`` writes them anew; look at them before you commit.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kmdesk import app
from tests.snapshots.stamp import stamp

HERE = Path(__file__).parent
SIZE = (1366, 768)
# Letters may be drawn a shade differently on another processor; a moved mark is far more.
TOLERANCE = 0.004


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, sample_root: Path) -> Iterator[app.Desk]:
    desk = app.Desk(sample_root)
    desk.window.resize(*SIZE)
    with qtbot.waitSignal(desk.opened, timeout=60_000):
        desk.show()
    yield desk
    desk.window.close()
    desk.close()


@pytest.mark.linux_only("drawn with this platform's rasteriser")
@pytest.mark.parametrize("room", ["shelf", "directory"])
def test_a_tab_looks_as_before(desk: app.Desk, qtbot: QtBot, room: str) -> None:
    desk.window.pages.show_page(room)
    tab = desk.window.pages.page(room)
    qtbot.waitUntil(lambda: len(tab.list.ids) > 0, timeout=60_000)
    tab.open_record(tab.list.ids[0])
    qtbot.waitUntil(lambda: tab.shown is not None and tab.list.chosen() != 0, timeout=60_000)
    qtbot.waitUntil(lambda: not tab.context.runner.is_busy, timeout=60_000)
    picture = _settled(tab, qtbot)
    expected = HERE / f"{room}.png"
    if os.environ.get("KMDESK_UPDATE_SNAPSHOTS") == "1":
        assert picture.save(str(expected))
    before = QImage(str(expected)).convertToFormat(QImage.Format.Format_RGB32)
    assert picture.size() == before.size()
    share = _different(picture, before)
    if share > TOLERANCE:
        picture.save(str(HERE / f"{room}.now.png"))
    assert share <= TOLERANCE, f"{share:.2%} of {room} looks different; see {room}.now.png"


def test_the_comparison_sees_a_lost_tone_mark() -> None:
    first = QImage(100, 100, QImage.Format.Format_RGB32)
    first.fill(QColor("white"))
    second = first.copy()
    for x in range(10):
        for y in range(5):
            second.setPixelColor(x, y, QColor("black"))
    assert _different(first, first.copy()) == 0
    assert _different(first, second) > TOLERANCE


def _settled(tab: QWidget, qtbot: QtBot) -> QImage:
    """The picture once layouts have come to rest: the same three times in a row."""
    seen: list[QImage] = []

    def is_at_rest() -> bool:
        picture = tab.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        if seen and picture != seen[-1]:
            seen.clear()
        seen.append(picture)
        return len(seen) >= 3

    qtbot.waitUntil(is_at_rest, timeout=60_000)
    return seen[-1]


def _different(one: QImage, other: QImage) -> float:
    """Share of pixels that differ by more than a shade."""
    import numpy as np

    pictures = [
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).astype(np.int16)
        for image in (one, other)
    ]
    differs = np.abs(pictures[0] - pictures[1]).reshape(one.height(), -1, 4).max(axis=2) > 48
    return float(differs.mean())


PICTURES = Path(__file__).resolve().parents[2] / "resources" / "help" / "pictures"


def test_the_picture_of_home_is_not_stale(desk: app.Desk, qtbot: QtBot) -> None:
    """README and guide show this picture: its stamp must be that of the present screen."""
    home = desk.window.pages.show_page("home")
    qtbot.waitUntil(lambda: bool(home.came_in.buttons), timeout=60_000)
    assert desk.context is not None
    qtbot.waitUntil(lambda: not desk.context.runner.is_busy, timeout=60_000)
    picture = _settled(desk.window, qtbot)
    now, kept = stamp(desk.window), PICTURES / "home.stamp"
    if os.environ.get("KMDESK_UPDATE_SNAPSHOTS") == "1":
        assert picture.save(str(PICTURES / "home.png"))
        kept.write_text(now, "utf-8")
    assert now == kept.read_text("utf-8"), "run with KMDESK_UPDATE_SNAPSHOTS=1 and look at it"
    assert QImage(str(PICTURES / "home.png")).size() == picture.size()


def test_other_words_or_another_dress_change_the_stamp(desk: app.Desk) -> None:
    home = desk.window.pages.show_page("home")
    before = stamp(desk.window)
    words = home.go.text()
    home.go.setText(desk.window.top.help.toolTip())
    assert stamp(desk.window) != before
    home.go.setText(words)
    assert stamp(desk.window) == before
    home.go.setStyleSheet("background: #a31621")
    assert stamp(desk.window) != before
