"""The server and its mirrors: same rows and files everywhere, in order, whatever happens."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text, update

from kmdesk.composition import build_kinds
from kmdesk.records import WALK_UP, Actor, Duty, Library
from kmdesk.records.model import Attachment, Passage, Record
from kmdesk.store import StoreError
from kmdesk.store.backup import restore
from kmdesk.store.engine import revision_of
from kmdesk.store.errors import ServerLost
from kmdesk.store.folder import server_of
from kmdesk.store.server_copying import found, to_folder, to_server, upgrade
from kmdesk.store.server_link import join
from tests.fixtures.later import LATER, later_models, later_schema
from tests.postgres import Postgres

CLERK = Actor("clerk", Duty.CLERK)
pytestmark = pytest.mark.usefixtures("postgres")
build_kinds()  # all tables


@pytest.fixture
def pcs(library: Library, tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """Two PCs of one office."""
    assert library.link is not None
    other = Library.open(tmp_path / "other", server=library.link.address)
    yield library, other
    other.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "library" in metafunc.fixturenames:
        metafunc.parametrize("library", ["postgresql"], indirect=True)


def dump(database: Path) -> dict[str, list[str]]:
    """Every row of every table but those that say how far a mirror follows."""
    with closing(sqlite3.connect(database)) as base:
        base.row_factory = sqlite3.Row
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = {row[0] for row in base.execute(query)} - {"mirror_state", "alembic_version"}
        return {
            name: sorted(str(dict(row)) for row in base.execute(f'SELECT * FROM "{name}"'))
            for name in sorted(names)
        }


def rows(library: Library) -> dict[str, list[str]]:
    """Everything in the PC's own database."""
    return dump(library.root / "library.sqlite")


def add(library: Library, title: str = "หนังสือ", data: bytes = b"") -> int:
    with library.writing(CLERK, "Add document") as unit:
        record = unit.add(kind="document", title=title)
        if data:
            unit.attach(record, data, "a.txt", "text/plain")
        unit.commit()
        return record.id


def follow(library: Library) -> None:
    assert library.link is not None
    library.link.catch_up()


def test_what_one_pc_writes_another_reads_with_its_files(pcs) -> None:
    one, other = pcs
    record = add(one, "บันทึก\0ข้อความ", b"content" * 1000)
    with one.reading(WALK_UP) as reading:
        assert reading.record(record).title == "บันทึกข้อความ"
    follow(other)
    with other.reading(WALK_UP) as reading:
        assert reading.record(record).title == "บันทึกข้อความ"
        sha256 = reading.session.query(Attachment).one().sha256
    assert other.files.verify(sha256)
    assert rows(one) == rows(other)


def test_plain_statements_cascades_and_settings_are_followed(pcs) -> None:
    one, other = pcs
    first, second = add(one, data=b"1"), add(one)
    with one.writing(CLERK, "Bulk") as unit:
        unit.session.add(Passage(record_id=first, position=0, anchor="p1", text="ข้อความ"))
        unit.session.flush()
        unit.session.execute(update(Record).values(issuer="กรม"))
        unit.session.execute(text("DELETE FROM record WHERE id = :id"), {"id": first})
        unit.set_value("office_name", "สำนักงาน")
        unit.commit()
    follow(other)
    assert rows(one) == rows(other)
    found = rows(other)
    assert not found["passage"] and not found["attachment"]
    assert len(found["record"]) == 1 and f"'id': {second}" in found["record"][0]
    assert other.value("office_name") == "สำนักงาน"


def test_what_is_not_committed_shows_nowhere(pcs) -> None:
    one, other = pcs
    with one.writing(CLERK, "Add document") as unit:
        unit.add(kind="document", title="ยังไม่บันทึก")
        follow(other)
    follow(other)
    follow(one)
    assert rows(one) == rows(other)
    assert not rows(other)["record"]


def test_an_undo_on_one_pc_is_an_undo_on_all(pcs) -> None:
    one, other = pcs
    add(one, data=b"abc")
    one.undo_last(CLERK, 0)
    follow(other)
    assert rows(one) == rows(other)
    assert not rows(other)["record"]
    assert other.redo_last(CLERK, 0)
    follow(one)
    assert rows(one) == rows(other)
    assert len(rows(one)["record"]) == 1


def test_the_feed_is_in_the_order_of_commits_with_many_writers(pcs) -> None:
    def work(library: Library, name: str) -> None:
        for number in range(8):
            add(library, f"{name} {number}")

    threads = [
        threading.Thread(target=work, args=(library, name))
        for library, name in zip(pcs * 2, "กขคง", strict=True)
    ]
    seen = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        end = pcs[1].feed_end()
        assert end >= seen
        seen = end
    for thread in threads:
        thread.join()
    for library in pcs:
        follow(library)
    assert rows(pcs[0]) == rows(pcs[1])
    assert len(rows(pcs[0])["record"]) == 32
    with closing(sqlite3.connect(pcs[0].root / "library.sqlite")) as base:
        seqs = [row[0] for row in base.execute("SELECT seq FROM change ORDER BY seq")]
    assert len(seqs) == len(set(seqs)) == 32


def test_a_reader_that_follows_by_number_misses_nothing(pcs) -> None:
    """A row of the feed never appears below one that was seen already."""
    one, other = pcs
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        with closing(sqlite3.connect(other.root / "library.sqlite")) as base:
            while True:
                last = stop.is_set()
                after = seen[-1] if seen else 0
                query = "SELECT seq FROM change WHERE seq > ? ORDER BY seq"
                seen.extend(row[0] for row in base.execute(query, (after,)))
                if last:
                    return

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(6):
        add(one, f"ก {number}")
        add(other, f"ข {number}")
    stop.set()
    reader.join()
    with closing(sqlite3.connect(one.root / "library.sqlite")) as base:
        follow(one)
        assert seen == [row[0] for row in base.execute("SELECT seq FROM change ORDER BY seq")]


def test_without_the_server_all_is_read_and_nothing_is_half_written(
    tmp_path: Path, mirror_template
) -> None:
    server = Postgres()
    try:
        address = server.create("office")
        root = tmp_path / "source"
        Library.create(root).close()
        to_server(root, address)
        library = Library.open(root)
        record = add(library, "ก่อนขาด", b"x")
        server.stop("immediate")
        with library.reading(WALK_UP) as reading:
            assert reading.record(record).title == "ก่อนขาด"
        with pytest.raises(ServerLost):
            add(library, "ระหว่างขาด")
        with library.writing(CLERK, "Add document") as unit, pytest.raises(ServerLost):
            unit.add(kind="document", title="ระหว่างขาด")
        with pytest.raises(ServerLost):
            follow(library)
        assert library.link is not None and library.link.trouble is not None
        again = Library.open(root)
        with again.reading(WALK_UP) as reading:
            assert reading.record(record)
        again.close()
        server.start()
        add(library, "กลับมา")
        assert library.link.trouble is None
        assert len(rows(library)["record"]) == 2
        library.close()
    finally:
        server.close()


def test_a_commit_whose_answer_was_lost_is_looked_up(pcs, monkeypatch) -> None:
    one, _other = pcs
    for committed in (True, False):
        before = len(rows(one)["record"])
        with one.writing(CLERK, "Add document") as unit:
            unit.add(kind="document", title="ไม่แน่ใจ")
            commit = unit.session.commit

            def cut(commit=commit, unit=unit, committed=committed) -> None:
                if committed:
                    commit()
                raise ServerLost("There is nothing to undo.")

            monkeypatch.setattr(unit.session, "commit", cut)
            if committed:
                unit.commit()
            else:
                with pytest.raises(ServerLost):
                    unit.commit()
        assert len(rows(one)["record"]) == before + committed


def test_a_pc_too_far_behind_is_filled_anew(pcs) -> None:
    one, other = pcs
    add(one, data=b"first")
    follow(other)
    add(one, data=b"second")
    assert one.link is not None
    with one.link.engine.begin() as connection:
        connection.execute(text("UPDATE mirror_row SET at = now() - interval '1 year'"))
    one.link.tidy()
    add(one, "หลังตัด")
    follow(other)
    assert rows(one) == rows(other)
    assert len(set(other.files.hashes())) == 2


def test_a_file_that_a_pc_lost_comes_back(pcs) -> None:
    one, other = pcs
    add(one, data=b"lost")
    follow(other)
    (sha256,) = other.files.hashes()
    other.files.path(sha256).unlink()
    assert other.link is not None
    assert other.link.mirror.fetch_missing() == 1
    assert other.files.verify(sha256)
    assert other.link.mirror.fetch_missing() == 0


def test_ids_are_never_given_twice_on_the_way_there_and_back(
    tmp_path: Path, postgres: Postgres
) -> None:
    root = tmp_path / "source"
    library = Library.create(root)
    add(library)
    gone = add(library)
    library.undo_last(CLERK, 0)
    library.close()
    address = postgres.create("ids")
    to_server(root, address)
    served = Library.open(root)
    assert add(served) == gone + 1
    served.undo_last(CLERK, 0)
    served.close()
    to_folder(address, tmp_path / "back")
    back = Library.open(tmp_path / "back")
    assert back.link is None
    assert add(back) > gone + 1
    back.close()
    postgres.drop("ids")


def test_the_sample_office_goes_there_and_back_unchanged(
    sample_root: Path, tmp_path: Path, postgres: Postgres
) -> None:
    root = sample_root
    before = dump(root / "library.sqlite")
    address = postgres.create("sample")
    copied = to_server(root, address)
    assert copied.rows == sum(map(len, before.values()))
    assert server_of(root) == address
    with pytest.raises(StoreError, match="ว่าง"):
        to_server(root, address)
    join(tmp_path / "pc", address)
    back = to_folder(address, tmp_path / "back")
    assert (back.rows, back.files) == (copied.rows, copied.files)
    assert copied.files and not copied.missing
    assert dump(tmp_path / "back" / "library.sqlite") == before
    assert dump(tmp_path / "pc" / "library.sqlite") == before
    with pytest.raises(StoreError, match="ว่าง"):
        to_folder(address, tmp_path / "back")
    postgres.drop("sample")


def test_a_window_left_open_while_the_library_moved_saves_nothing_here(
    tmp_path: Path, postgres: Postgres
) -> None:
    left_open = Library.create(tmp_path / "source")
    add(left_open)
    to_server(tmp_path / "source", postgres.create("moved"))
    with pytest.raises(StoreError, match="เครื่องกลาง"):
        add(left_open)
    assert len(rows(left_open)["record"]) == 1
    left_open.close()
    again = Library.open(tmp_path / "source")
    add(again)
    assert len(rows(again)["record"]) == 2
    again.close()
    postgres.drop("moved")


def test_a_folder_with_a_library_of_its_own_is_not_made_a_mirror(
    tmp_path: Path, library: Library
) -> None:
    assert library.link is not None
    root = tmp_path / "own"
    Library.create(root).close()
    with pytest.raises(StoreError, match="migrate-to"):
        Library.open(root, server=library.link.address)
    assert server_of(root) == ""
    with pytest.raises(StoreError):
        join(root, library.link.address)


def test_a_pc_does_not_take_another_library_for_its_own(
    library: Library, postgres: Postgres
) -> None:
    add(library)
    database = f"other{library.root.parent.name}"
    address = postgres.create(database)
    found(address)
    moved = Library.open(library.root, server=address)
    assert moved.link is not None
    with pytest.raises(StoreError, match="join"):
        moved.link.catch_up()
    assert len(rows(moved)["record"]) == 1
    moved.close()
    postgres.drop(database)


def test_a_backup_of_a_mirror_is_a_library_of_its_own(tmp_path: Path, library: Library) -> None:
    from kmdesk.store.backup import back_up

    record = add(library, data=b"kept")
    done = back_up(library.root, tmp_path / "stick")
    root = restore(done.folder, tmp_path / "alone")
    alone = Library.open(root)
    assert alone.link is None
    with alone.writing(CLERK, "Edit") as unit:
        unit.record(record).issuer = "ลำพัง"
        unit.commit()
    alone.close()
    assert library.link is not None
    with pytest.raises(StoreError, match="migrate-to"):
        Library.open(root, server=library.link.address)


@pytest.mark.parametrize(
    ("revision", "said"), [("9999_later", "ใหม่กว่า"), ("0014_roles", "ชุดส่งมอบ")]
)
def test_a_server_of_another_schema_is_not_followed(
    library: Library, revision: str, said: str
) -> None:
    assert library.link is not None
    add(library)
    with library.link.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    with pytest.raises(StoreError, match=said):
        follow(library)
    with pytest.raises(StoreError, match=said):
        add(library)
    with pytest.raises(StoreError, match=said):
        join(library.root.parent / "new", library.link.address)
    with pytest.raises(StoreError, match=said):
        upgrade(library.link.address)


def test_an_older_server_is_brought_up_to_date(tmp_path: Path, postgres: Postgres) -> None:
    """A server one schema old: its rows go through the migrations that any library takes."""
    root = tmp_path / "source"
    library = Library.create(root)
    record = add(library, "เก่า", b"file")
    library.close()
    address = postgres.create("older")
    to_server(root, address)
    with later_schema(tmp_path / "scripts", LATER[1:]) as later, later_models():
        served = Library.open(root)
        with pytest.raises(StoreError, match="upgrade-server"):
            add(served)
        assert upgrade(address) is True
        assert upgrade(address) is False
        add(served, "หลังปรับรุ่น")
        with served.reading(WALK_UP) as reading:
            assert reading.record(record).title == "เก่า"
        assert rows(served)["invented"] == ["{'id': 1}"]
        fresh = tmp_path / "fresh"
        join(fresh, address)
        mirror = Library.open(fresh)
        assert rows(mirror) == rows(served)
        assert revision_of(fresh / "library.sqlite") == later
        mirror.close()
        served.close()
    postgres.drop("older")


def test_truncate_is_refused_and_a_technicians_own_sql_is_followed(
    library: Library, postgres: Postgres
) -> None:
    import psycopg

    assert library.link is not None
    add(library)
    database = library.link.engine.url.database or ""
    with pytest.raises(psycopg.Error, match="TRUNCATE"):
        postgres.sql("TRUNCATE record CASCADE", database)
    postgres.sql("UPDATE record SET title = 'มือ'", database)
    follow(library)
    assert "'title': 'มือ'" in rows(library)["record"][0]


def test_following_in_the_background_tells_of_news_loss_and_return(
    tmp_path: Path,
) -> None:
    server = Postgres()
    try:
        address = server.create("office")
        root = tmp_path / "source"
        Library.create(root).close()
        to_server(root, address)
        one, other = Library.open(root), Library.open(tmp_path / "other", server=address)
        assert one.link is not None and other.link is not None
        told = threading.Condition()
        heard: list[tuple[bool, bool]] = []

        def hear(changed: bool) -> None:
            with told:
                assert other.link is not None
                heard.append((changed, other.link.trouble is None))
                told.notify_all()

        def wait_for(what: tuple[bool, bool]) -> None:
            with told:
                assert told.wait_for(lambda: what in heard, 60)
                heard.clear()

        other.link.follow(hear)
        record = add(one, "ข่าว")
        wait_for((True, True))
        with other.reading(WALK_UP) as reading:
            assert reading.record(record).title == "ข่าว"
        server.stop("immediate")
        wait_for((False, False))
        server.start()
        wait_for((False, True))
        assert other.link.seen is not None
        other.close()
        one.close()
    finally:
        server.close()


def test_a_pc_without_the_setting_never_loads_the_driver(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from kmdesk.app_library import open_library\n"
        "from kmdesk.records import Library, SYSTEM\n"
        f"root = Path({str(tmp_path / 'own')!r})\n"
        "Library.create(root).close()\n"
        "library, _, _ = open_library(root)\n"
        "with library.writing(SYSTEM, 'x') as unit:\n"
        "    unit.set_value('a', 'b')\n"
        "    unit.commit()\n"
        "library.close()\n"
        "loaded = [m for m in sys.modules if m.startswith(('psycopg', 'kmdesk.store.server'))]\n"
        "print(loaded)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
