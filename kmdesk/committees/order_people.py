"""People in an order: how names and posts begin, whom a line names with which role. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_text import CELLS, INLINE, Line, is_role, role_at_end

IS_PERSON = re.compile(rf"(?P<lead>{PERSON})\s*(?P<rest>[ก-๙A-Z].*)$", re.DOTALL)

POST = (
    r"(?:ตำแหน่ง|นักวิชาการ|นักวิเคราะห์|นักจัดการ|นักทรัพยากร|นักพัฒนา|นักประชาสัมพันธ์|นักบริหาร|นักบัญชี|นักส่งเสริม"
    r"|ผู้อำนวยการ|เจ้าพนักงาน|เจ้าหน้าที่|นิติกร|วิศวกร|สถาปนิก|สารวัตร|ศึกษานิเทศก์|ครู(?:ชำนาญ|ผู้|\s)|อาจารย์"
    r"|พนักงาน(?:ราชการ|ขับ|พิมพ์|บริการ|ทั่วไป|รักษา|สถานที่|จ้าง)|ลูกจ้าง|ช่าง(?:เครื่อง|ไฟฟ้า|โยธา)"
    r"|ผู้ตรวจ|ผู้แทน|ผู้จัดการ|ผู้ว่า|ผู้ช่วย(?:ผู้|นัก|เจ้า|สหกรณ์|เกษตร)|ผู้บังคับ|ผู้กำกับ|ปลัด|รองผู้|รองปลัด|รองสหกรณ์"
    r"|นาย(?:อำเภอ|ทะเบียน|ช่าง|ก(?:เทศ|องค์การ|สมาคม))|อัยการ|กำนัน|ผู้ใหญ่บ้าน"
    r"|สหกรณ์(?:จังหวัด|อำเภอ|นิคม)|เกษตร(?:และสหกรณ์|จังหวัด|อำเภอ)|(?:ปศุสัตว์|ประมง|พัฒนาการ|คลัง|พาณิชย์|อุตสาหกรรม|แรงงาน|ท้องถิ่น)(?:จังหวัด|อำเภอ)"
    r"|หัวหน้า(?:กลุ่ม|ฝ่าย|งาน|สำนักงาน|ศูนย์|หน่วย|ส่วน|สถานี|นิคม)\S)"
)
"""How posts begin, as far as they tell a post from a surname."""
IS_POST = re.compile(POST)

UNIT = (
    r"(?:สังกัด|ประจำ|สำนัก|กรม|กอง|ศูนย์|สถานี|ที่ทำการ|ที่ว่าการ|มหาวิทยาลัย|วิทยาลัย|โรงเรียน|โรงพยาบาล|นิคม"
    r"|เทศบาล|องค์การ|ธนาคาร|ธ\.ก\.ส|บริษัท|ชุมนุม|สันนิบาต|กระทรวง|หน่วยงาน)"
)
"""How the office of somebody's post begins when it stands below the post."""
IS_UNIT = re.compile(UNIT)


# The name and the post of a line

_LONGEST_SURNAME = 25
INSTEAD = re.compile(rf"\s\(?แทน(?:ที่)?\s?(?P<old>{PERSON}\s*[^\s()]+(?: [^\s()]+)?).*$")
_MARK = re.compile(r"^\(?[\d๐-๙]{1,2}[.)]\s*(?=[ก-๙])")
_CALLED = re.compile(r"^(?:ดำรง)?ตำแหน่ง\s*:?\s*")


def is_person(words: str) -> bool:
    """Whether a line begins with a person's title and name."""
    return IS_PERSON.match(words) is not None


def name_and_post(words: str) -> tuple[str, str, list[str]]:
    """Name, post and the cells of the post; a post alone when it names nobody."""
    person = IS_PERSON.match(words)
    cells = [cell for cell in CELLS.split(words) if cell]
    if person is None:
        return _post_and_name(words)
    lead_end = person.start("rest")
    first = [cell for cell in CELLS.split(person["rest"]) if cell]
    parts, rest = first[0].split(), first[1:]
    if len(parts) == 1 and rest and _may_be_surname(person["lead"], rest):
        more = rest[0].split()  # first name and surname a column apart
        parts, rest = [parts[0], *more], rest[1:]
    count = _name_length(parts)
    own = " ".join(parts[count:])
    rest = [*([own] if own else []), *rest]
    lead = words[:lead_end].rstrip()
    gap = " " if words[:lead_end] != lead else ""
    name = f"{' '.join(lead.split())}{gap}{' '.join(parts[:count])}".rstrip(",:")
    return name, " ".join(rest), rest if len(cells) > 1 else []


def _may_be_surname(lead: str, cells: list[str]) -> bool:
    """Whether the cell behind a first name begins with the surname; monks have none."""
    if IS_POST.match(cells[0]) or len(cells) > 1:
        return IS_POST.match(cells[0]) is None
    first, _gap, rest = cells[0].partition(" ")
    alone = not rest or IS_POST.match(rest) is not None
    return alone and len(first) <= _LONGEST_SURNAME and not (is_role(first) or "พระ" in lead)


_WITHIN = re.compile(rf"[(\[]\s*(?P<who>{PERSON}\s*[ก-๙A-Z][^\s()\[\]]*\s+[^()\[\]]{{1,60}})[)\]]")
"""Who has the post, in brackets behind it; (ที่ได้รับมอบหมาย) is part of the post."""
_BESIDE = re.compile(
    rf"(?:\s*(?::|[-–]|\s(?:คือ|ได้แก่|โดย))\s*|(?P<gap>\s+))"
    rf"(?P<who>{PERSON}\s*[ก-๙A-Z][^\s()]+(?:\s+ณ)?\s+[^\s()]{{2,}}(?:\s{{2,}}|\s*$))"
)
"""Who has the post, in a column of its own behind it or behind a colon."""
_SEVERAL = re.compile(rf"(?:,|/|และ|หรือ)\s*{PERSON}")


def _post_and_name(words: str) -> tuple[str, str, list[str]]:
    """What ``name_and_post`` gives for words that begin with a post: its holder may follow."""
    found = _WITHIN.search(words) or _holder_beside(words)
    post = re.sub(r"^[-–.\s]+", "", " ".join(words.split()))
    if found is None or _SEVERAL.search(found["who"]):
        return "", post, []
    name, more, _cells = name_and_post(found["who"].strip())
    before = re.sub(r"^[-–.\s]+", "", " ".join(words[: found.start()].split()))
    after = words[found.end() :]
    post = " ".join(part for part in (before, more) if part)
    rest = " ".join(after.split())
    is_cell = CELLS.match(after) is not None and bool(post)
    return name, f"{post} {rest}".strip(), [post, rest] if is_cell and rest else []


def _holder_beside(words: str) -> re.Match[str] | None:
    """Who follows a post; after one space only behind what is surely a post."""
    found = _BESIDE.search(words)
    if found is None or not words[: found.start()].strip():
        return None
    is_apart = found["gap"] is None or CELLS.fullmatch(found["gap"]) is not None
    return found if is_apart or is_post(words) else None


def is_name_in_brackets(words: str) -> bool:
    """Whether a line begins with somebody in brackets: below a post it is who has it."""
    found = _WITHIN.match(words)
    return found is not None and not _SEVERAL.search(found["who"])


def _name_length(parts: list[str]) -> int:
    """How many words of a line are the name: first name and surname, or ณ and its place."""
    for before in (1, 2):
        if len(parts) > before + 1 and parts[before] == "ณ":
            return before + 2
    if len(parts) > 2 and parts[2] in ("ร.น.", "รน."):
        return 3
    if len(parts) > 1 and not parts[0].endswith(".") and IS_POST.match(parts[1]):
        return 1
    return min(2, len(parts))


def is_post(words: str) -> bool:
    """Whether words begin like the name of a post."""
    return IS_POST.match(words) is not None


def unmarked(words: str) -> str:
    """The words behind a role without the mark of a list that begins there."""
    return _MARK.sub("", words)


def joined(before: str, words: str) -> str:
    """Words that go on in the next line: Thai has no space there."""
    more = " ".join(words.split())
    if not before or not more:
        return before or more
    apart = re.match(r"[0-9A-Za-z๐-๙ๆ.)]", before[-1]) or re.match(r"[0-9A-Za-z๐-๙(]", more)
    apart = apart or IS_UNIT.match(more)
    return f"{before} {more}" if apart else f"{before}{more}"


def cleaned(post: str) -> str:
    """A post without the word ตำแหน่ง before it and without brackets around it."""
    post = _CALLED.sub("", " ".join(post.split()).strip(" ,;:-–"))
    inner = re.fullmatch(r"\(([^()]+)\)", post)
    return inner[1].strip() if inner else post


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
