"""What may happen to a corner PC: each ends in a clear sentence that says what to do next."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import kill

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts and signals of Linux")
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


def _kmdesk(*arguments: str, inside: str = "", **environment: str) -> tuple[int, str]:
    """Exit code and the sentence said; ``inside`` is a shell line run first, in own mounts."""
    command = [sys.executable, "-m", "kmdesk", *arguments, "--json"]
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
    assert code == 2
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
