"""Synonyms: abbreviations, circular numbers, dates and eras, sections.

They only add to the exact answer, and the answer says so. A quoted string has none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kmdesk.search.parse import Query, Term
from kmdesk.thai.dates import be_year, format_date, parse_date
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import canonical_section

# Abbreviations of Thai offices and laws; clerks add more in the settings.
_BUILT_IN = """
พรบ = พ.ร.บ. = พระราชบัญญัติ
พรก = พ.ร.ก. = พระราชกำหนด
พรฎ = พ.ร.ฎ. = พระราชกฤษฎีกา
กพร = ก.พ.ร. = สำนักงานคณะกรรมการพัฒนาระบบราชการ
กพ = ก.พ. = สำนักงานคณะกรรมการข้าราชการพลเรือน
กษ = กระทรวงเกษตรและสหกรณ์
กสส = กรมส่งเสริมสหกรณ์
สกต = สหกรณ์การเกษตรเพื่อการตลาดลูกค้า ธ.ก.ส.
ธกส = ธ.ก.ส. = ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร
อบต = อบต. = องค์การบริหารส่วนตำบล
อบจ = อบจ. = องค์การบริหารส่วนจังหวัด
สนง = สำนักงาน
จว = จังหวัด
คกก = คณะกรรมการ
ครม = ครม. = คณะรัฐมนตรี
รมว = รมว. = รัฐมนตรีว่าการ
นรม = นายกรัฐมนตรี
"""

_SECTION = re.compile(
    r"(?:^|(?<= ))(?P<word>มาตรา|ม\.?|ข้อ|section|sec\.?) ?"
    r"(?P<number>\d+(?:/\d+)?(?: (?:ทวิ|ตรี|จัตวา|เบญจ|ฉ|สัตต|อัฏฐ|นว|ทศ))?)(?= |$)"
)
_CIRCULAR = re.compile(r"(?P<head>.*?)/?ว\.? ?(?P<serial>\d+)")
_ERA_YEAR = re.compile(r"(?P<era>พ\.?ศ\.?|ค\.?ศ\.?|ปี) ?(?P<year>\d{4})")
_PREFIXED = ("พรบ", "พรก", "พรฎ", "พ.ร.บ.", "พ.ร.ก.", "พ.ร.ฎ.")
Synonyms = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """A query for one provision, and the words that name the law."""

    number: str
    written: str  # as at the head of a provision
    rest: tuple[str, ...]


def synonyms(lines: str = "") -> dict[str, tuple[str, ...]]:
    """Return each form of the built-in and given lines (``a = b = c``) with its synonyms."""
    table: dict[str, tuple[str, ...]] = {}
    for line in (*_BUILT_IN.splitlines(), *lines.splitlines()):
        forms = tuple(dict.fromkeys(f for part in line.split("=") if (f := normal_form(part))))
        if len(forms) > 1:
            for form in forms:
                table[form] = tuple(dict.fromkeys((*table.get(form, ()), *forms)))
    return table


def section(query: Query) -> Section | None:
    """Return the provision a query names, or None."""
    if not query.is_simple or any(term.quoted for term in query.terms):
        return None
    plain = " ".join(term.text.lstrip("".join(_LEADING)) for term in query.terms)
    match = _SECTION.search(plain)
    if match is None:
        return None
    word = "ข้อ" if match["word"] == "ข้อ" else "มาตรา"
    rest = (plain[: match.start()] + " " + plain[match.end() :]).split()
    number = canonical_section(match["number"])
    return Section(number, f"{word} {number}", tuple(rest))


_LEADING = [chr(c) for c in (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))]


def equivalents(query: Query, table: Synonyms) -> Query | None:
    """Return the query with all synonyms as alternatives; None when there are none."""
    joint = _joint(query)
    if joint:
        return replace(query, groups=(tuple(Term(text) for text in joint),))
    changed = False
    groups = []
    for group in query.groups:
        forms = list(group)
        for term in group:
            if not term.quoted and not term.field:
                forms += [Term(text) for text in forms_of(term.text, table) if text != term.text]
        changed |= len(forms) > len(group)
        groups.append(tuple(dict.fromkeys(forms)))
    return replace(query, groups=tuple(groups)) if changed else None


def _joint(query: Query) -> list[str]:
    """Return the spellings of a query that is a single date or year of an era."""
    if not query.terms or not query.is_simple or any(term.quoted for term in query.terms):
        return []
    plain = query.plain
    era = _ERA_YEAR.fullmatch(plain)
    if era:
        year = int(era["year"])
        common = year - 543 if year > 2300 else year
        return [normal_form(f) for f in _years(common + 543, common, spoken=era["era"] == "ปี")]
    day = parse_date(plain) if any(c.isdigit() for c in plain) and len(plain) > 5 else None
    if day is None:
        return []
    year = be_year(day)
    month_names = format_date(day, "long", thai_digits=False), format_date(day, "short", False)
    forms = [plain, *month_names, f"{month_names[1][: -len(str(year % 100))]}{year}"]
    forms += [f"{day.day}/{day.month}/{year}", f"{day.day:02}/{day.month:02}/{year}"]
    forms += [day.isoformat(), format_date(day, lang="en")]
    return list(dict.fromkeys(normal_form(form) for form in forms))


def _years(buddhist: int, common: int, *, spoken: bool) -> Iterator[str]:
    for era, year in (("พ.ศ.", buddhist), ("ค.ศ.", common)):
        yield from (f"{era} {year}", f"{era}{year}")
    if spoken:
        yield from (f"ปี {buddhist}", f"ปี{buddhist}", f"ปี {common}", f"ปี{common}")


def forms_of(text: str, table: Synonyms) -> Iterable[str]:
    """Yield synonyms and other spellings of one word."""
    yield from table.get(text, ())
    dotless = text.replace(".", "")
    if dotless != text and text not in table:
        yield from table.get(dotless, ())
    for prefix in _PREFIXED:
        if text.startswith(prefix) and len(text) > len(prefix):
            yield from (form + text[len(prefix) :] for form in table.get(prefix, ()))
    match = _CIRCULAR.fullmatch(text)
    if match and (not match["head"] or match["head"][-1].isdigit()):
        head = f"{match['head']}/" if match["head"] else ""
        for mark in ("ว", "ว ", "ว.", "ว. "):
            yield f"{head}{mark}{match['serial']}"
