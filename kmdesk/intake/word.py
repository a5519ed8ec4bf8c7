"""Word documents (WordprocessingML, ECMA-376 part 1, 17) as their reader sees them.

Automatic numbers are written out, tracked changes are shown as accepted, choices and ticks are
included, hidden text is not. Every reader of DOCX goes through this module."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement

from kmdesk.intake.archive import MC, W14, A, M, Package, R, W
from kmdesk.intake.word_numbering import Label, Numbering, Styles, is_hidden, is_on
from kmdesk.thai.dates import format_date

# A symbol font shows its signs for ordinary codes: without these tables a tick in a form would be
# read as a letter.
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "❑", 0x72: "❒", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢",
    0xE0: "→", 0xDF: "←", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x46: "☞", 0x81: "①", 0x82: "②", 0x83: "③", 0x84: "④",
    0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA3: "☐",
    0x2A: "☐", 0x30: "☐",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}
_SYMBOL = {0xB7: "•", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0xAE: "→"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def symbol(font: str, code: str) -> str:
    """Return the character of a ``w:sym``; empty for a symbol without a meaning."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number < 0xF000 and font.lower() not in _FONTS:
        return chr(number) if number >= 0x20 and not 0xD800 <= number < 0xE000 else ""
    return _FONTS.get(font.lower(), {}).get(number & 0xFF, "")


def symbols(font: str, text: str) -> str:
    """Convert text set in a symbol font, where symbols are typed as letters."""
    marks = _FONTS.get(font.lower())
    if marks is None or font.lower() == "symbol":
        return text
    return "".join(marks.get(ord(c) & 0xFF, c) if _is_code(c) else c for c in text)


def _is_code(char: str) -> bool:
    # Word also stores the codes of symbol fonts shifted into the private use area.
    return ord(char) < 0x100 or 0xF000 <= ord(char) < 0xF100


_MAIN = "word/document.xml"
_GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText"))
_NOTES = re.compile(r"(header|footer|footnotes|endnotes|comments)\d*\.xml$")
_DRAWN = re.compile(r"/(?:diagrams/data|charts/chart(?:ex)?)\d*\.xml$")
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


class NoDocument(Exception):
    """The package holds no Word document."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters, optionally with a hyperlink target."""

    text: str
    link: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph; ``label`` is its automatic number or bullet, as Word shows it."""

    runs: list[Run] = field(default_factory=list)
    label: Label | None = None
    style: str = ""
    heading: int = 0
    pictures: list[str] = field(default_factory=list)
    """Parts that hold images, in order."""
    boxes: list[list["Block"]] = field(default_factory=list)
    """Text boxes anchored to this paragraph."""

    @property
    def text(self) -> str:
        """Number and text."""
        words = "".join(run.text for run in self.runs)
        return f"{self.label.text}{words}" if self.label is not None else words


@dataclass(slots=True)
class TableRow:
    """A table row: the blocks of each cell."""

    cells: list[list["Block"]]


Block = Paragraph | TableRow


class WordFile:
    """An opened document. Raises NoDocument; damaged parts raise when they are read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.package = Package(archive)
        main = self.package.main(_MAIN, "wordprocessingml")
        if main is None:
            raise NoDocument
        self.main = main
        related = dict(self.package.relations(main))
        folder = main.rpartition("/")[0]
        styles = related.get("styles", f"{folder}/styles.xml")
        numbers = related.get("numbering", f"{folder}/numbering.xml")
        self.styles = Styles(self._tolerant(styles))
        self.numbering = Numbering(
            self._tolerant(numbers), lambda style: self.styles.numbering(style)[0]
        )

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the body."""
        yield from self._part(self.main, is_main=True)

    def notes(self) -> Iterator[tuple[str, list[Block]]]:
        """Yield (kind, blocks) of headers, footers, footnotes, endnotes and comments."""
        found = {
            target: kind
            for kind, target in self.package.relations(self.main)
            if kind in ("header", "footer", "footnotes", "endnotes", "comments")
        }
        folder = self.main.rpartition("/")[0]
        for name in self.package.names():
            kind = _NOTES.fullmatch(name.removeprefix(f"{folder}/"))
            if kind:
                found.setdefault(name, kind[1])
        for target in sorted(found):
            if self.package.find(target):
                yield found[target], list(self._part(target))

    def drawn(self) -> Iterator[str]:
        """Yield the text of organisation charts (SmartArt) and other charts, a line per box."""
        for name in self.package.names():
            if not _DRAWN.search(f"/{name}"):
                continue
            root = self._tolerant(name)
            lines = ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in root.iter(f"{A}p")]
            for cache in root.iter(f"{_C}strCache"):
                lines += [value.text or "" for value in cache.iter(f"{_C}v")]
            text = "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))
            if text:
                yield text

    def _tolerant(self, part: str) -> Element:
        try:
            return self.package.root(part)
        except ParseError:
            return Element("none")  # the text can be read without it

    def _part(self, part: str, is_main: bool = False) -> Iterator[Block]:
        """Yield the blocks of a part; each element is removed from the tree once read."""
        flow = Flow(self, self.package.by_id(part))
        holders: list[Any] = []
        for event, element in self.package.events(part, starts=True):
            if event == "start":
                if not holders and is_main and element.tag != f"{W}document":
                    raise NoDocument(str(element.tag))
                holders.append(element)
                continue
            holders.pop()
            if element.tag in _HOLDERS:
                yield from flow.rest()
            elif holders and holders[-1].tag in _HOLDERS:
                yield from flow.block(element)
                holders[-1].remove(element)


class Flow:
    """Convert elements to blocks, merging paragraphs joined by a deleted paragraph mark."""

    def __init__(self, file: WordFile, targets: Mapping[str, str]) -> None:
        self._file, self._targets = file, targets
        self._begun: Paragraph | None = None

    def block(self, element: Element) -> Iterator[Block]:
        """Yield the blocks of one element of a body, cell or text box."""
        tag = element.tag
        if tag == f"{W}p":
            yield from self._paragraph(element)
        elif tag == f"{W}tbl":
            yield from self.rest()
            yield from self._rows(element)
        elif tag not in _GONE and tag not in _PROPERTIES:
            for child in _inside(element):
                yield from self.block(child)

    def rest(self) -> Iterator[Block]:
        """Yield the paragraph left open by a deleted paragraph mark at the end."""
        begun, self._begun = self._begun, None
        if begun is not None and (begun.text or begun.boxes or begun.pictures):
            yield begun

    def _inner(self, element: Element) -> list[Block]:
        flow = Flow(self._file, self._targets)
        found: list[Block] = []
        for child in element:
            found += flow.block(child)
        return [*found, *flow.rest()]

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        style = _value(properties, "pStyle")
        mark = properties.find(f"{W}rPr") if properties is not None else None
        paragraph, self._begun = self._begun or Paragraph(), None
        paragraph.style = style
        self._fill(paragraph, element, "")
        hidden = is_hidden(mark)
        is_joined = mark is not None and any(mark.find(name) is not None for name in _MARK_GONE)
        if is_joined or (hidden and not paragraph.text):
            self._begun = paragraph
            return
        styles = self._file.styles
        paragraph.heading = styles.heading(style)
        if hidden is None:
            hidden = styles.hides(style, "") and not paragraph.text
        if not hidden or paragraph.text:
            paragraph.label = paragraph.label or self._label(properties, style)
        if hidden:
            self._begun = paragraph  # Word continues the next one on the same line
            return
        yield paragraph

    def _label(self, properties: Element | None, style: str) -> Label | None:
        styles, numbering = self._file.styles, self._file.numbering
        number, level, owner = styles.numbering(style or styles.usual)
        direct = properties.find(f"{W}numPr") if properties is not None else None
        if direct is not None:
            number = _value(direct, "numId") or number
            given = _value(direct, "ilvl")
            level = int(given) if given.isdecimal() else (level or 0)
        # List 0 takes away a number that the style would give.
        if not number or number == "0":
            return None
        if level is None:
            tied = numbering.level_of_style(number, style or styles.usual)
            level = tied if tied is not None else numbering.level_of_style(number, owner) or 0
        return numbering.count(number, level)

    def _fill(self, paragraph: Paragraph, element: Element, link: str) -> None:
        """Add the content of ``element`` to the paragraph."""
        for child in _inside(element):
            tag = child.tag
            if tag in _GONE or tag in _PROPERTIES or tag == f"{W}p":
                continue
            if tag == f"{W}r":
                self._run(paragraph, child, link)
            elif tag == f"{M}t":
                paragraph.runs.append(Run(child.text or "", link))
            elif tag == f"{W}hyperlink":
                target = self._targets.get(str(child.get(f"{R}id") or ""), "")
                self._fill(paragraph, child, target)
            else:
                self._fill(paragraph, child, link)

    def _run(self, paragraph: Paragraph, run: Element, link: str) -> None:
        properties = run.find(f"{W}rPr")
        hidden = is_hidden(properties)
        if hidden is None:
            hidden = self._file.styles.hides(paragraph.style, _value(properties, "rStyle"))
        if hidden:
            return
        fonts = properties.find(f"{W}rFonts") if properties is not None else None
        font = str(fonts.get(f"{W}ascii") or "") if fonts is not None else ""
        for child in _inside(run):
            words = _characters(child, font)
            if words:
                paragraph.runs.append(Run(words, link))
            elif child.tag in _DRAWINGS:
                self._drawing(paragraph, child)

    def _drawing(self, paragraph: Paragraph, element: Element) -> None:
        for child in _inside(element):
            if child.tag == f"{W}txbxContent":
                paragraph.boxes.append(self._inner(child))
                continue
            if child.tag in (f"{A}blip", f"{_V}imagedata"):
                key = child.get(f"{R}embed") or child.get(f"{R}id") or ""
                if key in self._targets:
                    paragraph.pictures.append(self._targets[key])
            self._drawing(paragraph, child)

    def _rows(self, table: Element) -> Iterator[Block]:
        for child in _inside(table):
            if child.tag == f"{W}tr":
                row = self._row(child)
                if row is not None:
                    yield row
            elif child.tag not in _GONE and child.tag not in _PROPERTIES:
                yield from self._rows(child)

    def _row(self, row: Element) -> TableRow | None:
        properties = row.find(f"{W}trPr")
        if properties is not None:
            hidden = properties.find(f"{W}hidden")
            if properties.find(f"{W}del") is not None or (hidden is not None and is_on(hidden)):
                return None
        return TableRow(list(self._cells(row)))

    def _cells(self, row: Element) -> Iterator[list[Block]]:
        for child in _inside(row):
            if child.tag == f"{W}tc":
                if child.find(f"{W}tcPr/{W}cellDel") is None:
                    yield self._inner(child)
            elif child.tag not in _GONE and child.tag not in _PROPERTIES:
                yield from self._cells(child)


_HOLDERS = frozenset(
    f"{W}{name}"
    for name in ("document", "body", "hdr", "ftr", "footnotes", "endnotes", "comments", "footnote")
) | {f"{W}endnote", f"{W}comment"}
_PROPERTIES = frozenset(
    f"{W}{name}"
    for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "rt")
)
_MARK_GONE = (f"{W}del", f"{W}moveFrom")
_V = "{urn:schemas-microsoft-com:vml}"
_DRAWINGS = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))


def _inside(element: Element) -> Iterator[Element]:
    """Yield the effective children: the first of alternative versions, the value of a control."""
    if element.tag == f"{W}sdt":
        element = _settled(element)
    for child in element:
        if child.tag == f"{MC}AlternateContent":
            versions = child.findall(f"{MC}Choice") or child.findall(f"{MC}Fallback")
            for version in versions[:1]:
                yield from _inside(version)
        else:
            yield child


def _characters(element: Element, font: str) -> str:
    """Return the characters that an element of a run stands for."""
    tag = element.tag
    if tag == f"{W}t":
        return symbols(font, element.text or "")
    if tag in (f"{W}br", f"{W}cr"):
        return "\f" if element.get(f"{W}type") == "page" else "\n"
    if tag == f"{W}sym":
        return symbol(str(element.get(f"{W}font") or ""), str(element.get(f"{W}char") or ""))
    if tag == f"{W}fldChar":
        return _field(element)
    return _SIGNS.get(tag, "")


_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}


def _field(begin: Element) -> str:
    """Return the choice or tick of a legacy form field."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        said = box.find(f"{W}checked")
        if said is None:
            said = box.find(f"{W}default")
        return TICKED if said is not None and is_on(said) else UNTICKED
    choices = begin.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    entries = [str(each.get(f"{W}val") or "") for each in choices.findall(f"{W}listEntry")]
    at = _value(choices, "result") or _value(choices, "default") or "0"
    return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""


TICKED, UNTICKED = "☑", "☐"


def _settled(control: Element) -> Element:
    """Return the contents of a content control with its tick or choice, without the prompt."""
    properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    if content is None:
        content = SubElement(control, f"{W}sdtContent")
    if properties is None:
        return content
    texts = [each for each in content.iter() if each.tag in (f"{W}t", f"{W}sym")]
    box, prompt = properties.find(f"{W14}checkbox"), properties.find(f"{W}showingPlcHdr")
    if box is not None:
        said = box.find(f"{W14}checked")
        on = said is not None and str(said.get(f"{W14}val", "1")) not in ("0", "false", "off")
        _write(content, texts, TICKED if on else UNTICKED)
    elif prompt is not None and is_on(prompt):
        _write(content, texts, "")
    elif not any(each.text or each.tag == f"{W}sym" for each in texts):
        _write(content, texts, _chosen(properties))
    return content


def _write(content: Element, texts: list[Element], words: str) -> None:
    """Replace the contents with ``words``."""
    if not texts and words:
        place = next(content.iter(f"{W}p"), content)
        texts = [SubElement(SubElement(place, f"{W}r"), f"{W}t")]
    for at, text in enumerate(texts):
        text.tag, text.text = f"{W}t", words if at == 0 else ""


def _chosen(properties: Element) -> str:
    """Return the value of a list or date control whose contents are not written out."""
    for name in ("dropDownList", "comboBox"):
        found = properties.find(f"{W}{name}")
        value = str(found.get(f"{W}lastValue") or "") if found is not None else ""
        for item in found.findall(f"{W}listItem") if found is not None else ():
            if value and item.get(f"{W}value") == value:
                return str(item.get(f"{W}displayText") or value)
        if value:
            return value
    day = properties.find(f"{W}date")
    written = str(day.get(f"{W}fullDate") or "")[:10] if day is not None else ""
    try:
        return format_date(date.fromisoformat(written)) if written else ""
    except ValueError:
        return written


def _value(element: Element | None, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return str(child.get(f"{W}val") or "") if child is not None else ""
