"""Import the text of a set from a DOCX file: headings, lists, links and pictures.

What Word shows is read by :mod:`kmdesk.intake.word`; a table becomes one line per row.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.pictures import hash_of, prepare
from kmdesk.committees.richtext import LONGEST, Para, Span, is_address, write
from kmdesk.intake.archive import UNREADABLE, open_archive
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.thai_repair import repair
from kmdesk.intake.word import Block, NoDocument, Paragraph, Run, WordFile

_MOST_PICTURES = 60


@dataclass(frozen=True, slots=True)
class DocxText:
    """Imported text in its stored form, its pictures by hash, and the count of omissions."""

    text: str
    pictures: dict[str, bytes]
    unreadable: int = 0
    """Pictures that could not be imported."""


def read_docx(path: Path) -> DocxText:
    """Read a DOCX file. Slow: off the UI thread. Raises CommitteeError, at the text."""
    try:
        with open_archive(path) as archive:
            reader = _Reader(archive)
            paras = list(reader.paras())
    except (
        IntakeError,
        NoDocument,
        *UNREADABLE,
        ParseError,
        OSError,
        LookupError,
        ValueError,
    ) as error:
        raise CommitteeError(
            "{name} could not be read as a DOCX file. Save it as DOCX in Word and try again.",
            name=path.name,
        ).at("text") from error
    text = write(paras)
    if not text:
        raise CommitteeError("There is no text in {name}.", name=path.name).at("text")
    if len(text) > LONGEST:
        raise CommitteeError(
            "The text of {name} is too long for a set. Attach the file instead.", name=path.name
        ).at("text")
    return DocxText(text, reader.pictures, reader.unreadable)


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._word = WordFile(archive)
        self.pictures: dict[str, bytes] = {}
        self.unreadable = 0
        self._counted = 0

    def paras(self) -> Iterator[Para]:
        """Yield all paragraphs in order; the cells of a table row are joined."""
        for para in self._of(self._word.blocks()):
            self._counted = self._counted + 1 if para.kind == "number" else 0
            yield para

    def _of(self, blocks: Iterable[Block]) -> Iterator[Para]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield from self._para(block)
            else:
                cells = [" ".join(_words(cell)) for cell in block.cells]
                words = " | ".join(" ".join(cell.split()) for cell in cells)
                if words.strip(" |"):
                    yield Para("text", (Span(repair(words)),))

    def _para(self, paragraph: Paragraph) -> Iterator[Para]:
        kind, level = self._kind(paragraph)
        runs = paragraph.runs
        if paragraph.label is not None and kind in ("text", "heading"):
            runs = [Run(paragraph.label.text), *runs]
        spans = tuple(_joined(map(_span, runs)))
        if any(span.text.strip() for span in spans):
            yield Para(kind, spans, level)
        for part in paragraph.pictures:
            name = self._picture(part)
            if name:
                yield Para("picture", picture=name)
        for box in paragraph.boxes:
            yield from self._of(box)

    def _kind(self, paragraph: Paragraph) -> tuple[str, int]:
        if paragraph.heading:
            return "heading", min(3, paragraph.heading)
        label = paragraph.label
        if label is None:
            style = paragraph.style.lower()
            kinds = {"listbullet": "bullet", "listnumber": "number"}
            return next((kinds[each] for each in kinds if style.startswith(each)), "text"), 0
        if label.is_bullet:
            return "bullet", 0
        # Lists of a set are numbered 1. 2. 3.; any other number is kept as text.
        return ("number" if label.text.strip() == f"{self._counted + 1}." else "text"), 0

    def _picture(self, part: str) -> str:
        if len(self.pictures) >= _MOST_PICTURES:
            self.unreadable += 1
            return ""
        try:
            content = self._word.package.content(part)
            data = prepare(content, part) if content is not None else None
        except CommitteeError:
            data = None  # an unsupported drawing must not lose the text
        if data is None:
            self.unreadable += 1
            return ""
        self.pictures[hash_of(data)] = data
        return hash_of(data)


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            for box in block.boxes:
                yield from _words(box)
        else:
            for cell in block.cells:
                yield from _words(cell)


def _span(run: Run) -> Span:
    words = re.sub("[\t\n\f]", " ", run.text)
    return Span(words, run.link if is_address(run.link) else "")


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Join the runs into which Word splits a line, one span per link, and repair them."""
    text, link = "", ""
    for span in spans:
        if span.link != link and text:
            yield Span(repair(text), link)
            text = ""
        text, link = text + span.text, span.link
    if text:
        yield Span(repair(text), link)
