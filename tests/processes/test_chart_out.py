"""Charts leave the screen: the menu, a print shown, a file written, a refusal in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.intake.client import RenderClient
from kmdesk.processes.ui.chart_out import out_menu
from kmdesk.processes.ui.version_pages import ChartPage
from kmdesk.widgets.context import Context
from kmdesk.widgets.files import FileDialog
from kmdesk.widgets.preview import PreviewDialog
from tests.processes.builders import chain, step


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> Iterator[ChartPage]:
    window = QWidget()
    qtbot.addWidget(window)
    made = ChartPage(context, window)
    made.title = "รับจดทะเบียน/สหกรณ์"
    made.draw(chain(step(1, 0, "start"), step(2, 60)))
    window.resize(800, 600)
    window.show()
    yield made


def test_the_menu_offers_paper_and_files(page: ChartPage) -> None:
    chosen: list[str] = []
    menu = out_menu(page, chosen.append, chosen.append)
    for action in menu.actions():
        action.trigger()
    assert chosen == ["a4", "a3", "poster", "svg", "bpmn"]
    labels = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert len(labels) == 5
    assert all("A4" in label or "A3" in label or "(" in label for label in labels)


def test_a_print_is_shown(qtbot: QtBot, page: ChartPage, context: Context) -> None:
    context.render = RenderClient()
    try:
        page.print_on("a3")
        qtbot.waitUntil(lambda: page.window().findChild(PreviewDialog) is not None)
        dialog = page.window().findChild(PreviewDialog)
        assert dialog is not None
        assert dialog.path.read_bytes().startswith(b"%PDF")
        dialog.close()
    finally:
        context.render.close()


@pytest.mark.parametrize("suffix", ["svg", "bpmn"])
def test_a_file_is_written_where_asked(
    qtbot: QtBot,
    page: ChartPage,
    context: Context,
    tmp_path: Path,
    suffix: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def choose(dialog: FileDialog) -> list[str]:
        asked.extend(Path(name).name for name in dialog.selectedFiles())
        return [str(tmp_path / "ผัง")]

    monkeypatch.setattr(FileDialog, "ask", choose)
    with qtbot.waitSignal(context.message_posted) as posted:
        page.save_as(suffix)
    assert asked == [f"รับจดทะเบียนสหกรณ์.{suffix}"]
    assert f"ผัง.{suffix}" in posted.args[0]
    assert "step" in (tmp_path / f"ผัง.{suffix}").read_text("utf-8")


def test_a_folder_that_is_gone_is_said(
    qtbot: QtBot, page: ChartPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = str(tmp_path / "gone" / "a.svg")
    monkeypatch.setattr(FileDialog, "ask", lambda _dialog: [target])
    page.save_as("svg")
    qtbot.waitUntil(lambda: page.window().findChild(QMessageBox) is not None)
    box = page.window().findChild(QMessageBox)
    assert box is not None
    assert "a.svg" in box.text().replace("\u200b", "")
    box.close()


def test_a_symbol_leads_to_its_desk(qtbot: QtBot, page: ChartPage, context: Context) -> None:
    page.draw(chain(step(1, 0, "start", place_id=7, place="โต๊ะ ๗"), step(2, 60)))
    page.view.choose(1)
    with qtbot.waitSignal(context.place_requested) as asked:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.args == [7]
    page.view.choose(2)
    with qtbot.assertNotEmitted(context.place_requested):
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
