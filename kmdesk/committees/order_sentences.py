"""Sentences of an order: clauses, duties told by a verb, officers and bodies in prose. Pure."""

import re
from dataclasses import dataclass
from itertools import takewhile

from kmdesk.committees.order_draft import MemberDraft
from kmdesk.committees.order_duties import ACT, WHOEVER
from kmdesk.committees.order_people import POST, cleaned, is_person, is_post, name_and_post
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_text import INLINE, Line, code_of, role_at_end
from kmdesk.committees.order_titles import heading, name_alone, title_of

_WHO = rf"(?:{PERSON}\s*[ก-๙]|(?!เจ้าหน้าที่|ผู้แทน|พนักงาน|ลูกจ้าง|ตำแหน่ง){POST})"
APPOINTS = re.compile(
    r"(?:แต่งตั้ง|มอบหมาย|กำหนด)(?:ให้|ไว้)?\s*(?:ข้าราชการ\s?|ตำแหน่ง\s?|(?:\S{2,80}?\s*)?(?:คือ|ได้แก่)\s?)?"
    rf":?\s*(?={_WHO})"
)
_ENDS = (
    r"(?=\s*(?:(?:และ|โดย)?(?:กำหนด)?(?:ให้)?มี ?(?:บทบาท|อำนาจ|หน้าที่)|โดย|ตั้งแต่|ทั้งนี้|อีก(?:หน้าที่|ตำแหน่ง)"
    rf"|แทน(?:ที่)?\s?(?:{PERSON}|ตำแหน่ง|คนเดิม|ผู้)|\(?ประจำ(?:ปี|รอบ)|\(?รอบ|เพื่อ(?!น)|ระหว่างวัน|ดังนี้"
    r"|ดังต่อไปนี้|จนกว่า|จนถึง|ภายใต้|นับแต่)"
    rf"|\s*(?:,|และ|กับ|\s)\s*(?:ให้\s?)?{_WHO}"
    r"|\s+(?:แทน|ให้|และ|รับผิดชอบ|ซึ่ง|ตาม(?!ลำดับ)|ใน(?:กรณี|ระหว่าง|การ))|\s*[,;.]?\s*$)"
)
_ONE_OFFICER = re.compile(
    rf"\s*(?:,|และ|กับ)?\s*(?:ให้\s?)?(?P<who>(?={_WHO})\S(?:(?!เป็น|ทำหน้าที่|ปฏิบัติหน้าที่).){{3,200}}?)"
    r"\s?(?:ให้)?(?:(?:ทำหน้าที่|ปฏิบัติหน้าที่)(?:เป็น)?|เป็น)\s?"
    rf"(?P<said>\S.{{2,120}}?){_ENDS}"
)
_OPENS_LIST = re.compile(r"(?:ดังนี้|ต่อไปนี้|(?:ดัง|ตาม)(?:ราย|บัญชี)\S*|ประกอบด้วย)\s*:?\s*$")
"""After a post that is none of one officer (หัวหน้ากลุ่มเป็น… ดังต่อไปนี้)."""
_SEVERAL = re.compile(r"ดัง|ต่อไปนี้|รายชื่อ|รายนาม|ทุก")
_OF_A_BODY = re.compile(
    r"(?:รอง|ผู้ช่วย)?(?:ประธาน|กรรมการ|อนุกรรมการ|คณะ|เลขานุการ|หัวหน้าคณะ|ที่ปรึกษา|ส่วนหนึ่ง|ฝ่าย|ทีม)"
)
"""Roles in a body: who has one is read where bodies are."""
_ACTS = re.compile(r"(?:แต่งตั้ง|มอบหมาย|กำหนด|(?<=จึง)ตั้ง|(?<=จึงขอ)ตั้ง|(?<=จึงให้)ตั้ง)(?=.*(?:เป็น|หน้าที่))")
_OF_ORGANISATION = re.compile(
    r"(?<=[ก-๎]{4})\s*(?:ของ|ประจำ|ให้แก่|ใน|สำหรับ)?\s?"
    r"(?:(?:ชุมนุม)?สหกรณ์\S.*?\s?จำกัด(?:\s?\(.*\))?|(?:ชุมนุม)?กลุ่มเกษตรกร(?:ทำ|เลี้ยง|ผู้|ประมง|บ้าน)\S.*)$"
)
"""The organisation that a role is for, with or without a word between them."""
_OF_OFFICE = re.compile(r"\s(?:ของ|ประจำ)(?:สำนักงาน|กรม|หน่วยงาน|จังหวัด|ส่วนราชการ)\S*$")


def officers_told(text: str) -> list[MemberDraft]:
    """The officers that a sentence appoints, one after the other."""
    acts = text[max(0, text.rfind("จึง")) :]
    begins = APPOINTS.search(acts)
    if begins is None or ("จึง" not in text and begins.start() > 3):
        return []
    members: list[MemberDraft] = []
    at = begins.end()
    while found := _ONE_OFFICER.match(acts, at):
        said = _OF_OFFICE.sub("", " ".join(found["said"].split()))
        if _OF_A_BODY.match(said) or _is_of_several(found["who"], acts[found.end() :]):
            return []
        for who in _each(found["who"].strip()):
            name, post, _cells = name_and_post(who)
            members.append(MemberDraft(name, cleaned(post), code_of(said), said))
        at = found.end()
    return members


_ALL = (
    # มอบหมายให้ผู้มีรายนามต่อไปนี้เป็นWHAT, or … เป็นWHAT ดังนี้
    re.compile(r"ให้(?:(?!เป็น|ให้).){4,120}?เป็น\s?(?P<said>\S.{2,120}?)\s*(?:ดังนี้|ดังต่อไปนี้)?\s*:?$"),
    re.compile(r"เป็น\s?(?P<said>(?:(?!เป็น).){3,120}?)\s*(?:ดังนี้|ดังต่อไปนี้)\s*:?$"),
    # แต่งตั้งข้าราชการดังมีรายชื่อต่อไปนี้ เป็นWHAT, or … ตามบัญชีแนบท้ายเป็นWHAT
    re.compile(
        r"(?:ต่อไปนี้|ดังนี้|แนบท้าย\S*|(?:ข้าง)?ท้าย\S*)\s*(?:ให้)?(?:(?:ทำ|ปฏิบัติ)หน้าที่)?(?:เป็น|(?<=หน้าที่))\s?"
        r"(?P<said>(?:(?!เป็น).){3,120}?)\s*:?$"
    ),
)
_OFFICER = re.compile(
    r"(?:หัวหน้า|ผู้ช่วย|รอง)?(?:ผู้|เจ้าหน้าที่|นายทะเบียน|นายเวร|พนักงาน|วิทยากร|พี่เลี้ยง|นายตรวจ|เวร|พยาน"
    r"|ที่ปรึกษา(?=\S)|ตัวแทน|ครู|อาสาสมัคร|บรรณารักษ์|หัวหน้าหน่วยพัสดุ|นัก(?=ประชา|จัด|ส่งเสริม|การตลาด))(?!\S*คณะ)"
)
"""How a role begins that is of each by himself and of no body."""


def said_of_all(text: str) -> str:
    """The role that a sentence gives to everybody in the list below it; "" for none."""
    acts = " ".join(text[max(0, text.rfind("จึง")) :].split())
    begins = _ACTS.search(acts)
    if begins is None:
        return ""
    found = next(filter(None, (said.search(acts, begins.end()) for said in _ALL)), None)
    said = _OF_OFFICE.sub("", name_alone(found["said"])) if found else ""
    said = _OF_ORGANISATION.sub("", said)
    return said if _OFFICER.match(said) and "นี้" not in said else ""


def _is_of_several(who: str, after: str) -> bool:
    """Whether a post stands for those whom a list names below the sentence."""
    if is_person(who):
        return False
    lists = _OPENS_LIST.search(after) is not None and "หน้าที่" not in after
    return lists or _SEVERAL.search(who) is not None


_KINDS = r"คณะกรรมการ|คณะอนุกรรมการ|คณะทำงาน|คณะที่ปรึกษา|คณะบุคคล|คณะ|กรรมการ|อนุกรรมการ|ทีมงาน|ทีม"
_MEANT = r"(?:\s?(?:ดังกล่าว|ข้างต้น|ชุดนี้|ตามคำสั่งนี้|ที่ได้รับ(?:การ)?แต่งตั้ง|ตาม(?:ข้อ|วรรค) ?\S+|ตามรายชื่อ\S*))*"
_USUAL = re.compile(
    r".{0,40}(?:ปฏิบัติ(?:หน้าที่|งาน|ราชการ|ตาม)|ถือปฏิบัติ|ดำเนินการ(?=ตาม|ให้|โดย|ด้วย|อย่าง|ดัง|\s)).{0,80}"
    r"(?:เคร่งครัด|เต็มกำลัง|เต็มความสามารถ|มอบหมาย|บังเกิดผล|เกิดผลดี|เรียบร้อย|วิริยะ|เข้มแข็ง|รวดเร็ว|ระเบียบ)"
    r"|.{0,10}(?:ทราบ|ถือปฏิบัติ|ปฏิบัติตามคำสั่ง|ได้รับ|เริ่ม|พ้น|สิ้นสุด|อยู่ใน)"
)
ENDS_ANOTHER = re.compile(
    r"(?:(?:และ|โดย|สำหรับ|ส่วน|อนึ่ง|ทั้งนี้)\s?)*(?:ให้|บรรดา)?(?:คำสั่ง|ประกาศ)(?!นี้).{0,250}?"
    r"(?:(?:ให้|เป็นอัน|ถูก|ขอ)\s?ยกเลิก|สิ้น(?:สุด|ผล)|ใช้คำสั่งนี้แทน)"
    r"|(?:(?:และ|โดย|จึง|ให้)\s?)*ใช้คำสั่งนี้แทน|.{0,60}(?:ขัด|แย้ง)\S{0,12} ?คำสั่งนี้"
)
"""How a sentence ends a former order that it names first, or whatever is against this one."""
CLOSES = re.compile(
    rf"{ENDS_ANOTHER.pattern}"
    r"|ทั้งนี้|อนึ่ง|จึงเรียน|จึงแจ้ง|หากมี|กรณี|(?:โดย)?(?:ให้)?คำสั่งนี้|คำสั่งใด|บรรดาคำสั่ง"
    r"|(?:ส่วน|สำหรับ|นอกจาก|นอกนั้น|ข้อความ|รายชื่อ|รายการ|กรรมการ|คณะทำงาน|ตำแหน่ง)\S{0,30}(?: \S{1,30})?"
    r" ?(?:ให้)?(?:คง(?:เดิม|ไว้|ใช้|เป็น)|เป็นไปตาม(?:คำสั่ง)?เดิม)"
    r"|.{0,60}?(?:ให้ ?คง|คงเดิม|ตามเดิม)|(?:ให้)?(?:คณะ|กรรมการ|อนุกรรมการ)\S{0,40}? ?มีวาระ"
    r"|(?:และ|โดย|จึง|ขอ)*ให้(?:ผู้|คณะ|บุคคล|กรรมการ|ข้าราชการ|เจ้าหน้าที่|ทุก).{0,120}"
    r"(?:ปฏิบัติ|รายงาน|ถือปฏิบัติ|โดยเคร่งครัด)"
    r"|(?:และ|โดย|จึง|ขอ)*ให้ถือปฏิบัติ"
)
"""How the sentences begin that close an order, or say what of another one stays."""
_OF_ORDER = re.compile(
    r"(?:และ|จึง|โดย)?(?:ให้)?(?:ขอ)?ยกเลิก(?:ความใน|บรรดา)?(?:คำสั่ง|ประกาศ)|นอกจากที่|นอกนั้น|ข้อความอื่น|ทั้งนี้|อนึ่ง"
    rf"|{WHOEVER}"
    r"|(?:และ|โดย|จึง|ขอ)*ให้(?:คณะ|ผู้|บุคคล|กรรมการ|ข้าราชการ|เจ้าหน้าที่|ทุก)"
    r"\S{0,40}? ?(?:ที่)?ได้รับ(?:การ)?(?:แต่งตั้ง|มอบหมาย)"
    r"|(?:และ|โดย|จึง|ขอ)*ให้ถือปฏิบัติ|จึงขอให้"
)
_MAY_GO_ON = re.compile(
    r"สำหรับ|กรณี|หาก|ค่าใช้จ่าย|เมื่อ|บรรดา|(?:โดย|และ)?(?:ขอ)?ให้(?:คณะ|ผู้|กรรมการ|อนุกรรมการ|ประธาน|เลขานุการ|ทุก|ฝ่าย|กลุ่ม|หัวหน้า|ข้าราชการ|เจ้าหน้าที่|บุคคล|หน่วย|ราย)"
)
_SHORT = 60
"""Characters of a line that was not broken for want of room."""
_BODY_OF_ONE = re.compile(r"(?P<body>\S.{1,90}?)\s*(?:ได้แก่|คือ|:(?!\d))\s*:?\s*(?P<who>\S.*)$")


CHANGES = re.compile(
    r"(?:และ|โดย)?(?:ให้|ขอ)*(?:เพิ่ม|แก้ไข|เปลี่ยน|ปรับ|ตัด)(?:เติม|แปลง|ปรุง|เปลี่ยน)?(?:เพิ่มเติม)? ?"
    r"(?:บุคคล|ผู้|ราย|กรรมการ|อนุกรรมการ|คณะ|องค์ประกอบ|ตำแหน่ง|สมาชิก|ข้าราชการ|เจ้าหน้าที่)"
)
"""What an order does to the members of a former one: no body is called so."""
_CONCLUDES = re.compile(
    r"จึง(?:ให้|ขอ|แต่งตั้ง|มีคำสั่ง|ปรับปรุง|เปลี่ยน|แก้ไข|ยกเลิก|ออกคำสั่ง|ประกาศ|จัดตั้ง|กำหนด)"
)


def concludes(words: str) -> bool:
    """Whether words say that the order therefore does something."""
    return _CONCLUDES.search(words) is not None


def told_duty(words: str, title: str) -> str:
    """What ให้คณะกรรมการ + verb tells the body to do; "" for the usual closing and all else."""
    flat = " ".join(words.split())
    # คณะทำงานสำรวจ: what is short after the kind may as well be the verb.
    is_long = len(re.sub(rf"^(?:{_KINDS})", "", title)) > 10
    own = re.escape(title) + ("" if is_long else r"(?=\s)")
    made_of = re.match(r"(?:คณะ|ทีม|ชุด)?(?P<who>(?:ผู้|นัก).*)", title)
    bare = re.escape(made_of["who"]) if made_of else own
    short = _begun_of(flat, title)
    found = re.match(
        rf"(?:โดย|และ)?ให้\s?(?:{own}|{bare}|{short}|{_KINDS}) ?ฯ?{_MEANT}\s*(?P<duty>\S.*)$", flat
    )
    if found is None or _USUAL.match(found["duty"]):
        return ""
    duty = found["duty"]
    if re.match(r"ประกอบ|มี|ทุก|ฝ่าย|ชุด|ต่าง|แต่ละ|นี้|[\d๐-๙(]", duty) or len(duty) < 8:
        return ""
    return duty


_SHORTEST_NAME = 9


def _begun_of(flat: str, title: str) -> str:
    """How a sentence shortens a title to its first words before a verb, as a pattern."""
    called = re.sub(r"^(?:โดย|และ)?ให้\s?", "", flat)
    kind = re.match(_KINDS, called)
    is_verb = kind is not None and ACT.match(called, kind.end()) is not None
    pairs = zip(called, title, strict=False)
    alike = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
    for end in range(alike, max(_SHORTEST_NAME, alike - 2), -1):
        # คณะกรรมการสอบข้อเท็จจริงให้…: where the kind alone is named, its verb is สอบ.
        if ACT.match(called, end) and not (is_verb and called.startswith("ให้", end)):
            return re.escape(title[:end])
    return re.escape(title)


def is_of_order(line: Line, before: str) -> bool:
    """Whether an unnumbered line after duties is the order's own and no rest of the last one.

    ``before`` is the line above: a line that was broken for want of room is long, and its
    rest is no longer than itself.
    """
    if line.style:
        return False
    if _OF_ORDER.match(line.words):
        return True
    broken = len(before) >= _SHORT and len(line.plain) <= len(before)
    return _MAY_GO_ON.match(line.words) is not None and not broken


def is_clause(line: Line) -> bool:
    """Whether a line is a ข้อ of the order itself."""
    return line.style == "N" and re.match(r"ข้อ ?[\d๐-๙]", line.plain) is not None


@dataclass(frozen=True, slots=True)
class BodyOfOne:
    """A body that one line names together with its only member."""

    title: str
    who: str
    said: str


def body_of_one(line: Line) -> BodyOfOne | None:
    """CKO ได้แก่ POST: the body and who it is."""
    found = _BODY_OF_ONE.match(line.words)
    if found is None or is_person(line.words):
        return None
    title = title_of(found["body"])
    who, said = role_at_end(found["who"])
    if not who.strip():
        who, said = found["who"], ""
    if re.search(r"ดังนี้|ดังต่อไปนี้|ต่อไปนี้|รายชื่อ|รายนาม", found["who"]) or len(who) > 160:
        return None
    known = heading(line) or re.match(INLINE, title) or is_person(who)
    known = known or (title.startswith("ผู้") and is_post(who))
    return BodyOfOne(title, who.strip(), said) if known else None


# Members told in running prose: ประกอบด้วย นาย… เป็นประธาน นาง… และ… เป็นกรรมการ

_LIST = re.compile(
    rf"(?:ประกอบด้วย|ประกอบไปด้วย|ได้แก่|ดังนี้|ดังต่อไปนี้|โดยมี)\s*:?\s*(?=\S)|คือ\s*:?\s*(?={PERSON})|แต่งตั้ง(?:ให้)?\s*(?={PERSON})"
)
_CITES = re.compile(r"ตาม|อนุสนธิ|อ้างถึง|โดยที่|ด้วย")
_AS = r"(?:\s?(?:ให้)?(?:ทำหน้าที่|ปฏิบัติหน้าที่)?เป็น\s?|\s(?:ทำหน้าที่\s?)?)"
_ONE = re.compile(
    rf"(?P<who>\S.{{2,300}}?){_AS}(?P<said>{INLINE})(?=$|[\s,;.]|และ|โดย|{PERSON})", re.IGNORECASE
)
_LEAD = re.compile(
    rf"^[\s,;]*(?:(?:โดย|และ)?(?:ให้|มี)(?={PERSON})|และ|กับ|โดย|พร้อมด้วย)?\s*(?:\(?[\d๐-๙]{{1,2}}[.)]\s*)?"
)
_INSTEAD = re.compile(rf"แทน(?:ที่)?\s?(?:{PERSON})")
_NEXT = re.compile(
    rf"\s*(?:,|และ|กับ|\s)\s*(?={PERSON}\s*[ก-๙])|\s*(?:,|(?<!เกษตร)และ|กับ|(?<!ตำแหน่ง)\s)\s*(?={POST})"
)
_DUTY = re.compile(
    r"\s(?=(?:โดย|และ)?(?:กำหนด)?(?:ให้)?(?:คณะ\S{0,60} ?)?"
    r"(?:มี ?(?:บทบาท|อำนาจ|ภารกิจ|ขอบเขต)?(?: ?และ)?(?:หน้าที่|ภารกิจ|ความรับผิดชอบ)"
    r"|(?:รับผิดชอบ|ดำเนินการ|ปฏิบัติ)(?:งาน|หน้าที่)? ?(?:ดัง)?(?:ต่อไป)?นี้))"
)
_ATTACHED = re.compile(r"แต่งตั้ง.*(?:แนบท้าย|ท้ายคำสั่ง)")


def is_prose(text: str) -> bool:
    """Whether a sentence has begun to tell who the members are."""
    told = _told(text)
    return bool(told) and (is_person(told) or is_post(told) or _ONE.match(told) is not None)


_TELLS_ON = re.compile(rf"เป็น ?(?:{INLINE})\s+(?!แทน|\()\S")


def begins_prose(words: str) -> bool:
    """Whether a line names somebody with a role and goes on to the next one."""
    return _TELLS_ON.search(words) is not None


def members_told(text: str) -> list[MemberDraft]:
    """The members that a sentence tells one after the other."""
    told = _told(text)
    members: list[MemberDraft] = []
    if _INSTEAD.search(told):
        return members  # one in the place of another is no list
    for found in _ONE.finditer(told):
        said = " ".join(found["said"].split())
        for who in _each(_LEAD.sub("", found["who"])):
            name, post, _cells = name_and_post(who)
            members.append(MemberDraft(name, cleaned(post), code_of(said), said))
    return members


def _told(text: str) -> str:
    """What follows the word that begins the list in the sentence."""
    if "จึง" not in text and _CITES.match(text):
        return ""  # who was appointed by an order before
    acts = text[max(0, text.rfind("จึง")) :]
    begins = acts.find("แต่งตั้ง")
    found = _LIST.search(acts, begins) if begins >= 0 else None
    return acts[found.end() :] if found else ""


def _each(who: str) -> list[str]:
    """Those of whom one role is said; เกษตรและสหกรณ์จังหวัด is one."""
    parts: list[str] = []
    for part in _NEXT.split(who):
        alone = parts and is_person(parts[-1]) and not name_and_post(parts[-1])[1]
        if alone and is_post(part):
            parts[-1] = f"{parts[-1]} {part.strip(' ,')}"  # his or her own post
        elif part.strip(" ,"):
            parts.append(part.strip(" ,"))
    return parts or [who]


def parted(text: str) -> list[str]:
    """A sentence that tells the members, and what it goes on to say of their duties."""
    begins = _ATTACHED.search(text) or (_LIST.search(text) if members_told(text) else None)
    begins = begins or (APPOINTS.search(text) if officers_told(text) else None)
    if begins is None:
        return [text]
    found = _DUTY.search(text, begins.end())
    return [text[: found.start()], text[found.end() :]] if found else [text]
