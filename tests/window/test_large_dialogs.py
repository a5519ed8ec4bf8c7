"""Letters of twice the size on the smallest screen: every dialog of every room is whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from kmdesk.app import Desk
from kmdesk.regulations.ui.tree_editor import TreeEditor
from kmdesk.widgets.style import LARGEST
from tests.window.fitting import cut
from tests.window.walk import Walk, choose_no_file, opened_desk

WIDE, HIGH = 1366, 768


@pytest.fixture
def large(qtbot, sample_root: Path, monkeypatch) -> Iterator[Desk]:
    """The sample office in the largest letters, its administrator signed in."""
    choose_no_file(monkeypatch)
    desk = opened_desk(qtbot, sample_root)
    desk.window.resize(WIDE, HIGH)
    while desk.window.scale < LARGEST:
        desk.window.change_scale(1)
    yield desk
    desk.window.change_scale(0)
    desk.close()


def _problems(top: QWidget) -> list[str]:
    fits = top.width() <= WIDE and top.height() <= HIGH
    return [*cut(top), *([] if fits else [f"{top.width()} x {top.height()}"])]


def test_every_dialog_is_whole(qtbot, large: Desk) -> None:
    found: dict[str, list[str]] = {}

    def look(name: str, top: QWidget) -> None:
        if not isinstance(top, QDialog):
            return
        try:  # what is read for it may still come and be laid out
            qtbot.waitUntil(lambda: not _problems(top), timeout=3_000)
        except qtbot.TimeoutError:
            found[f"{name}, {type(top).__name__} {top.windowTitle()}"] = _problems(top)

    walk = Walk(qtbot, large, look)
    for _kind, _record in walk.all_kinds():
        pass
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
    assert len(walk.dialogs) > 40


def test_the_structure_of_a_law_keeps_to_the_screen(qtbot, large: Desk) -> None:
    tab = large.window.pages.show_page("regulations")
    qtbot.waitUntil(lambda: bool(tab.list.ids))
    with large.context.library.reading(large.context.actor) as reading:
        (law,) = [at for at in tab.list.ids if reading.record(at).title.startswith("ระเบียบ")]
        title = reading.record(law).title
    editor = TreeEditor(tab, large.context, law, title)
    editor.open()
    qtbot.waitUntil(lambda: editor.law is not None)
    qtbot.waitUntil(lambda: not _problems(editor))
    editor.reject()
