"""Restore marks lost in a scan, using the same words in the office's own records."""

import re
from collections import Counter
from collections.abc import Iterable

from kmdesk.intake.letterhead.skeleton import skeleton

_PIECE = re.compile(r"\S+")
_LEAST = 5  # letters without marks: shorter pieces may well be other words


class Spellings:
    """Lines and words of earlier subjects, recipients and signers, as they are written."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: set[str] = set()
        self._counts: dict[str, Counter[str]] = {}
        for text in texts:
            for line in text.splitlines():
                for part in {line.strip(), *_PIECE.findall(line)}:
                    self._learn(part)

    def mend(self, text: str) -> str:
        """Return ``text`` with known words corrected; only marks and spaces ever change.

        A word is replaced only by one with more marks: a scan loses marks, it does not add any.
        """
        return "\n".join(self._line(line) for line in text.splitlines())

    def _line(self, line: str) -> str:
        whole = self._better(line.strip())
        if whole:
            return whole
        return _PIECE.sub(lambda piece: self._better(piece[0]) or piece[0], line)

    def _learn(self, part: str) -> None:
        bones = skeleton(part)
        if len(bones) >= _LEAST:
            self._known.add(part)
            self._counts.setdefault(bones, Counter())[part] += 1

    def _better(self, part: str) -> str:
        if part in self._known:
            return ""
        found = self._counts.get(skeleton(part))
        if not found:
            return ""
        best = max(found, key=lambda known: (found[known], _marks(known)))
        return best if _marks(best) >= _marks(part) else ""


def _marks(text: str) -> int:
    return len("".join(text.split()))
