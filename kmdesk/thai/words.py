"""Segmentation of Thai text: words, character clusters and legal line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icu4py import breakers

from kmdesk.thai.normal import MARKS

_LEADING = "เแโใไ"
_FOLLOWING = MARKS + "ะาำๅ"  # never start a cluster
_CLUSTER = re.compile(
    rf"\r\n|[\t\n\r]|[{_LEADING}]*[ก-ฮ][{_FOLLOWING}]*|[{_LEADING}]+[{_FOLLOWING}]*|.[{_FOLLOWING}\u0300-\u036f]*",
    re.DOTALL,
)
_HALF = re.compile("[\ud800-\udfff]")
_WORDLIKE = re.compile(r"[^\W_]")
# Never at the start of a line, whatever precedes.
_NEVER_FIRST = frozenset("ๆฯ)]}”’»?!,.:;%\u0094\u0092")
# Never at the end of a line.
_NEVER_LAST = frozenset("([{“‘«\u0093\u0091")
# Abbreviations that are not split: ฯลฯ, พ.ศ., น.ส., มี.ค.
_ABBREVIATION = re.compile(
    rf"ฯลฯ|(?<![ก-๎])(?:[{_LEADING}]?[ก-ฮ]{{1,2}}[{MARKS}]{{0,2}}\.){{2,}}|(?:[ก-ฮ]\.){{2,}}"
)
# The same for lines, where a circular's ว stays with its number.
_UNBROKEN = re.compile(rf"{_ABBREVIATION.pattern}|/ว\.? ?[0-9๐-๙]+")
_DOT_IN_THAI = re.compile(r"(?<=[ก-๎])\.(?=[ก-๎])")


# ICU reads 9.4 million characters a second in one thread; nlpo3 3.1, newmm 0.38.
def _segments(breaker: type, text: str) -> list[tuple[int, int]]:
    """Run an ICU breaker and convert its UTF-16 offsets to character offsets."""
    text = _HALF.sub("\ufffd", text)  # ICU does not take lone surrogates
    spans: list[tuple[int, int]] = list(breaker(text, "th").segments())
    if spans and spans[-1][1] != len(text):
        at: list[int] = []
        for i, char in enumerate(text):
            at += [i] * (2 if char > "\uffff" else 1)
        at.append(len(text))
        spans = [(at[start], at[stop]) for start, stop in spans]
    return spans


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Split a text where ICU would join Thai words over a dot; flag whole words."""
    done = 0
    for match in _ABBREVIATION.finditer(text):
        yield from _between_dots(text, done, match.start())
        yield (*match.span(), True)
        done = match.end()
    yield from _between_dots(text, done, len(text))


def _between_dots(text: str, start: int, stop: int) -> Iterator[tuple[int, int, bool]]:
    """Split a range after each dot between Thai letters."""
    for match in _DOT_IN_THAI.finditer(text, start, stop):
        yield start, match.end(), False
        start = match.end()
    if start < stop:
        yield start, stop, False


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each word, without spaces and punctuation."""
    spans: list[tuple[int, int]] = []
    for piece, end, whole in _pieces(text):
        if whole:
            spans.append((piece, end))
            continue
        for first, last in _segments(breakers.WordBreaker, text[piece:end]):
            start, stop = first + piece, last + piece
            char = text[start]
            # A misordered mark can make ICU cut inside a cluster: join that first.
            if (char in _FOLLOWING or text[start - 1] in _LEADING) and (
                spans and spans[-1][1] == start
            ):
                spans[-1] = (spans[-1][0], stop)
            elif char.isalnum() or _WORDLIKE.search(text, start, stop):
                spans.append((start, stop))
    return spans


def words(text: str) -> list[str]:
    """Return the words of a text in order."""
    return [text[start:stop] for start, stop in word_spans(text)]


def clusters(text: str) -> list[str]:
    """Split a text into character clusters, which no cursor, cut or line break may enter."""
    return _CLUSTER.findall(text)


def is_cluster_border(text: str, at: int) -> bool:
    """Return whether a text may be cut here without splitting a cluster."""
    if text[at - 1] in "\t\n\r":
        return True  # a stray mark does not attach to white space
    return text[at] not in _FOLLOWING and text[at - 1] not in _LEADING


def break_offsets(text: str) -> list[int]:
    """Return the offsets, neither start nor end, at which a line may be broken."""
    inside = {i for m in _UNBROKEN.finditer(text) for i in range(m.start() + 1, m.end())}
    return [
        stop
        for _, stop in _segments(breakers.LineBreaker, text)
        if 0 < stop < len(text) and stop not in inside and _may_break(text, stop)
    ]


def _may_break(text: str, at: int) -> bool:
    """Apply the rules of Thai typesetting that ICU does not know."""
    if text[at - 1] == "\n":
        return True
    if not is_cluster_border(text, at):
        return False
    last = at - 1
    while last and text[last] == " ":
        last -= 1
    before = text[last]
    if before in _NEVER_LAST or (before == "/" and text[last - 1 : last].isdigit()):
        return False
    if text[at] in _NEVER_FIRST:
        return text.startswith("ฯลฯ", at) and text[at - 1] == " "
    return True
