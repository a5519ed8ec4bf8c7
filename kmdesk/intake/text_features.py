"""What the text of a file tells of it: its title, the room it belongs to, its near copies."""

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Literal

from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic
from kmdesk.thai.words import word_share

_SUBJECT_LINE = re.compile(r"^[ \t]*เรื่อง[ \t:]*(\S.{3,200})$", re.MULTILINE)
_WORDS = re.compile(r"[ก-ฮA-Za-z]{2}")
_THAI = re.compile("[ก-๎]")
_NOISY = 6  # letters; fewer are no title unless they form a word
_WORDS_OF = 0.2  # a line with a smaller share of its letters in known words is noise
_MAX_TITLE = 200
_LAW = re.compile("พระราช(บัญญัติ|กฤษฎีกา|กำหนด)|ประมวล|กฎกระทรวง|ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง")
_YEAR = re.compile(r"(พ\.ศ\.\s*|ที่.*/)[0-9๐-๙]{4}")
_HEADER_LINE = re.compile(r"^(หน้า|เล่ม|เล่มที่|page)\s*[0-9๐-๙]|ราชกิจจานุเบกษา|^บันทึกข้อความ$")


def guess_title(texts: list[str]) -> str:
    """Return the subject line of a letter, else the first line that looks like words."""
    for text in texts:
        found = _SUBJECT_LINE.search(text)
        if found:
            return _clean(found.group(1))
    for text in texts:
        lines = [line.strip() for line in text.splitlines()[:40]]
        for number, line in enumerate(lines):
            if len(line) >= 4 and _WORDS.search(line) and not _is_no_title(line):
                return _clean(_law_title(lines[number:]) or line)
    return ""


def _is_no_title(line: str) -> bool:
    """Return whether a line is a page header, or OCR noise from a spot or a stamp."""
    if _HEADER_LINE.search(line):
        return True
    known, total = word_share(line[:_MAX_TITLE])
    if known == 0 and total < _NOISY:
        return True
    thai = len(_THAI.findall(line))
    return thai >= _NOISY and thai * 2 > len(line.replace(" ", "")) and known < _WORDS_OF * total


def _law_title(lines: list[str]) -> str:
    """Return the title of a law, set over several lines down to its year; empty otherwise."""
    if not _LAW.match(lines[0]):
        return ""
    for number, line in enumerate(lines[:5]):
        if _YEAR.search(line):
            return " ".join(lines[: number + 1])
    return ""


def _clean(line: str) -> str:
    line = re.sub(r"\s+", " ", line).strip(" .:…")
    return line[:_MAX_TITLE]


OwnRoom = Literal["", "regulations", "committees"]
"""The tab a paper belongs to besides the shelf; empty for all others."""

HEAD_PAGES = 2
_HEAD_LINES = 24
_TITLE_LINES = 14
"""Lines above a title: at most a Gazette line, a stamp and OCR noise from the garuda emblem."""
_LONGEST_TITLE = 250
_SEVERAL = 3
_MANY = 8
"""Consecutive provisions that identify a law without an enacting clause."""
_READ = 60_000

# Spaces have been removed from the head: PDF files put them anywhere.
_ACT = re.compile(
    r"พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|พระธรรมนูญ|รัฐธรรมนูญ|ประมวลกฎหมาย|ประมวลรัษฎากร"
)
_RULE = re.compile(r"กฎกระทรวง|กฎสำนักนายก|กฎก\.|ระเบียบ(?!วาระ)|ข้อบังคับ|ข้อกำหนด|ประกาศ(?!ในราชกิจจา)")
_LETTER = re.compile(
    r"เรียน(?![ก-ฮ]*รู้)|บันทึกข้อความ|กราบเรียน|อ้างถึง|สิ่งที่ส่งมาด้วย|รายงานการประชุม"
    r"|ระเบียบวาระ|วาระที่"
)
# A line may end between the word and its number.
_PROVISION = re.compile(r"^\s*(มาตรา|ข้อ)\s*(\d{1,4})(?![\d/])", re.MULTILINE)
_MADE = re.compile(
    r"(?:ระเบียบ|ข้อบังคับ|ข้อกำหนด|ประกาศ|กฎกระทรวง|กฎ)นี้(?:เรียกว่า|ให้ใช้บังคับ)|อาศัยอำนาจ|โดยอำนาจ"
    r"|ออก(?:กฎกระทรวง|ระเบียบ|ข้อบังคับ|ประกาศ|ข้อกำหนด)(?:ไว้)?"
)
_NAMED = re.compile(r"นี้(?:ให้)?เรียกว่า|ให้ใช้บังคับ|ใช้บังคับตั้งแต่")

_ORDER = re.compile(r"คำสั่ง(?!นายทะเบียนสหกรณ์เรื่อง(?!แต่งตั้ง))")
_ORDER_NUMBER = re.compile(r"(?:ที่|เลขที่)(?:[ก-ฮ.]{0,8})?\d*(?:[./]\d+)?/(?:พิเศษ)?\d{4}")
_SUBJECT = re.compile(r"เรื่อง(?!ที่)")
_APPOINTS = re.compile(r"แต่งตั้ง")
_BEGINS = re.compile(r"ด้วย|โดยที่|ตามที่|เพื่อ|อาศัย|อนุสนธิ|เนื่องจาก|ข้อ\d|[-_=.*]{3}|ที่\d|ตามคำสั่ง|ตามประกาศ")
_GIVEN = re.compile(r"(?:สั่ง|ประกาศ)ณวันที่|ทั้งนี้ตั้งแต่|ตั้งแต่บัดนี้")


def room_of(pages: Sequence[str]) -> OwnRoom:
    """Return ``regulations`` for the text of a law, ``committees`` for an appointment order."""
    head = _head(pages[:HEAD_PAGES])
    if not head or any(_LETTER.match(line) for line in head):
        return ""
    if _appoints(head, pages):
        return "committees"
    return "regulations" if _is_law(head, pages) else ""


def may_have_room(pages: Sequence[str]) -> bool:
    """Return whether the first pages have a law's or order's heading: the rest is worth reading."""
    return any(
        pattern.match(line)
        for line in _head(pages)[:_TITLE_LINES]
        for pattern in (_ACT, _RULE, _ORDER)
    )


def _head(pages: Sequence[str]) -> list[str]:
    """Return the first lines that contain words, with Arabic digits and without spaces."""
    found: list[str] = []
    for line in "\n".join(page[:4_000] for page in pages).splitlines():
        bare = re.sub(r"\s+", "", _plain(line))
        if re.search(r"[ก-๙]", bare):
            found.append(bare)
        if len(found) == _HEAD_LINES:
            break
    return found


def _plain(text: str) -> str:
    """Normalise every line: Arabic digits, marks in order, single spaces."""
    return "\n".join(map(normal_form, text.splitlines()))


# Laws -----------------------------------------------------------------------------------------


def _is_law(head: Sequence[str], pages: Sequence[str]) -> bool:
    top = [line for line in head[:_TITLE_LINES] if len(line) < _LONGEST_TITLE]
    titles = [line for line in top if _ACT.match(line)] or [
        line for line in top if _RULE.match(line)
    ]
    if not titles:
        return False
    title = titles[0]
    text = _plain("\n".join(pages)[:_READ])
    if _ACT.match(title):
        return _in_order(text, "มาตรา") >= _SEVERAL and _names_itself(text)
    count = _in_order(text, "ข้อ")
    close = re.sub(r"\s+", "", text)
    if title.startswith("ประกาศ"):
        return count >= _SEVERAL and bool(_MADE.search(close)) and bool(_NAMED.search(close))
    return count >= _MANY or (count >= _SEVERAL and bool(_MADE.search(close)))


def _names_itself(text: str) -> bool:
    """Return whether an act states its name, or has as many sections as a code or constitution."""
    close = re.sub(r"\s+", "", text)
    return bool(_NAMED.search(close)) or _in_order(text, "มาตรา") >= _MANY


def _in_order(text: str, unit: str) -> int:
    """Return how many consecutively numbered provisions there are, counted from the first."""
    last = 0
    for found in _PROVISION.finditer(text):
        if found[1] == unit and int(found[2]) == last + 1:
            last += 1
    return last


# Orders ---------------------------------------------------------------------------------------


def _appoints(head: Sequence[str], pages: Sequence[str]) -> bool:
    at = next((n for n, line in enumerate(head[:_TITLE_LINES]) if _is_heading(line)), None)
    if at is None:
        return False
    below = head[at:]
    subject = _subject(below)
    if not _APPOINTS.search(subject):
        return False
    close = re.sub(r"\s+", "", _plain("\n".join(pages)[:_READ]))
    if below[0].startswith("คำสั่ง"):
        return any(_ORDER_NUMBER.search(line) for line in below[:4])
    return bool(_GIVEN.search(close)) and close.count("แต่งตั้ง") > 1


def _is_heading(line: str) -> bool:
    return len(line) < _LONGEST_TITLE and bool(_ORDER.match(line) or line.startswith("ประกาศ"))


def _subject(lines: Sequence[str]) -> str:
    """Return the text after เรื่อง, over two lines where it continues."""
    for at, line in enumerate(lines[:6]):
        found = _SUBJECT.match(line) or (at == 0 and re.search(r"\d{4}เรื่อง", line))
        if not found:
            continue
        subject = line[found.end() :]
        for more in lines[at + 1 : at + 3]:
            if _BEGINS.match(more):
                break
            subject += more
        return subject
    return ""


MAX_PAGES = 3
"""Number of pages examined: letters are short, and a forwarded one comes second or third."""
_SHINGLE = 6  # letters
# 24 keys of three bins. Pages that share half of their runs have one in common 96 times in 100,
# those that share a fifth 18 times; similarity() is asked about the pairs found.
_BINS = 72
_ROWS = 3  # bins per key
_MIN_LETTERS = 120  # a shorter page resembles too many others
_MAX_CHARS = 8000  # per page
_DROP = re.compile(r"[\s.\-_…,“”\"'()ัิ-ฺ็-๎ํ\u200b-\u200d]+")
# What scans and text layers confuse most: ำ without its ring, แ read as a single เ.
_SAME = str.maketrans({"ำ": "า", "แ": "เ"})

Shingles = frozenset[int]


def letters_of(text: str) -> str:
    """Return the letters that survive a scan."""
    plain = text[:_MAX_CHARS].replace("เเ", "แ").replace("ํา", "ำ").casefold()
    return _DROP.sub("", to_arabic(plain)).translate(_SAME)


def shingles(text: str) -> Shingles:
    """Return hashes of all six-letter runs of a page; empty when the page is too short."""
    letters = letters_of(text)
    if len(letters) < _MIN_LETTERS:
        return frozenset()
    data = letters.encode("utf-16-le")  # two bytes a letter: slices need no encoding each
    width = 2 * _SHINGLE
    return frozenset(zlib.crc32(data[at : at + width]) for at in range(0, len(data) - width + 1, 2))


def keys_of(pages: Sequence[str]) -> list[int]:
    """Return the keys of a paper's first pages, 32 bits each; near copies share one of them."""
    found: set[int] = set()
    for page in pages[:MAX_PAGES]:
        found.update(_keys(shingles(page)))
    return sorted(found)


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the Jaccard similarity (0…1) of the two most alike of two papers' first pages."""
    left = [s for s in map(shingles, one[:MAX_PAGES]) if s]
    right = [s for s in map(shingles, other[:MAX_PAGES]) if s]
    return max((_jaccard(a, b) for a in left for b in right), default=0.0)


def _jaccard(one: Shingles, other: Shingles) -> float:
    return len(one & other) / len(one | other)


def _keys(page: Shingles) -> Iterable[int]:
    if not page:
        return []
    least: list[int | None] = [None] * _BINS
    for value in page:
        # crc32 is linear: mix the bits before dividing them into bins.
        mixed = (value * 0x9E3779B1) & 0xFFFFFFFF
        at, rest = mixed % _BINS, mixed // _BINS
        present = least[at]
        if present is None or rest < present:
            least[at] = rest
    full = _densified(least)
    return [zlib.crc32(repr((at, full[at : at + _ROWS])).encode()) for at in range(0, _BINS, _ROWS)]


def _densified(least: Sequence[int | None]) -> list[int]:
    """Fill each empty bin with the value of the next full one."""
    result = []
    for at in range(len(least)):
        step = 0
        while (value := least[(at + step) % len(least)]) is None:
            step += 1
        # The distance goes in: two pages agree only where they borrowed from the same bin.
        result.append(value + step * 0x10000001)
    return result
