"""What holds from a day to come, or is still to be held, is told so, everywhere and only until."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from kmdesk import clock
from kmdesk.committees import participants, plan_figures
from kmdesk.committees.kind import KINDS
from kmdesk.committees.meetings import add_item, call_meeting, certify
from kmdesk.committees.orders import (
    add_committee,
    add_order,
    appoint,
    draft_order,
    repeal_order,
)
from kmdesk.committees.participants import add_trainee, add_training, number_certificates
from kmdesk.committees.tables import blocks
from kmdesk.committees.ui.tab import Tab
from kmdesk.committees.view import committee_view
from kmdesk.records import SYSTEM, Kinds, Library
from kmdesk.records.describe import describe, ended_words, listed_records, status_words
from kmdesk.records.fields import InvalidValue, screen_date
from kmdesk.search.queries import hit_rows
from kmdesk.widgets.queries import record_view
from tests.borders import BANGKOK, Border, stand_at

TODAY, TOMORROW, AFTER = "2026-11-30", "2026-12-01", "2026-12-02"
KIND = {kind.code: kind for kind in KINDS}


@pytest.fixture(autouse=True)
def _the_day_before() -> None:
    stand_at(f"{TODAY}T14:00", BANGKOK)


@pytest.fixture
def kinds() -> Kinds:
    made = Kinds()
    for kind in KINDS:
        made.register(kind)
    return made


def _order(unit, day: str, number: str = "1/2569") -> tuple[int, int]:
    """An order in force from ``day``, and the committee it appoints."""
    values = {"title": "แต่งตั้งคณะทำงาน", "number": number, "dated": TODAY, "effective_on": day}
    order = add_order(unit, values).id
    committee = add_committee(unit, {"title": f"คณะทำงาน {number}"}).id
    appoint(unit, committee, name="นาย ก. ตัวอย่าง", from_on=day, order_id=order)
    return order, committee


def _told(library: Library, kinds: Kinds, record_id: int) -> set[str]:
    """The status as list, panel, results, listing and scripts tell it: one answer."""
    with library.reading(SYSTEM) as reading:
        code = reading.record(record_id).kind
        cell = _spec().rows(reading, _request(), [record_id])[record_id]
        return {
            listed_records(reading, [record_id])[0].status,
            record_view(reading, kinds, record_id, None).effective_status,
            hit_rows(reading.session, [record_id], ("public",))[record_id].status,
            describe(reading, kinds.get(code), record_id)["status"],
            next(str(value) for value in cell if str(value).startswith(f"{code}:"))[
                len(code) + 1 :
            ],
        }


def _spec():
    from kmdesk.committees.ui.tab import CommitteeSpec

    return CommitteeSpec()


def _request():
    from kmdesk.widgets.queries import ListRequest

    return ListRequest(tuple(KIND))


def test_an_order_of_tomorrow_is_not_yet_in_force_and_its_committee_not_working(
    library: Library, kinds: Kinds, tmp_path: Path
) -> None:
    with library.writing(SYSTEM, "x") as unit:
        order, committee = _order(unit, TOMORROW)
        unit.commit()
    for record_id in (order, committee):
        assert _told(library, kinds, record_id) == {"not_yet"}
    with library.reading(SYSTEM) as reading:
        words = status_words(KIND["order"], describe(reading, KIND["order"], order))
        assert words == f"ยังไม่มีผลใช้บังคับ · ตั้งแต่ {screen_date(TOMORROW)}"
        words = status_words(KIND["committee"], describe(reading, KIND["committee"], committee))
        assert words == f"ยังไม่เริ่มปฏิบัติหน้าที่ · ตั้งแต่ {screen_date(TOMORROW)}"
        found = {b.heading for b in blocks(reading.session, "committee", committee)}
        assert "Members to come, not yet in office" in found
        assert not {"Members today", "Members at other times"} & found
    stand_at(f"{TOMORROW}T00:00", BANGKOK)  # no job has run, nobody has opened anything
    assert _told(library, kinds, order) == {"in_force"}
    assert _told(library, kinds, committee) == {"active"}
    with library.reading(SYSTEM) as reading:
        assert KIND["order"].status_note(reading.session, order) == ""
        found = {b.heading for b in blocks(reading.session, "committee", committee)}
        assert "Members today" in found


def test_at_every_border_an_order_of_today_is_in_force_and_one_of_tomorrow_is_not(
    border: Border, library: Library, kinds: Kinds
) -> None:
    tomorrow = border.today.fromordinal(border.today.toordinal() + 1).isoformat()
    with library.writing(SYSTEM, "x") as unit:
        now, committee = _order(unit, border.today.isoformat())
        later, _ = _order(unit, tomorrow, "2/2569")
        unit.commit()
    assert _told(library, kinds, now) == {"in_force"}
    assert _told(library, kinds, committee) == {"active"}
    assert _told(library, kinds, later) == {"not_yet"}


def test_a_committee_with_members_stays_at_work_when_others_are_to_come(
    library: Library, kinds: Kinds
) -> None:
    with library.writing(SYSTEM, "x") as unit:
        _, committee = _order(unit, TODAY)
        appoint(unit, committee, name="นาง ข. ตัวอย่าง", from_on=AFTER)
        empty = add_committee(unit, {"title": "ยังไม่มีผู้ใด"}).id
        unit.commit()
    assert _told(library, kinds, committee) == {"active"}
    assert _told(library, kinds, empty) == {"active"}


def test_an_order_repealed_from_tomorrow_is_in_force_today(library: Library, kinds: Kinds) -> None:
    with library.writing(SYSTEM, "x") as unit:
        old, committee = _order(unit, "2026-01-05")
        unit.record(old).dated = "2026-01-05"
        new = draft_order(
            unit, old, {"title": "แต่งตั้งใหม่", "dated": TODAY, "effective_on": AFTER}
        ).id
        alone, _ = _order(unit, "2026-01-05", "7/2569")
        repeal_order(unit, alone, TOMORROW)
        unit.commit()
    for record_id in (old, alone, committee, new):
        expected = {committee: "active", new: "not_yet"}.get(record_id, "in_force")
        assert _told(library, kinds, record_id) == {expected}
    with library.reading(SYSTEM) as reading:
        assert ended_words(reading, kinds, old) == ""
        assert KIND["order"].status_note(reading.session, old) == f"ถึง {screen_date(TOMORROW)}"
    stand_at(f"{AFTER}T00:30", BANGKOK)
    assert _told(library, kinds, old) == {"repealed"}
    assert _told(library, kinds, new) == {"in_force"}
    with library.reading(SYSTEM) as reading:
        assert ended_words(reading, kinds, old) != ""


def test_a_meeting_to_come_has_not_been_held_whatever_is_written_in_advance(
    library: Library, kinds: Kinds
) -> None:
    with library.writing(SYSTEM, "x") as unit:
        _, committee = _order(unit, TODAY)
        meeting = call_meeting(unit, committee, {"dated": "2026-12-08"}).id
        participants.take_attendance(
            unit, meeting, [(0, {"name": "นาย ก. ตัวอย่าง", "presence": "present"})], {}
        )
        add_item(unit, meeting, section=5, text="ร่างมติ", resolution="เห็นชอบ")
        unit.commit()
    assert _told(library, kinds, meeting) == {"planned"}
    assert _held(library) == ((), (), 0)
    with library.writing(SYSTEM, "x") as unit, pytest.raises(InvalidValue):
        certify(unit, meeting, "2/2569")
    with library.writing(SYSTEM, "x") as unit:  # as an earlier edition stored it
        unit.record(meeting).status = "draft"
        unit.commit()
    assert _told(library, kinds, meeting) == {"planned"}
    assert _held(library) == ((), (), 0)
    stand_at("2026-12-08T09:00", BANGKOK)
    with library.writing(SYSTEM, "x") as unit:
        participants.take_attendance(unit, meeting, [], {})
        unit.commit()
    assert _told(library, kinds, meeting) == {"draft"}
    assert _held(library) == ((meeting,), (), 0)


def test_a_training_to_come_is_no_training_held_and_gives_no_hours(
    library: Library, kinds: Kinds
) -> None:
    with library.writing(SYSTEM, "x") as unit:
        training = add_training(unit, {"title": "อบรม", "dated": "2026-12-08", "hours": 6.0}).id
        add_trainee(unit, training, {"name": "นาย ก. ตัวอย่าง"})
        number_certificates(unit, training)
        unit.commit()
    assert _told(library, kinds, training) == {"planned"}
    assert _held(library) == ((), (), 0)
    stand_at("2026-12-08T00:30", BANGKOK)
    assert _told(library, kinds, training) == {"held"}
    assert _held(library) == ((), (training,), 1)


def _held(library: Library) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    with library.reading(SYSTEM) as reading:
        found = plan_figures.year_rows(reading, 0, "2026-10-01", "2027-09-30")
    return found.meetings, found.trainings, len(found.trainees)


def test_attendance_in_advance_is_asked_about(qtbot, context) -> None:
    stand_at(f"{TODAY}T14:00", BANGKOK)
    with context.library.writing(SYSTEM, "x") as unit:
        _, committee = _order(unit, TODAY)
        meeting = call_meeting(unit, committee, {"dated": "2026-12-08"}).id
        unit.commit()
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.open_record(meeting)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == meeting)
    from kmdesk.committees.ui.attendance import AttendanceWindow

    window = AttendanceWindow(tab, tab.shown)
    window.open()
    window.save()
    box = window.findChild(QMessageBox)
    assert screen_date("2026-12-08") in box.text().replace("\u200b", "")
    (keep,) = [b for b in box.findChildren(QPushButton) if b.text() == "บันทึกล่วงหน้า"]
    with qtbot.waitSignal(window.accepted):
        keep.click()
    with context.library.reading(SYSTEM) as reading:
        assert reading.record(meeting).status == "planned"
        assert committee_view(reading, meeting) is not None
    assert clock.today_iso() == TODAY
