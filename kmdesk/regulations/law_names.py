"""Match an amending law to the law it amends by their titles. Pure."""

import re

from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.citations import has_year, law_key

_NUMBERED = re.compile(r"\(ฉะ?บับที่(\d+)\)")
_YEAR = re.compile(r"(?:พ\.ศ\.|ร\.ศ\.)\d{2,4}")
_KIND_APART = re.compile(
    r"^(พระราชบัญญัติ(?:ประกอบรัฐธรรมนูญ)?|พระราชกำหนด|พระราชกฤษฎีกา|พระธรรมนูญ|ประมวลกฎหมาย|กฎกระทรวง|กฎ"
    r"|ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง)\s+(?=[ก-ฮเ-ไ])(?!ฉบับ|เรื่อง|ว่าด้วย|ที่\s|พ\.ศ|พุทธศักราช|ณ\s)"
)
_ASIDE = re.compile(r"\((?:ฉบับ\s*Update|และที่|แก้ไข|รวม|ฉบับรวม|ปรับปรุง)[^)]*\)?.*$", re.IGNORECASE)


def tidy_title(title: str) -> str:
    """Return a title on one line, with the kind and the name of the law joined.

    The Gazette prints พระราชบัญญัติ and สหกรณ์ on separate lines; that line break is not a space.
    """
    return _KIND_APART.sub(r"\1", one_line(title))


def stem(title: str) -> str:
    """Return the key of a title up to its (first) year, without number and remarks in brackets."""
    key = law_key(_ASIDE.sub("", title))
    year = _YEAR.search(key)
    return _NUMBERED.sub("", key[: year.end()] if year else key)


def name(title: str) -> str:
    """Return the stem without its year: the part an amending law's title shares with it."""
    return _YEAR.sub("", stem(title))


def serial(title: str) -> str:
    """Return 3 for (ฉบับที่ ๓); "" without a number."""
    found = _NUMBERED.findall(law_key(title))
    return found[-1] if found else ""


def same_law(one: str, two: str) -> bool:
    """Return whether both titles name one law; a title without a year matches any year."""
    first, second = stem(one), stem(two)
    if first == second:
        return True
    undated = not (has_year(first) and has_year(second))
    return undated and name(one) == name(two) != ""
