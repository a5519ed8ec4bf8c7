"""A saved form never comes back as a draft, one left open does: every dialog that keeps one.

Closed by the idle reset in three moments: before saving, in the middle of it, and after.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog

import kmdesk
from kmdesk.app import Desk
from kmdesk.committees.ui.attendance import AttendanceWindow, show_attendance
from kmdesk.committees.ui.order_reader import OrderReader, from_text
from kmdesk.committees.ui.set_editor import SetEditor, new_set
from kmdesk.places.ui.plan_editor import PlanEditor, edit_plans
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.processes.ui.tab import _edit_steps
from kmdesk.records import Actor, Duty
from kmdesk.shelf.ui.letter_form import LetterForm, check_letters
from kmdesk.shelf.ui.stock_dialog import StockDialog, take_stock
from kmdesk.shelf.ui.tab import _edit
from kmdesk.widgets.dialogs import FormDialog

CLERK = Actor("ผู้ดูแลทดสอบ", Duty.ADMINISTRATOR)
ORDER = """คำสั่งสำนักงานทดสอบ
ที่ ๙๑/๒๕๖๘
เรื่อง แต่งตั้งคณะทำงานทดสอบการรับแบบ

๑. นาย ก. แบบหนึ่ง หัวหน้ากลุ่มทดสอบ ประธาน
๒. นางสาว ข. แบบสอง นักวิชาการ เลขานุการ

ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป
สั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘
"""


@dataclass(frozen=True)
class Case:
    """How a dialog is opened from its record, typed into and saved."""

    dialog: type[QDialog]
    record: str
    open: Callable[[Desk, Any], object]
    type: Callable[[Any], object]
    save: Callable[[Any], object]
    ready: Callable[[Any], bool] = lambda _dialog: True


def _read_order(dialog: OrderReader) -> None:
    dialog.text.setPlainText(ORDER)
    dialog.read()


def _write_set(dialog: SetEditor) -> None:
    dialog.editors["title"].set_value("ชุดความรู้ทดสอบ")
    dialog.rich.insertPlainText("ข้อความทดสอบ")


def _mark(dialog: StockDialog) -> None:
    dialog.mark(0, "found")


def _note(dialog: LetterForm) -> None:
    assert dialog.fields is not None
    dialog.fields.editors["title"].set_value("เรื่องที่ตรวจแล้ว")
    dialog.fields.editors["dated"].set_value("2025-06-02")


def _is_letter(dialog: LetterForm) -> bool:
    return dialog.fields is not None and dialog.letter is not None and not dialog._busy


CASES = {
    "FormDialog": Case(
        FormDialog, "document", lambda d, v: _edit(d.window.pages.page("shelf"), v),
        lambda f: f.editors["title"].set_value("ชื่อใหม่"), lambda f: f.submit(),
    ),
    "AttendanceWindow": Case(
        AttendanceWindow, "meeting",
        lambda d, v: show_attendance(d.window.pages.page("committees"), v),
        lambda f: f.table.item(0, 4).setText("ลาประชุม"), lambda f: f.save(),
    ),
    "OrderReader": Case(
        OrderReader, "order", lambda d, v: from_text(d.window.pages.page("committees"), v),
        _read_order, lambda f: f.save(), lambda f: f.table.rowCount() == 2,
    ),
    "SetEditor": Case(
        SetEditor, "committee", lambda d, v: new_set(d.window.pages.page("committees"), v),
        _write_set, lambda f: f.save(),
    ),
    "StepEditor": Case(
        StepEditor, "process", lambda d, v: _edit_steps(d.window.pages.page("processes"), v),
        lambda f: f.model.setData(f.model.index(1, 1), "ขั้นใหม่"), lambda f: f.submit(),
    ),
    "PlanEditor": Case(
        PlanEditor, "document", lambda d, _v: edit_plans(d.window, d.context),
        lambda f: f.sketch.add("desk", 1300, 300, 100, 50) or f.show_sketch(),
        lambda f: f.submit(),
    ),
    "StockDialog": Case(
        StockDialog, "document", lambda d, v: take_stock(d.window.pages.page("shelf"), v),
        _mark, lambda f: f.save(),
    ),
    "LetterForm": Case(
        LetterForm, "document", lambda d, v: check_letters(d.window, d.context, v.id),
        _note, lambda f: f.confirm(),
    ),
}  # fmt: skip
# Until what a dialog needs has been read, nothing can be typed into it.
_OPENED = {
    "SetEditor": lambda f: f.draft is not None,
    "StockDialog": lambda f: f.is_read and bool(f.lines),
    "LetterForm": _is_letter,
}


@pytest.fixture
def desk(qtbot, sample_root: Path) -> Iterator[Desk]:
    made = Desk(sample_root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None and made.pages.idle is not None)
    yield made
    made.close()


def _first(desk: Desk, kind: str) -> int:
    with closing(sqlite3.connect(desk.root / "library.sqlite")) as base:
        query = "SELECT id FROM record WHERE kind = ? ORDER BY id LIMIT 1"
        return int(base.execute(query, (kind,)).fetchone()[0])


def _shown(kind: type[QDialog]) -> list[Any]:
    tops = QApplication.topLevelWidgets()
    return [top for top in tops if type(top) is kind and top.isVisible()]


def _open(qtbot, desk: Desk, name: str) -> Any:
    case, context = CASES[name], desk.context
    assert context is not None
    context.set_actor(CLERK)
    record = _first(desk, case.record)
    tab = desk.window.pages.show_page(context.kinds.get(case.record).tab)
    tab.open_record(record)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    case.open(desk, tab.shown)
    qtbot.waitUntil(lambda: len(_shown(case.dialog)) == 1)
    dialog = _shown(case.dialog)[0]
    qtbot.waitUntil(lambda: _OPENED.get(name, lambda _f: True)(dialog))
    return dialog


def _drafts(desk: Desk) -> list[str]:
    assert desk.context is not None
    return [draft.form for draft in desk.context.draft_store.of(CLERK.name)]


def _sign_in_again(qtbot, desk: Desk) -> list[str]:
    """What the bar offers to whoever signs in."""
    assert desk.context is not None and desk.pages is not None
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    desk.context.set_actor(CLERK)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    return [draft.form for draft in desk.pages.drafts.drafts]


@pytest.mark.parametrize("name", CASES)
def test_a_form_that_was_saved_never_comes_back(qtbot, desk: Desk, name: str) -> None:
    case, dialog = CASES[name], _open(qtbot, desk, name)
    case.type(dialog)
    qtbot.waitUntil(lambda: case.ready(dialog))
    qtbot.waitUntil(lambda: _drafts(desk) != [])
    case.save(dialog)
    qtbot.waitUntil(lambda: _drafts(desk) == [])
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    desk.pages.reset()
    assert _sign_in_again(qtbot, desk) == []


@pytest.mark.parametrize("name", CASES)
def test_a_form_closed_while_it_is_saved_does_not_come_back(qtbot, desk: Desk, name: str) -> None:
    case, dialog = CASES[name], _open(qtbot, desk, name)
    case.type(dialog)
    qtbot.waitUntil(lambda: case.ready(dialog))
    case.save(dialog)
    assert desk.runner.is_busy
    desk.pages.reset()  # the answer comes after the form is gone
    assert _shown(case.dialog) == []
    assert _sign_in_again(qtbot, desk) == []


@pytest.mark.parametrize("name", CASES)
def test_a_form_that_was_left_open_comes_back(qtbot, desk: Desk, name: str) -> None:
    case, dialog = CASES[name], _open(qtbot, desk, name)
    case.type(dialog)
    qtbot.waitUntil(lambda: case.ready(dialog))
    desk.pages.reset()
    assert _shown(case.dialog) == []
    assert len(_sign_in_again(qtbot, desk)) == 1


def test_every_dialog_that_keeps_a_draft_is_tried_here() -> None:
    keeping = set()
    for path in Path(kmdesk.__file__).parent.rglob("ui/*.py"):
        text = path.read_text("utf-8")
        if re.search(r"\bDraftKeeper\(|store\.keep\(", text):
            keeping |= set(re.findall(r"^class (\w+)\((?:\w*Dialog)\)", text, re.M))
    assert keeping - {"TickDialog"} == set(CASES) - {"FormDialog"}
