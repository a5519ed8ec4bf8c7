"""Lines of an order: their marks (๑.๑, (๑), ก., –), cells and the people in them. Pure."""

import re
from dataclasses import dataclass

from kmdesk.committees.order_roles import is_role, role_at_end
from kmdesk.thai.dates import THAI_MONTHS
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.normal import PRIVATE_GLYPHS, ZERO_WIDTH

LONGEST_LINE = 1_000
"""Characters of a line that are looked at: a whole page in one line took seconds."""

_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_QUOTES = "“”\"‘’'"
_CHARS = {**PRIVATE_GLYPHS, **dict.fromkeys(map(ord, ZERO_WIDTH)), 0xA0: " ", 0x0D: None}
_MENDS = (
    # Letters of a scan or a PDF: sara am in pieces or lost, sara ae as two sara e.
    (re.compile(f"\u0e4d([{_TONES}]?) ?\u0e32"), "\\1\u0e33"),
    (re.compile(f"([ก-ฮ][{_TONES}]?) \u0e32(?=[ก-๎ ]|$)"), "\\1\u0e33"),
    (re.compile(" \u0e33"), "\u0e33"),
    (re.compile("\u0e40\u0e40"), "\u0e41"),
)
_SPLIT_WORDS = (
    "คณะทำงาน", "คณะกรรมการ", "คณะอนุกรรมการ", "กรรมการ", "เลขานุการ", "ผู้ช่วยเลขานุการ", "ที่ปรึกษา",
    "ประธาน", "ประกอบด้วย", "ดังต่อไปนี้", "ดังนี้", "มีหน้าที่", "แต่งตั้ง", "ทั้งนี้", "ยกเลิก",
    "คำสั่ง",
    "ตำแหน่ง",
)  # fmt: skip
_SPLIT = re.compile("|".join(" ?".join(word) for word in _SPLIT_WORDS))
_MONTH = "|".join(THAI_MONTHS)
_COUNTED = (
    rf"(?:{_MONTH}|วัน|เดือน|ปี|คน|บาท|ครั้ง|กลุ่ม\s|ประเด็น|เครื่อง|แห่ง"
    rf"|ราย|ชุด\s|ฉบับ|เรื่อง|ข้อ|ท่าน|คณะ\s)"
)
_NUMBER = re.compile(
    r"(?:ข้อ ?)?(?P<open>\(?) ?(?P<n>\d{1,3}(?:\.\d{1,3})*)"
    r"(?: ?(?P<close>\.?\)|[.)]))?(?P<gap>\s*)(?=\S)"
)
_LETTER = re.compile(r"(?P<open>\(?)(?P<n>[ก-ฮa-z])(?P<close>\)|\.(?=\s)|\))\s*(?=\S)")
_DASH = re.compile(r"[-–—•·▪●○◦*➢✓]\s*(?=[^\s\-–—=_.*])")
_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}")
_HEADS = re.compile(r"ลำดับ|^ที่$|ชื่อ|ตำแหน่ง|บทบาท|หน้าที่|สังกัด|หมายเหตุ|องค์ประกอบ|รายนาม")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its mark; ``style`` says how it was marked, "" for not at all."""

    plain: str
    words: str
    number: str
    style: str
    cells: tuple[str, ...]
    is_row: bool

    @property
    def last(self) -> int:
        """The last part of the number; 0 without."""
        part = self.number.rpartition(".")[2]
        return int(part) if part.isdecimal() else 0

    @property
    def is_heads(self) -> bool:
        """Whether it holds the heads of a table."""
        if len(self.cells) > 1 and all(_HEADS.search(cell) for cell in self.cells):
            return True
        return _are_heads(self.cells if len(self.cells) > 1 else _apart(self.words))


_HEAD = re.compile(
    r"ลำดับ(?: ?ที่)?|ที่|(?:ราย)?(?:ชื่อ|นาม)"
    r"(?:[ –/-]*(?:และ)?(?:นาม)?(?:ชื่อ)?(?:ส?สกุล|ตัว|ตำแหน่ง|นามสกุล)?)?"
    r"|(?:ตำแหน่ง|บทบาท|หน้าที่|สังกัด|หน่วยงาน|ระดับ|องค์ประกอบ)"
    r"(?:ใน|ทาง|การ|ตาม|สาย|ปัจจุบัน|/|และ|-|หน้าที่|ตำแหน่ง|ความรับผิดชอบ|คณะ\S*|บริหาร|งาน|สังกัด|\s)*"
    r"|กลุ่มงาน|กลุ่ม/ฝ่าย|ฝ่าย/กลุ่ม|โทรศัพท์|เบอร์โทร\S*|ลายมือชื่อ|ลงชื่อ|หมายเหตุ"
)


def _are_heads(cells: tuple[str, ...]) -> bool:
    """Whether short cells without digits say what is below them; one may be a role word."""
    if len(cells) < 3 or any(len(cell) > 40 or re.search(r"\d", cell) for cell in cells):
        return False
    rest = [cell for cell in cells if not _HEAD.fullmatch(cell)]
    return len(rest) < 2 and len(cells) - len(rest) > 1 and all(map(is_role, rest))


def _apart(words: str) -> tuple[str, ...]:
    """The words of a line whose columns were lost."""
    return tuple(re.sub(r"\s*([-–/])\s*", r"\1", words).split()) if len(words) < 120 else ()


def mended(text: str) -> str:
    """The text with broken letters put together; what it means is not touched."""
    text = text.translate(_CHARS).replace("\f", "\n")
    for pattern, whole in _MENDS:
        text = pattern.sub(whole, text)
    return _SPLIT.sub(lambda found: found[0].replace(" ", ""), text)


def read_line(raw: str) -> Line:
    """A line taken apart; the digits stay as written."""
    plain = raw.strip().strip(_QUOTES).strip()[:LONGEST_LINE]
    is_row = "|" in plain
    if is_row:
        plain = plain.strip("| ")
    number, style, start = _mark(to_arabic(plain), is_row)
    words = plain[start:].strip()
    cells = tuple(cell.strip() for cell in _CELLS.split(words) if cell.strip())
    if is_row:
        words = "    ".join(cells)
    return Line(plain, words, number, style, cells, is_row or "\t" in plain)


def _mark(plain: str, is_row: bool) -> tuple[str, str, int]:
    """Number, style and length of the mark a line begins with."""
    if is_row:
        first = re.match(r"(\d{1,3}(?:\.\d{1,3})*)[.)]?\s*\|\s*", plain)
        if first:
            return first[1], "row", first.end()
    found = _NUMBER.match(plain)
    if found and _is_mark(plain, found):
        depth = found["n"].count(".")
        close = (found["close"] or "")[-1:]
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


# People

_RANK = (
    r"ว่าที่ ?(?:ร้อย|พัน|เรือ)\S*?(?:ตรี|โท|เอก)(?: ?หญิง)?|ว่าที่ ?[รพ]\.\s?[ตทอ]\."
    r"|(?:พล|พัน|ร้อย|จ่าสิบ|สิบ|ดาบ|นาวา|เรือ)(?:ตำรวจ|อากาศ)?(?:ตรี|โท|เอก)(?: ?หญิง)?|ดาบตำรวจ"
    r"|(?:[รพสจ]\.)(?:[ตสอจ]\.)?(?:[ตทอ]\.)(?: ?หญิง)?|ด\.ต\.|จ\.อ\.|อส\."
)
_TITLE = (
    r"นางสาว|น\.ส\.|นาง(?!พยาบาล)"
    r"|นาย(?!อำเภอ|ทะเบียน|ก(?:เทศมนตรี|องค์การ|รัฐมนตรี|สมาคม|เมือง|สภา|เหล่ากาชาด|อบ[ตจ]|\s)|ด่าน(?:ศุล|ตรวจ|กัก)"
    r"|ช่าง(?:โยธา|เครื่อง|สำรวจ|ไฟฟ้า|ศิลป์|ชล|เทคนิค|เกษตร|รังวัด|ใหญ่|ปฏิบัติ|ชำนาญ|อาวุโส)"
    r"|แพทย์(?:สาธารณสุข|ชำนาญ|เชี่ยวชาญ|ปฏิบัติ|ทรง|\s)|สัตวแพทย์|สถานี"
    r"|ท่า(?:อากาศ|เรือ)|ตรวจ(?:สหกรณ์|เขต))"
    r"|หม่อม(?:ราชวงศ์|หลวง)|ม\.[ลร]\.(?:ว\.)?|คุณหญิง|ดร\.|ผศ\.(?: ?ดร\.)?|รศ\.(?: ?ดร\.)?"
    r"|ศ\.(?: ?ดร\.)?"
    r"|ผู้ช่วยศาสตราจารย์|รองศาสตราจารย์|ศาสตราจารย์|นายแพทย์|แพทย์หญิง|นพ\.|พญ\."
    r"|ทพ\.|สพ\.ญ\.|Mr\.|Mrs\.|Ms\.|Miss "
)
PERSON = rf"(?:(?:{_RANK}) ?(?:{_TITLE})?|{_TITLE})"
_PERSON = re.compile(rf"(?P<lead>{PERSON})\s*(?P<rest>[ก-๙A-Z].*)$", re.DOTALL)
_POST = re.compile(
    r"(?:ตำแหน่ง|นักวิชาการ|นักวิเคราะห์|นักจัดการ|นักทรัพยากร|ผู้อำนวยการ|เจ้าพนักงาน|เจ้าหน้าที่|นิติกร"
    r"|พนักงาน(?:ราชการ|ขับ|พิมพ์|บริการ)|ผู้ตรวจ|ผู้แทน|ปลัด|รองผู้|สหกรณ์(?:จังหวัด|อำเภอ)|เกษตร(?:จังหวัด|อำเภอ)"
    r"|หัวหน้า(?:กลุ่ม|ฝ่าย|งาน|สำนักงาน|ศูนย์|หน่วย|ส่วน)\S)"
)
_INSTEAD = re.compile(rf"\s\(?แทน(?:ที่)?\s?(?P<old>{PERSON}\s*[^\s()]+(?: [^\s()]+)?).*$")
_LEADER = " \t,:;…._–-"
_ACTS_AS = re.compile(r"\s*(?:ให้)?(?:ทำหน้าที่เป็น|ปฏิบัติหน้าที่เป็น|ทำหน้าที่|ในฐานะ|เป็น)\s*$")
_ANY_ROLE = re.compile(r"\s(?:เป็น|ทำหน้าที่(?:เป็น)?)\s?(?P<said>[^\s\d]{3,40})$")
"""A role that is not one of the usual words, said as such."""
_CALLED = re.compile(r"^(?:ดำรง)?ตำแหน่ง\s*:?\s*")


def is_person(words: str) -> bool:
    """Whether a line begins with a person's title and name."""
    return _PERSON.match(words) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """Who a line names, with the role as it stands there."""

    name: str
    post: str
    said: str
    instead_of: str = ""


def named(line: Line, role_cell: tuple[int, int] | None = None) -> Named:
    """Name, post and role of a line; ``role_cell`` is the role's cell and how many there are."""
    words, said, old = line.words, "", ""
    stands_in = _INSTEAD.search(words)
    if stands_in:
        words, old = words[: stands_in.start()], " ".join(stands_in["old"].split())
    if role_cell is not None and len(line.cells) == role_cell[1] and line.is_row:
        cells = list(line.cells)
        said = cells.pop(role_cell[0])
        words = "    ".join(cells)
    else:
        words, said = role_at_end(words, glued=is_person(words))
    unusual = None if said or not is_person(words) else _ANY_ROLE.search(words)
    if unusual:
        words, said = words[: unusual.start()], unusual["said"]
    words = _ACTS_AS.sub("", _unled(words)).strip()
    name, post, rest = name_and_post(words)
    if not said and len(rest) > 1 and len(rest[-1]) <= 30 and not _POST.match(rest[-1]):
        said, post = rest[-1], " ".join(rest[:-1])
    return Named(name, cleaned(post), said, old)


def _unled(words: str) -> str:
    """The words without the dots or dashes that lead to the next column; น.ส. keeps its dot."""
    bare = words.rstrip(_LEADER)
    tail = words[len(bare) :]
    return f"{bare}." if tail.startswith(".") and not tail.startswith("..") else bare


def name_and_post(words: str) -> tuple[str, str, list[str]]:
    """Name, post and the cells of the post; a post alone when no person begins the words."""
    person = _PERSON.match(words)
    cells = [cell for cell in _CELLS.split(words) if cell]
    if person is None:
        return "", re.sub(r"^[-–.\s]+", "", " ".join(words.split())), []
    lead_end = person.start("rest")
    first = [cell for cell in _CELLS.split(person["rest"]) if cell]
    parts, rest = first[0].split(), first[1:]
    if len(parts) == 1 and rest and not _POST.match(rest[0]) and len(rest) > 1:
        more = rest[0].split()  # first name and surname a column apart
        parts, rest = [parts[0], *more], rest[1:]
    count = _name_length(parts)
    own = " ".join(parts[count:])
    rest = [*([own] if own else []), *rest]
    lead = words[:lead_end].rstrip()
    gap = " " if words[:lead_end] != lead else ""
    name = f"{' '.join(lead.split())}{gap}{' '.join(parts[:count])}".rstrip(",:")
    return name, " ".join(rest), rest if len(cells) > 1 else []


def _name_length(parts: list[str]) -> int:
    """How many words of a line are the name: first name and surname, or ณ and its place."""
    if len(parts) > 2 and parts[1] == "ณ":
        return 3
    if len(parts) > 1 and not parts[0].endswith(".") and _POST.match(parts[1]):
        return 1
    return min(2, len(parts))


def is_post(words: str) -> bool:
    """Whether words begin like the name of a post."""
    return _POST.match(words) is not None


def joined(before: str, words: str) -> str:
    """Words that go on in the next line: Thai has no space there."""
    more = " ".join(words.split())
    if not before or not more:
        return before or more
    apart = re.search(r"[0-9A-Za-z๐-๙ๆ.)]$", before) or re.match(r"[0-9A-Za-z๐-๙(]", more)
    return f"{before} {more}" if apart else f"{before}{more}"


def cleaned(post: str) -> str:
    """A post without the word ตำแหน่ง before it and without brackets around it."""
    post = _CALLED.sub("", " ".join(post.split()).strip(" ,;:"))
    inner = re.fullmatch(r"\(([^()]+)\)", post)
    return inner[1].strip() if inner else post
