"""One corpus of names, kinds of file and links through every way in: all good ones come in."""

import json
import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from sqlalchemy import select

from kmdesk.app import Desk
from kmdesk.cli.commands import run_command
from kmdesk.i18n import tr
from kmdesk.office.arrivals import DONE, REFUSED, look_at_inbox
from kmdesk.office.ingest import Ingest
from kmdesk.office.protocol import Outcome
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.model import Attachment, Record
from kmdesk.widgets.dropped import local_files
from tests.office import hostile_folder
from tests.office.conftest import CLERK

pytestmark = pytest.mark.linux_only("needs POSIX names, links, pipes")
PATIENCE_MS = 120_000


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder, outside = tmp_path / "stick", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    return folder


def _kept(library: Library, actor: Actor) -> set[bytes]:
    with library.reading(actor) as reading:
        hashes = reading.session.scalars(select(Attachment.sha256)).all()
        for record in reading.session.scalars(select(Record)):
            for text in (record.title, record.source or ""):
                text.encode("utf-8")
                assert "\n" not in text
                assert text.strip() == text
    return {library.files.path(sha256).read_bytes() for sha256 in hashes}


def _good(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.glob("*") if path.is_file()}


def test_all_good_ones_of_a_folder_come_in(library: Library, clerk: Actor, stick: Path) -> None:
    hostile_folder.fill_with_good(stick)
    good = _good(stick)
    hostile_folder.fill_with_own(stick)
    bad = hostile_folder.fill_with_bad(stick, stick.parent / "outside")
    outcomes = list(Ingest(library, clerk).run([stick]))
    by_status: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_status.setdefault(outcome.status, []).append(outcome)
        outcome.source.encode("utf-8")
        outcome.reason.encode("utf-8")
    kept = _kept(library, clerk)
    assert good <= kept
    assert len(by_status["added"]) == len(good) + 2  # inner.txt and x.pdf/paper.txt
    assert len(kept) == len(good) + 2
    refused = {Path(outcome.source).name: outcome.reason for outcome in by_status["refused"]}
    assert sorted(refused) == sorted(bad)
    assert all(reason for reason in refused.values())
    assert "ทางลัด" in refused["link-outside.txt"]
    sources = [outcome.source for outcome in by_status["added"]]
    assert any(source.endswith("หนังสือเวียน ๒๕๖๘.txt") for source in sources)


def test_each_given_by_name_has_its_outcome(
    library: Library, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile_folder.fill_with_bad(stick, stick.parent / "outside")
    hostile_folder.fill_with_own(stick)
    (stick / os.fsdecode("ที่ ๑".encode("cp874") + b".txt")).write_text("หนังสือ", "utf-8")
    names = sorted(path for path in stick.iterdir() if not path.is_dir() or path.is_symlink())
    names = [path for path in names if not path.is_dir()]
    names += [stick / "absent.pdf", stick / ("ย" * 300), Path(os.devnull)]
    arguments = ["add", "--json", "--library", str(library.root), "--", *map(str, names)]
    assert run_command(arguments) == 1
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(said) == len(names)
    added = sorted(Path(one["source"]).name for one in said if one["status"] == "added")
    assert added == ["inner.txt", "ที่ ๑.txt"]
    assert all(one["reason"] for one in said if one["status"] == "refused")


def test_a_folder_chosen_through_a_link_is_the_folder(
    library: Library, clerk: Actor, stick: Path
) -> None:
    (stick / "a.txt").write_text(hostile_folder.THAI, "utf-8")
    way = stick.parent / "way"
    way.symlink_to(stick, target_is_directory=True)
    assert [outcome.status for outcome in Ingest(library, clerk).run([way])] == ["added"]


def test_whatever_one_item_does_the_others_come_in(
    library: Library, clerk: Actor, stick: Path
) -> None:
    """A reader that is killed by its file, a locked folder, a line that no database takes."""
    (stick / "1.txt").write_text(hostile_folder.THAI, "utf-8")
    (stick / "2.pdf").write_bytes(b"%PDF-1.7\n" + b"<<" * 200_000)
    (stick / "3.jsonl").write_text(
        '{"id": "a", "title": "ก", "text": "ข"}\n{"id": "b", "title": ' + "[" * 3000 + "\n",
        "utf-8",
    )
    (stick / "4").mkdir()
    (stick / "4" / "in.txt").write_text("ใน", "utf-8")
    (stick / "5.txt").write_text(hostile_folder.THAI + " ห้า", "utf-8")
    locked = os.geteuid() != 0
    if locked:
        (stick / "4").chmod(0)
    try:
        outcomes = list(Ingest(library, clerk).run([stick]))
    finally:
        (stick / "4").chmod(0o700)
    statuses = [outcome.status for outcome in outcomes]
    inner = "refused" if locked else "added"
    assert statuses == ["added", "refused", "added", "refused", inner, "added"]


def test_the_folder_for_scans_takes_all_and_tells_the_rest(
    library: Library, clerk: Actor, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = hostile_folder.fill_with_good(stick)
    good = _good(stick)
    hostile_folder.fill_with_own(stick)
    bad = hostile_folder.fill_with_bad(stick, stick.parent / "outside")
    bad.remove("pipe.jsonl")  # collections are no scans
    now = time.time() + 1000
    first = look_at_inbox(stick, {}, now)
    assert first.state == "watching"
    everything: set[Path] = set()
    seen = first.seen
    for _round in range(5):
        found = look_at_inbox(stick, seen, now)
        arguments = ["add", "--json", "--library", str(library.root), "--inbox", str(stick)]
        if not found.ready:
            break
        everything |= set(found.ready)
        run_command([*arguments, "--", *map(str, found.ready)])
    assert len(everything) == count + len(bad) + 2
    assert good <= _kept(library, clerk)
    aside = stick / tr(REFUSED)
    assert {name for name in bad if os.path.lexists(aside / name)} == set(bad)
    for name in bad:
        assert (aside / f"{name}.txt").read_text("utf-8").strip()
    assert len(os.listdir(stick / tr(DONE))) >= count  # noqa: PTH208
    out = capsys.readouterr().out
    assert all(json.loads(line) for line in out.splitlines())


def test_what_is_dropped_keeps_the_bytes_of_its_name(qtbot, desk: Desk, stick: Path) -> None:
    raw = os.fsencode(stick) + b"/" + "หนังสือเก่า".encode("cp874") + b".txt"
    with open(raw, "wb") as stream:  # noqa: PTH123
        stream.write(hostile_folder.THAI.encode())
    (stick / "ใหม่ %41.txt").write_text(hostile_folder.THAI + " ใหม่", "utf-8")
    mime = QMimeData()
    mime.setUrls(
        [
            QUrl.fromEncoded(Path(os.fsdecode(raw)).as_uri().encode()),
            QUrl.fromLocalFile(str(stick / "ใหม่ %41.txt")),
        ]
    )
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    with qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS):
        office.adding.add(local_files(mime))
    assert office.adding.counts["added"] == 2
    assert office.adding.table.item(0, 1).text() == "หนังสือเก่า.txt"
