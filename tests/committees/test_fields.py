"""Every column of the room's tables is a field, so that the history speaks Thai of all of them."""

from collections.abc import Callable

import pytest

from kmdesk.committees import queries
from kmdesk.committees.kind import KINDS, change_record, change_row
from kmdesk.committees.meetings import call_meeting, certify
from kmdesk.committees.model import KnowledgeStep
from kmdesk.committees.orders import add_committee, appoint
from kmdesk.committees.plan import add_focus, add_plan, add_state
from kmdesk.records import WALK_UP, Actor, Kinds, Library, Unit
from kmdesk.records.fields import InvalidValue, field_of
from kmdesk.records.history import changes_of

TABLES = (*queries.DETAILS.values(), *queries.ROWS.values(), KnowledgeStep)
KEYS = {"id", "record_id"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__tablename__)
def test_every_column_but_the_keys_is_a_field(table: type[queries.Detail | queries.Row]) -> None:
    columns = [column.key for column in table.__table__.columns if column.key not in KEYS]
    assert [key for key in columns if field_of(table.__tablename__, key) is None] == []


def _changed(library: Library, clerk: Actor, work: Callable[[Unit], object]) -> list[str]:
    with library.writing(clerk, "x") as unit:
        work(unit)
        unit.commit()
        written = unit.id
    return _lines(library, clerk, written)


def _lines(library: Library, actor: Actor, written: str) -> list[str]:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    with library.reading(actor) as reading:
        return changes_of(reading, kinds, written)


def test_the_history_names_fields_and_choices(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        member = appoint(unit, committee, name="ก", from_on="2025-01-01").id
        meeting = call_meeting(unit, committee, {"dated": "2025-03-14"}).id
        unit.commit()
    typed = {"opened_at": "9.30", "recorder": "ข", "noticed_on": "2025-03-01"}
    lines = _changed(library, clerk, lambda unit: change_record(unit, meeting, typed))
    assert "เริ่มประชุมเวลา: – → 09.30" in lines
    assert any("๑ มีนาคม ๒๕๖๘" in line for line in lines)
    seat = {"role": "secretary", "by_post": True, "to_on": "2025-09-30"}
    lines += _changed(library, clerk, lambda unit: change_row(unit, "member", member, seat))
    assert any("→ เลขานุการ" in line for line in lines)
    assert not [line for line in lines if line[0].isascii()], lines


def test_the_history_names_other_records_rows_and_the_own_status(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        days = {"dated": "2025-03-14"}, {"dated": "2025-04-11"}
        first, later = (call_meeting(unit, committee, values).id for values in days)
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2568}).id
        area = add_focus(unit, plan, "ขอบเขตเดิม").id
        state = add_state(unit, plan, {"title": "เป้าหมาย"}).id
        change_record(unit, first, {"closed_at": "12.00"})
        unit.commit()
    lines = _changed(library, clerk, lambda unit: certify(unit, first, "", later))
    assert [line for line in lines if line.endswith("→ ๒/๒๕๖๘ การประชุมคณะทำงาน")], lines
    assert "สถานะ: รายงานเป็นร่าง → รับรองรายงานแล้ว" in lines
    under = {"focus_id": area}
    lines = _changed(library, clerk, lambda unit: change_row(unit, "state", state, under))
    assert [line for line in lines if line.endswith(": – → ขอบเขตเดิม")], lines


def test_the_history_does_not_name_what_a_reader_may_not_see(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        public, secret = (add_committee(unit, {"title": title}).id for title in ("คณะทำงาน", "ลับ"))
        unit.record(secret).audience = "internal"
        unit.link(public, secret, "about")
        unit.commit()
        written = unit.id
    assert "รายการที่เชื่อมโยง: – → ลับ" in _lines(library, clerk, written)
    assert "รายการที่เชื่อมโยง: – → …" in _lines(library, WALK_UP, written)


def test_a_row_takes_only_known_choices_and_keeps_what_is_required(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        committee = add_committee(unit, {"title": "คณะทำงาน"}).id
        member = appoint(unit, committee, name="ก", from_on="2025-01-01").id
        for values in ({"role": "king"}, {"from_on": None}, {"to_on": "2700-01-01"}):
            with pytest.raises(InvalidValue) as wrong:
                change_row(unit, "member", member, values)
            assert {wrong.value.field} == set(values)
