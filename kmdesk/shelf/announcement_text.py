"""Extract the body of an announcement, without the head and foot that the printed form repeats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kmdesk.thai.dates import parse_date
from kmdesk.thai.normal import normal_form

_HEAD_LINES, _FOOT_LINES = 12, 8
_HEAD_WIDE = 120  # characters; a longer line cannot belong to a heading
_DAY = re.compile(r"\s*(?:ประกาศ|ให้ไว้|สั่ง)\s*ณ\s*วันที่\s*(.*)")
_SUBJECT = re.compile(r"\s*เรื่อง(?!นี้|นั้น|ที่|ดังกล่าว|ใด)\s*[:：]?\s*(.*)")
_HEADING = re.compile(r"\s*(?:ประกาศ.{0,120}?)?\s*เรื่อง(?:\s*[:：]\s*|\s+)(.*)")
_RULE = re.compile(r"\s*[-–—_=*.\s]{3,}\s*$")
_PAGE_NUMBER = re.compile(r"\s*[-–—]\s*[0-9๐-๙]+\s*[-–—]\s*$")
_NAME = re.compile(r"\s*(?:ลงชื่อ|\(ลงชื่อ\))?[\s.…]*\(\s*([^()]{2,80}?)\s*\)\s*$")
_SIGNED = re.compile(r"\s*\(?\s*(?:ลงชื่อ|ลงนาม)")
_ACTING = re.compile(r"\s*(?:ปฏิบัติราชการแทน|รักษาราชการแทน|ทำการแทน|ปฏิบัติหน้าที่แทน)")
# ประกาศรายชื่อ… announces a list of names; a ประกาศนียบัตร is an object, not an announcement.
_VERB = re.compile(r"ประกาศ(?!นีย|ณียบัตร|\s*ณ\s*วันที่)\s*(?=[ก-ฮเ-ไ])")


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """Parts of an announcement's text; foot fields are "" when the foot does not give them."""

    body: tuple[str, ...]
    dated: str = ""
    """ISO date given in the foot."""
    signer: str = ""
    position: str = ""
    capacity: str = ""


def announcement_text(lines: Sequence[str], issuer: str, title: str) -> AnnouncementText:
    """Split the text of an announcement into its body and the fields of its foot.

    The head (ประกาศ + office, เรื่อง …, a rule) and the foot (ประกาศ ณ วันที่ …, the signer) are
    dropped because the form prints them from the record's fields; an annex after the foot is kept.
    """
    kept = [line.strip() for line in lines if line.strip() and not _PAGE_NUMBER.match(line)]
    kept = kept[_head_length(kept, issuer, title) :]
    at = _day_at(kept)
    if at is None:
        return AnnouncementText(tuple(kept))
    match = _DAY.match(kept[at])
    day = parse_date(match[1]) if match else None
    foot, annex = _foot(kept[at + 1 :])
    return AnnouncementText(
        (*kept[:at], *annex), day.isoformat() if day else "", foot[0], foot[1], foot[2]
    )


def announced_subject(title: str, issuer: str) -> str:
    """Return the subject as printed after เรื่อง, without the office or a second ประกาศ."""
    subject = title.strip()
    for head in (f"ประกาศ{issuer}", issuer):
        if issuer and subject.startswith(head):
            subject = subject[len(head) :].strip()
    if (match := _SUBJECT.fullmatch(subject)) and match[1]:
        subject = match[1].strip()
    return _VERB.sub("", subject, count=1) if _VERB.match(subject) else subject


def _head_length(lines: Sequence[str], issuer: str, title: str) -> int:
    """Count the leading lines that only repeat the head printed by the form."""
    length, subject = _to_subject(lines)
    said = _bare(f"ประกาศ{title}")
    if not length:
        own = (_bare(f"ประกาศ{issuer}"), _bare(issuer), _bare(title), said)
        while length < len(lines) and (_bare(lines[length]) in own or _RULE.match(lines[length])):
            length += 1
        return length
    # a subject may wrap over several lines; the title tells where it ends
    while subject and length < len(lines) and _bare(subject + lines[length]) in said:
        subject += lines[length]
        length += 1
    while length < len(lines) and _RULE.match(lines[length]):
        length += 1
    return length


def _to_subject(lines: Sequence[str]) -> tuple[int, str]:
    """Return (line count up to and including เรื่อง …, subject), or (0, "") without such a head."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        headed = index > 0 and _bare(lines[0]).startswith("ประกาศ")
        match = (_SUBJECT if headed else _HEADING).fullmatch(line)
        if match:
            return index + 1, match[1]
        if len(line) > _HEAD_WIDE:
            break
    return 0, ""


def _day_at(lines: Sequence[str]) -> int | None:
    """Return the index of the last line with the date of announcement, or None."""
    # backwards, because the body may cite the dates of other announcements
    for index in range(len(lines) - 1, -1, -1):
        if _DAY.match(lines[index]):
            return index
    return None


def _foot(lines: Sequence[str]) -> tuple[tuple[str, str, str], list[str]]:
    """Return ((signer, position, capacity), lines after the foot)."""
    signer = position = capacity = ""
    end = 0
    for index, line in enumerate(lines[:_FOOT_LINES]):
        if not signer and (match := _NAME.match(line)):
            signer = match[1]
        elif _ACTING.match(line) and signer:
            capacity = line
        elif signer and not position:
            position = line
        elif not (_SIGNED.match(line) and not signer):
            break
        end = index + 1
    return (signer, position, capacity), list(lines[end:])


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", normal_form(text))
