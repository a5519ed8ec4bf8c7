"""Papers with personal numbers come in for internal use, and are released in one act."""

from pathlib import Path

import fontpkg
import pytest
from PIL import Image, ImageDraw, ImageFont

from kmdesk.app import Desk
from kmdesk.i18n import in_thai, tr
from kmdesk.intake import OCR_TEXT, ocr
from kmdesk.office.import_process import recognise_text
from kmdesk.office.ingest import Ingest
from kmdesk.records import WALK_UP, Actor, Duty, Library, NotAllowed, RecordError
from kmdesk.records.describe import describe
from kmdesk.shelf import documents, print
from kmdesk.shelf.documents import add_receipt
from kmdesk.shelf.kind import RELEASE, DocumentKind, release
from tests.office.conftest import CLERK

PATIENCE_MS = 120_000
NUMBER = "๑-๑๐๑๗-๐๐๒๐๓-๐๔-๒"  # made up; only its check digit is right
needs_tesseract = pytest.mark.skipif(
    not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)"
)


def _one(library: Library, clerk: Actor, path: Path, text: str) -> tuple[int, str]:
    path.write_text(text, "utf-8")
    (outcome,) = Ingest(library, clerk).run([path])
    assert outcome.status == "added"
    return outcome.record_id or 0, outcome.reason


def _audience(library: Library, clerk: Actor, record_id: int) -> str:
    with library.reading(clerk) as reading:
        return reading.record(record_id).audience


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"คำขอกู้เงิน นายสมมุติ ตัวอย่าง เลขประจำตัวประชาชน {NUMBER}", "เลขประจำตัวประชาชน"),
        ("หน้าแรกไม่มีอะไร\n" * 400 + f"ผู้กู้ {NUMBER}", "เลขประจำตัวประชาชน"),
        ("โอนเงินเข้าบัญชีธนาคาร เลขที่บัญชี ๘๐๑-๐-๑๒๓๔๕-๖", "เลขที่บัญชีธนาคาร"),
    ],
)
def test_such_a_paper_is_internal_with_the_reason_told(
    library: Library, clerk: Actor, tmp_path: Path, text: str, word: str
) -> None:
    record_id, reason = _one(library, clerk, tmp_path / "ก.txt", text)
    assert word in reason
    assert _audience(library, clerk, record_id) == "internal"
    with library.reading(WALK_UP) as reading, pytest.raises(RecordError):
        reading.record(record_id)
    with library.reading(clerk) as reading:
        said = describe(reading, DocumentKind(), record_id)
    assert any(word in line["value"] for line in said["fields"])


def test_a_line_of_a_collection_too(library: Library, clerk: Actor, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"title": "ก", "text": "บัตร 1101700203042"}\n{"title": "ข", "text": "ค"}\n')
    found = [(_audience(library, clerk, o.record_id or 0), bool(o.reason))
             for o in Ingest(library, clerk).run([path])]  # fmt: skip
    assert found == [("internal", True), ("public", False)]


def test_one_act_releases_it_and_is_undone(
    library: Library, clerk: Actor, walk_up: Actor, tmp_path: Path
) -> None:
    record_id, _reason = _one(library, clerk, tmp_path / "ก.txt", f"บัตร {NUMBER}")
    with pytest.raises(NotAllowed), library.writing(walk_up, RELEASE) as unit:
        release(unit, record_id)
    since = library.feed_end()
    with library.writing(clerk, RELEASE) as unit:
        release(unit, record_id)
        unit.commit()
    assert _audience(library, clerk, record_id) == "public"
    library.undo_last(clerk, since, (RELEASE,))
    assert _audience(library, clerk, record_id) == "internal"


def _picture(path: Path, *lines: str) -> Path:
    picture = Image.new("L", (1600, 200 + 140 * len(lines)), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(fontpkg.path("Sarabun", "Regular"), 70)
    for row, line in enumerate(lines):
        draw.text((80, 80 + 140 * row), line, fill=0, font=font)
    picture.save(path, dpi=(200, 200))
    return path


@needs_tesseract
def test_a_picture_becomes_internal_once_it_is_read_and_its_report_follows(
    qtbot, desk: Desk, tmp_path: Path
) -> None:
    """The text comes later; so does what the report says of it, and nothing into the remarks."""
    desk.context.set_actor(Actor(CLERK, Duty.ADMINISTRATOR))
    office = desk.window.pages.show_page("office")
    page, library = office.adding, desk.context.library
    paths = [
        _picture(tmp_path / "1.png", "คำขอกู้เงิน", "เลขบัตร 1 1017 00203 04 2"),
        _picture(tmp_path / "2.png", "ประกาศวันหยุดทำการ", "ห้องสมุดปิดวันเสาร์"),
    ]
    with qtbot.waitSignal(page.scans_line.finished, timeout=PATIENCE_MS):
        page.add(list(map(str, paths)))
    qtbot.waitUntil(lambda: page.counts["unsearchable"] == 0, timeout=PATIENCE_MS)
    assert page.counts["added"] == 2
    ids = [said.record_id or 0 for said in page._rows]
    actor = desk.context.actor
    assert [_audience(library, actor, one) for one in ids] == ["internal", "public"]
    assert "เลขประจำตัวประชาชน" in page.table.item(0, 2).text()
    assert page.table.item(1, 2).text() == ""
    assert [page.table.item(row, 0).text() for row in (0, 1)] == [tr("Added")] * 2
    with library.reading(actor) as reading:
        for one in ids:
            detail = documents.document(reading.session, one)
            assert detail is not None and detail.note == ""
            said = describe(reading, DocumentKind(), one)
            assert in_thai(OCR_TEXT) in [line["value"] for line in said["fields"]]


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_the_program_once_wrote_is_not_printed_as_the_clerks(
    library: Library, clerk: Actor, tmp_path: Path, language: str
) -> None:
    record_id, _reason = _one(library, clerk, tmp_path / "ก.txt", "หนังสือเข้า")
    remark = in_thai(OCR_TEXT) if language == "th" else OCR_TEXT
    with library.writing(clerk, "Note") as unit:
        detail = documents.document(unit.session, record_id)
        assert detail is not None
        detail.note = f"ขอคืนภายในเดือนนี้ {remark}"
        add_receipt(unit, record_id, "7", "2026-11-02")
        unit.commit()
    with library.reading(clerk) as reading:
        (line,) = print.letters_received(reading, "2026-01-01", "2026-12-31")
        view = documents.document_view(reading, record_id)
        fields = [value for _label, value in DocumentKind().facts(reading.session, record_id)]
    assert line.note == "ขอคืนภายในเดือนนี้"
    assert view is not None and view.values["note"] == "ขอคืนภายในเดือนนี้"
    assert "ขอคืนภายในเดือนนี้" in fields


def test_reading_text_leaves_the_clerks_remarks_alone(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    """Whatever the reader remarks of a file is told in the report, never in the remarks."""
    path = tmp_path / "misnamed.pdf"
    record_id, reason = _one(library, clerk, path, "ข้อความธรรมดาในชื่อ pdf")
    assert reason
    with library.reading(clerk) as reading:
        detail = documents.document(reading.session, record_id)
        assert detail is not None and detail.note == ""
    assert list(recognise_text(library, clerk)) == [] if ocr.available() else True
