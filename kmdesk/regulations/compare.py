"""Two wordings compared word by word, two states of a law part by part. Pure."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kmdesk.regulations.queries import PartRow
from kmdesk.thai.words import word_spans

_GAP = re.compile(r"\n|[^\S\n]+|[^\s]")
_SHORT = 3  # an equal stretch between two changes, blanks and no more, reads better as changed


class Mark(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that stayed, came or went."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A part in both states; ``None`` where it did not stand."""

    anchor: str
    label: str
    old: str | None
    new: str | None
    segments: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(segment.mark is not Mark.SAME for segment in self.segments)


def tokens(text: str) -> list[str]:
    """Words, blanks, line breaks and signs; joined they are the text."""
    found: list[str] = []
    at = 0
    for start, stop in word_spans(text):
        found += _GAP.findall(text[at:start])
        found.append(text[start:stop])
        at = stop
    return [*found, *_GAP.findall(text[at:])]


def compare_words(old: str, new: str) -> tuple[Segment, ...]:
    """``old`` and ``new`` as one sequence of stretches; SAME and STRUCK joined give ``old``."""
    if old == new:
        return (Segment(Mark.SAME, old),) if old else ()
    one, two = tokens(old), tokens(new)
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    found: list[Segment] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Segment(Mark.SAME, "".join(one[a:b])))
            continue
        if b > a:
            found.append(Segment(Mark.STRUCK, "".join(one[a:b])))
        if d > c:
            found.append(Segment(Mark.ADDED, "".join(two[c:d])))
    return tuple(_joined(_smooth(found)))


def _smooth(segments: Sequence[Segment]) -> Iterable[Segment]:
    """Blanks alone between two changes are taken into both."""
    for at, segment in enumerate(segments):
        inner = 0 < at < len(segments) - 1
        blank = segment.mark is Mark.SAME and not segment.text.strip() and "\n" not in segment.text
        if inner and blank and len(segment.text) <= _SHORT:
            yield Segment(Mark.STRUCK, segment.text)
            yield Segment(Mark.ADDED, segment.text)
        else:
            yield segment


def _joined(segments: Iterable[Segment]) -> Iterable[Segment]:
    """Of each run of changes all that went, then all that came."""
    went, came, same = "", "", ""
    for segment in segments:
        if segment.mark is Mark.SAME:
            if went or came:
                yield from _run(went, came)
                went = came = ""
            same += segment.text
            continue
        if same:
            yield Segment(Mark.SAME, same)
            same = ""
        if segment.mark is Mark.STRUCK:
            went += segment.text
        else:
            came += segment.text
    if same:
        yield Segment(Mark.SAME, same)
    yield from _run(went, came)


def _run(went: str, came: str) -> Iterable[Segment]:
    if went:
        yield Segment(Mark.STRUCK, went)
    if came:
        yield Segment(Mark.ADDED, came)


def side(segments: Iterable[Segment], drop: Mark) -> list[Segment]:
    """One side of a comparison: without what the other side alone has."""
    return [segment for segment in segments if segment.mark is not drop]


def compare_laws(old: Sequence[PartRow], new: Sequence[PartRow]) -> list[Compared]:
    """Parts of both states in the order of the text, those that stand in one only where they do."""
    before = {row.anchor: row for row in old}
    after = {row.anchor: row for row in new}
    return [
        _compared(before.get(anchor), after.get(anchor))
        for anchor in _merged([row.anchor for row in old], [row.anchor for row in new])
    ]


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Both orders in one: a part that stands in one only keeps its neighbour above."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[str] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        found += old[a:b] if tag == "equal" else [*old[a:b], *new[c:d]]
    return list(dict.fromkeys(found))


def _compared(old: PartRow | None, new: PartRow | None) -> Compared:
    row = new or old
    assert row is not None
    one, two = old.text if old else None, new.text if new else None
    label = row.label or row.text.split("\n")[0][:60]
    return Compared(row.anchor, label, one, two, compare_words(one or "", two or ""))
