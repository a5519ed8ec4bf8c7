"""Roles as an order writes them, alone or joined (คณะทำงานและเลขานุการ), and their codes. Pure."""

import re

_BODY = (
    r"(?:คณะอนุกรรมการ|คณะกรรมการ|คณะทำงาน|คณะที่ปรึกษา|คณะอำนวยการ|คณะผู้บริหาร|คณะผู้ทำงาน|อนุกรรมการ"
    r"|กรรมการ|อำนวยการ|ผู้ทำงาน|ที่ปรึกษา|ทีมงาน|กลุ่มงาน|กลุ่มย่อย|กลุ่ม|ฝ่าย|ทีม|ชุด|หน่วย|คณะ)"
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
    ("head", rf"หัวหน้า(?:(?:ทีม|ชุด|สาย)\S{{0,20}}|{_BODY}?{_KM})"),
    ("adviser", rf"(?:คณะ)?ที่ปรึกษา(?:กิตติมศักดิ์|อาวุโส|{_BODY})?"),
    ("master_trainer", r"Master ?Trainer"),
    (
        "member",
        r"(?:(?:อนุ)?กรรมการ(?:ผู้ทรงคุณวุฒิ|ร่วม|สำรอง|โดยตำแหน่ง)|คณะทำงานสำรอง|คณะทำงาน|คณะกรรมการ|คณะอนุกรรมการ|คณะอำนวยการ|อนุกรรมการ"
        r"|กรรมการ|ผู้ทรงคุณวุฒิ|ผู้ทำงาน|สมาชิก(?:กลุ่ม)?|ทีมงาน(?: ?KM)?|KM ?Team|เหรัญญิก|ปฏิคม"
        r"|ผู้ประสานงาน(?:หลัก|กลุ่ม|โครงการ|(?:ระดับ)?(?:จังหวัด|อำเภอ|ตำบล|เขต|ภาค)\S{0,30})?"
        r"|นายทะเบียน|(?:กอง|ผู้ช่วย)?บรรณาธิการ|สาราณียกร|โฆษก|วิทยากร(?:หลัก|กระบวนการ|พี่เลี้ยง)?|พี่เลี้ยง|พิธีกร|ประชาสัมพันธ์"
        r"|ผู้รับผิดชอบ(?:หลัก|ร่วม|รอง)?|ผู้ปฏิบัติงาน|ผู้ดูแลระบบ|ผู้สังเกตการณ์|ผู้จด(?:บันทึก)?(?:รายงาน)?(?:การประชุม)?"
        r"|ผู้บันทึก(?:การประชุม|ข้อมูล)?|ผู้เข้าร่วม"
        r"|(?:เจ้าหน้าที่|พนักงานขับรถ(?:ยนต์)?)ประจำ(?:ชุด|ทีม|สาย|จุด|คณะ|หน่วย)(?:ปฏิบัติ(?:การ|งาน)|ตรวจ\S{0,20}|เคลื่อนที่)?"
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
