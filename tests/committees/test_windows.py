"""The windows over the whole room: attendance, both texts, who sits where, hours, the month."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from kmdesk.committees import meetings, participants, queries
from kmdesk.committees.calendar import (
    calendar_of,
    days_between,
    follow_up,
    month_sheet,
    timeline,
    years_of,
)
from kmdesk.committees.kind import change_record, change_row
from kmdesk.committees.meetings import call_meeting
from kmdesk.committees.official import minutes_sheet
from kmdesk.committees.participants import invite, take_attendance
from kmdesk.committees.print import write_listing
from kmdesk.committees.tables import blocks
from kmdesk.committees.ui.asking import ask_row
from kmdesk.committees.ui.attendance import AttendanceWindow
from kmdesk.committees.ui.lists import HoursWindow, SeatsWindow
from kmdesk.committees.ui.month import MonthWindow
from kmdesk.committees.ui.tab import Tab
from kmdesk.committees.view import CommitteeView, seats_on
from kmdesk.records import WALK_UP, Actor, Duty, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.widgets.clashes import ClashOffer
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog

TEAM = "คณะทำงานกระบวนการจัดการความรู้"


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Tab:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 17)
    return tab


@pytest.fixture
def meeting(office: Library, clerk: Actor) -> int:
    with office.writing(clerk, "x") as unit:
        team = queries.titled(unit.session, "committee", TEAM)
        assert team is not None
        found = call_meeting(unit, team, {"dated": "2025-09-12"}).id
        unit.commit()
    return found


def opened(tab: Tab, qtbot: QtBot, record_id: int) -> CommitteeView:
    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    assert tab.shown is not None
    assert isinstance(tab.shown.detail, CommitteeView)
    return tab.shown.detail


def test_the_whole_attendance_is_taken_at_once_and_a_mistake_keeps_what_was_typed(
    tab: Tab, qtbot: QtBot, meeting: int, office: Library
) -> None:
    opened(tab, qtbot, meeting)
    assert tab.shown is not None
    window = AttendanceWindow(tab, tab.shown)
    window.open()
    assert window.table.rowCount() == 6
    window.presence(0).setCurrentIndex(2)
    window.table.item(0, 4).setText("ติดราชการ")
    window.table.item(1, 3).setText("25.99")
    window.more.click()
    window.table.item(6, 0).setText("ผู้สังเกตการณ์ตัวอย่าง")
    window.save()
    qtbot.waitUntil(window.problem.isVisible)
    assert "บรรทัดที่ 2" in window.problem.plain
    assert (window.table.currentRow(), window.table.currentColumn()) == (1, 3)
    assert window.table.item(0, 4).text() == "ติดราชการ"
    window.table.item(1, 3).setText("09.45")
    with qtbot.waitSignal(window.finished):
        window.save()
    with office.reading(WALK_UP) as reading:
        rows = participants.attendances(reading.session, meeting)
        assert reading.record(meeting).status == "draft"
    assert [(r.presence, r.note) for r in rows[:1]] == [("absent", "ติดราชการ")]
    assert rows[1].came_at == "09.45"
    assert (rows[6].name, rows[6].presence) == ("ผู้สังเกตการณ์ตัวอย่าง", "guest")


def test_a_substitute_and_the_member_are_one_seat_and_doubts_are_asked_at_their_line(
    tab: Tab, qtbot: QtBot, meeting: int, office: Library, clerk: Actor
) -> None:
    with office.writing(clerk, "x") as unit:
        team = queries.titled(unit.session, "committee", TEAM)
        assert team is not None
        change_record(unit, team, {"has_quorum": True})
        unit.commit()
    opened(tab, qtbot, meeting)
    assert tab.shown is not None
    window = AttendanceWindow(tab, tab.shown)
    window.open()
    for line in range(2, 6):
        window.presence(line).setCurrentIndex(2)
    assert "2 จาก 6" in window.sum.plain

    def sends(whom: str, who: str) -> None:
        window.more.click()
        line = window.table.rowCount() - 1
        window.table.item(line, 0).setText(who)
        window.presence(line).setCurrentIndex(1)
        window.table.item(line, 2).setText(whom)

    third, first = (window.table.item(line, 0).text() for line in (2, 0))
    sends(third, "นาย ท. ผู้แทน")
    assert "3 จาก 6" in window.sum.plain
    assert window.questions.isHidden()
    sends(third, "นาย ธ. ผู้แทน")
    sends(first, "นาย น. ผู้แทน")
    assert "3 จาก 6" in window.sum.plain
    assert [line.partition(":")[0] for line in window.questions.plain.split("\n")] == [
        "บรรทัดที่ 8",
        "บรรทัดที่ 9",
    ]
    with qtbot.waitSignal(window.finished):
        window.save()  # asked about, not refused
    with office.reading(WALK_UP) as reading:
        said = str(blocks(reading.session, "meeting", meeting))
        sheet = minutes_sheet(reading, meeting, "สำนักงานตัวอย่าง")
    assert "มา 3 จากกรรมการ 6 คน" in said
    assert third not in [person.name for person in sheet.absent]
    assert len(sheet.absent) == 3


def test_the_members_of_the_new_day_are_invited_when_a_meeting_is_moved(
    library: Library, clerk: Actor
) -> None:
    from kmdesk.committees.orders import add_committee, appoint

    with library.writing(clerk, "x") as unit:
        committee = add_committee(unit, {"title": "คณะ", "notice_days": 7}).id
        appoint(unit, committee, name="ก", from_on="2025-01-01", to_on="2025-01-31")
        appoint(unit, committee, name="ข", from_on="2025-01-01")
        appoint(unit, committee, name="ค", from_on="2025-02-01")
        meeting = call_meeting(unit, committee, {"dated": "2025-01-20"}).id
        change_record(unit, meeting, {"dated": "2025-02-20"})
        names = [a.name for a in participants.attendances(unit.session, meeting)]
        assert names == ["ข", "ค"]
        first = participants.attendances(unit.session, meeting)[0]
        change_row(unit, "attendance", first.id, {"note": "ขอมาสาย"})
        change_record(unit, meeting, {"dated": "2024-01-20"})
        assert [a.name for a in participants.attendances(unit.session, meeting)] == ["ข"]
        with pytest.raises(InvalidValue) as late:
            change_record(unit, meeting, {"dated": "2025-03-01", "noticed_on": "2025-02-25"})
        assert late.value.field == "dated"
        with pytest.raises(InvalidValue) as after:
            call_meeting(unit, committee, {"dated": "2025-03-01", "noticed_on": "2025-03-02"})
        assert after.value.field == "noticed_on"
        take_attendance(unit, meeting, [], {})
        invite(unit, meeting)  # held: nobody is invited any more
        assert [a.name for a in participants.attendances(unit.session, meeting)] == ["ข"]


def test_both_texts_are_offered_when_somebody_else_was_quicker(
    tab: Tab, qtbot: QtBot, office: Library, clerk: Actor
) -> None:
    with office.reading(WALK_UP) as reading:
        title = f"การประชุม{TEAM}"
        first = queries.titled(reading.session, "meeting", title)
    assert first is not None
    detail = opened(tab, qtbot, first)
    row = next(r for r in detail.rows_of("item") if r.values["section"] == 5)
    ask_row(tab, "Edit a matter", [Field("resolution", "Resolution", "lines")], row)
    (form,) = [f for f in tab.window().findChildren(FormDialog) if f.isVisible()]
    form.editors["resolution"].set_value("มติที่ฉันพิมพ์")
    with office.writing(clerk, "x") as unit:
        change_row(unit, "item", row.id, {"resolution": "มติของอีกคน"})
        unit.commit()
    form.submit()
    qtbot.waitUntil(lambda: bool(form.findChildren(ClashOffer)))
    assert form._problems["resolution"].plain == "ขณะนี้เป็น: มติของอีกคน"
    (offer,) = form.findChildren(ClashOffer)
    offer.both.click()
    assert form.editors["resolution"].value() == "มติของอีกคน\nมติที่ฉันพิมพ์"
    with qtbot.waitSignal(form.finished):
        form.submit()
    with office.reading(WALK_UP) as reading:
        (item,) = [i for i in meetings.agenda(reading.session, first) if i.id == row.id]
    assert item.resolution == "มติของอีกคน\nมติที่ฉันพิมพ์"


@pytest.mark.parametrize("takes", [False, True])
def test_an_attendance_two_took_at_once_is_asked_about_cell_by_cell(
    tab: Tab, qtbot: QtBot, meeting: int, office: Library, takes: bool
) -> None:
    opened(tab, qtbot, meeting)
    assert tab.shown is not None
    window = AttendanceWindow(tab, tab.shown)
    window.open()
    window.presence(0).setCurrentIndex(2)
    window.table.item(1, 4).setText("ของฉัน")
    with office.writing(Actor("อีกคน", Duty.CLERK), "x") as unit:
        first, second, third, *_rest = participants.attendances(unit.session, meeting)
        change_row(unit, "attendance", first.id, {"presence": "guest"})
        change_row(unit, "attendance", second.id, {"note": "ของอีกคน", "came_at": "09.30"})
        change_row(unit, "attendance", third.id, {"note": "ลาป่วย"})
        unit.commit()
    window.save()
    qtbot.waitUntil(window.problem.isVisible)
    said = window.problem.plain
    assert "อีกคน แก้รายการนี้" in said
    assert "บรรทัดที่ 2" in said
    assert "ขณะนี้เป็น: ของอีกคน" in said
    assert "ลาป่วย" not in said
    assert (window.table.currentRow(), window.table.currentColumn()) == (0, 1)
    if takes:
        window.take.click()
        assert window.take.isHidden()
    with qtbot.waitSignal(window.finished):
        window.save()
    with office.reading(WALK_UP) as reading:
        rows = participants.attendances(reading.session, meeting)
    assert rows[0].presence == ("guest" if takes else "absent")
    assert (rows[1].note, rows[1].came_at) == ("ของอีกคน" if takes else "ของฉัน", "09.30")
    assert rows[2].note == "ลาป่วย"


def test_who_sits_where_is_asked_for_a_day_and_printed(
    tab: Tab, qtbot: QtBot, office: Library, tmp_path: Path
) -> None:
    window = SeatsWindow(tab)
    window.open()
    qtbot.waitUntil(lambda: window.table.rowCount() > 0)
    now = window.table.rowCount()
    window.narrow.setText("ญ. ตัวอย่างเดิม")
    assert window.table.rowCount() == 0
    window.day.set_iso("2019-05-01")
    window.day.changed.emit()
    qtbot.waitUntil(lambda: window.table.rowCount() == 1)
    window.narrow.clear()
    assert window.table.rowCount() == now + 1
    window.day.line.setText("วันมั่ว")
    window.day.changed.emit()
    assert "ไม่ใช่วันที่" in window.count.plain
    with office.reading(WALK_UP) as reading:
        listing = seats_on(reading, "2019-05-01")
    out = tmp_path / "seats.pdf"
    write_listing(listing, "ใครอยู่ในคณะใด", "สำนักงานตัวอย่าง", out)
    with pypdfium2.PdfDocument(out) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "ญ. ตัวอย่างเดิม" in text
    with qtbot.waitSignal(tab.context.open_requested):
        window.table.itemActivated.emit(window.table.item(0, 0))


def test_hours_are_those_of_the_fiscal_year(tab: Tab, qtbot: QtBot) -> None:
    window = HoursWindow(tab)
    window.open()
    year = window.findChild(QSpinBox)
    assert year is not None
    year.setValue(2568)
    qtbot.waitUntil(lambda: window.table.rowCount() > 0)
    year.setValue(2560)
    qtbot.waitUntil(lambda: window.table.rowCount() == 0)
    assert "0 คน" in window.count.plain
    window.accept()


def test_the_month_shows_what_is_on_a_day_and_opens_it(
    tab: Tab, qtbot: QtBot, meeting: int, tmp_path: Path
) -> None:
    window = MonthWindow(tab, date(2025, 9, 1))
    window.open()
    qtbot.waitUntil(lambda: any(e.record_id == meeting for e in window.entries))
    window._go_to(date(2025, 9, 12))
    assert "ประชุม" in window.list.item(0).text()
    out = tmp_path / "m.ics"
    window.save_calendar(out)
    qtbot.waitUntil(lambda: out.is_file() and out.stat().st_size > 0)
    assert b"DTSTART;VALUE=DATE:20250912" in out.read_bytes()
    qtbot.waitUntil(lambda: window.year.count() > 0)
    window.year.setCurrentIndex(window.year.findText("2568"))
    qtbot.waitUntil(lambda: window.chart.chart is not None and window.chart.chart.year == 2568)
    with qtbot.waitSignal(tab.context.open_requested):
        window.list.itemActivated.emit(window.list.item(0))


def test_days_and_timeline_name_what_is_late_and_nothing_internal(
    office: Library, clerk: Actor
) -> None:
    with office.writing(clerk, "x") as unit:
        team = queries.titled(unit.session, "committee", TEAM)
        assert team is not None
        call_meeting(unit, team, {"dated": "2025-05-05", "title": "ประชุมลับ"}).audience = "internal"
        unit.commit()
    with office.reading(WALK_UP) as reading:
        found = days_between(reading, "2025-03-01", "2025-07-31", "2025-06-25")
        assert {e.what for e in found} >= {"action", "activity", "training"}
        assert {e.day for e in found if e.late} == {"2025-06-23"}
        assert "ประชุมลับ" not in str(found)
        assert b"DTSTART;VALUE=DATE:20250623" in calendar_of(found)
        chart = timeline(reading, 2568, "2025-06-25")
        assert chart is not None
        assert sorted(bar.state for bar in chart.bars) == ["done", "done", "late", "running"]
        assert timeline(reading, 2560, "2025-06-25") is None
        assert 2568 in years_of(reading)


@given(st.dates(date(1900, 1, 1), date(2150, 12, 31)))
def test_a_month_sheet_holds_every_day_of_its_month_once(day: date) -> None:
    weeks = month_sheet(day)
    days = [d for week in weeks for d in week]
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    assert len(days) == len(set(days))
    assert sum((d.year, d.month) == (day.year, day.month) for d in days) >= 28
    assert day in days


def test_an_attendance_list_that_was_closed_is_offered_again(
    tab: Tab, qtbot: QtBot, meeting: int, office: Library
) -> None:
    opened(tab, qtbot, meeting)
    assert tab.shown is not None
    window = AttendanceWindow(tab, tab.shown)
    window.open()
    window.presence(2).setCurrentIndex(2)
    window.table.item(2, 4).setText("ลาป่วย")
    window.reject()  # as the idle reset does
    again = AttendanceWindow(tab, tab.shown)
    again.open()
    assert again.draft is not None
    assert again.draft.offered is not None
    assert again.table.item(2, 4).text() == ""
    again.draft.take()
    assert again.table.item(2, 4).text() == "ลาป่วย"
    with qtbot.waitSignal(again.accepted):
        again.save()
    with office.reading(WALK_UP) as reading:
        rows = participants.attendances(reading.session, meeting)
    assert [(r.presence, r.note) for r in rows if r.note] == [("absent", "ลาป่วย")]
    assert len(rows) == 6
    third = AttendanceWindow(tab, tab.shown)
    assert third.draft is not None
    assert third.draft.offered is None
    third.discard()


def test_people_and_committees_say_how_far_behind_they_are(office: Library) -> None:
    with office.reading(WALK_UP) as reading:
        found = follow_up(reading, "2025-06-30")
    assert sum(found.tally(person=name)[0] for name in found.people) == len(found.lines)
    assert sum(found.tally(committee=name)[1] for name in found.committees) == 2
