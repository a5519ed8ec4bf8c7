"""Reports asked for and taken in, who is awaited, evidence and its pack."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from kmdesk.committees import plan as reports
from kmdesk.committees.kind import KmPlanKind
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.plan import (
    add_activity,
    add_evidence,
    add_plan,
    add_state,
    ask_reports,
    file_report,
    owners,
    plan_parts,
)
from kmdesk.committees.print import write_evidence
from kmdesk.committees.tables import blocks
from kmdesk.committees.view import committee_view
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.records.describe import describe
from kmdesk.records.fields import InvalidValue

ROUND = {"title": "ไตรมาสแรก", "asked_on": "2025-01-06", "due_on": "2025-01-31", "months": 6}
REPORT = {"reported_on": "2025-01-20", "done_percent": 40, "spent": 500.0, "words": "ประชุมแล้ว"}


@pytest.fixture
def plan_id(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "x") as unit:
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2568})
        goal = add_state(unit, plan.id, {"title": "เป้า", "target": 4.0})
        one = {"part": "share", "title": "เวที", "owner": "นาย ก., นาย ข.", "state_id": goal.id}
        add_activity(unit, plan.id, one)
        add_activity(
            unit, plan.id, {"part": "learn", "title": "เสร็จ", "owner": "ค", "status": "done"}
        )
        unit.commit()
        return plan.id


def test_everyone_in_charge_is_asked_until_they_report(
    library: Library, clerk: Actor, plan_id: int
) -> None:
    assert owners("ก, ข;ก\nค ") == ["ก", "ข", "ค"]
    with library.writing(clerk, "x") as unit:
        ask_reports(unit, plan_id, ROUND)
        lines = reports.progress_reports(unit.session, plan_id)
        assert [(r.owner, r.activity) for r in lines] == [("นาย ก.", "เวที"), ("นาย ข.", "เวที")]
        assert reports.reports_awaited(unit.session, "2025-01-30") == []
        assert reports.reports_awaited(unit.session, "2025-02-01") == [(plan_id, "2025-01-31")]
        file_report(unit, lines[0].report_id, REPORT)
        left = [
            r.owner for r in reports.progress_reports(unit.session, plan_id) if not r.reported_on
        ]
        assert left == ["นาย ข."]
        activity = plan_parts(unit.session, plan_id)[2][0]
        assert (activity.done_percent, activity.spent, activity.status) == (40, 500.0, "running")
        file_report(unit, lines[1].report_id, {"reported_on": "2025-02-03", "done_percent": 100})
        assert (activity.done_percent, activity.status) == (100, "done")
        assert reports.reports_awaited(unit.session, "2025-12-01") == []


def test_wrong_reports_are_explained_at_the_field(
    library: Library, clerk: Actor, plan_id: int
) -> None:
    with library.writing(clerk, "x") as unit:
        for values, field in (
            ({**ROUND, "due_on": "2025-01-01"}, "due_on"),
            ({**ROUND, "due_on": None}, "due_on"),
            ({**ROUND, "title": " "}, "title"),
        ):
            with pytest.raises(InvalidValue) as caught:
                ask_reports(unit, plan_id, values)
            assert caught.value.field == field
        ask_reports(unit, plan_id, ROUND)
        report = reports.progress_reports(unit.session, plan_id)[0].report_id
        for values, field in (
            ({**REPORT, "done_percent": 140}, "done_percent"),
            ({**REPORT, "reported_on": "2024-12-01"}, "reported_on"),
            ({**REPORT, "spent": -1.0}, "spent"),
        ):
            with pytest.raises(InvalidValue) as caught:
                file_report(unit, report, values)
            assert caught.value.field == field
        empty = add_plan(unit, {"title": "ว่าง", "fiscal_year": 2568})
        with pytest.raises(InvalidValue):
            ask_reports(unit, empty.id, ROUND)


def test_evidence_is_packed_for_staff_and_never_shown_to_readers(
    library: Library, clerk: Actor, plan_id: int, tmp_path: Path
) -> None:
    picture, sheet = tmp_path / "ภาพ.png", tmp_path / "ลงชื่อ.txt"
    Image.new("RGB", (300, 200), "#146").save(picture)
    sheet.write_text("นาย ก. ตัวอย่าง", "utf-8")
    with library.writing(clerk, "x") as unit:
        (goal,) = plan_parts(unit.session, plan_id)[1]
        add_evidence(unit, plan_id, picture, {"form": "photo", "state_id": goal.id})
        add_evidence(unit, plan_id, sheet, {"form": "sign_in", "note": "วันแรก"})
        with pytest.raises(CommitteeError):
            add_evidence(unit, plan_id, tmp_path / "none.png", {"form": "photo"})
        unit.commit()
    out = tmp_path / "pack.pdf"
    assert write_evidence(library, clerk, plan_id, out) >= 3
    pages = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "เป้า" in text and "ใบลงชื่อ" in text
    with pytest.raises(CommitteeError):
        write_evidence(library, WALK_UP, plan_id, out)

    with library.reading(WALK_UP) as reading:
        seen = committee_view(reading, plan_id)
        facts = describe(reading, KmPlanKind(), plan_id)
        assert facts["attachments"] == []
        assert "ลงชื่อ.txt" not in str(blocks(reading.session, "km_plan", plan_id))
        assert seen is not None and "ลงชื่อ.txt" not in str(seen)
    with library.reading(clerk) as reading:
        assert "ลงชื่อ.txt" in str(committee_view(reading, plan_id))
