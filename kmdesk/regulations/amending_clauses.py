"""Parse an amending law's clauses as operations; unreadable ones are proposed with a doubt.

The phrases are those of the Council of State's drafting manual and its older forms:
ให้ยกเลิกความใน… และให้ใช้ความต่อไปนี้แทน, ให้เพิ่ม(ความต่อไปนี้)เป็น…, ให้ยกเลิก…, ให้ใช้คำว่า …
แทนคำว่า …, ให้แก้ไขคำว่า … เป็น …. Pure.
"""

import re
from collections.abc import Sequence

from kmdesk.regulations.operations import Action, Doubt, Operation, Place, read_places
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText, plain, readable
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.numbers import DIGIT, PROVISION, canonical_provision, to_arabic

_DEFINED = re.compile(r"“[^”]{1,200}”\s*หมายความ")
_LABELLED = re.compile(rf"(?P<unit>มาตรา|ข้อ)\s*(?P<number>{PROVISION})\s*")
_ITEM = re.compile(r"\(\s*(?P<item>[^()]{1,12}?)\s*\)")
_HEADING = re.compile(r"(?:บรรพ|ภาค|ลักษณะ|หมวด|ส่วน|ตอน)(?:ที่)?\s*[๐-๙0-9]")


def typographic(text: str) -> str:
    """Convert straight quotation marks to opening and closing ones."""
    if '"' not in text:
        return text
    # Typed laws have one mark for both, but the phrases below tell opening from closing.
    opened = re.sub(r'(^|[\s(“])"', r"\1“", text, flags=re.MULTILINE)
    return opened.replace('"', "”")


def strip_quotes(text: str) -> str:
    """Remove the marks that quote new wording; those of defined terms stay.

    In the official style each paragraph opens with a mark and only the last closes.
    """
    spread = re.sub(rf"([”\s])\s*(“(?:มาตรา|ข้อ)\s*{PROVISION}\s)", r"\1\n\2", text)
    lines = [_bare(line.strip()) for line in spread.split("\n")]
    return "\n".join(line for line in lines if line)


def _bare(line: str) -> str:
    if line.startswith("“") and (line.startswith("““") or not _DEFINED.match(line)):
        line = line[1:].lstrip()
    if line.endswith("”") and line.count("”") > line.count("“"):
        line = line[:-1].rstrip()
    return line


def divide(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Return (place, its wording, doubt), with a doubt where the text does not fit the places."""
    headed = [place for place in places if place.chapter]
    if headed:
        return _with_chapters(places, text)
    if len(places) == 1:
        return [_single(places[0], text)]
    if all(place.whole for place in places):
        return _whole(places, text)
    return _small(places, text)


def _single(place: Place, text: str) -> tuple[Place, str, str]:
    label = _LABELLED.match(text)
    if place.whole:
        fits = label is not None and canonical_provision(label["number"]) == place.number
        return place, text, "" if fits else Doubt.NOT_DIVIDED
    if label is not None and canonical_provision(label["number"]) == place.number:
        text = text[label.end() :]
    fits = not place.items or _item_of(text) == place.items[-1]
    return place, text, "" if fits else Doubt.NOT_DIVIDED


def _item_of(line: str) -> str:
    match = _ITEM.match(line)
    return canonical_provision(to_arabic(match["item"])) if match else ""


def _whole(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Split before the line that begins with each provision's own number."""
    needed = {place.number: place for place in places}
    found: dict[str, list[str]] = {}
    now = ""
    for line in text.split("\n"):
        label = _LABELLED.match(line)
        number = canonical_provision(label["number"]) if label else ""
        # Only the first such line: the new wording may begin a line with a citation of itself.
        if number in needed and number not in found:
            now = number
            found[now] = []
        found.setdefault(now, []).append(line)
    stray = "\n".join(found.pop("", []))
    out: list[tuple[Place, str, str]] = []
    for place in places:
        wording = "\n".join(found.get(place.number, []))
        out.append((place, wording, "" if wording else Doubt.NO_TEXT))
    if stray and out:
        place, wording, _ = out[0]
        out[0] = (place, f"{stray}\n{wording}".strip(), Doubt.NOT_DIVIDED)
    return out


def _with_chapters(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Split a chapter's heading from the provisions below it."""
    lines = text.split("\n")
    firsts = [at for at, line in enumerate(lines) if _LABELLED.match(line)]
    cut = firsts[0] if firsts else len(lines)
    head, rest = " ".join(lines[:cut]), "\n".join(lines[cut:])
    chapters = [place for place in places if place.chapter]
    others = [place for place in places if not place.chapter] or _numbers_of(lines[cut:])
    inner = any(_HEADING.match(line) for line in lines[cut:])
    doubt = Doubt.NOT_DIVIDED if len(chapters) > 1 or inner or not head else ""
    out: list[tuple[Place, str, str]] = [(chapters[0], head, doubt)]
    out += [(place, "", Doubt.NOT_DIVIDED) for place in chapters[1:]]
    if rest:
        out += [_single(others[0], rest)] if len(others) == 1 else _whole(others, rest)
    return out


def _numbers_of(lines: Sequence[str]) -> list[Place]:
    """Return the provisions in a chapter's text, when the clause names only the chapter."""
    result: list[Place] = []
    for line in lines:
        label = _LABELLED.match(line)
        if label:
            result.append(Place(label["unit"], canonical_provision(label["number"])))
    return result


def _small(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Divide the text among วรรค or (๑) of one provision, or places of several provisions."""
    lines = text.split("\n")
    if any(_LABELLED.match(line) for line in lines[1:]):
        return _by_provision(places, text)
    label = _LABELLED.match(lines[0])
    if label is not None:
        lines[0] = lines[0][label.end() :]
    groups = _item_groups(lines) if all(p.items for p in places) else _paragraph_groups(lines)
    if len(groups) == len(places):
        pairs = zip(places, groups, strict=True)
        fits = all(not p.items or _item_of(g[0]) == p.items[-1] for p, g in pairs)
        if fits:
            return [(p, "\n".join(g), "") for p, g in zip(places, groups, strict=True)]
    first, *others = places
    out = [(first, "\n".join(lines), str(Doubt.NOT_DIVIDED))]
    return out + [(place, "", str(Doubt.NO_TEXT)) for place in others]


def _by_provision(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    holders = dict.fromkeys((place.unit, place.number) for place in places)
    whole = _whole([Place(unit, number) for unit, number in holders], text)
    out: list[tuple[Place, str, str]] = []
    for holder, wording, doubt in whole:
        inner = [place for place in places if place.number == holder.number]
        out += divide(inner, wording) if wording and not doubt else [(p, "", doubt) for p in inner]
    return out


def _item_groups(lines: Sequence[str]) -> list[list[str]]:
    # Under (๑) a letter (ก) is part of that item; in a list of letters each begins its own.
    numbered = bool(re.match(r"\(\s*[๐-๙0-9]", lines[0]))
    groups: list[list[str]] = []
    for line in lines:
        match = _ITEM.match(line)
        starts = match is not None and (not numbered or match["item"][0] in "๐๑๒๓๔๕๖๗๘๙0123456789")
        if starts or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def _paragraph_groups(lines: Sequence[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for line in lines:
        if not groups or not _ITEM.match(line):
            groups.append([])
        groups[-1].append(line)
    return groups


_KINDS = (
    "พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|กฎกระทรวง|ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง|ประมวล|รัฐธรรมนูญ"
    "|กฎ|พระธรรมนูญ|ข้อกำหนด"
)
_YEAR = rf"(?:พ\.ศ\.|พุทธศักราช|ร\.ศ\.)\s*{DIGIT}{{2,4}}"
# Not นี้: พระราชบัญญัตินี้ is the amending law itself. The bounds keep a search whose end phrase
# is missing from running on through the new wording.
_LAW = (
    rf"(?:{_KINDS})(?!นี้)(?:[^“”]{{0,400}}?{_YEAR}(?:\s+(?:\(ฉบับที่\s*{DIGIT}+\)\s*)?{_YEAR})?"
    r"|[^“”\s]{2,80}(?:\s+จำกัด)?)"  # a cooperative's name ends with จำกัด
)
# ซึ่งแก้ไขเพิ่มเติมโดย… names the acts that changed the place before; none of them is amended.
_ALSO = (
    rf"(?:\s*(?:และ)?(?:ซึ่ง|ที่)?\s*(?:แก้ไขเพิ่มเติม|เพิ่มเติม|เพิ่มความ|เพิ่ม)โดย\s*{_LAW}"
    rf"(?:\s*(?:,|และ)\s*(?:โดย)?\s*{_LAW})*)*"
)
_OF = rf"(?:แห่ง|ของ|ท้าย|ตาม|ใน)\s*(?P<law>{_LAW}){_ALSO}"
_LABEL = re.compile(rf"\s*(?:มาตรา|ข้อ)\s*{PROVISION}\s*")
_Q = r"“(?P<{0}>[^”]*)”"
# The tone mark of ให้ is optional, since it is lost in some texts.
_INSTEAD = r"(?:และ)?\s*ให้?ใช้(?:ความ|ข้อความ|บทบัญญัติ|บทนิยาม)?(?:ดัง)?(?:ต่อไปนี้|ข้างล่างนี้)?\s*แทน"
_REPLACE = re.compile(
    rf"ให้ยกเลิก(?:ความ|ข้อความ|บทบัญญัติ)?(?:ใน)?\s*(?P<where>.{{0,900}}?)\s*(?:{_OF})?\s*{_INSTEAD}\s*",
    re.DOTALL,
)
_INSERT = re.compile(
    r"ให้เพิ่ม(?:เติม)?(?:ความ|ข้อความ|บทบัญญัติ)?(?:ดัง)?(?:ต่อไปนี้)?\s*(?:ลง)?(?:เป็น)?\s*"
    rf"(?P<where>.{{0,900}}?)\s*{_OF}\s*",
    re.DOTALL,
)
_INSERT_HERE = re.compile(
    r"ให้เพิ่ม(?:เติม)?(?:ความ|ข้อความ|บทบัญญัติ)?(?:ดัง)?(?:ต่อไปนี้)?\s*(?:ลง)?(?:เป็น)?\s*"
    r"(?P<where>[^“\n]{0,300}?)\s*(?=[“\n])",
    re.DOTALL,
)
_REPEAL = re.compile(
    rf"ให้ยกเลิก(?:ความ|ข้อความ|บทบัญญัติ)?(?:ใน)?\s*(?P<where>.{{0,900}}?)\s*(?:{_OF}|$)", re.DOTALL
)
_SCHEDULE = re.compile(
    r"(?:บัญชี|อัตรา|ตาราง|แบบ|แผนที่|ค่าธรรมเนียม)[^“”]{0,200}ท้าย|ท้าย(?:พระราช|ประกาศ|ระเบียบ|กฎ|ข้อบังคับ)"
)
_USE_FOR = re.compile(
    rf"(?:ให้)?(?:ใช้)?คำว่า\s*{_Q.format('new')}\s*แทน(?:คำว่า)?\s*{_Q.format('old')}", re.DOTALL
)
_CHANGE_TO = re.compile(
    rf"ให้(?:แก้ไข|แก้|เปลี่ยน|เปลี่ยนแปลง)คำว่า\s*{_Q.format('old')}(?P<mid>[^“”]{{0,900}}?)เป็น\s*(?:คำว่า)?\s*{_Q.format('new')}",
    re.DOTALL,
)
_WORDS_INSTEAD = re.compile(
    rf"ให้ยกเลิกคำว่า\s*{_Q.format('old')}(?P<mid>[^“”]{{0,900}}?)และให้ใช้คำว่า\s*{_Q.format('new')}\s*แทน",
    re.DOTALL,
)
_DROP_WORDS = re.compile(
    rf"ให้(?:ตัด|ยกเลิก)คำว่า\s*{_Q.format('old')}(?P<mid>[^“”]{{0,900}})", re.DOTALL
)
_ADD_WORDS = re.compile(
    rf"ให้เพิ่มคำว่า\s*{_Q.format('new')}\s*(?P<side>ต่อจาก|ต่อท้าย|หลัง|ก่อน)คำว่า\s*{_Q.format('old')}(?P<mid>[^“”]{{0,900}})",
    re.DOTALL,
)
_LAW_AT = re.compile(rf"(?:แห่ง|ของ|ใน|ตาม)\s*(?P<law>{_LAW})", re.DOTALL)
_AFTER_TERM = re.compile(r"(?:ระหว่าง|ต่อจาก|ถัดจาก|หลัง)\s*(?:บท)?นิยามคำว่า\s*“(?P<term>[^”]+)”")
_NEIGHBOURS = re.compile(
    r"(?:ระหว่าง|ต่อจาก|ถัดจาก|หลัง)\s*(?:บท)?นิยาม.*?(?=\s*(?:ใน|ของ)\s*(?:มาตรา|ข้อ))", re.DOTALL
)
_AMENDS = re.compile(r"ให้ยกเลิก|ให้เพิ่ม|แทนคำว่า|ให้(?:แก้|เปลี่ยน|ตัด)")


def read_amendments(law: LawText | str) -> list[Operation]:
    """Return the operations of an amending law, clause by clause."""
    taken = parse(law) if isinstance(law, str) else law
    return [
        operation
        for part in taken.provisions()
        for operation in read_clause(plain(taken, part), part.number)
    ]


def read_clause(text: str, clause: str = "") -> list[Operation]:
    """Return the operations of one clause; empty when it amends nothing.

    A clause that says ให้ยกเลิก or ให้เพิ่ม of a provision but cannot be parsed gives one operation
    with the doubt ``NOT_READ``, so that it is not silently skipped.
    """
    body = _LABEL.sub("", typographic(readable(text)), count=1)
    # Words first: ให้ยกเลิกคำว่า… begins like the repeal of a provision.
    result = _words(body, clause) or _placed(body, clause)
    if result is None:
        result = []
        # Before the first quotation mark only: the new wording may itself speak of repeals.
        if _AMENDS.search(body.partition("“")[0][:400]) and _names_provision(body):
            result = [Operation(Action.REPLACE, Place(), body, clause=clause, doubt=Doubt.NOT_READ)]
    return result


def _names_provision(body: str) -> bool:
    """Return whether the clause changes a place, rather than only repealing whole laws."""
    if re.match(rf"ให้ยกเลิก\s*(?:\({DIGIT}+\)\s*)?(?:บรรดา|บท|กฎหมาย|{_KINDS})", body):
        return False
    begins = re.match(r"ให้(?:ยกเลิก|เพิ่ม|แก้|เปลี่ยน|ตัด|ใช้คำ)", body)
    named = re.search(rf"(?:มาตรา|ข้อ|หมวด|วรรค)\s*{DIGIT}|บัญชี|อัตราค่า", body[:400])
    return begins is not None and named is not None


def _placed(body: str, clause: str) -> list[Operation] | None:
    # Before the repeal: a replacement begins with the same words, ให้ยกเลิก….
    match = _REPLACE.match(body)
    if match:
        return _operations(Action.REPLACE, match, body[match.end() :], clause)
    match = _INSERT.match(body) or _INSERT_HERE.match(body)
    if match:
        return _operations(Action.INSERT, match, body[match.end() :], clause)
    match = _REPEAL.match(body)
    if match:
        places = read_places(match["where"])
        law = one_line(match["law"] or "")
        if _SCHEDULE.match(match["where"]) or (not places and "บัญชี" in match["where"]):
            return [_schedule(Action.REPEAL, match["where"], "", clause, law)]
        return [Operation(Action.REPEAL, place, clause=clause, law=law) for place in places] or None
    return None


def _schedule(action: Action, where: str, text: str, clause: str, law: str) -> Operation:
    place = Place(chapter=one_line(where)[:120])
    return Operation(action, place, text, clause=clause, law=law, doubt=Doubt.SCHEDULE)


def _operations(
    action: Action, match: re.Match[str], rest: str, clause: str
) -> list[Operation] | None:
    """Return one operation for each place named, the new text divided among them."""
    where = match["where"]
    law = one_line(match.groupdict().get("law") or "")
    text = strip_quotes(rest)
    # A table cannot be changed line by line from its text alone, so a person has to.
    if _SCHEDULE.match(where):
        return [_schedule(action, where, text, clause, law)]
    places = _sorted_out(action, read_places(where), where)
    if not places:
        return None
    if not text:
        return [
            Operation(action, place, clause=clause, law=law, doubt=Doubt.NO_TEXT)
            for place in places
        ]
    before = _AFTER_TERM.search(where)
    after = before["term"].strip() if before and action is Action.INSERT else ""
    return [
        Operation(action, place, wording, after=after, clause=clause, law=law, doubt=doubt)
        for place, wording, doubt in divide(places, text)
    ]


def _sorted_out(action: Action, places: Sequence[Place], where: str) -> list[Place]:
    """Drop neighbours: a clause adding a definition also names those next to it."""
    if action is Action.INSERT and _AFTER_TERM.search(where):
        cut = read_places(_NEIGHBOURS.sub("", where))
        return cut or list(places)
    return list(places)


def _words(body: str, clause: str) -> list[Operation]:
    pairs, mid = _word_pairs(body)
    if not pairs:
        return []
    law = _LAW_AT.search(mid)
    where = mid[: law.start()] if law else mid
    places = read_places(where) or [Place()]
    name = one_line(law["law"]) if law else ""
    return [
        Operation(Action.WORDS, place, old=old, new=new, clause=clause, law=name)
        for place in places
        for old, new in pairs
    ]


def _word_pairs(body: str) -> tuple[list[tuple[str, str]], str]:
    """Return (old, new) pairs and the words that give the place."""
    if match := _CHANGE_TO.match(body):
        return [(match["old"], match["new"])], match["mid"]
    if match := _WORDS_INSTEAD.match(body):
        return [(match["old"], match["new"])], match["mid"]
    if match := _ADD_WORDS.match(body):
        old, new = match["old"], match["new"]
        return [(old, f"{new}{old}" if match["side"] == "ก่อน" else f"{old}{new}")], match["mid"]
    found = [*_USE_FOR.finditer(body)]
    if found and re.match(r"(?:ใน[^“”]{0,700})?(?:ให้ใช้)?คำว่า|ในมาตรา|ในข้อ|ใน", body):
        outside = body[: found[0].start()] + " " + body[found[-1].end() :]
        return [(match["old"], match["new"]) for match in found], outside
    if match := _DROP_WORDS.match(body):
        return [(match["old"], "")], match["mid"]
    return [], ""
