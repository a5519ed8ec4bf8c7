"""Paragraphs of a law's text: separates real line breaks from mere wrapping."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|\n|\r|\f|\u2028|\u2029")
_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
MARK = re.compile(r"\s?\[\s?\(?[๐-๙0-9]{1,4}\)?\s?\]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text[start:end]`` including its line break; ``line`` is its content on one line."""

    start: int
    end: int
    line: str
    after_blank: bool

    @property
    def blank(self) -> bool:
        """Whether it is only white space."""
        return not self.line


def paragraphs(text: str) -> list[Paragraph]:
    """Split ``text`` into paragraphs; joined together they give the text."""
    found: list[Paragraph] = []
    after_blank = True
    for start, end in _spans(text):
        line = one_line(text[start:end])
        found.append(Paragraph(start, end, line, after_blank))
        after_blank = not line
    return found


def one_line(text: str) -> str:
    """Collapse white space and line breaks to single spaces."""
    return _SPACE.sub(" ", text).strip()


def without_marks(text: str) -> str:
    """Remove footnote marks such as [๑๓]."""
    return MARK.sub("", text) if "[" in text else text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    wrapped = _wrap_test(text)
    start = 0
    for match in _BREAK.finditer(text):
        if not wrapped(match, start):
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


class _Hard:
    def __call__(self, _match: re.Match[str], _start: int) -> bool:
        return False


class _CarriageReturns:
    """Line-break rule of the Council of State's pages: CR LF wraps a line, LF ends a paragraph."""

    def __call__(self, match: re.Match[str], _start: int) -> bool:
        return match[0] == "\r\n"


def _wrap_test(text: str) -> _Hard | _CarriageReturns:
    both = "\r\n" in text and re.search(r"(?<!\r)\n", text)
    return _CarriageReturns() if both else _Hard()
