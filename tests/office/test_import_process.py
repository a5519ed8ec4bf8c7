"""The import process over its wire: who acts, what is told, how it stops, what goes wrong."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from kmdesk.i18n import tr
from kmdesk.intake import ocr
from kmdesk.office.arrivals import DONE, REFUSED
from kmdesk.office.protocol import AddFiles, Ended, Outcome, ReadScans, Recognised, Step
from kmdesk.people.accounts import add_account, set_disabled
from kmdesk.records import SYSTEM, Duty, Library
from kmdesk.records.model import Change, Record
from kmdesk.workers.child import self_command
from kmdesk.workers.client import Parts, Refused, Worker, WorkerGone
from kmdesk.workers.wire import Actor

LONG = 120.0
DUTIES = {
    "-ธุรการ": Duty.CLERK,
    "เลขานุการทดสอบ": Duty.SECRETARY,
    "หัวหน้าทดสอบ": Duty.ADMINISTRATOR,
}


@pytest.fixture
def office(library: Library) -> Library:
    for name, duty in DUTIES.items():
        add_account(library, SYSTEM, name, "รหัสลับ๑", duty)
    return library


@pytest.fixture
def process() -> Iterator[Worker]:
    worker = Worker(self_command(["worker", "import"]), reads_files=False)
    yield worker
    worker.kill()


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "มาใหม่"
    folder.mkdir()
    made = [folder / f"{number}.txt" for number in range(3)]
    for number, path in enumerate(made):
        path.write_text(f"บันทึกข้อความทดสอบเรื่องที่ {number}", "utf-8")
    return made


class Heard(list[Step | Outcome]):
    """What an import told, in order."""

    @property
    def steps(self) -> list[Step]:
        return [said for said in self if isinstance(said, Step)]

    @property
    def outcomes(self) -> list[Outcome]:
        return [said for said in self if isinstance(said, Outcome)]


def add(
    process: Worker,
    library: Library,
    paths: list[Path],
    name: str | None,
    *,
    inbox: Path | None = None,
    language: str = "th",
    stopped: Callable[[Heard], bool] = lambda _heard: False,
) -> tuple[int, Heard]:
    """Ask for an import as the window does; how many outcomes it ended with, and what it told."""
    heard = Heard()
    request = AddFiles(library=library.root, language=language, paths=paths, inbox=inbox)
    ended, _ = process.ask(
        "add", request, Ended, seconds=LONG, actor=None if name is None else Actor(name),
        parts=Parts(Step | Outcome, heard.append),  # type: ignore[arg-type]
        stopped=lambda: stopped(heard),
    )  # fmt: skip
    return ended.count, heard


def kept(library: Library) -> set[tuple[str, str]]:
    """(title, who brought it in) of everything in the library."""
    with library.reading(SYSTEM) as reading:
        rows = reading.session.execute(
            select(Record.title, Change.actor).where(
                Change.record_id == Record.id, Change.label == "Add documents"
            )
        )
        return {(row.title, row.actor) for row in rows}


@pytest.mark.parametrize("name", DUTIES)
def test_each_duty_brings_files_in_under_its_name(
    office: Library, process: Worker, papers: list[Path], name: str
) -> None:
    count, heard = add(process, office, papers, name)
    assert count == 3
    assert heard.steps == [Step(at, 3, path.name) for at, path in enumerate(papers)]
    assert [outcome.status for outcome in heard.outcomes] == ["added"] * 3
    assert {who for _title, who in kept(office)} == {name}
    again = add(process, office, papers, name)[1].outcomes  # the process goes on
    assert [(one.status, one.record_id) for one in again] == [
        ("duplicate", one.record_id) for one in heard.outcomes
    ]


@pytest.mark.parametrize("name", ["ใครก็ไม่รู้", "", "-ธุรการ", None])
@pytest.mark.parametrize("do", ["add", "recognise"])
def test_who_may_not_act_is_refused_by_a_typed_message(
    office: Library, process: Worker, papers: list[Path], name: str | None, do: str
) -> None:
    set_disabled(office, SYSTEM, "-ธุรการ", True)
    request = (
        AddFiles(library=office.root, language="th", paths=papers)
        if do == "add"
        else ReadScans(library=office.root, language="th", first=0)
    )
    if do == "recognise" and not ocr.available():
        pytest.skip("needs the Thai model (tesseract-ocr-tha)")
    with pytest.raises(Refused) as raised:
        process.ask(do, request, Ended, seconds=LONG, actor=None if name is None else Actor(name))
    assert "so nothing was done" in raised.value.failure.message
    assert raised.value.failure.args == ({"name": name} if name else {})
    assert kept(office) == set()


def test_the_folder_for_scans_needs_no_sign_in_and_puts_aside(
    office: Library, process: Worker, papers: list[Path]
) -> None:
    inbox = papers[0].parent
    papers[1].write_bytes(b"MZ\x90\x00 no paper at all" * 40)
    papers[1] = papers[1].rename(papers[1].with_suffix(".exe"))
    _, heard = add(process, office, papers, None, inbox=inbox)
    assert [outcome.status for outcome in heard.outcomes] == ["added", "refused", "added"]
    assert {who for _title, who in kept(office)} == {tr("Folder for scans")}
    assert {path.name for path in (inbox / tr(DONE)).glob("*.txt")} == {"0.txt", "2.txt"}
    assert (inbox / tr(REFUSED) / "1.exe").is_file()


def test_reasons_are_said_in_the_language_of_the_window(
    office: Library, process: Worker, tmp_path: Path
) -> None:
    (tmp_path / "ว่าง.pdf").touch()
    said = {
        language: add(
            process, office, [tmp_path / "ว่าง.pdf"], "-ธุรการ", language=language
        )[1].outcomes[0].reason
        for language in ("th", "en")
    }  # fmt: skip
    assert "is empty" in said["en"]
    assert "is empty" not in said["th"] and "ว่าง.pdf" in said["th"]


def test_told_to_stop_it_ends_after_the_item_in_hand(
    office: Library, process: Worker, tmp_path: Path
) -> None:
    papers = [tmp_path / f"{number:03}.txt" for number in range(400)]
    for path in papers:
        path.write_text(f"เรื่อง {path.stem}", "utf-8")
    count, heard = add(
        process, office, papers, "-ธุรการ", stopped=lambda heard: len(heard.outcomes) > 0
    )
    assert 0 < count < 400
    assert count == len(heard.outcomes) == len(kept(office))
    # what was not taken comes with the next import
    assert add(process, office, papers[:count] + papers[-1:], "-ธุรการ")[1].outcomes[-1].status == (
        "added"
    )


def test_a_killed_import_keeps_what_it_told(
    office: Library, process: Worker, tmp_path: Path
) -> None:
    papers = [tmp_path / f"{number:03}.txt" for number in range(400)]
    for path in papers:
        path.write_text(f"เรื่อง {path.stem}", "utf-8")
    heard = Heard()

    def take(said: Step | Outcome) -> None:
        heard.append(said)
        if len(heard.outcomes) == 2:
            process.kill()

    request = AddFiles(library=office.root, language="th", paths=papers)
    with pytest.raises(WorkerGone):
        process.ask(
            "add", request, Ended, seconds=LONG, actor=Actor("-ธุรการ"),
            parts=Parts(Step | Outcome, take),  # type: ignore[arg-type]
        )  # fmt: skip
    told = {outcome.record_id for outcome in heard.outcomes}
    with office.reading(SYSTEM) as reading:
        assert told <= set(reading.session.scalars(select(Record.id)))


def test_it_stops_when_the_window_is_gone(office: Library, tmp_path: Path) -> None:
    papers = [tmp_path / f"{number:03}.txt" for number in range(400)]
    for path in papers:
        path.write_text(f"เรื่อง {path.stem}", "utf-8")
    process = Worker(self_command(["worker", "import"]), reads_files=False)
    heard = Heard()

    def take(said: Step | Outcome) -> None:
        heard.append(said)
        if len(heard.outcomes) == 1:
            process.abandon()  # its input ends, as when the window is killed

    request = AddFiles(library=office.root, language="th", paths=papers)
    with suppress(WorkerGone):
        process.ask(
            "add", request, Ended, seconds=LONG, actor=Actor("-ธุรการ"),
            parts=Parts(Step | Outcome, take),  # type: ignore[arg-type]
        )  # fmt: skip
    process.end(LONG)
    assert process.exit_code == 0
    assert 0 < len(kept(office)) < 400


def test_a_missing_library_is_told(process: Worker, tmp_path: Path) -> None:
    request = AddFiles(library=tmp_path / "none", language="th", paths=[tmp_path])
    with pytest.raises(Refused) as raised:
        process.ask("add", request, Ended, seconds=LONG, actor=Actor("ก"))
    assert raised.value.failure.message


@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
@pytest.mark.parametrize("name", DUTIES)
def test_each_duty_has_its_scans_read(
    office: Library, process: Worker, tmp_path: Path, name: str
) -> None:
    import random

    import pypdfium2

    from tests.letters.facts import make_facts
    from tests.letters.layouts import rows_of, write_pdf

    chance = random.Random(11)
    write_pdf(rows_of(make_facts(chance, "memo"), chance), tmp_path / "typed.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "typed.pdf")
    document[0].render(scale=2).to_pil().convert("L").save(tmp_path / "scan.pdf")
    document.close()
    (outcome,) = add(process, office, [tmp_path / "scan.pdf"], name)[1].outcomes
    assert outcome.status == "unsearchable"
    told: list[Recognised] = []
    ended, _ = process.ask(
        "recognise", ReadScans(library=office.root, language="th", first=0), Ended,
        seconds=LONG, actor=Actor(name), parts=Parts(Recognised, told.append),
    )  # fmt: skip
    assert ended.count == 1
    assert [(read.record_id, read.read, read.left) for read in told] == [(outcome.record_id, 1, 0)]
