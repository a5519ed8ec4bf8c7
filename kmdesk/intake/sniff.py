"""Detect the media type of a file from its contents; its name only separates plain texts."""

import os
import re
import zipfile
from contextlib import suppress
from pathlib import Path

from kmdesk.intake import errors
from kmdesk.intake.archive import UNREADABLE
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.text_file import looks_like_text
from kmdesk.store.import_paths import EntranceError, open_file

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
ZIP = "application/zip"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
RTF = "application/rtf"
LOCKED_OFFICE = "application/x-encrypted-office"
OUTLOOK = "application/vnd.ms-outlook"
MAIL = "message/rfc822"
MAILBOX = "application/mbox"
HTML = "text/html"
CSV = "text/csv"
TEXT = "text/plain"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
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

# Extensions that are normal for a media type and cause no remark.
ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    DOCX: (".docx", ".docm", ".dotx"),
    XLSX: (".xlsx", ".xlsm", ".xltx"),
    DOC: (".doc", ".dot"),
    XLS: (".xls", ".xlt"),
    RTF: (".rtf", ".doc"),
    HTML: (".html", ".htm", ".xhtml"),
    MAIL: (".eml", ".mht", ".mhtml", ".mbox"),
    MAILBOX: (".mbox", ".eml"),
    JPEG: (".jpg", ".jpeg", ".jpe"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
}

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
        raise IntakeError(errors.FOLDER, name=path.name) from None
    except (FileNotFoundError, NotADirectoryError):
        raise IntakeError(errors.MISSING, name=path.name) from None
    except (OSError, ValueError):
        raise IntakeError(errors.UNREADABLE, name=path.name) from None


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
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                if kind in OPEN_DOCUMENT:
                    return kind
            names = {name.replace("\\", "/").lower() for name in names}
            told = _told_kind(archive)
    except (*UNREADABLE, OSError, ValueError):
        names, told = set(), ""
    for prefix, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(name.startswith(prefix) for name in names):
            return kind
    if told:
        return told
    by_name = {".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX}
    return ZIP if names else by_name.get(path.suffix.lower(), ZIP)


def _told_kind(archive: zipfile.ZipFile) -> str:
    """Return the type declared in an office file's content types; its parts may be anywhere."""
    with suppress(KeyError):
        with archive.open("[Content_Types].xml") as stream:
            types = stream.read(1 << 20)
        for mark, kind in ((b"wordprocessingml", DOCX), (b"spreadsheetml", XLSX)):
            if mark in types:
                return kind
    return ""


def _ole_kind(path: Path) -> str:
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
