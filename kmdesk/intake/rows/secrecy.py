"""Classified papers in a spreadsheet: a secrecy class in any cell rejects the row.

Registers note the class wherever there is room: in a column of its own, before the number (ลับ นน
๐๐๑๗/๑), after the subject, under remarks.
"""

import re
from collections.abc import Sequence

from kmdesk.intake.table import is_blank, plain_key
from kmdesk.thai.normal import normal_form

_THAI = "ก-ฺเ-ๅ็-๎"
# adjacent letters make it another word: กลับ, รับ, ความลับ, อำเภอลับแล
_CLASS = re.compile(
    rf"(?:(?<![{_THAI}a-z])|(?<=ด่วน)|(?<=ด่วนมาก)|(?<=ด่วนที่สุด)|(?<=ชั้น))"
    rf"ลับ(?: ?(?:ที่สุด|มาก|เฉพาะ))?(?:ที่(?= ))?(?![{_THAI}])"
    r"|ชั้นความลับ(?:มาก|ที่สุด)"
)
_WHOLE = re.compile(r"\W*(?:หนังสือ|เอกสาร|เรื่อง)ลับ(?:มาก|ที่สุด)?\W*")
_ENGLISH = re.compile(r"\W*(?:top secret|secret|confidential)\b(?:\W.*)?")
_TITLE = re.compile(rf"(?:หนังสือ|เอกสาร)(?:รับ|ส่ง|ราชการ)?ลับ(?![{_THAI}])")
_LETTERS = re.compile(r"ล[^ก-ฮ]*บ|[sS][eE][cC]|[cC][oO][nN]")  # most cells hold neither
_OPEN = frozenset(
    plain_key(word)
    for word in (
        "ปกติ", "ไม่ลับ", "ไม่มี", "ธรรมดา", "ทั่วไป", "เปิดเผย", "เปิดเผยได้", "ไม่", "0", "no", "none",
        "normal", "ด่วน", "ด่วนมาก", "ด่วนที่สุด", "ไม่มีชั้นความลับ", "ไม่เป็นความลับ",
    )
)  # fmt: skip


def is_secret_cell(cell: object) -> bool:
    """Return whether the cell has ลับ, ลับมาก or ลับที่สุด as a class, not inside a word."""
    if not isinstance(cell, str) or not _LETTERS.search(cell):
        return False
    text = normal_form(str(cell).replace("\n", " "))
    return bool(_CLASS.search(text) or _WHOLE.fullmatch(text) or _ENGLISH.fullmatch(text))


def is_secret_row(row: Sequence[object], column: int | None = None) -> bool:
    """Return whether any cell has a secrecy class.

    In the class's own ``column`` anything but “normal” counts.
    """
    if any(is_secret_cell(cell) for cell in row):
        return True
    if column is None or column >= len(row) or is_blank(row[column]):
        return False
    said = plain_key(str(row[column]))
    return (bool(said) and said not in _OPEN) or str(row[column]).strip() in ("/", "✓", "✔", "√")


def is_secret_title(cell: object) -> bool:
    """Return whether a line above or between the rows marks the register as classified."""
    return is_secret_cell(cell) or bool(_TITLE.search(normal_form(str(cell or ""))))
