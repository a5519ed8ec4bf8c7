"""Whom a line of an order names with which role; what may be a role by its place. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kmdesk.committees.order_lines import Line
from kmdesk.committees.order_people import (
    INSTEAD,
    IS_POST,
    IS_UNIT,
    cleaned,
    is_person,
    is_post,
    name_and_post,
)
from kmdesk.committees.order_roles import INLINE, is_role, role_at_end

_ANY_ROLE = re.compile(r"\s(?:เป็น|ทำหน้าที่(?:เป็น)?)\s?(?P<said>[^\s\d]{3,40})$")
"""A role that is not one of the usual words, said as such."""
_ACTS_AS = re.compile(r"\s*(?:ให้)?(?:ทำหน้าที่เป็น|ปฏิบัติหน้าที่เป็น|ทำหน้าที่|ในฐานะ|เป็น)\s*$")
_LEADER = " \t,:;…._–-"
_LEVEL = (
    r"(?:ชำนาญ(?:การ(?:พิเศษ)?|งาน)|อาวุโส|(?:นัก|เจ้าพนักงาน|นิติกร|วิศวกร|นายช่าง)\S*ปฏิบัติ(?:การ|งาน)"
    r"|(?:ระดับ)?(?:ปฏิบัติ(?:การ|งาน)|เชี่ยวชาญ|ทรงคุณวุฒิ|ทักษะพิเศษ|ต้น|สูง)(?:พิเศษ)?)"
)
_IS_LEVEL = re.compile(rf"{_LEVEL}|ระดับ ?\d|[กขคสบช]\.? ?[\d๐-๙]")
_LEVEL_APART = re.compile(rf"(?<=[ก-๎]) +(?={_LEVEL}$)")
"""The space before a level that has a column of its own."""
_ENDS_IN_LEVEL = re.compile(r"\S(?:ชำนาญ(?:การ(?:พิเศษ)?|งาน)|อาวุโส)$")
_NO_ROLE = re.compile(
    r"(?:กลุ่ม|ฝ่าย)(?!.*เลขานุการ)|สำนักงาน|อำเภอ|ตำบล|จังหวัด|เขต|หมู่|ภาค|เทศบาล|สหกรณ์|และ|หรือ|แทน|รักษา|ปฏิบัติราชการ"
    r"|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์|ที่)|เวลา|เดือน|โทร|เบอร์|[\d๐-๙(“\"]"
)
"""What stands last in a row but is an office, a place, a day or the rest of a post."""
_OTHER_POST = re.compile(
    r"นัก(?:วิชาการ|วิเคราะห์|จัดการงาน|ทรัพยากร|พัฒนา|ประชาสัมพันธ์|บัญชี|บริหาร)|เจ้าพนักงาน|นิติกร|ลูกจ้าง|ปลัด|นายอำเภอ"
    r"|พนักงาน(?:ราชการ|ขับรถ(?!.*ประจำ)|พิมพ์)|เกษตร|ผู้อำนวยการ(?:กลุ่ม|สำนัก|กอง(?!อำนวยการ)|ส่วน|ฝ่าย)"
    r"|หัวหน้า(?:กลุ่มงาน|ฝ่าย|สำนักงาน)\S"
)
"""Posts that are hardly ever roles, unless all other rows have theirs in that place."""
_SHORT_OF_BODY = re.compile(
    r"\S(?:ศูนย์|คณะ|ทีม|ชุด|หน่วย|โครงการ|กองอำนวยการ)$|\S(?:และ|/)\s?(?:" + INLINE + r")$"
)
"""How roles end that are called after their body, or joined to a usual one."""
_ACTING = re.compile(r"^(?:ให้)?(?:ทำหน้าที่เป็น|ปฏิบัติหน้าที่เป็น|ทำหน้าที่|เป็น)\s*")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Who a line names, with the role as it stands there."""

    name: str
    post: str
    said: str
    instead_of: str = ""


def named(
    line: Line, role_cell: tuple[int, int] | None = None, *, role_last: bool = False
) -> Named:
    """Name, post and role of a line; ``role_cell`` is the role's cell and how many there are.

    ``role_last`` says that other rows have their role in the last cell, whatever its words.
    """
    words, said, old = line.words, "", ""
    stands_in = INSTEAD.search(words)
    if stands_in:
        words, old = words[: stands_in.start()], " ".join(stands_in["old"].split())
    if line.said and words.rstrip().endswith(line.said):
        words, said = words.rstrip()[: -len(line.said)], line.said
    elif role_cell is not None and len(line.cells) == role_cell[1] and line.is_row:
        cells = list(line.cells)
        said = cells.pop(role_cell[0])
        words = "    ".join(cells)
    else:
        words, said = role_at_end(words, glued=is_person(words))
    says_all = is_person(words) or is_post(words)
    unusual = _ANY_ROLE.search(words) if says_all and not said else None
    if unusual:
        words, said = words[: unusual.start()], unusual["said"]
    words = _ACTS_AS.sub("", _unled(words)).strip()
    name, post, rest = name_and_post(words)
    if not said and len(rest) > 1 and _may_be_said(rest[-1], role_last and line.is_apart):
        said, post = rest[-1], " ".join(rest[:-1])
    return Named(name, _LEVEL_APART.sub("", cleaned(post)), said, old)


def _may_be_said(words: str, role_last: bool) -> bool:
    """Whether the last cell of a row is a role; where others have theirs it may be any word."""
    if len(words) > 30 or not may_be_role(words):
        return False
    return role_last or not IS_POST.match(words)


def _unled(words: str) -> str:
    """The words without the dots or dashes that lead to the next column; น.ส. keeps its dot."""
    bare = words.rstrip(_LEADER)
    tail = words[len(bare) :]
    return f"{bare}." if tail.startswith(".") and not tail.startswith("..") else bare


# Roles by their place


def acted(words: str) -> str:
    """A role without the words for acting as it."""
    return _ACTING.sub("", words)


def may_be_role(words: str, *, in_column: bool = False) -> bool:
    """Whether a last cell may be a role; ``in_column`` when it stands below other roles."""
    bare = acted(words)
    if bare.endswith(("และ", "/")):
        return False  # broken, and the rest is not below it
    if is_sure(bare, ()):
        return True
    if not 2 < len(bare) <= _LONGEST or (_OTHER_POST.match(bare) and not in_column):
        return False
    apart = _NO_ROLE.match(bare) or IS_UNIT.match(bare) or is_person(bare)
    return not (apart or _IS_LEVEL.fullmatch(bare) or _ENDS_IN_LEVEL.search(bare))


def is_sure(words: str, known: Iterable[str]) -> bool:
    """Whether a last cell is surely a role by its words."""
    bare = acted(words)
    if is_role(bare) or bare in known:
        return True
    return _SHORT_OF_BODY.search(bare) is not None and _OTHER_POST.match(bare) is None
