"""Bringing a library to a server and back, joining, and the self-test, as a technician types it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.postgres import Postgres

TREE = Path(__file__).resolve().parent.parent.parent


def kmdesk(
    library: Path, *arguments: str, typed: str = "", **extra: str
) -> tuple[int, list[dict[str, Any]], str]:
    command, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-m", "kmdesk", command, "--library", str(library), "--json", *rest],
        capture_output=True, text=True, cwd=TREE, check=False, input=typed,
        env={**os.environ, "PYTHONPATH": f"{TREE}{os.pathsep}{os.environ['PYTHONPATH']}", **extra},
    )  # fmt: skip
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_library_goes_to_the_server_a_pc_joins_and_all_comes_back(
    postgres: Postgres, tmp_path: Path
) -> None:
    first, second, back = tmp_path / "first", tmp_path / "second", tmp_path / "back"
    letter = tmp_path / "หนังสือ.txt"
    letter.write_text("ขอให้สหกรณ์ส่งงบการเงิน", "utf-8")
    assert kmdesk(first, "add", str(letter))[0] == 0
    address = postgres.create("commands")
    code, said, _ = kmdesk(first, "migrate-to", address)
    assert code == 0
    assert said[-1]["files"] == 1 and said[-1]["missing"] == []
    assert list((first / "backups").glob("kmdesk-2*")), "a restore point was kept before"
    code, _, problem = kmdesk(first, "migrate-to", address)
    assert (code, "อยู่บนเครื่องกลางแล้ว" in problem) == (2, True)

    assert kmdesk(second, "join", "-", typed=f"{address}\n")[0] == 0
    code, found, _ = kmdesk(second, "search", "งบการเงิน")
    assert code == 0 and len(found[0]["hits"]) == 1
    other = tmp_path / "ประกาศ.txt"
    other.write_text("ประกาศวันหยุดสำนักงาน", "utf-8")
    assert kmdesk(second, "add", str(other))[0] == 0
    _, found, _ = kmdesk(first, "search", "วันหยุด")
    assert len(found[0]["hits"]) == 1
    third = tmp_path / "third"
    code, found, _ = kmdesk(third, "search", "วันหยุด", KMDESK_DATABASE=address)
    assert code == 0 and len(found[0]["hits"]) == 1

    code, said, _ = kmdesk(first, "migrate-to", str(back))
    assert code == 0 and said[-1]["files"] == 2
    assert kmdesk(back, "check")[0] == 0
    code, _, problem = kmdesk(first, "migrate-to", str(back))
    assert (code, "ไม่ว่าง" in problem) == (2, True)
    assert kmdesk(first, "upgrade-server")[1][-1] == {"upgraded": False}
    postgres.drop("commands")
    code, found, problem = kmdesk(second, "search", "งบการเงิน")
    assert code == 0 and len(found[0]["hits"]) == 1
    assert "ข้อมูลที่แสดงอาจไม่ใช่ล่าสุด" in problem


def test_wrong_addresses_are_explained(tmp_path: Path) -> None:
    for address, said in (
        ("postgresql+psycopg://postgres@/x?host=/nowhere", "ติดต่อเครื่องกลางไม่ได้"),
        ("postgresql+psycopg://:::", "ไม่ถูกรูปแบบ"),
    ):
        code, _, problem = kmdesk(tmp_path / "pc", "join", address)
        assert code == 2
        assert said in problem
    assert not (tmp_path / "pc" / "library.sqlite").exists()
