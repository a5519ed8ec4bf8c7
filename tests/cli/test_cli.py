"""The command line as scripts see it: real processes, JSON lines, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kmdesk.pdf import Document

TREE = Path(__file__).resolve().parent.parent.parent


def _kmdesk(library: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    command, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-m", "kmdesk", command, "--library", str(library), "--json", *rest],
        capture_output=True,
        text=True,
        cwd=TREE,
        env={**os.environ, "PYTHONPATH": str(TREE)},
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "หนังสือ.pdf"
    document = Document(path, title="หนังสือ")
    document.paragraph("ขอให้สหกรณ์ส่งงบการเงินภายในกำหนด")
    document.page_break()
    document.paragraph("บัญชีแนบท้ายหนังสือเรื่องวงเงินกู้ยืม")
    document.save()
    return path


def test_add_search_show_export_check(tmp_path: Path, letter: Path) -> None:
    library = tmp_path / "lib"
    code, (added,), _ = _kmdesk(library, "add", str(letter))
    assert (code, added["status"]) == (0, "added")

    code, (found,), _ = _kmdesk(library, "search", "วงเงินกู้")
    assert (code, found["total"]) == (0, 1)
    (hit,) = found["hits"]
    assert (hit["record_id"], hit["page"]) == (added["record_id"], 2)
    assert "วงเงินกู้" in hit["snippet"]

    _, (shown,), _ = _kmdesk(library, "show", str(added["record_id"]))
    assert [p["page"] for p in shown["passages"]] == [1, 2]

    out = tmp_path / "out.pdf"
    code, (exported,), _ = _kmdesk(library, "export", str(added["record_id"]), "-o", str(out))
    assert (code, exported["pages"]) == (0, 3)
    assert out.read_bytes().startswith(b"%PDF")

    code, (checked,), _ = _kmdesk(library, "check")
    assert code == 0
    assert (checked["records"], checked["indexed"], checked["drift"]) == (1, 1, 0)
    assert checked["missing_files"] == []


def test_batch_search_and_reindex(tmp_path: Path, letter: Path) -> None:
    library = tmp_path / "lib"
    _kmdesk(library, "add", str(letter))
    queries = tmp_path / "q.txt"
    queries.write_text('งบการเงิน\nไม่มีคำนี้แน่นอน\n"((((\n', "utf-8")
    code, answers, _ = _kmdesk(library, "search", "--batch", str(queries), "--ids", "--limit", "0")
    assert code == 0
    assert [a["query"] for a in answers] == ["งบการเงิน", "ไม่มีคำนี้แน่นอน", '"((((']
    assert answers[0]["total"] == 1
    assert "snippet" not in answers[0]["hits"][0]
    code, (rebuilt,), _ = _kmdesk(library, "reindex")
    assert (code, rebuilt["indexed"]) == (0, 1)


def test_exit_codes_and_sentences(tmp_path: Path) -> None:
    code, (said,), _ = _kmdesk(tmp_path / "lib", "add", str(tmp_path / "absent.pdf"))
    assert (code, said["status"]) == (1, "refused")
    code, said_nothing, error = _kmdesk(tmp_path / "none", "check")
    assert (code, said_nothing) == (2, [])
    assert "ไม่พบคลัง" in json.loads(error)["error"]


def test_backup_and_restore(tmp_path: Path, letter: Path) -> None:
    library = tmp_path / "lib"
    _kmdesk(library, "add", str(letter))
    _, (made,), _ = _kmdesk(library, "backup", str(tmp_path / "stick"))
    code, _, _ = _kmdesk(tmp_path / "copy", "restore", made["backup"])
    assert code == 0
    _, (found,), _ = _kmdesk(tmp_path / "copy", "search", "งบการเงิน")
    assert found["total"] == 1


def test_export_the_list_of_a_query(tmp_path: Path, letter: Path) -> None:
    library, out = tmp_path / "lib", tmp_path / "list.pdf"
    _kmdesk(library, "add", str(letter))
    code, (said,), _ = _kmdesk(library, "export", "--query", "วงเงินกู้", "-o", str(out))
    assert (code, said["records"], said["total"]) == (0, 1, 1)
    text = "".join("".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert "ขอให้สหกรณ์ส่งงบการเงิน" in text
    assert "คำค้นวงเงินกู้" in text
    assert "หน้า๒" in text


@pytest.mark.parametrize("what", [(), ("1", "--query", "เงินกู้")])
def test_export_wants_items_or_a_query(tmp_path: Path, what: tuple[str, ...]) -> None:
    out = tmp_path / "list.pdf"
    code, said, error = _kmdesk(tmp_path / "lib", "export", *what, "-o", str(out))
    assert (code, said, out.exists()) == (2, [], False)
    assert "--query" in json.loads(error)["error"]


def test_export_a_form(tmp_path: Path, letter: Path) -> None:
    library, out = tmp_path / "lib", tmp_path / "form.pdf"
    _, (added,), _ = _kmdesk(library, "add", str(letter))
    for name, more in (
        ("register", ["--year", "2568"]),
        ("destruction", []),
        ("borrow-card", [str(added["record_id"])]),
    ):
        code, (said,), _ = _kmdesk(library, "export", "--form", name, *more, "-o", str(out))
        assert (code, said["form"]) == (0, name)
        assert out.read_bytes().startswith(b"%PDF")
        out.unlink()
    for name, more in (("roster", []), ("minutes", [str(added["record_id"])])):
        code, _, error = _kmdesk(library, "export", "--form", name, *more, "-o", str(out))
        assert code == 2 and json.loads(error)["error"] and not out.exists()


def test_a_folder_goes_out_and_comes_back_into_another_library(
    tmp_path: Path, letter: Path
) -> None:
    library, other, out = tmp_path / "lib", tmp_path / "other", tmp_path / "out"
    _kmdesk(library, "add", str(letter))
    code, (said,), _ = _kmdesk(library, "export", "--folder", "-o", str(out))
    assert (code, said["records"], said["files"]) == (0, 1, 1)
    code, (brought,), _ = _kmdesk(other, "import-folder", str(out))
    assert (code, brought["status"]) == (0, "added")
    _, (found,), _ = _kmdesk(other, "search", "วงเงินกู้")
    assert found["total"] == 1
    code, (again,), _ = _kmdesk(other, "add", str(out))  # as if it was dropped on the window
    assert (code, again["status"], again["record_id"]) == (0, "duplicate", brought["record_id"])
    code, (sheet,), _ = _kmdesk(other, "export", "--sheet", "-o", str(tmp_path / "a.csv"))
    assert (code, sheet["records"]) == (0, 1)
    (out / "kmdesk-folder.json").write_text("[]")
    code, _said, errors = _kmdesk(other, "import-folder", str(out))
    assert code == 2
    assert "ไม่ใช่โฟลเดอร์" in json.loads(errors)["error"]


def test_a_library_is_handed_over_and_taken_over(tmp_path: Path, letter: Path) -> None:
    library, out, other = tmp_path / "lib", tmp_path / "pack", tmp_path / "other"
    _kmdesk(library, "add", str(letter))
    code, (said,), _ = _kmdesk(library, "export", "--handover", "-o", str(out))
    assert (code, said["records"]) == (0, 1)
    assert said["pages"] > 2 and said["files"] > 5
    code, (brought,), _ = _kmdesk(other, "import-folder", str(out))
    assert (code, brought["status"]) == (0, "added")
    (out / "shared.json").write_text("[]")
    code, _said, errors = _kmdesk(tmp_path / "third", "import-folder", str(out))
    assert code == 2
    assert "shared.json" in json.loads(errors)["error"]
