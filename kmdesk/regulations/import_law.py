"""Import the text of a law: parse it and store every part, without guessing metadata."""

from collections.abc import Iterator
from dataclasses import dataclass

from kmdesk.records import Unit
from kmdesk.records.model import SOURCE_TEXT, Record
from kmdesk.regulations import facts
from kmdesk.regulations.facts import tidy_title
from kmdesk.regulations.model import InstrumentDetail, Provision, Wording
from kmdesk.regulations.parse import parse
from kmdesk.regulations.queries import ANCHOR, KIND
from kmdesk.regulations.structure import LawText, Part, PartKind, Role, footnote_marks, plain
from kmdesk.regulations.terms import UNCHECKED, rank_of
from kmdesk.regulations.text_lines import one_line
from kmdesk.thai.numbers import read_provision

_HEADING_LENGTH = 300


@dataclass(frozen=True, slots=True)
class PartText:
    """A part as a row to store, with its text and its footnotes."""

    provision: Provision
    text: str
    notes: str


def import_law(
    unit: Unit,
    title: str,
    text: str,
    kind: str,
    dated: str | None,
    source_id: str | None = None,
    source: str | None = None,
) -> Record:
    """Create a law from its text, with the status "not checked".

    The text itself is stored as a file, so that every parsing error can be corrected later.
    """
    title = tidy_title(title)
    law = parse(text)
    detail = _detail(law, title, kind)
    record = unit.add(
        kind=KIND,
        title=title,
        dated=dated or detail.signed_on or detail.gazetted_on,
        status=UNCHECKED,
        source_id=source_id,
        source=source,
    )
    detail.record_id = record.id
    unit.session.add(detail)
    add_parts(unit, record.id, law)
    if text.strip():
        unit.attach(record, text.encode("utf-8"), "law.txt", "text/plain", role=SOURCE_TEXT)
    return record


def add_parts(unit: Unit, record_id: int, law: LawText) -> None:
    """Store the parts of ``law`` as provisions of a record, each with one open-ended wording."""
    rows = list(part_texts(law))
    for row in rows:
        row.provision.record_id = record_id
    unit.session.add_all(row.provision for row in rows)
    unit.session.flush()
    unit.session.add_all(
        Wording(
            record_id=record_id,
            provision_id=row.provision.id,
            text=row.text,
            notes=row.notes,
        )
        for row in rows
    )
    unit.session.flush()


def _detail(law: LawText, title: str, kind: str) -> InstrumentDetail:
    return InstrumentDetail(
        rank=rank_of(kind, title),
        kind_text=kind,
        year=facts.title_year(title),
        **told_facts(law),
    )


def told_facts(law: LawText) -> dict[str, str | None]:
    """Return the facts stated in a law's text as detail columns: dates, Gazette reference, unit."""
    signed, gazette, stamp = facts.signed(law), facts.gazette(law), facts.stamped(law)
    first = next(law.provisions(), None)
    return {
        "unit": first.unit if first else "",
        "signed_on": signed.day if signed else None,
        "signed_source": signed.source if signed else "",
        "gazetted_on": gazette.day if gazette else None,
        "gazetted_source": gazette.source if gazette else "",
        "gazette_volume": gazette.volume if gazette else "",
        "gazette_part": gazette.part if gazette else "",
        "gazette_page": gazette.page if gazette else "",
        "text_as_of": stamp.day if stamp else None,
        "text_source": stamp.source if stamp else "",
    }


def part_texts(law: LawText) -> Iterator[PartText]:
    """Yield every part of a law as it is stored."""
    notes = footnotes_of(law)
    taken: dict[str, int] = {}
    before = None
    for position, part in enumerate(law.parts):
        if part.resumed:
            continue
        role = law.role(part)
        own = part.kind is PartKind.PROVISION and role is Role.BODY
        doubt = ""
        if own:
            key = read_provision(part.number)
            expected = key is not None and (before is None or key.follows(before))
            doubt = "" if expected else "number"
            before = read_provision(part.through or part.number)
        provision = Provision(
            position=position,
            role=role.value,
            kind=part.kind.value,
            anchor=_anchor(part, own, position, taken),
            unit=part.unit,
            number=part.number,
            through=part.through,
            path="\n".join(part.path),
            heading=_heading(law, part),
            level=part.level,
            doubt=doubt,
            source_start=part.start,
            source_end=part.end,
        )
        said = plain(law, part)
        found = (notes[mark] for mark in footnote_marks(law, part) if mark in notes)
        about = "" if part.kind is PartKind.FOOTNOTE else "\n".join(found)
        yield PartText(provision, said, about)


def _anchor(part: Part, own: bool, position: int, taken: dict[str, int]) -> str:
    """Return ``provision:33/1`` for the law's own provisions, ``part:7`` for all else."""
    if not own:
        return f"part:{position}"
    taken[part.number] = taken.get(part.number, 0) + 1
    count = taken[part.number]
    return f"{ANCHOR}{part.number}" + (f"~{count}" if count > 1 else "")


def _heading(law: LawText, part: Part) -> str:
    if part.kind is PartKind.HEADING:
        return part.label
    if part.kind is PartKind.TITLE or law.role(part) is not Role.BODY:
        return law.sections[part.section].title[:_HEADING_LENGTH]
    return ""


def footnotes_of(law: LawText) -> dict[str, str]:
    """Map each footnote number to its text without the mark."""
    found: dict[str, str] = {}
    for part in law.parts:
        if part.kind is PartKind.FOOTNOTE:
            text = law.text(part)
            mark, words = next(iter(footnote_marks(law, part)), ""), text.partition("]")[2]
            if mark:
                found.setdefault(mark, one_line(words))
    return found
