"""The plan editor on a real window: draw, tie, trace, undo, save."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kmdesk import places
from kmdesk.places import floor_plan
from kmdesk.places.floor_plan import NEW_PLACE, PlanError, PlanRow, ShapeRow, save_plans
from kmdesk.places.print import write_plan
from kmdesk.places.ui.plan_editor import PlanEditor, edit_plans
from kmdesk.places.ui.show import PlanDialog, show_place
from kmdesk.records import Actor, Library
from kmdesk.store.backup import back_up, restore
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    yield page


@pytest.fixture
def editor(qtbot: QtBot, context: Context, page: QWidget) -> PlanEditor:
    edit_plans(page, context)
    qtbot.waitUntil(lambda: page.findChild(PlanEditor) is not None)
    found = page.findChild(PlanEditor)
    assert found is not None
    return found


def point(editor: PlanEditor, x: float, y: float) -> QPoint:
    """Where a point of the floor is on the canvas."""
    scale, left, top = editor.canvas._frame()
    return QPointF(left + x * scale, top + y * scale).toPoint()


def drag(qtbot: QtBot, editor: PlanEditor, start: QPoint, end: QPoint) -> None:
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(editor.canvas, button, pos=start)
    qtbot.mouseMove(editor.canvas, pos=end)
    qtbot.mouseRelease(editor.canvas, button, pos=end)


def stored(library: Library, actor: Actor) -> list[PlanRow]:
    with library.reading(actor) as reading:
        return floor_plan.plans(reading.session)


def saved(qtbot: QtBot, editor: PlanEditor, context: Context, actor: Actor) -> list[PlanRow]:
    with qtbot.waitSignal(context.library_changed):
        qtbot.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    return stored(context.library, actor)


def test_a_desk_is_drawn_named_tied_and_saved(
    qtbot: QtBot, editor: PlanEditor, context: Context, clerk: Actor
) -> None:
    qtbot.mouseClick(editor.tool_buttons["desk"], Qt.MouseButton.LeftButton)
    drag(qtbot, editor, point(editor, 1300, 300), point(editor, 1500, 420))
    shape = editor.sketch.shape
    assert shape is not None
    assert shape.x % 10 == shape.y % 10 == shape.width % 10 == 0
    assert shape.width == pytest.approx(200, abs=20)
    assert editor.canvas.tool == ""
    editor.box.text.insert("โต๊ะ ๘")
    editor.box.place.setCurrentIndex(1)
    editor.box.place.activated.emit(1)
    plans = saved(qtbot, editor, context, clerk)
    new = plans[0].shapes[-1]
    assert new.text == "โต๊ะ ๘"
    with context.library.reading(clerk) as reading:
        assert places.place_label(reading.session, new.place_id) == "โต๊ะ ๘"
        assert new.place_id is not None
        place = places.find_place(reading.session, new.place_id)
        assert place is not None
        assert place.parent_id == places.place_named(reading.session, "ห้องทำงานรวม")


def test_dragging_moves_and_ctrl_z_brings_back(qtbot: QtBot, editor: PlanEditor) -> None:
    start = point(editor, 180, 170)
    drag(qtbot, editor, start, start + QPoint(60, 40))
    shape = editor.sketch.shape
    assert shape is not None
    assert shape.text == "โต๊ะ ๑"
    assert shape.x > 90
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not editor.sketch.is_changed


def test_a_corner_stretches_and_keys_do_the_same(qtbot: QtBot, editor: PlanEditor) -> None:
    qtbot.mouseClick(editor.canvas, Qt.MouseButton.LeftButton, pos=point(editor, 180, 170))
    drag(qtbot, editor, point(editor, 270, 230), point(editor, 330, 290))
    shape = editor.sketch.shape
    assert shape is not None
    assert (shape.x, shape.width > 180, shape.height > 110) == (90, True, True)
    width = shape.width
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert editor.sketch.shape is not None
    assert editor.sketch.shape.width == width + 10
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Delete)
    assert editor.sketch.shape is None


def test_a_second_floor_traced_over_a_picture_survives_a_backup(
    qtbot: QtBot, editor: PlanEditor, context: Context, clerk: Actor, tmp_path: Path
) -> None:
    editor.buttons["add"].click()
    form = editor.findChild(FormDialog)
    assert form is not None
    form.editors["name"].set_value("ชั้น ๒")
    form.editors["width"].set_value("๙๐")
    form.submit()
    assert form.isVisible()
    form.editors["width"].set_value("๙๐๐")
    form.submit()
    assert editor.floors.count() == 2
    image = QImage(3000, 2000, QImage.Format.Format_RGB32)
    image.fill(QColor("#cc8844"))
    assert image.save(str(tmp_path / "plan.png"))
    editor.trace(str(tmp_path / "plan.png"))
    qtbot.waitUntil(lambda: bool(editor.canvas.pictures), timeout=60_000)
    (traced,) = editor.canvas.pictures.values()
    assert (traced.width(), traced.height()) == (2400, 1600)
    assert traced.pixelColor(5, 5) == QColor("#cc8844")
    editor.sketch.add("room", 0, 0, 400, 300)
    plans = saved(qtbot, editor, context, clerk)
    assert [plan.name for plan in plans] == ["ชั้นเดียว", "ชั้น ๒"]
    assert context.library.files.verify(plans[1].image)
    (tmp_path / "stick").mkdir()
    bag = back_up(context.library.root, tmp_path / "stick").folder
    restore(bag, tmp_path / "again")
    again = Library.open(tmp_path / "again")
    try:
        assert again.files.verify(plans[1].image)
        assert stored(again, clerk)[1].image == plans[1].image
    finally:
        again.close()
    out = tmp_path / "plan.pdf"
    write_plan(out, plans[1], picture=context.library.files.path(plans[1].image))
    page = pypdfium2.PdfDocument(out)[0]
    kinds = {found.type for found in page.get_objects()}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in kinds


def test_a_file_that_is_no_picture_is_refused_in_words(
    qtbot: QtBot, editor: PlanEditor, tmp_path: Path
) -> None:
    (tmp_path / "plan.png").write_bytes(b"not a picture")
    editor.trace(str(tmp_path / "plan.png"))
    qtbot.waitUntil(lambda: bool(editor.problem.plain), timeout=60_000)
    assert "ภาพ" in editor.problem.plain
    assert not editor.sketch.is_changed


def test_leaving_a_changed_plan_asks_first(qtbot: QtBot, editor: PlanEditor) -> None:
    editor.sketch.add("desk", 1300, 300, 100, 50)
    editor.reject()
    (box,) = editor.findChildren(QMessageBox)
    stay = next(b for b in box.findChildren(QPushButton) if b.text() == "ยกเลิก")
    stay.click()
    assert editor.isVisible()
    editor.sketch.undo()
    editor.reject()
    qtbot.waitUntil(lambda: not editor.isVisible())


def test_what_cannot_be_saved_is_said_and_stays(
    qtbot: QtBot, editor: PlanEditor, context: Context, clerk: Actor
) -> None:
    before = stored(context.library, clerk)
    editor.sketch.add("door", 1300, 300, 100, 50)
    editor.sketch.change(text="ประตู", place_id=NEW_PLACE)
    editor.submit()
    qtbot.waitUntil(editor.problem.isVisible)
    assert editor.isVisible()
    assert stored(context.library, clerk) == before


def test_a_floor_can_go_and_come_back_by_undo(office: Library, clerk: Actor) -> None:
    before = stored(office, clerk)
    with office.writing(clerk, "Draw") as unit:
        save_plans(unit, [])
        unit.commit()
        gone = unit.id
    assert stored(office, clerk) == []
    office.undo(clerk, gone)
    assert stored(office, clerk) == before


def test_two_new_places_of_one_name_are_refused(office: Library, clerk: Actor) -> None:
    desk = ShapeRow("desk", "โต๊ะ ๙", 100, 100, 100, 50, NEW_PLACE)
    plans = stored(office, clerk)
    with office.writing(clerk, "Draw") as unit:
        twice = replace(plans[0], shapes=(desk, desk))
        with pytest.raises(Exception, match="โต๊ะ ๙"):
            save_plans(unit, [twice])
        with pytest.raises(PlanError):
            save_plans(unit, [replace(plans[0], name=" ")])


def test_the_legend_says_whose_desk_it_is(
    office: Library, clerk: Actor, walk_up: Actor, tmp_path: Path
) -> None:
    with office.writing(clerk, "Staff") as unit:
        desk = places.place_named(unit.session, "โต๊ะ ๓")
        unit.add(kind="staff", title="นาย ก. ตัวอย่าง", place_id=desk)
        unit.add(kind="staff", title="นาง ข. ตัวอย่าง", place_id=desk, audience="internal")
        unit.commit()
    with office.reading(walk_up) as reading:
        targets = floor_plan.targets(reading)
        plan = floor_plan.plans(reading.session)[0]
    out = tmp_path / "plan.pdf"
    write_plan(out, plan, targets=targets, lit=plan.shapes[0])
    pdf = pypdfium2.PdfDocument(out)
    text = "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    assert "นาย ก. ตัวอย่าง" in text
    assert "นาง ข." not in text


def test_the_place_is_lit_for_whoever_asks(
    qtbot: QtBot, context: Context, page: QWidget, clerk: Actor
) -> None:
    with context.library.reading(clerk) as reading:
        rows = places.all_places(reading)
    folder = next(row.id for row in rows if row.label == "ตู้ ๒ › ชั้น ๓ › แฟ้ม ๑๒")
    show_place(page, context, folder)
    qtbot.waitUntil(lambda: page.findChild(PlanDialog) is not None)
    dialog = page.findChild(PlanDialog)
    assert dialog is not None
    assert dialog.view.lit is not None
    assert dialog.view.lit.text == "ตู้ ๒"


def test_a_clerk_signed_out_in_the_middle_goes_on_later(
    qtbot: QtBot, editor: PlanEditor, context: Context, page: QWidget, clerk: Actor, walk_up: Actor
) -> None:
    editor.sketch.add("desk", 1300, 300, 100, 50)
    floors = editor.sketch.floors
    editor.reject()  # the window closes what is open, the question stays
    context.set_actor(walk_up)
    qtbot.waitUntil(lambda: page.findChild(PlanEditor) is None)
    context.set_actor(clerk)
    edit_plans(page, context)
    qtbot.waitUntil(lambda: page.findChild(PlanEditor) is not None)
    again = page.findChild(PlanEditor)
    assert again is not None
    assert again.draft.bar.isVisible()  # offered, never put in unasked
    assert not again.sketch.is_changed
    again.draft.bar.take.click()
    assert again.sketch.floors == floors
    again.buttons["undo"].click()
    assert not again.sketch.is_changed
    again.reject()
    assert context.draft_store.of(clerk.name) == []
