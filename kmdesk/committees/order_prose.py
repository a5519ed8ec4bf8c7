"""Members told in running prose: ประกอบด้วย นาย… เป็นประธาน นาง… และ… เป็นกรรมการ. Pure."""

import re

from kmdesk.committees.order_draft import MemberDraft
from kmdesk.committees.order_names import PERSON, POST
from kmdesk.committees.order_people import cleaned, is_person, is_post, name_and_post
from kmdesk.committees.order_roles import INLINE, code_of

_LIST = re.compile(
    rf"(?:ประกอบด้วย|ประกอบไปด้วย|ได้แก่|ดังนี้|ดังต่อไปนี้|โดยมี)\s*:?\s*(?=\S)|คือ\s*:?\s*(?={PERSON})|แต่งตั้ง(?:ให้)?\s*(?={PERSON})"
)
_CITES = re.compile(r"ตาม|อนุสนธิ|อ้างถึง|โดยที่|ด้วย")
_AS = r"(?:\s?(?:ให้)?(?:ทำหน้าที่|ปฏิบัติหน้าที่)?เป็น\s?|\s(?:ทำหน้าที่\s?)?)"
_ONE = re.compile(
    rf"(?P<who>\S.{{2,300}}?){_AS}(?P<said>{INLINE})(?=$|[\s,;.]|และ|โดย|{PERSON})", re.IGNORECASE
)
_LEAD = re.compile(
    r"^[\s,;]*(?:(?:โดย|และ)?(?:ให้|มี)(?=นาย|นาง|ว่าที่)|และ|กับ|โดย|พร้อมด้วย)?\s*(?:\(?[\d๐-๙]{1,2}[.)]\s*)?"
)
_INSTEAD = re.compile(rf"แทน(?:ที่)?\s?(?:{PERSON})")
_NEXT = re.compile(
    rf"\s*(?:,|และ|กับ|\s)\s*(?={PERSON}\s*[ก-๙])|\s*(?:,|(?<!เกษตร)และ|กับ|(?<!ตำแหน่ง)\s)\s*(?={POST})"
)
_DUTY = re.compile(
    r"\s(?=(?:โดย|และ)?(?:กำหนด)?(?:ให้)?(?:คณะ\S{0,60} ?)?มี ?(?:บทบาท|อำนาจ)?(?: ?และ)?หน้าที่)"
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
    if begins is None:
        return [text]
    found = _DUTY.search(text, begins.end())
    return [text[: found.start()], text[found.end() :]] if found else [text]
