"""Spoiled files for every importer and for the shelf: refused or read, never a crash."""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.committees.read_docx import read_docx
from kmdesk.intake.table import LONGEST
from kmdesk.records import SYSTEM, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.portable_import import import_portable
from kmdesk.records.spreadsheet import as_text_cell
from tests.intake.make_xlsx import cells_of

pytest.importorskip("resource", reason="limits are set on Linux")
from tests.faults import fuzz_files
from tests.faults.fuzz_files import HEADS

INPUTS = int(os.environ.get("CORNER_FILES", "200"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fuzz_files.Files]:
    good = fuzz_files.good_files(tmp_path_factory.mktemp("good"))
    made = fuzz_files.Files(tmp_path_factory.mktemp("fuzz"), good)
    yield made
    made.close()


def test_no_spoiled_file_crashes_or_hangs(files, request: pytest.FixtureRequest) -> None:
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    done = fuzz_files.run(files, seed, INPUTS)
    print(f"seed {seed}: {done}")
    assert not done.faults, "\n".join(done.faults[:20])
    assert done.inputs == INPUTS
    assert done.refused > INPUTS // 4
    assert done.memory_mb < fuzz_files.LIMIT_MB
    assert "some words" in files.client.read(files.good["pdf"]).pages[0].text
    assert files.drawing.draw(files.good["pdf"], 0, 0.3)


def test_a_crash_is_seen(files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.targets, "backup", lambda _chance: 1 / 0)
    rounds = 2 * len(files.targets)
    assert len(fuzz_files.run(files, 1, rounds).faults) == 2


def test_a_sheet_of_a_million_rows_is_read_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(HEADS) + "\n")
        stream.writelines("1,2,,,,x,\n" for _ in range(1_000_000))
    assert len(cells_of(path)) <= LONGEST + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_becomes_a_formula(start: str) -> None:
    assert as_text_cell(f"{start}1+1").startswith("'")


@pytest.mark.parametrize(
    ("table", "column", "status"),
    [
        ("passage", "text", "added"),
        ("record", "title", "added"),
        ("attachment", "sha256", "refused"),
        ("attachment", "name", "refused"),
        ("record", "kind", "refused"),
    ],
)
def test_a_row_without_one_of_its_columns(
    files, tmp_path: Path, table: str, column: str, status: str
) -> None:
    pack = Path(shutil.copytree(files.good["pack"], tmp_path / "pack"))
    told = next(
        path for path in sorted(pack.rglob("record.json")) if f'"{table}"' in path.read_text()
    )
    said = json.loads(told.read_text("utf-8"))
    del said["rows"][table][0][column]
    told.write_text(json.dumps(said), "utf-8")
    Library.create(tmp_path / "library").close()
    library = Library.open(tmp_path / "library")
    brought = {each.folder: each.status for each in import_portable(library, SYSTEM, pack)}
    library.close()
    assert brought[told.parent.relative_to(pack).as_posix()] == status


def test_a_docx_whose_letters_cannot_be_unpacked_is_refused(files, tmp_path: Path) -> None:
    path = tmp_path / "bad.docx"
    shutil.copy(files.good["docx"], path)
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("word/document.xml")
    spoiled = bytearray(path.read_bytes())
    at = entry.header_offset + 30 + len(entry.filename)
    spoiled[at : at + entry.compress_size] = b"\xff" * entry.compress_size
    path.write_bytes(spoiled)
    with pytest.raises(InvalidValue, match="DOCX"):
        read_docx(path)


def test_a_docx_in_letters_that_nobody_knows_is_refused(files, tmp_path: Path) -> None:
    path = tmp_path / "bad.docx"
    with zipfile.ZipFile(files.good["docx"]) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name).replace(b"UTF-8", b"UUF-8", 1))
    with pytest.raises(InvalidValue, match="DOCX"):
        read_docx(path)
