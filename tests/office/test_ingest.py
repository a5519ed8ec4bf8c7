"""Files and collections come in one by one, each with one clear outcome."""

import json
from pathlib import Path

import pytest
import zstandard
from pypdf import PdfReader, PdfWriter

from kmdesk.office.ingest import Ingest
from kmdesk.office.protocol import Outcome
from kmdesk.pdf import Document
from kmdesk.records import Actor, Library
from kmdesk.records.describe import counts, describe
from kmdesk.shelf.kind import DocumentKind


def _run(library: Library, clerk: Actor, *paths: Path) -> list[Outcome]:
    return list(Ingest(library, clerk).run(list(paths)))


def _letter(path: Path, text: str = "ขอเชิญประชุมสหกรณ์") -> Path:
    document = Document(path, title="หนังสือเชิญ")
    document.paragraph(text)
    document.save()
    return path


def _collection(path: Path, *items: object) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), "utf-8")
    return path


def test_a_pdf_is_stored_with_its_text(library: Library, clerk: Actor, tmp_path: Path) -> None:
    (outcome,) = _run(library, clerk, _letter(tmp_path / "เชิญ.pdf"))
    assert outcome.status == "added"
    with library.reading(clerk) as reading:
        said = describe(reading, DocumentKind(), outcome.record_id or 0)
    assert "ขอเชิญประชุมสหกรณ์" in said["passages"][0]["text"]
    assert library.files.verify(said["attachments"][0]["sha256"])


def test_the_same_bytes_are_already_there(library: Library, clerk: Actor, tmp_path: Path) -> None:
    first = _letter(tmp_path / "ก.pdf")
    copy = tmp_path / "ข.pdf"
    copy.write_bytes(first.read_bytes())
    added, again = _run(library, clerk, first, copy)
    assert (added.status, again.status) == ("added", "duplicate")
    assert again.record_id == added.record_id
    assert "มีอยู่แล้วในคลัง" in again.reason


def test_a_bad_file_does_not_end_the_batch(library: Library, clerk: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1-empty.pdf").write_bytes(b"")
    (folder / "2-broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    _letter(folder / "3-good.pdf")
    outcomes = _run(library, clerk, folder, tmp_path / "absent.pdf")
    assert [o.status for o in outcomes] == ["refused", "refused", "added", "refused"]
    assert all(o.reason for o in outcomes if o.status == "refused")
    with library.reading(clerk) as reading:
        assert counts(reading)["records"] == 1


@pytest.mark.parametrize("stamp", ["ลับ", "ลับมาก", "- ลับที่สุด -"])
def test_classified_papers_leave_no_trace(
    library: Library, clerk: Actor, tmp_path: Path, stamp: str
) -> None:
    paper = tmp_path / "ลับ.txt"
    paper.write_text(f"{stamp}\nที่ ตย ๐๐๑๐/๑\nเรื่อง เรื่องที่เปิดเผยไม่ได้\n", "utf-8")
    (outcome,) = _run(library, clerk, paper)
    assert outcome.status == "refused"
    assert "เปิดเผยไม่ได้" not in outcome.reason
    with library.reading(clerk) as reading:
        assert counts(reading)["records"] == 0
    assert list(library.files.hashes()) == []


def test_a_word_that_begins_like_a_class_is_not_classified(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    paper = tmp_path / "ก.txt"
    paper.write_text("ลับคมเครื่องมือเกษตร\nวิธีลับมีด\n", "utf-8")
    assert _run(library, clerk, paper)[0].status == "added"


def test_a_collection_keeps_ids_and_turns_laws_into_provisions(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    law = "มาตรา ๑ พระราชบัญญัตินี้เรียกว่า ตัวอย่าง\nมาตรา ๒ ให้ใช้บังคับตั้งแต่วันถัดไป\n"
    path = _collection(
        tmp_path / "c.jsonl",
        {"id": "n-1", "title": "ข่าว", "kind": "ข่าว", "date": "2025-01-02", "text": "เนื้อข่าว"},
        {"id": "l-1", "title": "พ.ร.บ. ตัวอย่าง", "kind": "พระราชบัญญัติ", "text": law},
    )
    outcomes = _run(library, clerk, path)
    assert [o.source_id for o in outcomes] == ["n-1", "l-1"]
    with library.reading(clerk) as reading:
        kinds = [reading.record(o.record_id or 0).kind for o in outcomes]
        assert reading.record(outcomes[0].record_id or 0).dated == "2025-01-02"
    assert kinds == ["document", "regulation"]
    assert [o.status for o in _run(library, clerk, path)] == ["duplicate", "duplicate"]


def test_bad_lines_are_named_and_the_rest_goes_in(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(
        b'{"id": 1, "title": "a", "text": "x"}\nnot json\n[1]\n{"text": ""}\n'
        b'{"id": 2, "title": "\\ud800", "text": "y"}\n'
    )
    statuses = [o.status for o in _run(library, clerk, path)]
    assert statuses == ["added", "refused", "refused", "refused", "added"]


def test_a_truncated_zst_keeps_what_was_whole(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    lines = b"".join(
        json.dumps({"id": i, "title": f"t{i}", "text": f"{i} " * 5000}).encode() + b"\n"
        for i in range(40)
    )
    packed = zstandard.ZstdCompressor().compress(lines)
    path = tmp_path / "c.jsonl.zst"
    path.write_bytes(packed[: len(packed) // 2])
    outcomes = _run(library, clerk, path)
    assert outcomes[-1].status == "refused"
    with library.reading(clerk) as reading:
        kept = counts(reading)["records"]
    assert kept == sum(o.status == "added" for o in outcomes)


def test_stopping_leaves_whole_records_only(library: Library, clerk: Actor, tmp_path: Path) -> None:
    path = _collection(
        tmp_path / "c.jsonl", *({"id": i, "title": f"t{i}", "text": "x"} for i in range(100))
    )
    seen: list[Outcome] = []
    for outcome in Ingest(library, clerk, stop=lambda: len(seen) >= 30).run([path]):
        seen.append(outcome)
    assert 30 <= len(seen) < 100
    with library.reading(clerk) as reading:
        assert counts(reading)["records"] == len(seen)


def test_the_files_inside_a_pdf_are_told(library: Library, clerk: Actor, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(_letter(tmp_path / "เชิญ.pdf")))
    for number in (1, 2):
        writer.add_attachment(f"สิ่งที่ส่งมาด้วย {number}.txt", f"บัญชีแนบ {number}".encode())
    writer.write(tmp_path / "แนบ.pdf")
    (outcome,) = _run(library, clerk, tmp_path / "แนบ.pdf")
    assert outcome.status == "added"
    said = "PDF นี้มีไฟล์แนบ 2 ไฟล์: สิ่งที่ส่งมาด้วย 1.txt, สิ่งที่ส่งมาด้วย 2.txt"
    assert said in outcome.reason
