"""Roles by their place in the rows of a list, whatever their words. Pure.

A list has a column of roles when its rows have a name, a post and one cell more, when one of
its last cells is a usual role, when several of them begin alike, or when the head above says
so. Then all its last cells are roles, but for offices, levels and places, which stand behind
a post as well.
"""

import re
from collections import Counter
from dataclasses import replace

from kmdesk.committees.order_lines import Line
from kmdesk.committees.order_named import acted, is_sure, may_be_role
from kmdesk.committees.order_people import is_person, is_post
from kmdesk.committees.order_places import Row, put_together, runs_of_rows, width

_ALIKE = 7
"""Letters with which roles begin that are of a kind (ผู้ประสานงานตำบล…)."""
_HEAD = re.compile(r"บทบาท|หน้าที่|สถานะ|ภารกิจ|ตำแหน่ง(?:ใน|ที่ได้|ตามคำสั่ง)|(?:^|ให้|ตั้ง)เป็น$")
_COUNTS = re.compile(r"ลำดับ|ที่$")
"""The head of the column of numbers: they are the marks of the rows."""
_OTHER_HEAD = re.compile(r"หมายเหตุ|สังกัด|หน่วยงาน|โทร|ลายมือ|ลงชื่อ|ระดับ|พื้นที่")


def with_roles_by_place(lines: list[Line]) -> list[Line]:
    """The lines; each row of a list with a column of roles knows its own."""
    runs = [run for run in runs_of_rows(lines) if _may_have_roles(run)]
    if not runs:
        return lines
    out = list[Line | None](lines)
    for run in runs:
        put_together(run)
        _put_last(run, out)
    known: set[str] = set()
    headed = [(run, _head(lines, run)) for run in runs]
    for run, head in headed:
        known.update(_role_of(row) for row in _with_role(run, known, head))
    for run, head in headed:  # the roles of one list tell those of another
        _apply(run, known, head, out)
    return [line for line in out if line is not None]


def _may_have_roles(run: list[Row]) -> bool:
    """Whether a list has cells, and a row whose role is broken or not one of the usual words."""
    in_cells = any(row.cells and (row.is_wide or len(row.line.cells) > 1) for row in run)
    broken = any(len(line.cells) == 2 for row in run for line in row.wrapped)
    return broken or (in_cells and any(not row.line.role_apart[1] for row in run))


def _head(lines: list[Line], run: list[Row]) -> str:
    """The head above the last column of a list; "" when none is above it."""
    above = lines[run[0].at - 1] if run[0].at else None
    if above is None or not above.is_heads:
        return ""
    heads = [cell for cell in above.cells if not _COUNTS.match(cell)]
    columns = max(len(row.cells) + bool(row.name) for row in run)
    return heads[columns - 1] if columns <= len(heads) else ""


def _put_last(run: list[Row], out: list[Line | None]) -> None:
    """Of rows that begin with the role (ROLE, who, post) the role goes behind the post."""
    rows = [row for row in run if not row.name and row.is_wide and is_person(row.cells[1])]
    if not any(is_sure(row.cells[0], ()) for row in rows):
        return
    for row in rows:
        if row.end == row.at + 1 and may_be_role(row.cells[0]):
            cells = (*row.cells[1:], row.cells[0])
            out[row.at] = replace(
                row.line, words="    ".join(cells), cells=cells, said=row.cells[0]
            )
            row.cells = []


def _role_of(row: Row) -> str:
    """The last cell of a row as a role."""
    return acted(row.cells[-1])


def _with_role(run: list[Row], known: set[str], head: str) -> list[Row]:
    """The rows whose last cell is a role by its place."""
    wide = [row for row in run if row.is_wide]
    narrow = [row for row in run if row.name and len(row.cells) == 1]
    rows = [row for row in wide if may_be_role(row.cells[-1])]
    if not _is_column(wide, rows, known, head):
        rows = []
    elif len(rows) > len(wide) // 2:
        rows = [row for row in wide if may_be_role(row.cells[-1], in_column=True)]
    if not wide and _is_sure_narrow(narrow, known, head):
        return [row for row in narrow if may_be_role(row.cells[0])]
    start = _start_of_roles(rows)
    return rows + [r for r in narrow if is_sure(r.cells[0], known) or _stands_at(r, start)]


def _start_of_roles(rows: list[Row]) -> int:
    """Where the column of roles begins; 0 when they do not stand below each other."""
    starts = Counter(row.starts[-1] for row in rows if row.starts and row.is_wide)
    start, count = starts.most_common(1)[0] if starts else (0, 0)
    return start if count > 1 else 0


def _stands_at(row: Row, start: int) -> bool:
    """Whether the only cell behind a name stands in the column of roles."""
    near = bool(start and row.starts) and abs(row.starts[-1] - start) <= 1
    return near and may_be_role(row.cells[-1])


def _is_sure_narrow(rows: list[Row], known: set[str], head: str) -> bool:
    """Whether the only cell behind the names is the role."""
    if _HEAD.search(head):
        return True
    return any(is_sure(row.cells[0], known) for row in rows)


def _is_column(wide: list[Row], rows: list[Row], known: set[str], head: str) -> bool:
    """Whether the last cells of rows with a post are a column of roles."""
    if len(rows) * 2 < len(wide) or not rows or _OTHER_HEAD.search(head):
        return False
    if _HEAD.search(head) or any(is_sure(row.cells[-1], known) for row in rows):
        return True
    if all(row.name and is_post(row.cells[0]) for row in rows):
        return True
    by_post = all(row.name or is_post(row.line.words) for row in rows)
    begun = Counter(_role_of(row)[:_ALIKE] for row in rows)
    return by_post and max(begun.values()) > 1


def _apply(run: list[Row], known: set[str], head: str, out: list[Line | None]) -> None:
    """Give the rows of a list their roles, and take what was wrapped out of the lines."""
    rows = _with_role(run, known, head)
    start = _start_of_roles(rows)
    chosen = {row.at for row in rows}
    for row in run if rows else []:
        if row.at in chosen:
            out[row.at] = _whole(row)
            out[row.at + 1 : row.end] = [None] * (row.end - row.at - 1)
        elif row.cells and not row.line.role_apart[1]:
            out[row.at] = replace(row.line, said=_said_in(row, known, start))


def _whole(row: Row) -> Line:
    """The row in one line, with its role."""
    line, said = row.line, _role_of(row)
    if row.end == row.at + 1:
        return line if line.role_apart[1] else replace(line, said=said)
    cells = tuple(cell for cell in (row.name, *row.cells) if cell)
    return replace(line, words="    ".join(cells), cells=cells, said=said)


def _said_in(row: Row, known: set[str], start: int) -> str:
    """The role in a last cell that the post has filled up to its column; "" for none."""
    words = row.cells[-1]
    ends = [found.end() for found in re.finditer(" +", words)]
    for at in ends if row.starts and start else ():
        if row.starts[-1] + width(words[:at]) == start and may_be_role(words[at:]):
            return words[at:]
    return next((words[at:] for at in ends if words[at:] in known), "")
