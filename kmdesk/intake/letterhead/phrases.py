"""Fixed phrases of official letters, matched even where a scan lost their marks."""

import re
from collections.abc import Iterable

from kmdesk.intake.letterhead.skeleton import opening, skeleton

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
