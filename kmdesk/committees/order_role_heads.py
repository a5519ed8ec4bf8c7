"""Members that stand below their role (ประธาน, then the names): each is given it. Pure."""

import re
from dataclasses import dataclass, field, replace

from kmdesk.committees.order_duties import opening, said_in_line
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_lines import CELLS, Line, is_signing, read_line
from kmdesk.committees.order_people import is_person, is_post
from kmdesk.committees.order_roles import INLINE, is_role, role_at_end
from kmdesk.committees.order_titles import heading, is_bare_role

_TAIL = re.compile(r"\s*(?:ได้แก่|ประกอบด้วย|คือ|ดังนี้|จำนวน.*|[:：])*\s*:?\s*$")

_BESIDE = re.compile(rf"(?P<said>{INLINE})(?:\s*(?:ได้แก่|คือ|[:：])\s*|\t\s*|\s{{2,}})(?P<who>\S.*)$")
_GOES_ON = re.compile(r"(?:และ|หรือ|ของ|กลุ่ม|ฝ่าย)$")
"""The end of a post that was broken."""


def under_roles(lines: list[Line]) -> list[Line]:
    """The lines, every member with the role it stands below."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        members, end = _block(lines, at)
        if members:
            out += [_with_role(line, said) for line, said in members]
        else:
            out += lines[at:end]
        at = end
    return out


def _with_role(line: Line, said: str) -> Line:
    words = f"{line.words}\t{said}"
    return replace(line, plain=f"{line.plain}\t{said}", words=words, cells=(*line.cells, said))


def _said(line: Line) -> str:
    """The role that a line says and nothing else."""
    words = _TAIL.sub("", line.words)
    return " ".join(words.split()) if is_role(words) else ""


def _role_beside(line: Line) -> tuple[str, str]:
    """The role at the head of a line and who has it (ประธาน ได้แก่ WHO); "" when there is none."""
    found = _BESIDE.match(line.words)
    if found is None or role_at_end(found["who"])[1]:
        return "", ""
    return " ".join(found["said"].split()), found["who"]


def _in_line(who: str) -> tuple[str, ...]:
    """Those beside a role: several where they count up from one (๑) WHO ๒) WHO)."""
    parts = said_in_line(who)
    return parts if len(parts) > 1 else (who,)


def _reworded(line: Line, words: str) -> Line:
    """The line with other words, without the mark that they may begin with."""
    own = read_line(words).words
    return replace(line, words=own, cells=tuple(cell for cell in CELLS.split(own) if cell))


def _said_before(line: Line) -> str:
    """The words before a colon: among roles that stand above names they are one too."""
    words = line.words.rstrip()
    short = words.endswith((":", "：")) and len(words) < 50 and not opening(words)
    return " ".join(words.rstrip(":： ").split()) if short else ""


@dataclass
class _Block:
    """Roles and the members below or beside them, as far as they were read."""

    style: str
    heads: list[str] = field(default_factory=list)
    members: list[tuple[Line, str]] = field(default_factory=list)
    bare: bool = False
    """Whether a role stands alone: ประธาน ได้แก่ WHO is read as it stands."""
    several: bool = False
    """Whether one beside the first of a list is that of all in it."""

    def take(self, line: Line, above: Line) -> bool:
        """Whether the line is one of the block."""
        said = _said(line) or (_said_before(line) if self.heads else "")
        beside, who = _role_beside(line)
        if line.style == self.style and (said or beside):
            if said and self.heads and (not self.members or self.members[-1][1] != self.heads[-1]):
                return False  # nobody stands below the role before
            own = _in_line(who) if not said else ()
            self.heads.append(said or beside)
            self.members += [(_reworded(line, words), beside) for words in own]
            self.bare, self.several = self.bare or bool(said), self.several or len(own) > 1
        elif self.heads and _may_be_member(line):
            self.several = self.several or (bool(self.members) and _follows(line, above))
            self.members = _with(self.members, line, self.heads[-1])
        else:
            return False
        return True

    @property
    def is_sure(self) -> bool:
        """Whether the roles are heads: a usual one among them, none without members."""
        known = (self.bare and len(self.heads) > 1) or self.several
        usual = any(is_bare_role(said) for said in self.heads)
        return known and usual and set(self.heads) == {said for _line, said in self.members}


def _block(lines: list[Line], at: int) -> tuple[list[tuple[Line, str]], int]:
    """The members below two roles or more that begin here, and the place after them.

    Nobody when there are no such roles: what is up to that place is then as it was. One role
    is enough beside the first of a list (กรรมการ : ๑) WHO) that goes on below it.
    """
    first = lines[at]
    if not (_said(first) or _BESIDE.match(first.words)) or _is_rest_of_row(lines, at):
        return [], at + 1
    block = _Block(first.style)
    end = at
    while end < len(lines) and block.take(lines[end], lines[end - 1]):
        end += 1
    return (block.members if block.is_sure else []), max(end, at + 1)


def _follows(line: Line, above: Line) -> bool:
    """Whether a line is the second of a list whose first stands beside the role above it."""
    beside, who = _role_beside(above)
    if not beside:
        return False
    first = read_line(who)
    if first.style:
        return line.style == first.style and line.last in (0, first.last + 1)
    if is_person(line.words):
        return is_person(who)
    return not is_person(who) and is_post(line.words) and not _GOES_ON.search(who)


def _with(members: list[tuple[Line, str]], line: Line, said: str) -> list[tuple[Line, str]]:
    """The members with one more, or with the post of the last one below its name."""
    last = members[-1] if members and members[-1][1] == said else None
    alone = last is not None and is_person(last[0].words) and len(last[0].words.split()) < 3
    if last is None or line.style or is_person(line.words) or not alone:
        return [*members, (line, said)]
    words = f"{last[0].words}\t{line.words}"
    whole = replace(last[0], words=words, cells=(*last[0].cells, *line.cells))
    return [*members[:-1], (whole, said)]


_MOST_LINES = 3
"""Lines of a post between a name and its role."""


def _is_rest_of_row(lines: list[Line], at: int) -> bool:
    """Whether a role ends the row of a member that began above it, with the post in between."""
    for above in reversed(lines[max(0, at - 1 - _MOST_LINES) : at]):
        if _awaits_role(above):
            return True
        if above.style or above.role_apart[1] or above.is_heads or opening(above.words):
            return False
        if STARTS_TELLING.match(above.words) or heading(above):
            return False
    return False


def _awaits_role(line: Line) -> bool:
    """Whether a line is a member whose role may stand in the next one."""
    if line.role_apart[1] or STARTS_TELLING.match(line.words) or heading(line):
        return False
    return is_person(line.words) or bool(line.style)


def _may_be_member(line: Line) -> bool:
    words = line.words
    if is_signing(line) or opening(words) or line.is_heads or len(words) > 140:
        return False
    if role_at_end(words)[1] or STARTS_TELLING.match(words):
        return False
    return is_person(words) or not heading(line)
