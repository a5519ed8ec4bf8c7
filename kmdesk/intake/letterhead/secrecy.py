"""Detect a secrecy class (ลับ, ลับมาก, ลับที่สุด) stamped at head and foot of a page."""

import re
from collections.abc import Sequence

from kmdesk.intake.letterhead.skeleton import skeleton

_CLASSES = {skeleton(word) for word in ("ลับ", "ลับมาก", "ลับที่สุด")}
# Text that may share the stamp's line without making it a sentence.
_COMPANY = re.compile(
    r"ด่วนที่สุด|ด่วนมาก|ด่วน|ชั้นความลับ|ชั้นความเร็ว|สำเนาคู่ฉบับ|สำเนา|ฉบับที่|หน้า(?:ที่)?|ชุดที่|ของ"
    r"|[0-9๐-๙A-Za-z\W_]",
)
_NUMBER_LINE = re.compile(r"^\s*ที่?\s*[ก-ฮ].*/.*\s(?:ลับที่สุด|ลับมาก|ลับ)\s*$")
_MARKED = re.compile(r"ชั้นความลับ\s*[:.]*\s*(?!ปกติ|ไม่มี|-)(ลับ)")
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
