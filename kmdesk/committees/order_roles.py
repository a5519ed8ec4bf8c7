"""Roles as an order writes them, alone or joined (คณะทำงานและเลขานุการ), and their codes. Pure."""

import re
from collections import Counter
from functools import lru_cache

from kmdesk.committees.order_draft import GroupDraft, MemberDraft

_BODY = (
    r"(?:คณะอนุกรรมการ|คณะกรรมการ|คณะทำงาน|คณะที่ปรึกษา|คณะอำนวยการ|คณะผู้บริหาร|คณะผู้ทำงาน"
    r"|คณะ(?:ปฏิบัติ|ดำเนิน)(?:งาน|การ)|อนุกรรมการ|กรรมการ|อำนวยการ|ผู้ทำงาน|ที่ปรึกษา|ทีมงาน|กลุ่มงาน"
    r"|กลุ่มย่อย|กลุ่ม|ฝ่าย|ทีม(?:ปฏิบัติการ)?|ชุด(?:ปฏิบัติการ)?|หน่วย(?:เคลื่อนที่|ปฏิบัติการ)?|ศูนย์|กองอำนวยการ"
    r"|โครงการ|คณะ)"
)
_NTH = r"(?: ?(?:คนที่|ลำดับที่) ?(?:\d+|หนึ่ง|สอง|สาม|สี่|ห้า))?"
_KM = r"(?: ?(?:KM|การจัดการความรู้|จัดการความรู้))?(?: ?Team)?"
_ROLES = (
    ("assistant_secretary", rf"ผู้ช่วยเลขานุการ{_BODY}?{_KM}{_NTH}"),
    ("secretary", rf"(?:รอง)?เลขานุการ(?: ?{_BODY})?{_KM}{_NTH}"),
    ("member", rf"ผู้ช่วย(?:(?:ประธาน|หัวหน้า)(?: ?{_BODY})?{_KM}{_NTH})?"),
    ("vice_chair", rf"รองประธาน(?: ?{_BODY})?{_KM}{_NTH}"),
    ("vice_chair", rf"รองหัวหน้า{_BODY}?{_KM}{_NTH}"),
    ("chair", rf"ประธาน(?:ร่วม)?(?: ?{_BODY})?(?:ร่วม)?{_KM}"),
    ("cko", r"(?:ผู้บริหาร(?:สูงสุด)?ด้านการจัดการความรู้|CKO)(?: ?\(CKO\))?"),
    ("head", r"(?:รอง|ผู้ช่วย)?ผู้อำนวยการ(?:ศูนย์|กองอำนวยการ|โครงการ)"),
    ("head", rf"หัวหน้า(?:(?:ทีม|ชุด|สาย)\S{{0,20}}|{_BODY}?{_KM})"),
    ("adviser", rf"(?:คณะ)?ที่ปรึกษา(?:กิตติมศักดิ์|อาวุโส|{_BODY})?"),
    ("master_trainer", r"Master ?Trainer"),
    (
        "member",
        r"(?:(?:อนุ)?กรรมการ(?:ผู้ทรงคุณวุฒิ|ร่วม|สำรอง|โดยตำแหน่ง)|คณะทำงานสำรอง|คณะทำงาน|คณะกรรมการ|คณะอนุกรรมการ|คณะอำนวยการ|อนุกรรมการ"
        r"|คณะ(?:ปฏิบัติ|ดำเนิน)(?:งาน|การ)|ทีม(?:ปฏิบัติการ|เลขานุการ|วิทยากร)|ฝ่ายเลขานุการ"
        r"|ผู้ร่วม(?:คณะทำงาน|คณะ|ทีม(?:งาน)?|ทำงาน|งาน|ชุด|ปฏิบัติงาน|ดำเนินงาน|ดำเนินการ|รับผิดชอบ|โครงการ)"
        r"|ผู้สนับสนุน|ผู้ช่วยปฏิบัติงาน|ผู้ช่วยดำเนินงาน"
        r"|กรรมการ|ผู้ทรงคุณวุฒิ|ผู้ทำงาน|สมาชิก(?:กลุ่ม)?|ทีมงาน(?: ?KM)?|KM ?Team|เหรัญญิก|ปฏิคม"
        r"|ผู้ประสานงาน(?:หลัก|กลุ่ม|โครงการ|(?:ระดับ)?(?:จังหวัด|อำเภอ|ตำบล|เขต|ภาค)\S{0,30})?"
        r"|นายทะเบียน|(?:กอง|ผู้ช่วย)?บรรณาธิการ|สาราณียกร|โฆษก|วิทยากร(?:หลัก|กระบวนการ|พี่เลี้ยง)?|พี่เลี้ยง|พิธีกร|ประชาสัมพันธ์"
        r"|ผู้รับผิดชอบ(?:หลัก|ร่วม|รอง)?|ผู้ปฏิบัติงาน|ผู้ดูแลระบบ|ผู้สังเกตการณ์|ผู้จด(?:บันทึก)?(?:รายงาน)?(?:การประชุม)?"
        r"|ผู้บันทึก(?:การประชุม|ข้อมูล)?|ผู้เข้าร่วม"
        r"|(?:เจ้าหน้าที่|พนักงานขับรถ(?:ยนต์)?)ประจำ(?:ชุด|ทีม|สาย|จุด|คณะ|หน่วย|ศูนย์|กองอำนวยการ|โครงการ)(?:ปฏิบัติ(?:การ|งาน)|ตรวจ\S{0,20}|เคลื่อนที่)?"
        r"|Facilitator|Note ?Taker|Coach)",
    ),
)
_ONE = f"(?:{'|'.join(words for _code, words in _ROLES)})(?: ?\\([A-Za-z][A-Za-z .]*\\))?"
_SAID = rf"(?:{_ONE})(?:\s?(?:และ|/|,|ควบ|พร้อมทั้ง)\s?(?:{_ONE}))*"
AT_END = re.compile(rf"(?:^|(?<=\s)|(?<=เป็น)|(?<=ทำหน้าที่))(?P<said>{_SAID})\s*$", re.IGNORECASE)
INLINE = _SAID
"""What a role may look like in the middle of a sentence."""
_GLUED = re.compile(
    rf"(?<=\S)(?P<said>(?:รอง)?ประธาน(?:คณะทำงาน|กรรมการ|อนุกรรมการ)"
    rf"|(?:คณะทำงาน|อนุกรรมการ|กรรมการ)\s?(?:และ|/)\s?(?:{_ONE})|คณะทำงาน)\s*$"
)
_WHOLE = re.compile(rf"(?:{_SAID})", re.IGNORECASE)
_TAIL = 90
"""Characters at the end of a line in which a role is looked for."""


NEAR = 64
"""Lines of which it is remembered what they say: those around the one that is read ask again."""


@lru_cache(NEAR)
def role_at_end(words: str, *, glued: bool = False) -> tuple[str, str]:
    """The line without its role, and the role as written; "" when there is none.

    ``glued`` takes one without a space before it too, as letters recognised from a scan give.
    """
    cut = max(0, len(words) - _TAIL)
    found = AT_END.search(words, cut) if cut else AT_END.search(words)
    if found is None and glued:
        found = _GLUED.search(words, cut)
    if found is None:
        return words, ""
    return words[: found.start("said")], " ".join(found["said"].split())


def is_role(words: str) -> bool:
    """Whether the words say a role and nothing else."""
    return _WHOLE.fullmatch(words.strip()) is not None


def code_of(said: str) -> str:
    """The role of the closed list nearest to what an order says."""
    for code, words in _ROLES:
        if re.search(words, said, re.IGNORECASE):
            return code
    return "member"


# Roles outside the usual words, told by the body's name or by several lines alike

_MAY_BE_ROLE = re.compile(
    r"ผู้(?!ว่า|อำนวยการ|ช่วยผู้|ช่วยนัก|ช่วยเจ้า|จัดการ|ตรวจการ|ตรวจราชการ|ตรวจสอบกิจการ|บังคับ|แทน|พิพากษา|ใหญ่)"
    r"|หัวหน้า(?!กลุ่ม|ฝ่าย|งาน|สำนัก|ศูนย์|หน่วย|ส่วน|แผนก|กอง)|ประธาน|รองประธาน|เลขานุการ"
    r"|กรรมการ|อนุกรรมการ|วิทยากร|พยาน|พี่เลี้ยง|คณะ"
)
_BEFORE = r"(?:ประธาน|รองประธาน|หัวหน้า|รองหัวหน้า|เลขานุการ|ผู้ช่วยเลขานุการ|ผู้ช่วย|รอง)?"
_AFTER = rf"(?:\s?(?:และ|/)\s?(?:{INLINE}))?"


def part_roles(groups: list[GroupDraft]) -> None:
    """Take off the posts what the body is made of, or what ends several of them alike."""
    unsaid = [m for group in groups for m in group.members if not m.said]
    ends = Counter(m.post.rpartition(" ")[2] for m in unsaid if " " in m.post)
    for group in groups:
        _part_roles_of(group, ends)


def _part_roles_of(group: GroupDraft, ends: Counter[str]) -> None:
    made_of = re.sub(r"^(?:คณะ|ทีม|ชุด|กลุ่ม|ฝ่าย)", "", group.title)
    called = _called_as(made_of)
    open_ = [(m, m.post.rpartition(" ")) for m in group.members if m.post and not m.said]
    is_odd_one = len(open_) == 1 and len(group.members) > 2
    for member, (before, _gap, end) in open_:
        alike = (ends[end] > 1 or is_odd_one) and _MAY_BE_ROLE.match(end)
        named = called.search(member.post) if called else None
        if named and (named.start() or member.name):
            _part(member, member.post[: named.start()], named["said"])
        elif before and (alike or _is_made_of(end, made_of)):
            _part(member, before, end)
        elif not before and member.name and _is_made_of(end, made_of):
            _part(member, "", end)


_ABBREVIATED = r"(?: ?\([^()]*\))?"
_LEAST = 8
"""Letters of what a body is made of, so that it is no word of every post."""


def _called_as(made_of: str) -> re.Pattern[str] | None:
    """How a post ends in the name of a body that is called as those in it are."""
    whole = re.sub(rf"{_ABBREVIATED}$", "", made_of)
    names = [name for name in (whole, *re.split(r"และ|,|/", whole)) if len(name.strip()) >= _LEAST]
    if not names:
        return None
    one = "|".join(re.escape(name.strip()) for name in names)
    return re.compile(rf"(?:^|\s)(?P<said>{_BEFORE}(?:{one}){_ABBREVIATED}{_AFTER})$")


def _part(member: MemberDraft, post: str, said: str) -> None:
    member.post, member.said, member.role = post.strip(" ,-–"), said, code_of(said)


def _is_made_of(end: str, made_of: str) -> bool:
    """Whether a word is a member of คณะ + what it is made of, alone or as its head."""
    bare = re.sub(rf"^{_BEFORE}(?=ผู้|นัก|วิทยากร|พี่เลี้ยง)", "", end)
    core = re.split(r"และ|/", bare)[0]
    if len(core) < 5 or not (core == made_of or _MAY_BE_ROLE.match(core)):
        return False
    return made_of.startswith(core) and re.fullmatch(f"{re.escape(core)}{_AFTER}", bare) is not None
