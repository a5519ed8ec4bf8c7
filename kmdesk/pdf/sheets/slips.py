"""Citation slips: a provision with its citation, four per page, to cut apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.sheets.frame import Paper, begin
from kmdesk.pdf.typography import Line, Style, set_lines

_PAGE = PageSize(left=0, right=0, top=0, bottom=0)
_PAD = 26.0
_SIZES = (11.0, 10.0, 9.0, 8.0)
_HEAD = Style(size=12, leading=1.4, bold=True)
_NOTE = Style(size=8.5, leading=1.35, color="#444444")


@dataclass(frozen=True, slots=True)
class Slip:
    """A provision: its name, text, citation, and whether it is in force."""

    label: str
    text: str
    citation: str
    status: str = ""


def write_slips(out: Path, paper: Paper, slips: Sequence[Slip]) -> Path:
    """Print four slips per page; a text too long for its slip ends with a continuation note."""
    document = begin(out, paper, tr("Citation slips"), size=_PAGE)
    document.footer = False
    width, height = _PAGE.width / 2, _PAGE.height / 2
    for at, slip in enumerate(slips):
        row, column = divmod(at % 4, 2)
        if at and at % 4 == 0:
            document.new_page()
        if at % 4 == 0:
            _cuts(document)
        _slip(document, slip, column * width, (1 - row) * height, width, height)
    return document.save()


def _cuts(document: Document) -> None:
    wide, high = _PAGE.width, _PAGE.height
    document.sheet.rule(wide / 2, 12, wide / 2, high - 12, 0.4, "#808080", "3 3")
    document.sheet.rule(12, high / 2, wide - 12, high / 2, 0.4, "#808080", "3 3")


def _slip(document: Document, slip: Slip, x: float, y: float, width: float, height: float) -> None:
    shaper, inner = document.fonts.shaper, width - 2 * _PAD
    head = set_lines(slip.label, _HEAD, inner, shaper)
    foot = list(set_lines(slip.citation, _NOTE.but(bold=True, color="#000000"), inner, shaper))
    printed = tr("Printed on {date}", date=document.printed())
    for words in (slip.status, " · ".join(filter(None, (document.office, printed)))):
        foot += set_lines(words, _NOTE, inner, shaper) if words else []
    room = height - 2 * _PAD - _tall(head) - _tall(foot) - 16
    body: list[Line] = []
    for size in _SIZES:
        body = _body(document, slip.text, Style(size=size, leading=1.45), inner)
        if _tall(body) <= room:
            break
    else:
        more = list(set_lines(tr("(goes on in the law)"), _NOTE, inner, shaper))
        while body and _tall(body) + _tall(more) > room:
            body.pop()
        body += more
    pen = _draw(document, head, x + _PAD, y + height - _PAD)
    _draw(document, body, x + _PAD, pen - 4)
    below = y + _PAD + _tall(foot)
    document.sheet.rule(x + _PAD, below + 4, x + width - _PAD, below + 4, 0.4, "#808080")
    _draw(document, foot, x + _PAD, below)


def _body(document: Document, text: str, style: Style, width: float) -> list[Line]:
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        if paragraph.strip():
            first = 14 if not paragraph.startswith("(") else 0
            lines += set_lines(paragraph, style.but(first=first), width, document.fonts.shaper)
    return lines


def _draw(document: Document, lines: Sequence[Line], x: float, top: float) -> float:
    for line in lines:
        top -= line.style.line_height
        document.sheet.line_of_text(line, x, top + 0.36 * line.style.size)
    return top


def _tall(lines: Sequence[Line]) -> float:
    return sum(line.style.line_height for line in lines)
