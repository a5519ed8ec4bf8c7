"""Tables of an order: a cell a line, columns by their place, wrapped cells joined. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kmdesk.committees.order_duties import opening
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_people import (
    INSTEAD,
    POST,
    acted,
    is_person,
    is_post,
    is_sure,
    joined,
    may_be_role,
    name_and_post,
)
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_text import CELLS, Line, is_head, is_role, is_signing, read_line
from kmdesk.committees.order_titles import has_role_first, heading_of_several, opens_group
from kmdesk.thai.numbers import to_arabic

_ALONE = re.compile(r"\(?(\d{1,3}) ?[.,)]{0,2}$")
_LEAD_ALONE = re.compile(rf"(?:{PERSON})\s*$")
_MOST = 9
"""Lines that one row may have."""


def rows_of_cells(lines: list[Line]) -> list[Line]:
    """The lines with such tables put together, a row a line."""
    out: list[Line] = []
    at, number, count = 0, 0, 0
    alike = _alike(lines)
    while at < len(lines):
        heads = _heads(lines, at)
        if heads > 1:
            out.append(read_line("\t".join(line.plain for line in lines[at : at + heads])))
            at += heads
            continue
        found = _number(lines[at])
        is_next = found and found in (1, number + 1)
        end = _end_of_row(lines, at, found, alike, count) if is_next else at
        if end > at + 1:
            number, count = found, end - at - 1
            out.append(_row(found, [line.plain for line in lines[at + 1 : end]], alike))
            at = end
            continue
        number = lines[at].last or number
        out.append(lines[at])
        at += 1
    return out


def _alike(lines: list[Line]) -> set[str]:
    """What stands several times as a line of its own and may be a role, whatever its words."""
    if not any(map(_number, lines)):
        return set()
    times = Counter(line.plain for line in lines if not line.style)
    return {words for words, count in times.items() if count > 1 and may_be_role(words)}


def _number(line: Line) -> int:
    found = _ALONE.match(to_arabic(line.plain))
    return int(found[1]) if found else 0


def _heads(lines: list[Line], at: int) -> int:
    """How many heads of columns begin here; one alone may be the head of something else."""
    count = 0
    while at + count < len(lines) and is_head(lines[at + count].plain):
        count += 1
    follows = at + count < len(lines) and is_role(lines[at + count].plain)
    if count > 1 and follows and at + count + 1 < len(lines):
        count += _number(lines[at + count + 1]) == 1  # the last head may be a role word
    named = any(re.match(r"(?:ราย)?(?:ชื่อ|นาม)|ลำดับ", lines[at + n].plain) for n in range(count))
    return count if count > 2 or named else 0


def _end_of_row(lines: list[Line], at: int, number: int, alike: set[str], count: int) -> int:
    """The place after the cells of the row that begins with a lone number.

    ``count`` is how many cells the row before has: the last one ends after as many.
    """
    end = at + 1
    has_role = False
    while end < len(lines) and end - at <= _MOST:
        line = lines[end]
        if _number(line) == number + 1:
            return end
        if _number(line):
            break
        if is_signing(line) or (opening(line.words) and not is_person(line.words)):
            has_role = has_role or (count > 2 and end - at - 1 == count)
            break
        if has_role and not re.match("และ|/", line.plain):
            break
        has_role = has_role or is_role(line.plain) or (end > at + 2 and line.plain in alike)
        end += 1
    return end if has_role else at


def _row(number: int, cells: list[str], alike: set[str]) -> Line:
    """Name, post and role; each may have been broken over several cells."""
    start, end = _role_of_cell(cells, alike)
    said = joined_all(cells[start:end])
    rest = cells[:start]
    name = ""
    if rest and _LEAD_ALONE.match(rest[0]) and len(rest) > 1:
        rest = [f"{rest[0]}{rest[1]}", *rest[2:]]
    if rest and is_person(rest[0]):
        name, rest = rest[0], rest[1:]
        is_first = len(re.sub(rf"^(?:{PERSON})\s*", "", name).split()) == 1
        if is_first and rest and not name.endswith(".") and not is_post(rest[0]):
            name, rest = f"{name} {rest[0]}", rest[1:]
    row = "\t".join(part for part in (name, joined_all(rest), said) if part)
    return read_line(f"{number}. {row}")


def _role_of_cell(cells: list[str], alike: set[str]) -> tuple[int, int]:
    """Where the cells of the role begin and end; what is below them is a remark."""
    for end in range(len(cells), 0, -1):
        for start in range(max(0, end - 3), end):
            if is_role(joined_all(cells[start:end])):
                return start, end
    last = len(cells) - 1
    by_place = last > 1 and is_person(cells[0]) and is_post(cells[1]) and may_be_role(cells[-1])
    if last > 0 and (cells[-1] in alike or (by_place and (alike or is_sure(cells[-1], ())))):
        return last, last + 1
    return len(cells), len(cells)


def joined_all(cells: list[str]) -> str:
    """What was broken over several cells in one."""
    whole = ""
    for cell in cells:
        whole = joined(whole, cell)
    return whole


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
        ends = ends or heads_rows(lines, at)
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


_OF_OFFICE = re.compile("กลุ่ม|ฝ่าย|หน่วย|ศูนย์|สาย")
"""How parts of an office are called as well as bodies: they may be members."""


def heads_rows(lines: list[Line], at: int) -> bool:
    """Whether a line names a body, and below it stand whole rows marked otherwise or not at all."""
    line = lines[at]
    if len(line.cells) != 1 or not heading_of_several(line):
        return False
    least = 2 if _OF_OFFICE.match(line.words) and not _is_of_one(lines, at) else 1
    below = lines[at + 1 : at + 1 + least]
    return len(below) == least and all(
        more.style != line.style and _is_whole(more) for more in below
    )


def _is_of_one(lines: list[Line], at: int) -> bool:
    """Whether a line goes on with no list, and one row stands between it and the duties."""
    above, own = lines[at - 1 : at], lines[at]
    counts_on = any(line.style and line.style == own.style for line in above)
    return not counts_on and any(opening(line.words) for line in lines[at + 2 : at + 3])


def _is_whole(line: Line) -> bool:
    """Whether an unmarked line has somebody and the role behind them."""
    words, said = line.role_apart
    return not line.style and ((bool(said) and bool(words.strip())) or has_role_first(line))


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
            if _is_row_apart(row, line):
                break
            if not (_by_place(row, line, places) or _by_count(row, line)):
                break
            row.end += 1


def _is_row_apart(row: Row, line: Line) -> bool:
    """Whether a line below a whole row has a post and a whole role of its own."""
    if not row.is_wide or len(line.cells) != 2:
        return False
    above, own = row.cells[-1], line.cells[-1]
    if re.match("และ|/", own) or above.endswith(("และ", "/")):
        return False
    return own == above or (is_role(own) and is_role(above) and not is_role(above + own))


_BEGINS_POST = re.compile(rf"{POST}|ประธาน|เลขาธิการ|ผู้|หัวหน้า|รอง|ตัวแทน|แกนนำ|พนักงาน")


def _part_rows(run: list[Row], out: list[Line | None]) -> None:
    """Make one row of a post that was broken above its role, below the row of another."""
    for row in run:
        for at, (first, line) in enumerate(pairwise(row.wrapped), row.at + 1):
            begins = _BEGINS_POST.match(first.words) and not _BEGINS_POST.match(line.words)
            if begins and len(first.cells) == 1 and _is_row_apart(row, line):
                post, said = joined(first.words, line.cells[0]), line.cells[-1]
                out[at] = None
                out[at + 1] = replace(
                    line, plain=f"{post}    {said}", words=f"{post}    {said}", cells=(post, said)
                )
                del row.wrapped[at - row.at - 1 :]
                break


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
        _part_rows(run, out)
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
