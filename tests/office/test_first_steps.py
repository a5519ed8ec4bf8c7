"""First steps: what is left is read from the library; skipped and taken up at will."""

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.office.new_library import (
    STEPS,
    add_cupboards,
    name_office,
    skip_step,
    step_states,
)
from kmdesk.people.accounts import add_account, new_recovery_code, set_disabled
from kmdesk.places import PlaceError, all_places
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.records.settings import OFFICE_CODE
from kmdesk.widgets.dialogs import FormDialog


def done(library: Library) -> set[str]:
    return {state.step.code for state in step_states(library) if state.done}


def test_each_step_is_done_when_its_fact_is_there(library: Library) -> None:
    assert done(library) == set()
    with library.writing(SYSTEM, "x") as unit:
        name_office(unit, " สำนักงานทดสอบ ", "ทด 0010")
        add_cupboards(unit, "ตู้ ๑ | 3\n\nตู้ ๒")
        unit.add(kind="document", title="เรื่องแรก")
        unit.commit()
    new_recovery_code(library, SYSTEM)
    assert done(library) == {"office", "cupboards", "import", "recovery"}
    add_account(library, SYSTEM, "ผู้ดูแล", "รหัสลับ๑", Duty.ADMINISTRATOR)
    assert "colleagues" not in done(library)
    add_account(library, SYSTEM, "ธุรการ", "รหัสลับ๑", Duty.CLERK)
    assert "colleagues" in done(library)
    set_disabled(library, SYSTEM, "ธุรการ", True)
    assert "colleagues" not in done(library)
    with library.reading(SYSTEM) as reading:
        kinds = [place.kind for place in all_places(reading)]
    assert (kinds.count("cupboard"), kinds.count("shelf")) == (2, 3)


def test_the_staff_list_is_not_what_was_brought_in(library: Library) -> None:
    with library.writing(SYSTEM, "x") as unit:
        somebody = unit.add(kind="staff", title="นาย ก. ทดสอบ", audience="internal").id
        unit.commit()
    assert done(library) == {"staff"}
    with library.writing(SYSTEM, "x") as unit:
        unit.trash(somebody)
        unit.commit()
    assert done(library) == set()


def test_a_skipped_step_waits_and_can_be_taken_up(library: Library) -> None:
    with library.writing(SYSTEM, "x") as unit:
        skip_step(unit, "crest", True)
        skip_step(unit, "backup", True)
        skip_step(unit, "backup", False)
        unit.commit()
    again = Library.open(library.root)
    try:
        assert [state.step.code for state in step_states(again) if state.skipped] == ["crest"]
    finally:
        again.close()


def test_a_cupboard_that_is_there_already_adds_nothing(library: Library) -> None:
    with library.writing(SYSTEM, "x") as unit, pytest.raises(PlaceError):
        add_cupboards(unit, "ตู้ ๑\nตู้ ๑")
    assert "cupboards" not in done(library)


def test_the_page_goes_through_the_steps(qtbot: QtBot, desk: Desk) -> None:
    assert desk.context is not None
    desk.context.set_actor(Actor("ผู้ดูแล", Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    office.show_named("firststeps")
    page = office.first_steps
    qtbot.waitUntil(lambda: len(page.buttons) == len(STEPS))
    page.buttons["office"].click()
    form = _form(qtbot, desk)
    form.editors["code"].set_value("ทด ๐๐๑๐")
    form.submit()
    qtbot.waitUntil(lambda: "office" in done(desk.context.library))
    assert OFFICE_CODE.of(desk.context.library) == "ทด ๐๐๑๐"
    qtbot.waitUntil(lambda: desk.window.findChild(FormDialog) is None)

    page.buttons["cupboards"].click()
    form = _form(qtbot, desk)
    form.editors["lines"].set_value("ตู้ ๑ | ๕\nตู้ ๒ | ห้า")
    form.submit()
    problem = form._problems["lines"]
    assert not problem.isHidden()
    assert problem.plain.startswith("บรรทัดที่ 2 (ตู้ ๒): ")
    form.editors["lines"].set_value("ตู้ ๑ | ๕")
    form.submit()
    qtbot.waitUntil(lambda: "cupboards" in done(desk.context.library))

    qtbot.waitUntil(lambda: "crest" in page.skips)
    page.skips["crest"].click()
    qtbot.waitUntil(lambda: any(state.skipped for state in page.states))
    page.buttons["backup"].click()
    assert office.page_name == "backup"
    page.buttons["colleagues"].click()
    assert office.page_name == "signins"
    page.buttons["staff"].click()
    assert desk.window.pages.current == "directory"


def _form(qtbot: QtBot, desk: Desk) -> FormDialog:
    qtbot.waitUntil(lambda: desk.window.findChild(FormDialog) is not None)
    found = desk.window.findChild(FormDialog)
    assert isinstance(found, FormDialog)
    return found
