"""Readers for plain text, HTML and mail, in any Thai encoding."""

import re
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

from kmdesk import intake
from kmdesk.intake import IntakeError, PageText, reading, sniff
from kmdesk.intake.reading import Job, choose, split_text
from kmdesk.intake.text_file import decode, decode_as
from kmdesk.thai.dates import format_date

MAX_TEXT_FILE = 64 << 20
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
        *("main", "nav", "ol", "option", "p", "pre", "section", "table", "td", "th", "title"),
        *("tr", "ul"),
    }
)
_SILENT = frozenset({"script", "style", "template", "noscript"})


class TextReader:
    """Split text files into sections of a few thousand characters, cut at paragraphs."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in (sniff.TEXT, sniff.HTML) else 0

    def read(self, job: Job) -> Iterator[PageText]:
        data = read_bounded(job.path, MAX_TEXT_FILE)
        if job.media_type == sniff.HTML:
            text, job.title = html_text(data)
        else:
            text = decode(data) or ""
        if not text.strip():
            raise IntakeError(intake.EMPTY, name=job.path.name)
        parts = split_text(text)
        job.total = len(parts)
        for number, part in enumerate(parts, 1):
            yield reading.judged(f"text:{number}", str(number), part)


def read_bounded(path: Path, limit: int) -> bytes:
    """Return the bytes of a file. Raises IntakeError when it is larger than ``limit``."""
    size = path.stat().st_size
    if size > limit:
        raise IntakeError(intake.TOO_LARGE, name=path.name, size=size >> 20, limit=limit >> 20)
    with path.open("rb") as stream:
        return stream.read(limit)


def html_text(data: bytes) -> tuple[str, str]:
    """Return visible text and title of an HTML page."""
    declared = _META_CHARSET.search(data[:4096])
    text = decode_as(data, declared[1].decode("ascii") if declared else "")
    parser = _Visible()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts), " ".join(parser.title.split())


class _Visible(HTMLParser):
    """Collect text, one line per block element, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.title = ""
        self._silent = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        self._in_title = tag == "title"
        if tag in _BLOCKS:
            self.parts.append("\t" if tag in ("td", "th") else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        self._in_title = False
        if tag in _BLOCKS and tag not in ("td", "th"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._in_title:
            self.title += data
        self.parts.append(data)


text_reader = TextReader()


MAX_MAIL = 64 << 20
_MOST_MAILS = 5000
_MOST_PARTS = 200
_MOST_ATTACHED = 50
_DEEPEST = 3  # nested mails
_BETWEEN = re.compile(rb"^From \S+.*\d\d:\d\d.*\r?\n", re.MULTILINE)
# Worded as on a letter, so that titles are found by the same rules.
_SHOWN_HEADERS = (("From", "จาก"), ("To", "ถึง"), ("Cc", "สำเนาถึง"))


class MailReader:
    """Give one or more pages for a mail, and one for each attachment that has text."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in (sniff.MAIL, sniff.MAILBOX) else 0

    def read(self, job: Job) -> Iterator[PageText]:
        data = read_bounded(job.path, MAX_MAIL)
        raw = _mails(data) if job.media_type == sniff.MAILBOX else [data]
        if len(raw) > _MOST_MAILS:
            job.note(intake.TEXT_CUT)
        number = 0
        for content in raw[:_MOST_MAILS]:
            # compat32, because the newer policies replace the raw Thai bytes that old programs put
            # in headers.
            letter = Letter(message_from_bytes(content, policy=policy.compat32), job.depth)
            job.title = job.title or letter.subject
            for text in [*split_text(letter.text()), *letter.attached(job)]:
                number += 1
                job.total = number
                yield reading.judged(f"text:{number}", str(number), text)
        if not number:
            raise IntakeError(intake.EMPTY, name=job.path.name)


class Letter:
    """One decoded mail."""

    def __init__(self, message: Message, depth: int = 0) -> None:
        self.subject = _header(message, "Subject")
        self._message, self._depth = message, depth
        self._plain: list[str] = []
        self._pages: list[str] = []
        self._files: list[tuple[str, bytes]] = []
        self._inner: list[Letter] = []
        self._walk(message)

    def text(self) -> str:
        """Return subject, correspondents, date, the body, and the names of attachments."""
        lines = [f"เรื่อง {self.subject}"] if self.subject else []
        for name, word in _SHOWN_HEADERS:
            value = _header(self._message, name)
            if value:
                lines.append(f"{word} {value}")
        day = _day(_header(self._message, "Date"))
        if day:
            lines.append(f"วันที่ {day}")
        body = "\n".join(self._plain if "".join(self._plain).strip() else self._pages)
        lines += ["", body.strip("\n")]
        names = [name for name, _content in self._files]
        if names:
            lines += ["", "สิ่งที่ส่งมาด้วย " + ", ".join(names)]
        for inner in self._inner:
            lines += ["", inner.text()]
        return "\n".join(lines).strip("\n")

    def attached(self, job: Job) -> Iterator[str]:
        """Yield the text of each readable attachment; the others are noted in a remark."""
        for name, content in self._files[:_MOST_ATTACHED]:
            text = _text_of(name, content, job) if self._depth < _DEEPEST else ""
            if text:
                yield f"{name}\n{text}"
            else:
                job.note(intake.ATTACHED_UNREAD)
        for inner in self._inner:
            yield from inner.attached(job)

    def _walk(self, message: Message) -> None:
        for part in _parts(message):
            name, kind = _file_name(part), part.get_content_type()
            if kind == "message/rfc822":
                inner = part.get_payload(0) if part.is_multipart() else None
                if isinstance(inner, Message) and self._depth < _DEEPEST:
                    self._inner.append(Letter(inner, self._depth + 1))
                continue
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            shown = part.get_content_disposition() != "attachment"
            if kind == "text/html" and shown:
                self._pages.append(html_text(_declared(part, content))[0])
            elif kind.startswith("text/") and shown and kind not in ("text/css", "text/calendar"):
                self._plain.append(decode_as(content, part.get_content_charset() or ""))
            # A picture shown in the text is a logo or part of a signature, no enclosure.
            elif name and not (kind.startswith("image/") and shown):
                self._files.append((name, content))


def _parts(message: Message) -> Iterator[Message]:
    """Yield the leaf parts; a nested mail counts as one."""
    # A list instead of recursion, and bounded: a hostile mail may nest as deep as it likes.
    waiting, count = [message], 0
    while waiting and count < _MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [each for each in payload if isinstance(each, Message)]
        else:
            yield part


def _mails(data: bytes) -> list[bytes]:
    """Split a mailbox into mails; one begins at each "From " line after an empty line."""
    starts = [
        found
        for found in _BETWEEN.finditer(data)
        if found.start() == 0
        or data[max(0, found.start() - 4) : found.start()].endswith((b"\n\n", b"\r\n\r\n"))
    ]
    ends = [found.start() for found in starts[1:]] + [len(data)]
    return [data[found.end() : end] for found, end in zip(starts, ends, strict=True)]


def _header(message: Message, name: str) -> str:
    """Return a header as displayed: encoded words joined, raw Thai bytes decoded."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError):
        pieces = [(str(value), None)]
    words = "".join(_piece(piece, charset) for piece, charset in pieces)
    return " ".join(words.split())


def _piece(piece: bytes | str, charset: str | None) -> str:
    return piece if isinstance(piece, str) else decode_as(piece, charset or "")


def _declared(part: Message, content: bytes) -> bytes:
    """Return a page as UTF-8 where its part declares a charset; else its own head decides."""
    charset = part.get_content_charset()
    return decode_as(content, charset).encode("utf-8", "replace") if charset else content


def _file_name(part: Message) -> str:
    name = part.get_filename()
    if not name and part.get_content_disposition() != "attachment":
        return ""
    try:
        words = "".join(_piece(piece, charset) for piece, charset in decode_header(name or ""))
    except (ValueError, LookupError):
        words = name or ""
    return " ".join(words.replace("\\", "/").rsplit("/", 1)[-1].split()) or "attachment"


def _day(written: str) -> str:
    try:
        return format_date(parsedate_to_datetime(written).date())
    except (TypeError, ValueError, IndexError, OverflowError):
        return written


def _text_of(name: str, content: bytes, job: Job) -> str:
    """Return the text of an attachment; empty when there is none."""
    suffix = Path(name).suffix[:12] if Path(name).suffix[1:].isalnum() else ""
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        path = Path(folder) / f"attached{suffix}"
        path.write_bytes(content)
        try:
            head = sniff.read_head(path)
            kind = sniff.kind_of(path, head)
            inner = Job(path, kind, [], job.timeout / 2, depth=job.depth + 1)
            pages = choose(path, head, kind).read(inner)
            return "\n".join(page.text for page in pages if page.text)
        except MemoryError:
            raise
        except Exception:  # whatever a parser trips over: the mail itself can be read
            return ""


mail_reader = MailReader()
