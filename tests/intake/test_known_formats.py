"""Kinds that are known and not read: refused with what to do, by bytes and by ending."""

import io
import zipfile
from pathlib import Path

import pytest

from kmdesk.intake import IntakeError, sniff
from kmdesk.intake.reading import choose
from kmdesk.store.import_paths import is_left_out

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _zip(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


KINDS = [
    ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", sniff.OTHER_PICTURE),
    ("a.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", sniff.OTHER_PICTURE),
    ("a.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", sniff.OTHER_PICTURE),
    ("a.jp2", b"\0\0\0\x0cjP  \r\n\x87\n\0\0", sniff.OTHER_PICTURE),
    ("scan.pdf", b"\xff\x4f\xff\x51\0\x2f", sniff.OTHER_PICTURE),
    ("a.psd", b"8BPS\0\1" + bytes(20), sniff.OTHER_PICTURE),
    ("a.djvu", b"AT&TFORM\0\0\0\x20DJVU" + bytes(20), sniff.PAPER),
    ("book", b"AT&TFORM\0\0\0\x20DJVM" + bytes(20), sniff.PAPER),
    ("a.msg", _OLE + "__substg1.0_0037001F".encode("utf-16-le"), sniff.OUTLOOK_MAIL),
    ("a.doc", _OLE + "__properties_version1.0".encode("utf-16-le"), sniff.OUTLOOK_MAIL),
    (
        "attached.msg",
        _OLE + "__nameid_version1.0 WordDocument".encode("utf-16-le"),
        sniff.OUTLOOK_MAIL,
    ),
    ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(40), sniff.OUTLOOK_MAIL),
    ("a.pub", _OLE + "Quill".encode("utf-16-le"), sniff.PAPER),
    ("a.vsdx", _zip("[Content_Types].xml", "visio/document.xml"), sniff.PAPER),
    ("a.epub", _zip("META-INF/container.xml", "OEBPS/a.xhtml"), sniff.PAPER),
    ("a.zip", _zip("1.pdf", "2.pdf"), sniff.ARCHIVE),
    ("a.rar", b"Rar!\x1a\x07\1\0" + bytes(20), sniff.ARCHIVE),
    ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", sniff.ARCHIVE),
    ("a.mp3", b"ID3\4\0\0" + bytes(40), sniff.MEDIA),
    ("ประชุม.m4a", b"\0\0\0\x20ftypM4A \0\0\0\0", sniff.MEDIA),
    ("a.mov", b"\0\0\0\x14ftypqt  \0\0\0\0", sniff.MEDIA),
    ("a.avi", b"RIFF\0\0\0\0AVI LIST", sniff.MEDIA),
    ("setup.exe", b"MZ\x90\0\3\0\0\0" + bytes(60), sniff.PROGRAM),
    ("a.bat", b"@echo off\r\ndir\r\n", sniff.PROGRAM),
    ("a.dxf", b"0\nSECTION\n2\nHEADER\n", sniff.PAPER),
    ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", sniff.PAPER),
    ("a.mdb", b"\0\1\0\0Standard Jet DB\0" + bytes(20), sniff.DATABASE),
    ("a.dng", b"II*\0\x08\0\0\0" + bytes(20), sniff.OTHER_PICTURE),
    ("half.heic", bytes(range(128, 256)), sniff.OTHER_PICTURE),
    ("half.msg", bytes(range(128, 256)), sniff.OUTLOOK_MAIL),
]


@pytest.mark.parametrize(("name", "content", "sentence"), KINDS, ids=[kind[0] for kind in KINDS])
def test_each_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IntakeError) as raised:
        choose(path, content[: sniff.HEAD_SIZE], sniff.sniff(path))
    assert raised.value.message.msgid == sentence
    said = str(raised.value)
    assert name in said and "{" not in said


@pytest.mark.parametrize(
    "name",
    [
        "~$รายงาน.docx", "Thumbs.db", "thumbs.DB", "desktop.ini", "Desktop.ini", ".DS_Store",
        "._จดหมาย.pdf", "ทางลัด.lnk", "เว็บ.url", "x.pdf.part", "x.crdownload", "~WRL1234.tmp",
        ".~lock.x.ods#", "ฐาน.laccdb", "$RECYCLE.BIN", "System Volume Information", "__MACOSX",
        "สำเนา.docx~", "x.swp",
    ],
)  # fmt: skip
def test_what_systems_and_programs_keep_is_left_out(name: str) -> None:
    assert is_left_out(name)


@pytest.mark.parametrize(
    "name",
    [
        "รายงาน.docx",
        "part 1.pdf",
        "~รายงาน.docx",
        "lock.pdf",
        "url.txt",
        "a.locked.pdf",
        "~",
        "tmp",
    ],
)
def test_papers_are_not(name: str) -> None:
    assert not is_left_out(name)
