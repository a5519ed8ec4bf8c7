"""Which law an amending law is about, by their titles. Pure."""

import re

from kmdesk.thai.law_names import has_year, law_key

_NUMBERED = re.compile(r"\(ฉะ?บับที่(\d+)\)")
_YEAR = re.compile(r"(?:พ\.ศ\.|ร\.ศ\.)\d{2,4}")
_ASIDE = re.compile(r"\((?:ฉบับ\s*Update|และที่|แก้ไข|รวม|ฉบับรวม|ปรับปรุง)[^)]*\)?.*$", re.IGNORECASE)


def stem(title: str) -> str:
    """The key of a title up to its (first) year, without number and asides."""
    key = law_key(_ASIDE.sub("", title))
    year = _YEAR.search(key)
    return _NUMBERED.sub("", key[: year.end()] if year else key)


def name(title: str) -> str:
    """The stem without its year: what an amending law's title shares with it."""
    return _YEAR.sub("", stem(title))


def serial(title: str) -> str:
    """3 of (ฉบับที่ ๓), or ""."""
    found = _NUMBERED.findall(law_key(title))
    return found[-1] if found else ""


def same_law(one: str, two: str) -> bool:
    """Whether both titles name one law; a title without a year fits any year."""
    first, second = stem(one), stem(two)
    if first == second:
        return True
    undated = not (has_year(first) and has_year(second))
    return undated and name(one) == name(two) != ""
