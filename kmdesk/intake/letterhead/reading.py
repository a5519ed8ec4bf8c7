"""Extract field proposals from the pages of a letter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kmdesk.intake.letterhead.layout import (
    LIKELY,
    Head,
    Known,
    Letterhead,
    Line,
    Proposal,
    cut_head,
    kind_of,
    lines_of,
)
from kmdesk.intake.letterhead.phrases import alike, distance, is_secret, skeleton
from kmdesk.intake.letterhead.tail import (
    cited,
    contact,
    given_on,
    reply_by,
    reply_within,
    signature,
    stamped_foot,
)
from kmdesk.intake.letterhead.top import (
    date_in,
    heading_sender,
    memo_sender,
    number_in,
    order_number_in,
    sender_of,
    urgency_in,
)
from kmdesk.thai.numbers import parse_number

_LONG = 12


def code_of(number: str) -> str:
    """Return ``กษ 1108`` for กษ ๑๑๐๘/ว ๙๙; empty for a number without an office code."""
    parsed = parse_number(number) if number else None
    if parsed is None or not (parsed.prefix and parsed.office):
        return ""
    return f"{parsed.prefix} {parsed.office}"


def _office_spelling(read: str, known: Known) -> str:
    """Return the issuer as the office spells it.

    At most one edit is allowed, because ตราด and ตรัง are different places.
    """
    bones = skeleton(read)
    same = [name for name in known.issuers if skeleton(name) == bones]
    if same or len(bones) < _LONG:
        return same[0] if same else ""
    near = [name for name in known.issuers if distance(skeleton(name), bones, 1) <= 1]
    return near[0] if len(near) == 1 else ""


def settle_issuer(fields: dict[str, Proposal], known: Known) -> None:
    """Correct, confirm or fill in the issuer from the office's records."""
    read = fields.get("issuer")
    number = fields.get("number")
    by_code = known.codes.get(code_of(number.value)) if number is not None else None
    if read is None:
        if by_code and number is not None:
            fields["issuer"] = Proposal(by_code, min(0.88, number.confidence), number.source)
        return
    spelled = _office_spelling(read.value, known)
    if spelled:
        fields["issuer"] = Proposal(spelled, max(read.confidence, 0.96), read.source)
    elif by_code and alike(by_code, read.value) < 0.6:
        # the number indicates another office than the letterhead does
        fields["issuer"] = Proposal(read.value, min(read.confidence, 0.75), read.source)


MAX_PAGES = 3
Fields = dict[str, Proposal]


def read_letterhead(pages: Sequence[str], known: Known | None = None) -> Letterhead:
    """Propose field values from a letter's first pages; nothing for a classified paper.

    Only what the letter itself states is proposed, and only when it is likely to be right.
    """
    pages = pages[:MAX_PAGES]
    if any(is_secret(page) for page in pages):
        return Letterhead(secret=True)
    lines = lines_of(pages)
    head = cut_head([line for line in lines if line.page == 0])
    rest = [*head.body, *(line for line in lines if line.page > 0)]
    numbered = number_in(head.top)
    form = kind_of(head, numbered[0] if numbered else None, rest)
    if form is None:
        return Letterhead()
    fields: Fields = {"form": form}
    _labelled(head, fields)
    signed, foot = signature(rest)
    fields.update(signed)
    base = _base_form(form, head)
    if base in ("order", "announcement"):
        _decree(base, head, rest, fields)
    else:
        _letter(base, head, rest, foot, fields)
    settle_issuer(fields, known or Known())
    own = fields["number"].value if "number" in fields else ""
    referred = head.blocks["refers_to"].lines if "refers_to" in head.blocks else ()
    opening = tuple(rest[:2]) if "title" not in head.blocks else ()
    believed = _believed(fields)
    within = None
    if "reply_by" not in believed and base not in ("order", "announcement"):
        within = reply_within(rest)
    return Letterhead(believed, cited(referred, rest, own), opening=opening, within=within)


def _base_form(form: Proposal, head: Head) -> str:
    """Return the layout behind a circular."""
    if form.value != "circular":
        return form.value
    if "title" not in head.blocks:
        return "stamped"
    return "memo" if memo_sender(head.top) is not None else "external"


def _labelled(head: Head, fields: Fields) -> None:
    for name, block in head.blocks.items():
        if block.text and name != "issuer":
            confidence = min(block.certainty, block.label.confidence) - 0.03
            if _lacks_items(block.text):
                continue
            fields[name] = Proposal(block.text, confidence, tuple(block.lines))
    urgent = urgency_in(head.top)
    if urgent is not None:
        fields["urgency"] = urgent


def _lacks_items(text: str) -> bool:
    """Return whether a list numbered from 1 has no second item: the rest was not recognised."""
    return bool(re.match(r"[(]?[1๑]\s?[.)]", text)) and "\n" not in text


def _decree(base: str, head: Head, rest: Sequence[Line], fields: Fields) -> None:
    """Read an order or announcement: number in the heading, date at the end."""
    word = "คำสั่ง" if base == "order" else "ประกาศ"
    said = ("สั่ง ณ วันที่",) if base == "order" else ("ประกาศ ณ วันที่", "ณ วันที่")
    _take(fields, "number", order_number_in(head.top))
    _take(fields, "issuer", heading_sender(head.top, word))
    _take(fields, "dated", given_on(rest, said))


def _letter(
    base: str, head: Head, rest: Sequence[Line], foot: Iterable[Line], fields: Fields
) -> None:
    numbered = number_in(head.top)
    place = None
    if numbered is not None:
        fields["number"], line, found = numbered
        place = (line, found.end)
    if base == "stamped":
        fields.update(stamped_foot(rest))
        return
    _take(fields, "dated", date_in(head.top, place))
    if base == "memo":
        sender = memo_sender(head.top)
        if sender is not None:
            fields["issuer"] = sender[0]
            _take(fields, "contact", sender[1])
    else:
        _take(fields, "issuer", sender_of(head.top, place))
        _take(fields, "contact", contact(list(foot)))
    _take(fields, "reply_by", reply_by(rest))


def _take(fields: Fields, name: str, found: Proposal | None) -> None:
    if found is not None and found.value.strip():
        fields[name] = replace(found, value=found.value.strip())


def _believed(fields: Fields) -> Fields:
    """Return the fields with enough confidence to be shown."""
    return {name: found for name, found in fields.items() if found.confidence >= LIKELY}
