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


def _run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The command line as typed, on streams of another code page."""
    plain = {"PYTHONIOENCODING": "cp874", "PYTHONUTF8": "0"}
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONWARNINGS"}
    return subprocess.run(
        [sys.executable, "-m", "kmdesk", *arguments],
        capture_output=True,
        cwd=TREE,
        env={**inherited, "PYTHONPATH": str(TREE), "LC_ALL": "C.UTF-8", **plain, **environment},
        check=False,
    )


def test_options_stand_before_the_command_as_well_as_behind(tmp_path: Path, letter: Path) -> None:
    library = str(tmp_path / "lib")
    assert _run("--library", library, "--json", "add", str(letter)).returncode == 0
    before = _run(f"--library={library}", "--json", "search", "วงเงินกู้")
    behind = _run("search", "--library", library, "วงเงินกู้", "--json")
    between = _run("--json", "search", "--library", library, "วงเงินกู้")
    for answer in (before, behind, between):
        assert json.loads(answer.stdout)["total"] == 1
    assert json.loads(_run("--language", "en", "--json", "show", "9", "--library", library).stderr)


def test_help_and_version_are_told_without_a_library() -> None:
    from kmdesk.cli.commands import COMMAND_NAMES

    assert _run("--version").stdout.decode().startswith("kmdesk ")
    listed = _run("--help").stdout.decode()
    assert all(f"\n    {name} " in listed for name in COMMAND_NAMES)
    for name in sorted(COMMAND_NAMES):
        helped = _run("--language", "en", name, "--help")
        assert (helped.returncode, helped.stderr) == (0, b"")
        assert f"usage: kmdesk {name}" in helped.stdout.decode()
    wrong = _run("serach", "คำ")
    assert wrong.returncode == 2 and "ดูวิธีใช้: kmdesk --help" in wrong.stderr.decode()


@pytest.mark.parametrize("encoding", ["cp874", "ascii", "cp1252"])
def test_every_stream_is_utf8_whatever_the_code_page(
    tmp_path: Path, letter: Path, encoding: str
) -> None:
    library = str(tmp_path / "lib")
    added = _run("add", str(letter), "--library", library, PYTHONIOENCODING=encoding)
    assert "เพิ่มแล้ว" in added.stdout.decode("utf-8")
    found = _run("search", "“วงเงินกู้”", "--library", library, PYTHONIOENCODING=encoding)
    assert found.returncode == 0 and "หนังสือ" in found.stdout.decode("utf-8")
    missing = _run("show", "99", "--library", library, PYTHONIOENCODING=encoding)
    assert missing.returncode == 2 and "โปรด" in missing.stderr.decode("utf-8")


def test_no_python_warning_reaches_the_user(tmp_path: Path) -> None:
    code = "import sys, warnings\nfrom kmdesk.__main__ import main\nmain()\n"
    code += "warnings.warn('not for users', SyntaxWarning)"
    done = subprocess.run(
        [sys.executable, "-c", code, "settings", "--library", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        cwd=TREE,
        env={k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"},
        check=False,
    )
    assert "Warning" not in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["export", "1"], "x.docx"),
        (["export", "--form", "register"], "x.xlsx"),
        (["export", "--query", "หนังสือ"], "x.txt"),
        (["export", "--sheet"], "x.pdf"),
        (["export", "--folder"], "x.pdf"),
        (["export", "--handover"], "x.zip"),
        (["manual"], "x.docx"),
    ],
)
def test_a_name_of_another_kind_of_file_is_refused(
    tmp_path: Path, letter: Path, arguments: list[str], out: str
) -> None:
    library = tmp_path / "lib"
    _kmdesk(library, "add", str(letter))
    command, *rest = arguments
    target = [] if command == "manual" else ["-o"]
    code, said, error = _kmdesk(library, command, *rest, *target, str(tmp_path / out))
    assert (code, said) == (2, []) and out in json.loads(error)["error"]
    assert not (tmp_path / out).exists()


def test_an_ending_fits_in_capitals_and_a_name_without_one_is_kept(
    tmp_path: Path, letter: Path
) -> None:
    library = tmp_path / "lib"
    _kmdesk(library, "add", str(letter))
    for name in ("OUT.PDF", "out"):
        assert _kmdesk(library, "export", "1", "-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")
