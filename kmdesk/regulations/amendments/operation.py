"""One change made by an amending law: its place and its new text. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from kmdesk.regulations.structure import ordinal
from kmdesk.thai.digits import to_thai
from kmdesk.thai.numbers import provision_label

LAST = -1
"""Paragraph number that stands for วรรคท้าย."""


class Action(StrEnum):
    """What is done to the place."""

    REPLACE = "replace"
    INSERT = "insert"
    REPEAL = "repeal"
    WORDS = "words"


class Doubt(StrEnum):
    """Reason why a clerk has to review a proposal before it can be applied."""

    NOT_READ = "not_read"
    NO_TEXT = "no_text"
    NOT_DIVIDED = "not_divided"
    SCHEDULE = "schedule"
    OWN_DAY = "own_day"


@dataclass(frozen=True, slots=True)
class Place:
    """Whole provision, วรรค, (๑), (ก), a definition in it, a chapter, or (all empty) everywhere.

    ``chapter`` is the heading's word for its kind, such as หมวด; ``number`` is then its number.
    """

    unit: str = ""
    number: str = ""
    paragraph: int = 0
    items: tuple[str, ...] = ()
    term: str = ""
    chapter: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is a provision, with nothing smaller named."""
        return bool(self.number) and not (self.paragraph or self.items or self.term or self.chapter)

    @property
    def label(self) -> str:
        """มาตรา ๑๖ วรรคหนึ่ง (๒) (ก), หมวด ๓/๑, or "" for everywhere."""
        if self.chapter:
            return f"{self.chapter} {to_thai(self.number)}".strip()
        words = [provision_label(self.unit, self.number)] if self.number else []
        if self.paragraph:
            words.append("วรรคท้าย" if self.paragraph == LAST else ordinal(self.paragraph))
        words += [f"({to_thai(item)})" for item in self.items]
        if self.term:
            words.append(f"นิยามคำว่า “{self.term}”")
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Operation:
    """A change parsed from one clause of an amending law.

    ``clause`` is the clause's number and ``law`` the title of the law it names. ``text`` is the new
    wording, one line per paragraph; ``old`` and ``new`` are the words of a WORDS change.
    """

    action: Action
    place: Place
    text: str = ""
    old: str = ""
    new: str = ""
    after: str = ""  # the defined term a new definition follows
    clause: str = ""
    law: str = ""
    doubt: str = ""
