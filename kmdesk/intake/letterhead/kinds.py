"""Detect the letter form of a first page."""

import re
from collections.abc import Sequence

from kmdesk.intake.letterhead.head import Head
from kmdesk.intake.letterhead.model import Line, Proposal
from kmdesk.intake.letterhead.phrases import distance, find_phrase, opens_with, skeleton

_HEADINGS = 12
_CIRCULAR = re.compile(r"/\s*ว\.?\s*[0-9๐-๙oOlI]")


def heading(top: Sequence[Line], word: str) -> Line | None:
    """Return the line above the fields that opens with ``word`` and looks like a heading."""
    for line in top[:_HEADINGS]:
        if opens_with(line.text, (word,), 1) and len(line.text) < 90:
            return line
    return None


def memo_heading(top: Sequence[Line]) -> Line | None:
    """Return the line บันทึกข้อความ."""
    wanted = skeleton("บันทึกข้อความ")
    for line in top[:_HEADINGS]:
        bones = skeleton(line.text)
        if distance(bones, wanted, 2) <= 2 or wanted in bones:
            return line
    return None


def kind_of(head: Head, number: Proposal | None, tail: Sequence[Line]) -> Proposal | None:
    """Return external, memo, stamped, order, announcement or circular; None for anything else."""
    base = _base(head, number, tail)
    if base is None:
        return None
    if base.value not in ("external", "memo", "stamped"):
        return base
    if number is not None and "/ว" in number.value:
        return Proposal("circular", min(base.confidence, number.confidence), number.source)
    if number is None:
        # even a number that could not be parsed may show that the letter is a circular
        marked = [line for line in head.top if _CIRCULAR.search(line.text)]
        return Proposal("circular", 0.8, (marked[0],)) if marked else base
    return base


def _base(head: Head, number: Proposal | None, tail: Sequence[Line]) -> Proposal | None:
    title = head.blocks.get("title")
    addressee = head.blocks.get("addressee")
    memo = memo_heading(head.top)
    if memo is not None and (title or addressee):
        return Proposal("memo", 0.97, (memo,))
    if title is not None and addressee is None:
        for word, form in (("คำสั่ง", "order"), ("ประกาศ", "announcement")):
            line = heading(head.top, word)
            if line is not None and (form == "announcement" or _has_year_number(head.top)):
                return Proposal(form, 0.96, (line,))
    if addressee is None:
        return None
    if title is None:
        stamped = addressee.label.word == "ถึง"
        return Proposal("stamped", 0.93, (addressee.lines[0],)) if stamped and number else None
    if addressee.label.word == "ถึง":
        return None
    office = any(line.text.startswith("ส่วนราชการ") for line in head.top)
    if office:
        return Proposal("memo", 0.85, (head.top[0],))
    closed = any(find_phrase(line.text, ("ขอแสดงความนับถือ",), 2) for line in tail)
    evidence = (number is not None) + closed + (head.top != [])
    if evidence < 2:
        return None
    return Proposal("external", 0.95 if number or closed else 0.7, (addressee.lines[0],))


def _has_year_number(top: Sequence[Line]) -> bool:
    return any(re.match(r"^ที่?\s*.{0,12}/\s*.{0,8}", line.text) for line in top)
