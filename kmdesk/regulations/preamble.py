"""How the words before the first section are set: head in the middle, prose indented, as the
Royal Gazette does it for acts, decrees and regulations alike."""

import re
from collections.abc import Sequence

# The head is the title, the King's name and the day; these words begin the prose below it.
_PROSE = re.compile(
    r"(?:พระบาทสมเด็จ|โดยที่|ด้วย(?!น)|อาศัย|เนื่อง|มีพระ|จึง|เพื่อ|ตามที่|ฉะนั้น|ดังนั้น|เหตุผลและ"
    r"|พระราชบัญญัตินี้|พระราชกำหนดนี้|พระราชกฤษฎีกานี้|ให้ตรา|การตรา|คณะรัฐมนตรี|นายกรัฐมนตรี|รัฐมนตรี)"
)
# In the name of the King at the head, or the subject of the first sentence once the day is said.
_ROYAL = re.compile(r"สมเด็จพระ")
_GIVEN = re.compile(r"(?:ให้ไว้|ตราไว้|ประกาศมา)\s*ณ")
_LONG = 110  # characters: a longer line is prose
_BROKEN = 100  # a shorter line before one that begins nothing was cut by the source


def head_length(lines: Sequence[str]) -> int:
    """How many of the first lines are the head, to be centred."""
    given = False
    for index, line in enumerate(lines):
        text = line.strip()
        given = given or bool(_GIVEN.match(text))
        if len(text) > _LONG or _PROSE.match(text) or (given and _ROYAL.match(text)):
            return index
    return len(lines)


def preamble_paragraphs(text: str) -> tuple[list[str], list[str]]:
    """(lines of the head, paragraphs of the prose); sentences that the source cut are joined."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    length = head_length(lines)
    prose: list[str] = []
    last = ""
    for line in lines[length:]:
        begins = bool(_PROSE.match(line) or _ROYAL.match(line)) and not _goes_on(line)
        if prose and not begins and len(last) < _BROKEN:
            prose[-1] += " " + line
        else:
            prose.append(line)
        last = line
    return lines[:length], prose


def _goes_on(line: str) -> bool:
    """Whether a line is the rest of the enacting sentence: มีพระ… and ให้ตรา… have a subject."""
    return line.startswith(("มีพระ", "ให้ตรา"))
