"""Two clerks on one entry of the directory, through the real form."""

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.directory import entries
from kmdesk.directory.kind import add_entry, change_entry
from kmdesk.directory.ui.tab import Tab
from kmdesk.records import Actor, Duty, Library
from kmdesk.widgets.clashes import ClashOffer
from kmdesk.widgets.dialogs import FormDialog

OTHER = Actor("ธุรการสอง", Duty.CLERK)


@pytest.mark.parametrize("takes", [False, True])
def test_the_form_joins_what_it_can_and_asks_about_the_rest(
    tab: Tab, qtbot: QtBot, library: Library, clerk: Actor, takes: bool
) -> None:
    with library.writing(clerk, "x") as unit:
        coop = add_entry(unit, "cooperative", {"title": "สหกรณ์ ก", "district": "เหนือ"}).id
        unit.commit()
    tab.open_record(coop)
    qtbot.waitUntil(lambda: tab.shown is not None)
    tab._act(next(a for a in tab.spec.actions if a.label == "Edit…"))
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(FormDialog)))
    (form,) = tab.window().findChildren(FormDialog)
    form.editors["district"].set_value("กลาง")
    form.editors["officer"].set_value("นาย ก")
    with library.writing(OTHER, "x") as unit:
        change_entry(unit, coop, {"district": "ใต้", "auditor": "นาง ข"})
        unit.commit()
    form.submit()
    qtbot.waitUntil(lambda: form._problems["district"].plain == "ขณะนี้เป็น: ใต้")
    assert "ธุรการสอง" in form._error.plain
    if takes:
        (offer,) = form.findChildren(ClashOffer)
        offer.take.click()
    with qtbot.waitSignal(form.finished):
        form.submit()
    with library.reading(clerk) as reading:
        row = entries.detail(reading.session, "cooperative", coop)
        found = {name: getattr(row, name) for name in ("district", "officer", "auditor")}
    assert found == {
        "district": "ใต้" if takes else "กลาง", "officer": "นาย ก", "auditor": "นาง ข",
    }  # fmt: skip
