"""Where the reading of an order stands, and what it has filled so far. Pure."""

import re
from dataclasses import dataclass, field

from kmdesk.committees.order_draft import GroupDraft, MemberDraft, OrderDraft
from kmdesk.committees.order_duties import Listed
from kmdesk.committees.order_lines import Line
from kmdesk.committees.order_officers import officers_told, said_of_all
from kmdesk.committees.order_people import cleaned, joined
from kmdesk.committees.order_roles import INLINE, code_of
from kmdesk.committees.order_sentences import CLOSES, members_told
from kmdesk.committees.order_titles import OPENS_LIST, appointed, form_of, role_of_body

_ACTS_AS_END = re.compile(r"\s?(?:ให้)?(?:ทำหน้าที่)?เป็น$")
_BROKEN_ROLE = re.compile(rf"\s(?P<said>(?:{INLINE})\s?และ)$")
"""A role of which the next line has the rest."""


@dataclass
class State:
    """Where the reading stands: telling, in the members or in the duties of a group."""

    draft: OrderDraft
    mode: str = "telling"
    told: list[str] = field(default_factory=list)
    group: GroupDraft | None = None
    pending: bool = False
    """Whether the next member begins the group that the sentences appoint."""
    duties: list[str] = field(default_factory=list)
    duty_style: str = ""
    duty_last: int = 0
    head_style: str = ""
    head_last: int = 0
    member_style: str = ""
    member_last: int = 0
    columns: tuple[int, int] | None = None
    role_last: bool = False
    """Whether a row behind a leader or in columns had its role in the last cell."""
    before: str = ""
    above: str = ""
    """The line above the one that is read."""
    in_clauses: bool = False
    """Whether the duties themselves are marked ข้อ."""
    opened: tuple[str, int] = ("", 0)
    """The mark of the line that began the duties."""
    called: str = ""
    """What the duties call the only body, where all else called it คณะทำงาน."""
    numbers: dict[str, str] = field(default_factory=dict)
    """The numbers that head the bodies, by their titles."""
    of_all: dict[str, str] = field(default_factory=dict)
    """The roles that sentences give to everybody in the bodies they appoint, by their titles."""
    told_number: str = ""
    told_mark: tuple[str, int] = ("", 0)
    """The number and the mark of the clause that was told last."""
    duty_styles: set[str] = field(default_factory=set)
    """How the duties since their opening are marked."""
    in_a_row: bool = False
    """Whether a line has held several of these duties: the next ones may be within a line."""
    is_whole: bool = False
    """Whether the last member was one line up to the role."""

    def close(self) -> None:
        """Members and duties end here."""
        self.mode = "telling"
        self.pending = False

    def _begin_list(self, said: Listed) -> None:
        """A list of duties begins, with these in the line that opens it."""
        self.duty_style, self.duty_last = said.style, said.last
        self.duty_styles = {said.style} if said.style else set()
        self.in_clauses, self.in_a_row = said.in_clauses, len(said.duties) > 1

    def _begun(self) -> bool:
        return self.group is not None or self.pending

    def _begin(self, title: str, line: Line) -> None:
        same = next((group for group in self.draft.groups if group.title == title), None)
        self.group = same or GroupDraft(title, form_of(title))
        if same is None:
            self.draft.groups.append(self.group)
        self.mode, self.pending, self.columns = "members", False, None
        self.head_style, self.head_last = line.style, line.last
        self.numbers[title] = line.number
        self.member_style, self.member_last = "", 0

    def _group(self) -> GroupDraft:
        if self.group is not None:
            return self.group
        told = " ".join(" ".join(self.told).split())
        title = appointed(told, self.draft.title)
        same = next((group for group in self.draft.groups if group.title == title), None)
        self.group = same or GroupDraft(title, form_of(title))
        if same is None:
            self.draft.groups.append(self.group)
            self.numbers[title] = self.told_number
            self.of_all[title] = said_of_all(self.told[-1]) if self.told else ""
        self.pending = False
        return self.group

    def _add(self, line: Line, member: MemberDraft) -> None:
        group = self._group()
        if not member.said:
            member.role = role_of_body(group.title)
        group.members.append(member)
        self.mode = "members"
        self.member_style, self.member_last = line.style, line.last
        at_end = line.is_apart and bool(member.said) and len(line.cells) > 1
        self.role_last = self.role_last or (at_end and line.cells[-1] == member.said)
        self.is_whole = bool(member.said and member.post) and len(line.cells) == 1

    def _last(self) -> MemberDraft | None:
        return self.group.members[-1] if self.group is not None and self.group.members else None

    def _fill(self, member: MemberDraft, post: str, said: str) -> None:
        broken = _BROKEN_ROLE.search(member.post) if said else None
        if broken:
            member.post = member.post[: broken.start()].rstrip()
            said = f"{broken['said']}{said}"
        words = " ".join(post.split()) if member.post else cleaned(post)
        if words:
            member.post = joined(member.post, words)
        if said:
            member.post = _ACTS_AS_END.sub("", member.post)
            member.said, member.role = " ".join(said.split()), code_of(said)

    def _tell(self, line: Line) -> None:
        self.told.append(line.plain)
        self.told_number = line.number
        self.told_mark = (line.style, line.last) if line.style else self.told_mark
        members = members_told(line.plain) or officers_told(line.plain)
        if members:
            self._tells(members)
            return
        if OPENS_LIST.search(" ".join(line.plain.split())) and not CLOSES.match(line.words):
            self.mode, self.pending = "members", True
            self.group = None
            self.member_style, self.member_last = "", 0

    def _tells(self, members: list[MemberDraft]) -> None:
        """A sentence names the members of a body one after the other."""
        self.group = None
        self._group().members.extend(members)
        self.mode, self.member_style, self.member_last = "members", "", 0
        self.is_whole = True
