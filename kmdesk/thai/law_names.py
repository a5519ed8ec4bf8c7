"""Names of laws: one key for all spellings of a title."""

import re

from kmdesk.thai.normal import normal_form

_SHORT = (
    ("พ.ร.บ.", "พระราชบัญญัติ"),
    ("พรบ.", "พระราชบัญญัติ"),
    ("พ.ร.ก.", "พระราชกำหนด"),
    ("พ.ร.ฎ.", "พระราชกฤษฎีกา"),
    ("ประกาศคณะปฏิวัติ", "ประกาศของคณะปฏิวัติ"),
)
# Collections mark their consolidated files; the mark is not part of the name.
_MARK = re.compile(r"\((?:ฉบับ ?)?update[^)]*\)|[*\"'“”]")
_ERA = re.compile(r"(?:พระ)?พุทธศักราช|พ\.ศ\.?")
_YEAR = re.compile(r"พ\.ศ\.(\d{4})$")


def law_key(title: str) -> str:
    """Return the key of a title: no spaces, Arabic digits, abbreviations in full."""
    text = _MARK.sub("", normal_form(title))
    for short, full in _SHORT:
        text = text.replace(short, full)
    return _ERA.sub("พ.ศ.", text.replace(" ", "").replace("ฯ", ""))


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
