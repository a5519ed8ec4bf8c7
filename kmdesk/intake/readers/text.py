"""Reader for plain text and HTML in any Thai encoding."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from kmdesk.intake import errors, reading, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.reading import Job, split_text
from kmdesk.intake.text_file import decode, decode_as

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
            raise IntakeError(errors.EMPTY, name=job.path.name)
        parts = split_text(text)
        job.total = len(parts)
        for number, part in enumerate(parts, 1):
            yield reading.judged(f"text:{number}", str(number), part)


def read_bounded(path: Path, limit: int) -> bytes:
    """Return the bytes of a file. Raises IntakeError when it is larger than ``limit``."""
    size = path.stat().st_size
    if size > limit:
        raise IntakeError(errors.TOO_LARGE, name=path.name, size=size >> 20, limit=limit >> 20)
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


reader = TextReader()
