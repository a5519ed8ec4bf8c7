"""Bodies of an order: their headings, members and duties, line by line. Pure."""

import re

from kmdesk.committees.order_acts import Acts, heads_acts, is_said_alike, lists_of_acts
from kmdesk.committees.order_draft import GroupDraft, MemberDraft, OrderDraft
from kmdesk.committees.order_duties import (
    Listed,
    Opening,
    clean,
    listed,
    opening,
    said_in_line,
    said_on,
)
from kmdesk.committees.order_entries import entries
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_named_duties import NamedDuties
from kmdesk.committees.order_people import cleaned, is_person, joined, name_and_post
from kmdesk.committees.order_ranks import PERSON
from kmdesk.committees.order_rows import Rows, State
from kmdesk.committees.order_sentences import (
    CHANGES,
    CLOSES,
    ENDS_ANOTHER,
    body_of_one,
    concludes,
    is_clause,
    is_of_order,
)
from kmdesk.committees.order_text import (
    INLINE,
    Line,
    code_of,
    is_role,
    is_rule,
    is_signing,
    part_roles,
    read_line,
)
from kmdesk.committees.order_titles import (
    OPENS_LIST,
    appointed,
    form_of,
    full_name,
    goes_on,
    heading,
    heading_and_duty,
    heading_of_several,
    is_bare_role,
    is_composition,
    is_generic,
    opens_group,
    put_together,
    subject_name,
    title_of,
)
from kmdesk.thai.numbers import to_arabic

_OPENS_MEMBERS = re.compile(
    r"\s*(?:โดย|ซึ่ง)?(?:มี(?:กรรมการ|คณะทำงาน|ผู้))?(?:ประกอบด้วย|ประกอบไปด้วย|มีรายชื่อดังนี้|ได้แก่)\s*:?$"
)
_ROLE_HEAD = r"บทบาท|หน้าที่|สถานะ|ภารกิจ|ตำแหน่งในคณะ|(?:^|ให้|ตั้ง)เป็น$"
_SPOKEN_OF = re.compile(r"^(?:ให้|โดย|และ|กำหนด)|ตามข้อ|ตามคำสั่ง|นี้ ?มี|ที่ได้รับ")
_KIND_ONLY = re.compile(r"คณะกรรมการ|คณะอนุกรรมการ|คณะทำงาน|คณะที่ปรึกษา|คณะอำนวยการ|ที่ปรึกษา")
_WHO = re.compile(
    r"(?:หัวหน้า|ผู้ช่วย|รอง)?(?:ผู้(?!มี(?:ราย|นาม))|เจ้าหน้าที่|นายทะเบียน|วิทยากร|พี่เลี้ยง|พนักงาน|กรรมการ|นายเวร|เวร|ยาม)"
)
"""How those are called whom an order appoints though they are no body."""
_SAYS = re.compile(rf"ให้|{STARTS_TELLING.pattern}|{CHANGES.pattern}")
"""What begins a sentence, not the name of a body."""
_ABBREVIATED = re.compile(r"\s*\([^()]*\)$")


class Bodies(State):
    """Lines that head a body, and whose the duties below them are."""

    def _heads_of_table(self, line: Line, _after: Line | None) -> bool:
        if not line.is_heads:
            if is_composition(line.words):
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

    def _body_with_duty(self, line: Line, found: Opening, after: Line | None) -> bool:
        """A heading that names a body, its duty and then its members."""
        title, duty = heading_and_duty(line)
        lists = after is not None and _is_member(after)
        goes_on = found.goes_on_in(after)
        if not duty or is_generic(title) or self._is_known(title, cut_short=goes_on):
            return False
        if found.is_alike or _SPOKEN_OF.search(line.words):
            return False
        leads = after is not None and (is_person(after.words) or after.role_apart[1])
        if not found.inline and not leads:
            return False
        if not _OPENS_MEMBERS.search(line.words) and not (line.style and (lists or goes_on)):
            return False
        self._begin(title, line)
        duties = self._group().duties.setdefault("member", [])
        duties.extend(listed(_OPENS_MEMBERS.sub("", duty).strip(" ,")).duties)
        if found.said and goes_on:
            self.mode, self.duties = "duties", duties
            self._begin_list(found.said)
        return True

    def _is_known(self, title: str, *, cut_short: bool) -> bool:
        """Whether a body is called so already; its duties may call it by the first words."""
        titles = [group.title for group in self.draft.groups]
        return title in titles or (cut_short and any(t.startswith(title) for t in titles))

    def _heading(self, line: Line, after: Line | None) -> bool:
        title, duty = heading_and_duty(line)
        if self._is_next_body(line, after) or self._is_of_subject(line, after):
            title = title or title_of(line.words)
        elif self._is_of_several(line, after):
            title = title or heading_of_several(line)
        elif not title or is_bare_role(line.words) or not self._is_heading(line, after):
            return False
        if len(title) < 4:
            return False
        self._begin(title, line)
        if duty:
            self._group().duties.setdefault("member", []).extend(listed(duty).duties)
        return True

    def _is_of_several(self, line: Line, after: Line | None) -> bool:
        """Whether a line is the name of one of the bodies that a sentence counted."""
        if not self.several or after is None or opening(line.words):
            return False
        listed = line.style != "" and after.style == line.style and after.last != 1
        if listed or (self._is_next_duty(line) and not self._counts_as_heading(line)):
            return False
        leads = is_person(after.words) or bool(after.role_apart[1]) or after.is_heads
        return leads and bool(heading_of_several(line))

    def _is_next_body(self, line: Line, after: Line | None) -> bool:
        """Whether a short line counts on the headings and a member marked otherwise follows."""
        if after is None or not line.style or after.style == line.style:
            return False
        nests = to_arabic(after.number) == f"{to_arabic(line.number)}.1"
        nests = nests and not self._is_next_duty(line)
        if not nests and not self._counts_as_heading(line):
            return False
        if _SAYS.match(line.words) or opening(line.words) or self.mode == "telling":
            return False
        called = _WHO.match(line.words) is not None
        if (nests and opens_group(line.words) and not called) or len(line.words) > 60:
            return False
        if after.is_heads:
            return called
        if after.last != 1:
            opens = called or opens_group(line.words)
            return (
                opens and after.style in ("", "-") and is_person(after.words) and _has_post(after)
            )
        return _names_somebody(after, title_of(line.words))

    def _counts_as_heading(self, line: Line) -> bool:
        """Whether a mark goes on with the headings, or is the first below แต่งตั้ง … ดังนี้."""
        if self.head_style:
            return (line.style, line.last) == (self.head_style, self.head_last + 1)
        words, said = line.role_apart
        is_row = is_person(line.words) or (bool(said) and bool(words.strip()))
        return self.pending and line.last == 1 and not is_row

    def _is_of_subject(self, line: Line, after: Line | None) -> bool:
        """Whether a line says whom the subject appoints (ผู้ควบคุมงาน), and somebody follows."""
        words = _ABBREVIATED.sub("", title_of(line.words))
        if after is None or not _WHO.match(words) or opening(line.words):
            return False
        if after.style == line.style and line.style:
            return False
        follows = is_person(after.words) or (after.last == 1 and _names_somebody(after, words))
        follows = follows or after.is_heads
        if not follows or is_person(line.words):
            return False
        named = rf"(?:แต่งตั้ง|และ|,|\s){re.escape(words)}(?:\s|และ|,|\(|ประจำ|ของ|ใน|$)"
        return re.search(named, self.draft.title) is not None

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
        if self.mode == "duties":
            return leads or (goes_on and bool(self.head_style) and not self._is_next_duty(line))
        in_list = self.mode == "members" and (line.style, line.last) == (
            self.member_style,
            self.member_last + 1,
        )
        if in_list and self.member_style != self.head_style:
            return after is not None and after.style != line.style and after.last == 1
        return leads or (after is not None and after.style != line.style)

    def _is_next_duty(self, line: Line) -> bool:
        """Whether the mark of a line goes on with the list of duties."""
        here = (line.style, line.last)
        return self.mode == "duties" and here == (self.duty_style, self.duty_last + 1)

    def _is_free(self) -> bool:
        """Whether no row of a member is left open for this line to go on."""
        return self._last() is None or self.is_whole

    def _duties_of(self, found: Opening) -> list[str]:
        """The list the duties of an opening go into."""
        groups = self.draft.groups
        if len(groups) > 1 and self._is_for_all(found):
            return self.draft.shared_duties
        if len(groups) == 1 and goes_on(groups[0].title, found.who):
            self.called = found.who
        group = self._named_in(found.who) or self._group()
        self.group = group
        return group.duties.setdefault(found.role, [])

    def _is_for_all(self, found: Opening) -> bool:
        groups = self.draft.groups
        if found.jointly and not any(group.duties for group in groups):
            return True
        clause = re.search(r"ตามข้อ ?(\d+)(?![\d.])", to_arabic(found.who))
        below = f"{clause[1]}." if clause else "?"
        if found.is_alike or all(self._number(group).startswith(below) for group in groups):
            return True
        kinds = {group.title.partition("ที่")[0][:5] for group in groups}
        said = re.fullmatch(r"(?:คณะ\S{0,12}|กลุ่ม\S{0,20}|ฝ่าย)", found.who)
        titles = [group.title for group in groups]
        if found.who in titles or any(group.duties for group in groups):
            return False
        # The name of the subject, or what all names begin with, is that of all together.
        all_in_one = found.who == subject_name(self.draft.title)
        all_in_one = all_in_one or all(title.startswith(found.who) for title in titles)
        return bool(found.who) and (all_in_one or (bool(said) and len(kinds) == 1))

    def _number(self, group: GroupDraft) -> str:
        """The number that heads a body, in Arabic digits."""
        return to_arabic(self.numbers.get(group.title, ""))

    def _named_in(self, who: str) -> GroupDraft | None:
        groups = self.draft.groups
        at = re.search(r"(?:ข้อ|คณะที่|ชุดที่|ลำดับที่|ตาม) ?(\d+(?:\.\d+)*|[ก-ฮ](?![ก-๎]))", to_arabic(who))
        numbered = [g for g in groups if at and self._number(g) == at[1]]
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


def _names_somebody(line: Line, title: str) -> bool:
    """Whether a row names a person or a post, with a role or as what the title says."""
    if is_person(line.words) or line.role_apart[1]:
        return True
    words, alike = (_ABBREVIATED.sub("", said) for said in (line.words.rstrip(), title))
    return words.endswith(alike) and len(words) > len(alike) + 5


def _has_post(line: Line) -> bool:
    """Whether a row says more of a person than the name."""
    return bool(name_and_post(line.role_apart[0])[1].strip())


def _is_member(line: Line) -> bool:
    """Whether a line looks like the first member under a heading."""
    if is_person(line.words):
        return True
    words, said = line.role_apart
    if said and words.strip():
        return True
    return line.last == 1 and bool(line.style) and len(line.words) < 80 and not opening(line.words)


_ANNEX = re.compile(
    r"(?:บัญชี|เอกสาร|รายชื่อ|รายนาม).{0,60}แนบท้าย|แนบท้ายคำสั่ง|(?:บัญชี|เอกสาร|รายชื่อ|รายนาม)ท้าย"
    r"|^(?:บัญชี)?(?:รายชื่อ|รายนาม)(?:คณะ|ผู้|บุคคล|ข้าราชการ|เจ้าหน้าที่|กรรมการ)|^(?:เอกสาร)?ผนวก"
)
_ORDERS = re.compile(
    r"(?:ให้)?(?:ยกเลิก|แก้ไข)(?:ความใน)?(?:เพิ่มเติม)?คำสั่ง|คำสั่งนี้|(?:ให้)?แต่งตั้ง.*(?:คณะ|บุคคล|ผู้|กลุ่ม)"
)
_OF_CLAUSE = re.compile(
    r"ให้|ระยะเวลา|วาระ|งบประมาณ|ค่าใช้จ่าย|การเบิกจ่าย|การประชุม|ผลบังคับ|การ(?:มี|ใช้)ผล"
)
"""What a clause of an order says behind that of the duties."""
_MADE = re.compile(
    rf"(?P<who>{PERSON}(?:(?!เป็น|{PERSON}).){{3,120}}?)\s?(?:เป็น|ทำหน้าที่(?:เป็น)?)\s?(?P<said>{INLINE})"
    rf"(?:\s?(?:แทน|แทนที่)\s?(?P<old>{PERSON}\s*\S+(?: \S+)?))?"
)


def read_body(draft: OrderDraft, lines: list[str]) -> None:
    """Put what the lines after the subject appoint into the draft."""
    body = _Body(draft)
    shown = [read_line(line) for line in lines if line.strip()]
    shown = entries([line for line in shown if not is_rule(line.plain)])
    acts = lists_of_acts(shown)
    stopped = False
    for at, line in enumerate(shown):
        if stopped:
            stopped = not (_ANNEX.search(line.plain) or line.is_heads)
        elif is_signing(line):
            stopped = True
            body.close()
        else:
            after = shown[at + 1] if at + 1 < len(shown) else None
            body.acts, body.acts_below = acts.get(at), acts.get(at + 1)
            body.feed(line, None if after is None or is_signing(after) else after)
    body.finish()


class _Body(Rows, Bodies, NamedDuties):
    """A reading, line by line."""

    acts: Acts | None = None
    """The list of what is to be done that begins in this line."""
    acts_below: Acts | None = None
    """The one that begins in the next line."""

    def feed(self, line: Line, after: Line | None) -> None:
        """One more line; the first of these that knows it takes it."""
        before, self.before = self.before, line.plain
        self.above = before
        for take in (
            self._heads_of_table,
            self._list_of_acts,
            self._told_duty,
            self._own_sentence,
            self._duties_below_name,
            self._duty_by_name,
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

    def finish(self) -> None:
        """People appointed in a sentence, where no list names anybody."""
        told = " ".join(self.told)
        part_roles(self.draft.groups)
        self._say_of_all()
        put_together(self.draft, appointed(told, self.draft.title))
        self._name_in_full(told)
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

    def _say_of_all(self) -> None:
        """Those of a list without roles are what the sentence above it says of them all."""
        for group in self.draft.groups:
            said = self.of_all.get(group.title, "")
            if said and not any(member.said for member in group.members):
                for member in group.members:
                    member.said, member.role = said, code_of(said)

    def _name_in_full(self, told: str) -> None:
        """The only body, headed by its kind or its level alone, by the name the order gives it."""
        groups = self.draft.groups
        if len(groups) != 1:
            return
        title = full_name(groups[0].title, self.draft.title, self.draft.issuer)
        if is_generic(title):
            named = appointed(told, self.draft.title)
            title = named if named.startswith(title) else title
        if is_generic(title):
            title = self.called or title
        groups[0].title, groups[0].form = title, form_of(title)

    def _own_sentence(self, line: Line, after: Line | None) -> bool:
        """A sentence or clause of the order itself ends the duties."""
        if self.mode != "duties" or opening(line.words):
            return False
        if is_clause(line):
            if not self.duties:
                self.in_clauses = True
            title = heading_of_several(line) if self.several else heading(line)
            ends = not self.in_clauses and not title
        else:
            ends = bool(self.duties) and is_of_order(line, self.above)
            ends = ends or self._is_next_clause(line)
        if ends:
            self.close()
            self._tell(line)
        return ends

    def _list_of_acts(self, line: Line, after: Line | None) -> bool:
        """What is to be done, below a heading of any words or none; and that heading."""
        if self.mode == "telling" or self.group is None:
            return False
        in_members = self.mode == "members"
        titles = [group.title for group in self.draft.groups]
        below = self.acts_below
        heads = below is not None and heads_acts(line, titles, below)
        heads = heads and (self._is_whole_row() if in_members else self._restarts(line, after))
        if not heads and (self.acts is None or not in_members or not line.style):
            return False
        self.duties = self._acts_of(line.words if heads else "")
        self.mode = "duties"
        self._begin_list(Listed(()))
        self.opened = (line.style, line.last) if heads else ("", 0)
        return heads or self._duty(line, after)

    def _is_whole_row(self) -> bool:
        """Whether the last member has the role that others of the body have."""
        members = self.group.members if self.group is not None else []
        return bool(members) and (bool(members[-1].said) or not any(m.said for m in members))

    def _restarts(self, line: Line, after: Line | None) -> bool:
        """Whether a line between duties names a body, and below it they count from one again."""
        if after is None or line.style or after.style != self.duty_style:
            return False
        return any(group.title in line.words for group in self.draft.groups)

    def _acts_of(self, heads: str) -> list[str]:
        """The list that such duties go into: shared where they stand after all bodies."""
        groups, group = self.draft.groups, self._group()
        named = [own for own in groups if own.title in heads]
        for_all = is_said_alike(heads) or not any(own.duties for own in groups)
        if len(named) == 1:
            group = named[0]
        elif len(groups) > 1 and group.members and for_all:
            return self.draft.shared_duties
        return group.duties.setdefault("member", [])

    def _is_next_clause(self, line: Line) -> bool:
        """๓. ให้… after the bodies ๑. and ๒. when their duties are marked in another way."""
        here = (line.style, line.last - 1)
        follows = bool(line.style) and here in ((self.head_style, self.head_last), self.opened)
        return (
            follows and line.style != self.duty_style and _OF_CLAUSE.match(line.words) is not None
        )

    def _is_after_told(self, line: Line) -> bool:
        """๓. after the clause ๒. when no duty since then is marked in that way."""
        return (line.style, line.last - 1) == self.told_mark and line.style not in self.duty_styles

    def _is_free_sentence(self, line: Line) -> bool:
        """Whether a line may be a sentence of the order and no row of a list."""
        return not line.style or is_clause(line) or self._is_next_clause(line)

    def _closing(self, line: Line, _after: Line | None) -> bool:
        if line.style and not line.style.startswith("N"):
            return False
        ends = CLOSES.match(line.words) and not opening(line.words)
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
        self._begin_list(found.said or Listed(()))
        self.opened = (line.style, line.last)
        return True

    def _told(self, line: Line, _after: Line | None) -> bool:
        """A sentence of the order itself, numbered or not."""
        words = line.words
        if CHANGES.match(words) and self.mode != "duties":
            self._tell(line)
            return True
        if line.style and (_ORDERS.match(words) or ENDS_ANOTHER.match(words)):
            ends = opens_group(words) or "คำสั่ง" in words or self._is_after_told(line)
            if self.mode == "duties" and not ends:
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

    def _duty(self, line: Line, _after: Line | None) -> bool:
        if self.mode != "duties":
            return False
        if not line.style and self.duties and self.duty_style:
            rest, more = said_on(line.words, self.duty_last) if self.in_a_row else (line.words, ())
            self.duties[-1] = joined(self.duties[-1], rest)
            self.duties.extend(more)
            self.duty_last += len(more)
            return True
        if not line.style and self.duties and not self.duty_style and self.duty_last < 0:
            self.duties.append(" ".join(line.words.split()))
            return True
        if not line.style and self.duties:
            self.duties[-1] = joined(self.duties[-1], line.words)
            return True
        parts = said_in_line(line.plain, line.last or 1) if line.style else ()
        self.in_a_row = self.in_a_row or len(parts) > 1
        self.duties.extend(parts if len(parts) > 1 else [clean(line.words)])
        self.duty_style, self.duty_last = line.style, line.last + max(0, len(parts) - 1)
        self.duty_styles.add(line.style)
        if not line.style:
            self.duty_last = -1  # a list without marks: every line is one
        return True
