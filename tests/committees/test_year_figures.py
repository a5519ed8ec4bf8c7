"""The department's plan above the province's, goals counted, packs for 6 and 12 months."""

from pathlib import Path

import pypdfium2
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kmdesk.committees import plan
from kmdesk.committees.meetings import add_item, call_meeting
from kmdesk.committees.orders import add_committee
from kmdesk.committees.plan import (
    add_activity,
    add_evidence,
    add_focus,
    add_plan,
    add_state,
    ask_reports,
    copy_plan_to_next_year,
    count_again,
    file_report,
    plan_parts,
)
from kmdesk.committees.plan_figures import Action, Awaited, TakenPart, YearRows, year_figures
from kmdesk.committees.print import period_of, write_evidence
from kmdesk.committees.view import committee_view
from kmdesk.records import WALK_UP, Actor, Library

days = st.none() | st.dates().map(str)
ids = st.lists(st.integers(1, 99), max_size=4, unique=True).map(tuple)
actions = st.lists(st.tuples(days, days), max_size=6)


@given(actions, st.dates().map(str), ids, st.lists(st.floats(0, 50), max_size=5))
def test_every_figure_of_the_year_is_as_many_as_the_rows_it_names(
    pairs: list[tuple[str | None, str | None]],
    today: str,
    some: tuple[int, ...],
    hours: list[float],
) -> None:
    rows = YearRows(
        orders=some,
        committees=some,
        meetings=some,
        actions=tuple(Action(n, due, done) for n, (due, done) in enumerate(pairs)),
        reports=tuple(Awaited(n, done) for n, (_due, done) in enumerate(pairs)),
        evidence=some,
        published=some,
        trainings=some,
        trainees=tuple(TakenPart(n, h) for n, h in enumerate(hours)),
    )
    figures = {figure.name: figure for figure in year_figures(rows, today)}
    for name, figure in figures.items():
        if name != "Hours of training":
            assert figure.value == len(figure.sources) == len(set(figure.sources))
    assert figures["Hours of training"].value == sum(hours)
    done = set(figures["Resolutions carried out"].sources)
    late = set(figures["Resolutions overdue"].sources)
    assert not done & late
    for action in rows.actions:
        assert (action.id in done) == bool(action.done_on and action.done_on <= today)
        wants = action.id not in done and action.due_on is not None and action.due_on < today
        assert (action.id in late) == wants


def test_the_province_stands_under_the_department(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        above = add_plan(unit, {"title": "ระดับกรม", "fiscal_year": 2568, "level": "department"}).id
        focus = add_focus(unit, above, "ขอบเขตกรม").id
        state = add_state(unit, above, {"title": "เป้าหมายกรม", "target": 1.0}).id
        own = add_plan(unit, {"title": "จังหวัด", "fiscal_year": 2568}).id
        add_focus(unit, own, "ขอบเขตจังหวัด", focus)
        values = {"title": "เป้าหมายจังหวัด", "target": 4.0, "reached": 1.0, "under_id": state}
        add_state(unit, own, {**values, "counted_by": "published_sets"})
        assert count_again(unit, own, {"published_sets": 3.0, "other": 9.0}) == 1
        assert count_again(unit, own, {"published_sets": 3.0}) == 0
        assert count_again(unit, above, {"": 7.0}) == 0
        unit.commit()
    with library.reading(WALK_UP) as reading:
        views = [committee_view(reading, plan_id) for plan_id in (above, own)]
        blocks = [{b.heading: b.rows for b in view.blocks} for view in views if view]
        assert blocks[0]["Focus areas of the province under these"] == (
            ("ขอบเขตจังหวัด", "ขอบเขตกรม", "จังหวัด"),
        )
        assert blocks[0]["Desired states of the province under these"] == (
            ("เป้าหมายจังหวัด", "เป้าหมายกรม", "จังหวัด", "75%"),
        )
        assert len(blocks[1]["Under the department's plan"]) == 2
        assert "The year in figures" not in blocks[1]  # for the staff
    with library.writing(clerk, "x") as unit:
        (carried,) = plan_parts(unit.session, copy_plan_to_next_year(unit, own).id)[1]
        assert (carried.under_id, carried.counted_by) == (state, "published_sets")


def test_the_pack_of_six_months_has_the_chairs_page_reports_and_only_its_evidence(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    assert period_of(2568, 6) == ("2024-10-01", "2025-03-31")
    assert period_of(2568, 12) == ("2024-10-01", "2025-09-30")
    with library.writing(clerk, "x") as unit:
        plan_id = add_plan(unit, {"title": "แผน", "fiscal_year": 2568}).id
        activity = add_activity(
            unit, plan_id, {"title": "กิจกรรม", "part": "share", "owner": "นาย ก"}
        )
        asked = {"title": "รอบหกเดือน", "asked_on": "2025-03-01", "due_on": "2025-03-31"}
        ask_reports(unit, plan_id, asked)
        (line,) = plan.progress_reports(unit.session, plan_id)
        words = {"words": "ทำแล้วครึ่งหนึ่ง", "reported_on": "2025-03-20", "done_percent": 50}
        file_report(unit, line.report_id, words)
        for name, day in (("ภาพต้นปี", "2025-01-10"), ("ภาพปลายปี", "2025-08-10")):
            file = tmp_path / f"{name}.png"
            Image.new("RGB", (40, 30), "#446688").save(file)
            values = {"form": "photo", "dated": day, "note": name, "activity_id": activity.id}
            add_evidence(unit, plan_id, file, values)
        unit.commit()
    texts = {}
    for months in (None, 6, 12):
        out = tmp_path / f"{months}.pdf"
        write_evidence(library, clerk, plan_id, out, months)
        with pypdfium2.PdfDocument(out) as pdf:
            texts[months] = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "ภาพปลายปี" not in texts[6]
    assert all("ภาพปลายปี" in texts[months] for months in (None, 12))
    assert "ทำแล้วครึ่งหนึ่ง" in texts[6]
    assert "เสนอประธาน" in texts[6]
    assert "เสนอประธาน" not in texts[None]


def test_a_resolution_has_its_evidence_for_the_staff(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "ใบเซ็นชื่อ.png"
    Image.new("RGB", (40, 30), "#446688").save(file)
    with library.writing(clerk, "x") as unit:
        team = add_committee(unit, {"title": "คณะ"}).id
        meeting = call_meeting(unit, team, {"dated": "2025-01-10"}).id
        item = add_item(unit, meeting, section=5, text="เรื่อง", resolution="ให้จัดอบรม", owner="นาย ก")
        add_evidence(unit, meeting, file, {"form": "sign_in", "item_id": item.id})
        unit.commit()
    with library.reading(clerk) as reading:
        view = committee_view(reading, meeting)
        assert view is not None
        (block,) = [b for b in view.blocks if b.heading == "Evidence"]
        assert block.rows[0][:3] == ("ใบเซ็นชื่อ.png", "ใบลงชื่อ", "ให้จัดอบรม")
        assert [row.table for row in view.rows_of("evidence")] == ["evidence"]
    with library.reading(WALK_UP) as reading:
        assert "ใบเซ็นชื่อ" not in str(committee_view(reading, meeting))
