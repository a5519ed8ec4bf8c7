"""Field labels of a letter, matched at the start of a line despite OCR errors."""

from dataclasses import dataclass

from kmdesk.intake.letterhead.model import Line
from kmdesk.intake.letterhead.phrases import opening, opens_with, skeleton

# field → its words, and the number of edits tolerated in the skeleton
LABELS: dict[str, tuple[tuple[str, int], ...]] = {
    "title": (("เรื่อง", 1),),
    "addressee": (
        ("ขอประทานกราบเรียน", 2),
        ("กราบเรียน", 1),
        ("เรียน", 1),
        ("นมัสการ", 1),
        ("ถึง", 0),
    ),
    "refers_to": (("อ้างถึง", 1),),
    "enclosures": (("สิ่งที่ส่งมาด้วย", 2), ("สิ่งที่ส่งมาพร้อมนี้", 2), ("สิ่งที่แนบมาด้วย", 2)),
    "issuer": (("ส่วนราชการ", 1), ("หน่วยงาน", 1), ("ส่วนงาน", 1)),
}
# Other words that begin with the letters of a label.
_NOT_A_LABEL = {
    "เรียน": ("รู้", "ต่อ", "ร้อง", "รับ", "เชิญ", "มา", "ว่า", "สาย", "จบ", "การ"),
    "เรื่อง": ("ร้องเรียน", "ดังกล่าว", "นี้", "นั้น", "ราว"),
    "อ้างถึง": ("ข้างต้น", "ดังกล่าว", "นั้น"),
}
_SEPARATORS = " \t\u00a0:"


@dataclass(frozen=True, slots=True)
class Label:
    """A matched label: the field, the text after it, and the confidence."""

    field: str
    rest: str
    confidence: float
    word: str = ""


def label_of(line: Line) -> Label | None:
    """Return the label a line begins with, the most likely one when several match."""
    text = line.text.lstrip("\u200b -_.•*|")
    found: list[tuple[int, float, Label]] = []
    for field, words in LABELS.items():
        for word, limit in words:
            match = opening(text, word, limit)
            if match is None:
                continue
            end, edits = match
            label = _judge(field, word, text, end, edits)
            if label is not None:
                found.append((edits, -label.confidence, label))
    found.sort(key=lambda item: item[:2])
    if len(found) > 1 and found[0][0] == found[1][0] and found[0][0] > 0:
        fields = {item[2].field for item in found[:2]}
        if len(fields) > 1:
            return None
    return found[0][2] if found else None


def _judge(field: str, word: str, text: str, end: int, edits: int) -> Label | None:
    written, rest = text[:end], text[end:]
    parted = not rest or rest[0] in _SEPARATORS
    if len(skeleton(word)) <= 2 and not parted:
        return None
    if not parted and opens_with(rest, _NOT_A_LABEL.get(word, ())):
        return None
    confidence = 1.0 if written == word else 0.97 if not edits else 0.92 - 0.04 * edits
    if not parted:
        # another word such as เรียนรู้ begins with the same letters
        confidence -= 0.3
    return Label(field, rest.strip(_SEPARATORS), confidence, word)
