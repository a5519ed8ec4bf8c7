"""Guess the title of a document from its text."""

import re

from kmdesk.thai.words import word_share

_SUBJECT = re.compile(r"^[ \t]*เรื่อง[ \t:]*(\S.{3,200})$", re.MULTILINE)
_WORDS = re.compile(r"[ก-ฮA-Za-z]{2}")
_THAI = re.compile("[ก-๎]")
_NOISY = 6  # letters; fewer are no title unless they form a word
_WORDS_OF = 0.2  # a line with a smaller share of its letters in known words is noise
_MAX_TITLE = 200
_LAW = re.compile("พระราช(บัญญัติ|กฤษฎีกา|กำหนด)|ประมวล|กฎกระทรวง|ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง")
_YEAR = re.compile(r"(พ\.ศ\.\s*|ที่.*/)[0-9๐-๙]{4}")
_HEADER_LINE = re.compile(r"^(หน้า|เล่ม|เล่มที่|page)\s*[0-9๐-๙]|ราชกิจจานุเบกษา|^บันทึกข้อความ$")


def guess_title(texts: list[str]) -> str:
    """Return the subject line of a letter, else the first line that looks like words."""
    for text in texts:
        found = _SUBJECT.search(text)
        if found:
            return _clean(found.group(1))
    for text in texts:
        lines = [line.strip() for line in text.splitlines()[:40]]
        for number, line in enumerate(lines):
            if len(line) >= 4 and _WORDS.search(line) and not _is_no_title(line):
                return _clean(_law_title(lines[number:]) or line)
    return ""


def _is_no_title(line: str) -> bool:
    """Return whether a line is a page header, or OCR noise from a spot or a stamp."""
    if _HEADER_LINE.search(line):
        return True
    known, total = word_share(line[:_MAX_TITLE])
    if known == 0 and total < _NOISY:
        return True
    thai = len(_THAI.findall(line))
    return thai >= _NOISY and thai * 2 > len(line.replace(" ", "")) and known < _WORDS_OF * total


def _law_title(lines: list[str]) -> str:
    """Return the title of a law, set over several lines down to its year; empty otherwise."""
    if not _LAW.match(lines[0]):
        return ""
    for number, line in enumerate(lines[:5]):
        if _YEAR.search(line):
            return " ".join(lines[: number + 1])
    return ""


def _clean(line: str) -> str:
    line = re.sub(r"\s+", " ", line).strip(" .:…")
    return line[:_MAX_TITLE]
