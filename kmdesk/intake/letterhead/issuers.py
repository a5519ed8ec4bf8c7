"""Normalise the issuer to the office's spelling, or infer it from the letter number's code."""

from kmdesk.intake.letterhead.model import Known, Proposal
from kmdesk.intake.letterhead.phrases import alike, distance, skeleton
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
