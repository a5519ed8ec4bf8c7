"""Structure of a parsed law: parts that together are the text, and a tree of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


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
            wanted = part.kind is PartKind.PROVISION and not part.resumed
            if wanted and role in (None, self.role(part)):
                yield part


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree shown to the clerk; leaves are ranges of the source."""

    kind: str
    label: str
    start: int
    end: int
    children: tuple["Node", ...] = ()
