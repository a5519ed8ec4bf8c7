"""The text of a set from a DOCX file: headings, lists, links and pictures as Word keeps them.

Office Open XML (ECMA-376 part 1, 17.3 paragraphs, 17.9 numbering); what is struck out as a
tracked change is left out, tables come as one line a row.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import parse as parse_xml

from kmdesk.committees.appoint import CommitteeError
from kmdesk.committees.pictures import hash_of, prepare
from kmdesk.committees.richtext import LONGEST, Para, Span, is_address, write
from kmdesk.intake.archive import UNREADABLE, open_archive, open_entry
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.repair import repair

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"})
_MOST_PICTURES = 60


@dataclass(frozen=True, slots=True)
class DocxText:
    """What was read: the stored form of the text, its pictures by hash, what was left out."""

    text: str
    pictures: dict[str, bytes]
    unreadable: int = 0
    """Pictures that could not be taken over."""


def read_docx(path: Path) -> DocxText:
    """Read a DOCX file. Slow: off the UI thread. Raises CommitteeError, at the text."""
    try:
        with open_archive(path) as archive:
            reader = _Reader(archive)
            paras = list(reader.paras())
    except (IntakeError, *UNREADABLE, ParseError, OSError, LookupError, ValueError) as error:
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
        self._archive = archive
        self.pictures: dict[str, bytes] = {}
        self.unreadable = 0
        self._targets = {
            str(rel.get("Id")): str(rel.get("Target"))
            for rel in self._root("word/_rels/document.xml.rels")
        }
        self._headings = dict(self._heading_styles())
        self._numbered = set(self._numbered_lists())

    def paras(self) -> Iterator[Para]:
        """All paragraphs in order, those of a table row joined."""
        body = self._root("word/document.xml").find(f"{_W}body")
        if body is None:
            raise ValueError("no body")
        for element in body:
            if element.tag == f"{_W}p":
                yield from self._para(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag == f"{_W}sdt":
                for inner in element.iter(f"{_W}p"):
                    yield from self._para(inner)

    def _root(self, name: str) -> Element:
        stream = open_entry(self._archive, name)
        if stream is None:
            return Element("none")
        with stream:
            root: Element = parse_xml(stream, forbid_dtd=True).getroot()
        return root

    def _heading_styles(self) -> Iterator[tuple[str, int]]:
        # Word names them in English inside the file, whatever its own language.
        for style in self._root("word/styles.xml").iter(f"{_W}style"):
            name = style.find(f"{_W}name")
            words = str(name.get(f"{_W}val") if name is not None else "").lower()
            if words == "title" or (words.startswith("heading ") and words[8:].isdigit()):
                level = 1 if words == "title" else min(3, int(words[8:]))
                yield str(style.get(f"{_W}styleId")), level

    def _numbered_lists(self) -> Iterator[str]:
        root = self._root("word/numbering.xml")
        counting = set()
        for abstract in root.iter(f"{_W}abstractNum"):
            form = abstract.find(f"{_W}lvl/{_W}numFmt")
            if form is not None and form.get(f"{_W}val") not in ("bullet", "none"):
                counting.add(abstract.get(f"{_W}abstractNumId"))
        for number in root.iter(f"{_W}num"):
            abstract_id = number.find(f"{_W}abstractNumId")
            if abstract_id is not None and abstract_id.get(f"{_W}val") in counting:
                yield str(number.get(f"{_W}numId"))

    def _para(self, element: Element) -> Iterator[Para]:
        spans = tuple(_joined(self._spans(element)))
        if any(span.text.strip() for span in spans):
            kind, level = self._kind(element)
            yield Para(kind, spans, level)
        for blip in element.iter(f"{_A}blip"):
            name = self._picture(str(blip.get(f"{_R}embed") or ""))
            if name:
                yield Para("picture", picture=name)

    def _kind(self, element: Element) -> tuple[str, int]:
        style = element.find(f"{_W}pPr/{_W}pStyle")
        name = str(style.get(f"{_W}val")) if style is not None else ""
        if name in self._headings:
            return "heading", self._headings[name]
        number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if number is not None and number.get(f"{_W}val") != "0":
            counts = str(number.get(f"{_W}val")) in self._numbered
            return ("number" if counts else "bullet"), 0
        if name.lower().startswith("list"):
            return ("number" if "number" in name.lower() else "bullet"), 0
        return "text", 0

    def _spans(self, element: Element, link: str = "") -> Iterator[Span]:
        for child in element:
            if child.tag in _GONE or child.tag == f"{_W}p":
                continue
            if child.tag == f"{_W}t":
                yield Span(child.text or "", link)
            elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                yield Span(" ", link)
            elif child.tag == f"{_W}hyperlink":
                target = self._targets.get(str(child.get(f"{_R}id") or ""), "")
                yield from self._spans(child, target if is_address(target) else "")
            else:
                yield from self._spans(child, link)

    def _table(self, table: Element) -> Iterator[Para]:
        for row in table.iter(f"{_W}tr"):
            cells = [
                " ".join("".join(s.text for s in self._spans(p)) for p in cell.iter(f"{_W}p"))
                for cell in row.iter(f"{_W}tc")
            ]
            words = " | ".join(" ".join(cell.split()) for cell in cells)
            if words.strip(" |"):
                yield Para("text", (Span(repair(words)),))

    def _picture(self, rel: str) -> str:
        target = self._targets.get(rel, "")
        if not target or len(self.pictures) >= _MOST_PICTURES:
            self.unreadable += bool(target)
            return ""
        stream = open_entry(self._archive, posixpath.normpath(posixpath.join("word", target)))
        if stream is None:
            self.unreadable += 1
            return ""
        with stream:
            content = stream.read()
        try:
            data = prepare(content, target)
        except CommitteeError:
            self.unreadable += 1  # a drawing of another kind: the text still comes
            return ""
        self.pictures[hash_of(data)] = data
        return hash_of(data)


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Word cuts a line into many runs; those of one link are one span again, and mended."""
    text, link = "", ""
    for span in spans:
        if span.link != link and text:
            yield Span(repair(text), link)
            text = ""
        text, link = text + span.text, span.link
    if text:
        yield Span(repair(text), link)
