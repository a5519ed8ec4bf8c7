"""Wrong input at the real window: said at its field, and nothing typed is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.committees import meetings
from kmdesk.committees.meetings import add_item, call_meeting
from kmdesk.committees.orders import add_committee, appoint
from kmdesk.committees.plan import add_activity, add_plan, plan_parts
from kmdesk.people.accounts import add_account
from kmdesk.records import SYSTEM, Duty, Library
from kmdesk.widgets.fields import LONGEST
from tests.committees.secretary import Secretary

CLERK, PASSWORD = "ธุรการทดสอบ", "รหัสลับ๑"
LONG = ("คณะทำงาน ประชุม\n" * (LONGEST // 16 + 1))[: LONGEST + 1].strip() + "ก"


@pytest.fixture
def ids(library: Library) -> dict[str, int]:
    with library.writing(SYSTEM, "x") as unit:
        team = add_committee(unit, {"title": "คณะทำงาน"}).id
        appoint(unit, team, name="ประธานเดิม", role="chair", from_on="2024-10-01")
        appoint(unit, team, name="ผู้ที่ออกแล้ว", from_on="2024-10-01", to_on="2024-12-31")
        meeting = call_meeting(unit, team, {"dated": "2025-03-14"}).id
        add_item(unit, meeting, section=5, text="เรื่องเดิม", resolution="รับทราบ")
        plan = add_plan(unit, {"title": "แผน", "fiscal_year": 2568}).id
        first = add_activity(unit, plan, {"title": "งานแรก", "part": "share"})
        add_activity(unit, plan, {"title": "งานหลัง", "part": "share", "after_id": first.id})
        unit.commit()
        return {"team": team, "meeting": meeting, "plan": plan}


@pytest.fixture
def secretary(qtbot: QtBot, library: Library, ids: dict[str, int]) -> Iterator[Secretary]:
    add_account(library, SYSTEM, CLERK, PASSWORD, Duty.SECRETARY)
    made = Desk(library.root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=60_000)
    found = Secretary(made, qtbot)
    found.sign_in(CLERK, PASSWORD)
    yield found
    made.close()


WRONG: list[tuple[str, str, str, dict[str, Any], str]] = [
    # record, button, field, what is typed, part of the sentence
    (
        "team",
        "New member…",
        "to_on",
        {"name": "นาย ก", "from_on": "2025-05-01", "to_on": "2025-04-01"},
        "ก่อนวันเริ่ม",
    ),
    ("team", "New member…", "role", {"name": "นาย ก", "role": "chair"}, "ประธานเดิม"),
    ("team", "New member…", "from_on", {"name": "นาย ก", "from_on": "1/1/2700"}, "ปี"),
    ("team", "Call a meeting…", "opened_at", {"opened_at": "สายๆ"}, "09.30"),
    (
        "meeting",
        "New matter…",
        "owner",
        {"text": "เรื่องใหม่", "resolution": "ให้ทำ", "owner": "ผู้ที่ออกแล้ว"},
        "ผู้ที่ออกแล้ว",
    ),
    ("meeting", "New matter…", "due_on", {"text": "เรื่อง", "due_on": "1/1/2700"}, "ปี"),
    ("meeting", "New matter…", "text", {"text": LONG}, "200,0"),
    ("plan", "Edit…", "fiscal_year", {"fiscal_year": 2700}, "ปี"),
    (
        "plan",
        "New activity…",
        "to_on",
        {"title": "งาน", "from_on": "2025-05-01", "to_on": "2025-01-01"},
        "ก่อนวันเริ่ม",
    ),
    ("plan", "New activity…", "owner", {"title": "งาน", "owner": LONG}, "200,001"),
]


def test_wrong_input_is_said_at_its_field_and_stays(
    secretary: Secretary, ids: dict[str, int]
) -> None:
    for record, button, field, typed, sentence in WRONG:
        secretary.open(ids[record])
        secretary.press(button)
        assert sentence in secretary.refused(field, **typed), (button, field)
        secretary.form().discard()


def test_activities_cannot_wait_for_each_other(secretary: Secretary, ids: dict[str, int]) -> None:
    secretary.open(ids["plan"])
    detail: Any = secretary.tab.shown and secretary.tab.shown.detail
    later = next(r.id for r in detail.rows_of("activity") if r.values["title"] == "งานหลัง")
    secretary.press("Progress…")
    secretary.pick("งานแรก")
    said = secretary.refused("after_id", after_id=later, owner="คนที่พิมพ์ไว้")
    assert "รอ" in said
    assert secretary.form().editors["owner"].value() == "คนที่พิมพ์ไว้"
    secretary.fill(after_id=None)
    secretary.settled()
    with secretary.tab.context.library.reading(SYSTEM) as reading:
        first, _second = plan_parts(reading.session, ids["plan"])[2]
    assert (first.owner, first.after_id) == ("คนที่พิมพ์ไว้", None)


def test_five_megabytes_are_not_pasted_and_what_was_typed_stays(
    secretary: Secretary, ids: dict[str, int]
) -> None:
    secretary.open(ids["meeting"])
    secretary.press("New matter…")
    form = secretary.form()
    form.editors["text"].set_value("ที่พิมพ์ไว้")
    widget = form.editors["text"].widget
    assert isinstance(widget, QPlainTextEdit)
    data = QMimeData()
    data.setText("ก" * 5_000_000)
    widget.insertFromMimeData(data)
    secretary.wait(form._problems["text"].isVisible)
    assert "5,000,000" in form._problems["text"].plain
    assert form.editors["text"].value() == "ที่พิมพ์ไว้"
    data.setText(" และต่อ")
    widget.moveCursor(QTextCursor.MoveOperation.End)
    widget.insertFromMimeData(data)
    secretary.fill(section=6)
    secretary.settled()
    with secretary.tab.context.library.reading(SYSTEM) as reading:
        found = [i for i in meetings.agenda(reading.session, ids["meeting"]) if i.section == 6]
    assert [item.text for item in found] == ["ที่พิมพ์ไว้ และต่อ"]
