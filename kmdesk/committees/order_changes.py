"""Orders that change others: from what was (จากเดิม …) only what comes instead is kept. Pure."""

import re
from dataclasses import replace

from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_lines import Line, is_signing, read_line
from kmdesk.committees.order_people import PERSON, is_person, joined, name_and_post
from kmdesk.committees.order_roles import role_at_end

_PLACE = r"(?:(?:ใน)?(?:ลำดับ|ข้อ|รายการ|ราย|ตำแหน่ง)(?:ที่)?\s*[\d๐-๙.]+\s*)?"
_WAS = re.compile(
    rf"{_PLACE}(?:(?:จาก|ข้อความ|ความ)?\s?เดิม(?:คือ|ได้แก่)?(?=\s|:|$|{PERSON})|จาก(?=\s?{PERSON}|\s*:?\s*$)"
    rf"|(?:ให้)?(?:เปลี่ยน(?:แปลง|ตัว)?|แก้ไข)(?:จาก)?\s?(?={PERSON}))\s*:?\s*(?P<rest>.*)$"
)
_NOW = re.compile(
    rf"(?:^|\s|(?<=การ))(?:(?:ขอ|ให้|จึง|โดย)*(?:แก้ไข|เปลี่ยน(?:แปลง)?|ปรับ(?:เปลี่ยน)?|แก้)(?:ใหม่)?เป็น"
    rf"|(?:ข้อความ|ความ|แก้ไข|รายชื่อ)ใหม่(?=\s|:|$)|(?:เป็น|แทนด้วย)(?=\s?{PERSON}))\s*:?\s*(?P<now>.*)$"
)
_CHANGE = re.compile(
    r"(?P<old>.{5,200}?)\s(?:(?:ขอ|ให้|จึง)*(?:แก้ไข|เปลี่ยน|ปรับ|แก้)(?:แปลง|เปลี่ยน)?เป็น)\s*:?\s+(?P<now>.+)$"
)
_CHANGE_QUOTED = re.compile(
    r"(?P<old>[^”\"]{5,200})[”\"]\s*(?:(?:ขอ|ให้|จึง)*(?:แก้ไข|เปลี่ยน|ปรับ|แก้)?เป็น)\s*[“\"](?P<now>.+)$"
)
_MARK = re.compile(r"^\(?[\d๐-๙]{1,3}[.)]+\s*")
_NOW_ALONE = re.compile(r"(?:เป็น|แทนด้วย|ใหม่)\s*:?\s*$")
"""Below the old rows, on a line of its own: the new ones follow."""
_ROWS = 15
_ROWS_BELOW = 40
"""Lines over which the old wording may go; those below จาก alone are rows."""


def with_changes(lines: list[Line]) -> list[Line]:
    """The lines without who was; who comes instead says whose seat it is."""
    return _below_each_other(_beside_each_other(lines))


_OLD_HEAD = re.compile(
    r"(?:รายชื่อ|รายนาม|ข้อความ|ความ|คำสั่ง|ชื่อ|กรรมการ|คณะทำงาน)?(?:ตาม)?(?:คำสั่ง)?(?:จาก)?เดิม"
)
_NEW_HEAD = re.compile(
    r"(?:รายชื่อ|รายนาม|ข้อความ|ความ|ชื่อ|กรรมการ|คณะทำงาน)?(?:ที่|ขอ|ให้)?"
    r"(?:ใหม่|(?:(?:เปลี่ยน|แก้ไข|ปรับ)(?:แปลง|เปลี่ยน)?|แต่งตั้ง)(?:เป็น|ใหม่|แทน)|เป็น)"
)


def _beside_each_other(lines: list[Line]) -> list[Line]:
    """The lines; of a table with a column of who was and one of who comes, only the latter."""
    out: list[Line] = []
    columns: tuple[int, int] | None = None
    for line in lines:
        heads = _columns(line)
        if heads:
            columns = heads
        elif columns and len(line.cells) == 2 and all(map(_may_be_member, _bare(line))):
            old, new = (_bare(line)[at] for at in columns)
            out.append(_instead(line, old, new))
        else:
            columns = None if line.style == "" else columns
            out.append(line)
    return out


def _columns(line: Line) -> tuple[int, int] | None:
    """The columns of who was and who comes, the running number not counted."""
    cells = [cell for cell in line.cells if not re.match(r"ลำดับ|ที่$", cell)]
    if len(cells) != 2:
        return None
    for old, new in ((0, 1), (1, 0)):
        if _OLD_HEAD.fullmatch(cells[old]) and _NEW_HEAD.fullmatch(cells[new]):
            return old, new
    return None


def _bare(line: Line) -> list[str]:
    return [_MARK.sub("", cell) for cell in line.cells]


def _below_each_other(lines: list[Line]) -> list[Line]:
    out: list[Line] = []
    at = 0
    seats: dict[tuple[str, int], str] = {}
    while at < len(lines):
        line = lines[at]
        change = _CHANGE_QUOTED.match(line.words) or _CHANGE.match(line.words)
        if change and _may_be_member(change["old"]):
            out.append(_instead(line, change["old"], change["now"]))
            at += 1
            continue
        was = _WAS.match(line.words)
        end = _end_of_old(lines, at, was["rest"]) if was else at
        if was is None or end == at:
            out.append(_in_seat(line, seats.pop((line.style, line.last), "")))
            at += 1
            continue
        old, now = _both(was["rest"], lines[at + 1 : end])
        if not now:
            seats = {(row.style, row.last): row.words for row in lines[at + 1 : end] if row.last}
        end, now = _whole(now, lines, end)
        if now:
            out.append(_instead(line, old, now))
        at = end
    return out


def _may_be_member(words: str) -> bool:
    return is_person(words) or (bool(role_at_end(words)[1]) and not STARTS_TELLING.match(words))


def _end_of_old(lines: list[Line], at: int, rest: str) -> int:
    """The place after the line that says what comes instead; the same place when none does."""
    most = _ROWS if rest else _ROWS_BELOW
    for end in range(at, min(at + most, len(lines))):
        if is_signing(lines[end]) or (end > at and _WAS.match(lines[end].words)):
            break
        if _new(lines[end].words):
            return end + 1
    return at


def _new(words: str) -> tuple[str, str] | None:
    """What stands before and after the words for the new wording; nothing without them."""
    if _NOW_ALONE.match(words):
        return "", ""
    found = _NOW.search(words)
    return (words[: found.start()], found["now"]) if found else None


def _both(rest: str, lines: list[Line]) -> tuple[str, str]:
    """The old words and the new ones."""
    new = _new(rest)
    if not lines and new:
        return new
    old = rest
    for line in lines:
        new = _new(line.words)
        old = joined(old, new[0] if new else line.words)
        if new:
            return old, new[1]
    return old, ""


def _whole(now: str, lines: list[Line], end: int) -> tuple[int, str]:
    """The new words to the end of their row."""
    while now and not role_at_end(now)[1] and end < len(lines):
        more = lines[end]
        if more.style or is_person(more.words) or is_signing(more) or _WAS.match(more.words):
            break
        if not more.role_apart[1]:
            break
        now, end = joined(now, more.words), end + 1
    return end, now


def _instead(line: Line, old: str, now: str) -> Line:
    new = _MARK.sub("", now)
    seat = _seat(_MARK.sub("", old.strip()), new)
    return read_line(f"{line.number}. {new}{seat}" if line.last else f"{new}{seat}")


def _in_seat(line: Line, old: str) -> Line:
    """A new row with whose seat it is: that of the old row of the same number."""
    seat = _seat(old, line.words) if line.role_apart[1] else ""
    if not seat:
        return line
    cells = (*line.cells[:-1], f"{line.cells[-1]}{seat}")
    return replace(line, plain=f"{line.plain}{seat}", words=f"{line.words}{seat}", cells=cells)


def _seat(old: str, new: str) -> str:
    """แทน and who leaves; nothing when the same person stays with another post or role."""
    former, name = name_and_post(old)[0], name_and_post(new)[0]
    return f" แทน {former}" if former and name and former != name else ""
