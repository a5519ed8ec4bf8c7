"""Word diff of two texts, and part-by-part diff of two states of a law. Pure."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kmdesk.regulations.queries import PartRow
from kmdesk.thai.words import word_spans

_GAP = re.compile(r"\n|[^\S\n]+|[^\s]")
_SHORT = 3  # blanks of at most this length between two changes read better as changed


class Mark(StrEnum):
    """State of a segment of text in a diff."""

    SAME = "same"
    ADDED = "added"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of text that is unchanged, added or struck."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A part in both states; ``None`` where it did not exist."""

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
    """Split text into words, blanks, line breaks and signs; joined they give the text."""
    found: list[str] = []
    at = 0
    for start, stop in word_spans(text):
        found += _GAP.findall(text[at:start])
        found.append(text[start:stop])
        at = stop
    return [*found, *_GAP.findall(text[at:])]


def compare_words(old: str, new: str) -> tuple[Segment, ...]:
    """Return the word diff of two texts; the SAME and STRUCK segments joined give ``old``."""
    if old == new:
        return (Segment(Mark.SAME, old),) if old else ()
    one, two = tokens(old), tokens(new)
    # autojunk would ignore frequent tokens, such as blanks, in texts of 200 tokens or more.
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
    """Treat blanks alone between two changes as part of both."""
    for at, segment in enumerate(segments):
        inner = 0 < at < len(segments) - 1
        blank = segment.mark is Mark.SAME and not segment.text.strip() and "\n" not in segment.text
        if inner and blank and len(segment.text) <= _SHORT:
            yield Segment(Mark.STRUCK, segment.text)
            yield Segment(Mark.ADDED, segment.text)
        else:
            yield segment


def _joined(segments: Iterable[Segment]) -> Iterable[Segment]:
    """Merge each run of changes: everything struck, then everything added."""
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
    """Return one side of a diff, without the segments only the other side has."""
    return [segment for segment in segments if segment.mark is not drop]


def compare_laws(old: Sequence[PartRow], new: Sequence[PartRow]) -> list[Compared]:
    """Return the parts of both states in text order, a part of only one state in its place."""
    before = {row.anchor: row for row in old}
    after = {row.anchor: row for row in new}
    return [
        _compared(before.get(anchor), after.get(anchor))
        for anchor in _merged([row.anchor for row in old], [row.anchor for row in new])
    ]


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Merge both orders; a part that exists in only one stays after its predecessor."""
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
