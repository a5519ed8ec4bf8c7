"""Officers whom a sentence appoints by name to whatever it calls them. Pure.

จึงแต่งตั้ง นาง… ตำแหน่ง … เป็นเจ้าหน้าที่… โดยมีหน้าที่: what stands behind เป็น is the role.
"""

import re

from kmdesk.committees.order_draft import MemberDraft
from kmdesk.committees.order_name_ends import name_alone
from kmdesk.committees.order_people import PERSON, POST, cleaned, is_person, name_and_post
from kmdesk.committees.order_roles import code_of

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
_ONE = re.compile(
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
_ACTS = re.compile(r"(?:แต่งตั้ง|มอบหมาย|กำหนด)(?=.*(?:เป็น|หน้าที่))")
_OF_OFFICE = re.compile(r"\s(?:ของ|ประจำ)(?:สำนักงาน|กรม|หน่วยงาน|จังหวัด|ส่วนราชการ)\S*$")


def officers_told(text: str) -> list[MemberDraft]:
    """The officers that a sentence appoints, one after the other."""
    acts = text[max(0, text.rfind("จึง")) :]
    begins = APPOINTS.search(acts)
    if begins is None or ("จึง" not in text and begins.start() > 3):
        return []
    members: list[MemberDraft] = []
    at = begins.end()
    while found := _ONE.match(acts, at):
        said = _OF_OFFICE.sub("", " ".join(found["said"].split()))
        if _OF_A_BODY.match(said) or _is_of_several(found["who"], acts[found.end() :]):
            return []
        name, post, _cells = name_and_post(found["who"].strip())
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
    return said if _OFFICER.match(said) and "นี้" not in said else ""


def _is_of_several(who: str, after: str) -> bool:
    """Whether a post stands for those whom a list names below the sentence."""
    if is_person(who):
        return False
    lists = _OPENS_LIST.search(after) is not None and "หน้าที่" not in after
    return lists or _SEVERAL.search(who) is not None
