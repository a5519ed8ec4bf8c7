"""Scans wait for text recognition in a queue: read, paused, tried again, the picture untouched."""

import random
from pathlib import Path

import fontpkg
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from kmdesk.app import Desk
from kmdesk.i18n import in_thai
from kmdesk.intake import OCR_TEXT, PICTURE_ONLY, ocr
from kmdesk.office.import_process import RecogniseError, recognise_text
from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Duty, Library, PassageText, RecordError
from kmdesk.records.describe import describe
from kmdesk.records.model import Attachment, Passage
from kmdesk.shelf import documents, letters, papers
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.shelf.kind import DocumentKind
from kmdesk.shelf.letters import load_letter
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf
from tests.office.conftest import CLERK

PATIENCE_MS = 90_000
needs_tesseract = pytest.mark.skipif(
    not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)"
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
        return [file.record_id for file in papers.unread_files(reading)]


def test_without_tesseract_scans_are_kept_and_counted(
    library: Library, clerk: Actor, scan: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record_id = _keep(library, clerk, scan)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(RecogniseError):
        list(recognise_text(library, clerk))
    assert _waiting(library, clerk) == [record_id]


@needs_tesseract
def test_the_queue_reads_pauses_and_goes_on(library: Library, clerk: Actor, scan: Path) -> None:
    first = _keep(library, clerk, scan)
    blank = scan.with_name("blank.pdf")
    Image.effect_noise((300, 300), 60).save(blank)
    second = _keep(library, clerk, blank)
    assert list(recognise_text(library, clerk, lambda: True)) == []  # paused before the first
    assert _waiting(library, clerk) == [first, second]
    done = list(recognise_text(library, clerk))
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
    done = {one.record_id: one for one in recognise_text(library, clerk)}
    assert done[broken].reason
    assert done[broken].left == 1
    assert done[good].read == 1
    assert _waiting(library, clerk) == [broken]


@needs_tesseract
def test_what_comes_in_waits_for_the_queue_and_is_proposed_then(
    library: Library, clerk: Actor, scan: Path
) -> None:
    since = library.feed_end()
    (outcome,) = Ingest(library, clerk).run([scan])
    record_id = outcome.record_id
    assert record_id is not None
    assert outcome.status == "unsearchable"  # kept at once: nothing was recognised
    assert _waiting(library, clerk) == [record_id]
    assert list(recognise_text(library, clerk, first=record_id + 1)) == []
    (done,) = recognise_text(library, clerk, first=record_id)
    assert (done.read, done.left) == (1, 0)
    with library.reading(clerk) as reading:
        assert letters.waiting(reading) == [record_id]
        letter = load_letter(reading, record_id)
        assert letter.fields["form"].value in ("memo", "circular")
        assert letter.fields["issuer"].value
        assert letter.fields["title"].mark in ("sure", "check")
        assert reading.record(record_id).title != "scan"
        detail = documents.document(reading.session, record_id)
        assert detail is not None
        assert detail.note == ""  # the clerk's own; what the machine says stands apart
        said = describe(reading, DocumentKind(), record_id)
        assert in_thai(OCR_TEXT) in [line["value"] for line in said["fields"]]
    # reading a text is nobody's step: the import is still undone in one stroke
    assert library.undo_last(clerk, since) == "Add documents"
    with library.reading(clerk) as reading, pytest.raises(RecordError):
        reading.record(record_id)


@needs_tesseract
def test_a_scan_that_is_no_letter_waits_no_longer(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    page = Image.new("L", (1200, 600), "white")
    font = ImageFont.truetype(fontpkg.path("Sarabun", "Regular"), 60)
    ImageDraw.Draw(page).text((80, 200), "การเลี้ยงโคนมในฤดูแล้ง", fill=0, font=font)
    page.save(tmp_path / "book.png", dpi=(300, 300))
    (outcome,) = Ingest(library, clerk).run([tmp_path / "book.png"])
    with library.reading(clerk) as reading:
        assert letters.waiting(reading) == [outcome.record_id]
    (done,) = recognise_text(library, clerk)
    assert done.read == 1
    with library.reading(clerk) as reading:
        assert letters.waiting(reading) == []


@needs_tesseract
def test_a_classified_scan_is_put_aside_without_its_text(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    page = Image.new("L", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(fontpkg.path("Sarabun", "Regular"), 60)
    draw.text((560, 100), "ลับมาก", fill=0, font=font)
    draw.text((120, 400), "ที่ กษ ๑๑๐๘/๑๒", fill=0, font=font)
    draw.text((120, 520), "เรื่อง ทดสอบการแยกออก", fill=0, font=font)
    page.save(tmp_path / "secret.png", dpi=(150, 150))
    (outcome,) = Ingest(library, clerk).run([tmp_path / "secret.png"])
    (done,) = recognise_text(library, clerk)
    assert "ชั้นความลับ" in done.reason
    assert "ทดสอบ" not in done.reason
    with library.reading(clerk) as reading:
        with pytest.raises(RecordError):
            reading.record(outcome.record_id or 0)
        texts = [passage.text for passage in reading.session.query(Passage)]
    assert not any(texts)
    assert _waiting(library, clerk) == []


@needs_tesseract
@pytest.mark.linux_only("a signal ends the child here")
def test_an_import_in_the_window_leaves_its_scans_to_the_queue(
    qtbot, desk: Desk, scan: Path
) -> None:
    actor = Actor(CLERK, Duty.ADMINISTRATOR)
    desk.context.set_actor(actor)
    office = desk.window.pages.show_page("office")
    line = office.adding.scans_line
    with (
        qtbot.waitSignal(line.finished, timeout=PATIENCE_MS),
        qtbot.waitSignal(office.adding.finished, timeout=PATIENCE_MS),
    ):
        office.adding.add([str(scan)])
    # the report follows the queue
    qtbot.waitUntil(lambda: office.adding.counts["unsearchable"] == 0, timeout=PATIENCE_MS)
    assert office.adding.counts["added"] == 1
    assert _waiting(desk.context.library, actor) == []


@needs_tesseract
@pytest.mark.linux_only("a signal ends the child here")
def test_the_window_reads_what_waits(qtbot, desk: Desk, scan: Path) -> None:
    actor = Actor(CLERK, Duty.ADMINISTRATOR)
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
