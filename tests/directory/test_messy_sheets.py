"""Lists of cooperatives, people and staff as offices keep them come in without being touched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kmdesk.directory import entries
from kmdesk.directory.import_sheet import (
    COOPERATIVES,
    RESOURCE_PERSONS,
    STAFF,
    TABLES,
    apply_import,
)
from kmdesk.directory.kind import add_entry
from kmdesk.intake.rows import Table, find_heads
from kmdesk.intake.rows.plan import Plan, plan_rows
from kmdesk.intake.table import Cells
from kmdesk.records import Actor, Library
from kmdesk.records.unit import Reading
from tests.intake import messy_sheets
from tests.intake.make_xlsx import cells_of


def _plan(reading: Reading, cells: Cells, table: Table) -> Plan:
    heads = find_heads(cells, table.columns, {})
    return plan_rows(table, reading, cells, heads, heads.columns)


@pytest.mark.parametrize(
    ("make", "table", "count", "untaken"),
    [
        (messy_sheets.cooperatives, COOPERATIVES, 20, ("ที่", "พิกัด")),
        (messy_sheets.staff, STAFF, 10, ("ลำดับที่",)),
        (messy_sheets.people, RESOURCE_PERSONS, 8, ("ลำดับ",)),
    ],
    ids=["cooperatives", "staff", "people"],
)
def test_every_row_comes_in_and_what_is_not_taken_is_named(
    library: Library, clerk: Actor, tmp_path: Path, make: Callable[[Path], Path],
    table: Table, count: int, untaken: tuple[str, ...],
) -> None:  # fmt: skip
    cells = cells_of(make(tmp_path / "a.xlsx"))
    heads = {one.name: find_heads(cells, one.columns, {}) for one in TABLES}
    best = max(TABLES, key=lambda one: (len(heads[one.name].columns), heads[one.name].sure))
    assert best is table
    with library.writing(clerk, "x") as unit:
        plan = _plan(unit, cells, table)
        rows = [line for line in plan.lines if not line.left_out]
        assert [line.is_new for line in rows] == [True] * count
        assert plan.untaken == untaken
        kind = table.name.split(".")[1]
        assert apply_import(kind, unit, plan.lines) == (count, 0)


def test_figures_districts_and_telephones_of_cooperatives_are_kept(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    cells = cells_of(messy_sheets.cooperatives(tmp_path / "a.xlsx"))
    with library.writing(clerk, "x") as unit:
        apply_import("cooperative", unit, _plan(unit, cells, COOPERATIVES).lines)
        ids = {title: key for key, _n, title in entries.entries_of(unit.session, "cooperative")}
        second = ids["สหกรณ์สมมุติที่ 2 จำกัด"]
        (year,) = entries.years(unit.session, second)
        assert (year.year, year.members, year.capital) == (2568, 1001, 2000000.5)
        row = entries.detail(unit.session, "cooperative", second)
        kept = {name: getattr(row, name, "") for name in ("district", "year_end", "category")}
        assert kept == {"district": "ตัวอย่างใต้", "year_end": "31 มีนาคม", "category": "agricultural"}
        assert "0812345001" in getattr(row, "contact", "")
        last = entries.detail(unit.session, "cooperative", ids["สหกรณ์สมมุติที่ 20 จำกัด"])
        assert getattr(last, "district", "") == "ตัวอย่างเหนือ"


def test_doubled_numbers_are_flagged_in_any_digits(library: Library, clerk: Actor) -> None:
    cells: Cells = [
        ["ชื่อสหกรณ์", "เลขทะเบียน"], ["สหกรณ์ ก", "๑๒/๒๕๔๐"], ["สหกรณ์ ข", "12/2540"],
        ["สหกรณ์ ค", "13"], ["สหกรณ์ ง", "๑๔"],
    ]  # fmt: skip
    with library.writing(clerk, "x") as unit:
        held = add_entry(unit, "cooperative", {"title": "สหกรณ์เดิม", "number": "๑๓"}).id
        add_entry(unit, "cooperative", {"title": "สหกรณ์ ง", "number": "๙๙"})
        add_entry(unit, "cooperative", {"title": "สหกรณ์อื่น", "number": "14"})
        lines = _plan(unit, cells, COOPERATIVES).lines
    assert [[p.column for p in line.problems] for line in lines] == [[], [1], [], [1]]
    assert lines[2].match == held


def test_ditto_marks_never_give_a_name_or_a_figure(library: Library, clerk: Actor) -> None:
    cells: Cells = [
        ["ชื่อสหกรณ์", "ประเภท", "จำนวนสมาชิก (คน)"],
        ["สหกรณ์ ก", "บริการ", "10"], ['"', '"', "11"], ["สหกรณ์ ค", "〃", "- ” -"],
    ]  # fmt: skip
    with library.reading(clerk) as reading:
        lines = _plan(reading, cells, COOPERATIVES).lines
    assert [[p.column for p in line.problems] for line in lines] == [[], [0], [2]]
