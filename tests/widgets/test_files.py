"""File dialogs: in the window's words, where one was last, sticks beside; one place for all."""

import re
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

import kmdesk
from kmdesk.i18n import set_language
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets import files
from kmdesk.widgets.context import Context
from kmdesk.widgets.files import FileDialog, ask_file, ask_files, ask_folder, ask_target
from kmdesk.widgets.qt_words import WORDS

CODE = Path(kmdesk.__file__).parent
LATIN = re.compile("[A-Za-z]{2,}")


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    files._path().unlink(missing_ok=True)
    yield
    files._path().unlink(missing_ok=True)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def _words(dialog: FileDialog) -> set[str]:
    """Everything Qt put into the dialog: labels, buttons, tips, heads, choices, menus, names."""
    said = set()
    for widget in dialog.findChildren(QWidget):
        said |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
        if isinstance(widget, QLabel | QAbstractButton):
            said.add(widget.text())
        if isinstance(widget, QComboBox) and widget.objectName() == "fileTypeCombo":
            said |= {widget.itemText(at) for at in range(widget.count())}
        if isinstance(widget, QTreeView):
            model = widget.model()
            for column in range(model.columnCount()):
                said.add(str(model.headerData(column, Qt.Orientation.Horizontal)))
            root = widget.rootIndex()
            for row in range(model.rowCount(root)):
                said.add(str(model.index(row, 2, root).data()))
        said |= {action.text() for action in widget.actions()}
    return {words for words in said if words}


@pytest.mark.parametrize("kind", ["file", "files", "folder", "target"])
def test_no_word_of_qts_is_left_in_english(
    qtbot: QtBot, page: QWidget, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "โฟลเดอร์").mkdir()
    (tmp_path / "ก.เอกสาร").write_text("ก")
    files.keep_folder("documents", str(tmp_path))
    found: set[str] = set()

    def look() -> None:
        (dialog,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, FileDialog) and w.isVisible()
        ]
        tree = dialog.findChild(QTreeView, "treeView")
        qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) > 0)
        found.update(_words(dialog), {dialog.windowTitle()})
        dialog.reject()

    QTimer.singleShot(0, look)
    if kind == "target":
        assert ask_target(page, "บันทึก", "documents", "ก.pdf", "*.๑") == ""
    elif kind == "folder":
        assert ask_folder(page, "เลือก", "documents") == ""
    else:
        assert not (ask_file if kind == "file" else ask_files)(page, "เลือก", "documents")
    assert len(found) > 20
    assert {"ชื่อ", "ขนาด", "แก้ไขเมื่อ", "ยกเลิก"} <= found
    assert {words for words in found if LATIN.search(words)} <= {"lineEdit"}


def test_the_words_follow_the_language_of_the_window(qtbot: QtBot, page: QWidget) -> None:
    thai = FileDialog(page, "ก", "documents")
    assert thai.labelText(QFileDialog.DialogLabel.LookIn) == "ค้นใน:"
    set_language("en")
    english = FileDialog(page, "a", "documents")
    assert english.labelText(QFileDialog.DialogLabel.LookIn) == "&Look in:"


def _sources(context: str) -> set[str]:
    """What Qt itself gives its translators, out of a catalogue that comes with it."""
    catalogue = Path(PySide6.__file__).parent / "Qt/translations/qtbase_de.qm"
    if not catalogue.is_file():
        pytest.skip("needs Qt's own translations, as the development set-up has them")
    data, at, messages = catalogue.read_bytes(), 16, b""
    while at + 5 <= len(data):
        tag, size = data[at], int.from_bytes(data[at + 1 : at + 5])
        messages = data[at + 5 : at + 5 + size] if tag == 0x69 else messages
        at += 5 + size
    found, at, source, inside = set(), 0, "", ""
    while at < len(messages):
        tag, at = messages[at], at + 1
        if tag == 1:
            if inside == context:
                found.add(source)
            continue
        size = int.from_bytes(messages[at : at + 4])
        text = messages[at + 4 : at + 4 + size]
        at += 4 + (size if size != 0xFFFFFFFF else 0)
        if tag == 6:
            source = text.rstrip(b"\0").decode()
        elif tag == 7:
            inside = text.rstrip(b"\0").decode()
    return found


@pytest.mark.parametrize("context", ["QFileDialog", "QFileSystemModel", "QPlatformTheme"])
def test_every_word_qt_has_for_them_is_in_the_catalogue(qtbot: QtBot, context: str) -> None:
    sources = {source for source in _sources(context) if not source.startswith("Alt+")}
    assert len(sources) > 5
    assert sources <= set(WORDS[context])
    FileDialog(QWidget(), "ก", "documents")
    for source in sources:
        words = QCoreApplication.translate(context, source)
        assert words != source, source
        assert not LATIN.search(re.sub(r"</?\w+>|%1", "", words)), source


def test_a_message_box_of_qts_own_has_thai_buttons(qtbot: QtBot, page: QWidget) -> None:
    FileDialog(page, "ก", "documents")
    box = QMessageBox(page)
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Yes | buttons.No | buttons.Ok | buttons.Cancel)
    box.show()
    assert not [b.text() for b in box.buttons() if LATIN.search(b.text())]
    box.close()


# Where --------------------------------------------------------------------------------


def test_each_purpose_opens_where_it_was_last(qtbot: QtBot, page: QWidget, tmp_path: Path) -> None:
    for purpose in ("documents", "backup"):
        (tmp_path / purpose).mkdir()
        (tmp_path / purpose / "a.txt").write_text("a")
        dialog = FileDialog(page, "ก", purpose)
        assert Path(dialog.directory().absolutePath()) == files.home_folders()[0]
        dialog.setDirectory(str(tmp_path / purpose))
        dialog.accepted.emit()
    for purpose in ("documents", "backup"):
        again = FileDialog(page, "ก", purpose)
        assert Path(again.directory().absolutePath()) == tmp_path / purpose
    (tmp_path / "backup").rename(tmp_path / "gone")
    assert files.last_folder("backup") == files.home_folders()[0]
    assert files.last_folder("backup", str(tmp_path)) == tmp_path
    files._path().write_text("[damaged")
    assert files.last_folder("documents") == files.home_folders()[0]


def test_it_never_begins_in_the_programs_folder(qtbot: QtBot, page: QWidget, monkeypatch) -> None:
    monkeypatch.chdir(CODE)
    for purpose in ("documents", "law"):
        folder = Path(FileDialog(page, "ก", purpose).directory().absolutePath())
        assert folder == files.home_folders()[0]
        assert folder.is_dir()


def test_sticks_stand_in_the_sidebar_while_they_are_plugged_in(
    qtbot: QtBot, page: QWidget, tmp_path: Path, monkeypatch
) -> None:
    stick = tmp_path / "STICK"
    stick.mkdir()
    plugged: list[Path] = []
    monkeypatch.setattr(files, "sticks", lambda: plugged)
    dialog = FileDialog(page, "ก", "documents")
    monkeypatch.setattr(dialog._watch, "interval", lambda: 10)
    dialog._watch.start(10)

    def offered() -> list[str]:
        return [str(Path(url.toLocalFile())) for url in dialog.sidebarUrls()]

    assert str(stick) not in offered()
    assert str(Path.home()) in offered()
    plugged.append(stick)
    qtbot.waitUntil(lambda: str(stick) in offered())
    plugged.clear()
    qtbot.waitUntil(lambda: str(stick) not in offered())


@pytest.mark.linux_only("drives have letters there")
def test_what_is_mounted_for_people_counts_as_a_stick() -> None:
    for path in files.sticks():
        assert str(path).startswith(files._STICKS)
    assert Path("/") not in files.sticks()
    assert Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)) in (
        files.home_folders()
    )


# One place ----------------------------------------------------------------------------


def test_every_file_dialog_of_the_program_comes_from_here() -> None:
    found = {
        path.relative_to(CODE).as_posix()
        for path in CODE.rglob("*.py")
        if re.search(r"import .*\bQFileDialog\b|^    QFileDialog,$", path.read_text("utf-8"), re.M)
    }
    assert found == {"widgets/files.py", "window/kiosk.py"}  # the kiosk closes those it finds


def test_a_visitor_of_a_kiosk_is_asked_for_no_file(
    qtbot: QtBot, page: QWidget, context: Context
) -> None:
    page.context = context
    context.settings.values["kiosk"] = "1"
    context.set_actor(WALK_UP)
    with qtbot.waitSignal(context.message_posted):
        assert ask_file(page, "ก", "documents") == ""
    assert ask_files(page, "ก", "documents") == []
    assert ask_folder(page, "ก", "documents") == ""
    assert ask_target(page, "ก", "print", "a.pdf", "*.pdf") == ""
    assert not [
        w for w in QApplication.topLevelWidgets() if isinstance(w, FileDialog) and w.isVisible()
    ]
    context.set_actor(Actor("clerk", Duty.CLERK))
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    assert ask_file(page, "ก", "documents") == ""


def test_a_file_that_is_there_is_replaced_only_after_a_question_in_thai(
    qtbot: QtBot, page: QWidget, tmp_path: Path
) -> None:
    (tmp_path / "ก.pdf").write_text("เดิม")
    files.keep_folder("print", str(tmp_path))
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.extend([box.text(), *(b.text() for b in box.buttons())])
        box.button(QMessageBox.StandardButton.No).click()
        QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())

    def accept() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileDialog)
        QTimer.singleShot(0, answer)
        dialog.accept()

    QTimer.singleShot(0, accept)
    assert ask_target(page, "บันทึก", "print", "ก.pdf", "PDF (*.pdf)") == ""
    assert asked[0] == "มีไฟล์ ก.pdf อยู่แล้ว\nต้องการเขียนทับหรือไม่"
    assert asked[1:] == ["ใช่", "ไม่ใช่"]
