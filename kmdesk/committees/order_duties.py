"""Where duties begin in an order, whose they are, and the duties said in one line. Pure."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from kmdesk.committees.order_text import NEAR, Line, code_of, place, read_line, role_at_end
from kmdesk.thai.numbers import to_arabic

DUTY = (
    r"(?:ขอบเขต|ขอบข่าย|รายละเอียด)?(?:(?:บทบาท|อำนาจ|ภารกิจ|ภาระ)(?: ?และ ?| )?)*(?<!เจ้า)หน้าที่"
    r"(?: ?และ ?(?:ความ)?รับผิดชอบ| ?และ ?อำนาจ| ?ความรับผิดชอบ| ?รับผิดชอบ)?"
)
_WHOSE = (
    r"คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด|ศูนย์|หน่วย|สาย|ด้าน|ส่วน(?!ราชการ)|กอง(?=อำนวยการ|เลขา)|กรรมการ|อนุกรรมการ|ผู้|เจ้าหน้าที่|ข้าราชการ"
    r"|บุคคล|ประธาน|เลขานุการ|หัวหน้า|ที่ปรึกษา|วิทยากร|ทุก|แต่ละ"
)
"""How those begin whose duties an order tells."""
_HAS = re.compile(
    rf"(?P<who>.{{0,200}}?)(?:ให้)?\s*(?:กำหนดให้)?มี ?{DUTY}(?P<rest>(?!เกี่ยวข้อง|โดยตรง).*)$"
)
_ALONE = re.compile(
    rf"(?:โดย)?(?:มี)?{DUTY}(?P<jointly>ร่วม(?:กัน)?)?(?: ?ของ(?P<who>(?:{_WHOSE})\S*?"
    r"(?: ?ทั้ง ?\S{1,4} ?(?:คณะ|ฝ่าย|ชุด|กลุ่ม|ทีม|ด้าน|ส่วน|งาน|หน่วย|สาย)| (?:แต่ละ|ทุก)\S+)?))?"
    r"\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|ดังกล่าว|คือ)?\s*:?\s*$"
)
_TASKS = (
    r"(?:ขอบเขต|ขอบข่าย)?(?:ภารกิจ(?:และความรับผิดชอบ)?|(?:ความ|งานที่)รับผิดชอบ|งาน(?:ในหน้าที่|ที่ได้รับมอบหมาย))"
    r"(?:ที่(?:ได้รับ)?มอบหมาย)?|ขอบเขต(?:การดำเนิน|การปฏิบัติ)?งาน|บทบาท ?(?:หน้าที่)? ?(?:และ)?ความรับผิดชอบ"
    r"|หน้าที่ที่(?:ได้รับ)?มอบหมาย"
)
"""Other words for duties, where a line holds nothing else."""
_TASKS_ALONE = re.compile(
    rf"(?:โดย|ให้)*(?:มี)?(?:{_TASKS}|รับผิดชอบ)(?: ?ของ\S+)?\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|คือ)?\s*:?\s*$"
)
_HAS_TASKS = re.compile(
    rf"(?P<who>\S.{{0,120}}?)\s*(?:โดย)?(?:ให้)?มี ?(?:{_TASKS}|อำนาจ)"
    r"\s*(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้)\s*:?\s*$"
)
_OF = re.compile(
    rf"{DUTY} ?ของ(?P<who>(?:คณะ|ฝ่าย|กลุ่ม|ชุด|ทีม).{{3,80}}?(?:ตาม|ข้อ) ?[\d๐-๙.]+)"
    r"\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|คือ)?\s*:?$"
)
_BESIDE = re.compile(
    rf"(?:{DUTY}|(?:ภารกิจ|(?:ความ)?รับผิดชอบ)(?!ร่วม|หลัก|พื้นที่|เขต))\s?(?::\s?[-–—]?|[-–—]|(?<=\s))"
    r"\s*(?P<rest>(?!พื้นที่|เขต|อำเภอ|ตำบล)\S.*)$"
)
_ACTS = re.compile(r"(?P<who>.{0,200}?)(?:ปฏิบัติ|ทำ) ?หน้าที่.{0,80}?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้)\s*:?\s*$")
_DOES = re.compile(
    rf"(?:โดย|และ)?(?:มอบหมาย)?ให้(?P<who>(?:(?:{_WHOSE})(?:(?!หน้าที่|ภารกิจ|ความ)\S){{0,80}}?)?) ?"
    r"(?:มี)?(?:(?:รับผิดชอบ)?(?:การ)?ดำเนิน(?:การ|งาน)|ปฏิบัติ(?:งาน|การ)?|รับผิดชอบ(?:งาน|การ\S{0,30})?)"
    r"(?:ในเรื่อง)? ?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้)\s*:?$"
)
_LIST = re.compile(r"\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้|คือ)?\s*:?\s*$")
_LIST_AFTER = re.compile(r"(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้|ได้แก่)\s*:?\s*$")
_AS_BEFORE = re.compile(
    r"\s*(?:ตาม(?:คำสั่ง|ระเบียบ|กฎหมาย|ข้อ|เดิม|ประกาศ)|เช่นเดิม|เช่นเดียวกับ|คงเดิม|เหมือนเดิม)"
)
_TELLS = re.compile(r"ด้วย|เพื่อ|ตามที่|อาศัย|เนื่อง|อนุสนธิ|โดยที่")
_PARTS = (
    r"(?:คณะ|กลุ่ม|ฝ่าย|ชุด|ทีม|สาย|หน่วย|ด้าน|ส่วน(?!ราชการ)|งาน|ระดับ|หมวด|จุด|ศูนย์|แห่ง"
    r"|อำเภอ|ตำบล|จังหวัด|เขต|ภาค|พื้นที่|โซน)"
)
"""What there may be a body for each of; ทุกคน are those of one body."""
_SOME = r"(?:สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|\d+)"
_ALIKE = re.compile(
    rf"แต่ละ|ทุก ?ๆ? ?{_PARTS}|ทั้งหมด|ทั้ง ?{_SOME} ?{_PARTS}"
    r"|ข้อ ?(?:\d+|[ก-ฮ])[. ]*(?:และ|ถึง|-|,)|ข้างต้น|ดังกล่าว|ได้รับ(?:การ)?แต่งตั้ง|ตามคำสั่งนี้"
)
_MARKS = tuple(
    re.compile(mark)
    for mark in (
        r"\((\d{1,2})\)\s*",
        r"(?<![\d/.])(\d{1,2}(?:\.\d{1,2})*)\)\s*",
        r"(?<![\d/.])(\d{1,2})\.\s*(?!\d)",
        r"(?<![\d/.])(\d{1,2}(?:\.\d{1,2})+)\.?\s+",
        r"\(([ก-ฮ])\)\s*",
        r"([ก-ฮ])\)\s*",
        r"([ก-ฮ])\.\s+",
    )
)
_LISTED = re.compile(
    r"(?:(?<=:)|\s)\s*"
    r"(?=\((?:\d{1,2}|[กa])\)|(?:ข้อ ?)?(?:\d{1,2}(?:\.\d{1,2})*\)|\d{1,2}\.(?!\d))"
    r"|\d{1,2}(?:\.\d{1,2})+\.?\s|(?:ข้อ ?)?1\s|[กa][.)]\s|[-–•·▪●]\s*[ก-๎])"
)
"""Where a list may begin behind the words that open it."""
_CHANGE = (
    r"(?:(?:และ|โดย|จึง|ให้|ขอ|เห็นควร|ทั้งนี้)\s?)*"
    r"(?:เพิ่ม|แก้ไข|ปรับ|กำหนด|เปลี่ยน)(?:เติม|ปรุง|เปลี่ยน|แปลง)?(?:เพิ่มเติม)?"
)
_CHANGED = re.compile(
    rf"(?:^|.*\s(?=จึง|โดย|และ)|.*(?=จึง)){_CHANGE}"
    rf"(?P<what>(?:(?!(?<!ต่อไปนี้)(?<!นี้ )เป็น|แต่งตั้ง|จึง)[^:]){{0,60}}?){DUTY}"
    r"(?: ?ของ ?(?P<who>(?:คณะ|ฝ่าย|กลุ่ม|ชุด|ทีม|ผู้)\S*?(?=เป็น|ใน|$|\s)))?(?P<rest>.{0,160})$"
)
"""Duties that an order adds to those of a former one, in a sentence of their own or at its end."""
_INLINE = re.compile(r"\s*(?:คือ|ได้แก่|:)\s*(?P<duty>\S.{7,})$")

ACT = re.compile(
    r"(?:ร่วม(?:กัน)?|ช่วย)?(?:จัด(?!หางาน)|ทำ|ตรวจ|สอบ|ปรับ|กำกับ|ติดตาม|ประสาน|รวบรวม|พิจารณา|รายงาน|เสนอ|นำ|ศึกษา|วิเคราะห์"
    r"|กำหนด|วาง|ดำเนิน|ดูแล|ควบคุม|ให้(?!คณะ|ผู้|ยกเลิก)|สนับสนุน|ส่งเสริม|พัฒนา(?!การ|สังคม)|ประชาสัมพันธ์|เผยแพร่|ถ่ายทอด|บันทึก"
    r"|สรุป|ประเมิน|แก้ไข|เร่งรัด|รับ(?!รอง\S*ที่)|ส่ง|เก็บ|สำรวจ|คัดเลือก|กลั่นกรอง|เชิญ|แต่งตั้ง|อำนวย|บริหาร|ขับเคลื่อน|ทบทวน|วินิจฉัย"
    r"|ประกาศ|แจ้ง|เตรียม|ออก|ซ่อม|บำรุง|รักษา(?!การ|ราชการ)|เฝ้าระวัง|ป้องกัน|ปฏิบัติ|ชี้แจง|แนะนำ|อบรม|ฝึกอบรม|สร้าง|เป็น(?!ประธาน|กรรมการ|คณะ|ที่ปรึกษา|เลขา|หัวหน้า)|ยก"
    r"|เลือก|ลง|เข้า|เยี่ยม|ออกแบบ|แปล|เขียน|ค้นหา|ใช้|เบิก|จ่าย|ต้อนรับ|ขอ(?!ให้)|รื้อ|คุ้มครอง|ยืนยัน|อนุมัติ|เห็นชอบ|สั่ง|มอบหมาย|ชำระ|เรียก"
    r"|ขยาย|คัด|มีส่วน|ติดต่อ|ตอบ|เชื่อม|เปิด|ปิด|พบ|เพิ่ม|ลด|ตั้ง|ผลิต|ถ่าย|ทดสอบ|ทดลอง|อธิบาย|หา|ระดม|ร่าง|รณรงค์|วัด|สืบ|สอน"
    r"|สาธิต|อ่าน|แบ่ง|โอน|ยืม|ไกล่เกลี่ย|เจรจา|นับ|บริการ|บูรณาการ|ผลักดัน|ฟื้นฟู|เสริม|แสวงหา|ยื่น|ยึด|อายัด|ฟ้อง|ไต่สวน|แจก|กวาด|ขน)"
    r"[ก-๎]"
)
"""How what is to be done begins."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The duties of one line, how they are marked and up to where they count."""

    duties: tuple[str, ...]
    style: str = ""
    last: int = 0
    in_clauses: bool = False
    """Whether their marks are ข้อ ๑ as those of the order itself may be."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Duties begin: whose, and those of the same line; none when a list follows."""

    who: str
    inline: tuple[str, ...]
    as_before: bool = False
    said: Listed | None = None
    """How those of the same line are marked, if they are."""
    jointly: bool = False
    """Whether they are said to be duties together, of nobody in particular."""

    @property
    def role(self) -> str:
        """The role they are of; everybody's are those of a member."""
        _before, said = role_at_end(f" {self.who}")
        return code_of(said) if said else "member"

    @property
    def is_alike(self) -> bool:
        """Whether they are said for several bodies at once."""
        return _ALIKE.search(to_arabic(self.who)) is not None

    def goes_on_in(self, line: Line | None) -> bool:
        """Whether a line is the next one of the list that began in the line of the opening."""
        if line is None or self.said is None or not self.said.style:
            return False
        return (line.style, line.last) == (self.said.style, self.said.last + 1)


@lru_cache(NEAR)
def opening(words: str) -> Opening | None:
    """What a line says when it begins duties."""
    flat = " ".join(words.split())
    begins = _LISTED.search(to_arabic(flat))
    if begins is None or _counts(flat, begins.start()):
        return _opening(flat)
    before = _opening(flat[: begins.start()].rstrip(" :"), lists=True)
    said = listed(flat[begins.end() :])
    if before is None or before.inline or before.as_before or not said.style:
        return _opening(flat)
    return replace(before, inline=said.duties, said=said)


def _opening(flat: str, *, lists: bool = False) -> Opening | None:
    of_one = _OF.match(flat)
    if of_one:
        return Opening(of_one["who"].strip(), ())
    alone = _ALONE.match(flat)
    if alone:
        # Of คณะ… it is whoever stands above, but for all alike.
        who = alone["who"] or ""
        named = bool(who) and not who.startswith(("คณะ", "ผู้"))
        who = who if named or _ALIKE.search(to_arabic(who)) else ""
        return Opening(who, (), jointly=alone["jointly"] is not None)
    if _TASKS_ALONE.match(flat):
        return Opening("", ())
    does = _DOES.match(flat)
    if does:
        return Opening(_whose(does["who"]), ())
    changed = _of_change(flat, lists=lists)
    if changed:
        return changed
    beside = _BESIDE.match(flat)
    if beside:
        return Opening("", said_in_line(beside["rest"]))
    tasks = _HAS_TASKS.match(flat)
    if tasks and not _TELLS.match(tasks["who"]) and "แต่งตั้ง" not in flat:
        return Opening(_whose(tasks["who"]), ())
    return _of_those_who_have(flat)


def _of_change(flat: str, *, lists: bool) -> Opening | None:
    """Duties that are added to those of a former order; ``lists`` when a list follows at once."""
    changed = _CHANGED.match(flat)
    if changed is None:
        return None
    who, rest = changed["who"] or "", changed["rest"]
    if _LIST_AFTER.search(rest) or (lists and not rest) or "ต่อไปนี้" in changed["what"]:
        return Opening(who, ())
    inline = _INLINE.match(rest)
    return Opening(who, said_in_line(inline["duty"])) if inline else None


def _of_those_who_have(flat: str) -> Opening | None:
    has = _HAS.match(flat)
    if has is None or _TELLS.match(has["who"]):
        acts = _ACTS.match(flat)
        return Opening(_whose(acts["who"]), ()) if acts and not _TELLS.match(flat) else None
    rest = has["rest"].strip(" :")
    who = _whose(has["who"])
    if _LIST.match(rest) or (_LIST_AFTER.search(rest) and len(rest) < 160):
        return Opening(who, ())
    if _AS_BEFORE.match(rest):
        return Opening(who, (), True)
    return Opening(who, said_in_line(re.sub(r"^(?:ดังนี้|ดังต่อไปนี้|คือ|ในการ)\s*:?\s*", "", rest)))


def _whose(words: str) -> str:
    return re.sub(r"^(?:ทั้งนี้|และ|โดย|ให้|กำหนด|มอบหมาย|\s)+", "", words).strip()


def listed(words: str) -> Listed:
    """The duties of one line; the first alone loses its mark too, the others follow below."""
    parts = said_in_line(words)
    first = read_line(words)
    bare = first.style == "N" and first.last != 1
    if not first.style or bare:
        return Listed(parts)
    duties = parts if len(parts) > 1 else (clean(first.words),)
    last = first.last + len(duties) - 1
    return Listed(duties, first.style, last, words.startswith("ข้อ"))


def said_in_line(words: str, first: int = 1) -> tuple[str, ...]:
    """The duties of one line, parted at ๑. ๒. or (๑) (๒) when they count up from the first."""
    flat = to_arabic(words)
    begins = len(flat) - len(flat.lstrip(' \t“"‘'))
    for pattern in _MARKS:
        kept = _counting(flat, pattern, first) if pattern.match(flat, begins) else []
        if len(kept) > 1 and kept[0].start() == begins:
            return tuple(filter(None, map(clean, _parts(words, kept))))
    return (clean(words),) if clean(words) else ()


def said_on(words: str, after: int) -> tuple[str, tuple[str, ...]]:
    """The rest of a duty that the end of a line broke, and those that follow it in the line."""
    flat = to_arabic(words)
    for pattern in _MARKS:
        kept = _counting(flat, pattern, after + 1)
        if kept:
            parts = filter(None, map(clean, _parts(words, kept)))
            return clean(words[: kept[0].start()]), tuple(parts)
    return words, ()


def _counting(flat: str, pattern: re.Pattern[str], first: int) -> list[re.Match[str]]:
    """The marks of a kind that count up from the first."""
    kept: list[re.Match[str]] = []
    for mark in pattern.finditer(flat):
        if place(mark[1]) == first + len(kept) and _stands_free(flat, mark.start()):
            kept.append(mark)
    return kept


def _parts(words: str, marks: list[re.Match[str]]) -> list[str]:
    ends = [mark.start() for mark in marks[1:]] + [len(words)]
    return [words[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


_COUNTS = re.compile(r"(?:ข้อ|(?<!หน้า)ที่|ลำดับ|มาตรา|และ|ถึง|หรือ|ตาม|ใน)\s*$")
"""Words behind which a number counts something else."""


def _counts(flat: str, at: int) -> bool:
    return _COUNTS.search(flat, max(0, at - 12), at) is not None


def _stands_free(flat: str, at: int) -> bool:
    return at == 0 or (flat[at - 1] in " \t;," and not _counts(flat, at))


WHOEVER = (
    r"(?:หาก|ถ้า|กรณี(?:ที่)?)(?:ผู้|คณะ|บุคคล|กรรมการ|ข้าราชการ|เจ้าหน้าที่|คน)\S{0,20}?(?:ใด|หนึ่ง)|ผู้ใด(?=ไม่|ที่)"
)
"""How a sentence begins that says what whoever cannot come has to do."""
_SAID_ON = re.compile(
    rf"\s+(?:อนึ่ง|ทั้งนี้\s?,?\s?(?:โดย)?(?:ให้)?(?:มีผล\S*?|เริ่ม\S*?)?\s?(?:ตั้งแต่|นับแต่)|{WHOEVER}).*$"
)
"""Sentences of the order itself behind a duty in the same line."""


def clean(words: str) -> str:
    """A duty without the signs that part it from the next one."""
    words = _SAID_ON.sub("", words)
    return re.sub(r"(?<=[ก-๎]{3})\.$", "", " ".join(words.split()).strip(" ;,"))
