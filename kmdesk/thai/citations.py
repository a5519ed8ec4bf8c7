"""Citations of provisions and laws: มาตรา ๔๓ (๒), ข้อ ๑๒ วรรคสอง แห่ง…; no I/O."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import DIGIT, PROVISION, canonical_provision, to_arabic

# Names of laws: one key for all spellings --------------------------------------------------

_SHORT = (
    ("พ.ร.บ.", "พระราชบัญญัติ"),
    ("พรบ.", "พระราชบัญญัติ"),
    ("พ.ร.ก.", "พระราชกำหนด"),
    ("พ.ร.ฎ.", "พระราชกฤษฎีกา"),
    ("ประกาศคณะปฏิวัติ", "ประกาศของคณะปฏิวัติ"),
)
# Collections mark their consolidated files; the mark is not part of the name.
_EDITION_MARK = re.compile(r"\((?:ฉบับ ?)?update[^)]*\)|[*\"'“”]")
_ERA_WORD = re.compile(r"(?:พระ)?พุทธศักราช|พ\.ศ\.?")
_YEAR = re.compile(r"พ\.ศ\.(\d{4})$")


def law_key(title: str) -> str:
    """Return the key of a title: no spaces, Arabic digits, abbreviations in full."""
    text = _EDITION_MARK.sub("", normal_form(title))
    for short, full in _SHORT:
        text = text.replace(short, full)
    return _ERA_WORD.sub("พ.ศ.", text.replace(" ", "").replace("ฯ", ""))


def without_year(key: str) -> str:
    """Return a key without its year, as codes and well-known acts are cited."""
    return _YEAR.sub("", key)


def has_year(key: str) -> bool:
    """Return whether a key ends in a year."""
    return bool(_YEAR.search(key))


def is_sure_name(key: str) -> bool:
    """Return whether a key names exactly one law: with a year, a code, a numbered announcement."""
    return has_year(key) or key.startswith(("ประมวล", "ประกาศของคณะปฏิวัติ"))


def has_sections(key: str) -> bool:
    """Return whether such a law is divided into มาตรา: acts, decrees, codes, the constitution."""
    return key.startswith(("พระราช", "ประมวล", "รัฐธรรมนูญ", "พระธรรมนูญ"))


# Citations ---------------------------------------------------------------------------------

SECTION = "มาตรา"
_SIGNS = (SECTION, "ข้อ", "พระราช", "ประมวล", "กฎกระทรวง", "ระเบียบ", "พ.ร.", "ประกาศ", "รัฐธรรมนูญ")
_ORDINALS = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
_CLAUSE = rf"วรรค\s?(?:(?P<clause>{'|'.join(_ORDINALS)}|แรก|ท้าย)(?!้|ร้อย|สิบ|[ก-ฮ]*เอ็ด))"
_CITED = re.compile(
    rf"(?P<unit>มาตรา|ข้อ)\s*(?P<number>{PROVISION})"
    rf"(?:\s*{_CLAUSE})?"
    rf"(?P<items>(?:[^\S\n]*\((?:{DIGIT}{{1,3}}(?:/{DIGIT}+)?|[ก-ฮ])\))*)"
)
_ITEM = re.compile(rf"\(({DIGIT}{{1,3}}(?:/{DIGIT}+)?|[ก-ฮ])\)")

_ERA = rf"(?:พ\s?\.\s?ศ\s?\.|(?:พระ)?พุทธศักราช)\s*{DIGIT}{{4}}"
_CODES = "แพ่งและพาณิชย์|วิธีพิจารณาความแพ่ง|วิธีพิจารณาความอาญา|อาญาทหาร|อาญา|ที่ดิน|ยาเสพติด"
# An act's name begins with its type; regulations and notices must say whose they are and about
# what, or the word is an ordinary one (ประกาศใช้, คำสั่งให้).
_ACT = (
    r"(?:พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|กฎกระทรวง|รัฐธรรมนูญแห่งราชอาณาจักรไทย"
    r"|พ\.ร\.บ\.|พ\.ร\.ก\.|พ\.ร\.ฎ\.)"
)
_RULE = (
    r"(?:ระเบียบ[^\s]{0,60}\s?(?:[^\s]{1,30}\s)?ว่าด้วย|ข้อบังคับ[^\s]{0,60}\s?ว่าด้วย"
    r"|ประกาศ(?:กระทรวง|กรม|สำนัก|นายทะเบียน|คณะกรรมการ)[^\n]{0,80}?\s?เรื่อง)"
)
_THIS = r"(?!\s?(?:นี้|ดังกล่าว|ฉบับนี้|นั้น|ที่ออก|ตาม|ซึ่ง|หรือ|ฯ))"
_NAMED = re.compile(rf"(?:{_ACT}{_THIS}|{_RULE})[^“”\"\u0093\u0094;:]{{1,200}}?{_ERA}")
_CODE = re.compile(
    rf"ประมวล(?:กฎหมาย(?:{_CODES})|รัษฎากร)|ประกาศ(?:ของ)?คณะปฏิวัติ\s*ฉบับที่\s*{DIGIT}+"
    rf"|กฎกระทรวง\s*(?:ฉบับที่\s*{DIGIT}+\s*)?\({_ERA}\)"
    rf"(?:\s*ออกตามความใน\s*{_ACT}[^“”\"\u0093\u0094;:]{{1,150}}?{_ERA})?"
)
_OPENING = re.compile(rf"{_ACT}|{_RULE}")
_NO_TITLE = re.compile(
    rf"มาตรา|ข้อ\s*{DIGIT}|นี้|ดังกล่าว|ซึ่ง|ให้ใช้บังคับ|วันที่|ประกาศใช้|\n\s*\n|{_ACT}|ระเบียบ[^\s]{{0,40}}ว่าด้วย"
)
# Without a year the name ends with the word; it counts only if the library has such a law.
_BARE = re.compile(rf"รัฐธรรมนูญแห่งราชอาณาจักรไทย|(?:{_ACT}){_THIS}\s?[ก-๎]{{2,60}}")
# Words before a number that belongs to an act named some lines above.
_LEAD_IN = re.compile(r"(?:ตาม|ใน|และ|หรือ|ถึง|ประกอบ|แห่ง|ฝ่าฝืน|ของ|บทบัญญัติ|,)\s*$")
_OF = re.compile(r"\s*(?:แห่ง|ของ|ตาม)\s*")
_SAME = re.compile(
    r"(?:พระราช\S{4,9}?|ประมวล\S{0,12}?|ระเบียบ|กฎกระทรวง|กฎหมาย|ประกาศ)(?:ดังกล่าว|เดียวกัน|นั้น)"
)
_THESE = re.compile(r"[^\s]{3,20}?นี้")
_OTHER = re.compile(
    r"\s*(?:แห่ง|ของ)\s*(?:ร่าง|พระราช|ประมวล|รัฐธรรมนูญ|กฎหมาย|ระเบียบ|ข้อบังคับ|ประกาศ|กฎกระทรวง|คำสั่ง)"
)
_LEADS = re.compile(r"[\s,(]*(?:ใน|ตาม)?(?:ความใน)?\s*")
_BACK = 50  # names searched backwards for the one meant by "the said act"
_BY = re.compile(r"โดย\s*$")


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation at ``text[start:end]``; ``law`` is its name, or empty for this same law."""

    start: int
    end: int
    unit: str
    number: str
    clause: int = 0  # วรรค, from 1; -1 the last
    items: tuple[str, ...] = ()
    law: str = ""
    this: bool = False  # explicitly so: แห่งพระราชบัญญัตินี้
    elsewhere: bool = False  # of another law, which the text does not name


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """The title of a law at ``text[start:end]``."""

    start: int
    end: int
    title: str
    amending: bool = False  # …โดยพระราชบัญญัติ…: cited only for what it changed
    dated: bool = True  # has its year, or is a code: certainly a title


def find_citations(text: str, laws: Sequence[NamedLaw] | None = None) -> Iterator[Citation]:
    """Yield the citations in ``text``, in order; a law named after a list holds for all of it."""
    named = list(find_laws(text)) if laws is None else laws
    group: list[Citation] = []
    for match in _CITED.finditer(text):
        if group and not _same_list(text[group[-1].end : match.start()]):
            yield from _settled(text, group, named)
            group = []
        group.append(_citation(match))
    if group:
        yield from _settled(text, group, named)


def find_laws(text: str) -> Iterator[NamedLaw]:
    """Yield titles of laws with their year, codes, and Revolutionary Council announcements."""
    at = 0
    code = _CODE.search(text)
    while at < len(text):
        opening = _OPENING.search(text, at)
        if code is not None and code.start() < at:
            code = _CODE.search(text, at)
        if code is not None and (opening is None or code.start() < opening.start()):
            yield _law(text, code.start(), code.end())
            at = code.end()
            continue
        if opening is None:
            return
        match = _NAMED.match(text, opening.start())
        inner = _NO_TITLE.search(text, opening.end(), match.end()) if match else None
        if match is None or inner is not None:
            bare = _BARE.match(text, opening.start())
            if bare is not None:
                yield replace(_law(text, bare.start(), bare.end()), dated=False)
            at = opening.end()
        else:
            yield _law(text, match.start(), match.end())
            at = match.end()


def may_refer(text: str) -> bool:
    """Return whether ``text`` may contain citations; a fast check."""
    return any(sign in text for sign in _SIGNS)


def leads_to(text: str, start: int) -> bool:
    """Return whether the words before ``start`` show that a law's number follows."""
    return bool(_LEAD_IN.search(text, max(0, start - 14), start)) or not text[:start].strip()


def _law(text: str, start: int, end: int) -> NamedLaw:
    title = " ".join(text[start:end].split())
    return NamedLaw(start, end, title, bool(_BY.search(text, max(0, start - 6), start)))


def _citation(match: re.Match[str]) -> Citation:
    word = match["clause"] or ""
    clause = -1 if word == "ท้าย" else 1 if word == "แรก" else 0
    if word in _ORDINALS:
        clause = _ORDINALS.index(word) + 1
    items = tuple(to_arabic(item) for item in _ITEM.findall(match["items"]))
    end = match.start() + len(match[0].rstrip())
    return Citation(
        match.start(), end, match["unit"], canonical_provision(match["number"]), clause, items
    )


def _settled(text: str, group: list[Citation], laws: Sequence[NamedLaw]) -> Iterator[Citation]:
    """Yield the group with the law named after it, or else directly before it."""
    start, end = group[0].start, group[-1].end
    # Names are in text order, and so, nearly, are their ends: enough to find the nearest.
    count = bisect_right(laws, start, key=attrgetter("end"))
    nearest = laws[count - 1] if count else None
    of = _OF.match(text, end)
    law, this = "", False
    if of is not None:
        next_one = bisect_left(laws, of.end(), key=attrgetter("start"))
        behind = laws[next_one] if next_one < len(laws) else None
        behind = behind if behind is not None and behind.start == of.end() else None
        if behind is not None:
            law = behind.title
        elif _SAME.match(text, of.end()):
            said = reversed(laws[max(0, count - _BACK) : count])
            law = next((found.title for found in said if found.dated), "")
        elif _THESE.match(text, of.end()):
            this = True
    leads = nearest.title if nearest and _LEADS.fullmatch(text, nearest.end, start) else ""
    if law and leads and len(group) > 1:
        # ตามพระราชบัญญัติ ก มาตรา ๓ และมาตรา ๙ แห่งพระราชบัญญัติ ข: two laws in one list
        yield replace(group.pop(0), law=leads)
    if not law and not this:
        law = leads
    elsewhere = not law and not this and bool(_OTHER.match(text, end))
    for citation in group:
        yield replace(citation, law=law, this=this, elsewhere=elsewhere)


def _same_list(between: str) -> bool:
    return bool(re.fullmatch(r"[\s,]*(?:และ|หรือ|ถึง|หรือตาม|และตาม)?\s*", between))
