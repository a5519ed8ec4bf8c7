"""Text of knowledge sets: its markup, and the comparison of two versions. Pure.

Stored as plain lines so that it is searched and compared like any text: ``# `` and ``## `` begin
headings, ``- `` and ``1. `` list items, ``[words](address)`` is a link and ``![words](hash)`` a
picture on a line of its own. A backslash before such a mark makes it an ordinary character.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kmdesk.thai.words import word_spans

_LONGEST = 20_000  # characters of a changed section that are compared word by word


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Return pieces as (mark, text): "=" in both, "-" only in the old, "+" only in the new.

    Lines are compared first, then the words (by dictionary, as Thai has no spaces between them)
    inside changed lines.
    """
    return list(_merged(_compared(old, new)))


def _compared(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, gone, come in _changes(before, after):
        if tag == "equal":
            yield "=", gone
        elif len(gone) + len(come) > _LONGEST:
            yield "-", gone
            yield "+", come
        else:
            yield from _by_words(gone, come)


def _by_words(old: str, new: str) -> Iterator[tuple[str, str]]:
    for tag, gone, come in _changes(_words_of(old), _words_of(new)):
        if tag == "equal":
            yield "=", gone
            continue
        yield "-", gone
        yield "+", come


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    # autojunk would ignore every word that is frequent in a long text
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag, "".join(before[a:b]), "".join(after[c:d])


def _words_of(text: str) -> list[str]:
    """Split a text into its words and the single characters between them."""
    pieces: list[str] = []
    at = 0
    for start, stop in word_spans(text):
        pieces += text[at:start]
        pieces.append(text[start:stop])
        at = stop
    pieces += text[at:]
    return pieces


def _merged(pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    mark, text = "", ""
    for next_mark, more in pieces:
        if next_mark == mark or not more:
            text += more
            continue
        if text:
            yield mark, text
        mark, text = next_mark, more
    if text:
        yield mark, text


LONGEST = 400_000
"""Maximum characters; a longer text is a book and belongs in a file."""

_MARK = re.compile(r"(?P<heading>#{1,3}) |(?P<bullet>-) |(?P<number>\d{1,4})\. ")
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(([0-9a-f]{64})\)")
_LINK = re.compile(r"(?<!\\)\[([^\[\]\n]+)\]\(((?:https?://|mailto:)[^\s()]+)\)")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s()]+")
_ESCAPED = re.compile(r"\\([\\#\-!\[]|\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, optionally a link to a web or mail address."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``kind``: text, heading, bullet, number or picture.

    ``level`` is that of a heading, 1 to 3; ``picture`` the hash (hex) of the picture's file, whose
    caption is in ``spans``.
    """

    kind: str = "text"
    spans: tuple[Span, ...] = ()
    level: int = 0
    picture: str = ""

    @property
    def words(self) -> str:
        """The text without links."""
        return "".join(span.text for span in self.spans)


def is_address(text: str) -> bool:
    """Return whether the text is a valid link target: a web or mail address."""
    return _ADDRESS.fullmatch(text) is not None


def parse(text: str) -> list[Para]:
    """Parse a stored text into paragraphs, omitting empty lines."""
    return [_para(line) for line in text.split("\n") if line.strip()]


def write(paras: Iterable[Para]) -> str:
    """Serialise paragraphs; the inverse of :func:`parse`."""
    lines: list[str] = []
    count = 0
    for para in paras:
        count = count + 1 if para.kind == "number" else 0
        line = _line(para, count)
        if line.strip():
            lines.append(line)
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return the visible text, one line per paragraph, for search and comparison."""
    return "\n".join(para.words for para in parse(text))


def numbered(paras: Iterable[Para]) -> Iterator[tuple[str, Para]]:
    """Yield each paragraph with its list marker: a bullet, its number or ""."""
    count = 0
    for para in paras:
        count = count + 1 if para.kind == "number" else 0
        yield {"bullet": "•", "number": f"{count}."}.get(para.kind, ""), para


def pictures(text: str) -> list[str]:
    """Return the hashes of the pictures in a stored text, in order."""
    return list(dict.fromkeys(para.picture for para in parse(text) if para.picture))


def _para(line: str) -> Para:
    line = line.strip()
    picture = _PICTURE.fullmatch(line)
    if picture is not None:
        caption = (Span(picture[1]),) if picture[1] else ()
        return Para("picture", caption, picture=picture[2])
    mark = _MARK.match(line)
    if mark is None:
        return Para("text", _spans(line))
    spans = _spans(line[mark.end() :].strip())
    if mark["heading"]:
        return Para("heading", spans, len(mark["heading"]))
    return Para("bullet" if mark["bullet"] else "number", spans)


def _spans(text: str) -> tuple[Span, ...]:
    found: list[Span] = []
    at = 0
    for link in _LINK.finditer(text):
        _add(found, text[at : link.start()])
        found.append(Span(_ESCAPED.sub(r"\1", link[1]), link[2]))
        at = link.end()
    _add(found, text[at:])
    return tuple(found)


def _add(spans: list[Span], text: str) -> None:
    if text:
        spans.append(Span(_ESCAPED.sub(r"\1", text)))


def _line(para: Para, count: int) -> str:
    if para.kind == "picture":
        caption = re.sub(r"[\[\]\n]", " ", para.words).strip()
        return f"![{caption}]({para.picture})" if para.picture else ""
    words = "".join(_written(span) for span in para.spans)
    words = " ".join(words.split("\n")).strip()
    if not words:
        return ""
    lead = {
        "heading": f"{'#' * max(1, min(3, para.level))} ",
        "bullet": "- ",
        "number": f"{count}. ",
    }.get(para.kind, "")
    if not lead and (words[0] in "#-!" or (words[0].isdigit() and _MARK.match(words))):
        words = f"\\{words}"
    return lead + words


def _written(span: Span) -> str:
    words = span.text.replace("\\", "\\\\").replace("[", "\\[")
    if span.link and is_address(span.link):
        bare = re.sub(r"[\[\]\n]", " ", span.text.replace("\\", "\\\\"))
        return f"[{bare}]({span.link})" if bare.strip() else ""
    return words
