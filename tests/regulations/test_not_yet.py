"""A law is not told as in force before its first day, whatever was noted of it."""

from datetime import timedelta

from kmdesk.records import SYSTEM, Library
from kmdesk.records.describe import describe, listed_records
from kmdesk.records.fields import screen_date
from kmdesk.regulations import queries
from kmdesk.regulations.edits import change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.kind import KINDS
from tests.borders import Border


def _law(unit, day: str) -> int:
    record = import_law(
        unit, title=f"ระเบียบตัวอย่าง {day}", text="ข้อ ๑ ระเบียบนี้เป็นตัวอย่าง",
        kind="ระเบียบ", dated=None, source_id=f"test-{day}", source="test",
    )  # fmt: skip
    values = {
        "status": "in_force",
        "effective_on": day,
        "checked_by": "ก",
        "checked_on": "2026-01-05",
    }
    return change_law(unit, record.id, values)


def test_a_law_of_tomorrow_is_not_yet_in_force_and_one_of_today_is(
    border: Border, library: Library
) -> None:
    tomorrow = (border.today + timedelta(days=1)).isoformat()
    with library.writing(SYSTEM, "x") as unit:
        now, later = _law(unit, border.today.isoformat()), _law(unit, tomorrow)
        unit.commit()
    (kind,) = [kind for kind in KINDS if kind.code == "regulation"]
    with library.reading(SYSTEM) as reading:
        told = {row.id: row.status for row in listed_records(reading, [now, later])}
        assert told == {now: "in_force", later: "not_yet"}
        said = describe(reading, kind, later)
        assert said["status"] == "not_yet"
        assert f"ตั้งแต่ {screen_date(tomorrow)}" in said["status_note"]
        assert "ตั้งแต่" not in describe(reading, kind, now)["status_note"]
        assert queries.counts(reading).statuses == {"in_force": 1, "not_yet": 1}
    border.go_to(f"{tomorrow}T00:00")
    with library.reading(SYSTEM) as reading:
        assert listed_records(reading, [later])[0].status == "in_force"
