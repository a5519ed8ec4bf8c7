"""Where the name of a body ends: what an order says behind it of place, time and purpose. Pure.

Subjects, sentences and headings go on alike behind the name: when it meets, where it sits,
for which round it is appointed, in whose stead. The body is called the same without all that.
"""

import re
from functools import lru_cache

from kmdesk.committees.order_roles import NEAR

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
    rf"\(?(?:ประจำ|ใน|สำหรับ|ระหว่าง|ตั้งแต่|เมื่อ|ภายใน|ช่วง|ณ)? ?(?:เดือน|ช่วง)?{_DAYS}"
    rf"|\(?(?:สำหรับ|ประจำ|ใน)?(?<!ครบ)รอบ(?:การประเมิน(?!ผล)|ปี|ที่|\s?{_N})"
    rf"|\(?ระยะ(?:เวลา)? ?(?:\(?{_N}+\)?|หนึ่ง|สอง|สาม|สี่|ห้า) ?\)?(?:ปี|เดือน|วัน)"
    r"|(?:ใน|ตาม|กรณี)(?:เรื่อง|กรณี|โครงการ|การ|งาน)?(?:ดังกล่าว|นี้(?=\s|$))"
)
"""The time or round a body is appointed for, with or without a space before it."""
_TIMES_APART = (
    rf"\(?(?:สำหรับ|ประจำ|ใน)?(?:งวด|ไตรมาส)(?:ที่)? ?{_N}|\(?(?:ครั้ง|รุ่น|ระยะ|ปี)ที่ ?{_N}"
    r"|(?:ใน)?(?:ช่วง|ห้วง)(?:วัน|เวลา|เดือน|ระยะ|เทศกาล)|ตั้งแต่บัดนี้"
)
_PLACES_APART = r"ณ(?=\s|ที่|ห้อง|ศาล|สำนัก|อาคาร|หอ|ลาน|โรง|ชั้น|บริเวณ)|ใน(?:พื้นที่|เขต|ท้องที่)"
_DOES = (
    r"(?:ซึ่ง|อัน)(?:ประกอบ|มี|ต่อไป|ได้แก่|เป็น)|โดย(?:มี|ให้|ใช้(?!วิธี|ชื่อ)|กำหนด|ประกอบ|แต่งตั้ง|เร็ว)"
    r"|เพื่อ(?:ให้(?:การ|เกิด|เป็น|มี|สามารถ|บรรลุ)|ทำหน้าที่|ดำเนินการ(?:ดัง|ใน|ตาม|ต่อ|\s|$)|ปฏิบัติหน้าที่|พิจารณาดำเนินการ)"
    r"|พร้อม(?:ทั้ง|ด้วย|กับ)?(?:ให้|มี|กำหนด|มอบ|อำนาจ|หน้าที่)"
    r"|และ(?:ให้(?:คณะ|ผู้|บุคคล|มี|ยกเลิก)|(?:ได้|ให้)?(?:กำหนด|มอบหมาย)(?:อำนาจ|บทบาท|หน้าที่|องค์ประกอบ|ให้))"
    r"|ให้(?:เหมาะสม|เป็นปัจจุบัน|สอดคล้อง|ครบถ้วน)|เป็นการ(?:ชั่วคราว|เฉพาะ|ด่วน|เร่งด่วน|ภายใน)"
)
"""What a sentence says a body is made of and for."""
_DOES_APART = (
    r"ทั้งนี้|ตั้งอยู่|จำนวน|(?:ทำ|ปฏิบัติ)หน้าที่|สำหรับ|ซึ่ง|โดย(?!วิธี)|เพื่อ(?!การ)|เนื่องจาก"
    r"|อีก(?:ครั้ง|ชุด|คณะ)|แล้ว(?=\s|$)"
)
_UP = (
    r"(?<!ดี)(?<!มาก)(?<!เพิ่ม)(?<!สูง)(?<!แข็ง)(?<!ยิ่ง)(?<!เร็ว)(?<!ง่าย)ขึ้น(?=มา|ใหม่|ไว้|ณ|อีก|คณะ|ชุด|เพื่อ|โดย|ใน|ตาม|แทน|\s|$)"
    rf"|(?:อีก ?)?(?:(?:คณะ|ชุด)หนึ่ง|(?:หนึ่ง|{_N}{{1,2}} ?)(?:คณะ|ชุด)(?=\s|$))"
    r"|\((?:ปรับปรุง|ยกเลิก|แก้ไข|ฉบับ|ชุด|คณะ|แทน|เพิ่ม|ใหม่)(?!ที่)|\(?เพิ่มเติม\)?(?=\s|$|จาก)|ชุดใหม่|ดังกล่าว|(?:ไว้|ไป)แล้ว|ไว้(?=\s|$)"
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
TAIL = (
    rf"(?:\s*(?:{_TIMES}|{_DOES}|{_UP}|{FOR_WHOM})"
    rf"|\s+(?:{_TIMES_APART}|{_PLACES_APART}|{_DOES_APART})|{_GOODS})"
)
"""What may follow a name wherever it stands."""
ENDS = (
    r"(?=\s*(?:ประกอบด้วย|ประกอบไปด้วย|ดังนี้|ดังต่อไปนี้|ดัง(?:มี|ราย|บัญชี|ปรากฏ|เอกสาร)"
    r"|ตาม(?:ราย|บัญชี|เอกสาร)|ปรากฏ|ต่อไปนี้|มีองค์ประกอบ|ได้แก่|คือ\s)"
    rf"|{TAIL}|\s+(?:ทด)?แทน(?:ที่)?(?:\s|นาย|นาง|น\.ส\.|ว่าที่)|\s+(?:เพิ่ม|อีก|เฉพาะ)"
    r"|\s+(?:ขึ้น|ใหม่|เพื่อ|โดย|เนื่อง|บัดนี้|ให้|นั้น|จำนวน|มี|ตาม|ไว้|จึง|ที่มี)"
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
_SHORTEST = 4


@lru_cache(NEAR)
def tells(words: str) -> bool:
    """Whether words say that somebody appoints: they are a sentence and no name."""
    return _ACTS.search(words) is not None


@lru_cache(NEAR)
def name_alone(words: str) -> str:
    """A name without what is said behind it."""
    found = _TAIL.search(words, _SHORTEST)
    return words[: found.start()].rstrip(" (,:-–") if found else words
