"""Scans wait for text recognition in a queue: read, paused, tried again, the picture untouched."""

import os
import random
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from kmdesk.app import Desk
from kmdesk.intake import ocr
from kmdesk.intake.model import PICTURE_ONLY
from kmdesk.office.recognise import RecogniseError, recognise
from kmdesk.records import Actor, Duty, Library, PassageText
from kmdesk.records.model import Attachment, Passage
from kmdesk.shelf import queries_scans
from kmdesk.shelf.add_document import NewDocument, NewFile, add_document
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf

PATIENCE_MS = 90_000
needs_tesseract = pytest.mark.skipif(
    not ocr.available(), reason="needs tesseract with Thai (tesseract-ocr, tesseract-ocr-tha)"
)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter as a scanner gives it: one page that is only a picture."""
    folder = tmp_path_factory.mktemp("scan")
    chance = random.Random(4)
    write_pdf(rows_of(make_facts(chance, "memo"), chance), folder / "typed.pdf")
    document = pypdfium2.PdfDocument(folder / "typed.pdf")
    picture = document[0].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    picture.save(folder / "scan.pdf", resolution=200)
    return folder / "scan.pdf"


def _keep(library: Library, clerk: Actor, path: Path, pages: int = 1) -> int:
    """As it is kept where nothing can read pictures."""
    texts = [PassageText(f"page:{n}", str(n), "", PICTURE_ONLY) for n in range(1, pages + 1)]
    with library.writing(clerk, "Add") as unit:
        file = NewFile(path, path.name, "application/pdf")
        record_id = add_document(unit, NewDocument(title="สแกน"), texts, file).id
        unit.commit()
        return record_id


def _waiting(library: Library, clerk: Actor) -> list[int]:
    with library.reading(clerk) as reading:
        return [file.record_id for file in queries_scans.unread_files(reading)]


def test_without_tesseract_scans_are_kept_and_counted(
    library: Library, clerk: Actor, scan: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record_id = _keep(library, clerk, scan)
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.available.cache_clear()
    try:
        with pytest.raises(RecogniseError):
            list(recognise(library, clerk))
    finally:
        ocr.available.cache_clear()
    assert _waiting(library, clerk) == [record_id]


@needs_tesseract
def test_the_queue_reads_pauses_and_goes_on(library: Library, clerk: Actor, scan: Path) -> None:
    first = _keep(library, clerk, scan)
    blank = scan.with_name("blank.pdf")
    Image.effect_noise((300, 300), 60).save(blank)
    second = _keep(library, clerk, blank)
    assert list(recognise(library, clerk, lambda: True)) == []  # paused before the first
    assert _waiting(library, clerk) == [first, second]
    done = list(recognise(library, clerk))
    assert (done[0].record_id, done[0].read, done[0].left) == (first, 1, 0)
    assert _waiting(library, clerk) in ([second], [])
    with library.reading(clerk) as reading:
        (page,) = reading.session.query(Passage).filter_by(record_id=first)
        assert page.problem is None
        assert "บันทึกข้อความ" in page.text.replace(" ", "")
        (file,) = reading.session.query(Attachment).filter_by(record_id=first)
        assert library.files.path(file.sha256).read_bytes() == scan.read_bytes()
        assert reading.record(first).version > 1  # the index follows


@needs_tesseract
def test_a_file_that_cannot_be_read_says_why_and_does_not_stop_the_queue(
    library: Library, clerk: Actor, scan: Path
) -> None:
    bad = scan.with_name("bad.pdf")
    bad.write_bytes(b"%PDF-1.4 broken")
    broken, good = _keep(library, clerk, bad), _keep(library, clerk, scan)
    done = {one.record_id: one for one in recognise(library, clerk)}
    assert done[broken].reason
    assert done[broken].left == 1
    assert done[good].read == 1
    assert _waiting(library, clerk) == [broken]


@needs_tesseract
@pytest.mark.skipif(os.name == "nt", reason="a signal ends the child here")
def test_the_window_reads_what_waits(qtbot, desk: Desk, scan: Path) -> None:
    actor = Actor("ธุรการ", Duty.ADMINISTRATOR)
    desk.context.set_actor(actor)
    record_id = _keep(desk.context.library, actor, scan)
    office = desk.window.pages.show_page("office")
    line = office.adding.scans_line
    qtbot.waitUntil(lambda: line.files == 1, timeout=PATIENCE_MS)
    assert line.can_read
    assert line.isVisible()
    with qtbot.waitSignal(line.finished, timeout=PATIENCE_MS):
        line.button.click()
    qtbot.waitUntil(lambda: line.files == 0, timeout=PATIENCE_MS)
    assert not line.isVisible()
    assert _waiting(desk.context.library, actor) == []
    assert record_id
