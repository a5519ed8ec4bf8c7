"""Room detection: classify a paper as the text of a law or an appointment order by its text.

Pure, and biased towards silence: a letter that quotes a section, an agenda, a news item about a
bill is neither.
"""

import re
from collections.abc import Sequence
from typing import Literal

from kmdesk.thai.normal import normal_form

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
