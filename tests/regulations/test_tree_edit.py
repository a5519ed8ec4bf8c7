"""The structure of a law mended by hand: nothing is lost, whatever is done."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kmdesk.i18n import KmdeskError
from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.regulations import queries, structure, version_store
from kmdesk.regulations.amendments import confirm, propose
from kmdesk.regulations.edits import change_law
from kmdesk.regulations.import_law import import_law, read_structure, write_structure
from kmdesk.regulations.kind import KINDS
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText, PartKind, Role, clauses, plain
from kmdesk.regulations.ui.tree_editor import TreeEditor
from kmdesk.widgets.context import Context, OfficeSettings
from tests.feed import history_of
from tests.regulations.test_amend_law import BASE, SECOND, TITLE
from tests.regulations.test_parse import ACT

WRAPPED = BASE.replace("ตู้ต้องมีสามชั้น\nชั้นต้องแข็งแรง", "ตู้ต้องมี\nสามชั้น\nชั้นต้องแข็งแรง")


def sound(law: LawText) -> None:
    assert structure.lost(law) == 0
    assert "".join(law.text(part) for part in law.parts) == law.source
    for part in law.parts:
        spans = [law.source[node.start : node.end] for node in clauses(law, part)]
        assert "".join(spans) == law.text(part)


def place(law: LawText, number: str) -> int:
    return next(k for k, part in enumerate(law.parts) if part.number == number)


edits = st.lists(
    st.tuples(
        st.sampled_from(["split", "join", "join_line", "kind", "number", "promote",
                         "demote", "section"]),
        st.integers(0, 400),
        st.sampled_from(list(PartKind)),
        st.sampled_from(["มาตรา ๗", "๗/๑", "89 ทวิ", "สอง", ""]),
    ),
    max_size=12,
)  # fmt: skip


@given(edits)
@settings(max_examples=150)
def test_no_edit_loses_a_character(done: list[tuple[str, int, PartKind, str]]) -> None:
    law = parse(ACT)
    for name, number, kind, typed in done:
        at = number % len(law.parts)
        offset = number % (len(law.source) + 1)
        run: dict[str, Callable[[], LawText]] = {
            "split": lambda law=law, offset=offset: structure.split(law, offset),
            "join": lambda law=law, at=at: structure.join(law, at),
            "join_line": lambda law=law, n=number: structure.join_line(
                law, law.starts[n % len(law.starts)]
            ),
            "kind": lambda law=law, at=at, kind=kind: structure.set_kind(law, at, kind),
            "number": lambda law=law, at=at, typed=typed: structure.set_number(law, at, typed),
            "promote": lambda law=law, at=at: structure.promote(law, at),
            "demote": lambda law=law, at=at: structure.demote(law, at),
            "section": lambda law=law, at=at: structure.begin_section(law, at, Role.AMENDING),
        }
        try:
            law = run[name]()
        except KmdeskError:
            continue
        sound(law)
    again = structure.from_json(law.source, structure.as_json(law))
    sound(again)
    assert [(p.kind, p.start, p.end, p.number) for p in again.parts] == [
        (p.kind, p.start, p.end, p.number) for p in law.parts
    ]


def test_a_cut_part_is_what_its_words_say() -> None:
    law = parse(BASE)
    at = place(law, "4")
    joined = structure.join(law, at)
    assert [part.number for part in joined.provisions()] == ["1", "2", "3", "5"]
    cut = structure.split(joined, BASE.index("มาตรา ๔"))
    assert [part.number for part in cut.provisions()] == ["1", "2", "3", "4", "5"]
    assert cut.parts[at].path == ("หมวด ๑ การจัดเก็บ",)
    sound(cut)


def test_wrapped_lines_are_joined_and_broken() -> None:
    law = parse(WRAPPED)
    at = place(law, "3")
    assert plain(law, law.parts[at]) == "มาตรา ๓ ตู้ต้องมี\nสามชั้น\nชั้นต้องแข็งแรง"
    line = WRAPPED.index("สามชั้น\nชั้น")
    mended = structure.join_line(law, line)
    assert plain(mended, mended.parts[at]) == "มาตรา ๓ ตู้ต้องมี สามชั้น\nชั้นต้องแข็งแรง"
    with pytest.raises(RegulationError):
        structure.join_line(law, law.parts[at].start)


def test_kinds_numbers_and_levels() -> None:
    law = parse(BASE)
    at = place(law, "3")
    assert structure.set_number(law, at, "๓/๑").parts[at].label == "มาตรา ๓/๑"
    assert structure.set_number(law, at, "ข้อ 3 ทวิ").parts[at].label == "ข้อ ๓ ทวิ"
    for typed in ("", "สาม", "ก" * 10_000):
        with pytest.raises(RegulationError):
            structure.set_number(law, at, typed)
    head = next(k for k, part in enumerate(law.parts) if part.kind is PartKind.HEADING)
    assert structure.demote(law, head).parts[head].level == 5
    with pytest.raises(RegulationError):
        structure.promote(law, at)
    schedule = structure.set_kind(law, at, PartKind.SCHEDULE)
    assert [part.number for part in schedule.provisions()] == ["1", "2", "4", "5"]
    assert structure.set_kind(schedule, at, PartKind.PROVISION).parts[at].number == "3"
    own = structure.begin_section(law, place(law, "4"), Role.AMENDING)
    assert [part.number for part in own.provisions()] == ["1", "2", "3"]


def add(library: Library, clerk: Actor, text: str) -> int:
    with library.writing(clerk, "add") as unit:
        record = import_law(unit, TITLE, text, "พระราชบัญญัติ", None)
        unit.commit()
        return record.id


def test_a_mended_structure_is_stored_and_undone(library: Library, clerk: Actor) -> None:
    record_id = add(library, clerk, WRAPPED)
    with library.reading(clerk) as reading:
        law = read_structure(library, reading, record_id)
        before = queries.parts(reading.session, record_id)
    mended = structure.join_line(law, WRAPPED.index("สามชั้น\nชั้น"))
    mended = structure.set_number(mended, place(mended, "5"), "๖")
    with library.writing(clerk, "mend") as unit:
        write_structure(unit, record_id, mended)
        unit.commit()
    with library.reading(clerk) as reading:
        rows = {row.number: row.text for row in queries.provisions(reading.session, record_id)}
        assert rows["3"] == "มาตรา ๓ ตู้ต้องมี สามชั้น\nชั้นต้องแข็งแรง"
        assert "6" in rows
        assert "5" not in rows
        again = read_structure(library, reading, record_id)
        assert again.parts == mended.parts
        unit_id = history_of(library, clerk, record_id)[0].unit
    library.undo(clerk, unit_id)
    with library.reading(clerk) as reading:
        assert queries.parts(reading.session, record_id) == before
        assert read_structure(library, reading, record_id).parts == law.parts


def test_amendments_follow_a_mended_structure(library: Library, clerk: Actor) -> None:
    """วรรคสอง was a wrapped line; joined, the amendment falls on the true second paragraph."""
    record_id = add(library, clerk, WRAPPED)
    with library.writing(clerk, "amend") as unit:
        act = import_law(unit, "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒", SECOND, "", None)
        change_law(unit, act.id, {"gazetted_on": "2059-03-01"})
        propose(unit, record_id, act.id)
        rows = version_store.amendment_rows(unit.session, record_id)
        confirm(unit, [row.id for row in rows])
        unit.commit()
    with library.reading(clerk) as reading:
        law = read_structure(library, reading, record_id)
        wrong = {
            r.number: r.text for r in queries.provisions(reading.session, record_id, "2060-01-01")
        }
    assert wrong["3"] == "มาตรา ๓ ตู้ต้องมี\nชั้นต้องแข็งแรงและกันปลวก\nชั้นต้องแข็งแรง"
    mended = structure.join_line(law, WRAPPED.index("สามชั้น\nชั้น"))
    with library.writing(clerk, "mend") as unit:
        write_structure(unit, record_id, mended)
        unit.commit()
    with library.reading(clerk) as reading:
        right = {
            r.number: r.text for r in queries.provisions(reading.session, record_id, "2060-01-01")
        }
    assert right["3"] == "มาตรา ๓ ตู้ต้องมี สามชั้น\nชั้นต้องแข็งแรงและกันปลวก"
    assert right["4/1"] == "มาตรา ๔/๑ ตู้ต้องมีกุญแจ"


@pytest.fixture
def context(qtbot: QtBot, library: Library, clerk: Actor) -> Iterator[Context]:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    yield Context(library, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    runner.close()


@pytest.fixture
def editor(qtbot: QtBot, context: Context, library: Library, clerk: Actor) -> Iterator[TreeEditor]:
    record_id = add(library, clerk, WRAPPED.replace("\n", "\r\n"))
    parent = QPushButton()
    qtbot.addWidget(parent)
    parent.show()
    made = TreeEditor(parent, context, record_id, TITLE)
    made.open()
    qtbot.waitUntil(lambda: made.law is not None and made.tree.topLevelItemCount() > 0)
    yield made
    made._undone.clear()
    parent.close()


def choose(editor: TreeEditor, words: str) -> None:
    found = editor.tree.findItems(words, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    assert found, words
    editor.tree.setCurrentItem(found[0])


def test_the_tree_stands_beside_the_text(qtbot: QtBot, editor: TreeEditor) -> None:
    assert editor.law is not None
    choose(editor, "มาตรา ๔")
    (mark,) = editor.text.extraSelections()
    assert mark.cursor.selectedText().startswith("มาตรา ๔ เจ้าหน้าที่")
    assert editor.number.text() == "มาตรา ๔"
    item = editor.tree.currentItem()
    item.setExpanded(True)
    item = editor.tree.currentItem()
    assert item.childCount() == 1
    assert item.child(0).childCount() == 2
    assert item.child(0).child(1).text(0).startswith("(๒)")
    size = len(editor.law.source)
    assert f"{size:,} จาก {size:,}" in editor.count.plain


def test_it_is_mended_by_keyboard(
    qtbot: QtBot, editor: TreeEditor, library: Library, clerk: Actor
) -> None:
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    choose(editor, "มาตรา ๓")
    editor.tree.currentItem().setExpanded(True)
    choose(editor, "สามชั้น")
    while "วรรคสอง" not in editor.tree.currentItem().text(0):
        qtbot.keyClick(editor.tree, Qt.Key.Key_Down)
    qtbot.keyClick(editor.tree, Qt.Key.Key_J, control)
    assert editor.law is not None
    part = editor.law.parts[place(editor.law, "3")]
    assert plain(editor.law, part) == "มาตรา ๓ ตู้ต้องมี สามชั้น\nชั้นต้องแข็งแรง"
    choose(editor, "หมวด ๑")
    qtbot.keyClick(editor.tree, Qt.Key.Key_Right, alt)
    assert next(p.level for p in editor.law.parts if p.kind is PartKind.HEADING) == 5
    qtbot.keyClick(editor.tree, Qt.Key.Key_Z, control)
    assert next(p.level for p in editor.law.parts if p.kind is PartKind.HEADING) == 4
    choose(editor, "มาตรา ๕")
    qtbot.keyClick(editor.tree, Qt.Key.Key_Right, alt)  # a part becomes a paragraph
    assert [p.number for p in editor.law.provisions()] == ["1", "2", "3", "4"]
    cursor = editor.text.textCursor()
    cursor.setPosition(editor.text.toPlainText().index("มาตรา ๕"))
    editor.text.setTextCursor(cursor)
    qtbot.keyClick(editor.text, Qt.Key.Key_K, control)
    assert [p.number for p in editor.law.provisions()] == ["1", "2", "3", "4", "5"]
    qtbot.keyClick(editor.tree, Qt.Key.Key_F2)
    qtbot.waitUntil(editor.number.hasFocus)
    editor.number.setText("๕/๑")
    qtbot.keyClick(editor.number, Qt.Key.Key_Return)
    assert [p.number for p in editor.law.provisions()][-1] == "5/1"
    qtbot.keyClick(editor.tree, Qt.Key.Key_S, control)
    qtbot.waitUntil(lambda: not editor.save_button.isEnabled())
    with library.reading(clerk) as reading:
        rows = queries.provisions(reading.session, editor._opened.record_id)
    assert [row.number for row in rows] == ["1", "2", "3", "4", "5/1"]
    assert rows[2].text == "มาตรา ๓ ตู้ต้องมี สามชั้น\nชั้นต้องแข็งแรง"
    editor.reject()


def test_an_edit_that_cannot_be_is_said_and_unsaved_ones_are_asked_about(
    qtbot: QtBot, editor: TreeEditor
) -> None:
    from PySide6.QtWidgets import QMessageBox

    def boxes() -> list[QMessageBox]:
        return [box for box in editor.findChildren(QMessageBox) if box.isVisible()]

    choose(editor, "คำปรารภ")
    editor._join()
    qtbot.waitUntil(lambda: bool(boxes()))
    assert "ไม่มี" in boxes()[0].text()
    boxes()[0].close()
    qtbot.waitUntil(lambda: not boxes())
    choose(editor, "มาตรา ๕")
    editor._join()
    editor.reject()
    qtbot.waitUntil(lambda: bool(boxes()))
    assert editor.isVisible()
    boxes()[0].buttons()[0].click()
    qtbot.waitUntil(lambda: not boxes())
    if editor.isVisible():  # the button order is the style's own
        editor._leave()
    assert not editor.isVisible()
