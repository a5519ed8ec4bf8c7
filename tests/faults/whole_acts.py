"""All acts of the whole kill test, each with its beginning and what must hold after a kill.

A stage is a folder with a ``library`` and whatever else the act needs. A round is said once
it is durable: what was said must be there after the next start, and nothing half-done.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kmdesk.committees.knowledge import add_set, advance
from kmdesk.committees.orders import add_committee, appoint
from kmdesk.composition import build_kinds
from kmdesk.office.ingest import Ingest
from kmdesk.records import SYSTEM, Library
from kmdesk.search.worker import Service
from kmdesk.store.backup import back_up, exchange, restore, restore_beside, settle_exchange
from kmdesk.store.bagit import bags_in
from kmdesk.store.engine import head, revision_of
from kmdesk.store.files import remove_strays
from tests.faults import act_checks, acts, kill
from tests.fixtures.former import LETTER_TITLE, lay
from tests.fixtures.later import later_schema

FILES, ROUNDS = 4, 6
_LETTER = "SELECT title FROM record WHERE title = ?"
STEPS = ("sent", "compiled", "improved", "published")
_FIRST_DAY = datetime(2025, 6, 2, 9, tzinfo=UTC)
KINDS = build_kinds()

Check = Callable[[Path, list[Any]], None]


@dataclass(frozen=True)
class Act:
    """What an act begins with, does round by round, and must leave behind."""

    prepare: Callable[[Path], None]
    run: Callable[[Path], Iterator[Any]]
    check: Check


def faults(name: str, stage: Path, said: list[Any]) -> list[str]:
    """After the next start: damage, strays, drift of the index, what was said and is not so."""
    with later_schema(stage / "scripts") if name == "migrate" else nullcontext():
        return _faults(name, stage, said)


def _faults(name: str, stage: Path, said: list[Any]) -> list[str]:
    library = stage / "library"
    settle_exchange(library)
    Library.open(library).close()
    remove_strays(library, undone=True)
    drift = _catch_up(library)  # the search process of that start tidies its own folder
    found = [f"index and records differ by {drift}"] if drift else []
    found += kill.faults_of_database(library) + kill.faults_of_files(library)
    try:
        ACTS[name].check(stage, said)
    except AssertionError as error:
        found.append(str(error) or f"not as said: {said}")
    return found


def _catch_up(library: Path) -> int:
    service = Service(library, KINDS)
    service.catch_up()
    drift = service.status(deep=True).drift
    service.index.close()
    service.library.close()
    return drift


def _one(library: Path, query: str, *values: object) -> Any:
    with closing(sqlite3.connect(library / "library.sqlite")) as connection:
        return connection.execute(query, values).fetchone()


# Beginnings ---------------------------------------------------------------------------------


def _stock(stage: Path) -> None:
    acts.make_library(stage / "library")
    _catch_up(stage / "library")


def _with_sources(stage: Path) -> None:
    _stock(stage)
    kill.plain_files(stage / "sources", FILES)


def _with_folder(stage: Path) -> None:
    acts.make_library(stage / "other")
    acts.make_folder(stage / "other", stage / "folder")
    Library.create(stage / "library").close()
    _catch_up(stage / "library")


def _old(stage: Path) -> None:
    lay(stage / "library", head())
    with later_schema(stage / "scripts"):
        pass  # its migrations are there


def _with_backup(stage: Path) -> None:
    _stock(stage)
    back_up(stage / "library", stage / "stick", now=_FIRST_DAY)
    _retitle(stage / "library", "หลังสำรอง")


def _with_group(stage: Path) -> None:
    _stock(stage)
    library = Library.open(stage / "library")
    with library.writing(SYSTEM, "x") as unit:
        group = add_committee(unit, {"title": "กลุ่ม", "form": "km_group", "issue": "ลดเวลา"}).id
        appoint(unit, group, name="หัวหน้า ก", role="head", from_on="2025-01-01")
        unit.commit()
    library.close()


def _retitle(root: Path, title: str) -> None:
    library = Library.open(root)
    with library.writing(SYSTEM, "x") as unit:
        unit.retitle(unit.record(1), title)
        unit.commit()
    library.close()


# Acts ---------------------------------------------------------------------------------------


def _from_acts(name: str) -> Callable[[Path], Iterator[Any]]:
    def run(stage: Path) -> Iterator[Any]:
        library = Library.open(stage / "library")
        yield from acts.ACTS[name](library, stage / "folder")
        library.close()

    return run


def _checked_by(name: str) -> Check:
    return lambda stage, said: act_checks.CHECKS[name](stage / "library", said)


def _import(stage: Path) -> Iterator[Any]:
    library = Library.open(stage / "library")
    for outcome in Ingest(library, acts.CLERK).run([stage / "sources"]):
        assert outcome.status == "added", outcome
        yield outcome.record_id
    library.close()


def _check_import(stage: Path, said: list[Any]) -> None:
    library = stage / "library"
    for record in said:
        texts = _one(library, "SELECT count(*) FROM passage WHERE record_id = ?", record)
        files = _one(library, "SELECT count(*) FROM attachment WHERE record_id = ?", record)
        assert (texts, files) == ((1,), (1,)), f"record {record} was said and is not whole"
    (count,) = _one(library, "SELECT count(*) FROM record")
    assert count - acts.PAPERS - len(said) in (0, 1), f"{count} records, {len(said)} said"


def _edit(stage: Path) -> Iterator[Any]:
    library = Library.open(stage / "library")
    for number in range(ROUNDS):
        with library.writing(SYSTEM, "x") as unit:
            record = unit.record(1)
            unit.retitle(record, f"ครั้งที่ {number}")
            record.place_id = 1 + number % 3
            record.audience = "public" if number % 2 else "internal"
            unit.attach(record, f"ฉบับ {number}".encode(), f"{number}.txt", "text/plain")
            unit.commit()
        yield number
    library.close()


def _check_edit(stage: Path, said: list[Any]) -> None:
    library = stage / "library"
    title, place = _one(library, "SELECT title, place_id FROM record WHERE id = 1")
    (files,) = _one(library, "SELECT count(*) FROM attachment WHERE record_id = 1")
    reached = files - 2  # one was there before, the first round has the number 0
    last = said[-1] if said else -1
    assert reached in (last, last + 1), f"said {last}, {files} files"
    if reached >= 0:
        assert (title, place) == (f"ครั้งที่ {reached}", 1 + reached % 3), "half a round"


def _migrate(stage: Path) -> Iterator[Any]:
    with later_schema(stage / "scripts") as revision:
        Library.open(stage / "library").close()
        assert revision_of(stage / "library" / "library.sqlite") == revision
        yield "migrated"


def _check_migrated(stage: Path, said: list[Any]) -> None:
    library = stage / "library"
    assert _one(library, _LETTER, LETTER_TITLE) == (LETTER_TITLE,)
    points = bags_in(library / "backups")
    assert points, "no restore point was made before the migration"
    restore(points[0].folder, stage / "tried")
    assert _one(stage / "tried", _LETTER, LETTER_TITLE) == (LETTER_TITLE,)


def _index(stage: Path) -> Iterator[Any]:
    root = stage / "library"
    service = Service(root, KINDS)
    for number in range(ROUNDS):
        _retitle(root, f"ครั้งที่ {number}")
        if number % 3 == 2:
            service.rebuild()
        service.catch_up()
        yield number
    service.library.close()


def _check_index(stage: Path, said: list[Any]) -> None:
    (title,) = _one(stage / "library", "SELECT title FROM record WHERE id = 1")
    last = said[-1] if said else -1
    assert title in {f"ครั้งที่ {last}", f"ครั้งที่ {last + 1}"} or last < 0, title


def _backup(stage: Path) -> Iterator[Any]:
    root = stage / "library"
    for number in range(1, 4):
        _retitle(root, f"ครั้งที่ {number}")
        made = back_up(root, stage / "stick", now=_FIRST_DAY + timedelta(days=number))
        yield [made.folder.name, f"ครั้งที่ {number}"]


def _check_backup(stage: Path, said: list[Any]) -> None:
    bags = {bag.folder.name: bag for bag in bags_in(stage / "stick")}
    for name, _title in said:
        assert name in bags, f"{name} was said and is gone"
    titles = dict(said)
    for name, bag in bags.items():  # what looks like a backup is one
        back = restore(bag.folder, stage / "tried" / name)
        assert not kill.faults_of_files(back)
        if name in titles:
            assert _one(back, "SELECT title FROM record WHERE id = 1") == (titles[name],)
    back_up(stage / "library", stage / "stick", now=_FIRST_DAY + timedelta(days=9))
    left = [path.name for path in (stage / "stick").rglob("*.part")]
    assert not left, f"left on the stick: {left}"


def _restore(stage: Path) -> Iterator[Any]:
    root = stage / "library"
    (bag,) = bags_in(stage / "stick")
    beside = restore_beside(bag.folder, root)
    yield "stands"
    exchange(root, beside)
    yield "exchanged"


def _check_restored(stage: Path, said: list[Any]) -> None:
    (title,) = _one(stage / "library", "SELECT title FROM record WHERE id = 1")
    restored, before = "เรื่อง 0", "หลังสำรอง"
    allowed = {restored} if "exchanged" in said else {restored, before} if said else {before}
    assert title in allowed, f"{title} after {said}"
    if title == restored:
        (aside,) = stage.glob("library-before-restore-*")
        assert _one(aside, "SELECT title FROM record WHERE id = 1") == (before,)
    else:
        (bag,) = bags_in(stage / "stick")
        restore_beside(bag.folder, stage / "library")  # once more, to its end
    left = [path.name for path in stage.iterdir() if "restoring" in path.name]
    assert not left, f"left over: {left}"


def _publish(stage: Path) -> Iterator[Any]:
    library = Library.open(stage / "library")
    (group,) = _one(stage / "library", "SELECT id FROM record WHERE title = 'กลุ่ม'")
    for number in range(ROUNDS):
        with library.writing(SYSTEM, "x") as unit:
            values = {"title": f"ชุด {number}", "group_id": group, "text": "ข้อความ"}
            made = add_set(unit, values, "2025-02-01").id
            unit.commit()
        yield [made, "draft"]
        for step in STEPS:
            with library.writing(SYSTEM, "x") as unit:
                advance(unit, made, step, "2025-02-02", by="หัวหน้า ก")
                unit.commit()
            yield [made, step]
    library.close()


def _check_published(stage: Path, said: list[Any]) -> None:
    library = stage / "library"
    order = ("draft", *STEPS)
    for made, step in dict(said).items():
        query = "SELECT status, on_shelf, audience FROM record WHERE id = ?"
        status, on_shelf, audience = _one(library, query, made)
        ahead = order.index(status) - order.index(step)
        assert ahead in ((0, 1) if made == said[-1][0] else (0,)), f"{made}: {status}, said {step}"
        assert (bool(on_shelf), audience == "public") == ((status == "published"),) * 2
        (steps,) = _one(library, "SELECT count(*) FROM knowledge_step WHERE record_id = ?", made)
        assert steps == order.index(status) + 1, f"{made}: {steps} steps for {status}"
        query = "SELECT count(*) FROM link WHERE to_id = ? AND relation = 'publishes'"
        assert _one(library, query, made) == (int(status == "published"),)


ACTS = {
    "import": Act(_with_sources, _import, _check_import),
    "edit": Act(_stock, _edit, _check_edit),
    "move": Act(_stock, _from_acts("move"), _checked_by("move")),
    "merge": Act(_stock, _from_acts("merge"), _checked_by("merge")),
    "undo": Act(_stock, _from_acts("undo"), _checked_by("undo")),
    "bring": Act(_with_folder, _from_acts("bring"), _checked_by("bring")),
    "migrate": Act(_old, _migrate, _check_migrated),
    "index": Act(_stock, _index, _check_index),
    "backup": Act(_stock, _backup, _check_backup),
    "restore": Act(_with_backup, _restore, _check_restored),
    "publish": Act(_with_group, _publish, _check_published),
}


def copied(stage: Path, target: Path) -> Path:
    """A stage of one kill's own; the bags keep their hard links to the vault as copies."""
    return Path(shutil.copytree(stage, target))
