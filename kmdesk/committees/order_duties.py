"""Where duties begin in an order, whose they are, and the duties said in one line. Pure."""

import re
from dataclasses import dataclass

from kmdesk.committees.order_roles import code_of, role_at_end
from kmdesk.thai.digits import to_arabic

DUTY = (
    r"(?:บทบาท|อำนาจ|ภารกิจ)?(?: ?และ ?)?(?<!เจ้า)หน้าที่"
    r"(?: ?และ ?(?:ความ)?รับผิดชอบ| ?และ ?อำนาจ| ?ความรับผิดชอบ| ?รับผิดชอบ)?"
)
_HAS = re.compile(
    rf"(?P<who>.{{0,200}}?)(?:ให้)?\s*(?:กำหนดให้)?มี ?{DUTY}(?P<rest>(?!เกี่ยวข้อง|โดยตรง).*)$"
)
_ALONE = re.compile(
    rf"(?:โดย)?(?:มี)?{DUTY}(?:ของ(?P<who>คณะ\S*?))?\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|ดังกล่าว|คือ)?\s*:?\s*$"
)
_OF = re.compile(
    rf"{DUTY} ?ของ(?P<who>(?:คณะ|ฝ่าย|กลุ่ม|ชุด|ทีม).{{3,80}}?(?:ตาม|ข้อ) ?[\d๐-๙.]+)"
    r"\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|คือ)?\s*:?$"
)
_BESIDE = re.compile(rf"{DUTY}\s?(?::\s?[-–—]?|[-–—]|(?<=\s))\s*(?P<rest>\S.*)$")
_ACTS = re.compile(r"(?P<who>.{0,200}?)(?:ปฏิบัติ|ทำ) ?หน้าที่.{0,80}?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้)\s*:?\s*$")
_DOES = re.compile(
    r"(?:โดย|และ)?ให้(?P<who>(?:คณะ|ฝ่าย|ทีม|ชุด|กรรมการ|อนุกรรมการ|ผู้)\S{0,80}?) ?"
    r"(?:ดำเนินการ|ปฏิบัติ(?:งาน|การ)) ?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้)\s*:?$"
)
_LIST = re.compile(r"\s*(?:มี)?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้|คือ)?\s*:?\s*$")
_LIST_AFTER = re.compile(r"(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้|ได้แก่)\s*:?\s*$")
_AS_BEFORE = re.compile(
    r"\s*(?:ตาม(?:คำสั่ง|ระเบียบ|กฎหมาย|ข้อ|เดิม|ประกาศ)|เช่นเดิม|เช่นเดียวกับ|คงเดิม|เหมือนเดิม)"
)
_TELLS = re.compile(r"ด้วย|เพื่อ|ตามที่|อาศัย|เนื่อง|อนุสนธิ|โดยที่")
_PARTS = r"(?:คณะ|กลุ่ม|ฝ่าย|ชุด|ทีม|สาย|หน่วย|ด้าน|ระดับ|หมวด|จุด|ศูนย์|แห่ง|อำเภอ|ตำบล|จังหวัด|เขต|ภาค|พื้นที่|โซน)"
"""What there may be a body for each of; ทุกคน are those of one body."""
_SOME = r"(?:สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|\d+)"
_ALIKE = re.compile(
    rf"แต่ละ|ทุก ?ๆ? ?{_PARTS}|ทั้งหมด|ทั้ง ?{_SOME} ?{_PARTS}"
    r"|ข้อ ?(?:\d+|[ก-ฮ])[. ]*(?:และ|ถึง|-|,)|ข้างต้น|ดังกล่าว|ได้รับ(?:การ)?แต่งตั้ง|ตามคำสั่งนี้"
)
_MARKS = (
    r"\((\d{1,2})\)\s*",
    r"(?<![\d/.])(\d{1,2}(?:\.\d{1,2})*)\)\s*",
    r"(?<![\d/.])(\d{1,2})\.\s*(?!\d)",
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Duties begin: whose, and those of the same line; none when a list follows."""

    who: str
    inline: tuple[str, ...]
    as_before: bool = False

    @property
    def role(self) -> str:
        """The role they are of; everybody's are those of a member."""
        _before, said = role_at_end(f" {self.who}")
        return code_of(said) if said else "member"

    @property
    def is_alike(self) -> bool:
        """Whether they are said for several bodies at once."""
        return _ALIKE.search(to_arabic(self.who)) is not None


def opening(words: str) -> Opening | None:
    """What a line says when it begins duties."""
    flat = " ".join(words.split())
    of_one = _OF.match(flat)
    if of_one:
        return Opening(of_one["who"].strip(), ())
    alone = _ALONE.match(flat)
    if alone:
        who = alone["who"] or ""  # but of all alike it is whoever stands above
        return Opening(who if _ALIKE.search(to_arabic(who)) else "", ())
    does = _DOES.match(flat)
    if does:
        return Opening(_whose(does["who"]), ())
    beside = _BESIDE.match(flat)
    if beside:
        return Opening("", said_in_line(beside["rest"]))
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
    return Opening(who, said_in_line(re.sub(r"^(?:ดังนี้|ดังต่อไปนี้|คือ|ใน(?=การ))\s*:?\s*", "", rest)))


def _whose(words: str) -> str:
    return re.sub(r"^(?:ทั้งนี้|และ|โดย|ให้|กำหนด|มอบหมาย|\s)+", "", words).strip()


def said_in_line(words: str) -> tuple[str, ...]:
    """The duties of one line, parted at ๑. ๒. or (๑) (๒) when they count up from one."""
    flat = to_arabic(words)
    for pattern in _MARKS:
        marks = [found for found in re.finditer(pattern, flat) if _stands_free(flat, found.start())]
        wanted, kept = 1, list[re.Match[str]]()
        for mark in marks:
            if int(mark[1].rpartition(".")[2]) == wanted:
                kept.append(mark)
                wanted += 1
        if len(kept) > 1 and kept[0].start() < 3:
            ends = [mark.start() for mark in kept[1:]] + [len(words)]
            parts = [words[mark.end() : end] for mark, end in zip(kept, ends, strict=True)]
            return tuple(clean(part) for part in parts if clean(part))
    return (clean(words),) if clean(words) else ()


def _stands_free(flat: str, at: int) -> bool:
    return at == 0 or flat[at - 1] in " \t;,"


def clean(words: str) -> str:
    """A duty without the signs that part it from the next one."""
    return re.sub(r"(?<=[ก-๎]{3})\.$", "", " ".join(words.split()).strip(" ;,"))
