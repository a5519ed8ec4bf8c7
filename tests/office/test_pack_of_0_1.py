"""A handover pack of kmdesk 0.1, kept as that program wrote it: so its library comes over."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from kmdesk.composition import build_kinds
from kmdesk.office.handover_pack import bring_in_pack, take_over
from kmdesk.people.accounts import sign_in
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.portable_export import export_records
from kmdesk.records.portable_folder import FolderError, hanging_tables, shared_tables
from kmdesk.store.check import check_store
from kmdesk.widgets.queries import record_view
from tests.fixtures.former import LETTER_TITLE, lay_pack, rows_of

ADMINISTRATOR = Actor("ผู้ดูแลทดสอบ", Duty.ADMINISTRATOR)
NAME, PASSWORD = "ผู้รับมอบ", "รหัสใหม่๑"
RECORDS = 20
build_kinds()  # all tables


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return lay_pack(tmp_path / "ส่งมอบ")


def rows_in(pack: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of the pack, table by table."""
    found = defaultdict(list, json.loads((pack / "shared.json").read_text("utf-8")))
    for path in pack.glob("records/*/record.json"):
        for table, rows in json.loads(path.read_text("utf-8"))["rows"].items():
            found[table] += rows
    return found


def test_it_is_of_the_last_schema_of_0_1_with_rows_in_every_table(pack: Path) -> None:
    manifest = json.loads((pack / "kmdesk-folder.json").read_text("utf-8"))
    assert (manifest["schema"], manifest["whole"], manifest["sealed"]) == ("0014_roles", True, True)
    tables = {"record", *(table.name for table in (*hanging_tables(), *shared_tables()))}
    assert set(rows_in(pack)) == tables


def test_it_is_taken_over_row_by_row_and_file_by_file(pack: Path, tmp_path: Path) -> None:
    root = tmp_path / "new" / "library"
    root.parent.mkdir()
    done = take_over(root, pack, NAME, PASSWORD)
    assert (done.added, done.known, done.refused) == (RECORDS, 0, ())
    arrived = rows_of(root / "library.sqlite")
    for table, rows in rows_in(pack).items():
        for row in rows:
            there = arrived[table].get(next(iter(row.values())), {})
            assert {name: there.get(name) for name in row} == row, table
    assert check_store(root) == []


def test_what_was_taken_over_opens_and_is_handed_on(pack: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    take_over(root, pack, NAME, PASSWORD)
    library, kinds = Library.open(root), build_kinds()
    try:
        assert sign_in(library, NAME, PASSWORD).duty is Duty.ADMINISTRATOR
        with library.reading(ADMINISTRATOR) as reading:
            titles = [
                record_view(reading, kinds, int(str(record_id)), None).title
                for record_id in rows_of(root / "library.sqlite")["record"]
            ]
        assert len(titles) == RECORDS and LETTER_TITLE in titles
        again = export_records(library, ADMINISTRATOR, kinds, tmp_path / "again").folder
    finally:
        library.close()
    assert rows_in(again)["record"] == rows_in(pack)["record"]


def test_it_comes_into_a_library_in_use(pack: Path, library: Library) -> None:
    assert bring_in_pack(library, ADMINISTRATOR, pack).added == RECORDS
    again = bring_in_pack(library, ADMINISTRATOR, pack)
    assert (again.added, again.known, again.refused) == (0, RECORDS, ())


@pytest.mark.parametrize("schema", ["0001_records", "0009_follow"])
def test_a_pack_of_a_schema_before_is_read_too(schema: str, pack: Path, library: Library) -> None:
    """Rows of those lack what came later: they get what is usual."""
    manifest = pack / "kmdesk-folder.json"
    manifest.write_text(manifest.read_text("utf-8").replace("0014_roles", schema), "utf-8")
    for path in pack.glob("records/*/record.json"):
        said = json.loads(path.read_text("utf-8"))
        for row in said["rows"].get("membership", []):
            del row["role_words"], row["end_reason"]
        path.write_text(json.dumps(said), "utf-8")
    _unseal(pack)
    assert bring_in_pack(library, ADMINISTRATOR, pack).added == RECORDS
    members = rows_of(library.root / "library.sqlite")["membership"].values()
    assert {(row["role_words"], row["end_reason"]) for row in members} == {("", "")}


def _unseal(pack: Path) -> None:
    """As a readable folder is, without a list of hashes."""
    (pack / "manifest-sha256.txt").unlink()
    manifest = pack / "kmdesk-folder.json"
    manifest.write_text(
        manifest.read_text("utf-8").replace('"sealed": true', '"sealed": false'), "utf-8"
    )


def test_what_was_changed_since_is_refused(pack: Path, tmp_path: Path) -> None:
    (path, *_) = sorted(pack.glob("records/*/record.json"))
    path.write_text(path.read_text("utf-8").replace("ตัวอย่าง", "อื่น"), "utf-8")
    with pytest.raises(FolderError):
        take_over(tmp_path / "library", pack, NAME, PASSWORD)
    assert not (tmp_path / "library").exists()
