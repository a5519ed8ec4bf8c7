"""Text and pictures of a set from a DOCX with its headings, lists, links and pictures.

What Word shows is read by :mod:`kmdesk.intake.word`; a table becomes one line per row. Only in the
process that reads DOCX files: the window imports no parser of them.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from kmdesk.committees.knowledge import LONGEST_TEXT, Para, Span, compose_text, is_address
from kmdesk.committees.pictures import LONGEST_SIDE, DocxText, no_picture, picture_hash
from kmdesk.intake import IntakeError
from kmdesk.intake.archive import UNREADABLE, open_archive
from kmdesk.intake.image_file import compact
from kmdesk.intake.thai_repair import repair
from kmdesk.intake.word import Block, NoDocument, Paragraph, Run, WordFile
from kmdesk.records.fields import InvalidValue


def prepare_picture(data: bytes) -> bytes:
    """Convert a picture to a PNG or JPEG of limited size. Raises InvalidValue if it is none."""
    try:
        return compact(data, LONGEST_SIDE)[1]
    except MemoryError:
        raise
    except Exception as error:  # Pillow may raise anything for a damaged file
        raise no_picture("?") from error


_MOST_PICTURES = 60


def read_docx(path: Path) -> DocxText:
    """Read a DOCX file. Slow: off the UI thread. Raises InvalidValue, at the text."""
    try:
        with open_archive(path) as archive:
            reader = _DocxReader(archive)
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
        raise InvalidValue(
            "{name} could not be read as a DOCX file. Save it as DOCX in Word and try again.",
            "text",
            name=path.name,
        ) from error
    text = compose_text(paras)
    if not text:
        raise InvalidValue("There is no text in {name}.", "text", name=path.name)
    if len(text) > LONGEST_TEXT:
        raise InvalidValue(
            "The text of {name} is too long for a set. Attach the file instead.",
            "text",
            name=path.name,
        )
    return DocxText(text, reader.pictures, reader.unreadable)


class _DocxReader:
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
                cells = [" ".join(_cell_words(cell)) for cell in block.cells]
                words = " | ".join(" ".join(cell.split()) for cell in cells)
                if words.strip(" |"):
                    yield Para("text", (Span(repair(words)),))

    def _para(self, paragraph: Paragraph) -> Iterator[Para]:
        kind, level = self._kind(paragraph)
        runs = paragraph.runs
        # Word keeps automatic numbers (ข้อ ๑, (๑)) outside the text, yet readers cite them.
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
            # some programs mark lists by their style alone
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
            data = prepare_picture(content) if content is not None else None
        except InvalidValue:
            data = None  # an unsupported drawing must not lose the text
        if data is None:
            self.unreadable += 1
            return ""
        self.pictures[picture_hash(data)] = data
        return picture_hash(data)


def _cell_words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            for box in block.boxes:
                yield from _cell_words(box)
        else:
            for cell in block.cells:
                yield from _cell_words(cell)


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
