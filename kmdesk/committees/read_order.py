"""An appointment order taken apart: who is appointed to what, with which duties. Pure.

คำสั่ง (แบบที่ ๔) of ระเบียบงานสารบรรณ ข้อ ๑๖; what cannot be read is left for the secretary.
"""

import re

from kmdesk.committees.order_body import read_body
from kmdesk.committees.order_draft import GroupDraft, MemberDraft, OrderDraft
from kmdesk.committees.order_head import read_days, read_foot, read_head, read_relations
from kmdesk.committees.order_lines import LONGEST_LINE, mended, words_whole
from kmdesk.committees.order_scan import (
    VOWELS_AND_TONES,
    is_furniture,
    is_garbage,
    toned,
    words_mended,
)

__all__ = [
    "LONGEST",
    "MOST_LINES",
    "MOST_READ",
    "GroupDraft",
    "MemberDraft",
    "OrderDraft",
    "read_order",
]

LONGEST = 200_000
"""Characters of an order that are kept."""
MOST_READ = 60_000
"""Characters that are read: some twenty pages, ten times the longest order known to us."""
MOST_LINES = 4_000
"""Lines that are read, for a table with every cell in a line of its own."""


def read_order(text: str) -> OrderDraft:
    """Everything that is recognised in the text of an order.

    All of the text is kept; read are its first sixty thousand characters, so that a book
    pasted by mistake takes no longer than a long order; the draft then says that it is partial.
    """
    draft = OrderDraft(text=text.strip()[:LONGEST])
    whole = toned(mended(draft.text[:MOST_READ])).split("\n")
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
    draft.groups = [group for group in draft.groups if group.members or group.duties]
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
