"""State of a part of a law at some moment, and the smaller places inside its text. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kmdesk.regulations.amendments.operation import LAST
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.numbers import PROVISION, canonical_provision, provision_label

LEVELS = {"บรรพ": 1, "ภาค": 2, "ลักษณะ": 3, "หมวด": 4, "ส่วน": 5, "ตอน": 6}
_HEADING = re.compile(rf"(?P<word>{'|'.join(LEVELS)})(?:ที่)?\s*(?P<number>{PROVISION})(?![ก-๎])")
_LABEL = re.compile(rf"(?:มาตรา|ข้อ)\s*{PROVISION}[ \t\u00a0]*")
_ITEM = re.compile(r"\(\s*(?P<item>[0-9๐-๙]{1,3}(?:/[0-9๐-๙]+)?(?:\s?(?:ทวิ|ตรี|จัตวา))?)\s*\)")
_LETTER = re.compile(r"\(\s*(?P<item>[ก-ฮ])\s*\)")
_ENDED = "(ยกเลิก)"


@dataclass(frozen=True, slots=True)
class ProvisionState:
    """A provision, heading or other part with its text; ``made`` lists the changes behind it."""

    anchor: str
    kind: str
    unit: str = ""
    number: str = ""
    through: str = ""
    level: int = 0
    text: str = ""
    ended: bool = False
    made: tuple[int, ...] = ()

    @property
    def chapter(self) -> tuple[str, str]:
        """(หมวด, 3/1) for a heading; ("", "") otherwise."""
        match = _HEADING.match(self.text) if self.kind == "heading" else None
        return (match["word"], canonical_provision(match["number"])) if match else ("", "")

    def ends(self) -> "ProvisionState":
        """Return the same part repealed: only its number remains."""
        if self.kind == "provision":
            name = provision_label(self.unit, self.number)
        else:
            word, number = self.chapter
            name = provision_label(word, number) if word else self.text.split("\n")[0]
        return replace(self, text=f"{name} {_ENDED}", ended=True)


def label_of(text: str) -> str:
    """Return the number at the beginning of a text, as written, including following blanks."""
    match = _LABEL.match(text)
    return match[0] if match else ""


def item_of(line: str) -> str:
    """Return 3 for a line that begins (๓), ก for (ก), else ""."""
    match = _ITEM.match(line) or _LETTER.match(line)
    return canonical_provision(to_arabic(match["item"])) if match else ""


def is_letter(item: str) -> bool:
    """Return whether ``item`` is of the lower level, (ก)."""
    return len(item) == 1 and "ก" <= item <= "ฮ"


def paragraphs_of(text: str) -> list[list[str]]:
    """Return the lines of each วรรค, including the items below it."""
    found: list[list[str]] = []
    for line in text.split("\n"):
        bare_label = found and len(found) == 1 and len(found[0]) == 1 and is_bare(found[0][0])
        if not found or not (item_of(line) or bare_label):
            found.append([])
        found[-1].append(line)
    return found


def is_bare(line: str) -> bool:
    """Return whether a line is only a label such as มาตรา ๑๒: the text begins on the next line."""
    return label_of(f"{line} ").strip() == line.strip() != ""


def paragraph_at(paragraphs: Sequence[Sequence[str]], number: int) -> int | None:
    """Return the index of วรรค ``number``; None when there is none."""
    at = len(paragraphs) - 1 if number == LAST else number - 1
    return at if 0 <= at < len(paragraphs) else None


def item_spans(lines: Sequence[str], item: str) -> list[tuple[int, int]]:
    """Return the line ranges of an item: from its own line to the next of its level."""
    letter = is_letter(item)
    spans: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if item_of(line) != item:
            continue
        end = at + 1
        while end < len(lines) and item_of(lines[end]) and is_letter(item_of(lines[end])):
            if letter:
                break
            end += 1
        spans.append((at, end))
    return spans
