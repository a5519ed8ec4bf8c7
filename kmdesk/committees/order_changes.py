"""Orders that change others: from what was (จากเดิม …) only what comes instead is kept. Pure."""

import re

from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_lines import Line, is_signing, read_line
from kmdesk.committees.order_names import PERSON
from kmdesk.committees.order_people import is_person, joined, name_and_post
from kmdesk.committees.order_roles import role_at_end

_PLACE = r"(?:(?:ใน)?(?:ลำดับ|ข้อ|รายการ|ราย|ตำแหน่ง)(?:ที่)?\s*[\d๐-๙.]+\s*)?"
_WAS = re.compile(
    rf"{_PLACE}(?:(?:จาก|ข้อความ|ความ)?\s?เดิม(?:คือ|ได้แก่)?(?=\s|:|$|{PERSON})|จาก(?=\s?{PERSON})"
    rf"|(?:ให้)?(?:เปลี่ยน(?:แปลง|ตัว)?|แก้ไข)(?:จาก)?\s?(?={PERSON}))\s*:?\s*(?P<rest>.*)$"
)
_NOW = re.compile(
    rf"(?:^|\s|(?<=การ))(?:(?:ขอ|ให้|จึง|โดย)*(?:แก้ไข|เปลี่ยน(?:แปลง)?|ปรับ(?:เปลี่ยน)?|แก้)(?:ใหม่)?เป็น"
    rf"|(?:ข้อความ|ความ|แก้ไข|รายชื่อ)ใหม่(?=\s|:|$)|(?:เป็น|แทนด้วย)(?=\s?{PERSON}))\s*:?\s*(?P<now>.*)$"
)
_CHANGE = re.compile(
    r"(?P<old>.{5,200}?)\s(?:(?:ขอ|ให้|จึง)*(?:แก้ไข|เปลี่ยน|ปรับ|แก้)(?:แปลง|เปลี่ยน)?เป็น)\s*:?\s+(?P<now>.+)$"
)
_ROWS = 15
"""Lines over which the old wording may go."""


def with_changes(lines: list[Line]) -> list[Line]:
    """The lines without who was; who comes instead says whose seat it is."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        change = _CHANGE.match(lines[at].words)
        if change and _may_be_member(change["old"]):
            out.append(_instead(lines[at], change["old"], change["now"]))
            at += 1
            continue
        was = _WAS.match(lines[at].words)
        end = _end_of_old(lines, at) if was else at
        if was is None or end == at:
            out.append(lines[at])
            at += 1
            continue
        old, now = _both(was["rest"], lines[at + 1 : end])
        end, now = _whole(now, lines, end)
        if now:
            out.append(_instead(lines[at], old, now))
        at = end
    return out


def _may_be_member(words: str) -> bool:
    return is_person(words) or (bool(role_at_end(words)[1]) and not STARTS_TELLING.match(words))


def _end_of_old(lines: list[Line], at: int) -> int:
    """The place after the line that says what comes instead; the same place when none does."""
    for end in range(at, min(at + _ROWS, len(lines))):
        if is_signing(lines[end]) or (end > at and _WAS.match(lines[end].words)):
            break
        if _NOW.search(lines[end].words):
            return end + 1
    return at


def _both(rest: str, lines: list[Line]) -> tuple[str, str]:
    """The old words and the new ones."""
    now = _NOW.search(rest)
    if not lines and now:
        return rest[: now.start()], now["now"]
    old = rest
    for line in lines:
        now = _NOW.search(line.words)
        old = joined(old, line.words[: now.start()] if now else line.words)
        if now:
            return old, now["now"]
    return old, ""


def _whole(now: str, lines: list[Line], end: int) -> tuple[int, str]:
    """The new words to the end of their row."""
    while now and not role_at_end(now)[1] and end < len(lines):
        more = lines[end]
        if more.style or is_person(more.words) or is_signing(more) or _WAS.match(more.words):
            break
        if not role_at_end(more.words)[1]:
            break
        now, end = joined(now, more.words), end + 1
    return end, now


def _instead(line: Line, old: str, now: str) -> Line:
    new = re.sub(r"^\(?[\d๐-๙]{1,3}[.)]+\s*", "", now)
    former = re.sub(r"^\(?[\d๐-๙]{1,3}[.)]+\s*", "", old.strip())
    if is_person(former) and is_person(new):
        new = f"{new} แทน {name_and_post(former)[0]}"
    return read_line(f"{line.number}. {new}" if line.last else new)
