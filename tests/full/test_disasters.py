"""What may happen to a corner PC: each ends in a clear sentence that says what to do next."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import kill

pytestmark = pytest.mark.linux_only("mounts and signals of Linux")
_TABLE: list[tuple[str, str, str]] = []


@pytest.fixture(scope="module", autouse=True)
def _print_the_table() -> Iterator[None]:
    yield
    for what, said, way in _TABLE:
        print(f"| {what} | {said} | {way} |")


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stocked") / "library"
    assert kill.add(root, kill.plain_files(root.parent / "sources", 3)).accepted
    return root


@pytest.fixture
def library(stocked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stocked, tmp_path / "library"))


def _kmdesk(
    *arguments: str, inside: str = "", mishap: str = "", **environment: str
) -> tuple[int, str]:
    """Exit code and the sentence said; ``inside`` is a shell line run first, in own mounts."""
    program = ["tests.faults.mishap", mishap] if mishap else ["kmdesk"]
    command = [sys.executable, "-m", *program, *arguments, "--json"]
    if inside:
        quoted = " ".join(f"'{part}'" for part in command)
        command = ["unshare", "--map-root-user", "--mount", "sh", "-c", f"{inside} && {quoted}"]
    done = subprocess.run(
        command, cwd=kill.TREE, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    said = [line for line in (done.stderr + done.stdout).splitlines() if line.startswith("{")]
    last = json.loads(said[-1]) if said else {}
    return done.returncode, str(last.get("error") or last.get("reason") or last)


def _can_mount() -> bool:
    command = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(not _can_mount(), reason="own mounts are not allowed here")


def _row(what: str, said: str, way: str) -> None:
    assert way in said, f"{what}: {said}"
    _TABLE.append((what, said, way))


@needs_mounts
def test_the_stick_is_full(library: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    full = f"mount -t tmpfs -o size=200k none '{stick}'"
    code, said = _kmdesk("backup", str(stick), "--library", str(library), inside=full)
    assert code == 2
    _row("the stick is full", said, "แฟลชไดรฟ์")
    assert not kill.faults_of(library, [])


@needs_mounts
def test_the_disk_is_full_in_the_middle_of_adding(tmp_path: Path) -> None:
    disk, big = tmp_path / "disk", tmp_path / "big.txt"
    disk.mkdir()
    big.write_text("ก" * 4_000_000, "utf-8")
    full = f"mount -t tmpfs -o size=6m none '{disk}'"
    root = str(disk / "library")
    code, said = _kmdesk("add", str(big), "--library", root, inside=full)
    assert code in (1, 2)
    _row("the disk is full while adding", said, "พื้นที่")


@needs_mounts
def test_the_folder_cannot_be_written(library: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    readonly = f"mount -t tmpfs -o ro none '{stick}'"
    code, said = _kmdesk("backup", str(stick), "--library", str(library), inside=readonly)
    assert code == 2
    _row("the stick is write-protected", said, "โปรดตรวจแฟลชไดรฟ์")
    code, said = _kmdesk("create", "--library", str(stick / "x"), inside=readonly)
    assert code == 2
    _row("the folder for a library is read-only", said, "เลือกโฟลเดอร์อื่น")


def test_the_stick_was_pulled(library: Path, tmp_path: Path) -> None:
    plan = {"folder": str(tmp_path / "gone")}
    (library / "backup.json").write_text(json.dumps(plan), "utf-8")
    code, said = _kmdesk("backup", "--library", str(library))
    assert code == 2
    _row("the stick was pulled", said, "โปรดเสียบแฟลชไดรฟ์")


@needs_mounts
@pytest.mark.parametrize("after", [1, 4, 9, 16])
def test_the_stick_is_pulled_during_a_backup(library: Path, tmp_path: Path, after: int) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    # what is left when it is gone: a folder that nobody may write
    mounts = f"mount -t tmpfs -o ro none '{stick}' && mount -t tmpfs none '{stick}'"
    command = ("backup", str(stick), "--library", str(library))
    code, said = _kmdesk(*command, inside=mounts, mishap=f"pulled={stick}:{after}")
    assert code == 2, said
    _row(f"the stick is pulled during a backup (act {after} on it)", said, "แฟลชไดรฟ์")
    assert _is_thai(said.replace(str(stick), ""))
    assert not kill.faults_of(library, [])
    assert not (library / ".proof").exists()
    assert _kmdesk("backup", str(tmp_path / "other"), "--library", str(library))[0] == 0


@needs_mounts
@pytest.mark.parametrize("kind", ["--folder", "--sheet"])
def test_the_stick_is_pulled_while_taking_out(library: Path, tmp_path: Path, kind: str) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    mounts = f"mount -t tmpfs -o ro none '{stick}' && mount -t tmpfs none '{stick}'"
    out = stick / ("out.xlsx" if kind == "--sheet" else "out")
    command = ("export", kind, "--library", str(library), "-o", str(out))
    code, said = _kmdesk(*command, inside=mounts, mishap=f"pulled={stick}:2")
    assert code == 2, said
    way = "เลือกชื่ออื่น" if kind == "--sheet" else "แฟลชไดรฟ์"
    _row(f"the stick is pulled during export {kind}", said, way)
    assert _is_thai(said.replace(str(out), "").replace(out.name, ""))


def _is_thai(said: str) -> bool:
    return not re.search("[A-Za-z]{3}", said)


@pytest.mark.parametrize("years", [543, 150, -40])
def test_the_clock_jumps_and_comes_back(library: Path, tmp_path: Path, years: int) -> None:
    """The Buddhist year typed as the Gregorian one, nonsense, and an empty battery."""
    stick, paper = tmp_path / "stick", tmp_path / "new.txt"
    paper.write_text(f"เรื่อง การประชุมใหญ่ {kill.word(paper)}", "utf-8")
    wrong = f"clock={years}"
    where = ("--library", str(library))
    assert _kmdesk("backup", str(stick), *where)[0] == 0
    assert _kmdesk("add", str(paper), *where, mishap=wrong)[0] == 0
    code, said = _kmdesk("self-test", *where, mishap=wrong)
    assert "โปรดตั้งให้ถูก" in said, said
    _TABLE.append((f"the clock is {years} years off", _clock_words(said), "set the clock"))
    assert _kmdesk("backup", str(stick), *where, mishap=wrong)[0] == 0
    code, said = _kmdesk("backup", str(stick), *where)  # the clock is right again
    assert code == 0, said
    bags = sorted(path for path in stick.iterdir() if re.match(r"kmdesk-\d", path.name))
    assert len(bags) >= 2, "the backup of the wrong day took the others with it"
    for bag in bags:
        assert _kmdesk("restore", str(bag), "--library", str(tmp_path / bag.name))[0] == 0
    hits = kill.ask(library, "search", kill.word(paper), "--ids")
    assert hits
    assert hits[-1]["hits"]
    assert not kill.faults_of(library, [])


def _clock_words(said: str) -> str:
    found = [part for part in re.split(r"[\n']", said) if "นาฬิกา" in part]
    return found[0] if found else said[:100]


def test_a_page_in_the_middle_of_the_database_is_damaged(library: Path, tmp_path: Path) -> None:
    """Rows cannot be read any more; the way out is the backup, and nothing is overwritten."""
    assert _kmdesk("backup", str(tmp_path / "stick"), "--library", str(library))[0] == 0
    database = library / "library.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'record'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(database.read_bytes())
    content[(page - 1) * size : page * size] = b"\x5a" * size
    database.write_bytes(content)
    code, said = _kmdesk("check", "--library", str(library))
    assert code in (1, 2), said
    _row("a page of the database is damaged", said, "กู้คืน")
    code, said = _kmdesk("show", "1", "--library", str(library))
    assert code == 2
    _row("a record on that page is asked for", said, "กู้คืน")
    (bag,) = [path for path in (tmp_path / "stick").iterdir() if path.name.startswith("kmdesk-2")]
    assert _kmdesk("restore", str(bag), "--library", str(tmp_path / "back"))[0] == 0
    assert not kill.faults_of(tmp_path / "back", [])


def test_two_processes_write_at_once(library: Path, tmp_path: Path) -> None:
    """Neither loses anything: the second waits for the lock."""
    sources = kill.plain_files(tmp_path / "more", 12)
    halves = [sources[:6], sources[6:]]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "kmdesk", "add", *map(str, half), "--library", str(library),
             "--json"],
            cwd=kill.TREE, stdout=subprocess.PIPE, text=True,
        )
        for half in halves
    ]  # fmt: skip
    out = [process.communicate(timeout=300)[0] for process in running]
    accepted = [json.loads(line) for text in out for line in text.splitlines()]
    # three of the twelve have the names, and so the words, of those that are there already
    assert {line["status"] for line in accepted} <= {"added", "duplicate"}
    assert len(accepted) == 12
    assert not kill.faults_of(library, accepted)
    _TABLE.append(("two processes write at once", "–", "the second waits; nothing is lost"))


def test_another_program_holds_the_database(library: Path, tmp_path: Path) -> None:
    holder = sqlite3.connect(library / "library.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    paper = tmp_path / "a.txt"
    paper.write_text("ข้อความ", "utf-8")
    code, said = _kmdesk("add", str(paper), "--library", str(library), KMDESK_BUSY_MS="300")
    holder.rollback()
    holder.close()
    assert code in (1, 2)
    _row("another program holds the database", said, "ปิดโปรแกรมอื่น")


def test_a_page_of_the_database_is_damaged(library: Path) -> None:
    database = library / "library.sqlite"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(database.read_bytes())
    content[:200] = b"\xff" * 200
    database.write_bytes(content)
    code, said = _kmdesk("check", "--library", str(library))
    assert code == 1
    _row("the database file is damaged", said, "กู้คืนจากข้อมูลสำรองล่าสุด")


def test_the_index_is_damaged(library: Path) -> None:
    assert _kmdesk("check", "--library", str(library))[0] == 0
    for path in (library / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xff" * 100)
    code, _ = _kmdesk("search", "ประชุมใหญ่", "--library", str(library))
    assert code == 0
    code, said = _kmdesk("check", "--library", str(library))
    assert (code, '"drift": 0' in said or "'drift': 0" in said) == (0, True)
    _TABLE.append(("the index is damaged", said, "rebuilt by itself"))


def test_a_byte_of_a_file_flipped(library: Path) -> None:
    stored = next(p for p in sorted((library / "files").rglob("*")) if p.is_file())
    content = bytearray(stored.read_bytes())
    content[1] ^= 1
    stored.write_bytes(content)
    code, said = _kmdesk("check", "--library", str(library))
    assert code == 1
    assert stored.parent.name + stored.name in said
    _TABLE.append(("a byte of a file flipped", said, "named; mended from a backup"))


def test_a_newer_library_is_refused(library: Path) -> None:
    connection = sqlite3.connect(library / "library.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.commit()
    connection.close()
    code, said = _kmdesk("check", "--library", str(library))
    assert code == 2
    _row("a newer program made the library", said, "ใหม่กว่า")
