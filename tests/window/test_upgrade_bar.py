"""A library of a former version opened in the window: copied, brought up to date, told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.records.library import Library
from kmdesk.store.engine import REVISIONS, head, revision_of
from kmdesk.window.upgrade_bar import UpgradeBar
from tests.fixtures.former import LETTER_TITLE, lay, rows_of
from tests.fixtures.later import IN_THE_WAY, later_schema


@pytest.fixture
def former(tmp_path: Path) -> Iterator[Path]:
    """A library two invented schemas before that of the program."""
    root = tmp_path / "library"
    lay(root, REVISIONS[-1])
    with later_schema(tmp_path / "scripts"):
        yield root


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
    assert not desk.window.has_bar("upgrade")
    assert revision_of(former / "library.sqlite") == head()
    shelf = desk.window.pages.show_page("shelf")
    qtbot.waitUntil(lambda: len(shelf.list.ids) > 0)
    model = shelf.list.model()
    titles = [model.index(row, 1).data() for row in range(model.rowCount())]
    qtbot.waitUntil(
        lambda: LETTER_TITLE in [model.index(row, 1).data() for row in range(len(titles))]
    )
    desk.close()


def _told(qtbot: QtBot, desk: Desk) -> QMessageBox:
    """The message that comes up."""

    def boxes() -> list[QMessageBox]:
        return [box for box in desk.window.findChildren(QMessageBox) if box.isVisible()]

    qtbot.waitUntil(lambda: bool(boxes()), timeout=30_000)
    return boxes()[0]


def test_a_step_that_fails_is_told_and_the_former_library_stays(qtbot: QtBot, former: Path) -> None:
    database = former / "library.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(IN_THE_WAY)
        connection.commit()
    before = rows_of(database)
    desk = Desk(former)
    qtbot.addWidget(desk.window)
    desk.show()
    box = _told(qtbot, desk)
    assert "ยังไม่มีสิ่งใดเปลี่ยน" in box.text().replace("\u200b", "")
    assert not desk.window.has_bar("upgrade")
    assert rows_of(database) == before
    box.reject()
    desk.close()
    assert Library.exists(former)


def test_a_library_of_0_x_is_told_how_it_comes_over_and_stays(qtbot: QtBot, tmp_path: Path) -> None:
    root = tmp_path / "library"
    database = lay(root, REVISIONS[-1])
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0014_roles'")
        connection.commit()
    before = rows_of(database)
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    box = _told(qtbot, desk)
    assert "ชุดส่งมอบ" in box.text().replace("\u200b", "")
    assert rows_of(database) == before
    box.reject()
    desk.close()
