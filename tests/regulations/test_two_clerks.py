"""Two clerks on one law or card: what does not touch goes together, what does is shown."""

import pytest

from kmdesk.records import Actor, Duty
from kmdesk.regulations.edits import change_card, change_law
from kmdesk.regulations.ui.tab import Tab
from kmdesk.widgets.dialogs import FormDialog

OTHER = Actor("นิติกรสอง", Duty.CLERK)


@pytest.mark.parametrize(
    ("record", "change", "theirs", "both"),
    [
        (1, change_law, {"pending": "รอฉบับใหม่"}, "note"),
        (3, change_card, {"answered_by": "กลุ่มกฎหมาย"}, "note"),
    ],
)
def test_of_one_form(
    qtbot, context, record: int, change, theirs: dict[str, str], both: str
) -> None:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.open_record(record)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record)
    tab._act(next(a for a in tab.spec.actions if a.label == "Edit…"))
    (form,) = tab.window().findChildren(FormDialog)
    with context.library.writing(OTHER, "Edit") as unit:
        change(unit, record, {**theirs, both: "จากอีกเครื่อง"})
        unit.commit()
    form.editors[both].set_value("ของฉัน")
    form.submit()
    qtbot.waitUntil(lambda: "จากอีกเครื่อง" in form._problems[both].plain)
    assert "นิติกรสอง" in form._error.plain
    with qtbot.waitSignal(form.finished):
        form.submit()
    tab.open_record(record)
    qtbot.waitUntil(lambda: tab.shown.detail.values[both] == "ของฉัน")
    (name,) = theirs
    assert tab.shown.detail.values[name] == theirs[name]
