"""Duties that name the body they are of, in a sentence or at the head of their line. Pure."""

import re

from kmdesk.committees.order_acts import holds_somebody
from kmdesk.committees.order_draft import GroupDraft
from kmdesk.committees.order_duties import ACT, Listed, clean, opening, said_in_line
from kmdesk.committees.order_rows import State
from kmdesk.committees.order_sentences import told_duty
from kmdesk.committees.order_text import Line
from kmdesk.committees.order_titles import is_composition, title_of

_LEAD = re.compile(r"(?:ให้|โดย|และ|ส่วน|สำหรับ)*\s*")
_APART = re.compile(r"\s*[:：]\s*|\s+[-–—]\s+|\s+|(?=มี ?หน้าที่)")
"""What stands between the name of a body and what it is to do."""
_HAS = re.compile(r"(?:ให้)?(?:มี|ทำ)? ?หน้าที่(?:ในการ|ดังนี้|คือ)?\s*[:：]?\s*|(?:ให้)?(?=รับผิดชอบ|ดำเนิน)")
_SHORTEST = 6
_KIND = re.compile(r"คณะ|ฝ่าย|กลุ่ม|ทีม|ชุด|หน่วย|ศูนย์|งาน|กอง|ผู้|เจ้าหน้าที่")


_BY_NUMBER = re.compile(
    r"(?:โดย|และ|ส่วน)?ให้\s?(?P<who>\S{0,40}?(?:ตามข้อ|ในข้อ|ตามลำดับที่|คณะที่|ชุดที่)"
    r" ?[\d๐-๙]+(?:\.[\d๐-๙]+)*)\s*(?P<duty>\S.*)$"
)
"""A sentence of a body that is called by its number."""
_HEAD = re.compile(
    r"(?:ลำดับ\S*|ที่|คณะ|ฝ่าย|ชุด|ทีม|กลุ่ม|ชื่อ\S*|คณะทำงาน|คณะกรรมการ)(?:/\S+)?|\S*(?:หน้าที่|ภารกิจ|รับผิดชอบ)\S*"
)
"""A head of the columns of a table of duties."""


class NamedDuties(State):
    """Lines of duties that say themselves whose they are."""

    def _is_free_sentence(self, line: Line) -> bool:
        raise NotImplementedError

    def _named_in(self, who: str) -> GroupDraft | None:
        raise NotImplementedError

    def _told_duty(self, line: Line, _after: Line | None) -> bool:
        """ให้คณะกรรมการ + verb after the members, with no list of duties."""
        group = self.group
        if group is None or not group.members or not self._is_free_sentence(line):
            return False
        if opening(line.words) or self.mode not in ("members", "duties"):
            return False
        group, duty = self._told_of(line, group)
        if not duty:
            return False
        self._take(group, line, said_in_line(duty))
        self.duty_style, self.duty_last = "", 0
        return True

    def _told_of(self, line: Line, last: GroupDraft) -> tuple[GroupDraft, str]:
        """The body that a sentence tells to do something, and what; "" for none."""
        by_number = _BY_NUMBER.match(line.words)
        named = self._named_in(by_number["who"]) if by_number else None
        if by_number and named and ACT.match(by_number["duty"]):
            return named, by_number["duty"]
        others = [group for group in self.draft.groups if group is not last and group.members]
        for group in sorted((*others, last), key=lambda group: -len(group.title)):
            duty = told_duty(line.words, group.title) if group.title in line.words else ""
            if duty and (self.mode == "members" or not any(group.duties.values())):
                return group, duty
        return last, told_duty(line.words, last.title) if self.mode == "members" else ""

    def _duties_below_name(self, line: Line, after: Line | None) -> bool:
        """The name of one of several bodies among the duties, its own listed below it."""
        title = title_of(line.words)
        groups = [group for group in self.draft.groups if group.title == title and group.members]
        if self.mode != "duties" or len(self.draft.groups) < 2 or not groups or after is None:
            return False
        if holds_somebody(after) or is_composition(after.words) or opening(after.words):
            return False
        if not after.style or (after.style, after.last) == (line.style, line.last + 1):
            return False
        self._take(groups[0], line, ())
        self._begin_list(Listed(()))
        return True

    def _duty_by_name(self, line: Line, _after: Line | None) -> bool:
        """The name of one of several bodies and beside it what it is to do."""
        if len(self.draft.groups) < 2 or self.mode == "telling" or holds_somebody(line):
            return False
        if opening(line.words) or line.is_heads:
            return False
        if self.mode == "duties" and all(map(_HEAD.fullmatch, line.cells[:2])) and line.cells[1:]:
            return True
        group, duty = self._named_at_head(line.words)
        if group is None or not (ACT.match(duty) or self._counts_on(line)):
            return False
        self._take(group, line, (clean(duty),))
        self._begin_list(Listed((), line.style, line.last))
        return True

    def _counts_on(self, line: Line) -> bool:
        """Whether the mark of a line is the first of the duties or goes on with them."""
        goes_on = line.style == self.duty_style or not self.duty_style
        return (
            self.mode == "duties"
            and bool(line.style)
            and goes_on
            and line.last == self.duty_last + 1
        )

    def _named_at_head(self, words: str) -> tuple[GroupDraft | None, str]:
        """The body whose name is first in a line, and the words behind it."""
        words = words[_LEAD.match(words).end() :]  # type: ignore[union-attr]
        for group in sorted(self.draft.groups, key=lambda group: -len(group.title)):
            rest = words.removeprefix(group.title)
            apart = _APART.match(rest) if rest != words and len(group.title) >= 4 else None
            if apart and rest[apart.end() :]:
                return group, _HAS.sub("", rest[apart.end() :], count=1)
        first, _gap, rest = words.partition(" ")
        begun = [group for group in self.draft.groups if group.title.startswith(first)]
        if len(begun) == 1 and len(first) >= _SHORTEST and _KIND.match(first) and rest.strip():
            return begun[0], _HAS.sub("", rest.strip(" :-–"), count=1)
        return None, ""

    def _take(self, group: GroupDraft, line: Line, duties: tuple[str, ...]) -> None:
        self.group, self.mode = group, "duties"
        self.duties = group.duties.setdefault("member", [])
        self.duties.extend(duties)
        self.opened = (line.style, line.last) if not line.style else self.opened
