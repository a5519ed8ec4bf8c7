"""The lower part of a letter: body, closing and signature."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmdesk.intake.letterhead.layout import Cited, Line, Proposal, Within
from kmdesk.intake.letterhead.phrases import (
    CAPACITIES,
    UNITS,
    Found,
    dates_in,
    find_phrase,
    is_address,
    join,
    letter_number,
    names_office,
    opens_with,
    order_number,
    skeleton,
)
from kmdesk.thai.numbers import to_arabic

_WITHIN = re.compile(r"(?:ภายใน|ก่อน|ไม่เกิน)\s*(?:วันที่)?\s*(?=[0-9๐-๙])")
_ASKED = re.compile(r"ขอให้|ขอความ(?:ร่วมมือ|อนุเคราะห์)|โปรด|จึง(?:ขอ|เรียน)|ให้(?:ส่ง|แจ้ง|รายงาน)")
_ANSWER = re.compile(r"แจ้ง|ส่ง|รายงาน|ตอบ|ยืนยัน|เสนอ")
# What else has a last day: applying, paying, spending, closing the books, meeting.
_OTHER = re.compile(
    r"แล้วเสร็จ|สมัคร|ชำระ|เบิกจ่าย|ใช้จ่าย|ประชุมใหญ่|ปิดบัญชี|ก่อหนี้|ลงทะเบียน|จอง|ลงนาม|มีมติ|ผู้สนใจ|ดำเนินการ(?!.*(?:แจ้ง|รายงาน|ส่ง))"
)
_BACK = 170
_DAYS = re.compile(
    r"(?:ภายใน|ไม่เกิน)\s*(?:ระยะเวลา\s*)?(?P<days>[0-9๐-๙]{1,3})\s*วัน(?P<working>ทำการ)?"
    r"(?:\s*(?P<from>นับ|ตั้งแต่|หลังจาก)(?P<base>.{0,40}))?"
)
_FROM_RECEIPT = re.compile(
    r"^(?:แต่|จาก|ตั้งแต่|ถัด)*\s*(?:วัน)?(?:ถัดจาก(?:วัน)?)?(?:ที่)?\s*(?:ท่าน)?(?:ได้)?รับ"
    r"\s*(?:แจ้ง|ทราบ|หนังสือ|เรื่อง|บันทึก|ประกาศ|คำสั่ง|เอกสาร)"
)
_FROM_LETTER = re.compile(
    r"^(?:แต่|จาก|ตั้งแต่|ถัด)*\s*(?:วัน)?(?:ถัดจาก(?:วัน)?)?(?:ที่)?\s*"
    r"(?:(?:ที่)?(?:ลง|ปรากฏ|มี|ออก|ตาม)?\s*(?:วันที่)?(?:ใน)?\s*(?:หนังสือ|บันทึก|คำสั่ง|ประกาศ)|นี้)"
)
_GARBLED = re.compile(r".{0,8}(?:แต่|จาก|ถัด|วัน|ตั้งแ)")  # a start, misread by OCR
_MOST_DAYS = 180

_MENTION = re.compile(r"ที่\s*(?=[ก-ฮ][ก-ฮ.]{0,6}\s*[0-9๐-๙]|[0-9๐-๙]{1,5}\s*/\s*[2๒][5๕])")
_PART = re.compile(r"ยกเลิก\s*(?:ข้อ|ความใน|วรรค)")
_RELATIONS = (
    ("repeals", re.compile(r"ยกเลิก")),
    ("amends", re.compile(r"แก้ไข(?:เพิ่มเติม)?|ปรับปรุง(?:หนังสือ|คำสั่ง|ประกาศ)")),
    ("forwards", re.compile(r"ส่งต่อ|ส่งสำเนาหนังสือ|แจ้งเวียน")),
    ("cites", re.compile(r"อ้างถึง|ตาม(?:ที่|หนังสือ|บันทึก|คำสั่ง|ประกาศ)?|อนุสนธิ|ถือปฏิบัติ")),
)
_SAID_ABOVE = re.compile(r"ยกเลิก(?:หนังสือ|คำสั่ง|ประกาศ)?[^.]{0,40}?(?:ที่อ้างถึง|ดังกล่าว|ข้างต้น)")


@dataclass(frozen=True, slots=True)
class Running:
    """Lines joined into running text, with the line number of each character."""

    text: str
    origin: tuple[int, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Running":
        """Join ``lines`` that were broken at the margin."""
        text, origin = "", []
        for number, line in enumerate(lines):
            whole = join([text, line.text]) if text else join([line.text])
            origin += [number] * (len(whole) - len(text))
            text = whole
        return cls(text, tuple(origin), tuple(lines))

    def between(self, start: int, end: int) -> tuple[Line, ...]:
        """Return the lines that ``text[start:end]`` spans."""
        numbers = dict.fromkeys(self.origin[max(0, start) : max(start + 1, end)])
        return tuple(self.lines[number] for number in numbers)


def reply_by(body: Sequence[Line]) -> Proposal | None:
    """Return the date by which a reply is requested; None when two dates differ."""
    running = Running.of(body)
    found: dict[str, Proposal] = {}
    for match in _WITHIN.finditer(running.text):
        days = dates_in(running.text[match.end() : match.end() + 40])
        if not days or days[0].start > 1:
            continue
        end = match.end() + days[0].end
        if not _asks_an_answer(running.text, match.start(), end):
            continue
        source = running.between(match.start(), end)
        found[days[0].value] = Proposal(days[0].value, min(0.85, days[0].confidence), source)
    return next(iter(found.values())) if len(found) == 1 else None


def reply_within(body: Sequence[Line]) -> Within | None:
    """Return the reply period in days, where the letter names no date; None when two differ."""
    running = Running.of(body)
    found: dict[tuple[int, bool, bool], Within] = {}
    for match in _DAYS.finditer(running.text):
        days, base = int(to_arabic(match["days"])), match["base"] or ""
        receipt = bool(_FROM_RECEIPT.match(base))
        # days counted from some other event (the end of the year, a meeting) are no reply deadline
        if match["from"] and not receipt and not _FROM_LETTER.match(base):
            continue
        if not match["from"] and _GARBLED.match(running.text, match.end()):
            continue
        end = match.start("from") if match["from"] else match.end()
        if not 1 <= days <= _MOST_DAYS or not _asks_an_answer(running.text, match.start(), end):
            continue
        working = bool(match["working"])
        source = running.between(match.start(), end)
        found[days, working, receipt] = Within(
            days, working, receipt, bool(match["from"]), tuple(source)
        )
    return next(iter(found.values())) if len(found) == 1 else None


def _asks_an_answer(text: str, start: int, end: int) -> bool:
    """Return whether the limit at ``text[start:end]`` is a deadline for replying to the letter."""
    before = text[max(0, start - _BACK) : start]
    asked = [m.end() for m in _ASKED.finditer(before)]
    answers = [m.end() for m in _ANSWER.finditer(before)]
    if not asked or not answers or _OTHER.search(before[answers[-1] :]):
        return False
    return not _OTHER.search(text[end:][:12])


def cited(referred: Sequence[Line], body: Sequence[Line], own: str = "") -> tuple[Cited, ...]:
    """Return papers named under อ้างถึง and in the text, each once, with its strongest relation."""
    found: dict[str, Cited] = {}
    for paper in _mentions(Running.of(referred), "cites"):
        found.setdefault(paper.number, paper)
    running = Running.of(body)
    for paper in _mentions(running):
        present = found.get(paper.number)
        if present is None or present.relation == "cites":
            dated = paper.dated or (present.dated if present else None)
            found[paper.number] = Cited(paper.relation, paper.number, dated, paper.source)
    if len(found) == 1:
        (only,) = found.values()
        said = _SAID_ABOVE.search(running.text)
        if said and only.relation == "cites" and not _PART.match(said[0]):
            source = running.between(said.start(), said.end())
            found[only.number] = Cited("repeals", only.number, only.dated, source)
    found.pop(own, None)
    return tuple(found.values())


def _mentions(running: Running, fixed: str = "") -> Iterator[Cited]:
    last = 0
    for match in _MENTION.finditer(running.text):
        number = _number_at(running.text, match.end())
        if number is None:
            continue
        after = running.text[number.end : number.end + 60]
        days = dates_in(after)
        near = days[0].value if days and days[0].start < 14 else None
        # in a plain list the relation of the preceding paper applies to this one too
        context = running.text[max(last, match.start() - 120) : match.start()]
        relation = fixed or _relation(context)
        yield Cited(relation, number.value, near, running.between(match.start(), number.end))
        last = number.end


def _number_at(text: str, at: int) -> Found | None:
    for found in (letter_number(text, at), _order_at(text, at)):
        if found is not None and found.start == at:
            return found
    return None


def _order_at(text: str, at: int) -> Found | None:
    found = order_number(text[at : at + 16])
    if found is None:
        return None
    return Found(found.value, found.start + at, found.end + at, found.confidence)


def _relation(context: str) -> str:
    """Return the relation mentioned last before the paper's number."""
    best, relation = -1, "cites"
    for name, pattern in _RELATIONS:
        for match in pattern.finditer(context):
            if match.start() > best:
                best, relation = match.start(), name
    if relation == "repeals" and _PART.match(context[best:]):
        return "amends"
    return relation


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
