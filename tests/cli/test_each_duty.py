"""Every command that is told who acts, as a real sign-in of each duty."""

import json
import random
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from kmdesk.cli.commands import run_command
from kmdesk.i18n import tr
from kmdesk.intake import ocr
from kmdesk.office.arrivals import DONE
from kmdesk.people.accounts import add_account, set_disabled
from kmdesk.records import SYSTEM, Duty, Library
from kmdesk.records.model import Change, Record
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf

PASSWORD = "รหัสลับ๑"
# one name begins like an option
DUTIES = {
    "-ธุรการ": Duty.CLERK,
    "เลขานุการทดสอบ": Duty.SECRETARY,
    "หัวหน้าทดสอบ": Duty.ADMINISTRATOR,
}
each_duty = pytest.mark.parametrize("name", DUTIES)


@pytest.fixture
def office(library: Library) -> Library:
    for name, duty in DUTIES.items():
        add_account(library, SYSTEM, name, PASSWORD, duty)
    return library


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "มาใหม่"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"บันทึกข้อความทดสอบเรื่องที่ {number}", "utf-8")
    return folder


def run(library: Library, command: str, *rest: str) -> int:
    return run_command([command, "--library", str(library.root), "--json", *rest])


def actors(library: Library, label: str) -> set[str]:
    """Who did the acts of this name, as the history has it."""
    with library.reading(SYSTEM) as reading:
        return set(reading.session.scalars(select(Change.actor).where(Change.label == label)))


def count(library: Library) -> int:
    with library.reading(SYSTEM) as reading:
        return len(reading.session.scalars(select(Record.id)).all())


@each_duty
def test_files_come_in_under_the_name(office: Library, papers: Path, name: str) -> None:
    assert run(office, "add", f"--actor={name}", str(papers)) == 0
    assert count(office) == 3
    assert actors(office, "Add documents") == {name}


@each_duty
@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
def test_scans_are_read_under_the_name(office: Library, tmp_path: Path, name: str) -> None:
    chance = random.Random(11)
    write_pdf(rows_of(make_facts(chance, "memo"), chance), tmp_path / "typed.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "typed.pdf")
    document[0].render(scale=2).to_pil().convert("L").save(tmp_path / "scan.pdf")
    document.close()
    assert run(office, "add", f"--actor={name}", str(tmp_path / "scan.pdf")) == 0
    assert run(office, "recognise", f"--actor={name}") == 0
    assert actors(office, "Read text from pictures") == {name}


@each_duty
def test_a_readable_folder_goes_out_and_comes_in(
    office: Library, papers: Path, tmp_path: Path, name: str
) -> None:
    who, out = f"--actor={name}", tmp_path / "out"
    assert run(office, "add", who, str(papers)) == 0
    assert run(office, "export", who, "--folder", "-o", str(out)) == 0
    with office.writing(SYSTEM, "x") as unit:
        for record in unit.session.scalars(select(Record)).all():
            unit.session.delete(record)
        unit.commit()
    assert run(office, "import-folder", who, str(out)) == 0
    assert count(office) == 3
    assert actors(office, "Bring in a folder") == {name}


@each_duty
def test_what_only_some_duties_may_is_refused_to_the_others(
    office: Library, papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(office, "add", f"--actor={name}", str(papers)) == 0
    may = DUTIES[name] >= Duty.SECRETARY
    code = run(office, "export", f"--actor={name}", "--handover", "-o", str(tmp_path / "pack"))
    assert code == (0 if may else 2)
    assert (tmp_path / "pack").exists() == may
    assert may or "เลขานุการ" in capsys.readouterr().err


@each_duty
def test_papers_are_printed_under_the_name(office: Library, tmp_path: Path, name: str) -> None:
    with office.writing(SYSTEM, "x") as unit:
        record_id = unit.add(
            kind="document", title="เวียนภายใน", dated="2025-06-02", audience="internal"
        ).id
        unit.commit()
    who = f"--actor={name}"
    for at, what in enumerate(
        ([str(record_id)], ["--form", "borrow-card", str(record_id)], ["--query", "เวียนภายใน"])
    ):
        out = tmp_path / f"{at}.pdf"
        assert run(office, "export", who, *what, "-o", str(out)) == 0
        assert out.read_bytes().startswith(b"%PDF")
    assert run(office, "export", who, "--sheet", "-o", str(tmp_path / "s.csv")) == 0


@pytest.mark.parametrize("command", ["add", "recognise", "import-folder", "export"])
@pytest.mark.parametrize("name", ["ใครก็ไม่รู้", "", "-ธุรการ"])
def test_who_may_not_act_is_told_and_nothing_is_done(
    office: Library,
    papers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    name: str,
) -> None:
    set_disabled(office, SYSTEM, "-ธุรการ", True)
    rest = {
        "add": [str(papers)],
        "recognise": [],
        "import-folder": [str(papers)],
        "export": ["--folder", "-o", str(tmp_path / "out")],
    }[command]
    assert run(office, command, f"--actor={name}", *rest) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "ยังไม่ได้ทำสิ่งใด" in json.loads(told.err)["error"]
    assert count(office) == 0
    assert not (tmp_path / "out").exists()


def test_the_technician_needs_no_sign_in(
    office: Library, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "technician")
    assert run(office, "add", str(papers)) == 0
    assert actors(office, "Add documents") == {"technician"}


def test_a_user_of_the_machine_with_a_sign_in_has_its_duty(
    office: Library, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name alone once made an administrator, whom the unit of work then refused."""
    monkeypatch.setenv("LOGNAME", "-ธุรการ")
    assert run(office, "add", str(papers)) == 0
    assert actors(office, "Add documents") == {"-ธุรการ"}
    assert run(office, "export", "--handover", "-o", str(tmp_path / "pack")) == 2


def test_a_library_without_sign_ins_takes_any_name(library: Library, papers: Path) -> None:
    assert run(library, "add", "--actor", "ผู้ติดตั้ง", str(papers)) == 0
    assert actors(library, "Add documents") == {"ผู้ติดตั้ง"}


def test_a_new_library_takes_any_name(papers: Path, tmp_path: Path) -> None:
    root = tmp_path / "new"
    arguments = ["add", "--library", str(root), "--actor", "ผู้ติดตั้ง", str(papers)]
    assert run_command(arguments) == 0
    library = Library.open(root)
    try:
        assert actors(library, "Add documents") == {"ผู้ติดตั้ง"}
    finally:
        library.close()


def test_the_folder_for_scans_acts_by_itself_in_an_office_of_sign_ins(
    office: Library, papers: Path
) -> None:
    files = [str(path) for path in sorted(papers.iterdir())]
    assert run(office, "add", "--inbox", str(papers), "--", *files) == 0
    assert actors(office, "Add documents") == {tr("Folder for scans")}
    assert len(list((papers / tr(DONE)).glob("*.txt"))) == 3
