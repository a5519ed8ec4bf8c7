"""Letters of twice the size on the smallest screen: every dialog of every room is whole."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from kmdesk.office.first_run import start_with_sample
from kmdesk.widgets.style import LARGEST
from tests.window.fitting import cut
from tests.window.walk import Walk, choose_no_file, opened_desk

WIDE, HIGH = 1366, 768


def test_every_dialog_is_whole(qtbot, tmp_path: Path, monkeypatch) -> None:
    choose_no_file(monkeypatch)
    start_with_sample(tmp_path / "library").close()
    found: dict[str, list[str]] = {}

    def look(name: str, top: QWidget) -> None:
        if not isinstance(top, QDialog):
            return
        top.resize(top.size().boundedTo(QSize(WIDE, HIGH)))

        def problems() -> list[str]:
            fits = top.width() <= WIDE and top.height() <= HIGH
            return [*cut(top), *([] if fits else [f"{top.width()} x {top.height()}"])]

        try:  # what is read for it may still come and be laid out
            qtbot.waitUntil(lambda: not problems(), timeout=3_000)
        except qtbot.TimeoutError:
            found[f"{name}, {type(top).__name__} {top.windowTitle()}"] = problems()

    desk = opened_desk(qtbot, tmp_path / "library")
    desk.window.resize(WIDE, HIGH)
    while desk.window.scale < LARGEST:
        desk.window.change_scale(1)
    walk = Walk(qtbot, desk, look)
    for _kind, _record in walk.all_kinds():
        pass
    desk.window.change_scale(0)
    desk.close()
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
    assert len(walk.dialogs) > 40
