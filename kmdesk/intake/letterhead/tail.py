"""Foot of a letter: signer, position, capacity, contact; the date of an order."""

import re
from collections.abc import Sequence

from kmdesk.intake.letterhead.model import Line, Proposal
from kmdesk.intake.letterhead.phrases import (
    CAPACITIES,
    UNITS,
    dates_in,
    find_phrase,
    is_address,
    names_office,
    opens_with,
    skeleton,
)

_CLOSING = ("ขอแสดงความนับถือ",)
_NAME = re.compile(r"^(?:ลงชื่อ|\(ลงชื่อ\))?[\s.…_]*[(]\s*([^()]{5,70}?)\s*[)]$")
_BARE_NAME = re.compile(r"[ก-๎.]{2,} [ก-๎.]{3,}$")
_TITLES = (
    "นางสาว",
    "นาง",
    "นาย",
    "น.ส.",
    "ว่าที่",
    "ดร.",
    "หม่อม",
    "ม.ล.",
    "ม.ร.ว.",
    "พล",
    "พัน",
    "ร้อย",
    "สิบ",
    "จ่า",
    "พ.ต",
    "พ.จ",
    "ร.ต",
    "พ.อ",
    "ศาสตราจารย์",
    "รองศาสตราจารย์",
    "ผู้ช่วยศาสตราจารย์",
)
_TELEPHONE = re.compile(
    r"โทร(?:ศัพท์)?\.?\s*(?:(?:/|,|และ)\s*โทรสาร\.?\s*)?[๐-๙0-9][๐-๙0-9 \-–,]*"
    r"(?:ต่?อ\s*[๐-๙0-9 ,\-]+)?(?:\s*\([ก-๙. ]{2,20}\))?"
)
_PLAIN = re.compile("[ก-๎ .]{8,}$")
_STOPS = ("สำเนา", "โทรสาร", "ไปรษณีย์", "อีเมล", "เอกสาร", "หมายเหตุ")
_SIGNATURE_LINES = 9

Fields = dict[str, Proposal]


def signature(lines: Sequence[Line], after: int = 0) -> tuple[Fields, Sequence[Line]]:
    """Return the fields of the signature and the lines below it."""
    closing = _closing(lines)
    start = closing if closing is not None else max(after, len(lines) // 4)
    end = len(lines) if closing is None else min(len(lines), closing + 8)
    for at in range(start, end):
        match = _NAME.match(lines[at].text)
        signer = _signer(match[1], lines, at, closing) if match else None
        if signer is not None:
            fields = {"signer": signer}
            rest = _position(lines[at + 1 : at + _SIGNATURE_LINES], fields)
            return fields, lines[at + 1 + rest :]
    return {}, lines[closing + 1 :] if closing is not None else ()


def _signer(name: str, lines: Sequence[Line], at: int, closing: int | None) -> Proposal | None:
    """Return the name in brackets; its title may be on the line above."""
    name = " ".join(name.split())
    if opens_with(name, _TITLES):
        return Proposal(name, 0.96 if closing is not None else 0.92, (lines[at],))
    if closing is None or not _BARE_NAME.match(name) or at == closing:
        return None
    above = lines[at - 1]
    if len(above.text) < 25 and opens_with(above.text, _TITLES):
        return Proposal(f"{above.text} {name}", 0.9, (above, lines[at]))
    return Proposal(name, 0.75, (lines[at],))


def _closing(lines: Sequence[Line]) -> int | None:
    for at, line in enumerate(lines):
        if find_phrase(line.text, _CLOSING, 2):
            return at
    return None


def _position(lines: Sequence[Line], fields: Fields) -> int:
    """Read position and capacity under a name; return the number of lines used."""
    taken, words, source = 0, [], []
    for at, line in enumerate(lines[:4]):
        capacity = find_phrase(line.text, CAPACITIES)
        if capacity is not None:
            before = line.text[: capacity[0]].strip()
            if before:
                words.append(before)
                source.append(line)
            taken = at + 1 + _capacity(lines[at:], capacity, fields)
            break
        if _ends_signature(line.text) or (words and not _goes_on(lines, at, words)):
            break
        words.append(line.text)
        source.append(line)
        taken = at + 1
    if words:
        confidence = 0.93 if len(words) == 1 else 0.75
        fields["signer_position"] = Proposal(" ".join(words), confidence, tuple(source))
    return taken


def _goes_on(lines: Sequence[Line], at: int, words: Sequence[str]) -> bool:
    """Return whether a second line may still be the position.

    That is plain Thai, with no office name in it and no telephone number next.
    """
    text = lines[at].text
    if any(_TELEPHONE.search(line.text) for line in lines[at + 1 : at + 3]):
        return False
    return len(words) == 1 and not names_office(text) and bool(_PLAIN.match(text))


def _capacity(lines: Sequence[Line], found: tuple[int, int], fields: Fields) -> int:
    text, source = lines[0].text[found[0] :], [lines[0]]
    if len(lines[0].text) - found[1] < 3 and len(lines) > 1 and not _ends_signature(lines[1].text):
        text = f"{text.strip()} {lines[1].text}"
        source.append(lines[1])
    fields["capacity"] = Proposal(" ".join(text.split()), 0.94, tuple(source))
    return len(source) - 1


def _ends_signature(text: str) -> bool:
    if _TELEPHONE.search(text) or opens_with(text, _STOPS):
        return True
    return (
        opens_with(text, UNITS)
        or bool(dates_in(text))
        or (is_address(text) and bool(re.search("[0-9๐-๙]", text)))
    )


def contact(lines: Sequence[Line]) -> Proposal | None:
    """Return unit and telephone number of the responsible section."""
    for at, line in enumerate(lines):
        match = _TELEPHONE.search(line.text)
        if match is None or line.text.strip().startswith("โทรสาร"):
            continue
        telephone = match[0].strip(" ,-–")
        own = line.text[: match.start()].strip()
        source = [line]
        unit, doubt = own, 0.0
        if not own:
            near = lines[max(0, at - 2) : at]
            above = [one for one in near if opens_with(one.text, UNITS)]
            if not above and near and _PLAIN.match(near[-1].text):
                above, doubt = [near[-1]], 0.15  # its position makes it the unit, though misread
            unit = " ".join(one.text for one in above)
            source = [*above, line]
        digits = len(re.findall(r"[0-9๐-๙]", telephone))
        confidence = (0.93 - doubt if unit else 0.85) if digits >= 4 else 0.5
        return Proposal(f"{unit} {telephone}".strip(), confidence, tuple(source))
    return None


def given_on(lines: Sequence[Line], words: tuple[str, ...]) -> Proposal | None:
    """Return the date after สั่ง ณ วันที่ or ประกาศ ณ วันที่."""
    for line in lines:
        place = find_phrase(line.text, words, 1)
        days = dates_in(line.text[place[1] :]) if place is not None else []
        if place is not None and place[0] <= 6 and len(days) == 1:
            return Proposal(days[0].value, days[0].confidence, (line,))
    return None


def stamped_foot(lines: Sequence[Line]) -> Fields:
    """Return issuer, date and contact of a stamped letter, which are at its foot."""
    fields: Fields = {}
    for at, line in enumerate(lines):
        days = dates_in(line.text)
        whole = len(days) == 1 and len(line.text) - (days[0].end - days[0].start) <= 3
        if not whole:
            continue
        fields["dated"] = Proposal(days[0].value, days[0].confidence - 0.02, (line,))
        for above in reversed(lines[max(0, at - 4) : at]):
            bones = skeleton(above.text)
            if names_office(above.text) and len(bones) < 60:
                fields["issuer"] = Proposal(above.text, 0.93, (above,))
                break
        found = contact(lines[at + 1 :])
        if found is not None:
            fields["contact"] = found
        break
    return fields
