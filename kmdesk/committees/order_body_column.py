"""Tables that name the body of each row in a column: taken apart, a table for each body. Pure."""

import re
from dataclasses import dataclass, field
from itertools import takewhile

from kmdesk.committees.order_people import is_person
from kmdesk.committees.order_text import Line, is_role, is_signing, read_line

_COUNTS = re.compile(r"ลำดับ|ที่$")
_HEAD = re.compile(r"คณะ\S*|(?:ชุด|ทีม|ฝ่าย)(?:ที่|งาน|ที่รับผิดชอบ)?(?:/(?:คณะ|ชุด|ทีม|ฝ่าย)\S*)?")
"""The head of a column of bodies; กลุ่ม/ฝ่าย is where somebody works."""
_NAMES = re.compile(r"(?:ราย)?(?:ชื่อ|นาม)")
_BODY = re.compile(r"คณะ|ฝ่าย|ชุด|ทีม|กลุ่ม")


@dataclass(slots=True)
class _Part:
    """A body and its rows."""

    title: str
    rows: list[tuple[str, ...]] = field(default_factory=list)


def parted_by_body(lines: list[Line]) -> list[Line]:
    """The lines; of such a table each body stands as a heading above its rows."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        heads = _heads(lines[at])
        rows = list(takewhile(_is_row, lines[at + 1 :])) if heads else []
        parts = _parts(rows)
        if not parts:
            out.append(lines[at])
            at += 1
            continue
        for part in parts:
            out += [read_line(part.title), read_line("\t".join(heads))]
            out += [read_line(f"{n}. " + "\t".join(row)) for n, row in enumerate(part.rows, 1)]
        at += 1 + len(rows)
    return out


def _heads(line: Line) -> tuple[str, ...]:
    """The heads of the columns behind that of bodies; none where no such column is first."""
    cells = line.cells[1:] if line.cells and _COUNTS.match(line.cells[0]) else line.cells
    if len(cells) < 3 or not _HEAD.fullmatch(cells[0]) or not _NAMES.match(cells[1]):
        return ()
    return cells[1:]


def _is_row(line: Line) -> bool:
    """Whether a line has a body and a person, or a person of the body above."""
    cells = line.cells
    if is_signing(line) or len(cells) < 2:
        return False
    return is_person(cells[0]) or (is_person(cells[1]) and _BODY.match(cells[0]) is not None)


def _parts(rows: list[Line]) -> list[_Part]:
    """The bodies of the rows; none where the first has none, or one is a role."""
    parts: list[_Part] = []
    for row in rows:
        own = not is_person(row.cells[0])
        if own and is_role(row.cells[0]):
            return []
        if own and not (parts and parts[-1].title == row.cells[0]):
            parts.append(_Part(row.cells[0]))
        if not parts:
            return []
        parts[-1].rows.append(row.cells[1:] if own else row.cells)
    return parts
