"""Tables that name the body of each row in a column: taken apart, a table for each body. Pure."""

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile

from kmdesk.committees.order_people import is_person, is_post
from kmdesk.committees.order_text import Line, is_role, is_signing, read_line

_COUNTS = re.compile(r"ลำดับ|ที่$")
_KIND = r"(?:ชุด|ทีม|ฝ่าย|ด้าน|ส่วน|สาย|กลุ่ม|งาน|หน่วย|ศูนย์)"
_HEAD = re.compile(
    rf"(?:ชื่อ)?คณะ\S*|(?:ชื่อ)?(?!กลุ่มงาน|หน่วยงาน|ส่วนงาน){_KIND}(?:ที่|งาน|ที่รับผิดชอบ|ปฏิบัติ\S*)?"
    rf"(?:/(?:คณะ\S*|(?!กลุ่ม){_KIND}\S*))?"
)
"""The head of a column of bodies; กลุ่ม/ฝ่าย is where somebody works."""
_IS_WORKPLACE = re.compile(r"กลุ่ม/|กลุ่มงาน|หน่วย|ส่วน(?!ที่)|งาน$|ศูนย์$|กลุ่ม$|สาย")
"""What heads where somebody works, unless it is the first column."""
_NAMES = re.compile(r"(?:ราย)?(?:ชื่อ|นาม)")
_OTHER = re.compile(r"ชื่อ|นาม|ตำแหน่ง|ยศ|สังกัด|หน่วยงาน|กลุ่มงาน|กลุ่ม/|สถานที่|วัน|เวลา")
"""What heads a first column that is none of bodies, whatever its cells say."""
_BODY = re.compile(r"คณะ|ฝ่าย|ชุด|ทีม|กลุ่ม|ด้าน|ส่วน|งาน|หน่วย|สาย|ศูนย์")
_OFFICE = re.compile(r"ฝ่ายบริหารทั่วไป|กลุ่ม(?:ตรวจการ|ส่งเสริม|จัดตั้ง)\S*สหกรณ์|สำนักงาน")
"""Parts of an office: a column that holds them says where somebody works."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The heads of a table: which is that of the bodies, which that of the names."""

    heads: tuple[str, ...]
    body: int
    name: int
    is_counted: bool
    """Whether a column of numbers stands before these."""
    is_sure: bool
    """Whether the head says that bodies stand below it; else their cells have to."""

    @property
    def rest(self) -> tuple[str, ...]:
        """The heads of the other columns."""
        return self.heads[: self.body] + self.heads[self.body + 1 :]

    def row_of(self, line: Line) -> tuple[str, tuple[str, ...]] | None:
        """The body, if its cell is filled, and the other cells; nothing when it is no row."""
        if is_signing(line) or len(line.cells) < 2 or line.is_heads:
            return None
        found = self._by_place(line) or self._by_count(line)
        if found is None or (found[0] and not self._may_be_body(found[0])):
            return None
        return found

    def _by_place(self, line: Line) -> tuple[str, tuple[str, ...]] | None:
        """A row whose tabs tell the cells, empty ones too."""
        cells = [cell.strip() for cell in f"{line.indent}{line.plain}".split("\t")]
        cells = cells[1:] if self.is_counted else cells
        cells += [""] * (len(self.heads) - len(cells))
        if len(cells) != len(self.heads):
            return None
        rest = tuple(cells[: self.body] + cells[self.body + 1 :])
        by_post = not cells[self.name] and is_role(rest[-1])
        if not by_post and not is_person(cells[self.name]):
            return None
        return cells[self.body], tuple(cell for cell in rest if cell)

    def _by_count(self, line: Line) -> tuple[str, tuple[str, ...]] | None:
        """A row of filled cells: one less than heads where the body is that of the row above."""
        cells = line.cells
        at = next((at for at, cell in enumerate(cells) if is_person(cell)), -1)
        own = at == self.name if self.body < self.name else len(cells) == len(self.heads)
        place = self.name - (self.body < self.name and not own)
        if at < 0 or at != place:
            return None
        if not own:
            return "", cells
        return cells[self.body], cells[: self.body] + cells[self.body + 1 :]

    def _may_be_body(self, cell: str) -> bool:
        if is_person(cell):
            return False
        return _BODY.match(cell) is not None or (self.is_sure and not is_post(cell))


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
        columns = _columns(lines[at])
        below = list(takewhile(bool, map(columns.row_of, lines[at + 1 :]))) if columns else []
        rows = [row for row in below if row]
        parts = _parts(rows)
        if columns is None or not parts:
            out.append(lines[at])
            at += 1
            continue
        for part in parts:
            title = replace(read_line(part.title), is_body=True)
            out += [title, read_line("\t".join(columns.rest))]
            out += [read_line(f"{n}. " + "\t".join(row)) for n, row in enumerate(part.rows, 1)]
        at += 1 + len(rows)
    return out


def _columns(line: Line) -> _Columns | None:
    """The columns of a table with one of bodies; nothing for other lines."""
    is_counted = bool(line.cells) and _COUNTS.match(line.cells[0]) is not None
    heads = line.cells[1:] if is_counted else line.cells
    names = [
        at for at, head in enumerate(heads) if _NAMES.match(head) and not _HEAD.fullmatch(head)
    ]
    if len(heads) < 3 or not names or line.style:
        return None
    for at, head in enumerate(heads):
        if _HEAD.fullmatch(head) and (at == 0 or not _IS_WORKPLACE.match(head)):
            return _Columns(heads, at, names[0], is_counted, is_sure=True)
    if names[0] != 1 or _OTHER.match(heads[0]):
        return None
    return _Columns(heads, 0, 1, is_counted, is_sure=False)


def _parts(rows: list[tuple[str, tuple[str, ...]]]) -> list[_Part]:
    """The bodies of the rows; none where the first has none, or one is a role or an office."""
    parts: dict[str, _Part] = {}
    title = ""
    for body, cells in rows:
        if is_role(body) or _OFFICE.match(body):
            return []
        title = body or title
        if not title:
            return []
        parts.setdefault(title, _Part(title)).rows.append(cells)
    return list(parts.values())
