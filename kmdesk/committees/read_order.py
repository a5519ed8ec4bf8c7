"""An appointment order taken apart: who is appointed to what, with which duties. Pure.

คำสั่ง (แบบที่ ๔) of ระเบียบงานสารบรรณ ข้อ ๑๖; what cannot be read is left for the secretary.
"""

import re

from kmdesk.committees.order_bodies import read_body
from kmdesk.committees.order_draft import (
    LONGEST,
    MOST_LINES,
    MOST_READ,
    GroupDraft,
    MemberDraft,
    OrderDraft,
)
from kmdesk.committees.order_head import read_days, read_foot, read_head, read_relations
from kmdesk.committees.order_marks import toned
from kmdesk.committees.order_people import POST
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_text import LONGEST_LINE, is_role, mended, words_whole

_LONG = re.compile(r"[ก-๎]{4,}|[A-Za-z]{4,}")
_STRAY = re.compile(r"[«»|=~^<>{}\\°§¢£¥¬¦@#$%&*;!?'\"`_+]")
_KEPT = re.compile(rf"[-–—\s\d๐-๙.()/|]*(?:$|ที่[\s\d๐-๙/.]+$|{PERSON}|[ก-ฮ]\.\s)")


_SARA_AM_APART = re.compile("\u0e33 (?=[ก-ฮเ-ไ])")
_SURELY_APART = re.compile(
    "(?:สำ นัก|ทำ งาน|ทำ หน้าที่|จัดทำ |อำ นวย|กำ หนด|ชำ นาญ|จำ นวน"
    "|ดำ เนิน|สำ หรับ|สำ คัญ|สำ รวจ|นำ เสนอ|กำ กับ|บำ รุง|ลำ ดับ|จำ เป็น)"
)
_LEAST_APART = 2
"""Words broken behind sara am by which a text shows that it breaks all of them."""
_GAP_OF_NAME = re.compile(
    rf"(?:{PERSON})\s?(?:(?:[ก-๎]*\u0e33 )*[ก-๎]*\u0e33(?= [ก-๎]+(?:\s{{2}}|\t|$| (?:{POST})))"
    rf"|[ก-๎]+ +[ก-๎]*\u0e33(?= (?:{POST})))",
    re.MULTILINE,
)
"""A name up to the space before the surname or the post, behind sara am rightly."""


def sara_am_joined(text: str) -> str:
    """The text without the spaces that a PDF put behind sara am, in names and words alike."""
    if len(_SURELY_APART.findall(text)) < _LEAST_APART:
        return text
    kept = {found.end() for found in _GAP_OF_NAME.finditer(text)}
    return _SARA_AM_APART.sub(lambda a: a[0] if a.start() + 1 in kept else "\u0e33", text)


_FURNITURE = re.compile(r"\s*(?:[-–—]\s*[\d๐-๙]{1,3}\s*[-–—]|/.{1,80}(?:\.{2,}|…))\s*$")


def is_furniture(line: str) -> bool:
    """Whether a line is a page's number or the catchword that announces the next page."""
    return _FURNITURE.match(line) is not None


def is_garbage(line: str) -> bool:
    """Whether a line is dirt or a stamp that was recognised as letters: no words, stray signs."""
    flat = " ".join(line.split())
    if not flat or _KEPT.match(flat):
        return False
    signs = len(flat.replace(" ", ""))
    worded = sum(len(found[0]) for found in _LONG.finditer(flat))
    stray = len(_STRAY.findall(flat))
    pieces = flat.split()
    if len(pieces) == 1:
        return len(flat) <= 2 and re.fullmatch(r"[ก-๎]{1,2}|[^ก-๙]{1,2}", flat) is not None
    if is_role(flat) or (re.search(r"\b[A-Z]{2,}\b", flat) and not stray):
        return False
    in_bits = len(pieces) >= 3 and signs / len(pieces) <= 2.5
    return (stray >= 2 and worded < signs / 2) or (not worded and in_bits)


# Misread words of posts, levels, roles and bodies: mended by the nearest one

_LEVELS = ("ชำนาญงาน", "ชำนาญการ", "ชำนาญการพิเศษ", "ปฏิบัติงาน", "ปฏิบัติการ", "เชี่ยวชาญ")
_WORDS = (
    *_LEVELS,
    # posts
    "เจ้าพนักงาน", "เจ้าพนักงานธุรการ", "เจ้าพนักงานการเงินและบัญชี", "เจ้าพนักงานส่งเสริมสหกรณ์",
    "เจ้าพนักงานพัสดุ", "เจ้าหน้าที่บริหารงานทั่วไป", "นักวิชาการ", "นักวิชาการสหกรณ์",
    "นักวิชาการเงินและบัญชี", "นักวิชาการมาตรฐานสินค้า", "นักจัดการงานทั่วไป", "นักวิเคราะห์นโยบายและแผน",
    "ผู้อำนวยการ", "ผู้อำนวยการกลุ่ม", "พนักงานราชการ", "พนักงานขับรถยนต์", "สหกรณ์จังหวัด", "หัวหน้าฝ่าย",
    "ฝ่ายบริหารทั่วไป", "กลุ่มตรวจการสหกรณ์", "ส่งเสริมสหกรณ์",
    # roles and bodies
    "คณะทำงาน", "คณะกรรมการ", "คณะอนุกรรมการ", "คณะที่ปรึกษา", "ประธานกรรมการ", "ประธานคณะทำงาน",
    "รองประธาน", "จัดการความรู้", "อนุกรรมการ", "เลขานุการ", "ผู้ช่วยเลขานุการ", "กรรมการและเลขานุการ",
    "ที่ปรึกษา",
    # what the parts of an order begin with
    "ประกอบด้วย", "ดังต่อไปนี้", "แต่งตั้ง", "อำนาจหน้าที่", "ปฏิบัติหน้าที่",
)  # fmt: skip
VOWELS_AND_TONES = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_ALIKE = (
    "ชซข", "ดตคศ", "ถกภฤ", "บปษ", "ผฝพฟฬ", "ฎฏ", "ทหฑฆ", "นมบ", "าำๅ", "รวธ", "ลส", "ณญ", "อฮ",
    "โไใ", "จง", "ยช",
)  # fmt: skip
_CLASS = {
    letter: f"[{''.join(letters for letters in _ALIKE if letter in letters)}]"
    for letter in "".join(_ALIKE)
}
_LEVEL_ENDS = "(?=[^ก-๎]|$|และ|พิเศษ|คณะ|กรรมการ|กลุ่ม|สำนัก)"
"""Where a level ends; with its last letters misread it may be another word: ปฏิบัติภารกิจ."""
_MOST = 2
"""Letters of a word that may be misread."""


def _pattern(word: str) -> str:
    bare = re.sub(f"[{VOWELS_AND_TONES}]", "", word)
    whole = f"[{VOWELS_AND_TONES}]{{0,2}}".join(_CLASS.get(letter, letter) for letter in bare)
    if word not in _LEVELS:
        return whole
    surely = f"[{VOWELS_AND_TONES}]{{0,2}}".join(_CLASS.get(letter, letter) for letter in bare[:-3])
    return f"(?:{surely}[{VOWELS_AND_TONES}]{{0,2}}{bare[-3:]}|{whole}{_LEVEL_ENDS})"


# The longest first: what is nearest is the word that explains most letters.
_SORTED = sorted(_WORDS, key=len, reverse=True)
_ANY = re.compile(
    "|".join(
        f"(?P<w{at}>{_pattern(word)}[{VOWELS_AND_TONES}]{{0,2}})" for at, word in enumerate(_SORTED)
    )
)
_NAME = re.compile(rf"(?:{PERSON})\s*\S+(?:\s(?!\s)\S+)?")


def words_mended(line: str) -> str:
    """The line with the misread words of the list put right."""
    names = [found.span() for found in _NAME.finditer(line)]

    def mend(found: re.Match[str]) -> str:
        word = _SORTED[int((found.lastgroup or "w0")[1:])]
        if found[0] == word:
            return word
        within = any(start < found.end() and found.start() < end for start, end in names)
        return found[0] if within or _distance(found[0], word) > _MOST else word

    return _ANY.sub(mend, line)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            before, row[to] = (
                row[to],
                min(row[to] + 1, row[to - 1] + 1, before + (letter != wanted)),
            )
    return row[-1]


__all__ = [
    "LONGEST",
    "MOST_LINES",
    "MOST_READ",
    "GroupDraft",
    "MemberDraft",
    "OrderDraft",
    "read_order",
]


def read_order(text: str) -> OrderDraft:
    """Everything that is recognised in the text of an order.

    All of the text is kept; read are its first sixty thousand characters, so that a book
    pasted by mistake takes no longer than a long order; the draft then says that it is partial.
    """
    draft = OrderDraft(text=text.strip()[:LONGEST])
    whole = toned(sara_am_joined(mended(draft.text[:MOST_READ]))).split("\n")
    kept = [line for line in whole if not is_garbage(line) and not is_furniture(line)]
    draft.is_partial = len(draft.text) > MOST_READ or len(kept) > MOST_LINES
    whole = words_whole(_without_blanks(_without_page_numbers(kept[:MOST_LINES])))
    lines = [words_mended(line.rstrip()[: 4 * LONGEST_LINE]) for line in whole]
    begins = read_head(draft, lines)
    read_days(draft, lines[begins:])
    read_relations(draft, lines[begins:])
    read_foot(draft, lines)
    _read_reasons(draft, [line.strip() for line in lines[begins:]])
    read_body(draft, lines[begins:])
    _spell_alike(draft)
    draft.groups = [g for g in draft.groups if g.members or any(g.duties.values())]
    return draft


def _spell_alike(draft: OrderDraft) -> None:
    """Names of bodies and the subject by whichever of them kept the marks a scan lost."""
    for group in draft.groups:
        short, long = sorted((group.title, _same_words(group.title, draft.title)), key=len)
        if short and len(short) < len(long):
            draft.title = draft.title.replace(short, long)
            group.title = long


def _same_words(title: str, subject: str) -> str:
    """How the subject writes the name of a body, vowel and tone marks apart."""
    bare = f"[{VOWELS_AND_TONES}]*".join(map(re.escape, re.sub(f"[{VOWELS_AND_TONES}]", "", title)))
    found = re.search(f"{bare}[{VOWELS_AND_TONES}]*", subject) if title else None
    return found[0] if found else ""


_MIDDLE = 20
"""Spaces before what stands in the middle of the line; numbers of rows stand further left."""


def _without_page_numbers(lines: list[str]) -> list[str]:
    """The lines but those that hold a number alone, in the middle of the line, apart from all."""

    def is_apart(at: int) -> bool:
        around = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
        return not any(line.strip() for line in around)

    return [
        line
        for at, line in enumerate(lines)
        if not (re.fullmatch(rf"\s{{{_MIDDLE},}}\d{{1,2}}\s*", line) and is_apart(at))
    ]


def _without_blanks(lines: list[str]) -> list[str]:
    """The lines of a text in which every other line is empty, as PDFs give them."""
    full = [line for line in lines if line.strip()]
    return full if len(full) * 5 <= len(lines) * 3 else lines


def _read_reasons(draft: OrderDraft, lines: list[str]) -> None:
    for line in lines:
        if line.startswith("อาศัยอำนาจ") and not draft.power:
            draft.power = line
        elif line.startswith(("ด้วย", "เพื่อให้", "ตามที่")) and not draft.reason:
            draft.reason = line
