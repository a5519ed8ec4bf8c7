"""Structure of a law: parts that together are the text, clauses in them, and manual edits. Pure.

Every edit keeps every character in exactly one part, so that a clerk's correction can neither lose
nor double a word of the law.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter

from kmdesk.regulations import text_lines
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.text_lines import Paragraph, one_line, paragraphs, without_marks
from kmdesk.thai.numbers import DIGIT, canonical_provision, provision_label, read_provision


class PartKind(StrEnum):
    """Type of a part of a law's text."""

    PREAMBLE = "preamble"
    TITLE = "title"
    HEADING = "heading"
    PROVISION = "provision"
    COUNTERSIGNATURE = "countersignature"
    SCHEDULE = "schedule"
    REMARKS = "remarks"
    EDITORIAL = "editorial"
    FOOTNOTE = "footnote"


class Role(StrEnum):
    """Which instrument a part belongs to: the law itself, or an act printed before or after it."""

    BODY = "body"
    AMENDING = "amending"
    PROMULGATION = "promulgation"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Part:
    """``source[start:end]``: the parts of a law follow each other without gap or overlap."""

    kind: PartKind
    start: int
    end: int
    section: int = 0  # index into LawText.sections
    unit: str = ""
    number: str = ""
    through: str = ""  # last number of a range, as in มาตรา ๑๔๔ ถึง มาตรา ๑๖๖ (ยกเลิก)
    path: tuple[str, ...] = ()
    label: str = ""
    level: int = 0
    resumed: bool = False  # continues after a footnote at the foot of a page


@dataclass(frozen=True, slots=True)
class Section:
    """One instrument inside the text."""

    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class LawText:
    """A parsed law."""

    source: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    starts: tuple[int, ...] = field(default=(), repr=False)  # offsets where paragraphs begin

    def text(self, part: Part) -> str:
        """Return the raw text of ``part``."""
        return self.source[part.start : part.end]

    def role(self, part: Part) -> Role:
        """Return the role of ``part``."""
        return self.sections[part.section].role

    def provisions(self, role: Role | None = Role.BODY) -> Iterator[Part]:
        """Yield provisions in order, of one role or (None) of all."""
        for part in self.parts:
            needed = part.kind is PartKind.PROVISION and not part.resumed
            if needed and role in (None, self.role(part)):
                yield part


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree shown to the clerk; leaves are ranges of the source."""

    kind: str
    label: str
    start: int
    end: int
    children: tuple["Node", ...] = ()


_ITEM = re.compile(rf"\( ?{DIGIT}{{1,3}}(?: ?/ ?{DIGIT}+)?(?: (?:ทวิ|ตรี|จัตวา|เบญจ|ฉ))? ?\)")
_SUBITEM = re.compile(r"\( ?[ก-ฮ] ?\)")
_OPEN_QUOTE = '"“\u0093'
_CLOSE_QUOTE = '”"\u0094'
# Between the term and หมายความ there is room for a footnote mark.
_DEFINITION = re.compile(
    rf"[{_OPEN_QUOTE}](?P<term>[^{_CLOSE_QUOTE}]{{1,200}})[{_CLOSE_QUOTE}].{{0,12}}หมายความ"
)
_COUNT = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
# The quotation marks, dashes and ellipsis of CP874, left at their codes by old converters.
_DISPLAY = str.maketrans(
    {
        "\u0091": "‘",
        "\u0092": "’",
        "\u0093": "“",
        "\u0094": "”",
        "\u0085": "…",
        "\u0096": "–",
        "\u0097": "—",
    }
)


def readable(text: str) -> str:
    """Return text for display and print: C1 quotation marks of old files become real ones."""
    return text.translate(_DISPLAY)


def plain(law: LawText, part: Part) -> str:
    """Return a provision's text: wrapped lines joined, without footnote marks and ruled lines.

    One line per paragraph; a provision interrupted by a footnote is returned whole.
    """
    at = bisect_left(law.parts, part.start, key=attrgetter("start"))
    spans = [(part.start, part.end)]
    for other in law.parts[at + 1 :]:
        # A footnote at the foot of a page cuts a provision in two; the text goes on after it.
        if other.resumed and other.number == part.number and other.section == part.section:
            spans.append((other.start, other.end))
        elif other.kind is not PartKind.FOOTNOTE:
            break
    lines = [
        without_marks(paragraph.line).strip()
        for start, end in spans
        for paragraph in _paragraphs(law, start, end)
        if not paragraph.blank and not text_lines.is_rule(paragraph)
    ]
    return "\n".join(line for line in lines if line)


def footnote_marks(law: LawText, part: Part) -> list[str]:
    """Return the numbers of the footnotes ``part`` refers to, in Arabic digits."""
    return text_lines.mark_numbers(law.text(part))


def clauses(law: LawText, part: Part) -> tuple[Node, ...]:
    """Return the paragraphs of a provision as nested nodes; its leaves joined are its text."""
    leaves: list[Node] = []
    count = 0
    for paragraph in _paragraphs(law, part.start, part.end):
        if leaves and (paragraph.blank or text_lines.is_rule(paragraph)):
            leaves[-1] = _longer(leaves[-1], paragraph.end)
            continue
        kind, name = _clause(paragraph.line)
        if kind == "paragraph":
            count += 1
            name = ordinal(count)
        leaves.append(Node(kind, name, paragraph.start, paragraph.end))
    return tuple(_nest(leaves))


def ordinal(count: int) -> str:
    """Return วรรคหนึ่ง, วรรคสอง, … วรรคสิบเอ็ด."""
    if count <= len(_COUNT):
        return f"วรรค{_COUNT[count - 1]}"
    if count > 99:
        return f"วรรค {count}"
    tens, ones = divmod(count, 10)
    word = ("" if tens == 1 else "ยี่" if tens == 2 else _COUNT[tens - 1]) + "สิบ"
    return f"วรรค{word}{'เอ็ด' if ones == 1 else _COUNT[ones - 1] if ones else ''}"


def defined_terms(text: str) -> list[str]:
    """Return the terms a provision defines: “สหกรณ์” หมายความว่า …."""
    return [
        one_line(match["term"]) for line in text.split("\n") for match in _DEFINITION.finditer(line)
    ]


def tree(law: LawText) -> tuple[Node, ...]:
    """Return the law as a tree for the editor: instruments › chapters › provisions › clauses."""
    roots: list[Node] = []
    for index, section in enumerate(law.sections):
        parts = [part for part in law.parts if part.section == index]
        if parts:
            children = tuple(_chapters(law, parts))
            roots.append(
                Node(section.role.value, section.title, parts[0].start, parts[-1].end, children)
            )
    return tuple(roots)


def _chapters(law: LawText, parts: list[Part]) -> list[Node]:
    """Return the nodes of one instrument, each chapter containing what follows it."""
    open_: list[tuple[int, Node, list[Node]]] = [(0, Node("", "", 0, 0), [])]
    for part in parts:
        if part.kind is PartKind.HEADING:
            _close(open_, part.level)
            head = Node("heading", part.label, part.start, part.end)
            open_.append((part.level, head, []))
            continue
        if part.kind is not PartKind.PROVISION and part.kind is not PartKind.FOOTNOTE:
            _close(open_, 0)
        inner = clauses(law, part) if part.kind is PartKind.PROVISION else ()
        open_[-1][2].append(Node(part.kind.value, part.label, part.start, part.end, inner))
    _close(open_, 0)
    return open_[0][2]


def _close(open_: list[tuple[int, Node, list[Node]]], level: int) -> None:
    while len(open_) > 1 and open_[-1][0] >= level:
        _, head, children = open_.pop()
        end = children[-1].end if children else head.end
        node = Node("chapter", head.label, head.start, end, (head, *children))
        open_[-1][2].append(node)


def _clause(line: str) -> tuple[str, str]:
    if match := _ITEM.match(line):
        return "item", match[0]
    if match := _SUBITEM.match(line):
        return "subitem", match[0]
    if match := _DEFINITION.match(line):
        return "definition", one_line(match["term"])
    return "paragraph", ""


def _nest(leaves: list[Node]) -> list[Node]:
    """Nest items under the paragraph before them, sub-items under their item."""
    rank = {"paragraph": 0, "definition": 0, "item": 1, "subitem": 2}
    out: list[Node] = []
    i = 0
    while i < len(leaves):
        leaf = leaves[i]
        j = i + 1
        while j < len(leaves) and rank[leaves[j].kind] > rank[leaf.kind]:
            j += 1
        inner = leaves[i + 1 : j]
        if inner:
            first = Node("words", "", leaf.start, leaf.end)
            children = (first, *_nest(inner))
            leaf = Node(leaf.kind, leaf.label, leaf.start, children[-1].end, children)
        out.append(leaf)
        i = j
    return out


def _longer(node: Node, end: int) -> Node:
    return Node(node.kind, node.label, node.start, end)


def _paragraphs(law: LawText, start: int, end: int) -> list[Paragraph]:
    low, high = bisect_left(law.starts, start), bisect_left(law.starts, end)
    bounds = [*law.starts[low:high], end]
    return [Paragraph(a, b, one_line(law.source[a:b]), False) for a, b in pairwise(bounds)]


LOWEST = 6  # ตอน


def lost(law: LawText) -> int:
    """Return how many characters of the source are in no part, or in two; must be 0."""
    at = wrong = 0
    for part in law.parts:
        wrong += abs(part.start - at) + max(0, part.start - part.end)
        at = part.end
    return wrong + abs(len(law.source) - at)


def part_at(law: LawText, offset: int) -> int:
    """Return the index of the part that contains a character."""
    starts = [part.start for part in law.parts]
    return max(0, bisect_right(starts, offset) - 1)


def split(law: LawText, offset: int) -> LawText:
    """Split a part before ``offset``; the second half is classified by its first words.

    Raises RegulationError where a part begins already, or outside the text.
    """
    at = part_at(law, offset)
    part = law.parts[at]
    if not part.start < offset < part.end:
        raise RegulationError("A part begins here already. Choose another place to cut.")
    second = _guessed(law, replace(part, start=offset, resumed=False))
    parts = (*law.parts[:at], replace(part, end=offset), second, *law.parts[at + 1 :])
    starts = tuple(sorted({*law.starts, offset}))
    return _settled(replace(law, parts=parts, starts=starts))


def _guessed(law: LawText, part: Part) -> Part:
    """Classify a new part by its first words; a part without a number if they give none."""
    first = next((p for p in paragraphs(law.text(part)) if not p.blank), None)
    if first is None:
        return replace(part, unit="", number="", through="")
    # As if after a blank line: a cut made by hand is as good a sign of a beginning as that.
    moved = Paragraph(first.start + part.start, first.end + part.start, first.line, True)
    mark = text_lines.unit_mark(law.source, moved, None)
    if mark is not None:
        through = canonical_provision(mark.through) if mark.through else ""
        number = canonical_provision(mark.number)
        kind = PartKind.PROVISION
        return replace(part, kind=kind, unit=mark.unit, number=number, through=through, level=0)
    bare = replace(part, unit="", number="", through="", level=0)
    level = text_lines.heading_level(moved)
    if level:
        return replace(bare, kind=PartKind.HEADING, level=level)
    if text_lines.is_close(moved):
        return replace(bare, kind=PartKind.COUNTERSIGNATURE)
    if text_lines.is_schedule(moved):
        return replace(bare, kind=PartKind.SCHEDULE)
    return replace(bare, kind=PartKind.REMARKS) if moved.line.startswith("หมายเหตุ") else bare


def join(law: LawText, at: int) -> LawText:
    """Merge part ``at`` into the one before it. Raises RegulationError for the first part."""
    if not 0 < at < len(law.parts):
        raise RegulationError("There is nothing before this part to join it to.")
    before = replace(law.parts[at - 1], end=law.parts[at].end)
    return _settled(replace(law, parts=(*law.parts[: at - 1], before, *law.parts[at + 1 :])))


def join_line(law: LawText, offset: int) -> LawText:
    """Join the paragraph that begins at ``offset`` to the one before it.

    Raises RegulationError unless a paragraph inside a part begins there.
    """
    if offset not in law.starts or any(part.start == offset for part in law.parts):
        raise RegulationError("Only a paragraph inside a part can be joined to the one before it.")
    return replace(law, starts=tuple(start for start in law.starts if start != offset))


def set_kind(law: LawText, at: int, kind: PartKind) -> LawText:
    """Set the kind of part ``at``."""
    part = replace(law.parts[at], kind=kind, resumed=False)
    if kind is PartKind.HEADING:
        part = replace(part, unit="", number="", through="", level=part.level or 4)
    elif kind is PartKind.PROVISION:
        guessed = _guessed(law, part)
        number = part.number or guessed.number
        unit = part.unit or guessed.unit or _unit(law)
        part = replace(part, unit=unit, number=number, level=0)
    else:
        part = replace(part, unit="", number="", through="", level=0)
    return _put(law, at, part)


def set_number(law: LawText, at: int, typed: str) -> LawText:
    """Set the number of part ``at`` as typed: มาตรา ๗๑/๑, 89 ทวิ.

    Raises RegulationError when it is not a provision number.
    """
    text = typed.strip()
    unit = next((word for word in ("มาตรา", "ข้อ") if text.startswith(word)), "")
    number = text.removeprefix(unit).strip()
    if read_provision(number) is None:
        raise RegulationError("{typed} is not a number of a provision.", typed=typed[:60])
    part = law.parts[at]
    part = replace(part, kind=PartKind.PROVISION, unit=unit or part.unit or _unit(law), level=0)
    return _put(law, at, replace(part, number=canonical_provision(number), through=""))


def _unit(law: LawText) -> str:
    return next((part.unit for part in law.parts if part.unit), "มาตรา")


def promote(law: LawText, at: int) -> LawText:
    """Move a heading up one level, with everything that follows it."""
    return _moved(law, at, -1)


def demote(law: LawText, at: int) -> LawText:
    """Move a heading down one level; merge any other part into the one before it."""
    if law.parts[at].kind is not PartKind.HEADING:
        return join(law, at)
    return _moved(law, at, 1)


def _moved(law: LawText, at: int, step: int) -> LawText:
    part = law.parts[at]
    if part.kind is not PartKind.HEADING or not 1 <= part.level + step <= LOWEST:
        raise RegulationError("This part cannot be moved further that way.")
    return _put(law, at, replace(part, level=part.level + step))


def begin_section(law: LawText, at: int, role: Role) -> LawText:
    """Assign the text from part ``at`` to another instrument, up to where the next begins."""
    part = law.parts[at]
    sections = [*law.sections, Section(role, _title(law, part))]
    old, new = part.section, len(law.sections)
    parts = list(law.parts)
    for k in range(at, len(parts)):
        if parts[k].section != old:
            break
        parts[k] = replace(parts[k], section=new)
    return _settled(replace(law, parts=tuple(parts), sections=tuple(sections)))


def _title(law: LawText, part: Part) -> str:
    return without_marks(one_line(law.text(part)))[:300]


def _put(law: LawText, at: int, part: Part) -> LawText:
    return _settled(replace(law, parts=(*law.parts[:at], part, *law.parts[at + 1 :])))


def _settled(law: LawText) -> LawText:
    """Recompute labels and chapters of all parts."""
    parts: list[Part] = []
    path: list[tuple[int, str]] = []
    section = -1
    for part in law.parts:
        if part.section != section:
            path, section = [], part.section
        name = provision_label(part.unit, part.number) if part.number else ""
        if part.kind is PartKind.HEADING:
            name = without_marks(one_line(law.text(part)))[:300]
            path = [entry for entry in path if entry[0] < part.level]
            path.append((part.level, name))
        elif part.number and part.through:
            name += f" ถึง {provision_label(part.unit, part.through)}"
        parts.append(replace(part, label=name, path=tuple(words for _, words in path)))
    return replace(law, parts=tuple(parts))


def as_json(law: LawText) -> str:
    """Serialise the structure without the text."""
    return json.dumps(
        {
            "sections": [[section.role.value, section.title] for section in law.sections],
            "parts": [
                [
                    part.kind.value, part.start, part.end, part.section, part.unit, part.number,
                    part.through, part.level, part.resumed,
                ]
                for part in law.parts
            ],
            "starts": list(law.starts),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip


def from_json(source: str, text: str) -> LawText:
    """Restore the structure of ``source`` as written by :func:`as_json`."""
    data = json.loads(text)
    parts = tuple(_part(row) for row in data["parts"])
    sections = tuple(Section(Role(role), title) for role, title in data["sections"])
    return _settled(LawText(source, parts, sections, tuple(data["starts"])))


def _part(row: Sequence[object]) -> Part:
    kind, start, end, section, unit, number, through, level, resumed = row
    return Part(
        PartKind(str(kind)), int(str(start)), int(str(end)), int(str(section)), str(unit),
        str(number), str(through), level=int(str(level)), resumed=bool(resumed),
    )  # fmt: skip
