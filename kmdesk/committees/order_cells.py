"""A table of an order of which every cell stands on a line of its own. Pure."""

import re
from collections import Counter

from kmdesk.committees.order_duties import opening
from kmdesk.committees.order_lines import Line, is_head, is_signing, read_line
from kmdesk.committees.order_named import is_sure, may_be_role
from kmdesk.committees.order_people import PERSON, is_person, is_post, joined
from kmdesk.committees.order_roles import is_role
from kmdesk.thai.digits import to_arabic

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
    start, end = _role_of(cells, alike)
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


def _role_of(cells: list[str], alike: set[str]) -> tuple[int, int]:
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
