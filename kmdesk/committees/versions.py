"""Compare two versions of a text: kept, removed and added pieces. Pure."""

from collections.abc import Iterator, Sequence
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
    for tag, gone, come in _changes(_pieces(old), _pieces(new)):
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


def _pieces(text: str) -> list[str]:
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
