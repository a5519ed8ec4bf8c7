"""The layout of a letter: its lines, what is proposed from them, and its first page cut into parts.

The parts are the one above the labelled fields, these fields, and the body.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from kmdesk.intake.letterhead.phrases import (
    dates_in,
    distance,
    find_phrase,
    is_rule,
    join,
    names_office,
    opening,
    opens_body,
    opens_with,
    skeleton,
    without_stamp,
)

SURE = 0.9
"""Confidence from which a proposal may be confirmed at a glance."""
LIKELY = 0.6
"""Confidence below which nothing is proposed."""

FIELDS = (
    "number",
    "issuer",
    "dated",
    "title",
    "addressee",
    "refers_to",
    "enclosures",
    "urgency",
    "signer",
    "signer_position",
    "capacity",
    "contact",
    "reply_by",
    "form",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; ``at`` is its index (from 0) among the lines of that page as given."""

    text: str
    at: int
    page: int = 0
    raw: str = ""
    """The original line, where ``text`` was cleaned."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one field, its confidence (0…1) and the lines it was read from."""

    value: str
    confidence: float
    source: tuple[Line, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether the value needs no second look."""
        return self.confidence >= SURE

    @property
    def page(self) -> int:
        """The page the value is on, from 0."""
        return self.source[0].page if self.source else 0

    @property
    def words(self) -> tuple[str, ...]:
        """The original lines on the page, for highlighting."""
        return tuple(line.raw or line.text for line in self.source)


@dataclass(frozen=True, slots=True)
class Cited:
    """Another paper named in the text: its relation, its number and, if given, its date."""

    relation: str
    number: str
    dated: str | None
    source: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """A reply requested within ``days`` days instead of by a date."""

    days: int
    working: bool
    """วันทำการ: Saturdays and Sundays do not count."""
    from_receipt: bool
    """Whether the days count from the receipt of the letter, else from its own date."""
    is_said: bool
    """Whether the letter gives the starting point; else its own date, the earlier one, is used."""
    source: tuple[Line, ...] = ()

    def end(self, start: date) -> date:
        """Return the last day; the first does not count.

        Source: พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง มาตรา ๖๔.
        """
        if not self.working:
            return start + timedelta(days=self.days)
        # Public holidays are not known here, so the day may come too early, never too late.
        day, left = start, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day


@dataclass(frozen=True, slots=True)
class Letterhead:
    """All extracted data; for ``secret`` papers everything else is empty."""

    fields: Mapping[str, Proposal] = field(default_factory=dict)
    cited: tuple[Cited, ...] = ()
    secret: bool = False
    opening: tuple[Line, ...] = ()
    """The first lines of a letter without a subject."""
    within: Within | None = None
    """The reply period, where no date is given for the reply."""

    def value(self, name: str) -> str:
        """Return the proposed value, or an empty string."""
        found = self.fields.get(name)
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Known:
    """Knowledge from the office's own records: issuer spellings and their number codes."""

    issuers: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    """``กษ 1108`` → the issuer that uses this code in its letter numbers."""


_DOTS = re.compile(r"[.…_·]{3,}|(?:[.…] ){3,}")


def _without_dots(text: str) -> str:
    """Remove dotted fill-in lines; a line of dots alone is a rule and stays."""
    return _DOTS.sub("  ", text).strip() or text.strip()


_LETTERS = re.compile("[ก-ฮ0-9๐-๙A-Za-z]")
_DRAWN = re.compile(r"[_\-–—=*.…~]{3,}")


def _is_speck(text: str) -> bool:
    """Return whether the line is scanner dirt: hardly a letter, and not a drawn rule."""
    found = _LETTERS.findall(text)
    if not found:
        return not _DRAWN.search(text)
    return len(found) <= 3 and all(char.isascii() and char.isalpha() for char in found)


def lines_of(pages: Iterable[str]) -> list[Line]:
    """Return the non-empty lines, page by page."""
    return [
        Line(_without_dots(text), at, page, text.strip())
        for page, whole in enumerate(pages)
        for at, text in enumerate(whole.splitlines())
        if text.strip() and not _is_speck(text)
    ]


# field → its words, and the number of edits tolerated in the skeleton
LABELS: dict[str, tuple[tuple[str, int], ...]] = {
    "title": (("เรื่อง", 1),),
    "addressee": (
        ("ขอประทานกราบเรียน", 2),
        ("กราบเรียน", 1),
        ("เรียน", 1),
        ("นมัสการ", 1),
        ("ถึง", 0),
    ),
    "refers_to": (("อ้างถึง", 1),),
    "enclosures": (("สิ่งที่ส่งมาด้วย", 2), ("สิ่งที่ส่งมาพร้อมนี้", 2), ("สิ่งที่แนบมาด้วย", 2)),
    "issuer": (("ส่วนราชการ", 1), ("หน่วยงาน", 1), ("ส่วนงาน", 1)),
}
# Other words that begin with the letters of a label.
_NOT_A_LABEL = {
    "เรียน": ("รู้", "ต่อ", "ร้อง", "รับ", "เชิญ", "มา", "ว่า", "สาย", "จบ", "การ"),
    "เรื่อง": ("ร้องเรียน", "ดังกล่าว", "นี้", "นั้น", "ราว"),
    "อ้างถึง": ("ข้างต้น", "ดังกล่าว", "นั้น"),
}
_SEPARATORS = " \t\u00a0:"


@dataclass(frozen=True, slots=True)
class Label:
    """A matched label: the field, the text after it, and the confidence."""

    field: str
    rest: str
    confidence: float
    word: str = ""


def label_of(line: Line) -> Label | None:
    """Return the label a line begins with, the most likely one when several match."""
    text = line.text.lstrip("\u200b -_.•*|")
    found: list[tuple[int, float, Label]] = []
    for name, words in LABELS.items():
        for word, limit in words:
            match = opening(text, word, limit)
            if match is None:
                continue
            end, edits = match
            label = _judge(name, word, text, end, edits)
            if label is not None:
                found.append((edits, -label.confidence, label))
    found.sort(key=lambda item: item[:2])
    if len(found) > 1 and found[0][0] == found[1][0] and found[0][0] > 0:
        fields = {item[2].field for item in found[:2]}
        if len(fields) > 1:
            return None
    return found[0][2] if found else None


def _judge(field: str, word: str, text: str, end: int, edits: int) -> Label | None:
    written, rest = text[:end], text[end:]
    parted = not rest or rest[0] in _SEPARATORS
    if len(skeleton(word)) <= 2 and not parted:
        return None
    if not parted and opens_with(rest, _NOT_A_LABEL.get(word, ())):
        return None
    confidence = 1.0 if written == word else 0.97 if not edits else 0.92 - 0.04 * edits
    if not parted:
        # another word such as เรียนรู้ begins with the same letters
        confidence -= 0.3
    return Label(field, rest.strip(_SEPARATORS), confidence, word)


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
        # Only a line that was full goes on below.
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


_HEADINGS = 12
_CIRCULAR = re.compile(r"/\s*ว\.?\s*[0-9๐-๙oOlI]")


def heading(top: Sequence[Line], word: str) -> Line | None:
    """Return the line above the fields that opens with ``word`` and looks like a heading."""
    for line in top[:_HEADINGS]:
        if opens_with(line.text, (word,), 1) and len(line.text) < 90:
            return line
    return None


def memo_heading(top: Sequence[Line]) -> Line | None:
    """Return the line บันทึกข้อความ."""
    needed = skeleton("บันทึกข้อความ")
    for line in top[:_HEADINGS]:
        bones = skeleton(line.text)
        if distance(bones, needed, 2) <= 2 or needed in bones:
            return line
    return None


def kind_of(head: Head, number: Proposal | None, tail: Sequence[Line]) -> Proposal | None:
    """Return external, memo, stamped, order, announcement or circular; None for anything else."""
    base = _base(head, number, tail)
    if base is None:
        return None
    if base.value not in ("external", "memo", "stamped"):
        return base
    if number is not None and "/ว" in number.value:
        return Proposal("circular", min(base.confidence, number.confidence), number.source)
    if number is None:
        # even a number that could not be parsed may show that the letter is a circular
        marked = [line for line in head.top if _CIRCULAR.search(line.text)]
        return Proposal("circular", 0.8, (marked[0],)) if marked else base
    return base


def _base(head: Head, number: Proposal | None, tail: Sequence[Line]) -> Proposal | None:
    title = head.blocks.get("title")
    addressee = head.blocks.get("addressee")
    memo = memo_heading(head.top)
    if memo is not None and (title or addressee):
        return Proposal("memo", 0.97, (memo,))
    if title is not None and addressee is None:
        for word, form in (("คำสั่ง", "order"), ("ประกาศ", "announcement")):
            line = heading(head.top, word)
            if line is not None and (form == "announcement" or _has_year_number(head.top)):
                return Proposal(form, 0.96, (line,))
    if addressee is None:
        return None
    if title is None:
        stamped = addressee.label.word == "ถึง"
        return Proposal("stamped", 0.93, (addressee.lines[0],)) if stamped and number else None
    if addressee.label.word == "ถึง":
        return None
    office = any(line.text.startswith("ส่วนราชการ") for line in head.top)
    if office:
        return Proposal("memo", 0.85, (head.top[0],))
    closed = any(find_phrase(line.text, ("ขอแสดงความนับถือ",), 2) for line in tail)
    evidence = (number is not None) + closed + (head.top != [])
    if evidence < 2:
        return None
    return Proposal("external", 0.95 if number or closed else 0.7, (addressee.lines[0],))


def _has_year_number(top: Sequence[Line]) -> bool:
    return any(re.match(r"^ที่?\s*.{0,12}/\s*.{0,8}", line.text) for line in top)
