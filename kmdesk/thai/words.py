"""Words of a Thai text: segmentation, clusters, line ends, and whether it reads like words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

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


# Where a line may end, and where it should ------------------------------------------------

_LONGEST_CHAIN = 4  # pieces kept together; in a longer chain a line may still end
SPACES = " \u00a0\t"

# A number is kept with its unit, and a label with its number: ๓๐ วัน, ข้อ ๕, ที่ ๙/๒๕๕๑.
_KEPT_TOGETHER = re.compile(
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
    kept = {match.end() for match in _KEPT_TOGETHER.finditer(text)}
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


# Whether a text consists of words; OCR of a sideways page does not -------------------------

_ENOUGH = 0.4  # share of letters in words; clean pages have 0.8 and more, noise 0.1 to 0.3
_LONGEST_WORD = 40  # characters of a word
_LEAST = 2  # clusters or letters in words
_THAI_WORD = re.compile("[ก-ฮฤะ-ฺเ-์]{3,}")
_LATIN_WORD = re.compile("[A-Za-z]{3,}")
_LATIN = re.compile("[A-Za-z]+")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_MANY_CONSONANTS = re.compile("[^aeiouy]{5}", re.IGNORECASE)
# Impossible in a syllable: a vowel before its consonant with one above or below it.
_IMPOSSIBLE = re.compile("[โใไ][ก-ฮ][ะัิีึืุู]|แ[ก-ฮ][ิีึืุู]|[เ-ไ]{2}|[ุู][่-๋]?[ุู]")


def reads_like_words(text: str) -> bool:
    """Return whether enough of ``text`` is dictionary words or looks like Latin words."""
    known, total = word_share(text)
    return known >= _LEAST and known >= _ENOUGH * total


def word_share(text: str) -> tuple[int, int]:
    """Return how many letters (Thai: clusters) are in words, and how many there are."""
    known = total = 0
    for word in words(text):
        latin = sum(map(len, _LATIN.findall(word)))
        if latin:
            total += latin
            known += latin if _is_latin_word(word) else 0
            continue
        size = sum("ก" <= cluster[0] <= "ฮ" or cluster[0] in "เแโใไ" for cluster in clusters(word))
        total += size
        known += size if size > 1 and _is_thai_word(word) else 0
    return known, total


@lru_cache(maxsize=8192)
def _is_thai_word(word: str) -> bool:
    """Return whether the segmenter's dictionary has the word: it finds it again when repeated."""
    if len(word) > _LONGEST_WORD or not _THAI_WORD.fullmatch(word) or _IMPOSSIBLE.search(word):
        return False
    # ICU does not tell whether a piece was in its dictionary; an unknown one is cut elsewhere when
    # it is repeated.
    return words(word * 3) == [word] * 3


def _is_latin_word(word: str) -> bool:
    return bool(
        _LATIN_WORD.fullmatch(word) and _VOWEL.search(word) and not _MANY_CONSONANTS.search(word)
    )
