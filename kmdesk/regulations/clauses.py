"""Structure inside a provision (วรรค, (๑), (ก), definitions), and the tree of a whole law."""

import re
from bisect import bisect_left
from itertools import pairwise
from operator import attrgetter

from kmdesk.regulations import paragraphs
from kmdesk.regulations.paragraphs import Paragraph, one_line, without_marks
from kmdesk.regulations.structure import LawText, Node, Part, PartKind
from kmdesk.thai.numbers import DIGIT

_ITEM = re.compile(rf"\( ?{DIGIT}{{1,3}}(?: ?/ ?{DIGIT}+)?(?: (?:ทวิ|ตรี|จัตวา|เบญจ|ฉ))? ?\)")
_SUBITEM = re.compile(r"\( ?[ก-ฮ] ?\)")
_OPEN_QUOTE = '"“\u0093'
_CLOSE_QUOTE = '”"\u0094'
_DEFINITION = re.compile(
    rf"[{_OPEN_QUOTE}](?P<term>[^{_CLOSE_QUOTE}]{{1,200}})[{_CLOSE_QUOTE}].{{0,12}}หมายความ"
)
_COUNT = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
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
        if other.resumed and other.number == part.number and other.section == part.section:
            spans.append((other.start, other.end))
        elif other.kind is not PartKind.FOOTNOTE:
            break
    lines = [
        without_marks(paragraph.line).strip()
        for start, end in spans
        for paragraph in _paragraphs(law, start, end)
        if not paragraph.blank and not paragraphs.is_rule(paragraph)
    ]
    return "\n".join(line for line in lines if line)


def footnote_marks(law: LawText, part: Part) -> list[str]:
    """Return the numbers of the footnotes ``part`` refers to, in Arabic digits."""
    return paragraphs.mark_numbers(law.text(part))


def clauses(law: LawText, part: Part) -> tuple[Node, ...]:
    """Return the paragraphs of a provision as nested nodes; its leaves joined are its text."""
    leaves: list[Node] = []
    count = 0
    for paragraph in _paragraphs(law, part.start, part.end):
        if leaves and (paragraph.blank or paragraphs.is_rule(paragraph)):
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
