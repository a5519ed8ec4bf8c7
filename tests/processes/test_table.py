"""The step table as text, and the sample office's eight processes."""

import tomllib

import pytest
from hypothesis import given, settings

from kmdesk.i18n import set_language
from kmdesk.office.sample import sample_process
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import Flow, Process, StepKind
from kmdesk.processes.table import Row, insert_row, paste, read_table, remove_row, write_table
from kmdesk.resources import resource_path
from tests.processes.strategies import processes

FILES = sorted((resource_path("sample") / "processes").glob("[0-9]*.toml"))
ROWS = [
    Row(-1, "เริ่มต้น", "ยื่นคำขอ"),
    Row(-2, "งาน", "ตรวจ", work="1/2/3 วัน"),
    Row(-3, "ตัดสินใจ", "ครบไหม", work="๑๐ นาที", next="ครบ > ๔ ๘๐%; ไม่ครบ → 2 20% x2"),
    Row(-4, "จบ", "ได้รับผล"),
]


def test_reads_kinds_times_and_next_steps() -> None:
    process, problems = read_table(ROWS)
    assert problems == []
    assert [step.kind for step in process.steps] == [
        StepKind.START,
        StepKind.WORK,
        StepKind.DECISION,
        StepKind.END,
    ]
    assert process.flows == (
        Flow(-1, -2),
        Flow(-2, -3),
        Flow(-3, -4, "ครบ", 80.0),
        Flow(-3, -2, "ไม่ครบ", 20.0, 2),
    )


@pytest.mark.parametrize("language", ["th", "en"])
@settings(max_examples=60, deadline=None)
@given(process=processes())
def test_what_is_written_reads_back(language: str, process: Process) -> None:
    set_language(language)
    again, problems = read_table(write_table(process))
    assert problems == []
    assert set(again.flows) == set(process.known_flows)
    for one, other in zip(process.steps, again.steps, strict=True):
        assert (one.kind, one.name, one.role) == (other.kind, other.name, other.role)
        assert one.work is not None
        assert other.work is not None
        assert abs(one.work.worst - other.work.worst) == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (Row(7, kind="ยานอวกาศ"), "kind"),
        (Row(7, work="พรุ่งนี้"), "work"),
        (Row(7, wait="9/1 วัน"), "wait"),
        (Row(7, next="ไปต่อ"), "next"),
        (Row(7, next="99"), "next"),
    ],
)
def test_unreadable_cells_are_named(row: Row, column: str) -> None:
    _process, problems = read_table([*ROWS, row])
    assert [(p.key, p.column) for p in problems] == [(7, column)]
    assert all(str(problem.message) for problem in problems)


def test_paste_from_a_spreadsheet_fills_and_adds_rows() -> None:
    rows = paste(ROWS[:2], 1, 1, "รับเรื่อง\tธุรการ\t30 นาที\r\nเสนอ\tหัวหน้า\r\n")
    assert [(r.name, r.role, r.work) for r in rows] == [
        ("ยื่นคำขอ", "", ""),
        ("รับเรื่อง", "ธุรการ", "30 นาที"),
        ("เสนอ", "หัวหน้า", ""),
    ]
    assert len({row.key for row in rows}) == 3


def test_inserting_and_removing_rows_keeps_the_ways() -> None:
    more = insert_row(ROWS, 1)
    assert more[3].next == "ครบ > ๕ ๘๐%; ไม่ครบ → ๓ ๒๐% x๒"
    assert remove_row(more, 1)[2].next == "ครบ > ๔ ๘๐%; ไม่ครบ → ๒ ๒๐% x๒"
    assert remove_row(ROWS, 1)[1].next == "ครบ > ๓ ๘๐%"


def test_there_are_eight_sample_processes() -> None:
    assert len(FILES) == 8


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sample_process_is_sound_and_saves_what_it_aims_at(file) -> None:
    data = tomllib.loads(file.read_text("utf-8"))
    before, after = sample_process(data["before"]), sample_process(data["after"])
    was, now = cycle_time(before), cycle_time(after)
    saved = 100 * (was.typical - now.typical) / was.typical
    assert saved >= data["target_percent"], (file.stem, saved)
    assert now.steps < was.steps
    assert now.typical <= float(data["standard"].split()[0]) * 420
