"""Lists of what is to be done, told by the verbs that their rows begin with. Pure.

Below a heading that is none of the usual ones they would be taken for members by post.
"""

import re
from dataclasses import dataclass

from kmdesk.committees.order_duties import ACT, opening
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_people import IS_UNIT, is_person, is_post
from kmdesk.committees.order_sentences import CLOSES
from kmdesk.committees.order_text import Line, is_role, is_signing
from kmdesk.committees.order_titles import heading, is_composition, opens_group

_OFFICE = re.compile(
    r"(?:ประชาสัมพันธ์|ศึกษาธิการ|(?:ตรวจ|ส่งเสริม|คุ้มครอง|พัฒนา|ป้องกัน|ควบคุม)\S{0,25}?)(?:จังหวัด|อำเภอ|เขต|ภาค)"
    r"[ก-๎]{0,20}(?:\s*\(.*\))?"
)
"""A post that is called after its work: ประชาสัมพันธ์จังหวัด."""
_TELLS = re.compile(rf"ให้|โดย|และ|จึง|{STARTS_TELLING.pattern}|{CLOSES.pattern}")
_SHORTEST = 6
_LEAST = 2
_MOST = 40
"""Rows of a list."""
_LONGEST = 120
"""Characters of the line above a list."""


@dataclass(frozen=True, slots=True)
class Acts:
    """A list of what is to be done that begins in a line."""

    leads_members: bool
    """Whether members follow, so that a name above the list is that of their body."""
    is_marked: bool
    """Whether its rows are numbered or the like; lines that are not may be a broken sentence."""


def lists_of_acts(lines: list[Line]) -> dict[int, Acts]:
    """The places at which such lists begin."""
    found: dict[int, Acts] = {}
    for at, line in enumerate(lines):
        if not _begins(lines, at):
            continue
        rows, end = _rows(lines, at) if line.style else _unmarked(lines, at)
        acts = sum(map(is_act, rows))
        least = 1 if _is_below_member(lines, at) else _LEAST
        if acts >= least and acts * 3 >= len(rows) * 2 and not any(map(holds_somebody, rows)):
            found[at] = Acts(end < len(lines) and _leads_members(lines[end]), bool(line.style))
    return found


_PARTS = r"(?:คณะ|ฝ่าย|ชุด|กลุ่ม|ทีม|ด้าน|ส่วน(?!ราชการ)|หน่วย(?!งาน)|สาย)"
_ALIKE = re.compile(rf"ทั้ง ?\S{{1,4}} ?{_PARTS}|แต่ละ|ทุก{_PARTS}")
_ANY_BODY = re.compile(
    r"(?:คณะ(?:ทำงาน|กรรมการ|อนุกรรมการ)?|ฝ่าย|กลุ่ม|ทีม|ชุด)(?:ดังกล่าว|นี้|ข้างต้น)*\s?"
    r"(?:ต้อง|จะ|ควร|มี|ได้รับ|ร่วม|ช่วย|ทำ)"
)


def heads_acts(line: Line, titles: list[str], below: Acts) -> bool:
    """Whether a line above such a list says no more than that it follows."""
    words = line.words
    if opening(words) or holds_somebody(line) or line.is_heads or is_signing(line):
        return False
    if IS_UNIT.match(words) or words.startswith("(") or is_act(line) or len(words) > _LONGEST:
        return False
    if not below.is_marked and _TELLS.match(words):
        return False
    title = heading(line)
    if not title or _ALIKE.search(words) or _ANY_BODY.match(words):
        return "แต่งตั้ง" not in words
    return not below.leads_members and any(words.startswith(own) for own in titles)


def is_said_alike(words: str) -> bool:
    """Whether words speak of several bodies at once."""
    return _ALIKE.search(words) is not None


def is_act(line: Line) -> bool:
    """Whether a line begins with a verb of acting and holds no title, post or role."""
    words = line.words
    if not ACT.match(words) or holds_somebody(line) or len(words) < _SHORTEST:
        return False
    return _OFFICE.fullmatch(words) is None and not heading(line)


def holds_somebody(line: Line) -> bool:
    """Whether a line names a person, a post or a role, in itself or in a column."""
    if is_person(line.words) or is_post(line.words) or line.said or line.is_heads:
        return True
    if any(is_person(cell) or is_post(cell) or is_role(cell) for cell in line.cells[1:]):
        return True
    return bool(line.role_apart[1])


def _begins(lines: list[Line], at: int) -> bool:
    """Whether the mark of a line is the first of a list."""
    line = lines[at]
    if line.style == "-":
        return at == 0 or lines[at - 1].style != "-"
    if not line.style:
        return at > 0 and is_act(line) and not is_act(lines[at - 1])
    return line.last == 1


def _rows(lines: list[Line], at: int) -> tuple[list[Line], int]:
    """The marked rows of the list that begins here, and the place after it."""
    rows = [lines[at]]
    end = at + 1
    while end < len(lines) and len(rows) < _MOST:
        line = lines[end]
        if line.style:
            counts = line.style == "-" or line.last == rows[-1].last + 1
            if line.style != rows[0].style or not counts:
                break
            rows.append(line)
        elif not _is_rest(lines[end - 1], line):
            break
        end += 1
    return rows, end


def _is_below_member(lines: list[Line], at: int) -> bool:
    """Whether a dash stands below the whole row of a member who is marked in another way."""
    above = lines[at - 1] if at else None
    if above is None or lines[at].style != "-" or above.style in ("", "-"):
        return False
    return bool(above.role_apart[1]) and bool(above.role_apart[0].strip())


def _unmarked(lines: list[Line], at: int) -> tuple[list[Line], int]:
    """The unmarked lines from here that all say what is to be done, and the place after them."""
    end = at
    while end < len(lines) and not lines[end].style and is_act(lines[end]):
        end += 1
    return lines[at:end], end


def _is_rest(above: Line, line: Line) -> bool:
    """Whether an unmarked line goes on with the row above it."""
    if is_signing(line) or holds_somebody(line) or heading(line) or opening(line.words):
        return False
    return not above.plain.endswith((".", ":")) and not re.match(r"ทั้งนี้|อนึ่ง|คำสั่ง", line.words)


def _leads_members(line: Line) -> bool:
    """Whether members begin in a line."""
    if is_signing(line) or (opens_group(line.words) and heading(line)):
        return False
    return line.is_heads or is_composition(line.words) or holds_somebody(line)
