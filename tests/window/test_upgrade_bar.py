"""A library of a former version opened in the window: copied, brought up to date, told."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.records.library import Library
from kmdesk.store.schema import HEAD, revision_of
from kmdesk.window.upgrade_bar import UpgradeBar
from tests.fixtures.former import LETTER_TITLE, lay, rows_of


@pytest.fixture
def former(tmp_path: Path) -> Path:
    root = tmp_path / "library"
    lay(root, "0007_places")
    return root


def test_the_window_tells_how_far_it_is_and_then_works(
    qtbot: QtBot, former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    show = UpgradeBar.show_percent

    def see(bar: UpgradeBar, percent: int) -> None:
        show(bar, percent)
        assert bar.isVisible()
        assert "รุ่นก่อน" in bar.words.plain
        shown.append(bar.progress.value())

    monkeypatch.setattr(UpgradeBar, "show_percent", see)
    desk = Desk(former)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None, timeout=30_000)
    assert shown == sorted(shown)
    assert shown[-1] == 100
    assert desk.upgrade is None
    assert revision_of(former / "library.sqlite") == HEAD
    shelf = desk.window.pages.show_page("shelf")
    qtbot.waitUntil(lambda: len(shelf.list.ids) > 0)
    model = shelf.list.model()
    titles = [model.index(row, 1).data() for row in range(model.rowCount())]
    qtbot.waitUntil(
        lambda: LETTER_TITLE in [model.index(row, 1).data() for row in range(len(titles))]
    )
    desk.close()


def test_a_step_that_fails_is_told_and_the_former_library_stays(qtbot: QtBot, former: Path) -> None:
    import sqlite3

    database = former / "library.sqlite"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE sketch (record_id INTEGER)")
    connection.commit()
    connection.close()
    before = rows_of(database)
    desk = Desk(former)
    qtbot.addWidget(desk.window)
    desk.show()

    def boxes() -> list[QMessageBox]:
        return [box for box in desk.window.findChildren(QMessageBox) if box.isVisible()]

    qtbot.waitUntil(lambda: bool(boxes()), timeout=30_000)
    assert "ยังไม่มีสิ่งใดเปลี่ยน" in boxes()[0].text().replace("\u200b", "")
    assert desk.upgrade is None
    assert rows_of(database) == before
    boxes()[0].reject()
    desk.close()
    assert Library.exists(former)
