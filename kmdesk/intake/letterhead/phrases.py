"""The fixed phrases of letters: their spellings, numbers and secrecy marks, found by skeleton."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kmdesk.thai.dates import THAI_MONTHS, from_be, parse_date
from kmdesk.thai.numbers import parse_number, to_arabic

_SAME = str.maketrans({"ำ": "า", "แ": "เ"})
# Marks are what a scan loses first and a typist misplaces, so phrases are compared by their
# letters.
_MARKS = re.compile("[ัิ-ฺ็-๎ํ\u200b]")


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """Return ``text`` without tone marks, upper and lower vowels, spaces and full stops."""
    text = re.sub(r"[\s.]+", "", text.replace("เเ", "แ").replace("ํา", "ำ"))
    return _MARKS.sub("", text).translate(_SAME)


def distance(one: str, other: str, limit: int) -> int:
    """Return the edit distance of two short texts; ``limit + 1`` for anything beyond ``limit``."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        present = [row]
        for column, right in enumerate(other, 1):
            change = above[column - 1] + (left != right)
            present.append(min(change, above[column] + 1, present[-1] + 1))
        if min(present) > limit:
            return limit + 1
        above = present
    return min(above[-1], limit + 1)


def opening(text: str, word: str, limit: int) -> tuple[int, int] | None:
    """Return (end of ``word``, edits) when ``text`` begins with ``word``, tolerating OCR errors."""
    needed = skeleton(word)
    best: tuple[int, int] | None = None
    for length, end in _prefixes(text, len(needed) + limit):
        if length < len(needed) - limit:
            continue
        edits = distance(skeleton(text[:end]), needed, limit)
        if edits <= limit and (best is None or edits < best[1]):
            best = (end, edits)
    return best


def _prefixes(text: str, longest: int) -> list[tuple[int, int]]:
    """Return (skeleton length, end in ``text``) of each prefix of ``text``."""
    found: list[tuple[int, int]] = []
    letters = 0
    for at, char in enumerate(text):
        if skeleton(char):
            letters += 1
            if letters > longest:
                break
            found.append((letters, at + 1))
        elif found and not char.isspace():
            found[-1] = (letters, at + 1)  # a mark belongs to the letter before it
    return found


def alike(one: str, other: str) -> float:
    """Return the similarity of two names, 0…1, ignoring marks and spaces."""
    left, right = skeleton(one), skeleton(other)
    longest = max(len(left), len(right))
    if not longest:
        return 0.0
    limit = max(1, longest // 5)
    return 1 - distance(left, right, limit) / longest


_PIECE = re.compile(r"\S+")
_LEAST = 5  # letters without marks: shorter pieces may well be other words


class Spellings:
    """Lines and words of earlier subjects, recipients and signers, as they are written."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: set[str] = set()
        self._counts: dict[str, Counter[str]] = {}
        for text in texts:
            for line in text.splitlines():
                for part in {line.strip(), *_PIECE.findall(line)}:
                    self._learn(part)

    def mend(self, text: str) -> str:
        """Return ``text`` with known words corrected; only marks and spaces ever change.

        A word is replaced only by one with more marks: a scan loses marks, it does not add any.
        """
        return "\n".join(self._line(line) for line in text.splitlines())

    def _line(self, line: str) -> str:
        whole = self._better(line.strip())
        if whole:
            return whole
        return _PIECE.sub(lambda piece: self._better(piece[0]) or piece[0], line)

    def _learn(self, part: str) -> None:
        bones = skeleton(part)
        if len(bones) >= _LEAST:
            self._known.add(part)
            self._counts.setdefault(bones, Counter())[part] += 1

    def _better(self, part: str) -> str:
        if part in self._known:
            return ""
        found = self._counts.get(skeleton(part))
        if not found:
            return ""
        best = max(found, key=lambda known: (found[known], _marks(known)))
        return best if _marks(best) >= _marks(part) else ""


def _marks(text: str) -> int:
    return len("".join(text.split()))


_CLASSES = {skeleton(word) for word in ("ลับ", "ลับมาก", "ลับที่สุด")}
# Text that may share the stamp's line without making it a sentence.
_COMPANY = re.compile(
    r"ด่วนที่สุด|ด่วนมาก|ด่วน|ชั้นความลับ|ชั้นความเร็ว|สำเนาคู่ฉบับ|สำเนา|ฉบับที่|หน้า(?:ที่)?|ชุดที่|ของ"
    r"|[0-9๐-๙A-Za-z\W_]",
)
_NUMBER_LINE = re.compile(r"^\s*ที่?\s*[ก-ฮ].*/.*\s(?:ลับที่สุด|ลับมาก|ลับ)\s*$")
_MARKED = re.compile(r"ชั้นความลับ\s*[:.]*\s*(?!ปกติ|ไม่มี|-)(ลับ)")
# A class is stamped at the head and foot of a page; elsewhere the word is part of a sentence.
_HEAD, _FOOT = 14, 3


def is_secret(page: str | Sequence[str]) -> bool:
    """Return whether the page is stamped with a secrecy class at its head or foot."""
    lines = page.splitlines() if isinstance(page, str) else page
    said = [line.strip() for line in lines if line.strip()]
    return any(_is_stamp(line) for line in (*said[:_HEAD], *said[-_FOOT:]))


def _is_stamp(line: str) -> bool:
    if _MARKED.search(line) or _NUMBER_LINE.match(line):
        return True
    # after removing ด่วน and other labels, only the class itself may remain: no sentence
    left = _COMPANY.sub("", re.sub(r"[ \t\u200b]", "", line))
    return bool(left) and skeleton(left) in _CLASSES


_PREFIX = r"[ก-ฮ](?:\.?[ก-ฮ]){0,4}\.?(?:\s?\([ก-ฮ. ]{1,12}\))?"
# o, O, l, I and | are what text recognition makes of 0 and 1.
_DIGIT = r"[0-9oOlI|]"
_OFFICE = r"[0-9oOlI][0-9oOlI.\-]*(?:\s?[ก-ฮ]{2,3})?"
_NUMBER = re.compile(
    rf"(?P<number>(?P<prefix>{_PREFIX})\s*(?P<office>{_OFFICE})\s*/\s*"
    rf"(?:(?P<circular>ว\.?\s*)|[ก-ฮ]{{1,2}}\.?\s*)?(?P<serial>{_DIGIT}+))"
)
_ORDER = re.compile(r"(?P<number>(?P<serial>[0-9oOlI]{1,5})\s*/\s*(?P<year>2\s?5\s?\d\s?\d))")
_LOOKS = str.maketrans("oOlI|", "00111")
# รับ as it is read from a stamp: its letters apart, its mark lost.
_STAMP = re.compile(
    r"(เลข(ที่)?\s*ทะเบียน\s*)?"
    r"(เลข\s*(?:ที่?\s*)?ร\s?ั?\s?บ(?=\s*[0-9๐-๙oOlI])|เลขที่\s*รับ|รับ\s*เลขที่|ลงรับ|รับที่)"
)
_NOT_A_DAY = re.compile(r"(\d)\s+(\d)$")
_DATE = re.compile(
    r"(?<![\d/.oOlI])(?P<day>[0-3]?\d)\s*(?:เดือน)?\s*(?P<month>[ก-๙][ก-๙.\s]{2,13}?)\s*"
    r"(?:พ\.?\s?ศ\.?|พุทธศักราช)?\s*(?P<year>2\s?[45]\s?\d\s?\d|\d\d)(?!\d|\s?/)"
)
_NUMERIC = re.compile(r"(?<![\d/.\-])\d{1,2}\s?[/\-]\s?\d{1,2}\s?[/\-]\s?(?:25\d\d|\d\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 2500, 2620
_MONTHS = {skeleton(name): number for number, name in enumerate(THAI_MONTHS, 1)}


@dataclass(frozen=True, slots=True)
class Found:
    """A value found inside a line: the value, its position and its confidence."""

    value: str
    start: int
    end: int
    confidence: float


def without_stamp(text: str) -> str:
    """Return the line up to a receipt stamp scanned into it."""
    match = _STAMP.search(text)
    return text[: match.start()].rstrip() if match else text


def letter_number(text: str, start: int = 0) -> Found | None:
    """Return the first letter number in ``text``, its value in canonical notation."""
    plain = to_arabic(text)
    match = _NUMBER.search(plain, start)
    return _number(plain, match) if match else None


def order_number(text: str) -> Found | None:
    """Return the first order number such as ๕/๒๕๕๑ in ``text``."""
    plain = to_arabic(text)
    match = _ORDER.search(plain)
    return _number(plain, match) if match else None


def _number(plain: str, match: re.Match[str]) -> Found | None:
    written = match["number"]
    fixed = re.sub(
        r"(?<=[\d/ .])[oOlI|]|[oOlI|](?=[\d./])", lambda m: m[0].translate(_LOOKS), written
    )
    fixed = re.sub(r"(?<=/)\s+|\s+(?=/)", "", fixed)
    if "year" in match.groupdict():
        fixed = re.sub(r"\s", "", fixed)
    confidence = 0.97 if fixed == re.sub(r"(?<=/)\s+|\s+(?=/)", "", written) else 0.75
    rest = plain[match.end() :]
    # a serial split by the scanner cannot be told from the text next to it
    torn = re.match(r"[0-9oOlI|/]|[ก-ฮA-Za-z](?:\s|$)", rest)
    if torn or (re.match(r"\s[0-9]{1,4}(?:\s|$)", rest) and not _DATE.match(rest.lstrip())):
        return None
    number = parse_number(fixed)
    if number is None or not number.serial:
        return None
    return Found(str(number), match.start("number"), match.end("number"), confidence)


def dates_in(text: str) -> list[Found]:
    """Return every date in ``text`` (as ISO values), in order."""
    plain = to_arabic(text)
    found = []
    for match in _DATE.finditer(plain):
        day = _date(match)
        if day is not None:
            found.append(Found(day[0].isoformat(), match.start(), match.end(), day[1]))
    for match in _NUMERIC.finditer(plain):
        parsed = parse_date(match[0])
        if parsed is not None and _FIRST_YEAR <= parsed.year + 543 <= _LAST_YEAR:
            found.append(Found(parsed.isoformat(), match.start(), match.end(), 0.9))
    return sorted(found, key=lambda item: item.start)


def _date(match: re.Match[str]) -> tuple[date, float] | None:
    written = re.sub(r"\s", "", match["year"])
    year = int(written) + (2500 if len(written) == 2 else 0)
    exact = parse_date(f"{match['day']} {match['month'].strip()} {year}")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    whole = 0.97 if len(written) == 4 else 0.8
    if exact is not None:
        return exact, whole
    month = _month(match["month"])
    try:
        return (from_be(year, month, int(match["day"])), whole - 0.1) if month else None
    except ValueError:
        return None


def _month(written: str) -> int | None:
    """Return the month meant by a misread name, when only one is possible."""
    bones = skeleton(written)
    if len(bones) < 4:
        return None
    near = [number for name, number in _MONTHS.items() if distance(bones, name, 1) <= 1]
    exact = _MONTHS.get(bones)
    return exact or (near[0] if len(near) == 1 else None)


OFFICES = (
    "สำนักงาน",
    "สำนักนายก",
    "สำนัก",
    "กรม",
    "กระทรวง",
    "ศาลากลาง",
    "จังหวัด",
    "องค์การ",
    "องค์กร",
    "ที่ว่าการ",
    "ที่ทำการ",
    "มหาวิทยาลัย",
    "วิทยาลัย",
    "โรงเรียน",
    "โรงพยาบาล",
    "เทศบาล",
    "ธนาคาร",
    "สถาบัน",
    "สหกรณ์",
    "ชุมนุม",
    "ศูนย์",
    "กอง",
    "คณะกรรมการ",
    "นิคม",
    "สมาคม",
    "บริษัท",
    "การไฟฟ้า",
    "การประปา",
    "ศาล",
    "สภา",
)
UNITS = ("กลุ่ม", "ฝ่าย", "งาน", "ส่วน", "กอง", "สำนัก", "ศูนย์", "หน่วย", "สถาบัน", "ที่ทำการ")
CAPACITIES = (
    "ปฏิบัติราชการแทน",
    "รักษาราชการแทน",
    "รักษาการแทน",
    "รักษาการในตำแหน่ง",
    "ปฏิบัติหน้าที่แทน",
    "ทำการแทน",
)
_OPENERS = (
    "ด้วย",
    "ตามที่",
    "ตามหนังสือ",
    "ตามคำสั่ง",
    "ตามประกาศ",
    "ตามระเบียบ",
    "ตามความ",
    "ตามบันทึก",
    "อนุสนธิ",
    "เนื่องจาก",
    "เนื่องด้วย",
    "โดยที่",
    "เพื่อให้",
    "อาศัยอำนาจ",
    "พร้อมหนังสือนี้",
    "พร้อมนี้",
)
_FIRST_ITEM = re.compile(r"^(๑|1)\.\s*(เรื่องเดิม|ความเป็นมา|ต้นเรื่อง|ข้อเท็จจริง)")
_RULE = re.compile(r"^[\s_\-–—=*.·•~…]{3,}$")
_ADDRESS = re.compile(
    r"ถนน|ถ\.|ตำบล|ต\.|อำเภอ|อ\.|เขต|แขวง|กทม|กรุงเทพ|หมู่|ซอย|ตู้ ปณ|ศูนย์ราชการ|อาคาร|ชั้น"
    r"|[0-9๐-๙][0-9๐-๙ ]{3,}[0-9๐-๙]"
)


def opens_with(text: str, words: Iterable[str], limit: int = 0) -> bool:
    """Return whether ``text`` begins with one of ``words``, ignoring marks."""
    for word in words:
        forgiven = limit if len(skeleton(word)) >= 5 else 0
        if opening(text, word, forgiven) is not None:
            return True
    return False


def opens_body(text: str) -> bool:
    """Return whether the line begins the body of the letter."""
    return opens_with(text, _OPENERS) or bool(_FIRST_ITEM.match(text))


def is_rule(text: str) -> bool:
    """Return whether the line is only a drawn rule: dashes, dots, stars."""
    return bool(_RULE.match(text))


def names_office(text: str) -> bool:
    """Return whether the line begins like the name of an office."""
    return opens_with(text, OFFICES, 1)


def is_address(text: str) -> bool:
    """Return whether the line is part of a postal address."""
    return bool(_ADDRESS.search(text))


def find_phrase(text: str, words: Iterable[str], limit: int = 1) -> tuple[int, int] | None:
    """Return (start, end) of the closest match of ``words`` in ``text``, tolerating OCR errors."""
    best: tuple[int, int, int] | None = None
    for at in range(len(text)):
        if not ("ก" <= text[at] <= "ฮ" or text[at] in "เแโใไ"):
            continue
        for word in words:
            found = opening(text[at:], word, limit if len(skeleton(word)) > 6 else 0)
            if found is not None and (best is None or found[1] < best[0]):
                best = (found[1], at, at + found[0])
    return best[1:] if best is not None else None


def join(parts: Iterable[str]) -> str:
    """Join lines broken at the margin; Thai continues without a space."""
    whole = ""
    for part in parts:
        words = " ".join(part.split())
        if words:
            tight = not whole or (_is_thai(whole[-1]) and _is_thai(words[0]))
            whole += words if tight else " " + words
    return whole


def _is_thai(char: str) -> bool:
    return "ก" <= char <= "๎" and char != "ๆ"
