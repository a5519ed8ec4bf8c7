"""What was just added is selected in the list and opened, whichever tab and act it came from."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QDialog
from pytestqt.qtbot import QtBot

from kmdesk import clock
from kmdesk.app import Desk
from kmdesk.committees.ui.set_editor import SetEditor
from kmdesk.people.accounts import add_account
from kmdesk.processes.ui.body import ProcessBody
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.files import FileDialog
from kmdesk.window.rooms import ROOMS
from tests.window.walk import opened_desk

SECRETARY = Actor("เลขานุการทดสอบ", Duty.SECRETARY)
ADDS = re.compile(r"^(New|Add|Call a|Carry|Import|Order from|Who took)")
RECORDS = [
    ("shelf", "New document…", ""),
    ("regulations", "Import text…", ""),
    ("regulations", "New answer card…", ""),
    ("processes", "New process…", ""),
    ("committees", "New order…", ""),
    ("committees", "New committee…", ""),
    ("committees", "New plan…", ""),
    ("committees", "New training…", ""),
    ("committees", "New order from this one…", "order"),
    ("committees", "Call a meeting…", "committee"),
    ("committees", "New knowledge set…", "committee"),
    ("committees", "New version", "knowledge_set"),
    ("committees", "Carry to the next year", "km_plan"),
    ("directory", "New cooperative…", ""),
    ("directory", "New resource person…", ""),
    ("directory", "New staff member…", ""),
]
ROWS = [
    ("committees", "New member…", "committee"),
    ("committees", "New matter…", "meeting"),
    ("committees", "New focus area…", "km_plan"),
    ("committees", "New desired state…", "km_plan"),
    ("committees", "New activity…", "km_plan"),
    ("committees", "Who took part…", "training"),
]
ELSEWHERE = {
    "Import activities…": "asks the system for a file",
    "Import the text of the law": "takes the place of a digest and adds no record",
    "New version…": "test_a_new_version_is_the_one_that_is_edited",
    "New holder of a post…": "changes memberships of the committee shown",
    "Add files…": "asks the system for files; the import page lists them",
    "Add evidence…": "test_evidence_is_shown_with_its_plan",
    "Import file…": "test_a_law_out_of_a_file_is_selected_and_opened",
    "Import…": "asks the system for a file",
    "Import bylaws…": "asks the system for a file",
    "Import model bylaws…": "asks the system for a file",
    "Import a register…": "asks the system for a file",
    "Add an amendment…": "tests/regulations/test_amend_page.py",
    "Order from its text…": "tests/committees/test_read_order.py",
}


@pytest.fixture(scope="module")
def sample(sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("added") / "library"
    shutil.copytree(sample_template, root)
    library = Library.open(root)
    add_account(library, SYSTEM, SECRETARY.name, "รหัสลับ๑", SECRETARY.duty)
    library.close()
    return root


@pytest.fixture
def desk(qtbot: QtBot, sample: Path, tmp_path: Path) -> Iterator[Desk]:
    root = tmp_path / "library"
    shutil.copytree(sample, root)
    made = opened_desk(qtbot, root)
    assert made.context is not None
    made.context.set_actor(SECRETARY)
    yield made
    made.close()


def _rows(desk: Desk, query: str) -> list[tuple[object, ...]]:
    database = desk.context.library.root / "library.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def _settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.runner.is_busy)


def _begin(qtbot: QtBot, desk: Desk, room: str, label: str, kind: str):  # type: ignore[no-untyped-def]
    """The room with a record open, and its button pressed; any record, as a clerk has it."""
    tab = desk.window.pages.show_page(room)
    _settle(qtbot, desk)
    kinds = [kind] if kind else list(tab.spec.kinds)
    wanted = ", ".join(f"'{one}'" for one in kinds)
    ((start,),) = _rows(desk, f"SELECT min(id) FROM record WHERE kind IN ({wanted})")
    tab.open_record(start)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == start)
    _settle(qtbot, desk)
    action = next(a for a in tab.spec.actions if a.label == label)
    tab._act(action)
    _settle(qtbot, desk)
    return tab


def _fill(desk: Desk) -> None:
    """Whatever form stands open: required fields and names are filled, then saved."""
    forms = [d for d in desk.window.findChildren(QDialog) if d.isVisible()]
    for form in forms:
        if not isinstance(form, FormDialog | SetEditor):
            continue
        for name, editor in form.editors.items():
            if name in ("title", "names", "name", "question", "answer", "text") and not (
                isinstance(form, SetEditor) and name == "text"
            ):
                editor.set_value("ตัวอย่างที่เพิ่งเพิ่ม ๑๒๓")
            elif editor.field.required and not editor.typed():
                if editor.field.kind == "date":
                    editor.set_value(clock.today().isoformat())
                elif editor.field.kind in ("number", "decimal"):
                    editor.set_value(2599)
                elif not isinstance(editor.widget, QComboBox):
                    editor.set_value("๙๙๙")
        form.save() if isinstance(form, SetEditor) else form.submit()


def test_every_act_that_adds_is_walked(desk: Desk) -> None:
    """A new act that adds fails here until it is walked, or said why not."""
    known = {label for _room, label, _kind in (*RECORDS, *ROWS)} | set(ELSEWHERE)
    found = set()
    for room in ROOMS:
        tab = desk.window.pages.show_page(room)
        found |= {a.label for a in tab.spec.actions if ADDS.match(a.label)}
    assert found - known == set()
    assert known - found == set()


@pytest.mark.parametrize(("room", "label", "kind"), RECORDS)
def test_a_record_just_added_is_selected_and_opened(
    qtbot: QtBot, desk: Desk, room: str, label: str, kind: str
) -> None:
    ((last,),) = _rows(desk, "SELECT max(id) FROM record")
    tab = _begin(qtbot, desk, room, label, kind)
    _fill(desk)
    qtbot.waitUntil(lambda: _rows(desk, "SELECT max(id) FROM record") != [(last,)])
    ((made,),) = _rows(desk, f"SELECT min(id) FROM record WHERE id > {last}")
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == made)
    _settle(qtbot, desk)
    assert tab.shown.id == made
    qtbot.waitUntil(lambda: tab.selected_ids == [made])


def test_a_law_out_of_a_file_is_selected_and_opened(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ระเบียบ.txt"
    file.write_text("ระเบียบตัวอย่าง ว่าด้วยการทดสอบ\n\nข้อ ๑ ข้อแรก\n\nข้อ ๒ ข้อหลัง\n", "utf-8")
    monkeypatch.setattr(FileDialog, "ask", lambda _dialog: [str(file)])
    ((last,),) = _rows(desk, "SELECT max(id) FROM record")
    tab = _begin(qtbot, desk, "regulations", "Import file…", "")
    qtbot.waitUntil(lambda: any(f.isVisible() for f in desk.window.findChildren(FormDialog)))
    _fill(desk)
    qtbot.waitUntil(lambda: _rows(desk, "SELECT max(id) FROM record") != [(last,)])
    ((made,),) = _rows(desk, f"SELECT min(id) FROM record WHERE id > {last}")
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == made)
    qtbot.waitUntil(lambda: tab.selected_ids == [made])


def test_evidence_is_shown_with_its_plan(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ภาพกิจกรรม.txt"
    file.write_text("ภาพ", "utf-8")
    monkeypatch.setattr(FileDialog, "ask", lambda _dialog: [str(file)])
    tab = _begin(qtbot, desk, "committees", "Add evidence…", "km_plan")
    start = tab.shown.id
    qtbot.waitUntil(lambda: any(f.isVisible() for f in desk.window.findChildren(FormDialog)))
    _fill(desk)
    qtbot.waitUntil(lambda: "ภาพกิจกรรม.txt" in str((tab.shown.files, tab.shown.detail)))
    assert tab.shown.id == start


@pytest.mark.parametrize(("room", "label", "kind"), ROWS)
def test_after_a_line_was_added_its_record_shows_it(
    qtbot: QtBot, desk: Desk, room: str, label: str, kind: str
) -> None:
    tab = _begin(qtbot, desk, room, label, kind)
    start, version = tab.shown.id, tab.shown.version
    _fill(desk)
    qtbot.waitUntil(lambda: tab.shown.version > version)
    _settle(qtbot, desk)
    assert tab.shown.id == start
    assert "ตัวอย่างที่เพิ่งเพิ่ม" in str(tab.shown.detail)


def test_a_new_version_is_the_one_that_is_edited(qtbot: QtBot, desk: Desk) -> None:
    before = _rows(desk, "SELECT id, version_id FROM process_step ORDER BY id")
    tab = _begin(qtbot, desk, "processes", "New version…", "")
    _fill(desk)
    editor = None

    def opened() -> bool:
        nonlocal editor
        found = [d for d in desk.window.findChildren(StepEditor) if d.isVisible()]
        editor = found[0] if found else None
        return editor is not None

    qtbot.waitUntil(opened)
    ((made,),) = _rows(desk, "SELECT max(id) FROM process_version")
    assert tab.findChild(ProcessBody).chosen_version.id == made
    assert editor.version.isVisible()
    assert "หลังปรับปรุง" in editor.version.plain
    assert editor.version.font().pointSizeF() > editor.totals.font().pointSizeF()
    editor.grid.choose_row(len(editor.model.rows) - 2)
    editor.grid.delete_row()
    editor.submit()
    qtbot.waitUntil(lambda: not [d for d in desk.window.findChildren(StepEditor) if d.isVisible()])
    _settle(qtbot, desk)
    after = _rows(desk, "SELECT id, version_id FROM process_step ORDER BY id")
    untouched = [row for row in after if row[1] != made]
    assert untouched == before
    # and the next “Steps…” edits the new one again
    action = next(a for a in tab.spec.actions if a.label == "Steps…")
    tab._act(action)
    qtbot.waitUntil(opened)
    assert "หลังปรับปรุง" in editor.version.plain
    editor.reject()
