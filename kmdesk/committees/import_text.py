"""Text and pictures of a set from files: a DOCX with its headings, lists, links and pictures.

What Word shows is read by :mod:`kmdesk.intake.word`; a table becomes one line per row. Slow, and it
loads Pillow: apart from the sets themselves, which every start needs.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

from PIL import Image, ImageOps

from kmdesk.committees.knowledge import LONGEST_TEXT, Para, Span, compose_text, is_address
from kmdesk.committees.orders import CommitteeError
from kmdesk.intake.archive import UNREADABLE, open_archive
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.image_file import on_white
from kmdesk.intake.thai_repair import repair
from kmdesk.intake.word import Block, NoDocument, Paragraph, Run, WordFile

LONGEST_SIDE = 1600
"""Pixels; more is not visible in print."""


_MOST_PIXELS = 60_000_000


_LARGEST = 40 << 20  # bytes


_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")


def prepare_picture(source: Path | bytes, name: str = "") -> bytes:
    """Convert a picture file to a PNG or JPEG of limited size. Slow: off the UI thread.

    Raises CommitteeError for a file that is no picture, or too large to open safely.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
        if len(data) > _LARGEST:
            raise ValueError(len(data))
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError(image.size)
            turned = ImageOps.exif_transpose(image)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encoded_picture(turned)
    except Exception as error:  # Pillow may raise anything for a damaged file
        raise CommitteeError(
            "{name} is no picture that can be shown, or it is too large. Choose a PNG or JPEG.",
            name=name or "?",
        ).at("text") from error


def _encoded_picture(image: Image.Image) -> bytes:
    out = BytesIO()
    if image.mode.startswith(("I", "F")) or ("transparency" in image.info and image.mode != "P"):
        image = on_white(image)
    if image.mode in ("RGBA", "LA", "P", "1", "L"):
        image.convert("RGBA" if image.mode in ("RGBA", "LA", "P") else "L").save(out, "PNG")
    else:
        # Re-encoded without EXIF, so that the camera's place and owner are not published.
        image.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


def picture_hash(data: bytes) -> str:
    """Return the hash by which a text refers to a picture."""
    return sha256(data).hexdigest()


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
    text = compose_text(paras)
    if not text:
        raise CommitteeError("There is no text in {name}.", name=path.name).at("text")
    if len(text) > LONGEST_TEXT:
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
            data = prepare_picture(content, part) if content is not None else None
        except CommitteeError:
            data = None  # an unsupported drawing must not lose the text
        if data is None:
            self.unreadable += 1
            return ""
        self.pictures[picture_hash(data)] = data
        return picture_hash(data)


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
