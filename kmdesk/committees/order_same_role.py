"""Roles outside the usual words, told by the body's name or by several lines alike. Pure."""

import re
from collections import Counter

from kmdesk.committees.order_draft import GroupDraft, MemberDraft
from kmdesk.committees.order_roles import INLINE, code_of

_MAY_BE_ROLE = re.compile(
    r"ผู้(?!ว่า|อำนวยการ|ช่วยผู้|ช่วยนัก|ช่วยเจ้า|จัดการ|ตรวจการ|ตรวจราชการ|ตรวจสอบกิจการ|บังคับ|แทน|พิพากษา|ใหญ่)"
    r"|กรรมการ|อนุกรรมการ|วิทยากร|พยาน|พี่เลี้ยง|คณะ"
)
_BEFORE = r"(?:ประธาน|รองประธาน|หัวหน้า|รองหัวหน้า|เลขานุการ|ผู้ช่วยเลขานุการ|ผู้ช่วย)?"
_AFTER = rf"(?:\s?(?:และ|/)\s?(?:{INLINE}))?"


def part_roles(group: GroupDraft) -> None:
    """Take off the posts what the body is made of, or what ends several of them alike."""
    open_ = [(m, m.post.rpartition(" ")) for m in group.members if m.post and not m.said]
    made_of = re.sub(r"^(?:คณะ|ทีม|ชุด|กลุ่ม|ฝ่าย)", "", group.title)
    ends = Counter(end for _member, (before, _gap, end) in open_ if before)
    for member, (before, _gap, end) in open_:
        alike = ends[end] > 1 and _MAY_BE_ROLE.match(end)
        if before and (alike or _is_made_of(end, made_of)):
            _part(member, before, end)
        elif not before and member.name and _is_made_of(end, made_of):
            _part(member, "", end)


def _part(member: MemberDraft, post: str, said: str) -> None:
    member.post, member.said, member.role = post.strip(" ,"), said, code_of(said)


def _is_made_of(end: str, made_of: str) -> bool:
    """Whether a word is a member of คณะ + what it is made of, alone or as its head."""
    bare = re.sub(rf"^{_BEFORE}(?=ผู้|นัก|วิทยากร|พี่เลี้ยง)", "", end)
    core = re.split(r"และ|/", bare)[0]
    if len(core) < 5 or not _MAY_BE_ROLE.match(core):
        return False
    return made_of.startswith(core) and re.fullmatch(f"{re.escape(core)}{_AFTER}", bare) is not None
