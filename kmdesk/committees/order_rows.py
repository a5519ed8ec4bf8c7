"""Rows of an order that name a member, and where the reading of the order stands. Pure."""

import re
from dataclasses import dataclass, field

from kmdesk.committees.order_acts import is_act
from kmdesk.committees.order_draft import GroupDraft, MemberDraft, OrderDraft
from kmdesk.committees.order_duties import Listed, opening
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_people import (
    IS_PERSON,
    IS_UNIT,
    POST,
    cleaned,
    is_name_in_brackets,
    is_person,
    is_post,
    joined,
    may_be_role,
    name_and_post,
    named,
    unmarked,
)
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_sentences import CLOSES, members_told, officers_told, said_of_all
from kmdesk.committees.order_text import INLINE, Line, code_of, is_role, role_at_end
from kmdesk.committees.order_titles import (
    OPENS_LIST,
    SEVERAL,
    appointed,
    form_of,
    heading,
    heading_of_several,
    is_generic,
    opens_group,
    role_of_body,
)

_PARTS = "(?:คณะ|ฝ่าย|ชุด|ทีม|กลุ่ม)"
_SEVERAL = re.compile(
    rf"(?:แต่งตั้ง|จัดตั้ง)(?:.{{0,200}}?{SEVERAL}"
    rf"|{_PARTS}\S*\s(?![1๑]\s)[\d๐-๙]{{1,2}} ?{_PARTS}\s)"
)
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
    several: bool = False
    """Whether a sentence said that it appoints several bodies, each headed by its name."""
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
        self.several = self.several or _SEVERAL.search(line.plain) is not None
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


_CALLED = re.compile(r"(?:ดำรง)?ตำแหน่ง\s*:?\s*(?P<post>.*)")
_ACTS_AS = re.compile(r"(?:ให้)?(?:ทำหน้าที่เป็น|ทำหน้าที่|ปฏิบัติหน้าที่เป็น|เป็น|บทบาท)\s*:?\s*(?P<role>.+)")
_ROLE_FIRST = re.compile(rf"(?P<said>{INLINE})\s*(?:ได้แก่|คือ|:|\s[-–]\s|\s{{2,}})\s*(?P<who>\S.*)$")
_INSTEAD_OF = re.compile(rf"\(?แทน(?:ที่)?\s?(?P<old>{PERSON}\s*[^\s()]+(?: [^\s()]+)?)\)?$")
_NO_POST = re.compile(r"คำสั่ง|ลงวันที่|^(?:และ|หรือ|ให้)|(?:ดัง|ต่อไป)นี้\s*:?$")
_NO_SURNAME = re.compile(
    rf"{POST}|(?:{INLINE})|นัก|ผู้|เจ้า|พนักงาน|รอง|หัวหน้า|ประธาน|ครู|ข้าราชการ|อดีต|สมาชิก|แพทย์|พยาบาล|[^ก-ฮเ-ไ]|\S{{21}}"
)
"""How no end of a surname begins."""
_POST_GOES_ON = re.compile(
    r"และ|หรือ|ระดับ|กลุ่ม|ด้าน|ประจำ|\(|ชำนาญ|ปฏิบัติ|สหกรณ์|การ|จังหวัด|ส่งเสริม|ตำแหน่ง"
    r"|(?:ที่|ซึ่ง)(?=รับผิดชอบ|ได้รับ|กำกับ|ดูแล|ปฏิบัติ|เกี่ยวข้อง|อยู่|ตั้ง|มี|เป็น|ดำเนิน)|ในพื้นที่|ในเขต|ของ|แห่ง|สาขา|อำเภอ|ตำบล|เขต"
)


_KIND = 4
"""Letters that tell what a body is called."""


class Rows(State):
    """Lines that name members, and those that go on with one."""

    def _rest_of_member(self, line: Line, after: Line | None) -> bool:
        """A row over several lines: the post, the role, or the rest of the post below the name."""
        member = self._last()
        if member is None or line.style or self.mode != "members":
            return False
        if self._holds_post(member, line):
            return True
        if is_person(line.words) or (member.said and self._heads_alike(line, after)):
            return False
        instead = _INSTEAD_OF.match(line.words)
        if instead:
            member.instead_of = " ".join(instead["old"].split())
            return True
        called = _CALLED.match(line.words)
        if called and not (member.post and member.said):
            post, said = role_at_end(called["post"])
            self._fill(member, post, said)
            return True
        acts = _ACTS_AS.match(line.words)
        if acts and not member.said:
            self._fill(member, "", " ".join(acts["role"].split()))
            return True
        if member.said and not member.post and not member.name:
            return False
        return self._unlabelled(member, line, after)

    def _heads_alike(self, line: Line, after: Line | None) -> bool:
        """Whether a line is called as the body above it (ศูนย์…) where a sentence counts several."""
        if not self.several or self.group is None or after is None:
            return False
        alike = line.words[:_KIND] == self.group.title[:_KIND]
        leads = is_person(after.words) or bool(after.role_apart[1])
        return alike and leads and bool(heading_of_several(line))

    def _holds_post(self, member: MemberDraft, line: Line) -> bool:
        """A line below a post that says who has it, in brackets or below a marked row."""
        if member.name or not member.post:
            return False
        found = named(line)
        if not is_name_in_brackets(line.words):
            alone = is_person(line.words) and not found.post and not found.instead_of
            below = bool(self.member_style) and is_post(member.post)
            if not (alone and below) or (member.said and found.said):
                return False
        member.name = found.name
        self._fill(member, found.post, "" if member.said else found.said)
        return True

    def _heads_rest(self, line: Line, after: Line | None) -> bool:
        """Whether a kind of body (คณะทำงาน) heads those who are no advisers of it."""
        group = self.group
        if group is None or after is None or not group.title.startswith("ที่ปรึกษา"):
            return False
        if any(member.said for member in group.members):
            return False
        return is_generic(line.words) and after.last == 1 and bool(after.role_apart[1])

    def _unlabelled(self, member: MemberDraft, line: Line, after: Line | None) -> bool:
        if self._heads_rest(line, after):
            return False
        if self._rest_of_role(member, line):
            return True
        words, said = line.role_apart
        if said:
            goes_on = member.name or not words.strip() or self.member_style
            if member.said or not goes_on:
                return False
            self._fill_named(member, words, said)
            return True
        if opens_group(line.words) or STARTS_TELLING.match(line.words):
            return False
        if line.plain.startswith("คณะ") and heading(line) and after is not None and after.last == 1:
            return False  # another list begins below the name of its body
        if not member.post and (not member.said or is_post(line.words)):
            self._fill_named(member, line.words, "")
            return True
        if self._ends_in_role(member) and is_post(line.words):
            role, member.post = member.post, ""
            self._fill(member, line.words, role)
            return True
        if not member.post or not self._post_goes_on(member, line, after):
            return False
        self._fill(member, line.words, "")
        return True

    def _ends_in_role(self, member: MemberDraft) -> bool:
        """Whether what stands beside a name is what the body is made of (ผู้ควบคุมงาน) and no post."""
        if member.said or not member.name or not member.post or self.group is None:
            return False
        title = self.group.title
        is_name = len(member.post) > _KIND and (
            title.startswith(member.post) or title in member.post
        )
        return is_name or (may_be_role(member.post) and not is_post(member.post))

    def _rest_of_role(self, member: MemberDraft, line: Line) -> bool:
        """Whether the role itself was broken (กรรมการ, below it และเลขานุการ)."""
        begun = member.said or member.post.rpartition(" ")[2]
        whole = f"{begun}{line.words.strip()}"
        if not begun or not is_role(whole) or (member.said and not member.post):
            return False
        if is_role(line.words) and heading(line) and len(self.above) < 60:
            return False  # a line that was not broken; this one begins a body
        if not member.said:
            member.post = member.post.rpartition(" ")[0].strip()
        member.said, member.role = " ".join(whole.split()), code_of(whole)
        return True

    def _fill_named(self, member: MemberDraft, words: str, said: str) -> None:
        """More of the post, or the surname of a name that was broken; then the role."""
        self._fill(member, "" if self._surname(member, words) else words, said)

    def _surname(self, member: MemberDraft, words: str) -> bool:
        """Whether the name itself was broken: its surname stands before the post."""
        first, _gap, rest = " ".join(words.split()).partition(" ")
        named = IS_PERSON.match(member.name)
        count = len(named["rest"].split()) if named and not member.post else 0
        if count == 2 and is_post(rest) and not (IS_UNIT.match(first) or _NO_SURNAME.match(first)):
            member.name = f"{member.name}{first}"  # the surname was broken
            self._fill(member, rest, "")
            return True
        if count != 1 or member.name.endswith(".") or is_post(words) or len(first) > 20:
            return False
        if not is_post(rest) and rest:
            return self._rest_of_name(member, first, rest)
        member.name = f"{member.name} {first}"
        self._fill(member, rest, "")
        return True

    def _rest_of_name(self, member: MemberDraft, first: str, rest: str) -> bool:
        """Whether the first name was broken: its rest and the surname stand before the post."""
        surname, _gap, post = rest.partition(" ")
        if not is_post(post) or is_role(surname) or IS_UNIT.match(first):
            return False
        member.name = f"{member.name}{first} {surname}"
        self._fill(member, post, "")
        return True

    def _post_goes_on(self, member: MemberDraft, line: Line, after: Line | None) -> bool:
        """Whether a line without a role is the rest of the post above it."""
        words = line.words
        if IS_UNIT.match(words) or re.match(r"\([^()]*\)$|หรือผู้", words):
            return bool(self.member_style) or bool(member.said)
        if after is not None and self._is_next_row(after) and not heading(line):
            return len(words) < 80  # the list goes on below it
        if self.member_style and not heading(line) and _ends_in_next(member, after):
            return True
        if not self.member_style or len(words) >= 80 or not _may_follow(member, after):
            return False
        if heading(line) and (self.is_whole or not line.plain.startswith(("กลุ่ม", "ฝ่าย"))):
            return False
        if heading(line) and after is not None and after.last == 1:
            return False
        return _POST_GOES_ON.match(words) is not None

    def _is_next_row(self, line: Line) -> bool:
        """Whether the mark of a line goes on with the list of members."""
        if not self.member_style or line.style != self.member_style:
            return False
        return line.style == "-" or line.last == self.member_last + 1

    def _person(self, line: Line, _after: Line | None) -> bool:
        first = None if line.said else _ROLE_FIRST.match(line.words)
        who = unmarked(first["who"]) if first else ""
        if first and is_person(who) and not role_at_end(who)[1]:
            name, post, _cells = name_and_post(who)
            said = " ".join(first["said"].split())
            self._add(line, MemberDraft(name, cleaned(post), code_of(said), said))
            return True
        if not is_person(line.words):
            return False
        found = named(line, self.columns, role_last=self.role_last)
        if self.mode != "members" and not found.said:
            if self.mode == "duties" and line.style == self.duty_style:
                return False
            if not line.style or len(line.words) > 120:
                return False
        if self.mode == "telling" and not line.style and not self._begun() and not found.said:
            return False
        duties = opening(line.words)
        post = found.post
        if duties is not None:
            post = cleaned(name_and_post(duties.who)[1])
        role = code_of(found.said)
        self._add(line, MemberDraft(found.name, post, role, found.said, found.instead_of))
        if duties is not None:
            self._group().duties.setdefault("member", []).extend(duties.inline)
        return True

    def _post(self, line: Line, after: Line | None) -> bool:
        """A member by post: with a role at the end, or a numbered line under a heading."""
        if self.mode == "duties" and not self._is_row_of_member(line):
            return False
        first = None if line.said else _ROLE_FIRST.match(line.words)
        if first and self.mode == "members" and not role_at_end(first["who"])[1]:
            said = " ".join(first["said"].split())
            name, post, _cells = name_and_post(unmarked(first["who"]))
            self._add(line, MemberDraft(name, cleaned(post), code_of(said), said))
            return True
        found = named(line, self.columns, role_last=self.role_last)
        if not found.post or not self._begun():
            return False
        if found.said or (self.mode == "members" and self._may_be_post(line)):
            if len(found.post) > 160:
                return False
            role = code_of(found.said)
            self._add(line, MemberDraft(found.name, found.post, role, found.said, found.instead_of))
            return True
        return False

    def _is_row_of_member(self, line: Line) -> bool:
        """In duties only a row in columns, marked like the members, is a member by post."""
        words, said = line.role_apart
        if not said or not words.strip() or len(words) > 120:
            return False
        apart = len(line.cells) > 1 or line.is_row
        return apart and bool(line.style) and line.style != self.duty_style

    def _may_be_post(self, line: Line) -> bool:
        if is_role(line.words) or len(line.words) > 120 or _NO_POST.search(line.words):
            return False
        if not line.style and (_ACTS_AS.match(line.words) or is_act(line)):
            return False  # the end of a sentence: what those below it are, or are to do
        group = self.group
        if line.style:
            return True
        unnumbered = group is None or not group.members or not self.member_style
        return unnumbered and len(line.words) <= 80 and not STARTS_TELLING.match(line.words)


def _ends_in_next(member: MemberDraft, after: Line | None) -> bool:
    """Whether the member's role comes in the line after this one."""
    if member.said or after is None or after.style or is_person(after.words):
        return False
    return bool(after.role_apart[1])


def _may_follow(member: MemberDraft, after: Line | None) -> bool:
    """Whether the line after this one lets it be the rest of a post."""
    if after is None or after.style or is_person(after.words) or opening(after.words):
        return True
    return not member.said and bool(after.role_apart[1])
