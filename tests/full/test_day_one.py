"""The first day of an office, as a clerk in the real window: nothing refused, nothing lost.

Files, texts and names are made here.
"""

import hashlib
import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.app import Desk
from kmdesk.cli.search import check_library
from kmdesk.intake.rows.plan import HEADS_AGAIN, SECTION, TOTAL
from kmdesk.office.ui.recovery import RecoveryDialog
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.model import Attachment, Change, Place, Record
from kmdesk.shelf import documents
from kmdesk.shelf import letters as shelf_letters
from kmdesk.shelf.model import DocumentDetail, Loan, Receipt
from kmdesk.shelf.ui.letter_form import LetterForm
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.files import FileDialog
from kmdesk.widgets.table_import import TableDialog
from tests.intake import messy_sheets
from tests.letters.clerk import Clerk, noisy_rows
from tests.letters.clerk import Desk as Pile
from tests.letters.facts import Facts, make_facts
from tests.letters.layouts import Row, rows_of, write_pdf

PATIENCE = 120_000
OFFICE, BOSS, CLERK, PASSWORD = "สำนักงานวันแรก", "หัวหน้าทดสอบ", "ธุรการทดสอบ", "รหัสลับ๑"
LETTERS, COPIES, PAPERS = 13, 1, 6
FILES = LETTERS + COPIES + PAPERS
ROWS, MENDED, SECRET = 60, 3, 1
NUMBER = "กษ 1108/999"
LENT_TO = "ผู้ยืมทดสอบ"
CUPBOARD = "ตู้ทดสอบ"
ONLY_IN_COPY = "แบบรายงานที่พบในสำเนา"
POSITION_IN_COPY = "ผู้อำนวยการทดสอบ"


class Day:
    """One person at the window: presses, types and looks, as the office does."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk

    @property
    def library(self) -> Library:
        """The library that lies open."""
        assert self.desk.context is not None
        return self.desk.context.library

    @property
    def actor(self) -> Actor:
        """Whoever is signed in."""
        assert self.desk.context is not None
        return self.desk.context.actor

    def wait(self, ready: Callable[[], object]) -> None:
        """Until it is so."""
        self.qtbot.waitUntil(lambda: bool(ready()), timeout=PATIENCE)

    def settle(self) -> None:
        """Until nothing is being read or written."""
        self.wait(lambda: not self.desk.runner.is_busy)

    def forms(self) -> list[FormDialog]:
        """The forms that show."""
        return [f for f in self.desk.window.findChildren(FormDialog) if f.isVisible()]

    def fill(self, **values: object) -> None:
        """Type into the form that shows, and press its button."""
        self.wait(self.forms)
        (form,) = self.forms()
        for name, value in values.items():
            form.editors[name].set_value(value)
        form.submit()

    def begin_office(self) -> None:
        """First screen, recovery code, first steps: signed in as who made it."""
        window = self.desk.window
        window.pages.page("first_run").empty.click()
        self.fill(office_name=OFFICE, name=BOSS, password=PASSWORD, again=PASSWORD)
        self.wait(lambda: window.findChildren(RecoveryDialog))
        window.findChildren(RecoveryDialog)[0].accept()
        self.wait(lambda: self.actor == Actor(BOSS, Duty.ADMINISTRATOR))
        assert window.pages.current == "office"

    def give_sign_in(self, name: str, duty: Duty) -> None:
        """From the first steps to the page of sign-ins."""
        office = self.desk.window.pages.page("office")
        self.wait(lambda: "colleagues" in office.first_steps.buttons)
        office.first_steps.buttons["colleagues"].click()
        assert office.page_name == "signins"
        office.sign_ins.new.click()
        self.fill(name=name, password=PASSWORD, again=PASSWORD, duty=duty)
        self.wait(lambda: office.sign_ins.list.count() == 2)

    def sign_in(self, name: str, duty: Duty) -> None:
        """Whoever is there leaves; ``name`` comes."""
        top = self.desk.window.top
        if self.actor.duty > Duty.WALK_UP:
            top.sign_in.click()
        top.sign_in.click()
        self.fill(name=name, password=PASSWORD)
        self.wait(lambda: self.actor == Actor(name, duty))
        self.settle()

    def drop(self, folder: Path) -> dict[str, int]:
        """Files from the stick onto the window; what the report says in the end."""
        window = self.desk.window
        window.pages.show_page("office")
        adding = window.pages.page("office").adding
        with self.qtbot.waitSignal(adding.finished, timeout=PATIENCE):
            window.files_dropped.emit([str(folder)])
        assert not adding._failure
        self.settle()
        return dict(adding.counts)

    def press(
        self,
        key: Qt.Key,
        widget: QWidget | None = None,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """One key, where the focus is."""
        where = widget or QApplication.focusWidget() or self.desk.window
        self.qtbot.keyClick(where, key, held)

    def push(self, button: QPushButton) -> None:
        """Press a button with the space bar once it may be pressed."""
        self.wait(lambda: button.isVisible() and button.isEnabled())
        button.setFocus()
        self.press(Qt.Key.Key_Space, button)

    def go_to_shelf(self) -> Any:
        """Ctrl+2; the tab, with the focus in its list."""
        window = self.desk.window
        window.activateWindow()  # as a window manager does; off-screen there is none
        self.wait(window.isActiveWindow)
        self.press(Qt.Key.Key_2, window, Qt.KeyboardModifier.ControlModifier)
        tab = window.pages.page("shelf")
        self.wait(tab.isVisible)
        tab.list.setFocus()
        return tab

    def check_letters(self, right: dict[int, dict[str, object]]) -> Clerk:
        """F7, then every letter put right and confirmed by keyboard; the copy is answered 1."""
        window = self.desk.window
        tab = self.go_to_shelf()
        self.press(Qt.Key.Key_F7, QApplication.focusWidget() or tab)
        (form,) = window.findChildren(LetterForm)
        clerk = Clerk(form, right, self.wait)
        clerk.check_all()
        form.accept()
        self.settle()
        return clerk

    def make_cupboard(self, name: str) -> int:
        """A place of the office; its number."""
        window = self.desk.window
        window.pages.show_page("office")
        office = window.pages.page("office")
        office.show_named("places")
        self.push(office.places.new)
        self.fill(name=name)
        self.wait(lambda: office.places.tree.topLevelItemCount() == 1 and not self.forms())
        with self.library.reading(self.actor) as reading:
            (place_id,) = reading.session.scalars(select(Place.id).where(Place.name == name))
        return place_id

    def act(self, record_id: int, label: str, **values: object) -> None:
        """Open a record of the shelf and fill in the form behind one of its buttons."""
        tab = self.go_to_shelf()
        tab.open_record(record_id)
        self.wait(lambda: tab.shown is not None and tab.shown.id == record_id)
        (button,) = [b for action, b in tab.record.buttons if action.label == label]
        self.push(button)
        self.fill(**values)
        self.wait(lambda: not self.forms())
        self.settle()

    def open_register(self, path: Path) -> TableDialog:
        """From the menu of the list, through the choice of a file, to the preview."""
        tab = self.go_to_shelf()

        def choose() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, FileDialog)
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            assert line is not None
            line.setText(str(path))
            QTest.keyClick(line, Qt.Key.Key_Return)

        QTimer.singleShot(0, choose)
        entries = {action.label: entry for action, entry in tab.pane.more_button.entries}
        entries["Import a register…"].trigger()
        (preview,) = self.desk.window.findChildren(TableDialog)
        self.wait(preview.import_button.isEnabled)
        return preview

    def mend(self, preview: TableDialog, text: str) -> int:
        """Enter on every row that is refused for a cell, the cell typed; how many."""
        mended = 0
        while True:
            plan = preview.plan
            assert plan is not None
            found = [(line, p) for line in plan.lines for p in line.problems]
            open_ones = [at for at, (line, p) in enumerate(found) if p.column >= 0]
            if not open_ones:
                return mended
            preview.problems.setFocus()
            self.press(Qt.Key.Key_Home, preview.problems)
            for _step in range(open_ones[0]):
                self.press(Qt.Key.Key_Down, preview.problems)
            self.press(Qt.Key.Key_Return, preview.problems)
            editor = preview.sheet.viewport().focusWidget() or preview.sheet.focusWidget()
            assert isinstance(editor, QLineEdit)
            self.qtbot.keyClicks(editor, text)
            self.press(Qt.Key.Key_Return, editor)
            self.wait(lambda p=plan: preview.plan is not p)
            mended += 1

    def living(self) -> dict[int, tuple[str, str, str]]:
        """Documents that are not in the trash: number → what they are."""
        with self.library.reading(self.actor) as reading:
            found = select(Record.id, Record.number, Record.title, Record.issuer).where(
                Record.deleted_at.is_(None), Record.kind == "document"
            )
            return {row[0]: (row[1], row[2], row[3]) for row in reading.session.execute(found)}

    def receipts(self) -> set[tuple[int, str, str | None]]:
        """Stamps of receipt of documents that are not in the trash."""
        with self.library.reading(self.actor) as reading:
            found = (
                select(Receipt.record_id, Receipt.number, Receipt.received_on)
                .join(Record, Record.id == Receipt.record_id)
                .where(Record.deleted_at.is_(None))
            )
            return {(row[0], row[1], row[2]) for row in reading.session.execute(found)}

    def feed(self, since: int = 0) -> list[Change]:
        """The change feed after an entry."""
        with self.library.reading(self.actor) as reading:
            found = select(Change).where(Change.seq > since).order_by(Change.seq)
            return list(reading.session.scalars(found))

    def step(self, key: Qt.Key, held: Qt.KeyboardModifier, count: int) -> None:
        """A stroke at the window, after which so many documents live; its key may still be down.

        The line that was chosen stays the only one chosen.
        """
        tab = self.go_to_shelf()
        chosen = tab.list.chosen()
        assert chosen
        self.press(key, self.desk.window, held)
        self.wait(lambda: len(self.living()) == count and len(tab.list.ids) == count)
        self.settle()
        self.wait(lambda: tab.list.selected_ids() == [chosen])


@contextmanager
def opened(qtbot: QtBot, root: Path) -> Iterator[Desk]:
    """The window of one start."""
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.window.resize(1366, 768)
    desk.show()
    qtbot.waitUntil(lambda: bool(desk.window.pages.current), timeout=PATIENCE)
    yield desk
    desk.window.close()
    desk.close()


@dataclass(frozen=True)
class Stick:
    """Twenty files: letters of all forms, one of them twice, and papers that are no letters."""

    folder: Path
    letters: dict[str, Facts]
    original: str
    copy: str

    def hashes(self) -> set[str]:
        """Of every file."""
        return {hashlib.sha256(file.read_bytes()).hexdigest() for file in self.folder.iterdir()}

    def right(self, day: Day) -> dict[int, dict[str, object]]:
        """Record → what is to stand in it; the copy says less and more than the original."""
        with day.library.reading(day.actor) as reading:
            rows = reading.session.execute(select(Attachment.name, Attachment.record_id)).all()
        records = {str(row[0]): int(row[1]) for row in rows}
        pile = Pile(day.library, day.actor, self.folder, defaultdict(lambda: None))  # type: ignore[arg-type]
        right = {records[name]: pile.right(facts) for name, facts in self.letters.items()}
        right[records[self.original]]["enclosures"] = ""
        right[records[self.copy]] |= {
            "number": "", "contact": "",
            "enclosures": ONLY_IN_COPY, "signer_position": POSITION_IN_COPY,
        }  # fmt: skip
        return right


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    folder = tmp_path / "แฟลชไดรฟ์"
    folder.mkdir()
    letters: dict[str, Facts] = {}
    first: list[Row] = []
    for number in range(LETTERS):
        chance = random.Random(f"day one:{number}")
        facts = make_facts(chance, "external" if number == 0 else "")
        if number == 0:
            facts.number, facts.telephone, facts.capacity = to_thai(NUMBER), "๐ ๒๐๐๐ ๑๒๓๔", ""
            facts.dated, facts.within = date(2025, 3, 4), None
        name = f"หนังสือ{number:02}.pdf"
        letters[name] = facts
        rows = rows_of(facts, chance)
        first = first or rows
        write_pdf(rows, folder / name)
    original, copy = "หนังสือ00.pdf", "หนังสือที่สแกนซ้ำ.pdf"
    letters[copy] = letters[original]
    write_pdf(noisy_rows(first, "light", random.Random("day one: again")), folder / copy)
    for number in range(PAPERS):
        words = f"บันทึกช่วยจำฉบับที่ {number}\nรายการพัสดุห้องมุมความรู้ ชุดที่ {number * 7}\n"
        (folder / f"บันทึก{number}.txt").write_text(words, "utf-8")
    return Stick(folder, letters, original, copy)


def test_day_one_of_a_clerk(qtbot: QtBot, tmp_path: Path, stick: Stick) -> None:
    root = tmp_path / "office" / "library"
    brought = stick.hashes()
    assert len(brought) == FILES
    with opened(qtbot, root) as desk:
        day = Day(qtbot, desk)
        day.begin_office()
        day.give_sign_in(CLERK, Duty.CLERK)
        day.sign_in(CLERK, Duty.CLERK)
        before = day.feed()[-1].seq
        assert day.living() == {}
        began_with = check_library(day.library)["records"]

        _take_in(day, stick)
        _check(day, stick)
        _lend_and_take_back(day)
        _register(day, messy_sheets.register(tmp_path / "register.xlsx"))

        # nothing lost, and all of it the clerk's
        left = FILES - COPIES + ROWS - SECRET
        assert len(day.living()) == left
        acts = day.feed(before)
        assert {change.actor for change in acts} == {CLERK}
        assert {change.label for change in acts} == {
            "Add documents", "Check a letterhead", "Add a place", "Edit a document",
            "Lend a paper", "Take a paper back", "Import a register", "Undo", "Redo",
        }  # fmt: skip
        _files_are_there(day, brought)
        _well(check_library(day.library), began_with + left)
    checked = subprocess.run(
        [sys.executable, "-m", "kmdesk", "check", "--json", "--library", str(root)],
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    _well(json.loads(checked.stdout), began_with + left)


def _take_in(day: Day, stick: Stick) -> None:
    assert day.drop(stick.folder) == {"added": FILES}
    assert len(day.living()) == FILES


def _check(day: Day, stick: Stick) -> None:
    """Thirteen letters confirmed; the fourteenth is one of them again and becomes one with it."""
    right = stick.right(day)
    with day.library.reading(day.actor) as reading:
        assert set(shelf_letters.waiting(reading)) == set(right)
    clerk = day.check_letters(right)
    assert set(clerk.keys) == set(right)
    assert len(clerk.keys) == LETTERS + COPIES
    acts = {(c.unit, c.label) for c in day.feed() if c.actor == CLERK}
    assert [label for _unit, label in acts].count("Check a letterhead") == LETTERS + COPIES
    gone = set(right) - set(day.living())
    assert clerk.twins == {one: ["signer_position"] for one in gone}
    assert len(gone) == COPIES
    assert len(day.living()) == FILES - COPIES
    _one_of_two(day, stick, right, gone.pop())
    with day.library.reading(day.actor) as reading:
        assert shelf_letters.waiting(reading) == []


def _one_of_two(day: Day, stick: Stick, right: dict[int, dict[str, object]], gone: int) -> None:
    """Of what was confirmed of either nothing is lost; where they differ, as it was answered."""
    (kept,) = [one for one, facts in right.items() if facts["number"] == NUMBER]
    first, second = right[kept], right[gone]
    joined = {name: second.get(name) or value for name, value in first.items()}
    assert joined["enclosures"] == ONLY_IN_COPY
    assert joined["contact"]
    assert joined["signer_position"] == POSITION_IN_COPY
    wanted = {one: facts for one, facts in right.items() if one != gone} | {kept: joined}
    pile = Pile(day.library, day.actor, stick.folder, wanted=wanted)
    assert pile.wrong() == []
    with day.library.reading(day.actor) as reading:
        names = select(Attachment.name).where(Attachment.record_id == kept)
        assert set(reading.session.scalars(names)) == {stick.original, stick.copy}


def _lend_and_take_back(day: Day) -> None:
    place_id = day.make_cupboard(CUPBOARD)
    paper = min(day.living())
    day.act(paper, "Edit…", place_id=place_id)
    day.act(paper, "Lend…", borrower=LENT_TO)
    with day.library.reading(day.actor) as reading:
        detail = reading.session.get(DocumentDetail, paper)
        assert detail is not None
        assert detail.holding == "on_loan"
        assert documents.open_loan(reading.session, paper) is not None
    day.act(paper, "Take back…")
    with day.library.reading(day.actor) as reading:
        (loan,) = reading.session.scalars(select(Loan))
        assert (loan.borrower, loan.returned_by, loan.received_by) == (LENT_TO, LENT_TO, CLERK)
        detail, record = reading.session.get(DocumentDetail, paper), reading.record(paper)
        assert detail is not None
        assert (detail.holding, record.place_id) == ("in_place", place_id)


def _register(day: Day, path: Path) -> None:
    """Sixty messy rows: three mended in the preview, one refused; undone and done again."""
    before, stamps = day.living(), day.receipts()
    taken = ROWS - SECRET
    preview = day.open_register(path)
    plan = preview.plan
    assert plan is not None
    assert sum(not line.left_out for line in plan.lines) == ROWS
    assert sum(line.is_new for line in plan.lines) == taken - MENDED
    assert day.mend(preview, "15/1/2569") == MENDED
    plan = preview.plan
    assert plan is not None
    assert plan.left_out == {SECTION: 3, TOTAL: 2, HEADS_AGAIN: 2}
    assert sum(line.is_new for line in plan.lines) == taken
    assert sum(line.is_secret for line in plan.lines) == SECRET
    assert str(taken) in preview.import_button.text()
    assert day.living() == before  # so far only shown
    day.push(preview.import_button)
    day.wait(preview.undo_button.isVisible)
    day.settle()
    after, stamped = day.living(), day.receipts()
    assert len(after) == len(before) + taken
    assert before.items() <= after.items()
    assert len(stamped) == len(stamps) + taken
    day.push(preview.undo_button)
    day.wait(preview.undo_button.isHidden)
    day.settle()
    assert (day.living(), day.receipts()) == (before, stamps)
    day.push(preview.close_button)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    day.step(Qt.Key.Key_Z, both, len(after))
    assert (day.living(), day.receipts()) == (after, stamped)
    day.step(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, len(before))
    assert (day.living(), day.receipts()) == (before, stamps)
    day.step(Qt.Key.Key_Z, both, len(after))
    assert (day.living(), day.receipts()) == (after, stamped)


def _files_are_there(day: Day, brought: set[str]) -> None:
    library = day.library
    with library.reading(day.actor) as reading:
        of_living = select(Attachment.sha256).join(Record, Record.id == Attachment.record_id)
        kept = set(reading.session.scalars(of_living.where(Record.deleted_at.is_(None))))
    assert brought <= kept
    assert all(library.files.verify(sha256) for sha256 in brought)


def _well(found: dict[str, Any], records: int) -> None:
    assert found["well"], found["problems"]
    assert (found["drift"], found["missing_files"]) == (0, [])
    assert found["records"] == records
