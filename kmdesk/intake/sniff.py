"""Media types by content, and the recognised formats that cannot be read.

Each of those is refused with a message saying what it is and what to do with it."""

import os
import re
import zipfile
from contextlib import suppress
from pathlib import Path

from kmdesk import intake
from kmdesk.i18n import N_
from kmdesk.intake import (
    DOC as DOC,
)
from kmdesk.intake import (
    DOCX as DOCX,
)
from kmdesk.intake import (
    ENDINGS,
    IntakeError,
)
from kmdesk.intake import (
    HTML as HTML,
)
from kmdesk.intake import (
    JPEG as JPEG,
)
from kmdesk.intake import (
    MAIL as MAIL,
)
from kmdesk.intake import (
    MAILBOX as MAILBOX,
)
from kmdesk.intake import (
    PDF as PDF,
)
from kmdesk.intake import (
    PNG as PNG,
)
from kmdesk.intake import (
    RTF as RTF,
)
from kmdesk.intake import (
    TIFF as TIFF,
)
from kmdesk.intake import (
    XLS as XLS,
)
from kmdesk.intake import (
    XLSX as XLSX,
)
from kmdesk.intake.archive import UNREADABLE
from kmdesk.intake.text_file import looks_like_text
from kmdesk.store.import_paths import EntranceError, open_file

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
ZIP = "application/zip"
PPT = "application/vnd.ms-powerpoint"
LOCKED_OFFICE = "application/x-encrypted-office"
OUTLOOK = "application/vnd.ms-outlook"
CSV = "text/csv"
TEXT = "text/plain"
GIF = "image/gif"
BMP = "image/bmp"
WEBP = "image/webp"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

PICTURES = frozenset({JPEG, PNG, TIFF, GIF, BMP, WEBP})
OPEN_DOCUMENT = frozenset({ODT, ODS, ODP})
HEAD_SIZE = 8192

# Other photo formats (JPEG 2000), DjVu, archives: small ones could pass for text, like the films
# and HEIC photos that begin with ftyp.
_FOREIGN = (b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51", b"AT&TFORM", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):(?:[ \t]|$)")
_MAILBOX_LINE = re.compile(rb"From \S+.*\d\d:\d\d")
_MAIL_HEADERS = frozenset(
    (
        *(b"from", b"to", b"cc", b"subject", b"date", b"mime-version", b"content-type"),
        *(b"message-id", b"received", b"return-path", b"delivered-to", b"reply-to", b"sender"),
        *(b"content-transfer-encoding", b"snapshot-content-location", b"x-mailer"),
    )
)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"GIF8", GIF),
    (b"{\\rtf", RTF),
)


def sniff(path: Path | str) -> str:
    """Return the media type of the file at ``path`` by its contents.

    Raises IntakeError when there is no regular, readable file.
    """
    path = Path(path)
    return kind_of(path, read_head(path))


def read_head(path: Path, size: int = HEAD_SIZE) -> bytes:
    """Return the first bytes of a regular file. Raises IntakeError when it cannot be read."""
    try:
        with open_file(path) as stream:
            return stream.read(size)
    except EntranceError as error:
        raise IntakeError(error.message.msgid, **error.message.args) from None
    except IsADirectoryError:
        raise IntakeError(intake.FOLDER, name=path.name) from None
    except (FileNotFoundError, NotADirectoryError):
        raise IntakeError(intake.MISSING, name=path.name) from None
    except (OSError, ValueError):
        raise IntakeError(intake.UNREADABLE, name=path.name) from None


def kind_of(path: Path, head: bytes) -> str:
    """Return the media type of a file whose first bytes are ``head``."""
    if not head:
        return EMPTY
    # Like Acrobat, accept junk before the header within the first 1,024 bytes.
    if b"%PDF-" in head[:1024]:
        return PDF
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    # "BM" alone may begin a text; the reserved bytes of a bitmap are zero.
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return BMP
    if head[4:8] == b"ftyp" or head.startswith(_FOREIGN):
        return UNKNOWN
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(path)
    return _text_kind(path, head)


def name_fits(path: Path, kind: str) -> bool:
    """Return whether the file extension is usual for this media type."""
    suffix = path.suffix.lower()
    known = ENDINGS.get(kind)
    if known is not None:
        return suffix in known or not suffix
    return not any(suffix in endings for endings in ENDINGS.values())


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            # OpenDocument names its type in an entry of its own; a long one is not unpacked for it.
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind in OPEN_DOCUMENT:
                    return kind
            names = {name.replace("\\", "/").lower() for name in names}
            declared = _declared_kind(archive)
    except (*UNREADABLE, OSError, ValueError):
        names, declared = set(), ""
    for prefix, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(name.startswith(prefix) for name in names):
            return kind
    if declared:
        return declared
    # A broken archive is taken for what its name says, so that it is refused as damaged, not as
    # unknown.
    by_name = {".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX}
    return ZIP if names else by_name.get(path.suffix.lower(), ZIP)


def _declared_kind(archive: zipfile.ZipFile) -> str:
    """Return the type declared in an office file's content types; its parts may be anywhere."""
    with suppress(KeyError):
        with archive.open("[Content_Types].xml") as stream:
            types = stream.read(1 << 20)
        for mark, kind in ((b"wordprocessingml", DOCX), (b"spreadsheetml", XLSX)):
            if mark in types:
                return kind
    return ""


def _ole_kind(path: Path) -> str:
    # The names of the streams are in a directory that programs write near the beginning or the end.
    window = 1 << 20
    try:
        with path.open("rb") as stream:
            data = stream.read(window)
            size = stream.seek(0, os.SEEK_END)
            if size > window:
                stream.seek(max(window, size - window))
                data += stream.read(window)
    except OSError:
        return UNKNOWN
    marks = (
        ("__nameid_version1.0", OUTLOOK),  # first: its attachments carry marks of their own
        ("EncryptedPackage", LOCKED_OFFICE),
        ("WordDocument", DOC),
        ("Workbook", XLS),
        ("PowerPoint Document", PPT),
        ("Book", XLS),
    )
    for mark, kind in marks:
        if mark.encode("utf-16-le") in data:
            return kind
    return {".doc": DOC, ".xls": XLS, ".ppt": PPT}.get(path.suffix.lower(), UNKNOWN)


def _mail_kind(path: Path, head: bytes) -> str:
    """Detect a mail, a saved web page (MHTML) or a mailbox by its first lines, not by its name."""
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()
    if lines and _MAILBOX_LINE.match(lines[0]) and len(lines) > 1 and _HEADER.match(lines[1]):
        return MAILBOX
    named = path.suffix.lower() in (".eml", ".mht", ".mhtml", ".mbox")
    found: set[bytes] = set()
    for line in lines:
        header = _HEADER.match(line)
        if header:
            found.add(header[1].lower())
        elif not line[:1].isspace() or not found:
            break
    # Minutes and notes have lines that begin with a word and a colon, too, so one usual header is
    # not enough.
    usual = found & _MAIL_HEADERS
    is_mail = b"mime-version" in usual or {b"from", b"subject", b"date"} <= usual
    return MAIL if len(usual) > 1 and (is_mail or named) else ""


def _text_kind(path: Path, head: bytes) -> str:
    mail = _mail_kind(path, head)
    if mail:
        return mail
    if not looks_like_text(head):
        return UNKNOWN
    lowered = head[:2048].replace(b"\0", b"").lower()
    if any(mark in lowered for mark in (b"<!doctype html", b"<html", b"<head>", b"<body")):
        return HTML
    if path.suffix.lower() in (".html", ".htm") and b"<" in lowered and b">" in lowered:
        return HTML
    return CSV if path.suffix.lower() in (".csv", ".tsv") else TEXT


OTHER_PICTURE = N_(
    "{name} is a picture of the kind {kind}, which cannot be read here. Save it as JPEG, PNG or"
    " PDF, then add that."
)
PAPER = N_(
    "{name} is a document of the kind {kind}, which cannot be read here. Open it in its own"
    " program and save or print it as PDF, then add that."
)
OUTLOOK_MAIL = N_(
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
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", (OTHER_PICTURE, "JPEG 2000")),
    (0, b"\xff\x4f\xff\x51", (OTHER_PICTURE, "JPEG 2000")),
    (0, b"\xff\x0a", (OTHER_PICTURE, "JPEG XL")),
    (0, b"\x00\x00\x00\x0cJXL ", (OTHER_PICTURE, "JPEG XL")),
    (0, b"8BPS", (OTHER_PICTURE, "Photoshop")),
    (0, b"\xd7\xcd\xc6\x9a", (OTHER_PICTURE, "WMF")),
    (0, b"\x01\x00\x00\x00\x58\x00\x00\x00", (OTHER_PICTURE, "EMF")),
    (0, b"\x00\x00\x01\x00", (OTHER_PICTURE, "ICO")),
    (0, b"gimp xcf", (OTHER_PICTURE, "GIMP")),
    (8, b"CDR", (OTHER_PICTURE, "CorelDRAW")),
    (0, b"AT&TFORM", (PAPER, "DjVu")),
    (0, b"%!PS", (PAPER, "PostScript")),
    (0, b"\xc5\xd0\xd3\xc6", (PAPER, "EPS")),
    (0, b"AC10", (PAPER, "AutoCAD")),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", (PAPER, "OneNote")),
    (60, b"BOOKMOBI", (PAPER, "Mobipocket")),
    (0, b"ITSF", (PAPER, "CHM")),
    (0, b"\x78\x9f\x3e\x22", (OUTLOOK_MAIL, "winmail.dat")),
    (0, b"!BDN", (OUTLOOK_MAIL, "PST")),
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
    ("__substg1.0_", (OUTLOOK_MAIL, "MSG")),
    ("__properties_version1.0", (OUTLOOK_MAIL, "MSG")),
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
        ((".heic", ".heif", ".hif"), (OTHER_PICTURE, "HEIC")),
        ((".avif",), (OTHER_PICTURE, "AVIF")),
        ((".jp2", ".j2k", ".jpf", ".jpx", ".j2c"), (OTHER_PICTURE, "JPEG 2000")),
        ((".jxl",), (OTHER_PICTURE, "JPEG XL")),
        ((".psd", ".psb"), (OTHER_PICTURE, "Photoshop")),
        ((".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf"), (OTHER_PICTURE, "RAW")),
        ((".wmf", ".emf"), (OTHER_PICTURE, "WMF")),
        ((".cdr",), (OTHER_PICTURE, "CorelDRAW")),
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
        ((".msg",), (OUTLOOK_MAIL, "MSG")),
        ((".pst", ".ost"), (OUTLOOK_MAIL, "PST")),
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
    as_text = media_type == TEXT and (suffix in _READ_AS_TEXT or head.startswith(b"%!PS"))
    is_raw = media_type == TIFF and suffix in _RAW
    if as_text or is_raw or (head.startswith(_OLE) and _is_mail(path)):
        raise refusal(path, head, media_type)


def refusal(path: Path, head: bytes, media_type: str) -> IntakeError:
    """Return the error for a file that no reader accepts."""
    kind = _kind(path, head, media_type)
    if kind is None:
        return IntakeError(intake.UNKNOWN_KIND, name=path.name)
    sentence, name = kind
    name = name or path.suffix.removeprefix(".").upper() or "–"
    return IntakeError(sentence, name=path.name, kind=name)


def _kind(path: Path, head: bytes, media_type: str) -> Kind | None:
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE"):
        return (MEDIA, head[8:12].decode().strip())
    if media_type == ZIP:
        return _by_member(path)
    by_ending = _BY_ENDING.get(path.suffix.lower())
    if head.startswith(_OLE):
        return _by_part(path) or by_ending
    by_head = next((kind for at, mark, kind in _BY_HEAD if head[at:].startswith(mark)), None)
    return by_head or by_ending


def _by_brand(head: bytes) -> Kind:
    brands = head[8:64]
    if b"avif" in brands:
        return (OTHER_PICTURE, "AVIF")
    if head[8:12] in _HEIC_BRANDS or any(brand in brands for brand in _HEIC_BRANDS[:6]):
        return (OTHER_PICTURE, "HEIC")
    if head[8:11] == b"crx":
        return (OTHER_PICTURE, "RAW")
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
