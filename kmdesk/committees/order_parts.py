"""Parts of one body that an order heads apart: advisers, and those who do the work. Pure."""

import re

from kmdesk.committees.order_text import GroupDraft, OrderDraft, code_of
from kmdesk.committees.order_titles import form_of, is_generic

_PART = re.compile(r"ที่ปรึกษา(?:คณะทำงาน|คณะกรรมการ|คณะอนุกรรมการ)?")
"""A heading that says what those below it are, not what they are together (คณะที่ปรึกษา)."""


def put_together(draft: OrderDraft, name: str) -> None:
    """Make one body of its advisers and the rest of it, called ``name`` if headed by its kind.

    Advisers with duties of their own stay a body, and so do those beside several bodies.
    """
    if len(draft.groups) != 2:
        return
    part = next((group for group in draft.groups if _PART.fullmatch(group.title)), None)
    whole = next((group for group in draft.groups if group is not part), None)
    if part is None or whole is None or part.duties or not whole.title.startswith("คณะ"):
        return
    _say(part)
    if is_generic(whole.title):
        _say(whole)
        whole.title, whole.form = name, form_of(name)
    first, second = draft.groups
    whole.members = first.members + second.members
    draft.groups = [whole]
    if draft.shared_duties:
        whole.duties.setdefault("member", []).extend(draft.shared_duties)
        draft.shared_duties = []


def _say(group: GroupDraft) -> None:
    """Let those without a role be what the heading above them says."""
    for member in group.members:
        if not member.said:
            member.said, member.role = group.title, code_of(group.title)
