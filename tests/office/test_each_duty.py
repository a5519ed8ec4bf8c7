"""Whoever signs in with a real account brings files in through the window, whatever the duty."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.app import Desk
from kmdesk.i18n import tr
from kmdesk.intake import ocr
from kmdesk.people.accounts import add_account, set_disabled
from kmdesk.records import SYSTEM, WALK_UP, Duty, Library
from kmdesk.records.model import Change, Record
from kmdesk.widgets.dialogs import FormDialog
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf

PATIENCE_MS = 90_000
PASSWORD = "รหัสลับ๑"
DUTIES = {
    "-ธุรการ": Duty.CLERK,
    "เลขานุการทดสอบ": Duty.SECRETARY,
    "หัวหน้าทดสอบ": Duty.ADMINISTRATOR,
}


@pytest.fixture
def office_desk(qtbot: QtBot, library: Library) -> Iterator[Desk]:
    """The window on an office with a sign-in of each duty."""
    for name, duty in DUTIES.items():
        add_account(library, SYSTEM, name, PASSWORD, duty)
    made = Desk(library.root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with two texts and a scan, as it lies on a stick."""
    folder = tmp_path / "มาใหม่"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.txt").write_text(f"บันทึกข้อความทดสอบเรื่องที่ {number}", "utf-8")
    chance = random.Random(7)
    write_pdf(rows_of(make_facts(chance, "memo"), chance), tmp_path / "typed.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "typed.pdf")
    document[0].render(scale=2).to_pil().convert("L").save(folder / "สแกน.pdf")
    document.close()
    return folder


def enter(qtbot: QtBot, desk: Desk, name: str) -> None:
    """Sign in as a person does."""
    desk.window.top.sign_in.click()
    form = next(f for f in desk.window.findChildren(FormDialog) if f.isVisible())
    form.editors["name"].set_value(name)
    form.editors["password"].set_value(PASSWORD)
    form.submit()
    qtbot.waitUntil(lambda: desk.context.actor.name == name, timeout=PATIENCE_MS)
    assert desk.context.actor.duty == DUTIES[name]


def acts(library: Library) -> set[tuple[str, str]]:
    """(who, label) of everything in the history that brought something in."""
    wanted = ("Add documents", "Read text from pictures")
    with library.reading(SYSTEM) as reading:
        rows = reading.session.execute(
            select(Change.actor, Change.label).where(Change.label.in_(wanted))
        )
        return {(row.actor, row.label) for row in rows}


@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
@pytest.mark.parametrize("name", DUTIES)
def test_a_dropped_folder_comes_in_and_its_scans_are_read(
    qtbot: QtBot, office_desk: Desk, papers: Path, name: str
) -> None:
    enter(qtbot, office_desk, name)
    adding = office_desk.window.pages.page("office").adding
    with (
        qtbot.waitSignal(adding.scans_line.finished, timeout=PATIENCE_MS),
        qtbot.waitSignal(adding.finished, timeout=PATIENCE_MS),
    ):
        office_desk.window.files_dropped.emit([str(papers)])
    # the report follows the reading of the scan
    qtbot.waitUntil(lambda: adding.counts["added"] == 3, timeout=PATIENCE_MS)
    assert not adding._failure and not adding.counts["unsearchable"]
    library = office_desk.context.library
    assert acts(library) == {(name, "Add documents"), (name, "Read text from pictures")}
    # and it is the signed-in person's own: taken back in one stroke
    qtbot.waitUntil(lambda: not office_desk.runner.is_busy, timeout=PATIENCE_MS)
    adding.undo()
    with library.reading(SYSTEM) as reading:
        living = select(Record.id).where(Record.deleted_at.is_(None))
        qtbot.waitUntil(
            lambda: reading.session.rollback() or not reading.session.scalars(living).all(),
            timeout=PATIENCE_MS,
        )


@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
@pytest.mark.linux_only("a signal ends the child here")
def test_the_folder_for_scans_goes_on_whoever_sits_there(
    qtbot: QtBot, office_desk: Desk, papers: Path
) -> None:
    """A clerk chooses it; it takes in with nobody signed in, and says so in the history."""
    enter(qtbot, office_desk, "-ธุรการ")
    adding = office_desk.window.pages.show_page("office").adding
    watch = office_desk.pages.adding.watch_inbox()
    adding.inbox_line.set_folder(papers)
    qtbot.waitUntil(lambda: watch.folder == str(papers), timeout=PATIENCE_MS)
    office_desk.context.set_actor(WALK_UP)
    for path in papers.glob("*.*"):
        os.utime(path, (time.time() - 60,) * 2)
    with qtbot.waitSignal(watch.took, timeout=PATIENCE_MS) as told:
        for _look in range(2):
            qtbot.waitUntil(lambda: not office_desk.runner.is_busy, timeout=PATIENCE_MS)
            watch.look_now()
    assert told.args == [3]
    library = office_desk.context.library
    assert acts(library) == {(tr("Folder for scans"), "Add documents")}
    # what it brought waits for a person: nothing is read in the name of nobody
    adding.scans_line.read_from(1)
    qtbot.waitUntil(lambda: adding.scans_line.files == 1, timeout=PATIENCE_MS)
    assert not adding.scans_line.is_running
    enter(qtbot, office_desk, "-ธุรการ")
    with qtbot.waitSignal(adding.scans_line.finished, timeout=PATIENCE_MS):
        adding.scans_line.button.click()
    assert ("-ธุรการ", "Read text from pictures") in acts(library)


def test_who_was_shut_out_meanwhile_is_told_why(
    qtbot: QtBot, office_desk: Desk, papers: Path
) -> None:
    enter(qtbot, office_desk, "-ธุรการ")
    library = office_desk.context.library
    set_disabled(library, SYSTEM, "-ธุรการ", True)
    adding = office_desk.window.pages.show_page("office").adding
    with qtbot.waitSignal(adding.finished, timeout=PATIENCE_MS):
        adding.add([str(papers)])
    assert "ถูกระงับ" in adding.state.plain
    assert "{" not in adding.state.plain  # a sentence, not what crossed between the processes
    assert acts(library) == set()


@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
def test_the_queue_says_why_it_did_not_read(qtbot: QtBot, office_desk: Desk, papers: Path) -> None:
    enter(qtbot, office_desk, "เลขานุการทดสอบ")
    adding = office_desk.window.pages.show_page("office").adding
    with (
        qtbot.waitSignal(adding.scans_line.finished, timeout=PATIENCE_MS),
        qtbot.waitSignal(adding.finished, timeout=PATIENCE_MS),
    ):
        adding.finished.connect(
            lambda: set_disabled(office_desk.context.library, SYSTEM, "เลขานุการทดสอบ", True)
        )
        adding.add([str(papers / "สแกน.pdf")])
    qtbot.waitUntil(lambda: adding.scans_line.files == 1, timeout=PATIENCE_MS)
    assert "ถูกระงับ" in adding.scans_line.state.plain
