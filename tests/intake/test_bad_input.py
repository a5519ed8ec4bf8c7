"""Files that are broken, hostile or no files: one clear Thai sentence each, and life goes on."""

import errno
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kmdesk import intake
from kmdesk.i18n import language, set_language
from kmdesk.intake import IntakeError, sniff
from kmdesk.intake.client import IntakeClient
from kmdesk.store.import_paths import A_LINK, NO_FILE
from tests.intake import make

THAI_SENTENCE = r"^[^\n]*[ก-๙][^\n]*$"


@pytest.fixture(autouse=True)
def _thai() -> Iterator[None]:
    before = language()
    set_language("th")
    yield
    set_language(before)


def _bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as stream,
    ):
        stream.write(b"<a>")
        for _ in range(60):
            stream.write(b"A" * (1 << 20))
        stream.write(b"</a>")


def _entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        )


def _half(path: Path) -> None:
    make.pdf(path, ["x" * 50] * 20)
    path.write_bytes(path.read_bytes()[:600])


def _locked_office(path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))


def _outlook(path: Path) -> None:
    """A message of Outlook with a Word file attached: the marks of both are inside."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    names = ("WordDocument", "__nameid_version1.0")
    path.write_bytes(ole + b"".join(name.encode("utf-16-le") for name in names))


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.4\n")
        stream.truncate(2 << 30)


def _plain_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escape.txt", "x")


BAD: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty.pdf", lambda path: path.write_bytes(b""), intake.EMPTY),
    ("spaces.txt", lambda path: path.write_text(" \n\t "), intake.EMPTY),
    ("half.pdf", _half, intake.DAMAGED),
    ("magic only.pdf", lambda path: path.write_bytes(b"%PDF-1.7\n"), intake.DAMAGED),
    ("locked.pdf", lambda path: make.locked_pdf(path, "secret"), intake.LOCKED),
    ("locked.docx", _locked_office, intake.LOCKED),
    ("bomb.docx", _bomb, intake.BOMB),
    ("entities.docx", _entities, intake.DAMAGED),
    ("half.docx", lambda path: path.write_bytes(b"PK\x03\x04" + bytes(50)), intake.DAMAGED),
    ("sparse.pdf", _sparse, intake.TOO_LARGE),
    ("zeros.pdf", lambda path: path.write_bytes(bytes(5000)), intake.UNKNOWN_KIND),
    (
        "photo.heic",
        lambda path: path.write_bytes(b"\0\0\0\x18ftypheic" + b"x" * 900),
        sniff.OTHER_PICTURE,
    ),
    (
        "photo.jpg",
        lambda path: path.write_bytes(b"\0\0\0\x18ftypmif1" + b"x" * 900),
        sniff.OTHER_PICTURE,
    ),
    (
        "map.jp2",
        lambda path: path.write_bytes(b"\0\0\0\x0cjP  \r\n" + b"x" * 900),
        sniff.OTHER_PICTURE,
    ),
    ("book.djvu", lambda path: path.write_bytes(b"AT&TFORM" + b"x" * 900), sniff.PAPER),
    ("letter.msg", _outlook, sniff.OUTLOOK_MAIL),
    ("noise.bin", lambda path: path.write_bytes(make.noise().tobytes()), intake.UNKNOWN_KIND),
    ("archive.zip", _plain_zip, sniff.ARCHIVE),
    ("half.png", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n12"), intake.DAMAGED),
    ("folder", lambda path: path.mkdir(), intake.FOLDER),
    ("missing.pdf", lambda path: None, intake.MISSING),
]


@pytest.mark.parametrize(("name", "put", "expected"), BAD, ids=[name for name, _, _ in BAD])
def test_one_clear_sentence(
    name: str,
    put: Callable[[Path], object],
    expected: str,
    tmp_path: Path,
    client: IntakeClient,
) -> None:
    path = tmp_path / name
    put(path)
    with pytest.raises(IntakeError, match=THAI_SENTENCE) as raised:
        client.read(path, timeout=60)
    assert raised.value.message.msgid == expected
    assert name in str(raised.value)


@pytest.mark.linux_only("needs POSIX links and pipes")
def test_links_in_a_circle_and_pipes(tmp_path: Path, client: IntakeClient) -> None:
    loop = tmp_path / "loop.pdf"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path, expected in ((loop, A_LINK), (pipe, NO_FILE)):
        with pytest.raises(IntakeError, match=THAI_SENTENCE) as raised:
            client.read(path, timeout=60)
        assert raised.value.message.msgid == expected


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_file_of_somebody_else(tmp_path: Path, client: IntakeClient) -> None:
    path = tmp_path / "private.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(IntakeError) as raised:
        client.read(path)
    assert raised.value.message.msgid == intake.UNREADABLE


def test_unreadable_is_told_from_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kmdesk.intake.reading import Reading

    path = tmp_path / "a.txt"
    path.write_text("x")

    def denied(_self: Path, *_args: object, **_named: object) -> object:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(IntakeError) as raised:
        list(Reading(path, 10).pages())
    assert raised.value.message.msgid == intake.UNREADABLE


def test_five_hundred_pages_are_fine(tmp_path: Path, client: IntakeClient) -> None:
    path = make.pdf(tmp_path / "thick.pdf", [f"sheet {number}" for number in range(500)])
    seen: list[tuple[int, int]] = []
    result = client.read(path, timeout=120, progress=lambda done, of: seen.append((done, of)))
    assert [page.text for page in result.pages] == [f"sheet {number}" for number in range(500)]
    assert seen[0] == (1, 500)
    assert seen[-1] == (500, 500)


def test_the_batch_goes_on_after_bad_files(tmp_path: Path, client: IntakeClient) -> None:
    good = make.pdf(tmp_path / "good.pdf", ["good"])
    for name, put, _ in BAD[:8]:
        path = tmp_path / name
        put(path)
        with pytest.raises(IntakeError):
            client.read(path, timeout=60)
        assert client.read(good, timeout=60).pages[0].text == "good"


def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_read(
    tmp_path: Path, client: IntakeClient
) -> None:
    path = tmp_path / "huge.bmp"
    header = b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 900_000, 900_000, 1, 24,
                                 0, 0, 0, 0, 0, 0)  # fmt: skip
    path.write_bytes(header + bytes(100))
    with pytest.raises(IntakeError) as raised:
        client.read(path)
    assert raised.value.message.msgid == intake.TOO_MANY_DOTS
