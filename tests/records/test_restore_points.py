"""Restore points: kept before acts on many records, cheap, few, and good to restore from."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from kmdesk.office.ingest import Ingest
from kmdesk.office.protocol import Outcome
from kmdesk.places import PlaceRow, records_within
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.library import MANY
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.store.backup import back_up, restore
from kmdesk.store.backup_plan import DAILY, POINTS, kept_points
from kmdesk.store.folder import RESTORE_POINTS

CLERK = Actor("ธุรการ", Duty.CLERK)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def points(library: Library) -> list[Path]:
    return sorted((library.root / RESTORE_POINTS).glob("kmdesk-2*"))


@pytest.fixture
def stocked(library: Library) -> Library:
    with library.writing(CLERK, "Stock") as unit:
        for number in range(3):
            file = NewFile(f"เนื้อหา {number}".encode(), "ก.txt", "text/plain")
            add_document(unit, NewDocument(f"เรื่อง {number}"), [], file)
        unit.commit()
    return library


@pytest.mark.parametrize(("count", "kept"), [(0, 0), (MANY - 1, 0), (MANY, 1), (10 * MANY, 1)])
def test_only_acts_on_many_records_begin_with_one(stocked, count, kept) -> None:
    stocked.keep_point_for(count)
    assert len(points(stocked)) == kept


def test_a_library_with_nothing_in_it_needs_none(library: Library) -> None:
    library.keep_point_for(MANY)
    assert points(library) == []


def test_files_are_linked_not_copied_and_the_point_restores(stocked, tmp_path) -> None:
    stocked.keep_point()
    (bag,) = points(stocked)
    for path in (stocked.root / "files").glob("??/*"):
        other = bag / "data" / "files" / path.parent.name / path.name
        assert path.samefile(other)
    with stocked.writing(CLERK, "Edit") as unit:
        unit.record(1).title = "เปลี่ยนแล้ว"
        unit.commit()
    root = restore(bag, tmp_path / "back")
    with closing(sqlite3.connect(root / "library.sqlite")) as connection:
        assert connection.execute("SELECT title FROM record WHERE id = 1").fetchone() == ("เรื่อง 0",)
    assert len(list((root / "files").glob("??/*"))) == 3


def test_the_last_few_stay_whatever_their_day(stocked: Library) -> None:
    target = stocked.root / RESTORE_POINTS
    for minute in range(POINTS + 3):
        back_up(stocked.root, target, link=True, now=NOW + timedelta(minutes=minute))
    assert len(points(stocked)) == POINTS


def test_of_the_days_before_one_stays_each() -> None:
    made = [NOW - timedelta(days=day, hours=hour) for day in range(20) for hour in (0, 1, 2)]
    stays = kept_points(made)
    assert set(made[:POINTS]) <= stays
    assert {moment.date() for moment in stays} == {
        (NOW - timedelta(days=day)).date() for day in range(DAILY)
    }
    assert len(stays) == POINTS + DAILY - 1


def test_an_import_of_many_files_begins_with_one(stocked, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY - 1):
        (folder / f"{number}.txt").write_text(f"เรื่องใหม่ {number}", "utf-8")

    def counted_only(files: int) -> list[Outcome]:
        """An import that is stopped when its files are counted and none is read yet."""
        asked = count()
        return list(Ingest(stocked, CLERK, stop=lambda: next(asked) >= files).run([folder]))

    assert counted_only(MANY - 1) == []
    assert points(stocked) == []
    (folder / "more.txt").write_text("อีกเรื่อง", "utf-8")
    assert counted_only(MANY) == []
    assert len(points(stocked)) == 1


def test_places_count_with_all_that_is_within() -> None:
    rows = [
        PlaceRow(1, None, "cupboard", "ตู้", "ตู้", 1),
        PlaceRow(2, 1, "shelf", "ชั้น", "ชั้น", 10),
        PlaceRow(3, 2, "folder", "แฟ้ม", "แฟ้ม", 100),
        PlaceRow(4, None, "cupboard", "ตู้อื่น", "ตู้อื่น", 1000),
    ]
    assert records_within(rows, [1]) == 111
    assert records_within(rows, [3, 4]) == 1100
