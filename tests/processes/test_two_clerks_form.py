"""Two clerks on one process: what does not touch goes together, what does is shown."""

from kmdesk.processes.kind import change_process, save_papers
from kmdesk.processes.queries import Paper
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.processes.ui.tab import Tab, _edit_steps
from kmdesk.records import Actor, Duty
from kmdesk.widgets.dialogs import FormDialog

OTHER = Actor("ธุรการสอง", Duty.CLERK)


def test_of_the_form_of_facts(qtbot, context) -> None:
    context.set_actor(Actor("ธุรการ", Duty.CLERK))
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 8)
    record = tab.list.ids[0]
    tab.open_record(record)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record)
    tab._act(next(a for a in tab.spec.actions if a.label == "Edit…"))
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(FormDialog)))
    (form,) = tab.window().findChildren(FormDialog)
    with context.library.writing(OTHER, "Edit") as unit:
        change_process(
            unit, record, {"fee": "ยกเว้น", "standard_minutes": 95.0, "note": "จากอีกเครื่อง"}
        )
        save_papers(unit, record, [Paper("บัตรประจำตัว", 1, 2)])
        unit.commit()
    form.editors["note"].set_value("ของฉัน")
    form.submit()
    qtbot.waitUntil(lambda: "จากอีกเครื่อง" in form._problems["note"].plain)
    assert "ธุรการสอง" in form._error.plain
    with qtbot.waitSignal(form.finished):
        form.submit()
    tab.open_record(record)
    qtbot.waitUntil(lambda: tab.shown.detail.note == "ของฉัน")
    detail = tab.shown.detail
    assert (detail.fee, detail.standard_minutes) == ("ยกเว้น", 95.0)
    assert [paper.name for paper in detail.papers] == ["บัตรประจำตัว"]


def test_of_the_table_of_steps(qtbot, context) -> None:
    context.set_actor(Actor("ธุรการ", Duty.CLERK))
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 8)
    record = tab.list.ids[0]
    tab.open_record(record)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record)
    tab._act(next(a for a in tab.spec.actions if a.run is _edit_steps))
    (editor,) = tab.window().findChildren(StepEditor)
    with context.library.writing(OTHER, "Edit") as unit:
        change_process(unit, record, {"note": "จากอีกเครื่อง"})
        unit.commit()
    editor.submit()
    qtbot.waitUntil(editor.refusal.isVisible)
    editor._draw()  # as a moment after each change
    assert editor.refusal.isVisible()
    assert "ธุรการสอง" in editor.refusal.plain
    with qtbot.waitSignal(editor.finished):
        editor.submit()
