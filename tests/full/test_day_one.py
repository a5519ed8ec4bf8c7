"""The first day of an office, as a clerk in the real window: nothing refused, nothing lost.

Files, texts and names are made here. What the day still lacks (a merge, a loan, a register with
rows mended in the preview) goes on where :func:`test_day_one_of_a_clerk` ends.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.app import Desk
from kmdesk.cli_search import check_library
from kmdesk.office.ui.recovery import RecoveryDialog
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.model import Change, Record
from kmdesk.shelf import queries_letters
from kmdesk.shelf.ui.letter_form import LetterForm
from kmdesk.widgets.dialogs import FormDialog
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf

PATIENCE = 120_000
OFFICE, BOSS, CLERK, PASSWORD = "สำนักงานวันแรก", "หัวหน้าทดสอบ", "ธุรการทดสอบ", "รหัสลับ๑"
LETTERS, PAPERS = 13, 7


class Day:
    """One person at the window: presses, types and looks, as the office does."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk

    @property
    def library(self) -> Library:
        """The library that lies open."""
        assert self.desk.context is not None
        return self.desk.context.library

    def wait(self, ready: Callable[[], object]) -> None:
        """Until it is so."""
        self.qtbot.waitUntil(ready, timeout=PATIENCE)

    def fill(self, **values: object) -> None:
        """Type into the form that shows, and press its button."""

        def shown() -> list[FormDialog]:
            return [f for f in self.desk.window.findChildren(FormDialog) if f.isVisible()]

        self.wait(lambda: bool(shown()))
        (form,) = shown()
        for name, value in values.items():
            form.editors[name].set_value(value)
        form.submit()

    def begin_office(self) -> None:
        """First screen, recovery code, first steps: signed in as who made it."""
        window = self.desk.window
        window.pages.page("first_run").empty.click()
        self.fill(office_name=OFFICE, name=BOSS, password=PASSWORD, again=PASSWORD)
        self.wait(lambda: bool(window.findChildren(RecoveryDialog)))
        window.findChildren(RecoveryDialog)[0].accept()
        assert self.desk.context is not None
        self.wait(lambda: self.desk.context.actor == Actor(BOSS, Duty.ADMINISTRATOR))
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
        assert self.desk.context is not None
        top = self.desk.window.top
        if self.desk.context.actor.duty > Duty.WALK_UP:
            top.sign_in.click()
        top.sign_in.click()
        self.fill(name=name, password=PASSWORD)
        self.wait(lambda: self.desk.context.actor == Actor(name, duty))

    def drop(self, folder: Path) -> dict[str, int]:
        """Files from the stick onto the window; what the report says in the end."""
        window = self.desk.window
        window.pages.show_page("office")
        adding = window.pages.page("office").adding
        with self.qtbot.waitSignal(adding.finished, timeout=PATIENCE):
            window.files_dropped.emit([str(folder)])
        assert not adding._failure
        self.wait(lambda: not self.desk.lanes.is_busy)
        return dict(adding.counts)

    def confirm_letters(self) -> list[int]:
        """F7 and Enter until none waits; none of them is a copy."""
        window = self.desk.window
        window.activateWindow()  # as a window manager does; off-screen there is none
        self.wait(window.isActiveWindow)
        self.qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        tab = window.pages.page("shelf")
        self.wait(tab.isVisible)
        tab.list.setFocus()
        self.qtbot.keyClick(QApplication.focusWidget() or tab, Qt.Key.Key_F7)
        (form,) = window.findChildren(LetterForm)
        self.wait(lambda: form.letter is not None)
        confirmed = []
        while form.letter is not None:
            record_id = form.letter.record_id
            self.qtbot.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Return)
            self.wait(lambda r=record_id: form.letter is None or form.letter.record_id != r)
            confirmed.append(record_id)
        form.accept()
        return confirmed

    def done_by(self, name: str) -> set[str]:
        """Acts of this person in the history."""
        with self.library.reading(Actor(name, Duty.CLERK)) as reading:
            found = select(Change.label).where(Change.actor == name)
            return set(reading.session.scalars(found))


@contextmanager
def opened(qtbot: QtBot, root: Path) -> Iterator[Desk]:
    """The window of one start."""
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: bool(desk.window.pages.current), timeout=PATIENCE)
    yield desk
    desk.window.close()
    desk.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Twenty files: letters of all forms, and papers that are none."""
    folder = tmp_path / "แฟลชไดรฟ์"
    folder.mkdir()
    for number in range(LETTERS):
        chance = random.Random(f"day one:{number}")
        write_pdf(rows_of(make_facts(chance), chance), folder / f"หนังสือ{number:02}.pdf")
    for number in range(PAPERS):
        words = f"บันทึกช่วยจำฉบับที่ {number}\nรายการพัสดุห้องมุมความรู้ ชุดที่ {number * 7}\n"
        (folder / f"บันทึก{number}.txt").write_text(words, "utf-8")
    return folder


def test_day_one_of_a_clerk(qtbot: QtBot, tmp_path: Path, stick: Path) -> None:
    with opened(qtbot, tmp_path / "office" / "library") as desk:
        day = Day(qtbot, desk)
        day.begin_office()
        day.give_sign_in(CLERK, Duty.CLERK)
        day.sign_in(CLERK, Duty.CLERK)

        assert day.drop(stick) == {"added": LETTERS + PAPERS}
        assert day.done_by(CLERK) == {"Add documents"}
        with day.library.reading(desk.context.actor) as reading:
            waiting = queries_letters.waiting(reading)
        assert len(waiting) >= LETTERS

        confirmed = day.confirm_letters()
        assert set(confirmed) == set(waiting)

        # nothing lost: every file is a record, index and files agree, all of it the clerk's
        library = day.library
        with library.reading(desk.context.actor) as reading:
            living = select(Record.id).where(Record.deleted_at.is_(None))
            assert len(reading.session.scalars(living).all()) == LETTERS + PAPERS
            assert queries_letters.waiting(reading) == []
        found = check_library(library)
        assert (found["records"], found["drift"], found["missing_files"]) == (
            LETTERS + PAPERS, 0, [],
        )  # fmt: skip
