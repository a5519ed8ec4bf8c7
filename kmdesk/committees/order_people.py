"""How people and posts begin in an order; the name and the post in the words of a line. Pure."""

import re

from kmdesk.committees.order_lines import CELLS
from kmdesk.committees.order_roles import is_role

RANK = (
    r"ว่าที่ ?(?:ร้อย|พัน|เรือ|นาวา)\S*?(?:ตรี|โท|เอก)(?: ?หญิง)?|ว่าที่ ?[รพ]\.\s?[ตทอ]\.(?: ?หญิง)?"
    r"|(?:พล|พัน|ร้อย|จ่าสิบ|สิบ|ดาบ|นาวา|เรือ|พันจ่า|จ่า)(?:ตำรวจ|อากาศ)?(?:ตรี|โท|เอก)(?: ?หญิง)?"
    r"|(?:จ่าสิบ|นายดาบ|ดาบ)ตำรวจ(?: ?หญิง)?|พลตำรวจ|นาย(?:กอง|หมวด|หมู่)(?:ตรี|โท|เอก|ใหญ่)"
    r"|พล\.?(?:[ตอร]\.)?[ตทอจ]\.|(?:[รพสจ]\.)(?:[ตสอจ]\.)?(?:[ตทอ]\.)(?: ?หญิง)?|น\.[ตทอ]\."
    r"|[ด]\.ต\.(?: ?หญิง)?|จ\.อ\.|พ\.จ\.[ตทอ]\.|อส\."
)
_NO_PERSON = (
    # นาย and นาง begin a post, too; what follows tells.
    r"อำเภอ|ทะเบียน|ก(?:เทศมนตรี|องค์การ|รัฐมนตรี|สมาคม|เมือง|สภา|เหล่ากาชาด|อบ[ตจ]|\s)"
    r"|ด่าน(?:ศุล|ตรวจ|กัก)|สถานี|ท่า(?:อากาศ|เรือ)|ตรวจ(?:สหกรณ์|เขต)|สนามบิน|ไปรษณีย์|เวร(?!\s(?!กรรมการ|คณะ|ประธาน|เลขา|ผู้|หรือ|และ)\S)|จ้าง"
    r"|ช่าง(?:โยธา|เครื่อง|สำรวจ|ไฟฟ้า|ศิลป์|ชล|เทคนิค|เกษตร|รังวัด|ใหญ่|ปฏิบัติ|ชำนาญ|อาวุโส|กล|เขียน)"
    r"|สัตวแพทย์(?!หญิง)"
)
_OF_PLACE = r"[^\s.]*(?:จังหวัด|อำเภอ|เทศบาล|ตำบล|สมาคม|องค์การบริหาร)"
_DOCTOR = r"(?:นาย|สัตว)?แพทย์(?:สาธารณสุข|ชำนาญ|เชี่ยวชาญ|ปฏิบัติ|ทรง|ประจำ|ผู้|หัวหน้า|ใหญ่|\s|$)"
TITLE = (
    rf"นางสาว|น\.ส\.|นาง(?!พยาบาล(?:วิชา|ประจำ|หัวหน้า|โรง|เทคนิค)|{_OF_PLACE})"
    rf"|(?!{_DOCTOR})(?:นายแพทย์|นายสัตวแพทย์|นาย(?!{_NO_PERSON}|แพทย์|{_OF_PLACE}))"
    r"|(?:สัตว|ทันต)?แพทย์หญิง|เภสัชกรหญิง"
    r"|หม่อม(?:ราชวงศ์|หลวง)|ม\.[ลร]\.(?:ว\.)?|คุณหญิง|ท่านผู้หญิง"
    r"|(?:อาจารย์|อ\.) ?ดร\.|ดร\.|[ผร]ศ\.(?: ?ดร\.)?|ศ\.(?: ?ดร\.)?"
    r"|(?:ผู้ช่วย|รอง)?ศาสตราจารย์(?: ?ดร\.)?"
    r"|นพ\.|พญ\.|ทพ\.|ทพญ\.|สพ\.ญ\.|น\.สพ\.|ภก\.|ภญ\."
    r"|พระ(?:ครู|มหา|อธิการ|ปลัด|สมุห์|ใบฎีกา)(?=[^\s])"
    r"|Mr\.|Mrs\.|Ms\.|Miss "
)
PERSON = rf"(?:(?:{RANK}) ?(?:{TITLE})?|{TITLE})"
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
