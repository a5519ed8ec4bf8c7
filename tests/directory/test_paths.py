"""Consent on every path out, the Act's days, spreadsheets, doubles."""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.directory import entries
from kmdesk.directory.import_sheet import COOPERATIVES, TABLES, apply_import
from kmdesk.directory.kind import (
    CooperativeKind,
    Facts,
    ResourcePersonKind,
    add_entry,
    change_entry,
    deadlines,
    merge_entries,
    set_year,
)
from kmdesk.i18n import KmdeskError
from kmdesk.intake import IntakeError
from kmdesk.intake.rows import Line, Table, find_heads
from kmdesk.intake.rows.plan import plan_rows
from kmdesk.intake.table import Cells
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.records.describe import describe
from kmdesk.records.merge import Answers, MergeConflict
from kmdesk.records.unit import Reading
from kmdesk.thai.numbers import to_arabic
from tests.intake.make_xlsx import cells_of

PHONE, HOME = "0-0000-0199", "บ้านลับตัวอย่าง"


@pytest.mark.parametrize("consent", [False, True])
def test_every_path_out_asks_for_consent(
    library: Library, clerk: Actor, tmp_path: Path, consent: bool
) -> None:
    kind = ResourcePersonKind()
    with library.writing(clerk, "x") as unit:
        values = {"title": "วิทยากร ก", "phone": PHONE, "address": HOME, "consent": consent}
        person = add_entry(unit, "resource_person", values).id
        unit.commit()
    out = tmp_path / "card.pdf"
    kind.write_pdf(library, WALK_UP, person, out)
    printed = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(out))
    printed = to_arabic(printed)
    with library.reading(WALK_UP) as reading:
        indexed = str(list(kind.passages(reading.session, person)))
        exported = str(describe(reading, kind, person))
        shown = str(entries.directory_view(reading, person))
        fields = str(kind.facts(reading.session, person))
    for text in (printed, indexed, exported, shown, fields):
        if not consent:
            assert PHONE not in text
            assert HOME not in text
    if consent:
        assert PHONE in fields
        assert PHONE in printed


def test_merging_never_widens_consent_and_loses_nothing(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        one = add_entry(unit, "resource_person", {"title": "ก", "consent": True, "topics": "บัญชี"})
        two = add_entry(unit, "resource_person", {"title": "ก.", "phone": PHONE})
        coop = add_entry(unit, "cooperative", {"title": "สหกรณ์ ก"})
        unit.link(two.id, coop.id, "about")
        with pytest.raises(MergeConflict) as asked:
            merge_entries(unit, one.id, two.id)
        assert [found.field for found in asked.value.differences] == ["title"]
        assert merge_entries(unit, one.id, two.id, {"title": "keep"}) == one.id
        row = entries.detail(unit.session, "resource_person", one.id)
        assert getattr(row, "phone", "") == PHONE
        assert getattr(row, "consent", None) is False
        assert [(k.record_id, k.to_id) for k in entries.links_of(unit.session, one.id)] == [
            (one.id, coop.id)
        ]
        for other in (one.id, coop.id):
            with pytest.raises(KmdeskError):
                merge_entries(unit, one.id, other)


def test_years_of_both_are_kept_and_what_differs_is_asked_about(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        one = add_entry(unit, "cooperative", {"title": "ก", "district": "เหนือ"}).id
        two = add_entry(unit, "cooperative", {"title": "ข", "district": "ใต้", "number": "7"}).id
        set_year(unit, one, 2567, members=5)
        set_year(unit, two, 2567, members=9)
        set_year(unit, two, 2568, members=8)
        answers: Answers = {"title": "gone", "district": "keep", "2567:members": "gone"}
        with pytest.raises(MergeConflict) as asked:
            merge_entries(unit, one, two)
        assert {found.field for found in asked.value.differences} == set(answers)
        merge_entries(unit, one, two, answers)
        found = [(y.year, y.members) for y in entries.years(unit.session, one)]
        assert found == [(2568, 8), (2567, 9)]
        row = entries.detail(unit.session, "cooperative", one)
        assert (getattr(row, "district", ""), unit.record(one).number) == ("เหนือ", "7")
        assert unit.record(one).title == "ข"


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_the_general_meeting_is_due_150_days_after_the_year(today: date) -> None:
    (found,) = deadlines(Facts(year_end="๓๑ มีนาคม"), today)
    closed = date.fromisoformat(found.day) - timedelta(days=150)
    assert (closed.month, closed.day) == (3, 31)
    assert 0 < (today - closed).days <= 366
    assert deadlines(Facts(year_end="31 มีนาคม", meeting_on=today.isoformat()), today) == []


def test_the_acts_other_days() -> None:
    today = date(2025, 6, 1)
    assert [d.day for d in deadlines(Facts(bylaws_on="2025-05-20"), today)] == ["2025-06-19"]
    assert [d.day for d in deadlines(Facts(board_from="2024-02-29"), today)] == ["2026-02-27"]
    gone = Facts(year_end="31 มีนาคม", dissolved_on="2025-05-20", is_active=False)
    assert [d.day for d in deadlines(gone, today)] == ["2025-06-19"]
    assert deadlines(Facts(year_end="สิ้นปี"), today) == []


def test_days_come_up_on_home(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        values = {"title": "ก", "year_end": "๓๑ มีนาคม", "meeting_on": "2024-07-01"}
        coop = add_entry(unit, "cooperative", values).id
        kind = CooperativeKind()
        assert [(r, d) for r, d, _ in kind.due(unit.session, date(2025, 8, 10))] == [
            (coop, "2025-08-28")
        ]
        assert kind.due(unit.session, date(2025, 5, 1)) == []
        change_entry(unit, coop, {"meeting_on": "2025-07-20"})
        assert kind.due(unit.session, date(2025, 8, 10)) == []


def _best(cells: Cells) -> Table:
    """The table of the directory that the heads fit best."""
    return max(TABLES, key=lambda t: len(find_heads(cells, t.columns, {}).columns))


def _lines(reading: Reading, cells: Cells, table: Table = COOPERATIVES) -> list[Line]:
    heads = find_heads(cells, table.columns, {})
    return list(plan_rows(table, reading, cells, heads, heads.columns).lines)


HEADS = "ชื่อ,เลขทะเบียน,อำเภอ,ประเภท,ปี พ.ศ.,จำนวนสมาชิก,ผลการจัดมาตรฐาน"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
def test_a_sheet_is_matched_by_number_then_name(
    library: Library, clerk: Actor, tmp_path: Path, encoding: str
) -> None:
    rows = [
        HEADS,
        'สหกรณ์ใหม่,๙,เหนือ,การเกษตร,๒๕๖๘,"1,250",ผ่าน',
        "สหกรณ์ ก  จำกัด,,ใต้,,,,",
        "ชื่ออื่น,00-7,,,2568,12,ไม่ผ่าน",
        ",5,,,,,",
        "สหกรณ์ผิด,8,,ไม่มีประเภทนี้,,,",
        "สหกรณ์ปี,6,,,1999,1,ผ่าน",
        "สหกรณ์ใหม่,9,,,2568,,ผ่าน",
    ]
    sheet = tmp_path / "รายชื่อ.csv"
    sheet.write_bytes("\n".join(rows).encode(encoding))
    with library.writing(clerk, "x") as unit:
        one = add_entry(unit, "cooperative", {"title": "สหกรณ์ ก จำกัด", "number": "1"}).id
        two = add_entry(unit, "cooperative", {"title": "สหกรณ์ ข", "number": "๐๐-๗"}).id
        lines = _lines(unit, cells_of(sheet))
        assert [line.match for line in lines[:3]] == [None, one, two]
        assert [bool(line.problems) for line in lines] == [False] * 3 + [True] * 4
        assert apply_import("cooperative", unit, lines) == (1, 2)
        names = {title for _id, _number, title in entries.entries_of(unit.session, "cooperative")}
        assert names == {"สหกรณ์ใหม่", "สหกรณ์ ก จำกัด", "ชื่ออื่น"}
        (year,) = entries.years(unit.session, two)
        assert (year.members, year.standard) == (12, "failed")
        again = _lines(unit, cells_of(sheet))
        assert all(line.match for line in again if line.is_good)


def test_excel_is_read_and_what_is_no_sheet_is_refused(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["ชื่อ", "วันจดทะเบียน"])
    book.active.append(["สหกรณ์ ค", date(1990, 5, 1)])
    path = tmp_path / "a.xlsx"
    book.save(path)
    bad = tmp_path / "b.xlsx"
    bad.write_bytes(b"no zip")
    with library.writing(clerk, "x") as unit:
        (line,) = _lines(unit, cells_of(path))
        assert line.values == {"title": "สหกรณ์ ค", "dated": "1990-05-01"}
        assert _lines(unit, []) == []
        unknown = _lines(unit, [["อื่น"], ["ก"]])
        assert not any(line.is_good for line in unknown)  # no column is a name
    with pytest.raises(IntakeError):
        cells_of(bad)


PEOPLE = """ชื่อ,สังกัด,ความเชี่ยวชาญ,โทรศัพท์,ความยินยอม
นาย ก ตัวอย่าง,สหกรณ์ ก,บัญชี,0-0000-0001,ยินยอม
นาง ข ตัวอย่าง,,กฎหมาย,0-0000-0002,
นาย ค ตัวอย่าง,,,0-0000-0003,อาจจะ
"""
STAFF = """ชื่อ,ตำแหน่ง,กลุ่มงาน,โทรภายใน
นาย ง ตัวอย่าง,นิติกร,กลุ่มจดทะเบียน,12
"""


def test_people_come_from_a_sheet_too_and_consent_only_where_it_is_said(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    for name, content in (("people", PEOPLE), ("staff", STAFF)):
        (tmp_path / f"{name}.csv").write_text(content, "utf-8")
    with library.writing(clerk, "x") as unit:
        old = add_entry(unit, "resource_person", {"title": "นาย ก  ตัวอย่าง", "topics": "เดิม"}).id
        cells = cells_of(tmp_path / "people.csv")
        assert _best(cells).name == "directory.resource_person"
        lines = _lines(unit, cells, _best(cells))
        assert [line.match for line in lines] == [old, None, None]
        assert [bool(line.problems) for line in lines] == [False, False, True]
        assert apply_import("resource_person", unit, lines) == (1, 1)
        first = entries.detail(unit.session, "resource_person", old)
        assert getattr(first, "consent", None) is True
        assert getattr(first, "topics", "") == "เดิม"
        people = {
            title: key for key, _n, title in entries.entries_of(unit.session, "resource_person")
        }
        second = entries.detail(unit.session, "resource_person", people["นาง ข ตัวอย่าง"])
        assert getattr(second, "consent", None) is False
        cells = cells_of(tmp_path / "staff.csv")
        assert _best(cells).name == "directory.staff"
        assert apply_import("staff", unit, _lines(unit, cells, _best(cells))) == (1, 0)


def test_a_row_the_form_would_refuse_is_left_out_in_words(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("ชื่อ,วันสิ้นปีทางบัญชี\nสหกรณ์ ก,สิ้นปี\nสหกรณ์ ข,๓๑ มีนาคม\n", "utf-8")
    with library.writing(clerk, "x") as unit:
        lines = _lines(unit, cells_of(sheet))
        assert [bool(line.problems) for line in lines] == [True, False]
        assert apply_import("cooperative", unit, lines) == (1, 0)
