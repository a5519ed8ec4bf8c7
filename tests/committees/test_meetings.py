"""Quorum, numbers, what comes back, certification, two people at one form, calendar, book."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.committees import meetings, participants, queries
from kmdesk.committees.calendar import Entry, calendar_file, follow_up, icalendar
from kmdesk.committees.kind import KINDS, change_record, change_row
from kmdesk.committees.meetings import (
    Number,
    add_item,
    attach_papers,
    call_meeting,
    certify,
    finish_action,
    note_progress,
    number_after,
    number_flaws,
    parse_number,
)
from kmdesk.committees.official import minutes_sheet, write_book
from kmdesk.committees.orders import add_committee, appoint
from kmdesk.committees.participants import (
    CAME_TOO,
    NO_SEAT,
    ONE_FOR_TWO,
    TWICE,
    Present,
    count_quorum,
)
from kmdesk.committees.print import write_actions
from kmdesk.committees.tables import blocks
from kmdesk.records import Actor, Kinds, Library, Unit
from kmdesk.records.edit import EditConflict, FieldConflict
from kmdesk.records.fields import InvalidValue
from tests.committees.attending import attend

PRESENCES = st.sampled_from(["present", "substitute", "absent", "guest"])


@given(st.lists(PRESENCES, max_size=30))
def test_a_quorum_is_half_of_the_members_and_guests_never_count(presences: list[str]) -> None:
    lines = [Present(f"ผู้ที่ {at}.", p, f"สมาชิก {at}.") for at, p in enumerate(presences)]
    found = count_quorum(lines)
    came = sum(p in ("present", "substitute") for p in presences)
    members = came + presences.count("absent")
    assert (found.members, found.came, found.questions) == (members, came, ())
    assert found.is_met == (members > 0 and came * 2 >= members)
    assert count_quorum([*lines, Present("ผู้เข้าร่วม", "guest")]) == found
    if found.is_met:
        assert count_quorum([*lines, Present("อีกคน", "present")]).is_met


def _six(*, absent: str = "สามสี่ห้าหก", **more: str) -> list[Present]:
    lines = [
        Present(f"นาย {name}. ตัวอย่าง", "absent" if name in absent else "present")
        for name in ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก")
    ]
    return [
        *lines,
        *(Present(who, "substitute", f"นาย {name}. ตัวอย่าง") for who, name in more.items()),
    ]


@pytest.mark.parametrize("with_roster", [True, False])
def test_a_member_and_a_substitute_are_one_seat(with_roster: bool) -> None:
    seats = [(line.name, "") for line in _six()] if with_roster else []
    sent = count_quorum(_six(ผู้แทน="สาม"), seats)
    assert (sent.came, sent.members, sent.is_met, sent.questions) == (3, 6, True, ())
    both = count_quorum(_six(ผู้แทน="หนึ่ง"), seats)
    assert (both.came, both.members, both.is_met) == (2, 6, False)
    assert [(q.line, q.words) for q in both.questions] == [(6, CAME_TOO)]
    two = count_quorum(_six(ผู้แทน="สาม", อีกคน="สาม"), seats)
    assert (two.came, two.members) == (3, 6)
    assert [(q.line, q.words) for q in two.questions] == [(7, TWICE)]
    member = count_quorum(
        [*_six(), Present("นายสอง.ตัวอย่าง", "substitute", "นาย หก. ตัวอย่าง")], seats
    )
    assert (member.came, member.members) == (2, 6)
    assert [(q.line, q.words) for q in member.questions] == [(6, ONE_FOR_TWO)]


def test_who_came_for_nobody_of_the_committee_does_not_count() -> None:
    seats = [(line.name, "") for line in _six()]
    found = count_quorum([*_six(), Present("คนนอก", "present")], seats)
    assert (found.came, found.members) == (2, 6)
    strange = count_quorum([*_six(), Present("คนนอก", "substitute", "นางสาวไม่มีชื่อ")], seats)
    assert (strange.came, [q.words for q in strange.questions]) == (2, [NO_SEAT])
    by_post = count_quorum(
        _six(ผู้แทน="สาม")[:6] + [Present("ผู้แทน", "substitute", "สหกรณ์จังหวัด")],
        [*seats[:2], ("นาย สาม. ตัวอย่าง", "สหกรณ์จังหวัด"), *seats[3:]],
    )
    assert (by_post.came, by_post.questions) == (3, ())


def test_numbers_are_read_in_both_digits_and_forms() -> None:
    assert parse_number("๑/๒๕๕๑") == Number(1, 2551)
    assert parse_number("36-1/2551") == Number(1, 2551, 36)
    assert parse_number("ครั้งพิเศษ") is None
    held = [("๓๖-๑/๒๕๕๑", "2008-03-01"), ("๓๗-๒/๒๕๕๑", "2008-06-01")]
    assert number_after(held, "2008-09-01") == "๓๘-๓/๒๕๕๑"
    assert number_after(held, "2009-01-05") == "๓๘-๑/๒๕๕๒"
    assert number_after([("๑/๒๕๕๑", "2008-03-01")], "2009-01-05") == "๑/๒๕๕๒"


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_every_gap_and_double_is_flagged_and_nothing_else(serials: list[int]) -> None:
    found = number_flaws([(f"{n}/2568", "2025-02-01") for n in serials])
    gaps = {f.words for f in found if f.kind == "gap"}
    doubles = {f.words for f in found if f.kind == "double"}
    assert gaps == {str(Number(n, 2568)) for n in range(1, max(serials)) if n not in serials}
    assert doubles == {str(Number(n, 2568)) for n in serials if serials.count(n) > 1}
    assert len(found) == len(gaps) + len(doubles)


def test_a_number_of_another_year_or_form_is_flagged() -> None:
    found = number_flaws([("๑/๒๕๖๗", "2025-02-01"), ("พิเศษ", "2025-03-01")])
    assert [(f.year, f.kind) for f in found] == [(2568, "unread"), (2568, "year")]


def _committee(unit: Unit, **values: object) -> int:
    return add_committee(unit, {"title": "คณะกรรมการ", **values}).id


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.none() | st.integers(0, 300)), min_size=1, max_size=6
    )
)
def test_a_called_meeting_always_has_exactly_what_is_open(
    library: Library, clerk: Actor, plan: list[tuple[int, int | None]]
) -> None:
    """Resolutions of earlier meetings, some carried out later, however the writing goes."""
    first = date(2025, 1, 1)
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        last = call_meeting(unit, committee, {"dated": "2025-12-31"})
        wanted = set()
        for number, (held, done) in enumerate(plan):
            day = (first + timedelta(days=held)).isoformat()
            meeting = call_meeting(unit, committee, {"dated": day})
            item = add_item(
                unit, meeting.id, section=5, text="ก", resolution=f"มติ {number}", owner="ก"
            )
            if done is None:
                wanted.add(item.id)
            else:
                finish_action(unit, item.id, (first + timedelta(days=held + done)).isoformat())
        items = meetings.agenda(unit.session, last.id)
        back = [item.from_item_id for item in items if item.section == 3]
        assert len(back) == len(wanted)
        assert set(back) == wanted
        assert sum(item.section == 2 for item in items) == len(plan)


def test_what_is_carried_over_says_who_is_in_charge_and_counts_once(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        one = call_meeting(unit, committee, {"dated": "2025-01-10"})
        item = add_item(
            unit, one.id, section=5, text="ก", resolution="ทำ", owner="ก", due_on="2025-03-01"
        )
        two = call_meeting(unit, committee, {"dated": "2025-02-10"})
        three = call_meeting(unit, committee, {"dated": "2025-02-20"})
        for meeting in (two, three):
            (back,) = [i for i in meetings.agenda(unit.session, meeting.id) if i.section == 3]
            assert meetings.in_charge(unit.session, back) == ("ก", "2025-03-01", None)
        (action,) = meetings.open_actions(unit.session, committee, "2025-12-31")
        assert action.item_id == item.id
        last = three.id
        unit.commit()
    with library.reading(clerk) as reading:
        sheet = minutes_sheet(reading, last, "สำนักงานตัวอย่าง")
        (matter,) = sheet.parts[2].matters
        assert "1 มีนาคม 2568" in matter.action and "ก" in matter.action
        shown = [row for block in blocks(reading.session, "meeting", last) for row in block.rows]
        assert any("ก" in row[2] for row in shown if len(row) == 4)


def test_a_line_with_a_resolution_stays_when_its_matter_is_done(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        one = call_meeting(unit, committee, {"dated": "2025-01-10"})
        item = add_item(unit, one.id, section=5, text="ก", resolution="ทำ", owner="ก")
        two = call_meeting(unit, committee, {"dated": "2025-02-10"})
        (back,) = [i for i in meetings.agenda(unit.session, two.id) if i.section == 3]
        change_row(unit, "item", back.id, {"resolution": "รับทราบ"})
        finish_action(unit, item.id, "2025-02-01")
        left = [i.id for i in meetings.agenda(unit.session, two.id) if i.section == 3]
        assert left == [back.id]


def test_minutes_are_certified_in_a_later_meeting(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        one = call_meeting(unit, committee, {"dated": "2025-01-10"})
        two = call_meeting(unit, committee, {"dated": "2025-02-10"})
        with pytest.raises(InvalidValue, match="ยังไม่มี"):
            certify(unit, one.id, "", two.id)
        for meeting in (one, two):
            add_item(unit, meeting.id, section=5, text="เรื่อง", resolution="เห็นชอบ")
        for early, late in ((two.id, one.id), (one.id, one.id)):
            with pytest.raises(InvalidValue) as caught:
                certify(unit, early, "", late)
            assert caught.value.field == "certified_by"
        with pytest.raises(InvalidValue, match="การประชุมที่รับรอง") as caught:
            certify(unit, one.id, " ")
        assert caught.value.field == "certified_in"
        certify(unit, one.id, "", two.id)
        detail = queries.detail(unit.session, "meeting", one.id)
        assert (one.status, getattr(detail, "certified_in", "")) == ("certified", two.number)
        said = [i for i in meetings.agenda(unit.session, two.id) if i.section == 2]
        assert [(one.number in i.text, "รับรอง" in i.resolution) for i in said] == [(True, True)]


def test_attendance_is_checked_and_the_quorum_shown(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit, has_quorum=True)
        for name in ("ก", "ข", "ค"):
            appoint(unit, committee, name=name, from_on="2025-01-01")
        meeting = call_meeting(unit, committee, {"dated": "2025-01-10"})
        wrong = ({"stands_for": ""}, "stands_for"), ({"came_at": "25.00"}, "came_at")
        for values, field in wrong:
            full = {"name": "ง", "presence": "substitute", "stands_for": "ก", **values}
            with pytest.raises(InvalidValue) as caught:
                attend(unit, meeting.id, **full)
            assert caught.value.field == field
        assert "มาประชุม" not in str(list(blocks(unit.session, "meeting", meeting.id)))
        rows = participants.attendances(unit.session, meeting.id)
        sent = {"presence": "substitute", "stands_for": "ก", "name": "ง", "came_at": "9.30"}
        change_row(unit, "attendance", rows[0].id, sent)
        change_row(unit, "attendance", rows[1].id, {"presence": "absent", "note": "ลา"})
        change_row(unit, "attendance", rows[2].id, {"presence": "absent"})
        found = {b.heading: b.rows for b in blocks(unit.session, "meeting", meeting.id)}
        assert "ไม่ครบองค์ประชุม" in found["Quorum"][0][0]
        change_row(unit, "attendance", rows[2].id, {"presence": "present"})
        found = {b.heading: b.rows for b in blocks(unit.session, "meeting", meeting.id)}
        assert "ไม่ครบ" not in found["Quorum"][0][0]
        assert "9.30" in str(found["Attendance"])


def test_two_people_at_one_form_lose_nothing(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        meeting = call_meeting(unit, _committee(unit), {"dated": "2025-01-10"}).id
        item = add_item(unit, meeting, section=5, text="ก").id
        shown = queries.row_values(meetings.agenda(unit.session, meeting)[0])
        change_row(unit, "item", item, {"resolution": "ของคนแรก"}, shown)
        change_row(unit, "item", item, {"text": "ของคนที่สอง", "resolution": ""}, shown)
        row = meetings.agenda(unit.session, meeting)[0]
        assert (row.text, row.resolution) == ("ของคนที่สอง", "ของคนแรก")
        change_record(unit, meeting, {"held_at": "ห้องใหญ่"}, {"held_at": ""})
        with pytest.raises(EditConflict) as asked:
            change_record(unit, meeting, {"held_at": "ห้องเล็ก"}, {"held_at": ""})
        assert asked.value.clashes == (FieldConflict("held_at", "ห้องใหญ่", "ห้องเล็ก"),)
        with pytest.raises(InvalidValue) as caught:
            change_record(unit, meeting, {"opened_at": "เช้า"})
        assert caught.value.field == "opened_at"


def test_resolutions_are_followed_up_and_go_to_a_calendar(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        values = {"dated": "2025-01-10", "opened_at": "09.30", "held_at": "ห้อง"}
        one = call_meeting(unit, committee, values)
        late = add_item(
            unit, one.id, section=5, text="ก", resolution="ส่งแผน", owner="ก", due_on="2025-02-01"
        )
        add_item(unit, one.id, section=5, text="ข", owner="ข", due_on="2025-06-01")
        note_progress(unit, late.id, "ร่างแล้ว")
        unit.commit()
    with library.reading(clerk) as reading:
        found = follow_up(reading, "2025-03-01")
        assert [(line.owner, found.late_by(line)) for line in found.lines] == [("ก", 28), ("ข", 0)]
        assert [line.owner for line in found.narrowed(late=True)] == ["ก"]
        assert [line.owner for line in found.narrowed("ข", "คณะกรรมการ")] == ["ข"]
        text = calendar_file(reading, found.lines, "2025-01-01").decode("utf-8")
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("BEGIN:VEVENT") == 3
    assert "DTSTART:20250110T093000" in unfolded
    assert "DTSTART;VALUE=DATE:20250201" in unfolded
    assert "ส่งแผน" in unfolded
    out = tmp_path / "list.pdf"
    write_actions(found, found.lines, "สำนักงาน", out)
    assert "ส่งแผน" in pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=200))
def test_calendar_lines_are_short_and_give_the_text_back(words: str) -> None:
    content = icalendar([Entry("1", "2025-01-01", words)], "ก", datetime(2025, 1, 1, tzinfo=UTC))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode("utf-8").replace("\r\n ", "").split("\r\n")
    (line,) = [x for x in lines if x.startswith("SUMMARY:")]
    shown = line.removeprefix("SUMMARY:")
    for mark in (",", ";", "\\"):
        shown = shown.replace(f"\\{mark}", mark)
    assert shown == words


def test_no_control_character_stands_in_a_calendar() -> None:
    odd = "".join(map(chr, [*range(32), *range(127, 160), 0x2028, 0x2029, 0xD800, 0xFFFE]))
    words = f"ก{odd}ข"
    entry = Entry("1", "2025-01-01", words, place=words, notes=words)
    content = icalendar([entry], words, datetime(2025, 1, 1, tzinfo=UTC)).decode("utf-8")
    lines = content.split("\r\n")
    assert all(not re.search("[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]", line) for line in lines)
    assert all(line.partition(":")[0].partition(";")[0].isupper() or line.startswith((" ", "X-"))
               for line in lines if line)  # fmt: skip


def test_the_meeting_book_has_agenda_minutes_and_papers(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    with library.writing(clerk, "x") as unit:
        committee = _committee(unit)
        one = call_meeting(unit, committee, {"dated": "2025-01-10", "title": "ครั้งแรก"})
        add_item(unit, one.id, section=5, text="เรื่องเดิม", resolution="รับทราบ")
        two = call_meeting(unit, committee, {"dated": "2025-02-10", "title": "ครั้งหลัง"})
        attach_papers(unit, two.id, [committee, two.id])
        unit.commit()
        meeting = two.id
    with library.reading(clerk) as reading:
        assert [p.record_id for p in meetings.papers(reading, meeting)] == [committee]
    out = tmp_path / "book.pdf"
    assert write_book(library, clerk, kinds, meeting, out) >= 4
    text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(out))
    assert "เรื่องเดิม" in text
    assert "ครั้งหลัง" in text
