"""References to provisions in any text: มาตรา ๔๓ (๒), ข้อ ๑๒ วรรคสอง, … แห่งพระราชบัญญัติ…. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmdesk.regulations.provision_number import DIGIT, NUMBER, canonical
from kmdesk.thai.digits import to_arabic

_ORDINALS = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
_CLAUSE = rf"วรรค ?(?:(?P<clause>{'|'.join(_ORDINALS)}|แรก|ท้าย)(?!้|ร้อย|สิบ|[ก-ฮ]*เอ็ด))"
_CITED = re.compile(
    rf"(?P<unit>มาตรา|ข้อ)[\s\u00a0]*(?P<number>{NUMBER})"
    rf"(?:[\s\u00a0]*{_CLAUSE})?"
    rf"(?P<items>(?:[\s\u00a0]*\((?:{DIGIT}{{1,3}}(?:/{DIGIT}+)?|[ก-ฮ])\))*)"
)
_ITEM = re.compile(rf"\(({DIGIT}{{1,3}}(?:/{DIGIT}+)?|[ก-ฮ])\)")
_TITLE = (
    r"(?:พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|กฎกระทรวง|ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง|ประมวล|รัฐธรรมนูญ"
    r"|พ\.ร\.บ\.|พ\.ร\.ฎ\.)"
)
_THIS = "(?!นี้|ดังกล่าว|ฉบับนี้|นั้น)"
_NAMED = re.compile(rf"{_TITLE}{_THIS}[^\n“”\"\u0093\u0094;:]{{1,160}}?พ\.ศ\. ?{DIGIT}{{4}}")
# Cited without a year, as codes are, the name ends with the word.
_BARE = re.compile(rf"{_TITLE}{_THIS}[ก-๎]{{2,60}}")
_OF = re.compile(r"[\s\u00a0]*(?:แห่ง|ของ|ตาม)[\s\u00a0]*")


@dataclass(frozen=True, slots=True)
class Citation:
    """``text[start:end]`` refers to a provision; ``law`` is named, or empty for this same law."""

    start: int
    end: int
    unit: str
    number: str
    clause: int = 0  # วรรค, from 1; -1 the last
    items: tuple[str, ...] = ()
    law: str = ""


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """``text[start:end]`` is the title of a law with its year."""

    start: int
    end: int
    title: str


def find_citations(text: str) -> Iterator[Citation]:
    """References in ``text``, in order; a law named after the last of a list holds for all."""
    group: list[Citation] = []
    for match in _CITED.finditer(text):
        if group and not _same_list(text[group[-1].end : match.start()]):
            yield from group
            group = []
        group.append(_citation(match))
        law = _law_after(text, match.end())
        if law:
            yield from (_of(citation, law) for citation in group)
            group = []
    yield from group


def find_laws(text: str) -> Iterator[NamedLaw]:
    """Titles of laws with their year."""
    for match in _NAMED.finditer(text):
        yield NamedLaw(match.start(), match.end(), " ".join(match[0].split()))


def own_number(text: str) -> str:
    """The number a provision's own text begins with, canonical, or empty."""
    match = re.match(rf"\s*(?:มาตรา|ข้อ)[\s\u00a0]*({NUMBER})", text)
    return canonical(match[1]) if match else ""


def _citation(match: re.Match[str]) -> Citation:
    word = match["clause"] or ""
    clause = -1 if word == "ท้าย" else 1 if word == "แรก" else 0
    if word in _ORDINALS:
        clause = _ORDINALS.index(word) + 1
    items = tuple(to_arabic(item) for item in _ITEM.findall(match["items"]))
    end = match.start() + len(match[0].rstrip())
    return Citation(match.start(), end, match["unit"], canonical(match["number"]), clause, items)


def _of(citation: Citation, law: str) -> Citation:
    return Citation(
        citation.start,
        citation.end,
        citation.unit,
        citation.number,
        citation.clause,
        citation.items,
        law,
    )


def _law_after(text: str, at: int) -> str:
    of = _OF.match(text, at)
    if of is None:
        return ""
    named = _NAMED.match(text, of.end()) or _BARE.match(text, of.end())
    return " ".join(named[0].split()) if named else ""


def _same_list(between: str) -> bool:
    return bool(re.fullmatch(r"[\s\u00a0,]*(?:และ|หรือ|ถึง|หรือตาม|และตาม)?[\s\u00a0]*", between))
