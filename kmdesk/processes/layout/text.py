"""Break Thai text into lines between words, measured by the renderer."""

import itertools
from collections.abc import Callable

from kmdesk.thai.words import break_offsets, clusters

# Width of a text at a font size, in the same unit as the size.
Measure = Callable[[str, float], float]

NAME_SIZE = 14.0
SMALL_SIZE = 12.0
HEAD_SIZE = 15.0
LEADING = 1.5  # Thai marks stack two high: tighter lines would touch


def wrap(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """Wrap ``text`` to lines no wider than ``width``; an over-long word breaks at clusters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.split())):
        if measure((line + piece).rstrip(), size) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.strip())
        line = piece.lstrip()
        while measure(line.rstrip(), size) > width:
            head = _head(line, width, size, measure)
            if head == line:
                break
            lines.append(head)
            line = line[len(head) :]
    if line.strip():
        lines.append(line.strip())
    return lines


def _pieces(text: str) -> list[str]:
    cuts = [0, *break_offsets(text), len(text)]
    cuts = sorted(set(cuts))
    return [text[start:end] for start, end in itertools.pairwise(cuts)]


def _head(word: str, width: float, size: float, measure: Measure) -> str:
    head = ""
    for cluster in clusters(word):
        if head and measure(head + cluster, size) > width:
            break
        head += cluster
    return head
