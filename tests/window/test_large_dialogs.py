"""Letters of twice the size: no word of any dialog of any room is cut."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from kmdesk.office.first_run import start_with_sample
from kmdesk.widgets.style import LARGEST
from tests.window.fitting import cut
from tests.window.walk import Walk, choose_no_file, opened_desk

SMALLEST_SCREEN = (1366, 768)


def test_no_dialog_cuts_a_word(qtbot, tmp_path: Path, monkeypatch) -> None:
    choose_no_file(monkeypatch)
    start_with_sample(tmp_path / "library").close()
    found: dict[str, list[str]] = {}

    def look(name: str, top: QWidget) -> None:
        if not isinstance(top, QDialog):
            return
        try:  # what is read for it may still come and be laid out
            qtbot.waitUntil(lambda: not cut(top), timeout=3_000)
        except qtbot.TimeoutError:
            found[f"{name}, {type(top).__name__} {top.windowTitle()}"] = cut(top)

    desk = opened_desk(qtbot, tmp_path / "library")
    desk.window.resize(*SMALLEST_SCREEN)
    while desk.window.scale < LARGEST:
        desk.window.change_scale(1)
    walk = Walk(qtbot, desk, look)
    for _kind, _record in walk.all_kinds():
        pass
    desk.window.change_scale(0)
    desk.close()
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
    assert len(walk.dialogs) > 40
