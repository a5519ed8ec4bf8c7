"""Programs of others that help where they are installed: stand-ins for them here."""

import os
import select
import shutil
from pathlib import Path

import fontpkg
import pytest
from PIL import Image, ImageDraw, ImageFont

from kmdesk import intake
from kmdesk.intake import IntakeError, ocr
from kmdesk.intake.client import IntakeClient
from kmdesk.intake.reading import Reading
from tests.intake import make

pytestmark = pytest.mark.linux_only("stand-ins are shell scripts")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that alone is searched for programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "cp", "mkdir", "cat", "sleep"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def script(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!{folder}/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "old.doc"
    path.write_bytes(OLE + "WordDocument".encode("utf-16-le"))
    return path


def test_old_word_file_through_office(tmp_path: Path, programs: Path) -> None:
    ready = make.docx(tmp_path / "ready.docx", make.paragraph("เรื่อง คำสั่งเก่า"))
    script(programs, "soffice", f'mkdir -p "$7" && cp "{ready}" "$7/source.docx"')
    reading = Reading(old_file(tmp_path), 60)
    assert [page.text for page in reading.pages()] == ["เรื่อง คำสั่งเก่า"]
    assert (reading.media_type, reading.title_guess) == ("application/msword", "คำสั่งเก่า")


def test_office_that_makes_nothing(tmp_path: Path, programs: Path) -> None:
    script(programs, "soffice", "exit 0")
    with pytest.raises(IntakeError) as raised:
        list(Reading(old_file(tmp_path), 60).pages())
    assert raised.value.message.args["name"] == "old.doc"
    assert raised.value.message.msgid == intake.DAMAGED


def test_office_that_does_not_start_is_not_called_slow(tmp_path: Path, programs: Path) -> None:
    (programs / "soffice").write_bytes(b"\x7fELF that is none")
    (programs / "soffice").chmod(0o755)
    with pytest.raises(IntakeError) as raised:
        list(Reading(old_file(tmp_path), 60).pages())
    assert raised.value.message.msgid == intake.NO_WORKER


def written(path: Path, words: str) -> Path:
    """A picture of one line of Thai."""
    face = ImageFont.truetype(str(fontpkg.path("Sarabun", 400, "normal")), 48)
    page = Image.new("RGB", (1200, 320), "white")
    ImageDraw.Draw(page).text((60, 100), words, fill="black", font=face)
    page.save(path, dpi=(300, 300))
    return path


@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
def test_scan_through_recognition(tmp_path: Path) -> None:
    path = written(tmp_path / "scan.png", "จำนวนสามรายการ")
    reading = Reading(path, 60, recognise=True)
    assert [page.text for page in reading.pages()] == ["จำนวนสามรายการ"]
    assert reading.notes == [intake.OCR_TEXT]
    # unasked, nothing is recognised: that is left to the queue
    plain = Reading(path, 60)
    assert [page.problem for page in plain.pages()] == [intake.PICTURE_ONLY]
    assert plain.notes == []


def test_recognition_without_thai_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    path = written(tmp_path / "scan.png", "คำสั่ง")
    assert [page.problem for page in Reading(path, 60, recognise=True).pages()] == [
        intake.PICTURE_ONLY
    ]


@pytest.mark.linux_only("watches a process of another")
def test_helpers_die_with_their_worker(tmp_path: Path, programs: Path) -> None:
    pid_file = tmp_path / "pid"

    def written() -> bool:
        return pid_file.exists() and pid_file.read_text().endswith("\n")

    script(programs, "soffice", f'echo $$ > "{pid_file}"; exec sleep 600')
    client = IntakeClient()
    try:
        with pytest.raises(IntakeError):
            client.read(old_file(tmp_path), cancelled=written, timeout=60)
        try:
            handle = os.pidfd_open(int(pid_file.read_text()))
        except ProcessLookupError:
            return
        assert select.select([handle], [], [], 30)[0]  # readable once the process has ended
        os.close(handle)
    finally:
        client.close()
