"""Lines of an order put together to what they say: sentences, headings, rows of a table. Pure.

What is read afterwards takes a line for a whole sentence, heading or member. Orders break
them for want of room, and a table copied from a PDF gives every cell a line of its own.
"""

import re
from dataclasses import dataclass, field, replace

from kmdesk.committees.order_body_column import parted_by_body
from kmdesk.committees.order_duties import DUTY, opening, said_in_line
from kmdesk.committees.order_head import STARTS_TELLING, with_changes
from kmdesk.committees.order_people import POST, is_person, is_post, joined
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_sentences import (
    begins_prose,
    concludes,
    is_prose,
    officers_told,
    parted,
)
from kmdesk.committees.order_table import rows_of_cells, with_roles_by_place
from kmdesk.committees.order_text import (
    BROKEN,
    CELLS,
    INLINE,
    LONGEST_LINE,
    MONTH,
    Line,
    is_role,
    is_signing,
    read_line,
    role_at_end,
)
from kmdesk.committees.order_titles import (
    SEVERAL,
    heading,
    heading_of_several,
    is_bare_role,
    is_composition,
    opens_group,
)
from kmdesk.thai.numbers import to_arabic

_TAIL = re.compile(r"\s*(?:ได้แก่|ประกอบด้วย|คือ|ดังนี้|จำนวน.*|[:：])*\s*:?\s*$")

_BESIDE = re.compile(rf"(?P<said>{INLINE})(?:\s*(?:ได้แก่|คือ|[:：])\s*|\t\s*|\s{{2,}})(?P<who>\S.*)$")
_GOES_ON = re.compile(r"(?:และ|หรือ|ของ|กลุ่ม|ฝ่าย)$")
"""The end of a post that was broken."""


def under_roles(lines: list[Line]) -> list[Line]:
    """The lines, every member with the role it stands below."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        members, end = _block(lines, at)
        if members:
            out += [_with_role(line, said) for line, said in members]
        else:
            out += lines[at:end]
        at = end
    return out


def _with_role(line: Line, said: str) -> Line:
    words = f"{line.words}\t{said}"
    return replace(line, plain=f"{line.plain}\t{said}", words=words, cells=(*line.cells, said))


def _said(line: Line) -> str:
    """The role that a line says and nothing else."""
    words = _TAIL.sub("", line.words)
    return " ".join(words.split()) if is_role(words) else ""


def _role_beside(line: Line) -> tuple[str, str]:
    """The role at the head of a line and who has it (ประธาน ได้แก่ WHO); "" when there is none."""
    found = _BESIDE.match(line.words)
    if found is None or role_at_end(found["who"])[1]:
        return "", ""
    return " ".join(found["said"].split()), found["who"]


def _in_line(who: str) -> tuple[str, ...]:
    """Those beside a role: several where they count up from one (๑) WHO ๒) WHO)."""
    parts = said_in_line(who)
    return parts if len(parts) > 1 else (who,)


def _reworded(line: Line, words: str) -> Line:
    """The line with other words, without the mark that they may begin with."""
    own = read_line(words).words
    return replace(line, words=own, cells=tuple(cell for cell in CELLS.split(own) if cell))


def _said_before(line: Line) -> str:
    """The words before a colon: among roles that stand above names they are one too."""
    words = line.words.rstrip()
    short = words.endswith((":", "：")) and len(words) < 50 and not opening(words)
    return " ".join(words.rstrip(":： ").split()) if short else ""


@dataclass
class _Block:
    """Roles and the members below or beside them, as far as they were read."""

    style: str
    heads: list[str] = field(default_factory=list)
    members: list[tuple[Line, str]] = field(default_factory=list)
    bare: bool = False
    """Whether a role stands alone: ประธาน ได้แก่ WHO is read as it stands."""
    several: bool = False
    """Whether one beside the first of a list is that of all in it."""

    def take(self, line: Line, above: Line) -> bool:
        """Whether the line is one of the block."""
        said = _said(line) or (_said_before(line) if self.heads else "")
        beside, who = _role_beside(line)
        if line.style == self.style and (said or beside):
            if said and self.heads and (not self.members or self.members[-1][1] != self.heads[-1]):
                return False  # nobody stands below the role before
            own = _in_line(who) if not said else ()
            self.heads.append(said or beside)
            self.members += [(_reworded(line, words), beside) for words in own]
            self.bare, self.several = self.bare or bool(said), self.several or len(own) > 1
        elif self.heads and _may_be_member(line):
            self.several = self.several or (bool(self.members) and _follows(line, above))
            self.members = _with(self.members, line, self.heads[-1])
        else:
            return False
        return True

    @property
    def is_sure(self) -> bool:
        """Whether the roles are heads: a usual one among them, none without members."""
        known = (self.bare and len(self.heads) > 1) or self.several
        usual = any(is_bare_role(said) for said in self.heads)
        return known and usual and set(self.heads) == {said for _line, said in self.members}


def _block(lines: list[Line], at: int) -> tuple[list[tuple[Line, str]], int]:
    """The members below two roles or more that begin here, and the place after them.

    Nobody when there are no such roles: what is up to that place is then as it was. One role
    is enough beside the first of a list (กรรมการ : ๑) WHO) that goes on below it.
    """
    first = lines[at]
    if not (_said(first) or _BESIDE.match(first.words)) or _is_rest_of_row(lines, at):
        return [], at + 1
    block = _Block(first.style)
    end = at
    while end < len(lines) and block.take(lines[end], lines[end - 1]):
        end += 1
    return (block.members if block.is_sure else []), max(end, at + 1)


def _follows(line: Line, above: Line) -> bool:
    """Whether a line is the second of a list whose first stands beside the role above it."""
    beside, who = _role_beside(above)
    if not beside:
        return False
    first = read_line(who)
    if first.style:
        return line.style == first.style and line.last in (0, first.last + 1)
    if is_person(line.words):
        return is_person(who)
    return not is_person(who) and is_post(line.words) and not _GOES_ON.search(who)


def _with(members: list[tuple[Line, str]], line: Line, said: str) -> list[tuple[Line, str]]:
    """The members with one more, or with the post of the last one below its name."""
    last = members[-1] if members and members[-1][1] == said else None
    alone = last is not None and is_person(last[0].words) and len(last[0].words.split()) < 3
    if last is None or line.style or is_person(line.words) or not alone:
        return [*members, (line, said)]
    words = f"{last[0].words}\t{line.words}"
    whole = replace(last[0], words=words, cells=(*last[0].cells, *line.cells))
    return [*members[:-1], (whole, said)]


_MOST_LINES = 3
"""Lines of a post between a name and its role."""


def _is_rest_of_row(lines: list[Line], at: int) -> bool:
    """Whether a role ends the row of a member that began above it, with the post in between."""
    for above in reversed(lines[max(0, at - 1 - _MOST_LINES) : at]):
        if _awaits_role(above):
            return True
        if above.style or above.role_apart[1] or above.is_heads or opening(above.words):
            return False
        if STARTS_TELLING.match(above.words) or heading(above):
            return False
    return False


def _awaits_role(line: Line) -> bool:
    """Whether a line is a member whose role may stand in the next one."""
    if line.role_apart[1] or STARTS_TELLING.match(line.words) or heading(line):
        return False
    return is_person(line.words) or bool(line.style)


def _may_be_member(line: Line) -> bool:
    words = line.words
    if is_signing(line) or opening(words) or line.is_heads or len(words) > 140:
        return False
    if role_at_end(words)[1] or STARTS_TELLING.match(words):
        return False
    return is_person(words) or not heading(line)


_LONGEST = 3 * LONGEST_LINE
"""Characters of a sentence; what is longer is no order, and would take its time."""
_MOST = 5
"""Lines over which a heading may go."""
_OPENED = re.compile(r"(?:ประกอบด้วย|ประกอบไปด้วย|ดังนี้|ดังต่อไปนี้|(?<!ดัง)ต่อไปนี้|แนบท้าย\S*)\s*:?\s*$")
_THIS = re.compile(r"(?:คำสั่ง|ประกาศ)?(?:นี้|ดังกล่าว|แทน)\s*:?(?:\s|$)")
_ACTS = re.compile(r"(?:ให้|จึง)?(?:แต่งตั้ง|ยกเลิก)")
_CLOSES = r"ทั้งนี้|อนึ่ง|บรรดา|คำสั่งนี้|หากมี|หากผู้ใด"
_IS_CLOSING = re.compile(_CLOSES)
_NEW = re.compile(
    rf"{_CLOSES}|(?:และ|โดย)?(?:ให้)?(?:คณะ\S{{0,60}} ?)?"
    r"(?:ทำ|มี)(?:บทบาท|อำนาจ)?(?:และ)?หน้าที่"
    r"|(?:โดย)?(?:ขอ)?ให้(?:คณะ|ผู้|กรรมการ|บุคคล)"
)
"""What begins a sentence of its own."""
_BEGINS = re.compile(rf"{STARTS_TELLING.pattern}|{_NEW.pattern}")
_GOVERNS = re.compile(
    r"(?:แต่งตั้ง|จัดตั้ง|(?<!จำ)เป็น|เรื่อง|และ|ของ|ให้|ต่อ|โดย|หรือ|ใน|ตาม|ที่|แก้ไข|เปลี่ยนแปลง|ปรับปรุง|คำสั่ง|แทน|แทนที่)$"
)
_ACT_AT_END = re.compile(r"(?:แต่งตั้ง|มอบหมาย|กำหนด)(?:ให้)?$")
_AS_AT_END = re.compile(r"(?:เป็น|ทำหน้าที่)\s*$")
_CITED = re.compile(r"(?:ตาม|อนุสนธิ|อ้างถึง)(?:ที่ได้มี)?คำสั่ง")
_SAYS = re.compile(r"จึง|ได้(?!แก่)|นั้น|ซึ่ง|เพื่อ|เนื่อง")
_AS_WHAT = re.compile(r"(?:ให้)?(?:ทำหน้าที่|ปฏิบัติหน้าที่)?เป็น(?!ไป|ต้น|การ|ผล|เงิน)\s?\S")
"""What those are whom a list names below แต่งตั้งบุคคลดังต่อไปนี้."""
_NAME_BROKEN = re.compile(r"จึง\S{0,30}(?:แต่งตั้ง|จัดตั้ง)\s?คณะ(?!\S{0,12}(?:ต่าง|ๆ))\S{8,}$")
"""An act broken within the name of the body, before a word that may begin another."""
_PART_OF_NAME = re.compile(r"กลุ่ม|ฝ่าย|ทีม|ชุด|ศูนย์|หน่วย")
_FIRST_NAME = re.compile(rf"(?:\s|และ)(?:{PERSON})\s?[^\s]+$")
"""A sentence broken between somebody's first name and surname."""
_NAME_AND_POST = re.compile(rf"(?!{POST})\S{{1,15}} (?!{POST})\S{{2,20}} +(?:{POST})")
"""The rest of a first name, the surname and the post: the first name itself was broken."""
_AND_ROLE = re.compile(rf"(?:และ|/)\s?(?:{INLINE})(?:\s|$)")
"""The rest of a role that was broken."""
_APART = re.compile(
    r"(?:ขึ้น|ใหม่|โดย|เพื่อ|ให้|นั้น|ซึ่ง|และแต่งตั้ง|จำนวน|มี|ตาม|ไว้|จึง"
    r"|ประกอบ|องค์ประกอบ|โครงสร้าง|ราย(?:ชื่อ|นาม)|ดัง|เป็น|ทั้ง|ประจำ|ลงวัน|ที่ ?[\d๐-๙]|เรื่อง)"
)
"""Words before which a sentence leaves a space."""


_SEVERAL_AT_END = re.compile(rf"{SEVERAL}\s*:?$")


def entries(lines: list[Line]) -> list[Line]:
    """The lines of an order, each a whole sentence, heading or row."""
    lines = parted_by_body(_without_areas(_numbers_joined(lines)))
    rows = with_roles_by_place(rows_of_cells(lines))
    whole = _duties_apart(_sentences(rows))
    return under_roles(with_changes(_headings(whole)))


_WANTS_NUMBER = re.compile(
    r"(?:ข้อ|(?:วัน|ครั้ง|หมู่|ลำดับ|ไตรมาส|งวด|ระยะ|คน|รุ่น|ชุด|กลุ่ม|คณะ|(?<=\s))ที่|จำนวน|มาตรา|พ\.ศ\.|ปี|ภายใน|อย่างน้อย|ไม่น้อยกว่า|ไม่เกิน|ประมาณ|ร้อยละ|วงเงิน|อีก|ทั้ง)\s*$"
)


def _numbers_joined(lines: list[Line]) -> list[Line]:
    """The lines without those whose first number is no mark but the rest of the line before."""
    out: list[Line] = []
    for line in lines:
        above = out[-1] if out else None
        if above and _is_number_of(above, line):
            words = f"{above.words} {line.plain}"
            out[-1] = replace(
                above, plain=f"{above.plain} {line.plain}", words=words, cells=(words,)
            )
        else:
            out.append(line)
    return out


_OF_ANOTHER = re.compile(
    rf"\s+(?:(?:และ|ส่วน|สำหรับ)\s?)?(?=ให้(?:คณะ|ฝ่าย|กลุ่ม|ชุด|ทีม)(?:(?!หน้าที่)\S){{0,80}} ?มี ?{DUTY})"
)
"""Where a sentence of the duties of one body goes on with those of another."""


def _duties_apart(lines: list[Line]) -> list[Line]:
    """The lines, the duties of each body in one of its own."""
    out: list[Line] = []
    for line in lines:
        found = opening(line.words) if not line.style else None
        parts = _OF_ANOTHER.split(line.plain) if found and found.who else [line.plain]
        out += [line] if len(parts) == 1 else map(read_line, parts)
    return out


_AREA = re.compile(
    r"\(?(?:(?:พื้นที่|เขต|ท้องที่|จุด|โซน|สถานที่)(?:ที่)?(?:รับผิดชอบ|ปฏิบัติ(?:งาน|การ|หน้าที่)|ดำเนินการ)"
    r"|(?:รับผิดชอบ|ดูแล|ครอบคลุม|ประจำ|กำกับดูแล)(?:ใน)?(?:พื้นที่|เขต|ท้องที่|อำเภอ|ตำบล|โซน|จุด|สหกรณ์ใน))"
)
_AREA_IN_BRACKETS = re.compile(
    r"\((?:ใน)?(?:พื้นที่|เขต|ท้องที่|อำเภอ|กิ่งอำเภอ|ตำบล|จังหวัด|โซน|จุด|สาย)[^()]*\)$"
)


def _without_areas(lines: list[Line]) -> list[Line]:
    """The lines without those that say where the body or the row above them works."""
    out: list[Line] = []
    for line in lines:
        above = out[-1] if out else None
        if above is None or line.style or not _may_have_area(above) or not _says_area(line):
            out.append(line)
    return out


def _says_area(line: Line) -> bool:
    said = _AREA.match(line.plain) or _AREA_IN_BRACKETS.match(line.plain)
    return said is not None and not line.role_apart[1] and opening(line.words) is None


def _may_have_area(line: Line) -> bool:
    """Whether a line heads a body, or is a row up to its role."""
    if _OPENED.search(line.plain) and not heading(line):
        return False
    is_row = bool(line.role_apart[1]) and (bool(line.style) or is_person(line.words))
    return is_row or (bool(heading(line)) and len(line.words) < 2 * BROKEN)


_BARE = re.compile(r"N(?:\.N)*")
"""How a number is marked that has no bracket or dot behind it."""
_DAY_BROKEN = re.compile(rf"(?:(?<=[ก-๎] )\d{{1,2}}|(?:{MONTH})|วันที่|พ\.ศ\.|พุทธศักราช)\s*$")
_DAY_ENDS = re.compile(rf"(?:\d{{1,2}} (?=[ก-๎]))?(?:(?:{MONTH}) ?)?(?:พ\.ศ\. ?)?\d{{4}}(?!\d)")


def _is_number_of(above: Line, line: Line) -> bool:
    """Whether the number at the head of a line belongs to the words above it."""
    if _DAY_ENDS.match(to_arabic(line.plain)) and _DAY_BROKEN.search(to_arabic(above.plain)):
        return True
    if not _BARE.fullmatch(line.style) or above.is_heads or len(above.plain) < BROKEN:
        return False
    if above.style == line.style and line.last == above.last + 1:
        return False
    ends_row = bool(above.style) and is_role(line.words) and not above.role_apart[1]
    return ends_row or _WANTS_NUMBER.search(above.words) is not None


# Sentences


def _sentences(lines: list[Line]) -> list[Line]:
    out: list[Line] = []
    at = 0
    while at < len(lines):
        end = at + 1
        text = lines[at].plain
        if _begins_sentence(lines[at]) or _names_order(lines[at], lines[at - 1] if at else None):
            while end < len(lines) and len(text) < _LONGEST and _goes_on(text, lines, end):
                text = _said_on(text, lines[end].plain)
                end += 1
            out += _told(lines[at], text, end - at > 1)
        else:
            out.append(lines[at])
        at = end
    return out


def _begins_sentence(line: Line) -> bool:
    if is_signing(line) or (opening(line.words) and not officers_told(line.plain)):
        return False
    if not line.style:
        return _BEGINS.match(line.words) is not None or concludes(line.words)
    return line.style.startswith("N") and _ACTS.match(line.words) is not None


_NAMES_ORDER = re.compile(r"(?:ให้)?คำสั่ง(?!นี้).{0,100}?ที่ ?[\d๐-๙]+ ?/ ?[\d๐-๙]+")


def _names_order(line: Line, above: Line | None) -> bool:
    """Whether a sentence begins with the order that it ends (คำสั่ง … ที่ … ให้ยกเลิก)."""
    if line.style or not _NAMES_ORDER.match(line.words):
        return False
    return above is None or _GOVERNS.search(above.plain) is None


def _goes_on(text: str, lines: list[Line], at: int) -> bool:
    """Whether the sentence so far goes on in the line at this place."""
    line, above = lines[at], lines[at - 1]
    after = lines[at + 1] if at + 1 < len(lines) else None
    if line.style or line.is_heads or is_signing(line) or _is_counted(text, line):
        return False
    if _OPENED.search(text):
        goes_on = after is not None and not after.style and begins_prose(after.words)
        goes_on = goes_on or begins_prose(line.words) or _says_as_what(text, line)
        return goes_on or _THIS.match(line.words) is not None
    if _NAME_BROKEN.search(text) and _PART_OF_NAME.match(line.words):
        return _OPENED.search(line.words) is not None
    if len(above.plain) < BROKEN:
        return _closes(text, line)
    if _CITED.match(text) and not re.search("นั้น|จึง", text):
        return True
    if _NEW.match(line.words) and not (
        _ACT_AT_END.search(text) and not _IS_CLOSING.match(line.words)
    ):
        return False
    if is_prose(text):
        return True
    if is_person(line.words):
        return _goes_on_with_person(text, line)
    if is_role(line.words):
        return _GOVERNS.search(text) is not None
    if line.role_apart[1]:
        if re.search(r"ต่อไปนี้|ดังกล่าว", line.words):
            return True
        return is_prose(_said_on(text, line.plain)) or _GOVERNS.search(text) is not None
    return not (heading(line) and _leads(after)) or _GOVERNS.search(text) is not None


def _is_counted(text: str, line: Line) -> bool:
    """Whether a line names the first of the bodies that the sentence so far counts."""
    return _SEVERAL_AT_END.search(text) is not None and bool(heading_of_several(line))


def _goes_on_with_person(text: str, line: Line) -> bool:
    """Whether a sentence goes on in a line that begins with somebody's name."""
    # The end of a line may part the act from whom it appoints, and that from as what.
    whole = f"{text} {line.plain}"
    if _ACT_AT_END.search(text) and (officers_told(whole) or _AS_AT_END.search(whole)):
        return True
    return not line.role_apart[1] and _SAYS.search(line.words) is not None


def _says_as_what(text: str, line: Line) -> bool:
    """Whether a line says what those become whom the sentence so far appoints."""
    acts = re.search("แต่งตั้ง|มอบหมาย|กำหนด", text) is not None
    return acts and _AS_WHAT.match(line.words) is not None and len(line.words) < 2 * BROKEN


def _closes(text: str, line: Line) -> bool:
    """Whether a line has the end (… ดังนี้) of a sentence that appoints and was broken early."""
    if not concludes(text) or "แต่งตั้ง" not in text or len(text) < BROKEN:
        return False
    if _BEGINS.match(line.words) or heading(line) or opening(line.words):
        return False
    return _OPENED.search(line.words) is not None and len(line.words) < 2 * BROKEN


def _leads(after: Line | None) -> bool:
    """Whether a member follows."""
    if after is None:
        return False
    return after.last == 1 or after.is_heads or is_person(after.words) or bool(after.role_apart[1])


def _said_on(text: str, more: str) -> str:
    if role_at_end(text)[1] and _AND_ROLE.match(more):
        return joined(text, more)
    if re.search(r"(?:ของ|ใน|แห่ง|และ|ต่อ)$", text) and not is_person(more):
        return f"{text}{more}"
    apart = _APART.match(more) is not None or is_person(more) or bool(role_at_end(text)[1])
    apart = apart or (_FIRST_NAME.search(text) is not None and not _NAME_AND_POST.match(more))
    apart = apart or (is_post(more) and is_prose(text))
    return f"{text} {more}" if apart else joined(text, more)


def _told(first: Line, text: str, is_joined: bool) -> list[Line]:
    """A sentence as a line; what it says of duties after its members is one of its own."""
    told, *rest = parted(text)
    if not is_joined and not rest:
        return [first]
    words = told[len(first.plain) - len(first.words) :] if first.style else told
    line = replace(
        first, plain=told[: 4 * LONGEST_LINE], words=words[:LONGEST_LINE], cells=(words,)
    )
    own = [replace(first, plain=part, words=part, cells=(part,), style="") for part in rest]
    return [line, *own]


# Headings


def _headings(lines: list[Line]) -> list[Line]:
    out: list[Line] = []
    at = 0
    while at < len(lines):
        end = _end_of_heading(lines, at)
        line = lines[at]
        for more in lines[at + 1 : end]:
            words = _with_more(line.words, more.words)
            plain = _with_more(line.plain, more.words)
            line = replace(line, plain=plain, words=words, cells=(words,))
        out.append(line)
        at = end
    return out


def _with_more(title: str, words: str) -> str:
    """A heading and its next line; what heads the members is no part of the name."""
    return f"{title} {words}" if is_composition(words) else joined(title, words)


def _end_of_heading(lines: list[Line], at: int) -> int:
    """The place after a heading that goes over several lines; that of the next line if not."""
    line = lines[at]
    begins = bool(heading(line)) or _has_duty(line)
    if not begins or _OPENED.search(line.words) or is_role(line.words):
        return at + 1
    for end in range(at + 1, min(at + _MOST, len(lines))):
        more = lines[end]
        after = lines[end + 1] if end + 1 < len(lines) else None
        if more.style or is_signing(more) or is_person(more.words) or more.is_heads:
            break
        if is_composition(more.words):
            return end + 1
        tells = STARTS_TELLING.match(more.words) and _SAYS.match(more.words)
        if tells or more.role_apart[1]:
            break
        if opens_group(more.words) and _OPENED.search(more.words) and not opening(more.words):
            return end + 1
        if end == at + 1 and _is_rest_of_title(line, more, after):
            return end + 1
    return at + 1


def _has_duty(line: Line) -> bool:
    """Whether a marked line names a body together with its duty."""
    found = opening(line.words)
    if found is None or not line.style or not found.inline:
        return False
    return bool(heading(replace(line, words=found.who)))


def _is_rest_of_title(line: Line, more: Line, after: Line | None) -> bool:
    """Whether a short line between a heading and the first member belongs to the heading."""
    if after is None or after.style == line.style or not line.style:
        return False
    who, said = after.role_apart
    by_role = not after.style and bool(said) and bool(who.strip()) and not is_post(more.words)
    if after.last != 1 and not by_role:
        return False
    fits = len(line.plain) >= BROKEN and len(more.plain) <= len(line.plain)
    return fits and not opening(more.words) and not heading(more)
