"""Each dialog that a button of any tab opens, left open: the reset clears them all."""

import ast
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

import kmdesk
from kmdesk.app import Desk
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.drafted_dialog import put_away
from tests.window.walk import (
    PATIENCE,
    Walk,
    choose_no_file,
    leave_alone,
    open_windows,
    opened_desk,
)

# What no button of the sample opens; window/test_idle_dialogs tries those, or their like.
NOT_IN_THE_SAMPLE = {
    *("AboutDialog", "AmendDialog", "AttendanceWindow", "BothTexts", "BylawsDialog"),
    *("CompareDialog", "ImportFrame", "JoinDialog", "LinkPicker", "RecoveryDialog"),
    *("TableDialog", "TableWindow", "TwinDialog", "VersionDialog", "WorkDialog"),
}
BOSS = Actor("ผู้ดูแล", Duty.ADMINISTRATOR)


def _called(top: QWidget) -> str:
    """Forms are told apart by their titles, other dialogs by what they are."""
    name = type(top).__name__
    return f"{name}: {top.windowTitle()}" if isinstance(top, FormDialog) else name


class LeftOpen(Walk):
    """Leaves each dialog open that it finds, once, until the reset; then signs in again."""

    def __init__(self, qtbot, desk: Desk) -> None:
        super().__init__(qtbot, desk, lambda _name, _top: None)
        self.left_open: list[str] = []

    def press_all(self, page: QWidget, name: str) -> None:
        """Until nothing new opens: the reset puts other buttons in the place of those pressed."""
        before = -1
        while len(self.dialogs) > before:
            before = len(self.dialogs)
            super().press_all(page, name)

    def _close_what_opened(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.runner.is_busy, timeout=PATIENCE)
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        dialogs = [top for top in tops if isinstance(top, QDialog | QMenu)]
        known = set(map(_called, dialogs))
        if not dialogs or known <= self.dialogs:
            for dialog in dialogs:
                put_away(dialog) if isinstance(dialog, QDialog) else dialog.close()
            return
        self.dialogs |= known
        shown = getattr(self.desk.window.pages.page(self.room), "shown", None)
        leave_alone(self.desk)
        context = self.desk.context
        assert context is not None
        if (still := open_windows()) or context.actor != WALK_UP:
            self.left_open.append(f"{name}: {known}: {still}, {context.actor}")
        context.set_actor(BOSS)
        page = self.desk.window.pages.show_page(self.room)
        if shown is not None:
            page.open_record(shown.id)
        self.qtbot.waitUntil(lambda: not self.desk.runner.is_busy, timeout=PATIENCE)


def _classes() -> set[str]:
    """Every dialog class of the program that is opened as it is."""
    bases: dict[str, set[str]] = {}
    for path in Path(kmdesk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base) for base in node.bases}
    found = {"QDialog"}
    while more := {n for n, b in bases.items() if b & found} - found:
        found |= more
    return found - {"QDialog", "DraftedDialog", "TickDialog"}


def test_no_dialog_of_any_tab_holds_the_reset_up(qtbot, sample_root: Path, monkeypatch) -> None:
    choose_no_file(monkeypatch)
    desk = opened_desk(qtbot, sample_root)
    walk = LeftOpen(qtbot, desk)
    for _kind, _record in walk.all_kinds():
        pass
    walk.room = "office"
    office = desk.window.pages.show_page("office")
    for row in range(office.list.count()):
        office.list.setCurrentRow(row)
        walk.press_all(office, f"office {row}")
        desk.window.pages.show_page("office")
    desk.close()
    assert not walk.left_open
    seen = {name.partition(":")[0] for name in walk.dialogs}
    assert _classes() - seen <= NOT_IN_THE_SAMPLE
    assert len(walk.dialogs) > 60
