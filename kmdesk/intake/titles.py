"""A guess at what a document calls itself."""

import re

_SUBJECT = re.compile(r"^[ \t]*เรื่อง[ \t:]*(\S.{3,200})$", re.MULTILINE)
_WORDS = re.compile(r"[ก-ฮA-Za-z]{2}")
_MAX_TITLE = 200
_HEADER_LINE = re.compile(r"^(หน้า|เล่ม|เล่มที่|page)\s*[0-9๐-๙]|ราชกิจจานุเบกษา|^บันทึกข้อความ$")


def guess_title(texts: list[str]) -> str:
    """The subject line of a letter, else the first line that reads like words."""
    for text in texts:
        found = _SUBJECT.search(text)
        if found:
            return _clean(found.group(1))
    for text in texts:
        for line in map(str.strip, text.splitlines()[:40]):
            if len(line) >= 4 and _WORDS.search(line) and not _HEADER_LINE.search(line):
                return _clean(line)
    return ""


def _clean(line: str) -> str:
    line = re.sub(r"\s+", " ", line).strip(" .:…")
    return line[:_MAX_TITLE]
