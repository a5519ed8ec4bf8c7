"""Bodies, members and duties of an order, line by line. Pure."""

import re
from dataclasses import replace

from kmdesk.committees.order_draft import GroupDraft, MemberDraft, OrderDraft
from kmdesk.committees.order_duties import Opening, opening, said_in_line
from kmdesk.committees.order_entries import entries
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_lines import Line, is_signing, read_line
from kmdesk.committees.order_names import IS_UNIT, PERSON
from kmdesk.committees.order_people import (
    cleaned,
    is_person,
    is_post,
    joined,
    name_and_post,
    named,
)
from kmdesk.committees.order_prose import members_told
from kmdesk.committees.order_roles import INLINE, code_of, is_role, role_at_end
from kmdesk.committees.order_same_role import part_roles
from kmdesk.committees.order_sentences import body_of_one, concludes, is_clause, is_of_order, told_duty
from kmdesk.committees.order_titles import (
    OPENS_LIST,
    appointed,
    form_of,
    heading,
    heading_and_duty,
    is_bare_role,
    is_generic,
    opens_group,
    role_of_body,
)
from kmdesk.thai.digits import to_arabic

_ANNEX = re.compile(
    r"(?:บัญชี|เอกสาร|รายชื่อ|รายนาม).{0,60}แนบท้าย|แนบท้ายคำสั่ง|(?:บัญชี|เอกสาร|รายชื่อ|รายนาม)ท้าย"
    r"|^(?:บัญชี)?(?:รายชื่อ|รายนาม)(?:คณะ|ผู้|บุคคล|ข้าราชการ|เจ้าหน้าที่|กรรมการ)|^(?:เอกสาร)?ผนวก"
)
_RULE = re.compile(r"[-_=.*~–—\s|:+]{3,}$")
_CLOSES = re.compile(
    r"ทั้งนี้|อนึ่ง|(?:ส่วน|สำหรับ|นอกจาก|นอกนั้น|ข้อความ|รายชื่อ|รายการ|กรรมการ|คณะทำงาน|ตำแหน่ง)\S{0,30}(?: \S{1,30})? ?(?:ให้)?(?:คง(?:เดิม|ไว้|ใช้|เป็น)|เป็นไปตาม(?:คำสั่ง)?เดิม)"
    r"|จึงเรียน|จึงแจ้ง|หากมี|กรณี|คำสั่งนี้|คำสั่งใด|บรรดาคำสั่ง"
    r"|(?:และ)?(?:โดย)?ให้(?:ผู้|คณะ|บุคคล|กรรมการ|ข้าราชการ|เจ้าหน้าที่|ทุก).{0,120}(?:ปฏิบัติ|รายงาน|ถือปฏิบัติ|โดยเคร่งครัด)"
)
_ORDERS = re.compile(
    r"(?:ให้)?(?:ยกเลิก|แก้ไข)(?:ความใน)?(?:เพิ่มเติม)?คำสั่ง|คำสั่งนี้|(?:ให้)?แต่งตั้ง.*(?:คณะ|บุคคล|ผู้|กลุ่ม)"
)
_OPENS_MEMBERS = re.compile(r"\s*(?:โดย|ซึ่ง)?(?:มี(?:กรรมการ|คณะทำงาน|ผู้))?(?:ประกอบด้วย|ประกอบไปด้วย|มีรายชื่อดังนี้|ได้แก่)\s*:?$")
_ROLE_HEAD = r"บทบาท|หน้าที่|ตำแหน่งในคณะ"
_CALLED = re.compile(r"(?:ดำรง)?ตำแหน่ง\s*:?\s*(?P<post>.*)")
_ACTS_AS = re.compile(r"(?:ให้)?(?:ทำหน้าที่เป็น|ทำหน้าที่|ปฏิบัติหน้าที่เป็น|เป็น|บทบาท)\s*:?\s*(?P<role>.+)")
_ACTS_AS_END = re.compile(r"\s?(?:ให้)?(?:ทำหน้าที่)?เป็น$")
_ROLE_FIRST = re.compile(rf"(?P<said>{INLINE})\s*(?:ได้แก่|คือ|:|\s[-–]\s|\s{{2,}})\s*(?P<who>\S.*)$")
_MADE = re.compile(
    rf"(?P<who>{PERSON}(?:(?!เป็น|{PERSON}).){{3,120}}?)\s?(?:เป็น|ทำหน้าที่(?:เป็น)?)\s?(?P<said>{INLINE})"
    rf"(?:\s?(?:แทน|แทนที่)\s?(?P<old>{PERSON}\s*\S+(?: \S+)?))?"
)
_ONLY_COMPOSITION = re.compile(
    r"(?:โดย)?(?:ประกอบด้วย|องค์ประกอบ|รายชื่อ|รายนาม)(?:ของ\S*|คณะ\S*)?\s*(?:ดังนี้|ประกอบด้วย)?\s*:?$"
)
_INSTEAD_OF = re.compile(rf"\(?แทน(?:ที่)?\s?(?P<old>{PERSON}\s*[^\s()]+(?: [^\s()]+)?)\)?$")
_BROKEN_ROLE = re.compile(rf"\s(?P<said>(?:{INLINE})\s?และ)$")
"""A role of which the next line has the rest."""
_SPOKEN_OF = re.compile(r"^(?:ให้|โดย|และ|กำหนด)|ตามข้อ|ตามคำสั่ง|นี้ ?มี|ที่ได้รับ")
_KIND_ONLY = re.compile(r"คณะกรรมการ|คณะอนุกรรมการ|คณะทำงาน|คณะที่ปรึกษา|คณะอำนวยการ|ที่ปรึกษา")
_NO_POST = re.compile(r"คำสั่ง|ลงวันที่|^(?:และ|หรือ|ให้)")
_POST_GOES_ON = re.compile(
    r"และ|หรือ|ระดับ|กลุ่ม|ด้าน|ประจำ|\(|ชำนาญ|ปฏิบัติ|สหกรณ์|การ|จังหวัด|ส่งเสริม|ตำแหน่ง"
)


def read_body(draft: OrderDraft, lines: list[str]) -> None:
    """Put what the lines after the subject appoint into the draft."""
    body = _Body(draft)
    shown = [read_line(line) for line in lines if line.strip()]
    shown = entries([line for line in shown if not _RULE.match(line.plain)])
    stopped = False
    for at, line in enumerate(shown):
        if stopped:
            stopped = not (_ANNEX.search(line.plain) or line.is_heads)
        elif is_signing(line):
            stopped = True
            body.close()
        else:
            after = shown[at + 1] if at + 1 < len(shown) else None
            body.feed(line, None if after is None or is_signing(after) else after)
    body.finish()


class _Body:
    """Where the reading stands: telling, in the members or in the duties of a group."""

    def __init__(self, draft: OrderDraft) -> None:
        self.draft = draft
        self.mode = "telling"
        self.told: list[str] = []
        self.group: GroupDraft | None = None
        self.pending = False
        """Whether the next member begins the group that the sentences appoint."""
        self.duties: list[str] = []
        self.duty_style = ""
        self.duty_last = 0
        self.head_style = ""
        self.head_last = 0
        self.member_style = ""
        self.member_last = 0
        self.columns: tuple[int, int] | None = None
        self.before = ""
        self.above = ""
        """The line above the one that is read."""
        self.in_clauses = False
        """Whether the duties themselves are marked ข้อ."""
        self.opened = ("", 0)
        """The mark of the line that began the duties."""
        self.numbers: dict[str, str] = {}
        """The numbers that head the bodies, by their titles."""
        self.told_number = ""
        self.is_whole = False
        """Whether the last member was one line up to the role."""

    def feed(self, line: Line, after: Line | None) -> None:
        """One more line; the first of these that knows it takes it."""
        before, self.before = self.before, line.plain
        self.above = before
        for take in (
            self._heads_of_table,
            self._own_sentence,
            self._told_duty,
            self._body_of_one,
            self._closing,
            self._opening,
            self._rest_of_member,
            self._person,
            self._heading,
            self._told,
            self._post,
            self._duty,
        ):
            if take(line, after):
                return
        self._tell(line)

    def close(self) -> None:
        """Members and duties end here."""
        self.mode = "telling"
        self.pending = False

    def finish(self) -> None:
        """People appointed in a sentence, where no list names anybody."""
        told = " ".join(self.told)
        part_roles(self.draft.groups)
        if any(group.members for group in self.draft.groups):
            return
        # What went before (ตามคำสั่ง … แต่งตั้ง … นั้น) is not what this order does.
        acts = told[told.rfind("จึง") :] if "จึง" in told else told
        told = acts if _MADE.search(acts) else told
        for found in _MADE.finditer(told):
            name, post, _cells = name_and_post(found["who"].strip())
            said = " ".join(found["said"].split())
            old = " ".join((found["old"] or "").split())
            member = MemberDraft(name, cleaned(post), code_of(said), said, old)
            self._group().members.append(member)

    # Kinds of line

    def _heads_of_table(self, line: Line, _after: Line | None) -> bool:
        if not line.is_heads:
            if _ONLY_COMPOSITION.match(line.words):
                self.mode, self.pending = "members", self.group is None or self.pending
                return True
            return False
        cells = [cell.strip() for cell in line.cells]
        count = len(cells)
        if re.match(r"ลำดับ|^ที่$", cells[0]):
            cells, count = cells[1:], count - 1
        roles = [
            at for at, cell in enumerate(cells) if re.search(_ROLE_HEAD, cell) or is_role(cell)
        ]
        self.columns = (roles[-1], count) if roles and line.is_row else None
        self.mode = "members"
        return True

    def _own_sentence(self, line: Line, after: Line | None) -> bool:
        """A sentence or clause of the order itself ends the duties."""
        if self.mode != "duties" or opening(line.words):
            return False
        if is_clause(line):
            if not self.duties:
                self.in_clauses = True
            ends = not self.in_clauses and not heading(line)
        else:
            ends = bool(self.duties) and is_of_order(line, self.above)
            ends = ends or self._is_next_clause(line)
        if ends:
            self.close()
            self._tell(line)
        return ends

    def _is_next_clause(self, line: Line) -> bool:
        """๓. ให้… after the bodies ๑. and ๒. when their duties are marked in another way."""
        here = (line.style, line.last - 1)
        follows = bool(line.style) and here in ((self.head_style, self.head_last), self.opened)
        return follows and line.style != self.duty_style and line.words.startswith("ให้")

    def _told_duty(self, line: Line, _after: Line | None) -> bool:
        """ให้คณะกรรมการ + verb directly after the members, with no list of duties."""
        group = self.group
        free = not line.style or is_clause(line) or self._is_next_clause(line)
        if self.mode != "members" or group is None or not group.members or not free:
            return False
        duty = "" if opening(line.words) else told_duty(line.words, group.title)
        if not duty:
            return False
        self.duties = group.duties.setdefault("member", [])
        self.duties.extend(said_in_line(duty))
        self.mode, self.duty_style, self.duty_last = "duties", "", 0
        return True

    def _body_of_one(self, line: Line, after: Line | None) -> bool:
        """ROLE or BODY ได้แก่ WHO with duties of its own below."""
        found = body_of_one(line)
        if found is None or after is None or not line.style or opening(line.words):
            return False
        listed = self.mode == "members" and (line.style, line.last) == (
            self.member_style,
            self.member_last + 1,
        )
        below = opening(after.words)
        next_one = (after.style, after.last) == (line.style, line.last + 1)
        has_own = below is not None and not below.who
        has_own = has_own or (next_one and bool(heading(after)) and opens_group(after.words))
        if listed or not has_own or self._inside(line):
            return False
        self._begin(found.title, line)
        name, post, _cells = name_and_post(found.who)
        self._add(line, MemberDraft(name, cleaned(post), code_of(found.said), found.said))
        self.member_style, self.member_last = "", 0
        return True

    def _inside(self, line: Line) -> bool:
        """Whether a line is marked as below the heading of a body without members yet."""
        group = self.group
        empty = group is not None and not group.members
        return empty and bool(self.head_style) and line.style != self.head_style

    def _closing(self, line: Line, _after: Line | None) -> bool:
        if line.style and not line.style.startswith("N"):
            return False
        ends = _CLOSES.match(line.words) and not opening(line.words)
        if not ends or (line.style and self.mode == "duties"):
            return False
        self._tell(line)
        self.close()
        return True

    def _opening(self, line: Line, after: Line | None) -> bool:
        found = opening(line.words)
        if found is None or is_person(line.words):
            return False
        is_next = self._is_next_clause(line) or (is_clause(line) and not self.in_clauses)
        if self.mode == "duties" and line.style and found.inline and not is_next:
            return False  # a duty that speaks of somebody's duties
        if self._body_with_duty(line, found, after):
            return True
        telling = self.mode == "telling" and not self._begun()
        if telling and STARTS_TELLING.match(line.words) and not line.words.startswith("โดย"):
            self._tell(line)
            if found.inline or OPENS_LIST.search(line.words) is None:
                return True
        if not found.as_before:
            self.duties = self._duties_of(found)
            self.duties.extend(found.inline)
            self.mode = "duties"
        else:
            self.close()
        self.duty_style, self.duty_last, self.in_clauses = "", 0, False
        self.opened = (line.style, line.last)
        return True

    def _body_with_duty(self, line: Line, found: Opening, after: Line | None) -> bool:
        """A heading that names a body, its duty and then its members."""
        title, duty = heading_and_duty(line)
        lists = after is not None and _is_member(after)
        if not duty or is_generic(title) or any(g.title == title for g in self.draft.groups):
            return False
        if found.is_alike or _SPOKEN_OF.search(line.words):
            return False
        named = after is not None and (is_person(after.words) or role_at_end(after.words)[1])
        if not found.inline and not named:
            return False
        if not _OPENS_MEMBERS.search(line.words) and not (line.style and lists):
            return False
        self._begin(title, line)
        duty = _OPENS_MEMBERS.sub("", duty).strip(" ,")
        self._group().duties.setdefault("member", []).extend(said_in_line(duty))
        return True

    def _begun(self) -> bool:
        return self.group is not None or self.pending

    def _rest_of_member(self, line: Line, after: Line | None) -> bool:
        """A row over several lines: the post, the role, or the rest of the post below the name."""
        member = self._last()
        if member is None or line.style or self.mode != "members" or is_person(line.words):
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

    def _unlabelled(self, member: MemberDraft, line: Line, after: Line | None) -> bool:
        if self._rest_of_role(member, line):
            return True
        words, said = role_at_end(line.words)
        if said:
            goes_on = member.name or not words.strip() or self.member_style
            if member.said or not goes_on:
                return False
            more = "" if self._surname(member, words) else words
            self._fill(member, more, said)
            return True
        if opens_group(line.words) or STARTS_TELLING.match(line.words):
            return False
        if not member.post and (not member.said or is_post(line.words)):
            self._surname(member, line.words) or self._fill(member, line.words, "")
            return True
        if not member.post or not self._post_goes_on(member, line, after):
            return False
        self._fill(member, line.words, "")
        return True

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

    def _surname(self, member: MemberDraft, words: str) -> bool:
        """Whether the name itself was broken: its surname stands before the post."""
        first, _gap, rest = " ".join(words.split()).partition(" ")
        alone = member.name and not member.post and " " not in member.name[4:]
        if not alone or member.name.endswith(".") or is_post(words) or len(first) > 20:
            return False
        if not is_post(rest) and rest:
            return False
        member.name = f"{member.name} {first}"
        self._fill(member, rest, "")
        return True

    def _post_goes_on(self, member: MemberDraft, line: Line, after: Line | None) -> bool:
        """Whether a line without a role is the rest of the post above it."""
        words = line.words
        if IS_UNIT.match(words) or re.match(r"\([^()]*\)$|หรือผู้", words):
            return bool(self.member_style) or bool(member.said)
        follows = after is None or after.style or is_person(after.words) or opening(after.words)
        follows = follows or (not member.said and role_at_end(after.words)[1] if after else follows)
        if not self.member_style or not follows or len(words) >= 80:
            return False
        if heading(line) and (self.is_whole or not line.plain.startswith(("กลุ่ม", "ฝ่าย"))):
            return False
        if heading(line) and after is not None and after.last == 1:
            return False
        return _POST_GOES_ON.match(words) is not None

    def _person(self, line: Line, _after: Line | None) -> bool:
        first = _ROLE_FIRST.match(line.words)
        if first and is_person(first["who"]) and not role_at_end(first["who"])[1]:
            name, post, _cells = name_and_post(first["who"])
            said = " ".join(first["said"].split())
            self._add(line, MemberDraft(name, cleaned(post), code_of(said), said))
            return True
        if not is_person(line.words):
            return False
        found = named(line, self.columns)
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

    def _heading(self, line: Line, after: Line | None) -> bool:
        title, duty = heading_and_duty(line)
        if self._is_next_body(line, after):
            title = title or " ".join(line.words.split()).strip(" :")
        elif not title or is_bare_role(line.words) or not self._is_heading(line, after):
            return False
        if len(title) < 4:
            return False
        self._begin(title, line)
        if duty:
            self._group().duties.setdefault("member", []).extend(said_in_line(duty))
        return True

    def _is_next_body(self, line: Line, after: Line | None) -> bool:
        """Whether a short line counts on the headings and a member marked otherwise follows."""
        if after is None or not line.style or after.style == line.style or after.last != 1:
            return False
        if (line.style, line.last) != (self.head_style, self.head_last + 1):
            return False
        if opening(line.words) or len(line.words) > 60 or self.mode == "telling":
            return False
        return is_person(after.words) or bool(role_at_end(after.words)[1])

    def _begin(self, title: str, line: Line) -> None:
        same = next((group for group in self.draft.groups if group.title == title), None)
        self.group = same or GroupDraft(title, form_of(title))
        if same is None:
            self.draft.groups.append(self.group)
        self.mode, self.pending, self.columns = "members", False, None
        self.head_style, self.head_last = line.style, line.last
        self.numbers[title] = line.number
        self.member_style, self.member_last = "", 0

    def _is_heading(self, line: Line, after: Line | None) -> bool:
        leads = after is not None and (
            _is_member(after) or after.is_heads or bool(opening(after.words))
        )
        if opens_group(line.words):
            return leads or bool(line.style) or self.mode != "duties"
        if not line.style:
            first = after is not None and (
                after.last == 1 or not after.style or (after.style == "-" and self._is_free())
            )
            return leads and len(line.words) <= 90 and (first or self.mode != "members")
        goes_on = (line.style == self.head_style or not self.head_style) and (
            line.last == self.head_last + 1
        )
        counts = self.mode == "duties" and (line.style, line.last) == (
            self.duty_style,
            self.duty_last + 1,
        )
        if self.mode == "duties":
            return leads or (goes_on and bool(self.head_style) and not counts)
        in_list = self.mode == "members" and (line.style, line.last) == (
            self.member_style,
            self.member_last + 1,
        )
        if in_list and self.member_style != self.head_style:
            return after is not None and after.style != line.style and after.last == 1
        return leads or (after is not None and after.style != line.style)

    def _is_free(self) -> bool:
        """Whether no row of a member is left open for this line to go on."""
        return self._last() is None or self.is_whole

    def _told(self, line: Line, _after: Line | None) -> bool:
        """A sentence of the order itself, numbered or not."""
        words = line.words
        if line.style and _ORDERS.match(words):
            if self.mode == "duties" and not (opens_group(words) or re.search("คำสั่ง", words)):
                return False
            self.close()
            self._tell(line)
            return True
        if not line.style and (STARTS_TELLING.match(words) or concludes(words)):
            if self.mode == "duties" and not re.search(r"แต่งตั้ง.*(?:ดังนี้|ประกอบด้วย|ดังต่อไปนี้)", words):
                return False
            self._tell(line)
            return True
        return False

    def _tell(self, line: Line) -> None:
        self.told.append(line.plain)
        self.told_number = line.number
        members = members_told(line.plain)
        if members:
            self._tells(members)
            return
        if OPENS_LIST.search(" ".join(line.plain.split())) and not _CLOSES.match(line.words):
            self.mode, self.pending = "members", True
            self.group = None
            self.member_style, self.member_last = "", 0

    def _tells(self, members: list[MemberDraft]) -> None:
        """A sentence names the members of a body one after the other."""
        self.group = None
        self._group().members.extend(members)
        self.mode, self.member_style, self.member_last = "members", "", 0
        self.is_whole = True

    def _post(self, line: Line, after: Line | None) -> bool:
        """A member by post: with a role at the end, or a numbered line under a heading."""
        if self.mode == "duties" and not self._is_row_of_member(line):
            return False
        first = _ROLE_FIRST.match(line.words)
        if first and self.mode == "members" and not role_at_end(first["who"])[1]:
            said = " ".join(first["said"].split())
            self._add(line, MemberDraft("", cleaned(first["who"]), code_of(said), said))
            return True
        found = named(line, self.columns)
        if not found.post or not self._begun():
            return False
        if found.said or (self.mode == "members" and self._may_be_post(line)):
            if len(found.post) > 160:
                return False
            self._add(line, MemberDraft("", found.post, code_of(found.said), found.said))
            return True
        return False

    def _is_row_of_member(self, line: Line) -> bool:
        """In duties only a row in columns, marked like the members, is a member by post."""
        words, said = role_at_end(line.words)
        if not said or not words.strip() or len(words) > 120:
            return False
        apart = len(line.cells) > 1 or line.is_row
        return apart and bool(line.style) and line.style != self.duty_style

    def _may_be_post(self, line: Line) -> bool:
        if is_role(line.words) or len(line.words) > 120 or _NO_POST.search(line.words):
            return False
        group = self.group
        if line.style:
            return True
        unnumbered = group is None or not group.members or not self.member_style
        return unnumbered and len(line.words) <= 80 and not STARTS_TELLING.match(line.words)

    def _duty(self, line: Line, _after: Line | None) -> bool:
        if self.mode != "duties":
            return False
        if not line.style and self.duties and self.duty_style:
            self.duties[-1] = joined(self.duties[-1], line.words)
            return True
        if not line.style and self.duties and not self.duty_style and self.duty_last < 0:
            self.duties.append(" ".join(line.words.split()))
            return True
        if not line.style and self.duties:
            self.duties[-1] = joined(self.duties[-1], line.words)
            return True
        parts = said_in_line(line.plain) if line.style else ()
        self.duties.extend(parts if len(parts) > 1 else [" ".join(line.words.split()).strip(" ;")])
        self.duty_style, self.duty_last = line.style, line.last + max(0, len(parts) - 1)
        if not line.style:
            self.duty_last = -1  # a list without marks: every line is one
        return True

    # What is being filled

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
        self.pending = False
        return self.group

    def _add(self, line: Line, member: MemberDraft) -> None:
        group = self._group()
        if not member.said:
            member.role = role_of_body(group.title)
        group.members.append(member)
        self.mode = "members"
        self.member_style, self.member_last = line.style, line.last
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

    def _duties_of(self, found: Opening) -> list[str]:
        """The list the duties of an opening go into."""
        groups = self.draft.groups
        if len(groups) > 1 and self._is_for_all(found):
            return self.draft.shared_duties
        group = self._named_in(found.who) or self._group()
        self.group = group
        return group.duties.setdefault(found.role, [])

    def _is_for_all(self, found: Opening) -> bool:
        if found.is_alike:
            return True
        groups = self.draft.groups
        kinds = {group.title.partition("ที่")[0][:5] for group in groups}
        said = re.fullmatch(r"(?:คณะ\S{0,12}|กลุ่ม\S{0,20}|ฝ่าย)", found.who)
        titles = [group.title for group in groups]
        own = any(group.duties for group in groups)
        return bool(said) and len(kinds) == 1 and not own and found.who not in titles

    def _named_in(self, who: str) -> GroupDraft | None:
        groups = self.draft.groups
        at = re.search(r"(?:ข้อ|คณะที่|ชุดที่|ลำดับที่|ตาม) ?(\d+(?:\.\d+)*|[ก-ฮ](?![ก-๎]))", to_arabic(who))
        numbered = [g for g in groups if at and to_arabic(self.numbers.get(g.title, "")) == at[1]]
        if numbered:
            return numbered[-1]
        if at and at[1].isdecimal() and 0 < int(at[1]) <= len(groups):
            return groups[int(at[1]) - 1]
        exact = [group for group in groups if group.title == who]
        if exact:
            return exact[-1]
        begun = [group for group in groups if who and not is_generic(who) and who in group.title]
        if begun:
            return begun[-1]
        kind = _KIND_ONLY.match(who)
        of_kind = [group for group in groups if kind and group.title.startswith(kind[0])]
        return of_kind[0] if len(of_kind) == 1 else None


def _is_member(line: Line) -> bool:
    """Whether a line looks like the first member under a heading."""
    if is_person(line.words):
        return True
    words, said = role_at_end(line.words)
    if said and words.strip():
        return True
    return line.last == 1 and bool(line.style) and len(line.words) < 80 and not opening(line.words)
