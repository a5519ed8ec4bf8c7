"""One fiscal year (พ.ศ. ๒๕๖๘) at the real window, and every number of the report traced."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.app import Desk
from kmdesk.committees import meetings as queries_agenda
from kmdesk.committees import plan as queries_plan
from kmdesk.committees import print, queries
from kmdesk.committees.model import AgendaItem, KnowledgeStep, MeetingDetail
from kmdesk.committees.plan_figures import Figure, figure_words
from kmdesk.i18n import tr
from kmdesk.people.accounts import add_account
from kmdesk.records import SYSTEM, WALK_UP, Duty, Library
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.preview import PreviewDialog
from tests.committees.secretary import Secretary
from tests.pdf.test_sheets import bare, pages_of

CLERK, PASSWORD = "ธุรการทดสอบ", "รหัสลับ๑"
TEAM = "คณะทำงานกระบวนการจัดการความรู้"
CKO, HEAD, SECRETARY = "นาย ก. สมมุติหนึ่ง", "นาง ข. สมมุติสอง", "นาง ค. สมมุติสาม"
FOCUS = (  # ขอบเขต KM of the department, as seed.txt has them
    "ฝึกอบรมเพื่อสร้างจิตสำนึกในการดำเนินกิจกรรม",
    "สร้างศูนย์เรียนรู้ด้านเกษตรและสหกรณ์ โครงการหุบกะพง (ศูนย์นำร่อง)",
    "แผนพัฒนากลุ่มเกษตรกรที่ต่ำกว่าเกณฑ์มาตรฐานให้ได้มาตรฐาน",
    "ออกเอกสารสิทธิ์ในการจัดที่ดินทำกิน",
)
STATES = (  # เป้าหมาย KM
    "องค์กรสามารถทำฐานข้อมูลด้านสหกรณ์สำหรับศูนย์การเรียนรู้ด้านเกษตรและสหกรณ์",
    "องค์กรสามารถจัดทำฐานความรู้เกี่ยวกับวิทยากรเครือข่ายด้านสหกรณ์",
    "องค์กรสามารถจัดทำระบบเทคโนโลยีสารสนเทศ",
)
OWN = (
    ("กลุ่มเกษตรกรผ่านเกณฑ์มาตรฐานเพิ่มขึ้น", 2, 0, 20.0),
    ("ทำเนียบวิทยากรครบทุกอำเภอ", 0, 1, 8.0),
    ("มุมความรู้ค้นได้ทุกเรื่อง", 1, 2, 100.0),
)
"""Desired states of the province: title, department's focus area, department's state, target."""
WORK = (
    ("สำรวจกลุ่มเกษตรกร", "identify", "นาย ง. สมมุติสี่", "2024-12-31"),
    ("รวบรวมวิทยากร", "create", "นาย จ. สมมุติห้า", "2025-03-31"),
    ("จัดระบบเอกสารในมุมความรู้", "organise", "นาย ฉ. สมมุติหก", "2025-06-30"),
    ("ยกย่องกลุ่มที่เผยแพร่ก่อน", "reward", "นาง ช. สมมุติเจ็ด", "2025-09-30"),
)
ROUNDS = (
    ("ไตรมาสที่หนึ่ง", "2024-12-20", "2024-12-31", (60, 40, 20, 0)),
    ("รอบหกเดือน", "2025-03-20", "2025-03-31", (80, 70, 50, 10)),
    ("ไตรมาสที่สาม", "2025-06-20", "2025-06-30", (100, 100, 80, 30)),
)
"""Rounds of reports: title, asked, due, percent of each activity."""
MEETINGS = ("2024-11-15", "2025-01-17", "2025-03-14", "2025-05-16", "2025-07-18", "2025-09-12")
TODAY = "2025-09-20"


@pytest.fixture
def desk(qtbot: QtBot, library: Library) -> Iterator[Desk]:
    with library.writing(SYSTEM, "x") as unit:
        unit.set_value("office_name", "สำนักงานทดสอบ")
        unit.commit()
    add_account(library, SYSTEM, CLERK, PASSWORD, Duty.SECRETARY)
    made = Desk(library.root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=60_000)
    yield made
    made.close()


def appoint_everybody(secretary: Secretary) -> tuple[int, list[int]]:
    """Two orders, the team and four groups."""
    for number, day, title in (
        ("๕/๒๕๖๗", "2024-10-10", "แต่งตั้งคณะทำงานกระบวนการจัดการความรู้"),
        ("๙/๒๕๖๗", "2024-10-22", "แต่งตั้งคณะทำงานสร้างชุดความรู้"),
    ):
        secretary.new("New order…", number=number, title=title, dated=day)
    with secretary.tab.context.library.reading(WALK_UP) as reading:
        orders = {words[:1]: key for key, words in queries.orders(reading)}
    team = secretary.new(
        "New committee…", title=TEAM, form="working_group", has_quorum=True, notice_days=7
    )
    people = (
        (CKO, "cko"),
        (HEAD, "head"),
        (SECRETARY, "secretary"),
        *((owner, "member") for _t, _p, owner, _d in WORK),
    )
    for name, role in people:
        order = orders["๕"]
        secretary.do("New member…", name=name, role=role, from_on="2024-10-10", order_id=order)
    groups = []
    for at, (_title, _part, owner, _day) in enumerate(WORK, start=1):
        group = secretary.new(
            "New committee…",
            title=f"กลุ่มจัดการความรู้ที่ {at}",
            form="km_group",
            issue=f"ประเด็นที่ {at}",
        )
        secretary.do(
            "New member…", name=owner, role="head", from_on="2024-10-22", order_id=orders["๙"]
        )
        groups.append(group)
    return team, groups


def make_plans(secretary: Secretary) -> int:
    """The department's plan, and the province's own under it."""
    secretary.new("New plan…", title="แผนระดับกรม", fiscal_year=2568, level="department")
    for title in FOCUS:
        secretary.do("New focus area…", title=title)
    for title in STATES:
        secretary.do("New desired state…", title=title, target=1.0)
    plan = secretary.new("New plan…", title="แผนของจังหวัด", fiscal_year=2568, approver=CKO)
    detail = secretary.tab.shown and secretary.tab.shown.detail
    focus, states = detail.above  # type: ignore[union-attr]
    assert list(focus.values()) == list(FOCUS)
    assert list(states.values()) == list(STATES)
    for title, focus_at, state_at, target in OWN:
        secretary.do("New focus area…", title=f"ขอบเขต: {title}", under_id=list(focus)[focus_at])
        own = {row.words: row.id for row in shown(secretary).rows_of("focus")}
        secretary.do(
            "New desired state…",
            title=title,
            focus_id=own[f"ขอบเขต: {title}"],
            under_id=list(states)[state_at],
            baseline=0.0,
            target=target,
            due_on="2025-09-30",
        )
    for at, (title, part, owner, day) in enumerate(WORK):
        own = {row.words: row.id for row in shown(secretary).rows_of("state")}
        secretary.do(
            "New activity…",
            title=title,
            part=part,
            owner=owner,
            state_id=own[OWN[min(at, 2)][0]],
            from_on="2024-10-01",
            to_on=day,
            budget=1000.0 * (at + 1),
        )
    secretary.do("Edit…", status="approved")
    return plan


def shown(secretary: Secretary):  # type: ignore[no-untyped-def]
    assert secretary.tab.shown is not None
    return secretary.tab.shown.detail


def hold_meetings(secretary: Secretary, team: int) -> list[int]:
    """Six meetings: called in time, held with a quorum, certified in the next one."""
    meetings: list[int] = []
    for at, day in enumerate(MEETINGS):
        secretary.open(team)
        secretary.press("Call a meeting…")
        noticed = date.fromisoformat(day).replace(day=3).isoformat()
        if at == 0:
            said = secretary.refused("dated", dated=day, noticed_on="2024-11-14")
            assert "7 วัน" in said
        secretary.fill(dated=day, noticed_on=noticed, held_at="ห้องประชุม", opened_at="09.30")
        secretary.wait(
            lambda: secretary.tab.shown is not None and secretary.tab.shown.kind == "meeting"
        )
        meeting = secretary.settled()
        secretary.attendance({WORK[0][2]: "ติดราชการ"} if at == 2 else {}, "09.25")
        due = date.fromisoformat(day).replace(day=28).isoformat()
        secretary.do(
            "New matter…",
            section=5,
            text=f"เรื่องที่ {at + 1}",
            resolution=f"มติที่ {at + 1} ให้ดำเนินการ",
            owner=HEAD,
            due_on=due,
        )
        if meetings:
            secretary.open(meetings[-1])
            secretary.do("Certify the minutes…", certified_by=meeting)
        if at in (1, 3):
            secretary.do("Carried out…", done_on=due)
        meetings.append(meeting)
    return meetings


def collect_reports(secretary: Secretary, plan: int) -> None:
    """Three rounds of four reports."""
    secretary.open(plan)
    for title, asked, due, percents in ROUNDS:
        secretary.do("Ask for reports…", title=title, asked_on=asked, due_on=due)
        waiting = [
            (owner, percent)
            for (_t, _p, owner, _d), percent in zip(WORK, percents, strict=True)
            if any(
                row.values["owner"] == owner and not row.values["reported_on"]
                for row in shown(secretary).rows_of("report")
            )
        ]
        for number, (owner, percent) in enumerate(waiting):
            picked = (owner,) if number < len(waiting) - 1 else ()
            secretary.do(
                "Take in a report…",
                *picked,
                reported_on=due,
                done_percent=percent,
                spent=10.0 * percent,
                words=f"ดำเนินการได้ร้อยละ {percent}",
                problem="รอข้อมูลจากอำเภอ" if percent == 40 else "",
            )


def publish_sets(secretary: Secretary, groups: list[int]) -> list[int]:
    """Four sets from draft to the shelf, each step by somebody whose seat allows it."""
    sets = []
    for at, group in enumerate(groups):
        secretary.open(group)
        record = secretary.write_set(f"ชุดความรู้ที่ {at + 1}", f"เนื้อความ\nข้อที่ {at + 1}", "2025-01-20")
        steps = (
            ("sent", "2025-02-10", WORK[at][2]),
            ("compiled", "2025-03-10", SECRETARY),
            ("improved", "2025-04-10", WORK[at][2]),
            ("published", "2025-06-10", CKO),
        )
        for step, day, by in steps:
            if (at, step) == (0, "published"):
                secretary.press("Next step…")
                said = secretary.refused("by", step=step, on=day, by=SECRETARY)
                assert CKO in said
                secretary.fill(by=by)
                secretary.settled()
            else:
                secretary.do("Next step…", step=step, on=day, by=by)
        sets.append(record)
    return sets


def recount(reading: Reading, figure: Figure) -> float:
    """The figure anew, from the very rows it names, by nothing but their columns."""
    if figure.table in queries.ROWS:
        rows = [reading.session.get(queries.ROWS[figure.table], key) for key in figure.sources]
    else:
        rows = [reading.record(key) for key in figure.sources]
    assert None not in rows
    values = {
        "Budget (baht)": lambda: sum(r.budget for r in rows),
        "Spent (baht)": lambda: sum(r.spent for r in rows),
        "Progress of the activities": lambda: (
            sum(100 if r.status == "done" else r.done_percent for r in rows) / len(rows)
        ),
        "On the way to the desired states": lambda: (
            sum(
                100
                * min(1, max(0, (r.reached - (r.baseline or 0)) / (r.target - (r.baseline or 0))))
                for r in rows
            )
            / len(rows)
        ),
        "Hours of training": lambda: sum(r.hours or 0 for r in rows),
    }
    return float(values.get(figure.name, lambda: len(rows))())


def expected(reading: Reading, plan: int) -> dict[str, float]:
    """What the year must come to, counted straight in the tables."""
    session = reading.session
    actions = session.scalars(select(AgendaItem).where(AgendaItem.owner != "")).all()
    steps = session.scalars(select(KnowledgeStep).where(KnowledgeStep.step == "published")).all()
    orders = session.scalars(select(Record).where(Record.kind == "order")).all()
    return {
        "Appointment orders of the year": len(orders),
        "Committees and groups at work": 5,
        "Meetings held": len(session.scalars(select(MeetingDetail)).all()),
        "Resolutions to carry out": len([a for a in actions if a.from_item_id is None]),
        "Resolutions carried out": len([a for a in actions if a.done_on]),
        "Resolutions overdue": len([a for a in actions if not a.done_on and a.due_on < TODAY]),
        "Reports asked for": 12,
        "Reports that came in": 12,
        "Knowledge sets published": len(steps),
        "Desired states": 3,
        "Budget (baht)": 10_000,
    }


def test_a_secretary_works_through_one_fiscal_year(
    desk: Desk, qtbot: QtBot, library: Library
) -> None:
    secretary = Secretary(desk, qtbot)
    secretary.sign_in(CLERK, PASSWORD)
    team, groups = appoint_everybody(secretary)
    plan = make_plans(secretary)
    meetings = hold_meetings(secretary, team)
    collect_reports(secretary, plan)
    sets = publish_sets(secretary, groups)
    secretary.open(plan)
    secretary.press("Progress report to the chair")  # one click
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(PreviewDialog)), timeout=60_000)
    (preview,) = desk.window.findChildren(PreviewDialog)
    trace(library, preview, plan)
    with library.reading(WALK_UP) as reading:
        assert [reading.record(key).status for key in meetings] == ["certified"] * 5 + ["draft"]
        assert all(reading.record(key).on_shelf for key in sets)
        back = [i for i in queries_agenda.agenda(reading.session, meetings[5]) if i.section == 3]
        assert len(back) == 3  # five resolutions before it, two of them carried out
    preview.accept()


def trace(library: Library, preview: PreviewDialog, plan: int) -> None:
    """Every number on the page comes from the rows it names, and is what the tables say."""
    (page,) = pages_of(Path(preview.path))
    actor = preview._context.actor
    with library.reading(actor) as reading:
        figures = print.report_figures(reading, plan, print.today())
        for figure in figures:
            assert recount(reading, figure) == pytest.approx(figure.value), figure.name
            words = bare(tr(figure.name)) + bare(to_thai(figure_words(figure)))
            assert words in page, figure.name
        named = {figure.name: figure.value for figure in print.report_figures(reading, plan, TODAY)}
        wanted = expected(reading, plan)
        assert {name: named[name] for name in wanted} == wanted
        _focus, states, _activities = queries_plan.plan_parts(reading.session, plan)
    for state in states:
        assert bare(state.title) in page
