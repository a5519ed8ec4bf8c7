"""Where a line may end, and where it should."""

from __future__ import annotations

import re

from kmdesk.thai.words import break_offsets, clusters

SPACES = " \u00a0\t"

# A number stays with its unit, and a label with its number: ๓๐ วัน, ข้อ ๕, ที่ ๙/๒๕๕๑.
_KEEP = re.compile(
    r"(?<=[0-9๐-๙]) +(?=[ก-ฮเ-ไA-Za-z%])"
    r"|(?<=มาตรา) +(?=[0-9๐-๙])|(?<=ข้อ) +(?=[0-9๐-๙])|(?<=วรรค) +(?=[0-9๐-๙])"
    r"|(?<=ที่) +(?=[0-9๐-๙])|(?<=พ\.ศ\.) *(?=[0-9๐-๙])|(?<=หน้า) +(?=[0-9๐-๙])"
    r"|(?<=[-\u2010\u00ad])(?=\S)"  # programs take a hyphen at a line's end for their own
    r"|(?<=เล่ม) +(?=[0-9๐-๙])|(?<=ตอน) +(?=[0-9๐-๙])|(?<=[\u0e01-\u0e4e]) +(?=[ๆฯ])"
)


def line_ends(text: str) -> list[int]:
    """The offsets at which a line of this text may end, the end of the text included."""
    kept = {match.end() for match in _KEEP.finditer(text)}
    ends: list[int] = []
    for offset in break_offsets(text):
        at = offset
        while at < len(text) and text[at] in SPACES:
            at += 1  # ICU ends a line before a space that does not break
        if at not in kept and (not ends or at > ends[-1]):
            ends.append(at)
    if text and (not ends or ends[-1] != len(text)):
        ends.append(len(text))
    return ends


def emergency_ends(text: str) -> list[int]:
    """Ends between clusters, for a piece wider than a whole line."""
    ends, at = [], 0
    for cluster in clusters(text):
        at += len(cluster)
        ends.append(at)
    return ends
