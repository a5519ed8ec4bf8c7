"""An appointment order taken apart: who is appointed to what, with which duties. Pure.

คำสั่ง (แบบที่ ๔) of ระเบียบงานสารบรรณ ข้อ ๑๖; what cannot be read is left for the secretary.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kmdesk.thai.dates import parse_date
from kmdesk.thai.digits import to_arabic, to_thai

LONGEST = 200_000
"""Characters of an order that are read."""


@dataclass(slots=True)
class MemberDraft:
    """Somebody named in an order; without a name whoever holds the post."""

    name: str
    post: str
    role: str

    @property
    def by_post(self) -> bool:
        """Whether only a post is named."""
        return not self.name


@dataclass(slots=True)
class GroupDraft:
    """A committee or group of an order, with the duties of its roles, a line each."""

    title: str
    form: str
    members: list[MemberDraft] = field(default_factory=list)
    duties: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class OrderDraft:
    """What was read; empty where nothing was found. Days are ISO."""

    number: str = ""
    title: str = ""
    issuer: str = ""
    dated: str | None = None
    effective_on: str | None = None
    repeals: str = ""
    """Number of the order it takes the place of."""
    power: str = ""
    reason: str = ""
    signer: str = ""
    signer_position: str = ""
    text: str = ""
    groups: list[GroupDraft] = field(default_factory=list)


_ROLES = (
    ("assistant_secretary", r"(?:(?:คณะทำงาน|กรรมการ|อนุกรรมการ) ?และ ?)?ผู้ช่วยเลขานุการ"),
    ("secretary", r"(?:(?:คณะทำงาน|กรรมการ|อนุกรรมการ) ?และ ?)?เลขานุการ(?: ?KM Team)?"),
    ("vice_chair", r"รองประธาน(?:กรรมการ|คณะทำงาน|อนุกรรมการ|กลุ่ม)?"),
    ("chair", r"ประธาน(?:กรรมการ|คณะทำงาน|อนุกรรมการ|กลุ่ม)?"),
    ("cko", r"(?:ผู้บริหารสูงสุดด้านการจัดการความรู้|CKO)(?: ?\(CKO\))?"),
    ("head", r"หัวหน้า(?:ทีม(?:งาน)?(?: ?KM)?|คณะทำงาน|กลุ่ม)"),
    ("adviser", r"ที่ปรึกษา(?:คณะทำงาน)?"),
    ("master_trainer", r"Master ?Trainer"),
    ("member", r"(?:คณะทำงาน|กรรมการ|อนุกรรมการ|สมาชิก(?:กลุ่ม)?|ทีมงาน(?: ?KM)?|KM ?Team)"),
)
_ROLE_AT_END = re.compile(
    "|".join(f"(?P<{code}>{words})" for code, words in _ROLES).join((r"(?:^|[\s\t])(?:", r")\s*$")),
    re.IGNORECASE,
)
_MARK = re.compile(r"^\s*(?:ข้อ\s*)?(?:\d+(?:\.\d+)*|[ก-ฮ])[.)]?\s+|^\s*[-•]\s*|^\s*\(\d+\)\s*")
_PERSON = re.compile(
    r"^(?P<lead>นางสาว|นาง|นาย|น\.ส\.|ดร\.|ว่าที่ ?(?:ร้อย|พัน)(?:ตรี|โท|เอก)(?:หญิง)?|ร\.[ตทอ]\.)"
    r"\s*(?P<rest>\S.*)$"
)
_GROUP = re.compile(
    r"(?P<title>(?:คณะทำงาน|คณะอนุกรรมการ|คณะกรรมการ|กลุ่มจัดการความรู้|กลุ่มที่|กลุ่ม KM|ทีมงาน).*?)"
    r"\s*(?:,?\s*(?:ประกอบด้วย|ดังนี้|ดังต่อไปนี้|มีองค์ประกอบ).*|:)?\s*$"
)
_APPOINTS = re.compile(
    r"(?:แต่งตั้ง|ให้มี)\s*(?P<title>(?:คณะทำงาน|คณะอนุกรรมการ|คณะกรรมการ|ทีมงาน)\S*(?: [^ ]+){0,6}?)"
    r"\s+(?:ประกอบด้วย|โดยมี|ดังนี้|ดังต่อไปนี้|ตามรายชื่อ)"
)
_LINE = 1_000
"""Characters of a line that are looked at: a whole page in one line took seconds."""
_DUTIES = re.compile(r"(?P<who>.*?)\s*(?:ให้)?มี(?:อำนาจ)?หน้าที่")
_FORMS = (
    ("subcommittee", "คณะอนุกรรมการ"),
    ("committee", "คณะกรรมการ"),
    ("km_group", "กลุ่ม"),
    ("working_group", ""),
)


def read_order(text: str) -> OrderDraft:
    """Everything that is recognised in the text of an order."""
    draft = OrderDraft(text=text.strip()[:LONGEST])
    lines = [" ".join(line.replace("\t", "    ").split(" ")) for line in draft.text.split("\n")]
    _read_head(draft, [to_arabic(line).strip() for line in lines])
    _read_body(draft, lines)
    _read_foot(draft, [line.strip() for line in lines])
    draft.groups = [group for group in draft.groups if group.members or group.duties]
    return draft


def _read_head(draft: OrderDraft, lines: list[str]) -> None:
    for at, line in enumerate(lines):
        number = re.match(r"ที่\s*(\d+\s*/\s*(?:พิเศษ\s*)?\d{4})\s*$", line)
        if number and not draft.number:
            draft.number = to_thai(number[1].replace(" ", ""))
        elif line.startswith("คำสั่ง") and not draft.issuer and len(line) < 120:
            draft.issuer = to_thai(line.removeprefix("คำสั่ง").split("ที่ ")[0].strip())
        elif line.startswith("เรื่อง") and not draft.title:
            more = lines[at + 1] if at + 1 < len(lines) else ""
            words = line.removeprefix("เรื่อง").strip()
            goes_on = more and not re.match(r"ด้วย|เพื่อ|ตามที่|อาศัย|[-_=.]{3}|ที่ ", more)
            draft.title = f"{words} {more}".strip() if goes_on and len(more) < 80 else words
        repeals = re.search(r"ยกเลิกคำสั่ง.{0,80}?ที่\s*(\d+\s*/\s*\d{4})", line)
        if repeals:
            draft.repeals = to_thai(repeals[1].replace(" ", ""))
        day = re.search(r"(?:สั่ง|ประกาศ) ?ณ ?วันที่ ?(.+)", line)
        if day:
            draft.dated = _day(day[1])
        since = re.search(r"ตั้งแต่(?:วันที่ ?)?(.+?)(?: ?เป็นต้นไป|$)", line)
        if since and line.startswith("ทั้งนี้"):
            draft.effective_on = _day(since[1])
        if line.startswith("อาศัยอำนาจ") and not draft.power:
            draft.power = line
        elif re.match(r"ด้วย|เพื่อให้|ตามที่", line) and not draft.reason:
            draft.reason = line
    draft.effective_on = draft.effective_on or draft.dated


def _day(words: str) -> str | None:
    try:
        found = parse_date(words.strip(" ."))
    except ValueError:
        return None
    return found.isoformat() if found else None


def _read_foot(draft: OrderDraft, lines: list[str]) -> None:
    after = [at for at, line in enumerate(lines) if re.search(r"สั่ง ?ณ ?วันที่", line)]
    rest = [line for line in lines[after[-1] + 1 :] if line] if after else []
    for at, line in enumerate(rest):
        name = re.match(r"^\((.{3,80})\)$", line)
        if name:
            draft.signer = name[1].strip()
            draft.signer_position = rest[at + 1] if at + 1 < len(rest) else ""
            return


def _read_body(draft: OrderDraft, lines: list[str]) -> None:
    group: GroupDraft | None = None
    duties_of = ""
    for line in lines:
        plain = line.strip()
        if not plain or re.match(r"ที่\s|เรื่อง|คำสั่ง|ทั้งนี้|สั่ง ?ณ", plain):
            duties_of = "" if plain else duties_of
            continue
        bare = _MARK.sub("", to_arabic(line)).strip()
        numbered = bare != to_arabic(plain)
        member = _member(bare) if numbered or _PERSON.match(bare) else None
        heading = None if member else _heading(bare, plain)
        duty = _DUTIES.search(bare[:_LINE])
        if duty and (bare.endswith(("ดังนี้", "ดังต่อไปนี้", ":", "หน้าที่")) or not numbered):
            group = group or _new(draft, draft.title or "คณะทำงาน")
            duties_of = _role_of(duty["who"])
        elif member is not None and not duties_of:
            group = group or _new(draft, _appointed(draft.title))
            group.members.append(member)
        elif heading and not (numbered and duties_of and not _PERSON_FOLLOWS.search(bare)):
            group, duties_of = _new(draft, heading), ""
        elif duties_of and numbered and group is not None:
            group.duties.setdefault(duties_of, []).append(to_thai(bare))


_PERSON_FOLLOWS = re.compile(r"ประกอบด้วย|ดังนี้$|กลุ่ม(?:จัดการความรู้)?ที่")


def _heading(bare: str, plain: str) -> str:
    """The title of a committee when the line begins one."""
    appoints = _APPOINTS.search(bare[:_LINE])
    if appoints:
        return to_thai(appoints["title"].strip())
    if len(plain) > 150 or (_ROLE_AT_END.search(f" {bare}") and not bare.startswith("กลุ่ม")):
        return ""
    found = _GROUP.match(bare)
    return to_thai(found["title"].strip(" :")) if found and len(found["title"]) > 8 else ""


def _appointed(title: str) -> str:
    words = re.sub(r"^(?:การ)?แต่งตั้ง", "", title).strip()
    return words or "คณะทำงาน"


def _new(draft: OrderDraft, title: str) -> GroupDraft:
    form = next(code for code, words in _FORMS if title.startswith(words))
    same = next((group for group in draft.groups if group.title == title), None)
    if same is not None:
        return same
    group = GroupDraft(title, form)
    draft.groups.append(group)
    return group


def _member(line: str) -> MemberDraft | None:
    role = _ROLE_AT_END.search(f" {line}")
    person = _PERSON.match(line)
    if role is None:
        return MemberDraft(*_named(person, ""), "member") if person and len(line) < 120 else None
    code = next(name for name, words in role.groupdict().items() if words)
    words = f" {line}"[: role.start()].strip()
    if not words:
        return None
    named = _PERSON.match(words)
    if named is None:
        return MemberDraft("", to_thai(" ".join(words.split())), code)
    return MemberDraft(*_named(named, ""), code)


def _named(person: "re.Match[str] | None", post: str) -> tuple[str, str]:
    """Name and post of a line that begins with นาย, นาง or the like."""
    if person is None:
        return "", post
    columns = re.split(r"\s{2,}", person["rest"].strip())
    words = columns[0].split()
    name, rest = words[:2], words[2:]
    position = " ".join([*rest, *columns[1:]])
    position = re.sub(r"^ตำแหน่ง\s*", "", position)
    return to_thai(f"{person['lead']}{'' if _joined(person) else ' '}{' '.join(name)}"), to_thai(
        position
    )


def _joined(person: "re.Match[str]") -> bool:
    return person.start("rest") == person.end("lead")


def _role_of(words: str) -> str:
    found = _ROLE_AT_END.search(f" {words.strip()}")
    roles: Iterator[str] = iter(())
    if found:
        roles = (name for name, said in found.groupdict().items() if said)
    return next(roles, "member")
