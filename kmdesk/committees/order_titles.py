"""What the bodies of an order are called: from its sentences, subject and headings. Pure."""

import re
from dataclasses import replace

from kmdesk.committees.order_duties import DUTY
from kmdesk.committees.order_lines import Line
from kmdesk.committees.order_people import is_person
from kmdesk.committees.order_roles import is_role, role_at_end

_KIND = r"(?:คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด)"
_FOR_WHOM = (
    r"(?<!ผู้)(?<!ตัว)(?:(?:เพื่อ)?(?:ทด)?แทน(?:ที่)?\s?"
    r"(?:ตำแหน่ง|คณะ|ชุด|คน|ราย|ผู้|กรรมการ|อนุกรรมการ|ท่าน|บุคคล|สมาชิก)|(?:สำหรับ|ใน)(?:ตำแหน่ง|ส่วน))"
    r"(?:กรรมการ|อนุกรรมการ|ทำงาน|คณะ|ราย)?"
    r"(?:\S{0,20}(?:ว่าง|เดิม|ลาออก|ย้าย|เกษียณ|พ้น|โอน|เสียชีวิต|ครบวาระ|เปลี่ยน|ขาด)|ที่)"
)
"""Whose seats an order fills; it stands behind the name of the body and is no part of it."""
_ENDS = (
    r"(?=\s*(?:ประกอบด้วย|ประกอบไปด้วย|โดยมี|โดยให้|ดังนี้|ดังต่อไปนี้|ดัง(?:มี|ราย|บัญชี|ปรากฏ|เอกสาร)|ตาม(?:ราย|บัญชี|เอกสาร)|ปรากฏ|ต่อไปนี้|ขึ้นใหม่|ขึ้นคณะ|เพิ่มเติม|ไว้แล้ว|ไปแล้ว|มีองค์ประกอบ|ซึ่งมี|ได้แก่|คือ\s)"
    rf"|\s*{_FOR_WHOM}|\s+(?:ทด)?แทน(?:ที่)?(?:\s|นาย|นาง|น\.ส\.|ว่าที่)"
    r"|\s+\(?(?:ประจำ)?รอบ(?:การประเมิน|ที่|\s)"
    r"|\s+(?:ครั้งที่ ?[\d๐-๙/]+\s*)?\((?:ระหว่าง|ตั้งแต่|[\d๐-๙]{1,2} [ก-ฮ])"
    r"|\s+(?:เพิ่ม|อีก ?(?:จำนวน|[\d๐-๙]|หนึ่ง|สอง|สาม)|เฉพาะ)"
    r"|\s+(?:ขึ้น|ใหม่|โดย|เพื่อ|เนื่อง|บัดนี้|ให้|นั้น|ซึ่ง|และ|จำนวน|ชุดใหม่|มี|ตาม|ไว้|จึง|ที่มี)"
    r"|\s+(?:ข้อ ?[\d๐-๙]|[\d๐-๙]{1,2}(?:\.[\d๐-๙]+)*[.)]\s)|\s*[:(]?\s*$)"
)
_APPOINTED_AS = re.compile(
    rf"แต่งตั้ง(?:ให้)?(?:บุคคล|ผู้|ข้าราชการ|เจ้าหน้าที่|ราย)[^:]{{0,100}}?เป็น\s?(?P<title>{_KIND}.{{0,150}}?){_ENDS}"
)
_APPOINTED = re.compile(rf"(?:แต่งตั้ง|ให้มี|จัดตั้ง)\s?[“\"‘]?(?P<title>{_KIND}.{{0,150}}?){_ENDS}")
_CENTRE = r"(?:ศูนย์|กองอำนวยการ|หน่วย(?:ปฏิบัติ|เคลื่อนที่|เฉพาะกิจ|บริการ)|คลินิก)"
_SET_UP = re.compile(
    rf"จึง(?:ให้|ขอ|ได้|มีคำสั่ง)*\s?(?:จัด|แต่ง)?ตั้ง\s?[“\"‘]?(?P<title>{_CENTRE}.{{0,150}}?){_ENDS}"
)
"""A centre is a body where the order itself sets it up, not where a body is to do so."""
_NAMED_SO = r"(?:เรียก|ใช้ชื่อ|มีชื่อ|ให้ชื่อ|ชื่อ)(?:เรียก)?ว่า\s?"
_CALLED = re.compile(
    rf"{_NAMED_SO}(?:[“\"‘](?P<quoted>[^”\"’]{{4,150}})[”\"’]|(?P<title>{_KIND}.{{0,150}}?){_ENDS})"
)
"""The name a sentence gives to a body that it has spoken of as คณะกรรมการคณะหนึ่ง."""
_ALSO_CALLED = re.compile(
    r"\s*[(,]?(?:ซึ่ง|โดย|หรือ|และ)?(?:ต่อไปนี้|ต่อไปในคำสั่งนี้)?(?:ให้)?"
    r"(?:เรียก|ใช้ชื่อ|มีชื่อ|ให้ชื่อ|ชื่อ)(?:เรียก)?(?:(?:โดย|อย่าง|แบบ)?ย่อ)?ว่า.*$"
)
_WITHIN = re.compile(
    rf"เป็น\s?(?:\S{{0,20}}(?:กรรมการ|ทำงาน|เลขานุการ|ประธาน|ที่ปรึกษา))\s?(?:ใน|ของ)(?P<title>คณะ.{{0,150}}?){_ENDS}"
)
"""Somebody who is one of a body."""
_GENERIC = re.compile(
    r"(?:คณะทำงาน|คณะกรรมการ|คณะอนุกรรมการ|คณะบุคคล|คณะ|ฝ่าย|กลุ่ม|คณะที่ปรึกษา|คณะอำนวยการ|คณะผู้บริหาร) ?ฯ?"
    r"(?:\s?(?:(?:ขึ้น)?(?:คณะ|ชุด)(?:หนึ่ง|นี้)|ฝ่าย|ชุด|ต่าง ?ๆ|ย่อย|ดังกล่าว|ขึ้น|ใหม่|และ|เพิ่มเติม)|\sคณะ\S*)*"
)
_OPENS = re.compile(
    r"\s*,?\s*(?:(?:โดย)?(?:ประกอบด้วย|ประกอบไปด้วย|มีองค์ประกอบ|มีรายชื่อ|มีรายนาม|ได้แก่|มีดังนี้|ซึ่งประกอบด้วย|โดยมี).*"
    r"|ดังนี้|ดังต่อไปนี้|ตามรายชื่อ.*|ดังรายชื่อ.*)?\s*[:：]?\s*$"
)
OPENS_LIST = re.compile(
    r"(?:ประกอบด้วย|ประกอบไปด้วย|ดังนี้|ดังต่อไปนี้|รายชื่อ|รายนาม|ต่อไปนี้|องค์ประกอบ|โดยมี|ได้แก่|แต่งตั้ง)[^.]{0,60}?[:\s]*$"
)
_HEADING = re.compile(
    r"คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด\S*\s*ประกอบ|(?:ชุด|หน่วย|สาย|หมวด|จุด)\S{0,40}? ?(?:ที่ ?)?[\d๐-๙]"
    r"|ผู้บริหาร(?:สูงสุด)?(?:ด้าน|ระดับ|การ)|ที่ปรึกษา|อนุกรรมการ|กองเลขา|สำนักเลขา"
    r"|CKO|KM ?Team|ผู้อำนวยการจัดการความรู้|ศูนย์\S.{0,120}ประกอบ(?:ไป)?ด้วย"
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
        return of_subject if _goes_on_as(titles[-1], of_subject, told) else titles[-1]
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


_YEAR = re.compile(
    r"\s*\(?(?:(?:ประจำ ?)?(?:ปี ?(?:งบประมาณ|การศึกษา|บัญชี)? ?(?:พ\.ศ\. ?)?|พ\.ศ\. ?))"
    r"[\d๐-๙]{4}(?![\d๐-๙]).*$"
)
"""Renewed from year to year it is the same committee."""


_ROUND = re.compile(
    r"\s*\(?(?:สำหรับ|ประจำ|ใน)?(?:(?<!ครบ)รอบ(?:การประเมิน(?!ผล)|ที่|\s?[\d๐-๙])|(?<=[\s(])(?:งวด|ไตรมาส)(?:ที่)?\s?[\d๐-๙]"
    r"|(?:(?<=\s)ครั้งที่ ?[\d๐-๙/]+\s*)?\((?:ระหว่าง|ตั้งแต่)?(?:วันที่ ?)?"
    r"[\d๐-๙]{1,2} [ก-ฮ][^()]*[\d๐-๙]{4}).*$"
)
"""The round or the days a body is appointed for; it is called the same in the next one."""
_FILLED = re.compile(rf"\s*\(?{_FOR_WHOM}.*$")


def _plain(title: str) -> str:
    title = _FILLED.sub("", _ALSO_CALLED.sub("", _unquoted(title))) or title
    title = _ROUND.sub("", _YEAR.sub("", title)) or title
    return re.sub(r"(?:\s?(?:ขึ้นใหม่|ขึ้น|ชุดใหม่|เพิ่มเติม|ดังกล่าว|ไว้แล้ว|ไว้))+$", "", title).strip(" :,-")


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


_NO_BODY = r"กลุ่ม(?:เกษตรกร|อาชีพ|สตรี|แม่บ้าน|สมาชิก)"
"""Groups of farmers and the like, with whom an officer has to do."""


def subject_name(subject: str) -> str:
    """What the subject calls the body that it appoints."""
    words = re.split(r"แต่งตั้ง", subject)[-1]
    words = re.sub(
        r"^(?:กรรมการ|ผู้แทน|บุคคล|คณะทำงาน|สมาชิก|เจ้าหน้าที่)(?:เป็น|ใน)(?=คณะ|กลุ่ม|ฝ่าย)", "", words
    )
    words = re.sub(
        r"\s*(?:\(?เพิ่มเติม\)?|\(?(?:แก้ไขเพิ่มเติม|ฉบับที่).*|จำนวน .*|ชุดใหม่|ใหม่)$",
        "",
        words,
    )
    words = re.sub(rf"^(?:การ)?(?:จัด)?ตั้ง(?={_CENTRE})", "", words)
    is_centre = re.match(_CENTRE, words) is not None
    within = None if is_centre else re.search(rf"(?!{_NO_BODY}){_KIND}.*", words)
    return _plain((within[0] if within else words).strip())


def opens_group(words: str) -> bool:
    """Whether a line ends like a heading with members after it (ประกอบด้วย, ดังนี้)."""
    return bool(re.search(r"ประกอบด้วย|ประกอบไปด้วย|องค์ประกอบ|ดังนี้|ดังต่อไปนี้", words))


def heading(line: Line) -> str:
    """The title of a body when the line may begin one; "" when it cannot."""
    words = line.words.lstrip('“"‘')
    if len(words) > 180 or line.said or is_person(words) or not _HEADING.match(words):
        return ""
    before, said = role_at_end(words)
    if said and before.strip() and not re.match(r"กลุ่มที่|ผู้บริหาร", words):
        return ""
    title = _OPENS.sub("", _NTH_BODY.sub("", " ".join(words.split()))).strip(" :")
    title = _called(title) or _FILLED.sub("", _ALSO_CALLED.sub("", _unquoted(title)))
    title = _ROUND.sub("", title) or title
    return "" if title.endswith(("ต่อไป", "ทราบ")) else title


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


def title_of(words: str) -> str:
    """What a line that heads members calls them, without ประกอบด้วย and the like behind it."""
    return _OPENS.sub("", " ".join(words.split())).strip(" :")


def is_bare_role(words: str) -> bool:
    """Whether a line is a role of one person (ประธานกรรมการ), not the name of a body."""
    return is_role(words) and not re.match(r"คณะ|ที่ปรึกษา|ทีม|ผู้บริหาร|KM|CKO|กลุ่ม|ฝ่าย", words)
