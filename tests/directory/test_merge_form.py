"""Two entries of the directory become one: which stays is said, what differs is asked."""

from pytestqt.qtbot import QtBot

from kmdesk.directory import entries
from kmdesk.directory.kind import add_entry
from kmdesk.directory.ui.tab import Tab
from kmdesk.records import Actor, Library
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.join_dialog import JoinDialog
from kmdesk.widgets.thai_label import ThaiLabel


def test_the_entry_that_stays_is_named_and_what_differs_is_asked(
    tab: Tab, qtbot: QtBot, library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        keep, gone = (
            add_entry(unit, "cooperative", {"title": title, "district": district}).id
            for title, district in (("สหกรณ์ ก", "เหนือ"), ("สหกรณ์ ก จำกัด", "ใต้"))
        )
        unit.commit()
    tab.open_record(keep)
    qtbot.waitUntil(lambda: tab.shown is not None)
    tab._act(next(a for a in tab.spec.actions if a.label == "Merge…"))
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(FormDialog)))
    (form,) = tab.window().findChildren(FormDialog)
    said = " ".join(label.plain for label in form.findChildren(ThaiLabel))
    assert "รายการที่คงอยู่: สหกรณ์ ก" in said
    form.editors["other"].set_value(gone)
    form.submit()
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(JoinDialog)))
    (asked,) = tab.window().findChildren(JoinDialog)
    assert "สหกรณ์ ก จำกัด" not in asked.heads["keep"]
    assert "สหกรณ์ ก จำกัด" in asked.heads["gone"]
    asked.choices["title"]["gone"].setChecked(True)
    asked.choices["district"]["keep"].setChecked(True)
    with qtbot.waitSignal(form.finished):
        asked.merge_button.click()
    with library.reading(clerk) as reading:
        assert reading.record(keep).title == "สหกรณ์ ก จำกัด"
        row = entries.detail(reading.session, "cooperative", keep)
    assert isinstance(row, entries.CooperativeDetail)
    assert row.district == "เหนือ"
