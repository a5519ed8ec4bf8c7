"""Split the first page of a letter into the part above, the labelled fields, and the body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kmdesk.intake.letterhead.labels import Label, label_of
from kmdesk.intake.letterhead.model import Line
from kmdesk.intake.letterhead.phrases import (
    dates_in,
    is_rule,
    join,
    names_office,
    opens_body,
    without_stamp,
)

_HEAD_LINES = 34
_ITEM = re.compile(r"^\s*[(]?[0-9๐-๙]{1,2}\s?[.)]")
_COUNTED = re.compile(r"จ[ำา]นวน\s*[0-9๐-๙]+")
_TIME = re.compile(r"เวลา.{0,12}น\.?$|เวลา")
_ORDER = ("title", "addressee", "refers_to", "enclosures")


@dataclass(slots=True)
class Block:
    """One labelled field with the lines it spans."""

    label: Label
    lines: list[Line]
    certainty: float = 1.0

    @property
    def text(self) -> str:
        """The value, with its lines joined."""
        parts = [self.label.rest, *(line.text for line in self.lines[1:])]
        items = [at for at, part in enumerate(parts) if at and _ITEM.match(part)]
        if self.label.field == "title" or not items:
            return join(parts)
        starts = [0, *items, len(parts)]
        return "\n".join(join(parts[a:b]) for a, b in pairwise(starts)).strip()


@dataclass(slots=True)
class Head:
    """A page split into parts; ``blocks`` by field name."""

    top: list[Line] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)


def cut_head(lines: Sequence[Line]) -> Head:
    """Split the first page; without any label everything is body."""
    lines = without_stamps(lines)
    labels = [label_of(line) if at < _HEAD_LINES else None for at, line in enumerate(lines)]
    chosen = _chosen(labels)
    head = Head()
    if not chosen:
        head.body = list(lines)
        return head
    first = min(chosen)
    head.top = list(lines[:first])
    at = first
    while at < len(lines):
        if at not in chosen:
            break
        label = labels[at]
        assert label is not None
        following = [place for place in chosen if place > at]
        at = _fill(head, label, lines, at, min(following) if following else None)
    head.body = list(lines[at:])
    return head


def _chosen(labels: Sequence[Label | None]) -> set[int]:
    """Return the line numbers of plausible labels: each field once, in the order of the form."""
    chosen: list[int] = []
    after = -1
    for name in _ORDER:
        places = [
            at
            for at, label in enumerate(labels)
            if label is not None and label.field == name and at > after
        ]
        if name != "title" and chosen:
            # far below the last field it is a word of the text, not a label
            places = [at for at in places if at - after <= 9]
        if not places:
            continue
        best = max(places, key=lambda at: ((labels[at] or _NONE).confidence > 0.8, -at))
        if (labels[best] or _NONE).confidence < 0.6:
            continue
        chosen.append(best)
        after = best
    return set(chosen)


_NONE = Label("", "", 0.0)


def _fill(head: Head, label: Label, lines: Sequence[Line], at: int, following: int | None) -> int:
    """Add the block that begins at ``at``; return the index of the line after it."""
    block = Block(label, [lines[at]], label.confidence)
    head.blocks[label.field] = block
    at += 1
    while at < len(lines) and at != following:
        line = lines[at]
        if is_rule(line.text):
            return at + 1 if following is None else following
        if following is None and not _continues(block, line):
            return at
        if following is not None and following - at > 6:
            return at
        block.lines.append(line)
        at += 1
    return at


def _continues(block: Block, line: Line) -> bool:
    """Return whether ``line`` still belongs to the last labelled field before the body."""
    if opens_body(line.text) or len(block.lines) > 8:
        return False
    text, name = block.text, block.label.field
    if not text:
        return True
    if name == "title":
        block.certainty = min(block.certainty, 0.85)
        return len(block.lines) < 4
    if name == "addressee":
        long = len(block.lines[-1].text) >= 55
        return long and len(line.text) < 45 and not _ITEM.match(line.text)
    if name == "refers_to":
        return _lacks_day(block, text, line)
    if _ITEM.match(text):
        return bool(_ITEM.match(line.text)) or bool(
            _COUNTED.search(line.text) and len(line.text) < 60
        )
    return not _COUNTED.search(text) and bool(_COUNTED.search(line.text)) and len(line.text) < 80


def _lacks_day(block: Block, text: str, line: Line) -> bool:
    """Return whether a referenced paper still lacks its date (ลงวันที่)."""
    parts = [block.label.rest, *(more.text for more in block.lines[1:])]
    papers = max(1, sum(bool(_ITEM.match(part)) for part in parts))
    if len(dates_in(text)) < papers:
        return True
    return bool(_ITEM.match(parts[0])) and bool(_ITEM.match(line.text))


def without_stamps(lines: Sequence[Line]) -> list[Line]:
    """Remove a receipt stamp (แบบที่ ๑๒): its number and date are not the letter's."""
    drop: set[int] = set()
    kept = {at: without_stamp(line.text) for at, line in enumerate(lines[:_HEAD_LINES])}
    for at, left in kept.items():
        if left == lines[at].text:
            continue
        if left.strip():
            continue  # scanned into another line: only the end of the line is removed
        drop.add(at)
        if at and names_office(lines[at - 1].text) and _another_office(lines, at - 1):
            drop.add(at - 1)
        for below in range(at + 1, min(at + 4, len(lines))):
            text = lines[below].text
            if _TIME.search(text) or re.match(r"^วัน(ที่)?\s*[0-9๐-๙]", text):
                drop.add(below)
            else:
                break
    return [
        replace(line, text=kept.get(at, line.text))
        for at, line in enumerate(lines)
        if at not in drop
    ]


def _another_office(lines: Sequence[Line], at: int) -> bool:
    return any(
        names_office(line.text) or re.search(r"[0-9๐-๙]\s+\S{6,}", line.text)
        for place, line in enumerate(lines[:20])
        if place != at
    )
