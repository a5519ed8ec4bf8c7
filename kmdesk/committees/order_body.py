"""Bodies, members and duties of an order, line by line. Pure."""

import re

from kmdesk.committees.order_bodies import Bodies
from kmdesk.committees.order_draft import MemberDraft, OrderDraft
from kmdesk.committees.order_duties import Listed, clean, opening, said_in_line, said_on
from kmdesk.committees.order_entries import entries
from kmdesk.committees.order_head import STARTS_TELLING
from kmdesk.committees.order_lines import Line, is_signing, read_line
from kmdesk.committees.order_people import PERSON, cleaned, is_person, joined, name_and_post
from kmdesk.committees.order_roles import INLINE, code_of, part_roles
from kmdesk.committees.order_rows import Rows
from kmdesk.committees.order_sentences import (
    CHANGES,
    CLOSES,
    ENDS_ANOTHER,
    concludes,
    is_clause,
    is_of_order,
    told_duty,
)
from kmdesk.committees.order_titles import (
    OPENS_LIST,
    appointed,
    form_of,
    full_name,
    heading,
    is_generic,
    opens_group,
)

_ANNEX = re.compile(
    r"(?:บัญชี|เอกสาร|รายชื่อ|รายนาม).{0,60}แนบท้าย|แนบท้ายคำสั่ง|(?:บัญชี|เอกสาร|รายชื่อ|รายนาม)ท้าย"
    r"|^(?:บัญชี)?(?:รายชื่อ|รายนาม)(?:คณะ|ผู้|บุคคล|ข้าราชการ|เจ้าหน้าที่|กรรมการ)|^(?:เอกสาร)?ผนวก"
)
_RULE = re.compile(r"[-_=.*~–—\s|:+]{3,}$")
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


class _Body(Rows, Bodies):
    """A reading, line by line."""

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

    def finish(self) -> None:
        """People appointed in a sentence, where no list names anybody."""
        told = " ".join(self.told)
        part_roles(self.draft.groups)
        self._say_of_all()
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
        return (
            follows and line.style != self.duty_style and _OF_CLAUSE.match(line.words) is not None
        )

    def _is_after_told(self, line: Line) -> bool:
        """๓. after the clause ๒. when no duty since then is marked in that way."""
        return (line.style, line.last - 1) == self.told_mark and line.style not in self.duty_styles

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
