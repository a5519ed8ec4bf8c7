"""The shape of a law read from its text: parts that together are the text, and a tree of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class PartKind(StrEnum):
    """What a stretch of a law's text is."""

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
    """Whose text a part is: the law's own, or that of an act printed after or before it."""

    BODY = "body"
    AMENDING = "amending"
    PROMULGATION = "promulgation"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Part:
    """``source[start:end]``: the parts of a law follow each other without hole or overlap."""

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
    resumed: bool = False  # goes on after a footnote at the foot of a page


@dataclass(frozen=True, slots=True)
class Section:
    """One instrument inside the text."""

    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class LawText:
    """A law taken apart."""

    source: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    starts: tuple[int, ...] = field(default=(), repr=False)  # where paragraphs begin

    def text(self, part: Part) -> str:
        """The raw text of ``part``."""
        return self.source[part.start : part.end]

    def role(self, part: Part) -> Role:
        """Whose text ``part`` is."""
        return self.sections[part.section].role

    def provisions(self, role: Role | None = Role.BODY) -> Iterator[Part]:
        """Provisions in order, of one role or (None) of all."""
        for part in self.parts:
            wanted = part.kind is PartKind.PROVISION and not part.resumed
            if wanted and role in (None, self.role(part)):
                yield part


@dataclass(frozen=True, slots=True)
class Node:
    """A branch of the tree shown to the clerk; leaves are stretches of the source."""

    kind: str
    label: str
    start: int
    end: int
    children: tuple["Node", ...] = ()
