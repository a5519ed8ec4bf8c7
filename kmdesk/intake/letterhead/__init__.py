"""Read the letterhead and signature of official letters, with confidence and position.

Pure functions on lines of text. An uncertain field is omitted rather than guessed. Layouts follow
ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ (แบบที่ ๑-๔ and ๗).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kmdesk.intake.letterhead.layout import (
    LIKELY,
    Head,
    Known,
    Letterhead,
    Line,
    Proposal,
    cut_head,
    heading,
    kind_of,
    label_of,
    lines_of,
)
from kmdesk.intake.letterhead.phrases import (
    UNITS,
    Found,
    alike,
    dates_in,
    distance,
    find_phrase,
    is_address,
    is_secret,
    join,
    letter_number,
    names_office,
    opening,
    opens_with,
    order_number,
    skeleton,
)
from kmdesk.intake.letterhead.tail import (
    cited,
    contact,
    given_on,
    reply_by,
    reply_within,
    signature,
    stamped_foot,
)
from kmdesk.thai.numbers import parse_number

_THE_NUMBER = re.compile(r"(?:^|[\s:|\]])(?:ที่|ที|ท่|ท)\s*(?=\S)")
_CODE = re.compile(
    r"^\W*(?:ที่|ที|ท่|ท)\s*[ก-ฮ][ก-ฮ.]{0,5}\s*[0-9๐-๙oOlI.]{3,}[^/]{0,4}/\s*(?:ว\.?)?[0-9๐-๙oOlI| ]*"
)
# Skeletons of what may stand before a number without its label: ที่ misread, or the urgency stamped
# there.
_BEFORE_NUMBER = ("", "ท", "ดวนทสดท", "ดวนมากท", "ดวนท")
_URGENT = {
    skeleton("ด่วนที่สุด"): "most_urgent",
    skeleton("ด่วนมาก"): "very_urgent",
    skeleton("ด่วน"): "urgent",
}
_TELEPHONE = re.compile(r"\s*[(]?\s*โทร(?:ศัพท์)?\.?(?!สาร)")
_PARTED = re.compile(r"\s*[\s(](?=(?:กลุ่ม|ฝ่าย|งาน|กอง|ศูนย์|สำนัก(?!งาน)|ส่วน(?!ราชการ)))")


def number_in(top: Sequence[Line]) -> tuple[Proposal, Line, Found] | None:
    """Return the letter's own number, its line and its position there."""
    for line in top:
        for label in _THE_NUMBER.finditer(line.text):
            found = letter_number(line.text, label.end())
            if found is not None and found.start - label.end() <= 1:
                return _number(found, line, found.confidence)
    for line in top:
        found = letter_number(line.text)
        if found is not None and skeleton(line.text[: found.start]) in _BEFORE_NUMBER:
            return _number(found, line, min(found.confidence, 0.8))
    return None


def _number(found: Found, line: Line, confidence: float) -> tuple[Proposal, Line, Found]:
    if re.match(r"^[ก-ฮ] ", found.value):
        confidence = 0.5  # half of an abbreviation that the scanner split
    return Proposal(found.value, confidence, (line,)), line, found


def order_number_in(top: Sequence[Line]) -> Proposal | None:
    """Return the number of an order: ที่ ๕/๒๕๕๑."""
    for line in top:
        label = _THE_NUMBER.match(line.text)
        found = order_number(line.text) if label else None
        if found is not None and found.start <= 8:
            return Proposal(found.value, found.confidence, (line,))
    return None


def urgency_in(top: Sequence[Line]) -> Proposal | None:
    """Return the urgency class stamped above the number."""
    for line in top:
        for word in [line.text, *re.split(r"\s{2,}|\t|\s", line.text)]:
            code = _URGENT.get(skeleton(re.sub(r"[^ก-๎ ]", "", word)))
            if code is not None:
                exact = skeleton(line.text) in _URGENT
                return Proposal(code, 0.95 if exact else 0.9, (line,))
    return None


def date_in(lines: Sequence[Line], skip: tuple[Line, int] | None = None) -> Proposal | None:
    """Return the only date above the fields; None when two dates differ."""
    found: list[Proposal] = []
    for line in lines:
        start = skip[1] if skip is not None and skip[0] is line else 0
        for day in dates_in(line.text[start:]):
            before = line.text[start : start + day.start].strip()
            after = line.text[start + day.end :].strip(" .")
            alone = not after and (not before or skeleton(before) in ("วนท", "วน", "ลงวนท"))
            confidence = day.confidence if alone else day.confidence - (0.02 if not after else 0.2)
            found.append(Proposal(day.value, confidence, (line,)))
    if not found:
        return None
    best = max(found, key=lambda proposal: proposal.confidence)
    rivals = {p.value for p in found if p.confidence > best.confidence - 0.05}
    return best if len(rivals) == 1 else None


def sender_of(top: Sequence[Line], number: tuple[Line, int] | None) -> Proposal | None:
    """Return the office named beside or under the number of an external letter."""
    number = number or _unread_number(top)
    lines: list[tuple[str, Line]] = []
    below = number is None
    for line in top:
        text = line.text
        if number is not None and line is number[0]:
            below, text = True, text[number[1] :]
        if below:
            lines.append((_bare(text), line))
    if number is not None:
        at = list(top).index(number[0])
        lines += [(_bare(line.text), line) for line in reversed(top[:at])]
    for place, (text, line) in enumerate(lines):
        if names_office(text) and len(text) < 120:
            return _sender(text, line, lines[place + 1 : place + 2])
    return None


def _unread_number(top: Sequence[Line]) -> tuple[Line, int] | None:
    """Return where a number without its serial ends: handwritten or not recognised."""
    for line in top:
        match = _CODE.match(line.text)
        if match:
            return line, match.end()
    return None


def _bare(text: str) -> str:
    """Return the line without a date or urgency class that was scanned into it."""
    for day in reversed(dates_in(text)):
        text = text[: day.start]
    words = [word for word in text.split(" ") if skeleton(word) not in _URGENT]
    bare = " ".join(words).strip(" \t|_,:-").lstrip(".")
    return bare if re.search(r"[ก-ฮ]\.[ก-ฮ]\.$", bare) else bare.rstrip(".")


def _sender(text: str, line: Line, following: Sequence[tuple[str, Line]]) -> Proposal:
    name, confidence, source = text, 0.95, [line]
    if opens_with(name, ("ศาลากลางจังหวัด",), 2):
        # the letter is from the province, which has its seat in the hall
        place = find_phrase(name, ("จังหวัด",), 0)
        if place is not None:
            name = "จังหวัด" + name[place[1] :]
        return Proposal(name, 0.9 if place is not None else 0.5, (line,))
    address = re.search(r"\s+(?=ถนน|ถ\.|ตำบล|ต\.|เลขที่|[0-9๐-๙]{2,}|อาคาร|ศาลากลาง)", name)
    if address:
        name = name[: address.start()]
    for more, below in following:
        wrapped = (
            more
            and not re.search("[0-9๐-๙]", more)
            and not is_address(more)
            and not names_office(more)
            and len(more) > 14
        )
        if wrapped and label_of(below) is None and not address:
            name, confidence = join([name, more]), 0.8
            source.append(below)
    return Proposal(name, confidence, tuple(source))


def memo_sender(top: Sequence[Line]) -> tuple[Proposal, Proposal | None] | None:
    """Return office and contact from the line ส่วนราชการ of a memo."""
    for at, line in enumerate(top):
        label = label_of(line)
        if label is None or label.field != "issuer" or not label.rest:
            continue
        source, parts = [line], [label.rest]
        for below in top[at + 1 : at + 2]:
            if not _THE_NUMBER.match(below.text) and label_of(below) is None and not _is_day(below):
                source.append(below)
                parts.append(below.text)
        return _office_and_contact(join(parts), label.confidence - 0.02, tuple(source))
    return None


def _is_day(line: Line) -> bool:
    return bool(dates_in(line.text)) or skeleton(line.text).startswith("วนท")


def _unit_in(text: str) -> int:
    """Return where the unit inside an office begins, e.g. กลุ่ม… after สำนักงาน…; -1 if none."""
    exact = _PARTED.search(text)
    if exact:
        return exact.start()
    for gap in re.finditer(r"\s", text):
        rest = text[gap.end() :]
        if opens_with(rest, UNITS) and not opens_with(rest, ("สำนักงาน",)):
            return gap.start()
    return -1


def _office_and_contact(
    text: str, confidence: float, source: tuple[Line, ...]
) -> tuple[Proposal, Proposal | None]:
    telephone = _TELEPHONE.search(text)
    end = telephone.start() if telephone else len(text)
    unit = _unit_in(text[:end])
    if unit >= 4:
        end = unit
    office, contact = text[:end].strip(" ("), _unbracketed(text[end:])
    there = bool(telephone) and bool(re.search(r"[0-9๐-๙]", contact))
    if opens_with(office, UNITS) and not names_office(office):
        confidence -= 0.1
    return (
        Proposal(office, confidence, source),
        Proposal(contact, confidence, source) if there else None,
    )


def _unbracketed(text: str) -> str:
    """Remove brackets that enclose the whole text; inner ones belong to it."""
    text = text.strip()
    if text.startswith("(") and text.find(")") in (-1, len(text) - 1):
        text = text[1:].removesuffix(")").strip()
    return text.removesuffix(")").strip() if text.count(")") > text.count("(") else text


def heading_sender(top: Sequence[Line], word: str) -> Proposal | None:
    """Return the office in the heading คำสั่ง… or ประกาศ… of an order or announcement."""
    line = heading(top, word)
    if line is None:
        return None
    at = list(top).index(line)
    parts, source = [line.text], [line]
    for below in top[at + 1 : at + 2]:
        if not _THE_NUMBER.match(below.text) and not _is_day(below):
            parts.append(below.text)
            source.append(below)
    whole = join(parts)
    found = opening(whole, word, 1)
    name = whole[found[0] :].strip() if found else ""
    if not names_office(name):
        return None
    edits = found[1] if found else 0
    return Proposal(name, 0.95 - 0.05 * edits - (0.1 if len(source) > 1 else 0), tuple(source))


_LONG = 12


def code_of(number: str) -> str:
    """Return ``กษ 1108`` for กษ ๑๑๐๘/ว ๙๙; empty for a number without an office code."""
    parsed = parse_number(number) if number else None
    if parsed is None or not (parsed.prefix and parsed.office):
        return ""
    return f"{parsed.prefix} {parsed.office}"


def _office_spelling(read: str, known: Known) -> str:
    """Return the issuer as the office spells it.

    At most one edit is allowed, because ตราด and ตรัง are different places.
    """
    bones = skeleton(read)
    same = [name for name in known.issuers if skeleton(name) == bones]
    if same or len(bones) < _LONG:
        return same[0] if same else ""
    near = [name for name in known.issuers if distance(skeleton(name), bones, 1) <= 1]
    return near[0] if len(near) == 1 else ""


def settle_issuer(fields: dict[str, Proposal], known: Known) -> None:
    """Correct, confirm or fill in the issuer from the office's records."""
    read = fields.get("issuer")
    number = fields.get("number")
    by_code = known.codes.get(code_of(number.value)) if number is not None else None
    if read is None:
        if by_code and number is not None:
            fields["issuer"] = Proposal(by_code, min(0.88, number.confidence), number.source)
        return
    spelled = _office_spelling(read.value, known)
    if spelled:
        fields["issuer"] = Proposal(spelled, max(read.confidence, 0.96), read.source)
    elif by_code and alike(by_code, read.value) < 0.6:
        # the number indicates another office than the letterhead does
        fields["issuer"] = Proposal(read.value, min(read.confidence, 0.75), read.source)


MAX_PAGES = 3
Fields = dict[str, Proposal]


def read_letterhead(pages: Sequence[str], known: Known | None = None) -> Letterhead:
    """Propose field values from a letter's first pages; nothing for a classified paper.

    Only what the letter itself states is proposed, and only when it is likely to be right.
    """
    pages = pages[:MAX_PAGES]
    # Asked before anything is read: of a classified paper not even the number may be kept.
    if any(is_secret(page) for page in pages):
        return Letterhead(secret=True)
    lines = lines_of(pages)
    head = cut_head([line for line in lines if line.page == 0])
    rest = [*head.body, *(line for line in lines if line.page > 0)]
    numbered = number_in(head.top)
    form = kind_of(head, numbered[0] if numbered else None, rest)
    if form is None:
        return Letterhead()
    fields: Fields = {"form": form}
    _labelled(head, fields)
    signed, foot = signature(rest)
    fields.update(signed)
    base = _base_form(form, head)
    if base in ("order", "announcement"):
        _decree(base, head, rest, fields)
    else:
        _letter(base, head, rest, foot, fields)
    settle_issuer(fields, known or Known())
    own = fields["number"].value if "number" in fields else ""
    referred = head.blocks["refers_to"].lines if "refers_to" in head.blocks else ()
    first_lines = tuple(rest[:2]) if "title" not in head.blocks else ()
    believed = _believed(fields)
    within = None
    if "reply_by" not in believed and base not in ("order", "announcement"):
        within = reply_within(rest)
    return Letterhead(believed, cited(referred, rest, own), opening=first_lines, within=within)


def _base_form(form: Proposal, head: Head) -> str:
    """Return the layout behind a circular."""
    if form.value != "circular":
        return form.value
    if "title" not in head.blocks:
        return "stamped"
    return "memo" if memo_sender(head.top) is not None else "external"


def _labelled(head: Head, fields: Fields) -> None:
    for name, block in head.blocks.items():
        if block.text and name != "issuer":
            confidence = min(block.certainty, block.label.confidence) - 0.03
            if _lacks_items(block.text):
                continue
            fields[name] = Proposal(block.text, confidence, tuple(block.lines))
    urgent = urgency_in(head.top)
    if urgent is not None:
        fields["urgency"] = urgent


def _lacks_items(text: str) -> bool:
    """Return whether a list numbered from 1 has no second item: the rest was not recognised."""
    return bool(re.match(r"[(]?[1๑]\s?[.)]", text)) and "\n" not in text


def _decree(base: str, head: Head, rest: Sequence[Line], fields: Fields) -> None:
    """Read an order or announcement: number in the heading, date at the end."""
    word = "คำสั่ง" if base == "order" else "ประกาศ"
    said = ("สั่ง ณ วันที่",) if base == "order" else ("ประกาศ ณ วันที่", "ณ วันที่")
    _take(fields, "number", order_number_in(head.top))
    _take(fields, "issuer", heading_sender(head.top, word))
    _take(fields, "dated", given_on(rest, said))


def _letter(
    base: str, head: Head, rest: Sequence[Line], foot: Iterable[Line], fields: Fields
) -> None:
    numbered = number_in(head.top)
    place = None
    if numbered is not None:
        fields["number"], line, found = numbered
        place = (line, found.end)
    if base == "stamped":
        fields.update(stamped_foot(rest))
        return
    _take(fields, "dated", date_in(head.top, place))
    if base == "memo":
        sender = memo_sender(head.top)
        if sender is not None:
            fields["issuer"] = sender[0]
            _take(fields, "contact", sender[1])
    else:
        _take(fields, "issuer", sender_of(head.top, place))
        _take(fields, "contact", contact(list(foot)))
    _take(fields, "reply_by", reply_by(rest))


def _take(fields: Fields, name: str, found: Proposal | None) -> None:
    if found is not None and found.value.strip():
        fields[name] = replace(found, value=found.value.strip())


def _believed(fields: Fields) -> Fields:
    """Return the fields with enough confidence to be shown."""
    return {name: found for name, found in fields.items() if found.confidence >= LIKELY}
