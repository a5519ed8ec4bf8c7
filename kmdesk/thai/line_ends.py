"""Line breaking: where a line may end, and where it should."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from kmdesk.thai.words import break_offsets, clusters, is_cluster_border

_LONGEST_CHAIN = 4  # pieces kept together; in a longer chain a line may still end
SPACES = " \u00a0\t"

# A number is kept with its unit, and a label with its number: ๓๐ วัน, ข้อ ๕, ที่ ๙/๒๕๕๑.
_KEEP = re.compile(
    r"(?<=[0-9๐-๙]) +(?=[ก-ฮเ-ไA-Za-z%])"
    r"|(?<=มาตรา) +(?=[0-9๐-๙])|(?<=ข้อ) +(?=[0-9๐-๙])|(?<=วรรค) +(?=[0-9๐-๙])"
    r"|(?<=ที่) +(?=[0-9๐-๙])|(?<=พ\.ศ\.) *(?=[0-9๐-๙])|(?<=หน้า) +(?=[0-9๐-๙])"
    r"|(?<=[-\u2010\u00ad])(?=\S)"  # programs take a hyphen at a line's end for their own
    r"|(?<=เล่ม) +(?=[0-9๐-๙])|(?<=ตอน) +(?=[0-9๐-๙])|(?<=[\u0e01-\u0e4e]) +(?=[ๆฯ])"
)


@cache
def _compounds() -> frozenset[str]:
    """Return the pairs of pieces, joined by a bar, that stay on one line."""
    lines = Path(__file__).with_name("compounds.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


# Qt breaks Thai lines through libthai where the system has it; Windows cannot be relied on.
def word_ends(text: str) -> list[int]:
    """Return the offsets at which whole compounds end, for a screen that breaks at spaces."""
    legal = break_offsets(text)
    inside = _inside_compounds(text, [*legal, len(text)])
    return [at for at in legal if at not in inside]


def line_ends(text: str) -> list[int]:
    """Return the offsets at which a line may end, the end of the text included."""
    kept = {match.end() for match in _KEEP.finditer(text)}
    legal: list[int] = []
    for offset in break_offsets(text):
        at = offset
        while at < len(text) and text[at] in SPACES and text[at - 1] != "\n":
            at += 1  # ICU ends a line before a no-break space
        if at < len(text) and not is_cluster_border(text, at):
            continue  # a stray mark attaches to the space that was skipped
        if not legal or at > legal[-1]:
            legal.append(at)
    if text and (not legal or legal[-1] != len(text)):
        legal.append(len(text))
    kept |= _inside_compounds(text, legal)
    return [at for at in legal if at not in kept or at == len(text)]


def _inside_compounds(text: str, legal: list[int]) -> set[int]:
    """Return the offsets inside a compound, unless the chain of compounds grows too long."""
    compounds = _compounds()
    inside: set[int] = set()
    start, chain = 0, 0
    for at, after in pairwise(legal):
        pair = f"{text[start:at]}|{text[at:after].rstrip()}"
        chain = chain + 1 if pair in compounds else 0
        if 0 < chain <= _LONGEST_CHAIN:
            inside.add(at)
        else:
            chain = 0
        start = at
    return inside


def emergency_ends(text: str) -> list[int]:
    """Return the offsets between clusters, for a piece wider than a whole line."""
    ends, at = [], 0
    for cluster in clusters(text):
        at += len(cluster)
        ends.append(at)
    return ends
