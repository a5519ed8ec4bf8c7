"""The strip of pages by keyboard and mouse, with the real drawing and reading processes."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.office.ingest import Ingest
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.shelf import letters, papers
from kmdesk.shelf.arrange_pages import Leaf
from kmdesk.shelf.documents import change_document
from kmdesk.shelf.ui.letter_form import LetterForm, check_letters
from kmdesk.shelf.ui.pages_dialog import PagesDialog, open_pages
from kmdesk.widgets.context import Context
from kmdesk.widgets.join_dialog import JoinDialog
from tests.intake.make import locked_pdf, pdf

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Open = Callable[..., PagesDialog]


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 700)
    window.show()
    return window


@pytest.fixture
def scan(library: Library, clerk: Actor, tmp_path: Path) -> Callable[..., int]:
    def take(name: str, pages: list[str]) -> int:
        (outcome,) = Ingest(library, clerk).run([pdf(tmp_path / name, pages)])
        assert outcome.record_id is not None
        return outcome.record_id

    return take


@pytest.fixture
def opened(qtbot: QtBot, desk: QWidget, context: Context) -> Open:
    def make(*records: int) -> PagesDialog:
        dialog = open_pages(desk, context, records)
        qtbot.waitUntil(lambda: dialog.desk is not None, timeout=60_000)
        return dialog

    return make


def _pages(dialog: PagesDialog) -> list[list[int]]:
    assert dialog.desk is not None
    return [[leaf.page for leaf in pages] for pages in dialog.desk.strip.documents]


def _drawn(library: Library, clerk: Actor, record_id: int) -> list[str]:
    with library.reading(clerk) as reading:
        (scan,) = papers.scans_of(reading, [record_id])
    document = pypdfium2.PdfDocument(library.files.path(scan.sha256))
    found = [page.get_textpage().get_text_bounded().strip() for page in document]
    document.close()
    return found


def _save(qtbot: QtBot, dialog: PagesDialog) -> list[int]:
    with qtbot.waitSignal(dialog.arranged, timeout=60_000) as caught:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert caught.args is not None
    return list(caught.args[0])


def test_everything_by_keyboard(
    qtbot: QtBot, library: Library, clerk: Actor, scan: Callable[..., int], opened: Open
) -> None:
    record = scan("scan.pdf", [f"page {n}" for n in range(6)])
    dialog = opened(record)
    view = dialog.view
    qtbot.waitUntil(lambda: all(view.has_picture(Leaf(0, n)) for n in range(6)), timeout=60_000)
    qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)  # 1 0 2 3 4 5
    qtbot.keyClick(view, Qt.Key.Key_R)  # page 0 to the right
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_R, SHIFT)  # page 2 to the left
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_S)  # a new document at page 3
    assert _pages(dialog) == [[1, 0, 2], [3, 4, 5]]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Delete)  # page 4
    assert _pages(dialog) == [[1, 0, 2], [3, 5]]
    qtbot.keyClick(dialog, Qt.Key.Key_Z, CTRL)
    assert _pages(dialog) == [[1, 0, 2], [3, 4, 5]]
    qtbot.keyClick(dialog, Qt.Key.Key_Y, CTRL)
    assert dialog.desk is not None
    turns = {leaf.page: leaf.turn for pages in dialog.desk.strip.documents for leaf in pages}
    assert turns == {0: 90, 1: 0, 2: 270, 3: 0, 5: 0}
    first, second = _save(qtbot, dialog)
    assert first == record
    assert _drawn(library, clerk, first) == ["page 1", "page 0", "page 2"]
    assert _drawn(library, clerk, second) == ["page 3", "page 5"]


def test_pages_are_dragged(qtbot: QtBot, scan: Callable[..., int], opened: Open) -> None:
    dialog = opened(scan("scan.pdf", ["a", "b", "c", "d"]))
    view = dialog.view
    view.choose([0, 1])
    spot = view.visualItemRect(view.item(3)).center()
    event = QDropEvent(
        QPointF(spot.x() + 20, spot.y()),
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QDropEvent, "source", lambda _event: view)
        view.dropEvent(event)
    assert _pages(dialog) == [[2, 3, 0, 1]]
    assert dialog.desk is not None
    assert dialog.desk.strip.chosen == (2, 3)
    dialog.done(0)


def test_empty_pages_separate_letters(
    qtbot: QtBot, library: Library, clerk: Actor, scan: Callable[..., int], opened: Open
) -> None:
    record = scan(
        "scan.pdf", ["letter one", "its second page", "", "letter two", "", "letter three"]
    )
    dialog = opened(record)
    qtbot.keyClick(dialog.view, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: len(_pages(dialog)) == 3, timeout=60_000)
    assert _pages(dialog) == [[0, 1], [3], [5]]
    records = _save(qtbot, dialog)
    assert [_drawn(library, clerk, one) for one in records] == [
        ["letter one", "its second page"],
        ["letter two"],
        ["letter three"],
    ]


def test_several_documents_on_one_strip(
    qtbot: QtBot, library: Library, clerk: Actor, scan: Callable[..., int], opened: Open
) -> None:
    one, two = scan("one.pdf", ["a", "b"]), scan("two.pdf", ["c"])
    dialog = opened(two, one)
    assert dialog.save_button.isEnabled()
    (kept,) = _save(qtbot, dialog)
    assert kept == two
    assert _drawn(library, clerk, two) == ["c", "a", "b"]


def test_where_two_documents_differ_the_one_that_stays_is_named_and_asked_about(
    qtbot: QtBot, library: Library, clerk: Actor, scan: Callable[..., int], opened: Open
) -> None:
    one, two = scan("one.pdf", ["a"]), scan("two.pdf", ["b"])
    for record, issuer in ((one, "กลุ่มหนึ่ง"), (two, "กลุ่มสอง")):
        with library.writing(clerk, "Edit a document") as unit:
            change_document(unit, record, {"title": f"เรื่องของ{issuer}", "issuer": issuer})
            unit.commit()
    dialog = opened(two, one)
    assert "เรื่องของกลุ่มสอง" in dialog._head.plain
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(JoinDialog)), timeout=60_000)
    (asked,) = dialog.findChildren(JoinDialog)
    assert "เรื่องของกลุ่มสอง" in asked.heads["keep"]
    assert "เรื่องของกลุ่มหนึ่ง" in asked.heads["gone"]
    asked.choices["title"]["keep"].setChecked(True)
    asked.choices["issuer"]["gone"].setChecked(True)
    with qtbot.waitSignal(dialog.arranged, timeout=60_000):
        asked.merge_button.click()
    with library.reading(clerk) as reading:
        kept = reading.record(two)
        assert (kept.title, kept.issuer) == ("เรื่องของกลุ่มสอง", "กลุ่มหนึ่ง")
    assert _drawn(library, clerk, two) == ["b", "a"]


def test_closing_asks_only_when_something_would_be_lost(
    qtbot: QtBot, scan: Callable[..., int], opened: Open
) -> None:
    record = scan("scan.pdf", ["a", "b"])
    dialog = opened(record)
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
    dialog = opened(record)
    qtbot.keyClick(dialog.view, Qt.Key.Key_R)
    dialog.reject()
    assert dialog.isVisible()
    (question,) = dialog.findChildren(QMessageBox)
    yes = next(b for b in question.buttons() if question.buttonRole(b).name == "AcceptRole")
    with qtbot.waitSignal(dialog.finished):
        yes.click()


def test_signing_out_leaves_nothing_on_the_screen(
    qtbot: QtBot, scan: Callable[..., int], opened: Open, context: Context
) -> None:
    dialog = opened(scan("scan.pdf", ["a", "b"]))
    qtbot.keyClick(dialog.view, Qt.Key.Key_R)
    with qtbot.waitSignal(dialog.finished):
        context.set_actor(WALK_UP)


def test_a_locked_file_is_said_at_once(
    qtbot: QtBot, library: Library, clerk: Actor, desk: QWidget, context: Context, tmp_path: Path
) -> None:
    path = locked_pdf(tmp_path / "owner.pdf", "")
    (outcome,) = Ingest(library, clerk).run([path])
    assert outcome.record_id is not None, outcome.reason
    dialog = open_pages(desk, context, [outcome.record_id])
    qtbot.waitUntil(lambda: "รหัสผ่าน" in dialog._problem.plain, timeout=60_000)
    assert not dialog.save_button.isEnabled()
    dialog.reject()


def test_a_scan_among_the_waiting_is_taken_apart_from_the_form(
    qtbot: QtBot,
    library: Library,
    clerk: Actor,
    desk: QWidget,
    context: Context,
    receive: Callable[..., int],
    a_letter: Callable[..., object],
) -> None:
    record = receive(a_letter(title="หนังสือที่ต้องแยกหน้า"))
    form: LetterForm = check_letters(desk, context)
    qtbot.waitUntil(lambda: form.letter is not None, timeout=60_000)
    qtbot.keyClick(form, Qt.Key.Key_F6)
    (dialog,) = desk.findChildren(PagesDialog)
    qtbot.waitUntil(lambda: dialog.desk is not None, timeout=60_000)
    qtbot.keyClick(dialog.view, Qt.Key.Key_R)
    _save(qtbot, dialog)
    qtbot.waitUntil(
        lambda: form.letter is not None and form.letter.name.endswith(".pdf") and not form._busy,
        timeout=60_000,
    )
    assert form.letter is not None
    assert form.letter.record_id == record
    with library.reading(clerk) as reading:
        assert letters.waiting(reading) == [record]
    form.accept()
