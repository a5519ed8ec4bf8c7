"""Recognised but unsupported file formats, identified by magic bytes, else by extension.

Each is refused with a message saying what it is and what to do with it.
"""

import zipfile
from pathlib import Path

from kmdesk.i18n import N_
from kmdesk.intake import errors, sniff
from kmdesk.intake.archive import UNREADABLE
from kmdesk.intake.errors import IntakeError

PICTURE = N_(
    "{name} is a picture of the kind {kind}, which cannot be read here. Save it as JPEG, PNG or"
    " PDF, then add that."
)
PAPER = N_(
    "{name} is a document of the kind {kind}, which cannot be read here. Open it in its own"
    " program and save or print it as PDF, then add that."
)
MAIL = N_(
    "{name} holds mail of Outlook ({kind}), which cannot be read here. Open it in Outlook, save"
    " the mail as PDF and its attachments as files, then add those."
)
MEDIA = N_(
    "{name} is sound or video ({kind}). Only papers are kept here; keep the recording elsewhere"
    " and add what was said as a document."
)
ARCHIVE = N_("{name} is a packed folder ({kind}). Unpack it, then add the files inside.")
PROGRAM = N_("{name} is a program ({kind}), no document; programs are not kept here.")
DATABASE = N_(
    "{name} is a database ({kind}), which cannot be read here. Save the tables that are needed as"
    " XLSX, then add that."
)

Kind = tuple[str, str]  # message id, name of the format

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_BY_HEAD: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", (PICTURE, "JPEG 2000")),
    (0, b"\xff\x4f\xff\x51", (PICTURE, "JPEG 2000")),
    (0, b"\xff\x0a", (PICTURE, "JPEG XL")),
    (0, b"\x00\x00\x00\x0cJXL ", (PICTURE, "JPEG XL")),
    (0, b"8BPS", (PICTURE, "Photoshop")),
    (0, b"\xd7\xcd\xc6\x9a", (PICTURE, "WMF")),
    (0, b"\x01\x00\x00\x00\x58\x00\x00\x00", (PICTURE, "EMF")),
    (0, b"\x00\x00\x01\x00", (PICTURE, "ICO")),
    (0, b"gimp xcf", (PICTURE, "GIMP")),
    (8, b"CDR", (PICTURE, "CorelDRAW")),
    (0, b"AT&TFORM", (PAPER, "DjVu")),
    (0, b"%!PS", (PAPER, "PostScript")),
    (0, b"\xc5\xd0\xd3\xc6", (PAPER, "EPS")),
    (0, b"AC10", (PAPER, "AutoCAD")),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", (PAPER, "OneNote")),
    (60, b"BOOKMOBI", (PAPER, "Mobipocket")),
    (0, b"ITSF", (PAPER, "CHM")),
    (0, b"\x78\x9f\x3e\x22", (MAIL, "winmail.dat")),
    (0, b"!BDN", (MAIL, "PST")),
    (0, b"\x1a\x45\xdf\xa3", (MEDIA, "Matroska")),
    (0, b"OggS", (MEDIA, "Ogg")),
    (0, b"ID3", (MEDIA, "MP3")),
    (0, b"fLaC", (MEDIA, "FLAC")),
    (0, b"FLV\x01", (MEDIA, "FLV")),
    (0, b"#!AMR", (MEDIA, "AMR")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", (MEDIA, "Windows Media")),
    (0, b"\x00\x00\x01\xba", (MEDIA, "MPEG")),
    (0, b"\x00\x00\x01\xb3", (MEDIA, "MPEG")),
    (0, b"\xff\xfb", (MEDIA, "MP3")),
    (0, b"\xff\xf3", (MEDIA, "MP3")),
    (0, b"\xff\xf1", (MEDIA, "AAC")),
    (0, b"Rar!\x1a\x07", (ARCHIVE, "RAR")),
    (0, b"7z\xbc\xaf\x27\x1c", (ARCHIVE, "7z")),
    (0, b"\x1f\x8b", (ARCHIVE, "gzip")),
    (0, b"BZh", (ARCHIVE, "bzip2")),
    (0, b"\xfd7zXZ\x00", (ARCHIVE, "xz")),
    (0, b"\x28\xb5\x2f\xfd", (ARCHIVE, "zstd")),
    (0, b"MSCF", (ARCHIVE, "CAB")),
    (257, b"ustar", (ARCHIVE, "tar")),
    (0, b"MZ", (PROGRAM, "Windows")),
    (0, b"\x7fELF", (PROGRAM, "Linux")),
    (0, b"\xca\xfe\xba\xbe", (PROGRAM, "Java")),
    (0, b"\x00\x01\x00\x00Standard Jet DB", (DATABASE, "Access")),
    (0, b"\x00\x01\x00\x00Standard ACE DB", (DATABASE, "Access")),
    (0, b"SQLite format 3\x00", (DATABASE, "SQLite")),
)
_OLE = b"\xd0\xcf\x11\xe0"
_MAIL_PARTS = ("__substg1.0_", "__properties_version1.0", "__nameid_version1.0")
_DOCUMENT_PARTS = ("WordDocument", "Workbook", "PowerPoint Document")
_BY_PART: tuple[tuple[str, Kind], ...] = (  # names inside an old office container
    ("__substg1.0_", (MAIL, "MSG")),
    ("__properties_version1.0", (MAIL, "MSG")),
    ("Quill", (PAPER, "Publisher")),
    ("VisioDocument", (PAPER, "Visio")),
    ("FileHeader", (PAPER, "HWP")),
)
_BY_MEMBER: tuple[tuple[str, Kind], ...] = (  # names inside a zip
    ("visio/", (PAPER, "Visio")),
    ("FixedDocSeq.fdseq", (PAPER, "XPS")),
    ("FixedDocumentSequence.fdseq", (PAPER, "XPS")),
    ("OEBPS/", (PAPER, "EPUB")),
    ("META-INF/container.xml", (PAPER, "EPUB")),
    ("Index/Document.iwa", (PAPER, "Apple iWork")),
    ("index.apxl", (PAPER, "Apple iWork")),
    ("AndroidManifest.xml", (PROGRAM, "Android")),
    ("META-INF/MANIFEST.MF", (PROGRAM, "Java")),
)
_BY_ENDING: dict[str, Kind] = {
    ending: kind
    for endings, kind in (
        ((".heic", ".heif", ".hif"), (PICTURE, "HEIC")),
        ((".avif",), (PICTURE, "AVIF")),
        ((".jp2", ".j2k", ".jpf", ".jpx", ".j2c"), (PICTURE, "JPEG 2000")),
        ((".jxl",), (PICTURE, "JPEG XL")),
        ((".psd", ".psb"), (PICTURE, "Photoshop")),
        ((".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf"), (PICTURE, "RAW")),
        ((".wmf", ".emf"), (PICTURE, "WMF")),
        ((".cdr",), (PICTURE, "CorelDRAW")),
        ((".djvu", ".djv"), (PAPER, "DjVu")),
        ((".pub",), (PAPER, "Publisher")),
        ((".vsd", ".vsdx"), (PAPER, "Visio")),
        ((".mpp",), (PAPER, "Project")),
        ((".one", ".onetoc2"), (PAPER, "OneNote")),
        ((".dwg", ".dxf"), (PAPER, "AutoCAD")),
        ((".xps", ".oxps"), (PAPER, "XPS")),
        ((".epub",), (PAPER, "EPUB")),
        ((".mobi", ".azw", ".azw3"), (PAPER, "Mobipocket")),
        ((".pages", ".numbers", ".key"), (PAPER, "Apple iWork")),
        ((".hwp", ".wps", ".wpd", ".odg", ".eps", ".ps"), (PAPER, "")),
        ((".msg",), (MAIL, "MSG")),
        ((".pst", ".ost"), (MAIL, "PST")),
        ((".mp3", ".m4a", ".wav", ".wma", ".aac", ".ogg", ".amr", ".flac"), (MEDIA, "")),
        ((".mp4", ".m4v", ".mov", ".avi", ".wmv", ".mkv", ".mpg", ".3gp"), (MEDIA, "")),
        ((".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".cab", ".iso"), (ARCHIVE, "")),
        ((".exe", ".msi", ".dll", ".com", ".scr", ".apk", ".jar", ".deb"), (PROGRAM, "")),
        ((".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".wsf", ".reg"), (PROGRAM, "")),
        ((".mdb", ".accdb", ".sqlite", ".sqlite3", ".dbf", ".fdb"), (DATABASE, "")),
    )
    for ending in endings
}
_READ_AS_TEXT = frozenset(
    {".dxf", ".eps", ".ps", ".bat", ".cmd", ".ps1", ".vbs", ".wsf", ".reg", ".jxl"}
)
"""Extensions of formats that look like text but have no readable content."""
_RAW = frozenset({".cr2", ".nef", ".arw", ".dng", ".orf", ".rw2"})
"""Camera raw formats: a TIFF whose image is only a thumbnail."""


def refuse_unread(path: Path, head: bytes, media_type: str) -> None:
    """Raise IntakeError for a format that a reader would accept without being able to use it."""
    suffix = path.suffix.lower()
    as_text = media_type == sniff.TEXT and (suffix in _READ_AS_TEXT or head.startswith(b"%!PS"))
    is_raw = media_type == sniff.TIFF and suffix in _RAW
    if as_text or is_raw or (head.startswith(_OLE) and _is_mail(path)):
        raise refusal(path, head, media_type)


def refusal(path: Path, head: bytes, media_type: str) -> IntakeError:
    """Return the error for a file that no reader accepts."""
    kind = _kind(path, head, media_type)
    if kind is None:
        return IntakeError(errors.UNKNOWN_KIND, name=path.name)
    sentence, name = kind
    name = name or path.suffix.removeprefix(".").upper() or "–"
    return IntakeError(sentence, name=path.name, kind=name)


def _kind(path: Path, head: bytes, media_type: str) -> Kind | None:
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE"):
        return (MEDIA, head[8:12].decode().strip())
    if media_type == sniff.ZIP:
        return _by_member(path)
    by_ending = _BY_ENDING.get(path.suffix.lower())
    if head.startswith(_OLE):
        return _by_part(path) or by_ending
    by_head = next((kind for at, mark, kind in _BY_HEAD if head[at:].startswith(mark)), None)
    return by_head or by_ending


def _by_brand(head: bytes) -> Kind:
    brands = head[8:64]
    if b"avif" in brands:
        return (PICTURE, "AVIF")
    if head[8:12] in _HEIC_BRANDS or any(brand in brands for brand in _HEIC_BRANDS[:6]):
        return (PICTURE, "HEIC")
    if head[8:11] == b"crx":
        return (PICTURE, "RAW")
    return (MEDIA, "MP4")


def _by_member(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (*UNREADABLE, OSError, ValueError):
        names = []
    for mark, kind in _BY_MEMBER:
        if any(name.startswith(mark) for name in names):
            return kind
    return _BY_ENDING.get(path.suffix.lower(), (ARCHIVE, "ZIP"))


def _by_part(path: Path) -> Kind | None:
    data = _old_container(path)
    return next((kind for mark, kind in _BY_PART if mark.encode("utf-16-le") in data), None)


def _is_mail(path: Path) -> bool:
    """Return whether an OLE file is mail; with a document in it too, the extension decides."""
    data = _old_container(path)
    if not any(mark.encode("utf-16-le") in data for mark in _MAIL_PARTS):
        return False
    holds_document = any(mark.encode("utf-16-le") in data for mark in _DOCUMENT_PARTS)
    return path.suffix.lower() == ".msg" or not holds_document


def _old_container(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(1 << 20)
    except OSError:
        return b""
