"""New wording in an amending clause: unquoted, and divided among the places named. Pure."""

import re
from collections.abc import Sequence

from kmdesk.regulations.amendments.operation import Doubt, Place
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.numbers import PROVISION, canonical_provision

_DEFINED = re.compile(r"“[^”]{1,200}”\s*หมายความ")
_LABELLED = re.compile(rf"(?P<unit>มาตรา|ข้อ)\s*(?P<number>{PROVISION})\s*")
_ITEM = re.compile(r"\(\s*(?P<item>[^()]{1,12}?)\s*\)")
_HEADING = re.compile(r"(?:บรรพ|ภาค|ลักษณะ|หมวด|ส่วน|ตอน)(?:ที่)?\s*[๐-๙0-9]")


def typographic(text: str) -> str:
    """Convert straight quotation marks to opening and closing ones."""
    if '"' not in text:
        return text
    opened = re.sub(r'(^|[\s(“])"', r"\1“", text, flags=re.MULTILINE)
    return opened.replace('"', "”")


def strip_quotes(text: str) -> str:
    """Remove the marks that quote new wording; those of defined terms stay.

    In the official style each paragraph opens with a mark and only the last closes.
    """
    spread = re.sub(rf"([”\s])\s*(“(?:มาตรา|ข้อ)\s*{PROVISION}\s)", r"\1\n\2", text)
    lines = [_bare(line.strip()) for line in spread.split("\n")]
    return "\n".join(line for line in lines if line)


def _bare(line: str) -> str:
    if line.startswith("“") and (line.startswith("““") or not _DEFINED.match(line)):
        line = line[1:].lstrip()
    if line.endswith("”") and line.count("”") > line.count("“"):
        line = line[:-1].rstrip()
    return line


def divide(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Return (place, its wording, doubt), with a doubt where the text does not fit the places."""
    headed = [place for place in places if place.chapter]
    if headed:
        return _with_chapters(places, text)
    if len(places) == 1:
        return [_single(places[0], text)]
    if all(place.whole for place in places):
        return _whole(places, text)
    return _small(places, text)


def _single(place: Place, text: str) -> tuple[Place, str, str]:
    label = _LABELLED.match(text)
    if place.whole:
        fits = label is not None and canonical_provision(label["number"]) == place.number
        return place, text, "" if fits else Doubt.NOT_DIVIDED
    if label is not None and canonical_provision(label["number"]) == place.number:
        text = text[label.end() :]
    fits = not place.items or _item_of(text) == place.items[-1]
    return place, text, "" if fits else Doubt.NOT_DIVIDED


def _item_of(line: str) -> str:
    match = _ITEM.match(line)
    return canonical_provision(to_arabic(match["item"])) if match else ""


def _whole(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Split before the line that begins with each provision's own number."""
    wanted = {place.number: place for place in places}
    found: dict[str, list[str]] = {}
    now = ""
    for line in text.split("\n"):
        label = _LABELLED.match(line)
        number = canonical_provision(label["number"]) if label else ""
        if number in wanted and number not in found:
            now = number
            found[now] = []
        found.setdefault(now, []).append(line)
    stray = "\n".join(found.pop("", []))
    out: list[tuple[Place, str, str]] = []
    for place in places:
        wording = "\n".join(found.get(place.number, []))
        out.append((place, wording, "" if wording else Doubt.NO_TEXT))
    if stray and out:
        place, wording, _ = out[0]
        out[0] = (place, f"{stray}\n{wording}".strip(), Doubt.NOT_DIVIDED)
    return out


def _with_chapters(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Split a chapter's heading from the provisions below it."""
    lines = text.split("\n")
    firsts = [at for at, line in enumerate(lines) if _LABELLED.match(line)]
    cut = firsts[0] if firsts else len(lines)
    head, rest = " ".join(lines[:cut]), "\n".join(lines[cut:])
    chapters = [place for place in places if place.chapter]
    others = [place for place in places if not place.chapter] or _numbers_of(lines[cut:])
    inner = any(_HEADING.match(line) for line in lines[cut:])
    doubt = Doubt.NOT_DIVIDED if len(chapters) > 1 or inner or not head else ""
    out: list[tuple[Place, str, str]] = [(chapters[0], head, doubt)]
    out += [(place, "", Doubt.NOT_DIVIDED) for place in chapters[1:]]
    if rest:
        out += [_single(others[0], rest)] if len(others) == 1 else _whole(others, rest)
    return out


def _numbers_of(lines: Sequence[str]) -> list[Place]:
    """Return the provisions in a chapter's text, when the clause names only the chapter."""
    found: list[Place] = []
    for line in lines:
        label = _LABELLED.match(line)
        if label:
            found.append(Place(label["unit"], canonical_provision(label["number"])))
    return found


def _small(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    """Divide the text among วรรค or (๑) of one provision, or places of several provisions."""
    lines = text.split("\n")
    if any(_LABELLED.match(line) for line in lines[1:]):
        return _by_provision(places, text)
    label = _LABELLED.match(lines[0])
    if label is not None:
        lines[0] = lines[0][label.end() :]
    groups = _item_groups(lines) if all(p.items for p in places) else _paragraph_groups(lines)
    if len(groups) == len(places):
        pairs = zip(places, groups, strict=True)
        fits = all(not p.items or _item_of(g[0]) == p.items[-1] for p, g in pairs)
        if fits:
            return [(p, "\n".join(g), "") for p, g in zip(places, groups, strict=True)]
    first, *others = places
    out = [(first, "\n".join(lines), str(Doubt.NOT_DIVIDED))]
    return out + [(place, "", str(Doubt.NO_TEXT)) for place in others]


def _by_provision(places: Sequence[Place], text: str) -> list[tuple[Place, str, str]]:
    holders = dict.fromkeys((place.unit, place.number) for place in places)
    whole = _whole([Place(unit, number) for unit, number in holders], text)
    out: list[tuple[Place, str, str]] = []
    for holder, wording, doubt in whole:
        inner = [place for place in places if place.number == holder.number]
        out += divide(inner, wording) if wording and not doubt else [(p, "", doubt) for p in inner]
    return out


def _item_groups(lines: Sequence[str]) -> list[list[str]]:
    numbered = bool(re.match(r"\(\s*[๐-๙0-9]", lines[0]))
    groups: list[list[str]] = []
    for line in lines:
        match = _ITEM.match(line)
        starts = match is not None and (not numbered or match["item"][0] in "๐๑๒๓๔๕๖๗๘๙0123456789")
        if starts or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def _paragraph_groups(lines: Sequence[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for line in lines:
        if not groups or not _ITEM.match(line):
            groups.append([])
        groups[-1].append(line)
    return groups
