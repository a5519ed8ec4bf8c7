"""Lines of a law's text: paragraphs, what each begins with, and the preamble's layout. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmdesk.thai.numbers import DIGIT, PROVISION, ProvisionNumber, read_provision, to_arabic

_BREAK = re.compile(r"\r\n|\n|\r|\f|\u2028|\u2029")
_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
MARK = re.compile(r"\s?\[\s?\(?[๐-๙0-9]{1,4}\)?\s?\]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text[start:end]`` including its line break; ``line`` is its content on one line."""

    start: int
    end: int
    line: str
    after_blank: bool

    @property
    def blank(self) -> bool:
        """Whether it is only white space."""
        return not self.line


def paragraphs(text: str) -> list[Paragraph]:
    """Split ``text`` into paragraphs; joined together they give the text."""
    result: list[Paragraph] = []
    after_blank = True
    for start, end in _spans(text):
        line = one_line(text[start:end])
        result.append(Paragraph(start, end, line, after_blank))
        after_blank = not line
    return result


def one_line(text: str) -> str:
    """Collapse white space and line breaks to single spaces."""
    return _SPACE.sub(" ", text).strip()


def without_marks(text: str) -> str:
    """Remove footnote marks such as [๑๓]."""
    return MARK.sub("", text) if "[" in text else text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    wrapped = _wrap_test(text)
    start = 0
    for match in _BREAK.finditer(text):
        if not wrapped(match, start):
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


class _Hard:
    def __call__(self, _match: re.Match[str], _start: int) -> bool:
        return False


class _CarriageReturns:
    """Line-break rule of the Council of State's pages: CR LF wraps a line, LF ends a paragraph."""

    def __call__(self, match: re.Match[str], _start: int) -> bool:
        return match[0] == "\r\n"


def _wrap_test(text: str) -> _Hard | _CarriageReturns:
    # Only a file with both kinds of break follows that rule; from Windows all are CR LF.
    both = "\r\n" in text and re.search(r"(?<!\r)\n", text)
    return _CarriageReturns() if both else _Hard()


INSTRUMENTS = (
    "พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|พระบรมราชโองการ|ประกาศ|คำสั่ง|กฎกระทรวง|กฎสำนัก"
    "|ประมวล|ระเบียบ|ข้อบังคับ|พระธรรมนูญ|รัฐธรรมนูญ|ธรรมนูญ|ข้อบัญญัติ|กฎ ก\\.|กฎหมายลักษณะ"
)
TREATIES = ("สนธิสัญญา", "อนุสัญญา", "ความตกลง", "พิธีสาร", "กฎบัตร", "กติกาสัญญา", "ข้อตกลง")
_UNIT = re.compile(
    rf"[\s\u00a0\u200b]*(?P<unit>มาตรา?|ข้อ)[\s\u00a0]*(?P<number>{PROVISION})"
    rf"(?P<gap>(?:[\s\u00a0]?\[\s?\(?{DIGIT}{{1,4}}\)?\s?\])*[\s\u00a0]*)"
)
# A range heads a line of a law only where all of it was repealed or left vacant:
# มาตรา ๑๔๔ ถึง มาตรา ๑๖๖ (ยกเลิก). Any other range is a citation.
_THROUGH = re.compile(
    rf"[\s\u00a0]*(?:ถึง|-|–)[\s\u00a0]*(?:มาตรา|ข้อ)?[\s\u00a0]*(?P<number>{PROVISION})"
    rf"(?:[\s\u00a0]?\[\s?\(?{DIGIT}{{1,4}}\)?\s?\])*[\s\u00a0]*(?=(?:และบัญชี[^\n()]{{0,60}}(?:\s[^\n()]{{0,60}})?)?\(?(?:ยกเลิก|ว่าง)|\[)"
)
# Where a citation is wrapped, a number begins a line too: these words after it, and the
# next ones before it, tell it from a provision.
_REFERENCE_GOES_ON = re.compile(
    r"(?:ถึง|และ|หรือ|วรรค|แห่ง|มาตรา|ข้อ|ทั้งนี้|ประกอบ|แก้ไขเพิ่มเติม|เพิ่มโดย|ยกเลิกโดย|,|\((?!ยกเลิก))"
)
_REFERENCE_OPEN = re.compile(r"(?:มาตรา|ข้อ|ตาม|และ|หรือ|ใน|แห่ง|ถึง|กับ|ของ|ตามที่|,)$")
_LEVELS = {"บรรพ": 1, "ภาค": 2, "ลักษณะ": 3, "หมวด": 4, "ส่วน": 5, "ตอน": 6, "บท": 6}
_HEADING = re.compile(
    rf"(?P<word>บรรพ|ภาค|ลักษณะ|หมวด|ส่วน|ตอน|บท) ?(?:ที่)? ?(?P<number>{PROVISION})(?P<rest> .*)?$"
)
_LOOSE_HEADING = re.compile(r"(?:บทเฉพาะกาล|บทกำหนดโทษ|บทลงโทษ|อัตราโทษ|บททั่วไป|ข้อความเบื้องต้น)$")
# หมวด ๓ และ… and ส่วน ๑ ของ… are prose that cites a chapter.
_NO_TITLE = re.compile(r" ?(?:และ|หรือ|ว่าด้วย|แห่ง|ของ|มา|ถึง|ตาม|วรรค|\()")
_RULE = re.compile(rf"(?:[-_=*.–—~ ]{{3,}}|[-–] ?{DIGIT}+ ?[-–])$")
_RUNNING_HEAD = re.compile(
    rf"(?:หน้า ?{DIGIT}+|เล่ม ?{DIGIT}+ ?ตอน(?:ที่|พิเศษ).{{1,30}}ราชกิจจานุเบกษา.{{0,30}})$"
)
_FOOTNOTE = re.compile(rf"\[ ?\(?{DIGIT}{{1,4}}\)? ?\]")
_MARK_NUMBER = re.compile(rf"\[\s?\(?({DIGIT}{{1,4}})\)?\s?\]")
_FOOTNOTE_WORDS = re.compile(r"แก้ไขเพิ่มเติม|เพิ่มโดย|ยกเลิกโดย|ราชกิจจา|เพิ่มความ")
_EDITOR = re.compile(r"(?:[^\s/]{2,25}/){1,3}(?:ผู้)?(?:จัดทำ|ตรวจ|แก้ไข|ปรับปรุง|เพิ่มเติม|พิมพ์)")
_CLOSE = re.compile(
    r"(?:ผู้รับสนองพระ|รับสนองพระบรม|ประกาศ ?มา ?(?:ณ|แต่|เมื่อ|วันที่)"
    r"|ประกาศ ณ|ประกาศวันที่|ให้ไว้ ณ|สั่ง ณ|ออกให้ ณ)"
)
_REMARKS = re.compile(r"หมายเหตุ ?:?.{0,5}เหตุผล ?ใน")
_SCHEDULE = re.compile(
    r"\(?(?:บัญชี|อัตราค่า|ตาราง|แบบ ?[ก-ฮ๐-๙0-9]|แผนที่|ภาคผนวก|พิกัด|รายการ|ค่าธรรมเนียม"
    r"|เอกสารแนบ|ใบแนบ|สิ่งที่ส่งมาด้วย)"
)
_TITLE = re.compile(rf"\*? ?(?:\([ก-ฮ๐-๙]\) ?)?(?:{INSTRUMENTS}|{'|'.join(TREATIES)})")
_TITLE_END = re.compile(
    rf"(?:(?:พ\.ศ\.|ศักราช|ร\.ศ\.|ศก,?|{DIGIT}/) ?{DIGIT}{{2,4}}|ฉบับที่ ?{DIGIT}+)[\"”\u0094]?$"
)


@dataclass(frozen=True, slots=True)
class UnitMark:
    """A paragraph that may begin a provision."""

    unit: str
    number: str
    key: ProvisionNumber
    through: str
    weight: float


def unit_mark(text: str, paragraph: Paragraph, before: Paragraph | None) -> UnitMark | None:
    """Return a weighted candidate if ``paragraph`` may begin a provision; otherwise None."""
    if not paragraph.line.startswith(("มาตร", "ข้อ")):
        return None
    match = _UNIT.match(text, paragraph.start, paragraph.end)
    key = read_provision(match["number"]) if match else None
    if match is None or key is None:
        return None
    through = _THROUGH.match(text, match.end("number"), paragraph.end)
    rest = one_line(text[match.end() : paragraph.end])
    # None of these signs is sure alone, so they only weigh: which candidates form one
    # numbering is decided with all of them in view.
    weight = 1.0
    if _wide(match["gap"]) or not rest:
        weight += 0.5
    if paragraph.after_blank:
        weight += 0.5
    elif before is not None and _REFERENCE_OPEN.search(before.line):
        weight -= 1.5
    if not through and not _wide(match["gap"]) and _REFERENCE_GOES_ON.match(rest):
        weight -= 1.5
    last = through["number"] if through else ""
    unit = "ข้อ" if match["unit"] == "ข้อ" else "มาตรา"  # one code has the misprint มาตร ๗๙๘
    return UnitMark(unit, match["number"], key, last, weight)


def _wide(gap: str) -> bool:
    plain = without_marks(gap)
    return len(plain) > 1 or plain != gap or "\u00a0" in gap


def heading_level(paragraph: Paragraph) -> int:
    """Return 1 (บรรพ) to 6 (ตอน) for a chapter heading; otherwise 0."""
    line = without_marks(paragraph.line)
    # Longer than any title: a sentence that happens to begin with the word for a chapter.
    if len(line) > 160:
        return 0
    if _LOOSE_HEADING.match(line):
        return 1 if line == "บทเฉพาะกาล" else 4
    match = _HEADING.match(line)
    if match is None or (match["rest"] and _NO_TITLE.match(match["rest"])):
        return 0
    return _LEVELS[match["word"]]


def is_loose_heading(paragraph: Paragraph) -> bool:
    """Return whether it is a chapter heading without a number, such as บทเฉพาะกาล."""
    return bool(_LOOSE_HEADING.match(without_marks(paragraph.line)))


def is_bare_heading(paragraph: Paragraph) -> bool:
    """Return whether it is a numbered heading whose title is on the next line."""
    match = _HEADING.match(without_marks(paragraph.line))
    return match is not None and not (match["rest"] or "").strip()


def is_rule(paragraph: Paragraph) -> bool:
    """Return whether it is a ruled line, a page number or the Gazette's running head."""
    return bool(_RULE.match(paragraph.line) or _RUNNING_HEAD.match(paragraph.line))


def is_footnote(paragraph: Paragraph) -> bool:
    """Return whether it begins with a footnote mark."""
    return bool(_FOOTNOTE.match(paragraph.line))


def is_sure_footnote(paragraph: Paragraph, following: str) -> bool:
    """Return whether it is certainly a footnote: it names the Gazette or an amending act."""
    return is_footnote(paragraph) and bool(
        _FOOTNOTE_WORDS.search(paragraph.line[:200])
        or (is_bare_mark(paragraph) and _FOOTNOTE_WORDS.search(following[:200]))
    )


def is_bare_mark(paragraph: Paragraph) -> bool:
    """Return whether it is nothing but a footnote mark."""
    return bool(re.fullmatch(_FOOTNOTE.pattern, paragraph.line))


def mark_numbers(text: str) -> list[str]:
    """Return the footnote numbers mentioned in ``text``, in Arabic digits."""
    return [to_arabic(number) for number in _MARK_NUMBER.findall(text)]


def is_editor(paragraph: Paragraph) -> bool:
    """Return whether it is an editorial stamp of the publisher, such as name/ตรวจ."""
    return len(paragraph.line) < 80 and bool(_EDITOR.match(paragraph.line))


def is_close(paragraph: Paragraph) -> bool:
    """Return whether it is the signature formula at the end of a law."""
    return len(paragraph.line) < 200 and bool(_CLOSE.match(paragraph.line))


def is_remarks(paragraph: Paragraph, following: str) -> bool:
    """Return whether it begins หมายเหตุ :- เหตุผลในการประกาศใช้…."""
    return bool(
        paragraph.line.startswith("หมายเหตุ")
        and _REMARKS.match(f"{paragraph.line[:80]} {following[:80]}".replace("\t", " "))
    )


def is_schedule(paragraph: Paragraph) -> bool:
    """Return whether it is a list, tariff, form or map that follows the law."""
    return len(paragraph.line) < 200 and bool(_SCHEDULE.match(paragraph.line))


def is_title(paragraph: Paragraph) -> bool:
    """Return whether it is the title of another instrument."""
    line = without_marks(paragraph.line)
    if not _TITLE.match(line) or len(line) > 400:
        return False
    # A short line may be a title without a year. A long one needs an end like a title’s, or
    # a footnote mark, for sentences begin with พระราชบัญญัติ… as well.
    if len(line) < (120 if line.startswith(TREATIES) else 40):
        return True
    return line != paragraph.line or bool(_TITLE_END.search(line.rstrip(" *")))


# The head is the title, the King's name and the date; these words begin the prose below it.
_PROSE = re.compile(
    r"(?:พระบาทสมเด็จ|โดยที่|ด้วย(?!น)|อาศัย|เนื่อง|มีพระ|จึง|เพื่อ|ตามที่|ฉะนั้น|ดังนั้น|เหตุผลและ"
    r"|พระราชบัญญัตินี้|พระราชกำหนดนี้|พระราชกฤษฎีกานี้|ให้ตรา|การตรา|คณะรัฐมนตรี|นายกรัฐมนตรี|รัฐมนตรี)"
)
# Part of the King's name in the head, or the subject of the first sentence after the date.
_ROYAL = re.compile(r"สมเด็จพระ")
_GIVEN = re.compile(r"(?:ให้ไว้|ตราไว้|ประกาศมา)\s*ณ")
_LONG = 110  # characters: a longer line is prose
_BROKEN = 100  # a shorter line before one that starts no sentence was wrapped by the source


def head_length(lines: Sequence[str]) -> int:
    """Return how many of the first lines are the head, to be centred."""
    given = False
    for index, line in enumerate(lines):
        text = line.strip()
        given = given or bool(_GIVEN.match(text))
        if len(text) > _LONG or _PROSE.match(text) or (given and _ROYAL.match(text)):
            return index
    return len(lines)


def preamble_paragraphs(text: str) -> tuple[list[str], list[str]]:
    """Return (lines of the head, paragraphs of the prose), with wrapped sentences joined."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    length = head_length(lines)
    prose: list[str] = []
    last = ""
    for line in lines[length:]:
        begins = bool(_PROSE.match(line) or _ROYAL.match(line)) and not _goes_on(line)
        if prose and not begins and len(last) < _BROKEN:
            prose[-1] += " " + line
        else:
            prose.append(line)
        last = line
    return lines[:length], prose


def _goes_on(line: str) -> bool:
    """Return whether a line continues the enacting sentence, as มีพระ… and ให้ตรา… do."""
    return line.startswith(("มีพระ", "ให้ตรา"))
