"""What the bodies of an order are called: from its sentences, subject and headings. Pure."""

import re
from dataclasses import replace
from functools import lru_cache

from kmdesk.committees.order_draft import GroupDraft, OrderDraft
from kmdesk.committees.order_duties import DUTY
from kmdesk.committees.order_people import is_person, is_post
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_text import NEAR, Line, code_of, is_role, role_at_end

FOR_WHOM = (
    r"(?<!ผู้)(?<!ตัว)(?:(?:เพื่อ)?(?:ทด)?แทน(?:ที่)?\s?"
    r"(?:ตำแหน่ง|คณะ|ชุด|คน|ราย|ผู้|กรรมการ|อนุกรรมการ|ท่าน|บุคคล|สมาชิก)|(?:สำหรับ|ใน)(?:ตำแหน่ง|ส่วน))"
    r"(?:กรรมการ|อนุกรรมการ|ทำงาน|คณะ|ราย)?"
    r"(?:\S{0,20}(?:ว่าง|เดิม|ลาออก|ย้าย|เกษียณ|พ้น|โอน|เสียชีวิต|ครบวาระ|หมดวาระ|เปลี่ยน|ขาด)|ที่)"
)
"""Whose seats an order fills; it stands behind the name of the body and is no part of it."""
_N = r"[\d๐-๙]"
_YEAR = (
    r"(?:ปี ?(?:งบประมาณ|การศึกษา|บัญชี|การผลิต)? ?(?:พ\.ศ\. ?)?|พ\.ศ\. ?)"
    rf"(?:{_N}{{4}}(?!{_N})|{_N}{{2}}(?![\d๐-๙/.]))"
)
_MONTH = r"(?:มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา)\S*"
_DAYS = rf"(?:วันที่ ?{_N}|{_N}{{1,2}} ?(?:[-–] ?{_N}{{1,2}} ?)?{_MONTH}|เดือน ?{_MONTH}|{_YEAR})"
_TIMES = (
    # Renewed from year to year and from round to round it is the same committee.
    rf"\(?(?:ประจำ|ใน|สำหรับ|ระหว่าง|ตั้งแต่|เมื่อ|ภายใน|ช่วง|ตลอด|วาระ|ณ)? ?(?:เดือน|ช่วง)?{_DAYS}"
    rf"|\(?(?:สำหรับ|ประจำ|ใน)?(?<!ครบ)รอบ(?:การประเมิน(?!ผล)|ปี|ที่|\s?{_N})"
    rf"|\(?ระยะ(?:เวลา)? ?(?:\(?{_N}+\)?|หนึ่ง|สอง|สาม|สี่|ห้า) ?\)?(?:ปี|เดือน|วัน)"
    r"|(?:ใน|ตาม|กรณี)(?:เรื่อง|กรณี|โครงการ|การ|งาน)?(?:ดังกล่าว|นี้(?=\s|$))"
)
"""The time or round a body is appointed for, with or without a space before it."""
_TIMES_APART = (
    rf"\(?(?:สำหรับ|ประจำ|ใน)?(?:งวด|ไตรมาส)(?:ที่)? ?{_N}|\(?(?:ครั้ง|รุ่น|ระยะ|ปี)ที่ ?{_N}"
    r"|(?:ใน)?(?:ช่วง|ห้วง)(?:วัน|เวลา|เดือน|ระยะ|เทศกาล)|ตั้งแต่บัดนี้"
)
_AREAS_APART = (
    r"\(?(?:(?:พื้นที่|เขต)(?:ที่)?รับผิดชอบ|(?:รับผิดชอบ|ดูแล)(?:ใน)?(?:พื้นที่|เขต|อำเภอ|ตำบล))"
    r"|ใน(?:พื้นที่|เขต|ท้องที่)"
)
"""Where a body works; of one that is only counted (ชุดที่ ๑ …) it is the name."""
_PLACES_APART = r"ณ(?=\s|ที่|ห้อง|ศาล|สำนัก|อาคาร|หอ|ลาน|โรง|ชั้น|บริเวณ)"
_DOES = (
    r"(?:ซึ่ง|อัน)(?:ประกอบ|มี|ต่อไป|ได้แก่|เป็น)|โดย(?:มี|ให้|ใช้(?!วิธี|ชื่อ)|กำหนด|ประกอบ|แต่งตั้ง|เร็ว)"
    r"|เพื่อ(?:ให้(?:การ|เกิด|เป็น|มี|สามารถ|บรรลุ)|ทำหน้าที่|ดำเนินการ(?:ดัง|ใน|ตาม|ต่อ|\s|$)|ปฏิบัติหน้าที่|พิจารณาดำเนินการ)"
    r"|พร้อม(?:ทั้ง|ด้วย|กับ)?(?:ให้|มี|กำหนด|มอบ|อำนาจ|หน้าที่)"
    r"|และ(?:ยกเลิก|ให้(?:คณะ|ผู้|บุคคล|มี|ยกเลิก)|(?:ได้|ให้)?(?:กำหนด|มอบหมาย)(?:อำนาจ|บทบาท|หน้าที่|องค์ประกอบ|ให้))"
    r"|ภายใต้(?=คณะ(?:อนุ)?กรรมการ)|ให้(?:เหมาะสม|เป็นปัจจุบัน|สอดคล้อง|ครบถ้วน)|เป็นการ(?:ชั่วคราว|เฉพาะ|ด่วน|เร่งด่วน|ภายใน)"
)
"""What a sentence says a body is made of and for."""
_COMPOSITION = r"(?:องค์ประกอบ|โครงสร้าง|(?:บัญชี)?ราย(?:ชื่อ|นาม))"
"""What heads the list of those a body is made of."""
_DOES_APART = (
    r"ทั้งนี้|ตั้งอยู่|จำนวน|รวม(?: ?[\d๐-๙]|ทั้ง)|ภายใต้|ต่อเนื่อง|วาระ"
    rf"|ระหว่าง\s?(?:{PERSON})|{_COMPOSITION}(?=\s|$|ของ|คณะ|ดัง|ประกอบ)"
    r"|(?:ทำ|ปฏิบัติ)หน้าที่|สำหรับ|ซึ่ง|โดย(?!วิธี)|เพื่อ(?!การ)|เนื่องจาก"
    r"|อีก(?:ครั้ง|ชุด|คณะ)|แล้ว(?=\s|$)"
)
_UP = (
    r"(?<!ดี)(?<!มาก)(?<!เพิ่ม)(?<!สูง)(?<!แข็ง)(?<!ยิ่ง)(?<!เร็ว)(?<!ง่าย)ขึ้น(?=มา|ใหม่|ไว้|ณ|อีก|คณะ|ชุด|เพื่อ|โดย|ใน|ตาม|แทน|\s|$)"
    rf"|(?:อีก ?)?(?:(?:คณะ|ชุด)หนึ่ง|(?:หนึ่ง|{_N}{{1,2}} ?)(?:คณะ|ชุด)(?=\s|$))"
    r"|\((?:ปรับปรุง|ยกเลิก|แก้ไข|ฉบับ|(?:ชุด|คณะ)(?:ใหม่|เดิม|ปัจจุบัน|ปรับปรุง|แก้ไข)|แทน|เพิ่ม|ใหม่)(?!ที่)|\(?เพิ่มเติม\)?(?=\s|$|จาก)|ชุดใหม่|ดังกล่าว|(?:ไว้|ไป)แล้ว|ไว้(?=\s|$)"
)
_GOODS = (
    r"(?<=ตรวจรับพัสดุ)\s+(?:งาน|โครงการ|จ้าง|ซื้อ|เช่า|การ|ราย|ครุภัณฑ์|วัสดุ)"
    r"|(?<=ตรวจการจ้าง)\s+(?:งาน|โครงการ|จ้าง|การ)|(?<=ราคากลาง)\s+(?:งาน|โครงการ|จ้าง|ซื้อ|การ)"
)
"""What is bought, behind the name of those who buy and accept it."""
_WORK = (
    r"(?:การ|ความ|จัดทำ|จัดการ|จัดเก็บ|ส่งเสริม|พัฒนา|ติดตาม|ประเมิน|แก้ไขปัญหา|สนับสนุน|กลุ่มเกษตรกร|ควบคุม"
    r"|ตรวจ|กำกับ|เร่งรัด|ประชาสัมพันธ์|ประสาน|รายงาน|ป้องกัน|บริหาร|ขับเคลื่อน|เฝ้าระวัง|วิเคราะห์|รวบรวม|เลือกสรร"
    r"|คัดเลือก|สรรหา|ทบทวน|บำรุง|ช่วยเหลือ)"
)
"""More of the work a body is named after: และ before it goes on with the name."""
_TAIL_OF_COUNTED = (
    rf"\s*(?:{_TIMES}|{_DOES}|{_UP}|{FOR_WHOM})|\s+(?:{_TIMES_APART}|{_PLACES_APART}|{_DOES_APART})"
)
TAIL = rf"(?:{_TAIL_OF_COUNTED}|\s+(?:{_AREAS_APART})|{_GOODS})"
"""What may follow a name wherever it stands."""
_COUNT = rf"(?:(?![1๑](?!{_N})){_N}{{1,2}}|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ)"
SEVERAL = (
    r"\s*(?:(?:โดย|และ|ซึ่ง)?(?:แบ่ง|แยก)(?:การทำงาน)?(?:ออก)?(?:เป็น)?|ออกเป็น|เป็น|รวม|ทั้งหมด|จำนวน|ขึ้น)"
    rf"\s*(?:จำนวน)?\s*{_COUNT}\s*(?:คณะ|ชุด|ฝ่าย|กลุ่ม|ทีม|ศูนย์|หน่วย|สาย|ด้าน|ส่วน|งาน)"
)
"""How a sentence says that there are several bodies, each with a name of its own below."""
ENDS = (
    r"(?=\s*(?:ประกอบด้วย|ประกอบไปด้วย|ดังนี้|ดังต่อไปนี้|ดัง(?:มี|ราย|บัญชี|ปรากฏ|เอกสาร)"
    r"|ตาม(?:ราย|บัญชี|เอกสาร)|ปรากฏ|ต่อไปนี้|มีองค์ประกอบ|ได้แก่|คือ(?:\s|$))"
    rf"|{TAIL}|{SEVERAL}|\s+(?:ทด)?แทน(?:ที่)?(?:\s|{PERSON})|\s+(?:เพิ่ม|อีก|เฉพาะ)"
    r"|\s+(?:ขึ้น|ใหม่|เพื่อ|โดย|เนื่อง|บัดนี้|ให้|นั้น|จำนวน|มี|ตาม|ไว้|จึง|ที่มี)"
    r"|\s*(?<!ผู้)(?<!ตัว)(?<!ตอบ)(?<!ค่า)(?<!ทด)(?:ทด)?แทน(?:ที่)?(?=\s*(?:$|ดัง|ประกอบ))"
    rf"|\s+และ(?!{_WORK})"
    rf"|\s+(?:ข้อ ?{_N}|{_N}{{1,2}}(?:\.{_N}+)*[.)]\s)|\s*[:(]?\s*$)"
)
"""What follows a name in a sentence."""
APPOINTS = r"(?<!เพื่อ)(?<!พิจารณา)(?<!สรรหา)(?<!คัดเลือก)(?<!เสนอ)แต่งตั้ง"
"""The act of the order itself: a body may be there to see to an appointment (พิจารณาแต่งตั้ง)."""
_BODY = r"(?:คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด|บุคคล|ผู้)"
ACTS = rf"จึง|{APPOINTS}{_BODY}|(?<!การ)(?<!ขอ)จัดตั้ง{_BODY}"
"""The words of an act, which no name runs over: before them another sentence has begun."""
WITHIN = rf"(?:(?!{ACTS}).)"
"""A letter of a name."""
_ACTS = re.compile(ACTS)
_TAIL = re.compile(TAIL)
_COUNTED_TAIL = re.compile(_TAIL_OF_COUNTED)
_COUNTED = re.compile(rf"(?:คณะ|ชุด|กลุ่ม|ทีม|สาย|หน่วย|จุด|โซน)ที่ ?{_N}+")
"""How a body is called that has a number for a name."""
_SHORTEST = 4


@lru_cache(NEAR)
def tells(words: str) -> bool:
    """Whether words say that somebody appoints: they are a sentence and no name."""
    return _ACTS.search(words) is not None


@lru_cache(NEAR)
def name_alone(words: str) -> str:
    """A name without what is said behind it."""
    tail = _COUNTED_TAIL if _COUNTED.match(words) else _TAIL
    found = tail.search(words, _SHORTEST)
    return words[: found.start()].rstrip(" (,:-–") if found else words


_KIND = r"(?:คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด)"
_NO_BODY = r"กลุ่ม(?:เกษตรกร|อาชีพ|สตรี|แม่บ้าน|สมาชิก)"
"""Groups of farmers and the like, with whom an officer has to do."""
_APPOINTED_AS = re.compile(
    rf"แต่งตั้ง(?:ให้)?(?:บุคคล|ผู้|ข้าราชการ|เจ้าหน้าที่|ราย)[^:]{{0,100}}?"
    rf"เป็น\s?(?P<title>{_KIND}{WITHIN}{{0,150}}?){ENDS}"
)
_APPOINTED = re.compile(
    rf"(?:{APPOINTS}|ให้มี|จัดตั้ง|จึงตั้ง)(?!{_NO_BODY})\s?[“\"‘]?(?P<title>{_KIND}{WITHIN}{{0,150}}?){ENDS}"
)
_CENTRE = r"(?:ศูนย์|กองอำนวยการ|หน่วย(?:ปฏิบัติ|เคลื่อนที่|เฉพาะกิจ|บริการ)|คลินิก)"
_SET_UP = re.compile(
    rf"จึง(?:ให้|ขอ|ได้|มีคำสั่ง)*\s?(?:จัด|แต่ง)?ตั้ง\s?[“\"‘]?(?P<title>{_CENTRE}{WITHIN}{{0,150}}?){ENDS}"
)
"""A centre is a body where the order itself sets it up, not where a body is to do so."""
_NAMED_SO = r"(?:เรียก|ใช้ชื่อ|มีชื่อ|ให้ชื่อ|ชื่อ)(?:เรียก)?ว่า\s?"
_CALLED = re.compile(
    rf"{_NAMED_SO}(?:[“\"‘](?P<quoted>[^”\"’]{{4,150}})[”\"’]|(?P<title>{_KIND}{WITHIN}{{0,150}}?){ENDS})"
)
"""The name a sentence gives to a body that it has spoken of as คณะกรรมการคณะหนึ่ง."""
_ALSO_CALLED = re.compile(
    r"\s*[(,]?(?:ซึ่ง|โดย|หรือ|และ)?(?:ต่อไปนี้|ต่อไปในคำสั่งนี้)?(?:ให้)?"
    r"(?:เรียก|ใช้ชื่อ|มีชื่อ|ให้ชื่อ|ชื่อ)(?:เรียก)?(?:(?:โดย|อย่าง|แบบ)?ย่อ)?ว่า.*$"
)
_WITHIN = re.compile(
    rf"เป็น\s?(?:\S{{0,20}}(?:กรรมการ|ทำงาน|เลขานุการ|ประธาน|ที่ปรึกษา))\s?(?:ใน|ของ)(?P<title>คณะ{WITHIN}{{0,150}}?){ENDS}"
)
"""Somebody who is one of a body."""
_GENERIC = re.compile(
    r"(?:คณะทำงาน|คณะกรรมการ|คณะอนุกรรมการ|คณะบุคคล|คณะ|ฝ่าย|กลุ่ม|คณะที่ปรึกษา|คณะอำนวยการ|คณะผู้บริหาร) ?ฯ?"
    r"(?:\s?(?:(?:ขึ้น)?(?:คณะ|ชุด)(?:หนึ่ง|นี้)|ฝ่าย|ชุด|ต่าง ?ๆ|ย่อย|ดังกล่าว|ขึ้น|ใหม่|และ|เพิ่มเติม)|\sคณะ\S*)*"
)
_LISTED = r"(?:ดังนี้|ดังต่อไปนี้|(?<!ดัง)ต่อไปนี้|ประกอบด้วย|ได้แก่|คือ)"
_PEOPLE = r"(?:ผู้|สมาชิก|กรรมการ|คณะทำงาน|บุคคล|เจ้าหน้าที่|ข้าราชการ)"
_NAMES = r"(?:ราย(?:ชื่อ|นาม)|บัญชี)"
_OPENS = re.compile(
    r"\s*(?:\((?:จำนวน|รวม)? ?[\d๐-๙]+ ?(?:คน|ราย|ท่าน|นาย)\))?\s*,?\s*"
    r"(?:(?:โดย)?(?:ประกอบด้วย|ประกอบไปด้วย|มีองค์ประกอบ|มีรายชื่อ|มีรายนาม|ได้แก่|มีดังนี้|ซึ่งประกอบด้วย|โดยมี).*"
    rf"|(?:โดย|ซึ่ง)?(?<!ที่)มี(?:{_PEOPLE}|รายละเอียด)\S{{0,30}}? ?{_LISTED}"
    rf"|(?<=\s)(?:องค์ประกอบ|รายชื่อ|รายนาม|{_PEOPLE}) ?{_LISTED}"
    rf"|(?<=\s){_COMPOSITION}(?:(?:และ|/|\s)?{_COMPOSITION})?(?:(?:ของ|คณะ|ผู้|กรรมการ|เจ้าหน้าที่|สมาชิก)\S*)?\s*{_LISTED}?"
    r"|(?<=\s)(?:คือ|มอบหมายให้|รับผิดชอบโดย)"
    rf"|ดังนี้|ดังต่อไปนี้|ตาม{_NAMES}.*|ดัง(?:มี|ปรากฏ)?(?:ตาม)?{_NAMES}.*)?\s*[:：]?\s*$"
)
OPENS_LIST = re.compile(
    r"(?:ประกอบด้วย|ประกอบไปด้วย|ดังนี้|ดังต่อไปนี้|รายชื่อ|รายนาม|ต่อไปนี้|องค์ประกอบ|โดยมี|ได้แก่|แต่งตั้ง)[^.]{0,60}?[:\s]*$"
    r"|ต่อไปนี้\s?(?:ให้)?(?:ทำหน้าที่|ปฏิบัติหน้าที่)?เป็น[^:]{0,160}$"
)
_HEADING = re.compile(
    r"คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด\S*\s*ประกอบ|(?:ชุด|หน่วย|สาย|หมวด|จุด)\S{0,40}? ?(?:ที่ ?)?[\d๐-๙]"
    r"|(?:ชุด|หน่วย|สาย|หมวด|จุด)\S{1,60} (?:ชุด|หน่วย|สาย|คณะ|ทีม|กลุ่ม|จุด)ที่ ?[\d๐-๙]"
    r"|ผู้บริหาร(?:สูงสุด)?(?:ด้าน|ระดับ|การ)|ที่ปรึกษา|อนุกรรมการ|กองเลขา|สำนักเลขา"
    r"|CKO|KM ?Team|ผู้อำนวยการจัดการความรู้"
    r"|(?:ศูนย์|หน่วย|สาย|ส่วน(?!ราชการ|ที่)|กองอำนวยการ|คลินิก|เครือข่าย)\S.{0,120}(?:ประกอบ(?:ไป)?ด้วย|ดัง(?:ต่อไป)?นี้)"
    r"|(?:ด้าน|งาน|ชุด|หมวด|แผนก|จุด)\S.{0,80}(?:ประกอบ(?:ไป)?ด้วย|มี(?:ราย(?:ชื่อ|นาม)|ผู้รับผิดชอบ)ดัง(?:ต่อไป)?นี้)\s*:?$"
)
_FORMS = (
    ("subcommittee", ("คณะอนุกรรมการ", "อนุกรรมการ")),
    ("committee", ("คณะกรรมการ",)),
    ("km_group", ("กลุ่ม",)),
)


_NTH_BODY = re.compile(
    r"(?:คณะ|ชุด|กลุ่ม|ทีม|สาย)ที่ ?[\d๐-๙]+ ?[:.–-]?\s*(?=คณะ(?!ที่)|ชุด(?!ที่)|ทีม|ฝ่าย|อนุกรรมการ)"
)
"""คณะที่ ๑ before the name of a body counts it; before a place (ชุดที่ ๑ อำเภอ…) it is the name."""


def form_of(title: str) -> str:
    """The form of a body by the first word of its title."""
    return next((code for code, words in _FORMS if title.startswith(words)), "working_group")


def role_of_body(title: str) -> str:
    """The code of those whose role is not said: that of their body."""
    if re.match(r"(?:คณะ)?ที่ปรึกษา", title):
        return "adviser"
    return "cko" if re.match(r"ผู้บริหาร.*ความรู้|CKO", title) else "member"


def is_generic(title: str) -> bool:
    """Whether a title says no more than คณะทำงาน: every order has one of that name."""
    return _GENERIC.fullmatch(title.strip()) is not None


_MEANT = r"ตาม|ที่|ดังกล่าว|ทุก|ทั้ง|และ|ชุด|คณะ|นี้|ข้าง|ผู้|มี|แต่ละ|ฯ|ต่าง|ใน|ข้อ|[\d๐-๙(]"
"""How words go on that point to a body and do not name it."""


def goes_on(title: str, who: str) -> bool:
    """Whether somebody is called by a title that says no more than คณะทำงาน, and then by a name."""
    rest = who.removeprefix(title).strip()
    if not is_generic(title) or not who.startswith(title) or tells(who):
        return False
    return len(rest) > 5 and not re.match(_MEANT, rest)


def appointed(told: str, subject: str) -> str:
    """What the sentences appoint; from the subject where they say only คณะทำงาน."""
    found = [
        (match.start("title"), match["title"].strip())
        for pattern in (_APPOINTED_AS, _APPOINTED, _WITHIN, _SET_UP)
        for match in pattern.finditer(told)
    ]
    called = _called(told[min(found)[0] :]) if found else ""
    titles = [called] if called else [_plain(title) for _at, title in sorted(found)]
    of_subject = subject_name(subject)
    if titles and not is_generic(titles[-1]):
        goes_on = _goes_on_as(titles[-1], of_subject, told[(max(found)[0] if not called else 0) :])
        apart = _tells_apart(titles[-1], of_subject, subject)
        is_short = _is_short_for(titles[-1], of_subject)
        is_short = is_short or _is_abbreviated(titles[-1], of_subject)
        is_short = is_short or titles[-1].removesuffix("ใหม่") == of_subject
        return of_subject if goes_on or apart or is_short else titles[-1]
    if of_subject and re.match(_KIND, of_subject) and not is_generic(of_subject):
        return of_subject
    named = [title for title in titles if not is_generic(title)]
    if named:
        return named[-1]
    return of_subject or (titles[-1] if titles else "คณะทำงาน")


def _called(words: str) -> str:
    """The last name that words say a body is called by; "" for none or one of every order."""
    names = [(found["quoted"] or found["title"]).strip() for found in _CALLED.finditer(words)]
    return next((_plain(name) for name in reversed(names) if not is_generic(name)), "")


_ANOTHER = r"(?:และ)?(?:คณะ|ฝ่าย|ทีม|ชุด|กลุ่ม)|และ(?!\S)|,|\("
"""What begins another body behind the name of one: คณะทำงาน ๕ ส และสำนักงานสีเขียว is one."""


def _goes_on_as(title: str, of_subject: str, told: str) -> bool:
    """Whether the end of a line cut the title short and the subject has the whole of it."""
    short, whole, text = (re.sub(r"\s", "", words) for words in (title, of_subject, told))
    if not whole.startswith(short) or whole not in text:
        return False
    return len(whole) > len(short) and not re.match(_ANOTHER, whole[len(short) :])


_SAYS_MORE = (
    r"ของ|กรณี|และ|หรือ|ประจำ|ภายใน|ใน|เพื่อ|โดย|ตาม|แห่ง|จังหวัด|อำเภอ|ระดับ|แทน|สำหรับ|ด้าน|เรื่อง|ครั้ง|ณ|ที่|[(/,]"
    r"|(?:งาน)?(?:จ้าง|ซื้อ|เช่า|ก่อสร้าง|ปรับปรุง|ซ่อม)|โครงการ|ครุภัณฑ์|วัสดุ"
)
"""How a subject goes on behind a name that was whole already."""


def _is_short_for(title: str, of_subject: str) -> bool:
    """Whether the subject has the same name with more of it behind, without a space."""
    title = title.rstrip(" ฯ")
    rest = of_subject.removeprefix(title)
    if is_generic(title) or not of_subject.startswith(title) or not rest or rest.startswith(" "):
        return False
    return not re.match(rf"{_ANOTHER}|{_SAYS_MORE}", rest)


def _is_abbreviated(title: str, of_subject: str) -> bool:
    """Whether ฯ within a title stands for words of a name that begins alike."""
    begun, sign, rest = title.partition("ฯ")
    if not sign or not rest.strip() or rest.startswith("ลฯ") or is_generic(of_subject):
        return False
    short, whole = (re.sub(r"\s", "", words) for words in (begun, of_subject))
    return whole.startswith(short)


def _tells_apart(title: str, of_subject: str, subject: str) -> bool:
    """Whether the subject has a space where the name ends and a broken line lost it."""
    whole = re.search(rf"{re.escape(of_subject)}\s+(?P<rest>\S.*)", subject)
    if not of_subject or whole is None:
        return False
    short, long, rest = (re.sub(r"\s", "", words) for words in (of_subject, title, whole["rest"]))
    more = long.removeprefix(short)
    return long.startswith(short) and bool(more) and rest.startswith(more)


def _plain(title: str) -> str:
    title = _ALSO_CALLED.sub("", _unquoted(title)) or title
    return name_alone(title).strip(" :,-")


def _unquoted(title: str) -> str:
    """A title without the quotes around all of it."""
    whole = re.fullmatch(r"\s*[“\"‘]?([^“”\"‘’]*)[”\"’]?\s*", title)
    return whole[1] if whole else title


_UNIT = r"(?:จังหวัด|อำเภอ|ตำบล|เขต|ภาค|พื้นที่|สำนักงาน|หน่วยงาน|ส่วนราชการ|กรม|องค์กร|ประเทศ)"
_WHERE = re.compile(rf"\s?(?:(?P<whose>ของ|ภายใน)|ระดับ|ประจำ)(?P<unit>{_UNIT}\S*)$")
_TWO = re.compile(rf"(?:และ|,|/)\s?{_KIND}")


def full_name(title: str, subject: str, issuer: str) -> str:
    """The name that the subject has for an order's only body.

    Sentences describe it by its office or level (คณะทำงานระดับจังหวัด, … ของสำนักงาน) where
    the subject has already named it.
    """
    where = _WHERE.search(title)
    named = subject_name(subject)
    if _is_short_for(title, named) or _is_abbreviated(title, named):
        return named
    if named.find(title) > 0 and not title.startswith("คณะ"):
        return named  # a line began with these words of it
    if where is None or _TWO.search(named) or is_generic(named):
        return title
    bare = re.sub(r"\s", "", title[: where.start()])
    begun = re.match(r"\s*".join(map(re.escape, bare)), named)
    is_unit = re.fullmatch(_UNIT, where["unit"]) is not None
    if begun is None or not (is_unit or issuer.endswith(where["unit"])):
        return title
    rest = named[begun.end() :]
    if not rest:
        return named if where["whose"] and is_unit else title
    # Behind a space the subject tells of the purchase or the work rather than of the body.
    apart = rest.startswith(" ") and not is_generic(begun[0])
    return title if apart or re.match(_ANOTHER, rest) else named


_MADE_ANEW = re.compile(
    r"(?<=\S)\s*(?:\(?เพิ่มเติม\)?|\(?(?:แก้ไขเพิ่มเติม|ฉบับที่).*|จำนวน .*"
    r"|(?<!รุ่น)(?<!ยุค)(?<!สมัย)(?<!แนว)(?<!ราย)(?:ชุด)?ใหม่)$"
)
"""How a subject says that the body is there already; the young and the new ones have ใหม่ too."""


_IS_ONE = re.compile(
    r"(?:หัวหน้า|ผู้ช่วย|รอง)?(?:ผู้|เจ้าหน้าที่|พนักงาน|วิทยากร|พี่เลี้ยง)"
    r"(?:(?!และ|ใน|เป็น|คณะ|[\s,]).)*(?:กลุ่ม|ฝ่าย|ทีม|ชุด)"
)
"""Those who are no body though the name of one is within theirs (ผู้ประสานงานฝ่ายพัสดุ)."""


def subject_name(subject: str) -> str:
    """What the subject calls the body that it appoints."""
    words = re.split(APPOINTS, subject)[-1]
    words = re.sub(
        r"^(?:กรรมการ|ผู้แทน|บุคคล|คณะทำงาน|สมาชิก|เจ้าหน้าที่)(?:เพิ่มเติม)?(?:เป็น|ใน)(?=คณะ|กลุ่ม|ฝ่าย)",
        "",
        words,
    )
    words = _MADE_ANEW.sub("", words)
    words = re.sub(rf"^(?:การ)?(?:จัด)?ตั้ง(?={_CENTRE}|ผู้|เจ้าหน้าที่|นาย(?:ทะเบียน|เวร))", "", words)
    words = re.sub(r"^(?:การ)?มอบหมาย(?:ให้)?(?=ข้าราชการ|ผู้|เจ้าหน้าที่|คณะ)", "", words)
    is_centre = re.match(_CENTRE, words) is not None
    # แต่งตั้งผู้ตรวจการ แทนคณะเดิม: what stands behind the name may speak of a body too.
    named = name_alone(words)
    within = (
        None if is_centre or _IS_ONE.match(named) else re.search(rf"(?!{_NO_BODY}){_KIND}.*", named)
    )
    within = within or re.search(rf"(?<=ใน)(?!{_NO_BODY}){_KIND}.*", words)
    return _plain((within[0] if within else named).strip())


_OPENS_GROUP = re.compile(
    rf"ประกอบด้วย|ประกอบไปด้วย|องค์ประกอบ|ดังนี้|ดังต่อไปนี้|(?:ดัง|ตาม)\S{{0,8}}?{_NAMES}\S{{0,12}}(?:ต่อไปนี้|ดังนี้)"
)


def opens_group(words: str) -> bool:
    """Whether a line ends like a heading with members after it (ประกอบด้วย, ดังนี้)."""
    return _OPENS_GROUP.search(words) is not None


def has_role_first(line: Line) -> bool:
    """Whether a row has the role in its first cell and the post of who has it in the second."""
    return len(line.cells) == 2 and is_role(line.cells[0]) and is_post(line.cells[1])


def heading(line: Line) -> str:
    """The title of a body when the line may begin one; "" when it cannot."""
    words = line.words.lstrip('“"‘')
    if line.is_body:
        return _unquoted(" ".join(words.split()))
    if len(words) > 180 or line.said or is_person(words) or not _HEADING.match(words):
        return ""
    if tells(words) or has_role_first(line):
        return ""
    before, said = role_at_end(_NTH_BODY.sub("", words))
    if said and before.strip() and not re.match(r"กลุ่มที่|ผู้บริหาร", words):
        return ""
    title = _OPENS.sub("", _NTH_BODY.sub("", " ".join(words.split()))).strip(" :")
    title = _called(title) or name_alone(_ALSO_CALLED.sub("", _unquoted(title)))
    return "" if title.endswith(("ต่อไป", "ทราบ")) else title


_OF_SEVERAL = re.compile(r"(?:คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด|ศูนย์|หน่วย|สาย|กอง|ด้าน|ส่วน|งาน)(?!ละ|ราชการ)\S")


def heading_of_several(line: Line) -> str:
    """The title of a body where a sentence said that several follow; they have any name."""
    words = line.words
    if line.role_apart[1] or len(words) > 90 or not _OF_SEVERAL.match(words):
        return heading(line)
    return heading(line) or ("" if tells(words) else title_of(words))


_DUTY_BESIDE = re.compile(
    rf"(?P<title>.{{4,}}?)\s*(?:โดย)?(?:ให้)?(?:ทำ|ปฏิบัติ|มี) ?{DUTY}"
    r"(?:\s*(?:ดังนี้|ดังต่อไปนี้|คือ|:))?\s*(?P<duty>\S.*)$"
)


def heading_and_duty(line: Line) -> tuple[str, str]:
    """The title of a body and the duty said beside it, if any."""
    beside = _DUTY_BESIDE.match(" ".join(line.words.split()))
    title = heading(replace(line, words=beside["title"])) if beside else ""
    if beside and title:
        return title, _OPENS.sub("", beside["duty"]).strip(" :,")
    return heading(line), ""


_ONLY_COMPOSITION = re.compile(
    rf"(?:โดย|ซึ่ง)?(?:มี)?(?:ประกอบด้วย|{_COMPOSITION}(?:(?:และ|/|\s)?{_COMPOSITION})?)"
    rf"(?:(?:ของ|คณะ|ผู้|กรรมการ|เจ้าหน้าที่|สมาชิก)\S*)?\s*(?:มี)?{_LISTED}?\s*[:：]?$"
)


def is_composition(words: str) -> bool:
    """Whether a line says only that the members of the body above it follow (องค์ประกอบ)."""
    return _ONLY_COMPOSITION.match(words) is not None


def title_of(words: str) -> str:
    """What a line that heads members calls them, without ประกอบด้วย and the like behind it."""
    return name_alone(_OPENS.sub("", " ".join(words.split())).strip(" :"))


def is_bare_role(words: str) -> bool:
    """Whether a line is a role of one person (ประธานกรรมการ), not the name of a body."""
    return is_role(words) and not re.match(r"คณะ|ที่ปรึกษา|ทีม|ผู้บริหาร|KM|CKO|กลุ่ม|ฝ่าย", words)


_PART = re.compile(r"ที่ปรึกษา(?:คณะทำงาน|คณะกรรมการ|คณะอนุกรรมการ)?")
"""A heading that says what those below it are, not what they are together (คณะที่ปรึกษา)."""


def put_together(draft: OrderDraft, name: str) -> None:
    """Make one body of its advisers and the rest of it, called ``name`` if headed by its kind.

    Advisers with duties of their own stay a body, and so do those beside several bodies.
    """
    if len(draft.groups) != 2:
        return
    part = next((group for group in draft.groups if _PART.fullmatch(group.title)), None)
    whole = next((group for group in draft.groups if group is not part), None)
    if part is None or whole is None or part.duties or not whole.title.startswith("คณะ"):
        return
    _say(part)
    if is_generic(whole.title):
        _say(whole)
        whole.title, whole.form = name, form_of(name)
    first, second = draft.groups
    whole.members = first.members + second.members
    draft.groups = [whole]
    if draft.shared_duties:
        whole.duties.setdefault("member", []).extend(draft.shared_duties)
        draft.shared_duties = []


def _say(group: GroupDraft) -> None:
    """Let those without a role be what the heading above them says."""
    for member in group.members:
        if not member.said:
            member.said, member.role = group.title, code_of(group.title)
