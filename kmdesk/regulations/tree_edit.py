"""Manual edits of a law's structure; each keeps every character in exactly one part. Pure."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from kmdesk.regulations import paragraphs
from kmdesk.regulations.paragraphs import Paragraph, one_line, paragraphs, without_marks
from kmdesk.regulations.structure import LawText, Part, PartKind, Role, Section
from kmdesk.regulations.terms import RegulationError
from kmdesk.thai.numbers import canonical_provision, provision_label, read_provision

LOWEST = 6  # ตอน


def lost(law: LawText) -> int:
    """Return how many characters of the source are in no part, or in two; must be 0."""
    at = wrong = 0
    for part in law.parts:
        wrong += abs(part.start - at) + max(0, part.start - part.end)
        at = part.end
    return wrong + abs(len(law.source) - at)


def part_at(law: LawText, offset: int) -> int:
    """Return the index of the part that contains a character."""
    starts = [part.start for part in law.parts]
    return max(0, bisect_right(starts, offset) - 1)


def split(law: LawText, offset: int) -> LawText:
    """Split a part before ``offset``; the second half is classified by its first words.

    Raises RegulationError where a part begins already, or outside the text.
    """
    at = part_at(law, offset)
    part = law.parts[at]
    if not part.start < offset < part.end:
        raise RegulationError("A part begins here already. Choose another place to cut.")
    second = _guessed(law, replace(part, start=offset, resumed=False))
    parts = (*law.parts[:at], replace(part, end=offset), second, *law.parts[at + 1 :])
    starts = tuple(sorted({*law.starts, offset}))
    return _settled(replace(law, parts=parts, starts=starts))


def _guessed(law: LawText, part: Part) -> Part:
    """Classify a new part by its first words; a part without a number if they give none."""
    first = next((p for p in paragraphs(law.text(part)) if not p.blank), None)
    if first is None:
        return replace(part, unit="", number="", through="")
    moved = Paragraph(first.start + part.start, first.end + part.start, first.line, True)
    mark = paragraphs.unit_mark(law.source, moved, None)
    if mark is not None:
        through = canonical_provision(mark.through) if mark.through else ""
        number = canonical_provision(mark.number)
        kind = PartKind.PROVISION
        return replace(part, kind=kind, unit=mark.unit, number=number, through=through, level=0)
    bare = replace(part, unit="", number="", through="", level=0)
    level = paragraphs.heading_level(moved)
    if level:
        return replace(bare, kind=PartKind.HEADING, level=level)
    if paragraphs.is_close(moved):
        return replace(bare, kind=PartKind.COUNTERSIGNATURE)
    if paragraphs.is_schedule(moved):
        return replace(bare, kind=PartKind.SCHEDULE)
    return replace(bare, kind=PartKind.REMARKS) if moved.line.startswith("หมายเหตุ") else bare


def join(law: LawText, at: int) -> LawText:
    """Merge part ``at`` into the one before it. Raises RegulationError for the first part."""
    if not 0 < at < len(law.parts):
        raise RegulationError("There is nothing before this part to join it to.")
    before = replace(law.parts[at - 1], end=law.parts[at].end)
    return _settled(replace(law, parts=(*law.parts[: at - 1], before, *law.parts[at + 1 :])))


def join_line(law: LawText, offset: int) -> LawText:
    """Join the paragraph that begins at ``offset`` to the one before it.

    Raises RegulationError unless a paragraph inside a part begins there.
    """
    if offset not in law.starts or any(part.start == offset for part in law.parts):
        raise RegulationError("Only a paragraph inside a part can be joined to the one before it.")
    return replace(law, starts=tuple(start for start in law.starts if start != offset))


def break_line(law: LawText, offset: int) -> LawText:
    """Start a paragraph at ``offset``.

    Raises RegulationError where one begins already, or outside the text.
    """
    if not 0 < offset < len(law.source) or offset in law.starts:
        raise RegulationError("A part begins here already. Choose another place to cut.")
    return replace(law, starts=tuple(sorted((*law.starts, offset))))


def set_kind(law: LawText, at: int, kind: PartKind) -> LawText:
    """Set the kind of part ``at``."""
    part = replace(law.parts[at], kind=kind, resumed=False)
    if kind is PartKind.HEADING:
        part = replace(part, unit="", number="", through="", level=part.level or 4)
    elif kind is PartKind.PROVISION:
        guessed = _guessed(law, part)
        number = part.number or guessed.number
        unit = part.unit or guessed.unit or _unit(law)
        part = replace(part, unit=unit, number=number, level=0)
    else:
        part = replace(part, unit="", number="", through="", level=0)
    return _put(law, at, part)


def set_number(law: LawText, at: int, typed: str) -> LawText:
    """Set the number of part ``at`` as typed: มาตรา ๗๑/๑, 89 ทวิ.

    Raises RegulationError when it is not a provision number.
    """
    text = typed.strip()
    unit = next((word for word in ("มาตรา", "ข้อ") if text.startswith(word)), "")
    number = text.removeprefix(unit).strip()
    if read_provision(number) is None:
        raise RegulationError("{typed} is not a number of a provision.", typed=typed[:60])
    part = law.parts[at]
    part = replace(part, kind=PartKind.PROVISION, unit=unit or part.unit or _unit(law), level=0)
    return _put(law, at, replace(part, number=canonical_provision(number), through=""))


def _unit(law: LawText) -> str:
    return next((part.unit for part in law.parts if part.unit), "มาตรา")


def promote(law: LawText, at: int) -> LawText:
    """Move a heading up one level, with everything that follows it."""
    return _moved(law, at, -1)


def demote(law: LawText, at: int) -> LawText:
    """Move a heading down one level; merge any other part into the one before it."""
    if law.parts[at].kind is not PartKind.HEADING:
        return join(law, at)
    return _moved(law, at, 1)


def _moved(law: LawText, at: int, step: int) -> LawText:
    part = law.parts[at]
    if part.kind is not PartKind.HEADING or not 1 <= part.level + step <= LOWEST:
        raise RegulationError("This part cannot be moved further that way.")
    return _put(law, at, replace(part, level=part.level + step))


def begin_section(law: LawText, at: int, role: Role) -> LawText:
    """Assign the text from part ``at`` to another instrument, up to where the next begins."""
    part = law.parts[at]
    sections = [*law.sections, Section(role, _title(law, part))]
    old, new = part.section, len(law.sections)
    parts = list(law.parts)
    for k in range(at, len(parts)):
        if parts[k].section != old:
            break
        parts[k] = replace(parts[k], section=new)
    return _settled(replace(law, parts=tuple(parts), sections=tuple(sections)))


def _title(law: LawText, part: Part) -> str:
    return without_marks(one_line(law.text(part)))[:300]


def _put(law: LawText, at: int, part: Part) -> LawText:
    return _settled(replace(law, parts=(*law.parts[:at], part, *law.parts[at + 1 :])))


def _settled(law: LawText) -> LawText:
    """Recompute labels and chapters of all parts."""
    parts: list[Part] = []
    path: list[tuple[int, str]] = []
    section = -1
    for part in law.parts:
        if part.section != section:
            path, section = [], part.section
        name = provision_label(part.unit, part.number) if part.number else ""
        if part.kind is PartKind.HEADING:
            name = without_marks(one_line(law.text(part)))[:300]
            path = [entry for entry in path if entry[0] < part.level]
            path.append((part.level, name))
        elif part.number and part.through:
            name += f" ถึง {provision_label(part.unit, part.through)}"
        parts.append(replace(part, label=name, path=tuple(words for _, words in path)))
    return replace(law, parts=tuple(parts))


def as_json(law: LawText) -> str:
    """Serialise the structure without the text."""
    return json.dumps(
        {
            "sections": [[section.role.value, section.title] for section in law.sections],
            "parts": [
                [
                    part.kind.value, part.start, part.end, part.section, part.unit, part.number,
                    part.through, part.level, part.resumed,
                ]
                for part in law.parts
            ],
            "starts": list(law.starts),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip


def from_json(source: str, text: str) -> LawText:
    """Restore the structure of ``source`` as written by :func:`as_json`."""
    data = json.loads(text)
    parts = tuple(_part(row) for row in data["parts"])
    sections = tuple(Section(Role(role), title) for role, title in data["sections"])
    return _settled(LawText(source, parts, sections, tuple(data["starts"])))


def _part(row: Sequence[object]) -> Part:
    kind, start, end, section, unit, number, through, level, resumed = row
    return Part(
        PartKind(str(kind)), int(str(start)), int(str(end)), int(str(section)), str(unit),
        str(number), str(through), level=int(str(level)), resumed=bool(resumed),
    )  # fmt: skip
