"""Head and signature of an order: number, subject, days, signer; orders it changes. Pure."""

import re
from dataclasses import replace
from datetime import date, timedelta

from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.order_people import is_person, joined, name_and_post
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_text import (
    Line,
    is_rule,
    is_signing,
    read_line,
    role_at_end,
    run_on,
    unsplit,
    without_rule,
)
from kmdesk.thai.dates import THAI_MONTHS, THAI_MONTHS_SHORT, from_be, parse_date
from kmdesk.thai.numbers import to_arabic

_NUMBER = (
    r"(?:\(?(?:พิเศษ|ลับ|เฉพาะ)\)? ?)?"
    r"(?:\d{1,5}|(?:(?:[ก-ฮ]{1,5}\.? ?){1,3}|(?=\())(?:\([ก-ฮ.]{1,8}\) ?)?\d{1,5}(?:\.\d+)*)"
    r" ?/ ?(?:พิเศษ ?)?\d{1,4}(?: ?/ ?\d{4})?"
)
_OWN = re.compile(rf"(?:คำสั่ง.{{0,100}}?)?ที่ ?(?P<number>{_NUMBER})\s*(?:\(ฉบับ[^()]*\))?\s*$")
STARTS_TELLING = re.compile(
    r"ด้วย|เพื่อ|ตาม|อาศัย|เนื่อง|โดย|อนุสนธิ|จึง|ฉะนั้น|ดังนั้น|บัดนี้|ในการ|(?:ให้)?ยกเลิก"
    r"|อ้างถึง|สืบเนื่อง|ปัจจุบัน|เห็นควร|เห็นสมควร|ในโอกาส|เมื่อวันที่"
    r"|และแต่งตั้ง|(?:ให้)?แต่งตั้ง"
)
_SIGNED = re.compile(r"(?:สั่ง|ประกาศ|ให้ไว้) ?ณ ?วันที่ ?(?P<day>.*)")
_MONTH = "|".join(map(re.escape, (*THAI_MONTHS, *THAI_MONTHS_SHORT)))
_DAY = re.compile(
    rf"\d{{1,2}} ?(?:เดือน ?)?(?:{_MONTH}) ?(?:พ\.? ?ศ\.? ?|พุทธศักราช ?)?\d{{2,4}}"
    r"|\d{1,2}[/-]\d{1,2}[/-]\d{4}"
)
_SPAN = re.compile(
    rf"(?P<day>\d{{1,2}}) ?(?P<month>{_MONTH})? ?(?:ถึง|[-–]) ?(?:วันที่ ?)?(?P<last_day>\d{{1,2}})"
    rf" ?(?P<last_month>{_MONTH}) ?(?:พ\.ศ\. ?)?(?P<year>\d{{4}})"
)
"""Two days that share their year, or month and year."""
_SINCE = re.compile(
    r"(?:ทั้งนี้|คำสั่งนี้|(?:ให้)?มีผล|ใช้บังคับ)(?:(?!ทั้งนี้|ลงวันที่).){0,80}?"
    r"(?:ตั้งแต่|นับแต่|ระหว่าง) ?(?P<when>.{1,70})"
)
_EARLIEST = "1972-10-01"
"""The department is no older: an earlier day is a misread year of a scan."""
_SIGNING = r"(?:วัน)?(?:ที่)? ?(?:ได้)?(?:ลงนาม|ออกคำสั่ง|มีคำสั่ง|สั่ง|ลงใน)"


def read_head(draft: OrderDraft, lines: list[str]) -> int:
    """Number, subject and issuer; gives the line at which the text begins."""
    begins = 0
    for at, raw in enumerate(lines[:60]):
        line = to_arabic(raw).strip()
        flat = " ".join(line.split())
        own = _OWN.match(flat)
        if own and not draft.number:
            written = " ".join(raw.split())
            draft.number = re.sub(r" ?/ ?", "/", written[own.start("number") : own.end("number")])
            begins = max(begins, at + 1)
        begun = re.match(r"คำสั่ง|ประกาศ(?! ?ณ ?วันที่)", flat)
        if begun and not draft.issuer and len(flat) < 120:
            issuer = " ".join(raw.split()).removeprefix(begun[0])
            draft.issuer = re.split(r"\s?ที่ ?[\d๐-๙]", issuer)[0].strip()
            begins = max(begins, at + 1)
        elif flat.startswith("เรื่อง") and not draft.title:
            draft.title, begins = _subject(lines, at)
            break
        elif _SIGNED.match(flat):
            break
    return begins


def _subject(lines: list[str], at: int) -> tuple[str, int]:
    """The subject over one line or more, and the line after it."""
    words = " ".join(lines[at].split()).removeprefix("เรื่อง").strip(" :….")
    end = at + 1
    if not words and end < len(lines):
        words, end = " ".join(lines[end].split()), end + 1
    last = _end_of_subject(lines, end)
    more = " ".join(" ".join(lines[end:last]).split())
    return without_rule(f"{without_rule(words)} {more}".strip()), last


_MOST = 4
"""Lines that a subject may go on for."""
_TELLS = re.compile(r"(?:ข้อ )?\(?[\d๐-๙]{1,3}(?![\d๐-๙])|.*(?:จึง|ดังนี้|ต่อไปนี้|ประกอบด้วย)")
"""A line that is a clause or a sentence, whatever stands below it."""
_BRACKETED = re.compile(r"\((?![\d๐-๙]{1,3}\))[^()]{4,100}\)$")
_GOES_ON = re.compile(
    r"ในการ|เพื่อ(?!ให้เป็นไป)|ตาม(?!ที่|คำสั่ง|หนังสือ|มติ)|โดย(?!ที่)|และ|ฉบับ|แทน|เมื่อวันที่|ในโอกาส"
)
"""What begins a sentence and as well the rest of a subject (แต่งตั้ง… / ในการ…)."""


def _end_of_subject(lines: list[str], begins: int) -> int:
    """The place after the lines that go on with the subject; ``begins`` when there are none.

    They are sure only when a rule, an empty line or the first sentence closes them; words in
    brackets alone (the period, what it is in English) are sure in themselves.
    """
    if begins < len(lines) and _BRACKETED.match(" ".join(lines[begins].split())):
        begins += 1
    for at in range(begins, min(begins + _MOST + 1, len(lines))):
        flat = " ".join(lines[at].split())
        if not flat or is_rule(flat):
            return at
        if STARTS_TELLING.match(flat) and not _is_rest_of_subject(lines, at):
            return at
        if len(flat) >= 80 or _TELLS.match(flat):
            return begins
    return begins


def _is_rest_of_subject(lines: list[str], at: int) -> bool:
    """Whether a line that might begin a sentence goes on with the subject.

    A rule or a sentence that is not its own end (จึง…) follows; a sentence that was broken
    would be as long as the line is wide.
    """
    first, *rest = [" ".join(line.split()) for line in lines[at : at + _MOST + 1]]
    if not _GOES_ON.match(first) or _TELLS.match(first) or len(first) >= _BROKEN:
        return False
    for flat in filter(None, rest):
        if is_rule(flat):
            return True
        if STARTS_TELLING.match(flat):
            return re.match(r"จึง|ฉะนั้น|ดังนั้น|บัดนี้", flat) is None
        if len(flat) >= _BROKEN or _TELLS.match(flat):
            return False
    return False


_BROKEN = 70
"""Characters of a line of a sentence that goes on below it."""


def read_days(draft: OrderDraft, lines: list[str]) -> None:
    """The day it was signed and the day from which it holds: that of the signing when unsaid."""
    text = to_arabic(unsplit(run_on(lines)))
    signed = [found for line in lines if (found := _SIGNED.search(" ".join(line.split())))]
    if signed:
        dated = _day(signed[-1]["day"])
        draft.dated = dated if dated and dated >= _EARLIEST else None
    for found in _SINCE.finditer(text):
        day = _since(found["when"], draft.dated)
        if day:
            draft.effective_on = day
    draft.effective_on = draft.effective_on or draft.dated


def _since(words: str, dated: str | None) -> str | None:
    words = _apart_joined(words)
    if re.match(r"บัดนี้|วันนี้|นี้", words):
        return dated
    if dated and re.match(rf"วันถัดจาก ?{_SIGNING}|วันถัดไป", words):
        return (date.fromisoformat(dated) + timedelta(days=1)).isoformat()
    if re.match(_SIGNING, words):
        return dated
    year = re.match(r"(?:ต้น)?ปีงบประมาณ ?(?:พ\.ศ\. ?)?(\d{4})", words)
    if year:
        try:
            return from_be(int(year[1]) - 1, 10, 1).isoformat()
        except ValueError:
            return None
    words = re.sub(r"^(?:วันที่ ?)", "", words)
    span = _SPAN.match(words)
    return _first_of(span) if span else _day(words, at_start=True)


def _first_of(span: re.Match[str]) -> str | None:
    """The first of two days; it is of the year before where its month comes later in the year."""
    last = _day(f"{span['last_day']} {span['last_month']} {span['year']}")
    month = span["month"] or span["last_month"]
    first = _day(f"{span['day']} {month} {span['year']}")
    if first and last and first > last:
        return _day(f"{span['day']} {month} {int(span['year']) - 1}")
    return first


def _day(words: str, *, at_start: bool = False) -> str | None:
    flat = _apart_joined(" ".join(to_arabic(words).split()))
    match = _DAY.match(flat) if at_start else _DAY.search(flat)
    try:
        found = parse_date(match[0] if match else flat.strip(" ."))
    except ValueError:
        return None
    return found.isoformat() if found else None


_ERA_APART = re.compile(r"พ ?\. ?ศ ?\.?(?= ?\d)|(?<=[ก-๎] )พ ?ศ ?\.?(?= ?\d)")
_YEAR_APART = re.compile(r"(?<=[ก-๎. ])2 ?5 ?\d ?\d(?!\d)")
_DAY_APART = re.compile(rf"^(\d) (\d) ?(?=(?:เดือน ?)?(?:{_MONTH}))")


def _apart_joined(words: str) -> str:
    """A day without the spaces that a scan left between its digits and in พ . ศ ."""
    words = _ERA_APART.sub("พ.ศ.", words)
    words = _YEAR_APART.sub(lambda year: year[0].replace(" ", ""), words)
    return _DAY_APART.sub(r"\1\2 ", words)


def read_foot(draft: OrderDraft, lines: list[str]) -> None:
    """Who signed, in which post."""
    after = [at for at, line in enumerate(lines) if _SIGNED.search(" ".join(line.split()))]
    rest = [line.strip() for line in lines[after[-1] + 1 :] if line.strip()] if after else []
    for at, line in enumerate(rest):
        name = re.match(r"^(?:ลงชื่อ|\(ลงชื่อ\))?[\s.]*\((?!ลง)([^()]{3,80})\)$", line)
        if name:
            draft.signer = " ".join(name[1].split())
            more = rest[at + 1 : at + 3]
            draft.signer_position = more[0] if more else ""
            acting = r"(?:ปฏิบัติ|รักษา)ราชการแทน"
            if len(more) > 1 and (re.match(acting, more[1]) or re.search(f"{acting}$", more[0])):
                draft.signer_position = " ".join(more)
            return


# Orders it ends or changes

_ONE = rf"ที่ ?(?P<number>{_NUMBER})"
_REFERENCE = re.compile(
    rf"(?:คำสั่ง(?:(?!คำสั่ง|ที่ ?(?:\(?พิเศษ\)? ?)?\d).){{0,120}}?|(?:และ|,|กับ) ?){_ONE}"
)
_ENDS = r"(?:(?<!ไม่)(?<!มิได้)ยกเลิก|ใช้คำสั่งนี้แทน|ใช้แทน(?= ?คำสั่ง))"
_PARTS = r" ?(?:ความใน|ข้อความ|รายชื่อ|รายนาม|องค์ประกอบ|เฉพาะ|ข้อ ?\d|ลำดับ|ตำแหน่ง|การแต่งตั้ง)"
_IN_PART = re.compile(
    rf"ยกเลิก(?:{_PARTS}|(?:(?!คำสั่ง).){{2,60}}?(?:ของ|ใน|ตาม|แห่ง|ท้าย) ?คำสั่ง)"
    r"|(?:ใช้|เป็น)(?:ความ|ข้อความ|รายชื่อ|รายนาม)(?:ดัง)?(?:ต่อไปนี้|นี้)แทน"
)
"""Some words of an order are replaced; the rest of it stays."""
_SAID_ABOVE = (
    r"(?:คำสั่ง)? ?(?:ดังกล่าว|ข้างต้น|ที่อ้างถึง|ตามที่อ้าง|เดิม|ทั้ง ?\S{1,8} ?ฉบับ|ฉบับ(?:เดิม|ดังกล่าว)|นั้น)"
)
_WHICH = r"คำสั่ง(?:(?!คำสั่ง|ที่ ?\d|จึง|แทน).){0,120}?(?:ทั้ง ?\S{1,8} ?ฉบับ|ดังกล่าว|ข้างต้น|ที่อ้างถึง)"
_ENDS_ABOVE = re.compile(
    rf"{_ENDS} ?(?:{_SAID_ABOVE}|{_WHICH})"
    rf"|{_WHICH}(?: ?(?:ดังกล่าว|ข้างต้น|ทั้ง ?\S{{1,8}} ?ฉบับ))* ?(?:จึง)?(?:ให้|เป็นอัน|ขอ|ถูก)+ ?ยกเลิก"
)
"""What has been cited ends: ยกเลิกคำสั่ง…ทั้ง ๒ ฉบับดังกล่าวข้างต้น, คำสั่งดังกล่าวให้ยกเลิก."""
_CHANGES = re.compile(
    r"(?:แก้ไข|เปลี่ยนแปลง|ปรับเปลี่ยน|ปรับปรุง) ?(?:เพิ่มเติม)?(?:คำสั่ง|องค์ประกอบ|รายชื่อ|รายนาม|คณะ|กรรมการ|ผู้)"
)
_CHANGED_HERE = re.compile(r"แก้ไข|เปลี่ยนแปลง|ปรับปรุง|ปรับเปลี่ยน|ยกเลิก|เพิ่มเติม")
_AMENDING = re.compile(r"^(?:(?!แต่งตั้ง).)*แก้ไข|\(แก้ไข|\(?ฉบับที่ ?\d")
"""A subject that changes an order; แต่งตั้งคณะทำงานแก้ไขหนี้ appoints a body that mends something."""
_INSTEAD = r"แต่งตั้ง(?:(?!แต่งตั้ง).){0,150}(?<!ผู้)(?<!ตอบ)(?<!ราชการ)แทน"
_IN_PLACE = re.compile(
    rf"พ้นจาก(?:การเป็น|ตำแหน่ง|หน้าที่|คณะ|ความเป็น).{{0,200}}{_INSTEAD}"
    rf"|{_INSTEAD} ?(?:ตำแหน่งที่ว่าง|คนเดิม|(?:ผู้|ราย)(?:ที่)?(?:ลาออก|ย้าย|พ้น|เกษียณ))"
    r"|จึง.{0,150}เป็น(?:คณะ|(?:อนุ)?กรรมการ|(?:รอง)?ประธาน|(?:ผู้ช่วย)?เลขานุการ)[^\s,]{0,40} ?แทน"
    r"|เดิม.{0,200}(?:เปลี่ยน|แก้ไข|แก้)เป็น"
    r"|จึง(?:ให้)?(?:ขอ)?(?:แก้ไข|เปลี่ยนแปลง)|นอกจากที่(?:ได้)?(?:แก้ไข|เปลี่ยนแปลง|ปรับปรุง)"
    r"|(?:นอกนั้น|นอกจากนี้|ส่วนอื่น|ข้อความอื่น|รายอื่น|นอกเหนือ)\S* ?(?:ให้)?(?:คง|เป็นไปตาม)"
    r"|ให้(?:คง)?(?:เป็นไป|ถือปฏิบัติ)ตามคำสั่งเดิม"
)
"""Somebody leaves and somebody else comes; the rest of that order stays."""
_ADDS = re.compile(r"เพิ่มเติม|แต่งตั้งเพิ่ม|เพิ่มรายชื่อ")
_CHANGED = r"(?:แก้ไข|เปลี่ยนแปลง|เปลี่ยนตัว|ปรับเปลี่ยน|ปรับปรุง)"
_BOTH = re.compile(
    rf"(?:^|และ|การ){_CHANGED}(?:(?!และ|คำสั่ง).){{0,80}}(?:และ|/)\s?(?:แต่งตั้ง.*เพิ่ม|เพิ่มเติม|เพิ่มรายชื่อ)"
    rf"|แต่งตั้ง.*เพิ่มเติม\)?\s?(?:และ|/)\s?{_CHANGED}"
)
"""A subject by which some of a body are replaced and others added."""
_ADDS_ONLY = re.compile(rf"^(?:(?!{_CHANGED}).)*แต่งตั้ง.*เพิ่มเติม")
_FOR_SOMEBODY = re.compile(
    rf"(?:เป็น|กรรมการ|ทำงาน|เลขานุการ)\s?\S{{0,40}}\s?(?<!ราชการ)แทน(?:ที่)?\s?(?:{PERSON})"
)
"""A row that says whose seat somebody takes."""


def read_relations(draft: OrderDraft, lines: list[str]) -> None:
    """The numbers of the orders it repeals, amends or adds to."""
    text = unsplit(run_on(lines))
    flat = to_arabic(text)
    above: list[str] = []
    ended: list[str] = []
    acted: list[str] = []
    from_here, act = 0, flat.rfind("จึง")
    last_ended = False
    for found in _REFERENCE.finditer(flat):
        number = re.sub(r" ?/ ?", "/", text[found.start("number") : found.end("number")])
        if number == draft.number or _is_letter(found[0]):
            continue
        before = flat[max(from_here, found.start() - 60) : found.start("number")]
        listed = last_ended and _is_listed(found[0], flat[from_here : found.start()])
        last_ended = _is_ended(flat, before, found.end()) or listed
        if last_ended or not _is_power(draft, flat, found):
            (ended if last_ended else above).append(number)
            if 0 <= act < found.start() and _CHANGED_HERE.search(flat[act : found.start("number")]):
                acted.append(number)
        from_here = found.end()
    ends_above = _ENDS_ABOVE.search(flat) if above and not _IN_PART.search(flat) else None
    if ends_above and (not ended or "ทั้ง" in ends_above[0]):
        above, ended = [], above + ended
    draft.repeals = ", ".join(dict.fromkeys(ended))
    # Where the act names the order it changes, others are cited for what they once did.
    changed = [number for number in acted if number in above] or above
    _read_changes(draft, flat, [number for number in changed if number not in ended])


def _is_letter(words: str) -> bool:
    """Whether a number belongs to a letter, a rule or a resolution and not to an order."""
    return re.search(r"หนังสือ|ระเบียบ|ประกาศ|ประชุม", words) is not None


_LISTED = re.compile(r"\s*ลงวันที่(?:(?!นั้น|จึง|ให้|แต่งตั้งคณะ).){5,200}")
"""What stands between two orders that are named one after the other."""
_LIST_MARK = re.compile(r"(?:และ|,|กับ|\s\(?\d{1,2}[.)]|\s\d{1,2}(?:\.\d{1,2})+|\s[-–•])\s*$")
_HIGHER = r"กรม|กระทรวง|สำนักนายก|สำนักงานปลัด"


def _is_listed(reference: str, between: str) -> bool:
    """Whether an order is named in one breath with the one before."""
    if reference.startswith(("และ", ",", "กับ")) or _LIST_MARK.search(between):
        return True
    return _LISTED.fullmatch(between) is not None


def _is_power(draft: OrderDraft, flat: str, found: re.Match[str]) -> bool:
    """Whether an order is cited for the power it gives, or is that of a higher office."""
    after = re.split(_NUMBER, flat[found.end() : found.end() + 120])[0]
    if re.search(r"(?:มอบ|มอบหมาย|โอน) ?อำนาจ|(?:ปฏิบัติ|รักษา)ราชการแทน", after.partition("แต่งตั้ง")[0]):
        return True
    issuer = re.match(rf"คำสั่ง ?(?:{_HIGHER})", found[0])
    return issuer is not None and not re.match(_HIGHER, draft.issuer)


def _is_ended(flat: str, before: str, end: int) -> bool:
    if _IN_PART.search(before):
        return False
    if re.search(_ENDS, before) and not re.search(r"แต่งตั้ง", before.rpartition("ยกเลิก")[2]):
        return True
    after = re.split(_NUMBER, flat[end : end + 240])[0]
    ends = re.search(
        rf"^.{{0,150}}?(?:ให้|เป็นอัน)(?:ยกเลิก|สิ้นสุด|สิ้นผล)(?! ?(?:{_SAID_ABOVE}|คำสั่ง)|{_PARTS})", after
    )
    return ends is not None and not re.search(r"ขัด|แย้ง|อื่นใด", after[: ends.end()])


def _read_changes(draft: OrderDraft, flat: str, above: list[str]) -> None:
    if not above:
        return
    subject = to_arabic(draft.title)
    both = _BOTH.search(subject)
    if both or (_ADDS_ONLY.search(subject) and _FOR_SOMEBODY.search(flat)):
        draft.amends = draft.adds = ", ".join(dict.fromkeys(above))
    elif _IN_PART.search(flat) or _CHANGES.search(subject) or _AMENDING.search(subject):
        draft.amends = ", ".join(dict.fromkeys(above))
    elif _ADDS.search(subject):
        draft.adds = ", ".join(dict.fromkeys(above))
    elif not draft.repeals and _IN_PLACE.search(flat):
        draft.amends = ", ".join(dict.fromkeys(above))
    elif not draft.repeals and re.search(r"แต่งตั้ง(?:(?!แต่งตั้ง).){0,100}เพิ่มเติม", flat):
        draft.adds = ", ".join(dict.fromkeys(above))


_PLACE = r"(?:(?:ใน)?(?:ลำดับ|ข้อ|รายการ|ราย|ตำแหน่ง)(?:ที่)?\s*[\d๐-๙.]+\s*)?"
_WAS = re.compile(
    rf"{_PLACE}(?:(?:จาก|ข้อความ|ความ)?\s?เดิม(?:คือ|ได้แก่)?(?=\s|:|$|{PERSON})|จาก(?=\s?{PERSON}|\s*:?\s*$)"
    rf"|(?:ให้)?(?:เปลี่ยน(?:แปลง|ตัว)?|แก้ไข)(?:จาก)?\s?(?={PERSON}))\s*:?\s*(?P<rest>.*)$"
)
_NOW = re.compile(
    rf"(?:^|\s|(?<=การ))(?:(?:ขอ|ให้|จึง|โดย)*(?:แก้ไข|เปลี่ยน(?:แปลง)?|ปรับ(?:เปลี่ยน)?|แก้)(?:ใหม่)?เป็น"
    rf"|(?:ข้อความ|ความ|แก้ไข|รายชื่อ)ใหม่(?=\s|:|$)|(?:เป็น|แทนด้วย)(?=\s?{PERSON}))\s*:?\s*(?P<now>.*)$"
)
_CHANGE = re.compile(
    r"(?P<old>.{5,200}?)\s(?:(?:ขอ|ให้|จึง)*(?:แก้ไข|เปลี่ยน|ปรับ|แก้)(?:แปลง|เปลี่ยน)?เป็น)\s*:?\s+(?P<now>.+)$"
)
_CHANGE_QUOTED = re.compile(
    r"(?P<old>[^”\"]{5,200})[”\"]\s*(?:(?:ขอ|ให้|จึง)*(?:แก้ไข|เปลี่ยน|ปรับ|แก้)?เป็น)\s*[“\"](?P<now>.+)$"
)
_MARK = re.compile(r"^\(?[\d๐-๙]{1,3}[.)]+\s*")
_NOW_ALONE = re.compile(r"(?:เป็น|แทนด้วย|ใหม่)\s*:?\s*$")
"""Below the old rows, on a line of its own: the new ones follow."""
_ROWS = 15
_ROWS_BELOW = 40
"""Lines over which the old wording may go; those below จาก alone are rows."""


def with_changes(lines: list[Line]) -> list[Line]:
    """The lines without who was; who comes instead says whose seat it is."""
    return _below_each_other(_beside_each_other(lines))


_OLD_HEAD = re.compile(
    r"(?:รายชื่อ|รายนาม|ข้อความ|ความ|คำสั่ง|ชื่อ|กรรมการ|คณะทำงาน)?(?:ตาม)?(?:คำสั่ง)?(?:จาก)?เดิม"
)
_NEW_HEAD = re.compile(
    r"(?:รายชื่อ|รายนาม|ข้อความ|ความ|ชื่อ|กรรมการ|คณะทำงาน)?(?:ที่|ขอ|ให้)?"
    r"(?:ใหม่|(?:(?:เปลี่ยน|แก้ไข|ปรับ)(?:แปลง|เปลี่ยน)?|แต่งตั้ง)(?:เป็น|ใหม่|แทน)|เป็น)"
)


def _beside_each_other(lines: list[Line]) -> list[Line]:
    """The lines; of a table with a column of who was and one of who comes, only the latter."""
    out: list[Line] = []
    columns: tuple[int, int] | None = None
    for line in lines:
        heads = _columns(line)
        if heads:
            columns = heads
        elif columns and len(line.cells) == 2 and all(map(_may_be_member, _bare(line))):
            old, new = (_bare(line)[at] for at in columns)
            out.append(_instead(line, old, new))
        else:
            columns = None if line.style == "" else columns
            out.append(line)
    return out


def _columns(line: Line) -> tuple[int, int] | None:
    """The columns of who was and who comes, the running number not counted."""
    cells = [cell for cell in line.cells if not re.match(r"ลำดับ|ที่$", cell)]
    if len(cells) != 2:
        return None
    for old, new in ((0, 1), (1, 0)):
        if _OLD_HEAD.fullmatch(cells[old]) and _NEW_HEAD.fullmatch(cells[new]):
            return old, new
    return None


def _bare(line: Line) -> list[str]:
    return [_MARK.sub("", cell) for cell in line.cells]


def _below_each_other(lines: list[Line]) -> list[Line]:
    out: list[Line] = []
    at = 0
    seats: dict[tuple[str, int], str] = {}
    while at < len(lines):
        line = lines[at]
        change = _CHANGE_QUOTED.match(line.words) or _CHANGE.match(line.words)
        if change and _may_be_member(change["old"]):
            out.append(_instead(line, change["old"], change["now"]))
            at += 1
            continue
        was = _WAS.match(line.words)
        end = _end_of_old(lines, at, was["rest"]) if was else at
        if was is None or end == at:
            out.append(_in_seat(line, seats.pop((line.style, line.last), "")))
            at += 1
            continue
        old, now = _both(was["rest"], lines[at + 1 : end])
        if not now:
            seats = {(row.style, row.last): row.words for row in lines[at + 1 : end] if row.last}
        end, now = _whole(now, lines, end)
        if now:
            out.append(_instead(line, old, now))
        at = end
    return out


def _may_be_member(words: str) -> bool:
    return is_person(words) or (bool(role_at_end(words)[1]) and not STARTS_TELLING.match(words))


def _end_of_old(lines: list[Line], at: int, rest: str) -> int:
    """The place after the line that says what comes instead; the same place when none does."""
    most = _ROWS if rest else _ROWS_BELOW
    for end in range(at, min(at + most, len(lines))):
        if is_signing(lines[end]) or (end > at and _WAS.match(lines[end].words)):
            break
        if _new(lines[end].words):
            return end + 1
    return at


def _new(words: str) -> tuple[str, str] | None:
    """What stands before and after the words for the new wording; nothing without them."""
    if _NOW_ALONE.match(words):
        return "", ""
    found = _NOW.search(words)
    return (words[: found.start()], found["now"]) if found else None


def _both(rest: str, lines: list[Line]) -> tuple[str, str]:
    """The old words and the new ones."""
    new = _new(rest)
    if not lines and new:
        return new
    old = rest
    for line in lines:
        new = _new(line.words)
        old = joined(old, new[0] if new else line.words)
        if new:
            return old, new[1]
    return old, ""


def _whole(now: str, lines: list[Line], end: int) -> tuple[int, str]:
    """The new words to the end of their row."""
    while now and not role_at_end(now)[1] and end < len(lines):
        more = lines[end]
        if more.style or is_person(more.words) or is_signing(more) or _WAS.match(more.words):
            break
        if not more.role_apart[1]:
            break
        now, end = joined(now, more.words), end + 1
    return end, now


def _instead(line: Line, old: str, now: str) -> Line:
    new = _MARK.sub("", now)
    seat = _seat(_MARK.sub("", old.strip()), new)
    return read_line(f"{line.number}. {new}{seat}" if line.last else f"{new}{seat}")


def _in_seat(line: Line, old: str) -> Line:
    """A new row with whose seat it is: that of the old row of the same number."""
    seat = _seat(old, line.words) if line.role_apart[1] else ""
    if not seat:
        return line
    cells = (*line.cells[:-1], f"{line.cells[-1]}{seat}")
    return replace(line, plain=f"{line.plain}{seat}", words=f"{line.words}{seat}", cells=cells)


def _seat(old: str, new: str) -> str:
    """แทน and who leaves; nothing when the same person stays with another post or role."""
    former, name = name_and_post(old)[0], name_and_post(new)[0]
    return f" แทน {former}" if former and name and former != name else ""
