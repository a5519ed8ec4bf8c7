"""Symbols moved by hand, and desks of steps: typed, undone, kept by later edits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kmdesk.processes import queries
from kmdesk.processes.chart import PROBLEM
from kmdesk.processes.compare import breach_words, step_words
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import Flow, Process
from kmdesk.processes.kind import ProcessError, save_steps
from kmdesk.processes.table import COLUMNS, insert_row, read_table, with_cell, write_table
from kmdesk.processes.ui.chart_items import WireItem
from kmdesk.processes.ui.chart_view import ChartView
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.records import Actor, Library
from tests.processes.builders import chain, step

FORK = (Flow(1, 2), Flow(1, 3), Flow(2, 4), Flow(3, 4))


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[StepEditor]:
    parent = QWidget()
    qtbot.addWidget(parent)
    process = chain(step(1, 0, "start"), step(2, 50), step(3, 90), step(4, 5), flows=FORK)
    made = StepEditor(parent, "ทดสอบ", process, print, places=["โต๊ะ ๓"], standard=60)
    made.show()
    yield made
    made.model.undo_stack.setClean()
    made.reject()


def center(view: ChartView, key: int) -> QPoint:
    box = view.chart.box(key)
    assert box is not None
    return view.mapFromScene(*box.rect.center)


def test_a_symbol_is_dragged_and_brought_back(qtbot: QtBot, editor: StepEditor) -> None:
    chart, left = editor.chart, Qt.MouseButton.LeftButton
    row, column = chart.chart.cells[2]
    start = center(chart, 2)
    gap = center(chart, 4).y() - start.y()
    qtbot.mousePress(chart.viewport(), left, pos=start)
    qtbot.mouseMove(chart.viewport(), pos=start + QPoint(0, gap // 2))
    qtbot.mouseMove(chart.viewport(), pos=start + QPoint(0, gap))
    qtbot.mouseRelease(chart.viewport(), left, pos=start + QPoint(0, gap))
    assert chart.chart.cells[2] == (row + 1, column)
    assert chart.chart.cells[4][0] > row + 1
    editor.buttons["undo"].click()
    qtbot.waitUntil(lambda: chart.chart.cells[2] == (row, column))


def test_keys_move_it_too_and_the_layout_can_be_reset(qtbot: QtBot, editor: StepEditor) -> None:
    chart = editor.chart
    chart.choose(3)
    before = chart.chart.cells
    qtbot.keyClick(chart, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert chart.chart.cells[3] != before[3]
    assert chart.chosen == 3
    qtbot.keyClick(chart, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert chart.chart.cells == before
    qtbot.keyClick(chart, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert chart.chart.cells == before  # never above what leads to it
    qtbot.keyClick(chart, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    editor.buttons["auto"].click()
    qtbot.waitUntil(lambda: chart.chart.cells == before)


def test_a_reader_cannot_move_anything(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    view.set_process(chain(step(1), step(2)))
    view.choose(2)
    with qtbot.assertNotEmitted(view.step_moved):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)


def test_moves_survive_other_edits_and_saving(office: Library, clerk: Actor) -> None:
    with office.writing(clerk, "Steps") as unit:
        version = queries.versions(unit.session, 1)[0]
        rows = write_table(queries.process(unit.session, version.id))
        moved = [*rows[:2], *rows[2:]]
        moved[2] = replace(rows[2], shift=(1, 2))
        process, problems = read_table(insert_row(moved, 1))
        assert problems == []
        save_steps(unit, version.id, process)
        again = queries.process(unit.session, version.id)
        assert again.by_key[rows[2].key].shift == (1, 2)


def test_desks_are_typed_by_name_and_unknown_ones_refused(
    office: Library, clerk: Actor, editor: StepEditor
) -> None:
    column = COLUMNS.index("place")
    editor.model.setData(editor.model.index(1, column), "โต๊ะ ๙๙")
    assert any("โต๊ะ ๙๙" in said for said in editor.model.messages_at(1))
    editor.model.setData(editor.model.index(1, column), "โต๊ะ ๓")
    assert editor.model.messages_at(1) == []
    assert "ที่โต๊ะ ๓" in step_words(editor.model.process, editor.model.process.steps[1])[1]
    with office.writing(clerk, "Steps") as unit:
        version = queries.versions(unit.session, 1)[0]
        stored = queries.process(unit.session, version.id)
        rows = write_table(stored)
        rows[1] = with_cell(rows[1], "place", "โต๊ะ ๓")
        save_steps(unit, version.id, read_table(rows)[0])
        saved = queries.process(unit.session, version.id).steps[1]
        assert (saved.place, saved.place_id) == (
            "โต๊ะ ๓",
            queries.place_called(unit.session, "โต๊ะ ๓"),
        )
        rows[1] = with_cell(write_table(queries.process(unit.session, version.id))[1], "place", "")
        save_steps(unit, version.id, read_table(rows)[0])
        assert queries.process(unit.session, version.id).steps[1].place_id is None
        rows[1] = with_cell(rows[1], "place", "โต๊ะ ๙๙")
        with pytest.raises(ProcessError, match="โต๊ะ ๙๙"):
            save_steps(unit, version.id, read_table(rows)[0])


def test_a_broken_standard_is_red(editor: StepEditor) -> None:
    assert "เกินมาตรฐาน" in editor.late.plain
    items = editor.chart.scene().items()
    lit = [i for i in items if isinstance(i, WireItem) and i._pen.color().name() == PROBLEM]
    assert len(lit) == len(cycle_time(editor.model.process).path_flows)
    assert breach_words(Process(()), 60) == ""
    assert breach_words(editor.model.process, 10_000) == ""


def test_papers_are_filed_at_the_desk_of_the_sample(office: Library, walk_up: Actor) -> None:
    with office.reading(walk_up) as reading:
        view = queries.view(reading.session, 1)
    assert view is not None
    assert view.present is not None
    process = view.present.process
    assert view.desk
    assert f"ยื่นที่{view.desk}" in step_words(process, process.steps[0])[1]
