"""Text of an order: its lines and their marks, roles as written, the draft read from it. Pure."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

from kmdesk.committees.order_draft import GroupDraft, MemberDraft
from kmdesk.committees.order_ranks import PERSON
from kmdesk.thai.dates import THAI_MONTHS
from kmdesk.thai.normal import PRIVATE_GLYPHS, ZERO_WIDTH, marks_in_order
from kmdesk.thai.numbers import to_arabic

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
_AFTER = re.compile(rf"(?:\s?(?:และ|/)\s?(?:{INLINE}))?")


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
        if named and _AFTER.fullmatch(named["after"]) and (named.start() or member.name):
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
    return re.compile(
        rf"(?:^|\s)(?P<said>{_BEFORE}(?:{one}){_ABBREVIATED}(?P<after>(?:\s?(?:และ|/).*)?))$"
    )


def _part(member: MemberDraft, post: str, said: str) -> None:
    member.post, member.said, member.role = post.strip(" ,-–"), said, code_of(said)


def _is_made_of(end: str, made_of: str) -> bool:
    """Whether a word is a member of คณะ + what it is made of, alone or as its head."""
    bare = re.sub(rf"^{_BEFORE}(?=ผู้|นัก|วิทยากร|พี่เลี้ยง)", "", end)
    core = re.split(r"และ|/", bare)[0]
    if len(core) < 5 or not (core == made_of or _MAY_BE_ROLE.match(core)):
        return False
    return made_of.startswith(core) and _AFTER.fullmatch(bare[len(core) :]) is not None


LONGEST_LINE = 1_000
"""Characters of a line that are looked at: a whole page in one line took seconds."""

BROKEN = 45
"""Characters of a line that may have been broken for want of room."""
_IS_THAI = re.compile("[ก-๎]")
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_QUOTES = "“”\"‘’'"
_CHARS = {**PRIVATE_GLYPHS, **dict.fromkeys(map(ord, ZERO_WIDTH)), 0xA0: " ", 0x0D: None}
_MENDS = (
    # Letters of a scan or a PDF: sara am in pieces parted by a space, or lost.
    (re.compile(f"\u0e4d([{_TONES}]?) ?\u0e32"), "\\1\u0e33"),
    (re.compile(f"([ก-ฮ][{_TONES}]?) \u0e32(?=[ก-๎\\s]|$)"), "\\1\u0e33"),
    (re.compile(" \u0e33"), "\u0e33"),
)
_SPLIT_WORDS = (
    "คณะทำงาน", "คณะกรรมการ", "คณะอนุกรรมการ", "กรรมการ", "เลขานุการ", "ผู้ช่วยเลขานุการ", "ที่ปรึกษา",
    "ประธาน", "ประกอบด้วย", "ดังต่อไปนี้", "ดังนี้", "มีหน้าที่", "แต่งตั้ง", "ทั้งนี้", "ยกเลิก",
    "คำสั่ง",
    "ตำแหน่ง",
)  # fmt: skip
_SPLIT = re.compile(  # never in a name: นางที่ ปรึกษาดี
    rf"(?<!นาย)(?<!นาง)(?<!สาว)(?:{'|'.join(' ?'.join(word) for word in _SPLIT_WORDS)})"
)
MONTH = "|".join(THAI_MONTHS)
_COUNTED = (
    rf"(?:{MONTH}|วัน|เดือน|ปี|คน|บาท|ครั้ง|กลุ่ม\s|ประเด็น|เครื่อง|แห่ง"
    rf"|ราย(?!งาน)|ชุด\s|ฉบับ|เรื่อง|ข้อ|ท่าน(?![ก-๎])|คณะ\s)"
)
_NUMBER = re.compile(
    rf"(?:ข้อ ?|ลำดับ(?:ที่)? ?(?=\d+[.)]?\s*(?:{PERSON})))?"
    r"(?P<open>\(?) ?(?P<n>\d{1,3}(?:\.\d{1,3})*)"
    r"(?: ?(?P<close>\.?\)|[.)]|[,;:](?=\s)))?(?P<gap>\s*)(?=\S)"
)
_LETTER = re.compile(r"(?P<open>\(?)(?P<n>[ก-ฮa-zA-Z])(?P<close>\)|\.(?=\s))\s*(?=\S)")
_PLACES = {
    letter: place
    for letters in ("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ", ascii_lowercase, ascii_uppercase)
    for place, letter in enumerate(letters, 1)
}
"""How far a letter counts: lists leave out ฃ and ฅ."""


def place(mark: str) -> int:
    """What a number (its last part) or a letter counts; 0 for none."""
    part = mark.rpartition(".")[2]
    return int(part) if part.isdecimal() else _PLACES.get(part, 0)


_DASH = re.compile(r"[-–—•·▪●○◦*➢✓]\s*(?=[^\s\-–—=_.*])")
CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}")
_LEADER = re.compile(
    r"(?<=\S)[ \t]*+(?:\.{3,}+|…++|_{3,}+|-{4,}+|(?:[.·] ){3,}+[.·]?+)[ \t.]*+(?=[^\s.])"
)
"""Dots or dashes that lead the eye to the next column."""
_HEADS = re.compile(
    r"ลำดับ|^ที่$|ชื่อ|ตำแหน่ง|บทบาท|(?<!เจ้า)หน้าที่|สังกัด|หมายเหตุ|สถานะ|ภารกิจ|ความรับผิดชอบ|องค์ประกอบ|รายนาม"
)

_IS_SOMEBODY = re.compile(rf"(?:{PERSON})\s*[ก-๙A-Z]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its mark; ``style`` says how it was marked, "" for not at all."""

    plain: str
    words: str
    number: str
    style: str
    cells: tuple[str, ...]
    is_row: bool
    indent: str = ""
    """The spaces before it: they tell under which column it stands."""
    said: str = ""
    """The role at its end where the place of the cell tells it, whatever its words."""
    is_body: bool = False
    """Whether it is the name of a body for sure, whatever its words: a table's column told."""

    @property
    def role_apart(self) -> tuple[str, str]:
        """The words without the role at their end, and that role; "" when there is none."""
        if self.said and self.words.endswith(self.said):
            return self.words[: -len(self.said)], self.said
        return role_at_end(self.words)

    @property
    def last(self) -> int:
        """What the mark counts: the last part of the number, the place of the letter; 0 without."""
        return place(self.number)

    @property
    def is_apart(self) -> bool:
        """Whether it has columns or a leader, not only some spaces more."""
        return self.is_row or "\t" in self.words

    @property
    def is_heads(self) -> bool:
        """Whether it holds the heads of a table."""
        if len(self.cells) > 1 and all(_HEADS.search(cell) for cell in self.cells):
            return _IS_SOMEBODY.match(self.words) is None
        return _are_heads(self.cells if len(self.cells) > 1 else _apart(self.words))


_HEAD = re.compile(
    r"ลำดับ(?: ?ที่)?|ที่|(?:(?:ยศ|คำนำหน้า)[ –/-]*)?(?:ราย)?(?:ชื่อ|นาม)"
    r"(?:[ –/(-]*(?:และ)?(?:นาม)?(?:ชื่อ)?(?:ส?สกุล|ตัว|ตำแหน่ง|นามสกุล|สังกัด|หน่วยงาน)\)?){0,4}[ –/-]*"
    r"|(?:ตำแหน่ง|บทบาท|หน้าที่|สถานะ|ภารกิจ|ความรับผิดชอบ|สังกัด|หน่วยงาน|ระดับ|องค์ประกอบ)"
    r"(?:ใน|ทาง|การ|ตาม|สาย|ปัจจุบัน|/|และ|-|หน้าที่|ตำแหน่ง|ความรับผิดชอบ|คณะ\S*|บริหาร|งาน|สังกัด|\s)*"
    r"|(?:ทำหน้าที่|ปฏิบัติหน้าที่|แต่งตั้ง)?(?:ให้)?เป็น|ทำหน้าที่|ยศ|คำนำหน้า(?:ชื่อ|นาม)?|สกุล"
    r"|กลุ่มงาน|กลุ่ม/ฝ่าย|ฝ่าย/กลุ่ม|โทรศัพท์|เบอร์โทร\S*|ลายมือชื่อ|ลงชื่อ|หมายเหตุ"
)
_OF_NAMES = re.compile(r"(?:ราย)?(?:ชื่อ|นาม)")
"""The head of the column of names."""


_OF_RULE = r"[-_=.*~–—…‥·•●○◦◆◇■□─━═※#^|:+]"
_RULE = re.compile(
    rf"…+|{_OF_RULE}(?:{_OF_RULE}|\s){{2,}}"
    rf"|{_OF_RULE}+(?:\s*[oO0๐๏๛]{{1,9}}\s*{_OF_RULE}+)+|[oO๐]{{3,}}|[๏๛]+"
)
_RULE_AT_END = re.compile(rf"\s*(?:\.{{3,}}|…|[-_=*~–—]{{3,}})(?:{_OF_RULE}|\s)*$")


def is_rule(words: str) -> bool:
    """Whether a line is drawn of dots, dashes, stars and the like and says nothing."""
    return _RULE.fullmatch(words.strip()) is not None


def without_rule(words: str) -> str:
    """The words without the dots or dashes that fill up their line."""
    return _RULE_AT_END.sub("", words)


_SIGNING = re.compile(r"(?:สั่ง|ประกาศ|ให้ไว้) ?ณ ?วันที่")


def is_signing(line: Line) -> bool:
    """Whether a line says when the order was signed."""
    return _SIGNING.match(" ".join(line.plain.split())) is not None


def is_head(words: str) -> bool:
    """Whether words alone may stand above a column of a table."""
    flat = " ".join(words.split())
    return len(flat) <= 40 and not re.search(r"\d", flat) and _HEAD.fullmatch(flat) is not None


def _are_heads(cells: tuple[str, ...]) -> bool:
    """Whether short cells without digits say what is below them; one may be a role word."""
    if len(cells) < 2 or any(len(cell) > 40 or re.search(r"\d", cell) for cell in cells):
        return False
    rest = [cell for cell in cells if not _HEAD.fullmatch(cell)]
    if len(cells) == 2 and not _OF_NAMES.match(cells[0]):
        return False  # a post and its role
    return len(rest) < 2 and len(cells) > len(rest) and all(map(is_role, rest))


def _apart(words: str) -> tuple[str, ...]:
    """The words of a line whose columns were lost."""
    return (
        tuple(re.sub(r"\s*([-–/])\s*|\s+(?=และ)", r"\1", words).split()) if len(words) < 120 else ()
    )


def mended(text: str) -> str:
    """The text with broken letters put together; what it means is not touched."""
    text = text.translate(_CHARS).replace("\f", "\n")
    for pattern, whole in _MENDS:
        text = pattern.sub(whole, text)
    return unsplit(marks_in_order(text))


def unsplit(text: str) -> str:
    """The text with the usual words put together that a space or a line's end parted."""
    return _SPLIT.sub(lambda found: found[0].replace(" ", ""), text)


_PARTED_WORDS = (
    *_SPLIT_WORDS, "ประธานกรรมการ", "ประธานอนุกรรมการ", "ประธานคณะทำงาน",
    "รองประธาน", "ต่อไปนี้", "ตั้งแต่",
    "เจ้าพนักงาน", "เจ้าหน้าที่", "นักวิชาการ", "ผู้อำนวยการ", "ชำนาญการ", "ชำนาญงาน", "ปฏิบัติการ", "ปฏิบัติงาน",
)  # fmt: skip
"""Words that the end of a line may part; a space may stand between some of them rightly."""
_HALVES = {
    (word[:at], word[at:])
    for word in _PARTED_WORDS
    for at in range(2, len(word) - 1)
    if not re.match("[ะ-ฺ็-๎]", word[at]) and word[at - 1] not in "เแโใไ"
}
_BEGUN = re.compile(rf"(?<!หน้า)(?:{'|'.join({half for half, _rest in _HALVES})})$")


def words_whole(lines: list[str]) -> list[str]:
    """The lines; of a usual word that the end of a line parted all is in the line above."""
    out: list[str] = []
    for line in lines:
        rest = _other_half(out[-1], line.lstrip()) if out and len(out[-1]) >= BROKEN else ""
        if rest:
            out[-1] += rest
        more = line.lstrip()[len(rest) :].lstrip() if rest else line
        if more or not rest:
            out.append(more)
    return out


def _other_half(above: str, line: str) -> str:
    begun = _BEGUN.search(above, max(0, len(above) - 15))
    if begun is None:
        return ""
    halves = (begun[0][at:] for at in range(len(begun[0]) - 1))
    rests = [rest for half in halves for own, rest in _HALVES if own == half]
    return max((rest for rest in rests if line.startswith(rest)), key=len, default="")


def run_on(lines: list[str]) -> str:
    """The lines as one; Thai words that a full line's end parted are put together."""
    parts: list[str] = []
    above = ""
    for words in (" ".join(line.split()) for line in lines):
        broken = len(above) >= BROKEN and _IS_THAI.match(above[-1]) and _IS_THAI.match(words)
        parts += [words] if broken else [" ", words]
        above = words
    return "".join(parts).strip()


def read_line(raw: str) -> Line:
    """A line taken apart; the digits stay as written."""
    plain = raw.strip().strip(_QUOTES).strip()[:LONGEST_LINE]
    is_row = "|" in plain
    if is_row:
        plain = plain.strip("| ")
    number, style, start = _mark(to_arabic(plain), is_row)
    words = _LEADER.sub("\t", plain[start:].strip().lstrip("._… ") if style else plain)
    cells = tuple(cell.strip() for cell in CELLS.split(words) if cell.strip())
    if is_row:
        words = "    ".join(cells)
    indent = raw[: len(raw) - len(raw.lstrip())]
    return Line(plain, words, number, style, cells, is_row or "\t" in plain, indent)


def _mark(plain: str, is_row: bool) -> tuple[str, str, int]:
    """Number, style and length of the mark a line begins with."""
    if is_row:
        first = re.match(r"(\d{1,3}(?:\.\d{1,3})*)[.)]?\s*\|\s*", plain)
        if first:
            return first[1], "row", first.end()
    found = _NUMBER.match(plain)
    if found and _is_mark(plain, found):
        depth = found["n"].count(".")
        close = re.sub("[,;:]", ".", (found["close"] or "")[-1:])  # a dot as a scan may give it
        return found["n"], f"{found['open']}N{'.N' * depth}{close}", found.end()
    found = _LETTER.match(plain)
    if found:
        return found["n"], f"{found['open']}ก{found['close']}", found.end()
    found = _DASH.match(plain)
    return ("-", "-", found.end()) if found else ("", "", 0)


def _is_mark(plain: str, found: re.Match[str]) -> bool:
    close = found["close"] or ""
    if found["open"] and ")" not in close:
        return False
    if close:
        return not (close == "." and not found["gap"] and plain[found.end()].isdigit())
    depth = "." in found["n"] or plain.startswith("ข้อ")
    return bool(found["gap"]) and (depth or not re.match(_COUNTED, plain[found.end() :]))
