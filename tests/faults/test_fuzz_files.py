"""Spoiled files for the importers that run inside the program: refused or read, never a crash."""

import os
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from kmdesk.intake.table import LONGEST, read_table
from kmdesk.records.portable.sheet import as_text_cell
from kmdesk.store.backup import back_up
from tests.faults import acts, fuzz_files

INPUTS = int(os.environ.get("CORNER_FILES", "250"))
HEADS = ["เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fuzz_files.Files]:
    good = tmp_path_factory.mktemp("good")
    acts.make_library(good / "library")
    acts.make_folder(good / "library", good / "pack")
    back_up(good / "library", good / "stick")
    rows = [HEADS, *([str(n), f"ชพ 0010/ว {n}", "๒ มิ.ย. ๒๕๖๘", "จังหวัด", "สสจ.", f"เรื่อง {n}", ""]
                     for n in range(30))]  # fmt: skip
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(good / "a.xlsx")
    (good / "a.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    text = docx.Document()
    text.add_heading("หัวข้อ", 1)
    for number in range(5):
        text.add_paragraph(f"ย่อหน้า {number}", "List Number")
    text.add_table(2, 2).cell(0, 0).text = "ช่อง"
    text.save(good / "a.docx")
    made = fuzz_files.Files(
        tmp_path_factory.mktemp("fuzz"),
        {"xlsx": good / "a.xlsx", "csv": good / "a.csv", "docx": good / "a.docx",
         "pack": good / "pack", "bag": good / "stick"},
    )  # fmt: skip
    yield made
    made.library.close()


def test_no_spoiled_file_crashes_or_hangs(files, request: pytest.FixtureRequest) -> None:
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    done = fuzz_files.run(files, seed, INPUTS)
    print(f"seed {seed}: {done}")
    assert not done.faults, "\n".join(done.faults[:20])
    assert done.inputs == INPUTS
    assert done.refused > INPUTS // 4


def test_a_crash_is_seen(files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.targets, "backup", lambda _chance: 1 / 0)
    assert len(fuzz_files.run(files, 1, 10).faults) == 2


def test_a_sheet_of_a_million_rows_is_read_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(HEADS) + "\n")
        stream.writelines("1,2,,,,x,\n" for _ in range(1_000_000))
    assert len(read_table(path)) <= LONGEST + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_becomes_a_formula(start: str) -> None:
    assert as_text_cell(f"{start}1+1").startswith("'")
