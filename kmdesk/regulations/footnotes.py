"""Parse footnotes such as "มาตรา ๑๖ (๓) แก้ไขเพิ่มเติมโดยพระราชบัญญัติ… (ฉบับที่ ๓) พ.ศ. ๒๕๖๒".

A consolidated text records in them which amending law changed each place, and in what year; it does
not give the previous text. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kmdesk.regulations.amendments.operation import Place, read_places
from kmdesk.regulations.structure import readable
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.numbers import DIGIT, PROVISION


class Kind(StrEnum):
    """What the amending law did."""

    ADDED = "added"
    AMENDED = "amended"
    REPEALED = "repealed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in a provision's history.

    ``number`` is the amending law's (ฉบับที่ ๓ or ๘๗/๒๕๕๗), ``year`` its Buddhist year; either may
    be missing. ``words`` is the footnote.
    """

    kind: Kind
    place: Place
    act: str
    number: str
    year: int | None
    words: str


_BY = r"\s*(?:(?:โดย)+|ตาม(?=\s?(?:พระราช|ประกาศ|คำสั่ง|ระเบียบ|กฎ)))\s*"
_STEP = re.compile(rf"(?P<verb>แก้[ไใ]ข(?:เพิ่มเติ่?ม|เพิ่ม)?|เพิ่ม(?:เติม|ความ)?|ยกเลิก|เปลี่ยน(?:แปลง)?){_BY}")
_WORDS_BY = re.compile(
    rf"(?:มาตรา|ข้อ)\s*{PROVISION}\s*แห่ง(?P<act>.+?)\s*ให้(?:แก้ไข|เปลี่ยน|ใช้)คำ", re.DOTALL
)
_CLAUSE_OF = re.compile(rf"(?:มาตรา|ข้อ)\s*{PROVISION}(?:\s*วรรค\S+|\s*\([^)]*\))*\s*แห่ง")
_TITLED = re.compile(rf"\(ฉะ?บับที่\s*(?P<number>{DIGIT}+)\)")
_SERIAL = re.compile(rf"(?:ฉะ?บับที่|(?<![ก-๎])ที่|แห่งชาติที่)\s*(?P<number>{DIGIT}+(?:/{DIGIT}{{4}})?)")
_YEAR = re.compile(rf"(?<!{DIGIT})({DIGIT}{{4}})(?!{DIGIT})")
_SCHEDULE = re.compile(r"(?:บัญชี|อัตรา|พิกัด|ประเภท|ตาราง|แบบ|รายการ|ชื่อพระราช|ภาคผนวก)")
_CHAPTER_FIRST = re.compile(r"(?:ชื่อ\s*)?(?:บรรพ|ภาค|ลักษณะ|หมวด|ส่วน|ตอน)(?:ที่)?\s*[๐-๙0-9]")
_WHICH = re.compile(r"\s*(?:ซึ่ง|ที่|และ)\s*$")
_PAREN_TERM = re.compile(r"(?<!นิยาม)คำว่า\s*“")


def read_footnote(note: str) -> list[Entry]:
    """Return the steps in a footnote, in order; none for a mere Gazette citation."""
    text = re.sub(r"^มาร?ตรา?(?=\s*[๐-๙0-9])", "มาตรา", one_line(readable(note)))
    words = _WORDS_BY.match(text)
    if words:
        return [_entry(Kind.REWORDED, Place(), words["act"], text)]
    found = [*_STEP.finditer(text)]
    if not found:
        return []
    place = _place(text[: found[0].start()])
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        _entry(_kind(match["verb"]), place, text[match.end() : end], text)
        for match, end in zip(found, ends, strict=True)
    ]


def history(notes: str) -> Iterator[Entry]:
    """Yield the steps in all footnotes of a provision, one footnote per line."""
    for line in notes.split("\n"):
        yield from read_footnote(line)


def _kind(verb: str) -> Kind:
    if verb.startswith("แก้"):
        return Kind.AMENDED
    if verb.startswith("เพิ่ม"):
        return Kind.ADDED
    return Kind.REPEALED if verb == "ยกเลิก" else Kind.REWORDED


def _entry(kind: Kind, place: Place, act: str, words: str) -> Entry:
    title = _WHICH.sub("", _CLAUSE_OF.sub("", act.strip(), count=1)).strip(" ,")
    titled = [*_TITLED.finditer(title)]
    serial = titled[-1] if titled else _SERIAL.search(title)
    years = _YEAR.findall(title)
    number = to_arabic(serial["number"]) if serial else ""
    return Entry(kind, place, title, number, int(to_arabic(years[-1])) if years else None, words)


def _place(text: str) -> Place:
    """Return the place named before the verb; empty for a part of a schedule."""
    words = text.strip()
    if _SCHEDULE.match(words):
        return Place()
    if re.match(rf"{PROVISION}\s+(?:วรรค|\()", words):  # one lacks the word มาตรา
        words = f"มาตรา {words}"
    if _CHAPTER_FIRST.match(words):
        chapters = [place for place in read_places(words) if place.chapter]
        return chapters[-1] if chapters else Place()
    found = read_places(_PAREN_TERM.sub("นิยามคำว่า “", words))
    return found[0] if found and words.startswith(("มาตรา", "ข้อ")) else Place()
