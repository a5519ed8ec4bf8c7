"""Print the guide as a PDF manual: contents in the outline, screens beside their text."""

import re
from collections.abc import Mapping
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.office.guide import PICTURES, Chapter, Part
from kmdesk.pdf import Document, Run, TableStyle
from kmdesk.pdf.sheet import fit_picture, picture_size

_ITEM = re.compile(r"^(\d+\.|-) (.+)$")
_INLINE = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_TALLEST, _HEADING = 260.0, 70.0


def write_manual(
    out: Path, chapters: list[Chapter], pictures: Mapping[str, Path], *, office: str = ""
) -> Path:
    """Write the manual; ``pictures`` by the names of the tour, e.g. ``tab-shelf``."""
    document = Document(out, title=tr("User guide"), office=office)
    document.heading(tr("User guide"), 1)
    for number, chapter in enumerate(chapters):
        if number:
            document.page_break()
        for part in chapter.parts:
            shown = [pictures.get(PICTURES.get(screen, "")) for screen in part.screens]
            _write_part(document, part, [picture for picture in shown if picture is not None])
    return document.save()


def _write_part(document: Document, part: Part, shown: list[Path]) -> None:
    if shown and document.room < _height(document, shown[0]) + _HEADING:
        document.new_page()  # keeps a heading with its picture
    document.heading(part.title, part.level + 1)
    for picture in shown:
        height = _height(document, picture)
        if document.room < height:
            document.new_page()
        document.y -= height
        fit_picture(document.sheet, picture, document.left, document.y, document.width, height)
        document.y -= 14
    _write_text(document, part)


def _height(document: Document, picture: Path) -> float:
    wide, high = picture_size(picture)
    return min(_TALLEST, document.width * high / wide)


def _write_text(document: Document, part: Part) -> None:
    rows: list[list[list[Run]]] = []
    for line in [*part.text.splitlines(), ""]:
        if line.startswith("|"):
            cells = [runs(cell.strip()) for cell in line.strip("|").split("|")]
            if not set(line) <= set("|-: "):
                rows.append(cells)
            continue
        if rows:
            widths = [1.0] + [2.5] * (len(rows[0]) - 1)
            document.table(rows[0], rows[1:], widths=widths, style=TableStyle())
            rows = []
        if item := _ITEM.match(line.strip()):
            document.item("•" if item[1] == "-" else document.digits(item[1]), runs(item[2]))
        elif line.strip():
            document.paragraph(runs(line.strip()))


def runs(text: str) -> list[Run]:
    """Return bold and code of a Markdown line as runs."""
    found: list[Run] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            found.append(Run(text[at : match.start()]))
        found.append(Run(match[1] or match[2], bold=True))
        at = match.end()
    if at < len(text):
        found.append(Run(text[at:]))
    return found or [Run("")]
