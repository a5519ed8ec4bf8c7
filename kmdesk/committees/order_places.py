"""Rows of a list and where their cells stand, wrapped cells put together. Pure.

Columns are told by the width that is shown: vowels above and below and tone marks have none.
"""

import re
from dataclasses import dataclass, field

from kmdesk.committees.order_duties import opening
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_lines import CELLS, Line, is_signing
from kmdesk.committees.order_named import may_be_role
from kmdesk.committees.order_people import INSTEAD, is_person, is_post, joined, name_and_post
from kmdesk.committees.order_titles import opens_group

_NO_WIDTH = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_BEGINS = re.compile(rf"{STARTS_TELLING.pattern}|ให้(?!คำ)|ทั้งนี้|คำสั่ง|อนึ่ง")
"""What begins a sentence, whatever it stands under."""
_DASH = re.compile(r"(?<=[ก-๎]) +[-–] +(?=[ก-๎])")
"""A dash between the post and the role."""
_BEHIND_POST = re.compile(
    r"(?:(?<=ชำนาญการ)|(?<=พิเศษ)|(?<=ชำนาญงาน)|(?<=อาวุโส)|(?<=ปฏิบัติการ)|(?<=ปฏิบัติงาน))"
    r" +(?P<said>[ก-๎]+)$"
    r"| +(?P<of_body>[ก-๎]+(?:ศูนย์|คณะ|ทีม|ชุด|หน่วย))$"
)
"""Behind the level of a post comes the role, and at the end what is called after the body."""
_LONGEST = 250
"""Characters of a row with its cells."""
_NEAR = 4
"""Columns by which cells below each other may be out of line."""
_TAB = 1_000
"""Columns that a tab stands for: cells behind as many tabs are below each other."""
_MOST_WRAPPED = 3
"""Lines over which a row may go on."""


@dataclass(slots=True, eq=False)
class Row:
    """A row of a list: its cells behind the name, and where they begin."""

    at: int
    end: int
    line: Line
    name: str
    cells: list[str]
    starts: list[int]
    wrapped: list[Line] = field(default_factory=list)
    """The lines below it that have no mark and name nobody."""

    @property
    def is_wide(self) -> bool:
        """Whether there is a cell behind the post."""
        return len(self.cells) > 1


def width(words: str) -> int:
    """How many columns words take."""
    return len(words) - len(_NO_WIDTH.findall(words)) + words.count("\t") * (_TAB - 1)


def starts_of(line: Line) -> list[int]:
    """Where the cells of a line begin."""
    starts, at = list[int](), 0
    before = width(line.indent)
    for cell in line.cells:
        found = line.plain.find(cell, at)
        if found < 0:
            return []
        before += width(line.plain[at:found])
        starts.append(before)
        before += width(cell)
        at = found + len(cell)
    return starts


def row_of(lines: list[Line], at: int, *, unmarked: bool) -> Row | None:
    """The line as a row of a list; nothing when it cannot be one.

    ``unmarked`` takes a post without a mark too, where the rows above have none.
    """
    line = lines[at]
    person = is_person(line.words)
    by_post = unmarked and len(line.cells) > 1 and is_post(line.words)
    if not (line.style or person or by_post) or len(line.words) > _LONGEST:
        return None
    if opens_group(line.words):
        return None
    words = line.words
    instead = INSTEAD.search(words)
    if instead:
        words = words[: instead.start()]
    cells = [cell for cell in map(str.strip, CELLS.split(words)) if cell]
    name = ""
    if person:
        name, post, rest = name_and_post(words)
        cells = rest or ([post] if post else [])
    whole, cells = cells, _in_words(cells)
    starts = starts_of(line)
    kept = cells is whole and len(starts) >= len(cells)
    starts = starts[len(starts) - len(cells) :] if kept else []
    return Row(at, at + 1, line, name, cells, starts)


def _in_words(cells: list[str]) -> list[str]:
    """The only cell in two where its words tell the post from the role."""
    if len(cells) != 1:
        return cells
    parts = _DASH.split(cells[0])
    found = _BEHIND_POST.search(cells[0]) if len(parts) == 1 else None
    if found and may_be_role(said := found["said"] or found["of_body"]):
        parts = [cells[0][: found.start()], said]
    return parts if len(parts) > 1 else cells


def runs_of_rows(lines: list[Line]) -> list[list[Row]]:
    """The lists of the lines: rows that follow one another, counted on or named alike."""
    runs: list[list[Row]] = []
    above: Row | None = None
    for at, line in enumerate(lines):
        ends = line.is_heads or is_signing(line)
        unmarked = above is None or not above.line.style
        row = None if ends else row_of(lines, at, unmarked=unmarked)
        if row is None:
            if above and not (ends or line.style) and len(above.wrapped) < _MOST_WRAPPED:
                above.wrapped.append(line)
            else:
                above = None
            continue
        if above and _follows(above.line, line):
            runs[-1].append(row)
        else:
            runs.append([row])
        above = row
    return runs


def _follows(above: Line, line: Line) -> bool:
    """Whether a row goes on with the list of the row above it."""
    if line.style != above.style:
        return False
    return line.style in ("", "-") or line.last == above.last + 1


def put_together(run: list[Row]) -> None:
    """Put what is below the rows into their cells, where its place tells the cell."""
    places = _places(run)
    for row in run:
        for line in row.wrapped:
            if _BEGINS.match(line.words) or opening(line.words):
                break
            if not (_by_place(row, line, places) or _by_count(row, line)):
                break
            row.end += 1


def _places(run: list[Row]) -> list[int]:
    """Where the post and the role begin; nothing where the rows do not stand in columns."""
    whole = [row.starts for row in run if len(row.cells) == len(row.starts) == 2]
    if not whole:
        return []
    return [sorted(starts[at] for starts in whole)[len(whole) // 2] for at in (0, 1)]


def _by_place(row: Row, line: Line, places: list[int]) -> bool:
    starts = starts_of(line)
    if not places or not starts or len(starts) > 2 or len(row.cells) > 2:
        return False
    nearest = [min((0, 1), key=lambda at: abs(places[at] - start)) for start in starts]
    if any(abs(places[at] - start) > _NEAR for at, start in zip(nearest, starts, strict=True)):
        return False
    if len(set(nearest)) < len(nearest):
        return False
    for at, cell in zip(nearest, line.cells, strict=True):
        row.cells += [""] * (at + 1 - len(row.cells))
        row.cells[at] = joined(row.cells[at], cell)
    return True


def _by_count(row: Row, line: Line) -> bool:
    """The rest of the post and the role below a row that has none: by their number."""
    if len(row.cells) > 1 or len(line.cells) != 2 or not (row.name or row.cells):
        return False
    post = row.cells[0] if row.cells else ""
    row.cells = [joined(post, line.cells[0]), line.cells[1]]
    return True
