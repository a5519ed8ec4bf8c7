"""Import of laws: their text parsed and every part stored, from files, papers and digests.

No metadata is guessed: what a text states is read by ``facts``, all else is a clerk's to fill in.

A digest is an ordinary law record whose source marks it as one, so it can be found, linked and
printed section by section like the text; every view of it says that it is not the text.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kmdesk.i18n import tr
from kmdesk.intake.client import read_file
from kmdesk.intake.text_features import guess_title
from kmdesk.records import Library, Session, Unit
from kmdesk.records.describe import Paper, read_from
from kmdesk.records.edit import EditSession
from kmdesk.records.model import SOURCE_TEXT, Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import edits, queries, structure, version_store
from kmdesk.regulations.edits import change_law, tidy_title
from kmdesk.regulations.model import (
    UNCHECKED,
    InstrumentDetail,
    Provision,
    RegulationError,
    Wording,
    rank_of,
)
from kmdesk.regulations.parse import parse
from kmdesk.regulations.queries import ANCHOR, DIGEST_IN_TITLE, DIGEST_SOURCE, KIND
from kmdesk.regulations.structure import LawText, Part, PartKind, Role, footnote_marks, plain
from kmdesk.regulations.text_lines import one_line
from kmdesk.regulations.version_store import rebuild
from kmdesk.resources import resource_path
from kmdesk.thai.numbers import read_provision, to_thai

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
    # All parts in one flush, then all wordings, which need the ids of the parts.
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
        year=edits.title_year(title),
        **told_facts(law),
    )


def told_facts(law: LawText) -> dict[str, str | None]:
    """Return the facts stated in a law's text as detail columns: dates, Gazette reference, unit."""
    signed, gazette, stamp = edits.signed(law), edits.gazette(law), edits.stamped(law)
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
        # The first part of an interrupted provision is stored with all of its text.
        if part.resumed:
            continue
        role = law.role(part)
        own = part.kind is PartKind.PROVISION and role is Role.BODY
        doubt = ""
        if own:
            key = read_provision(part.number)
            # A gap is shown as a doubt and not mended: the source itself may have it.
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
    # A number printed twice keeps both provisions: losing one would lose words of the law.
    return f"{ANCHOR}{part.number}" + (f"~{count}" if count > 1 else "")


def _heading(law: LawText, part: Part) -> str:
    if part.kind is PartKind.HEADING:
        return part.label
    if part.kind is PartKind.TITLE or law.role(part) is not Role.BODY:
        return law.sections[part.section].title[:_HEADING_LENGTH]
    return ""


def footnotes_of(law: LawText) -> dict[str, str]:
    """Map each footnote number to its text without the mark."""
    result: dict[str, str] = {}
    for part in law.parts:
        if part.kind is PartKind.FOOTNOTE:
            text = law.text(part)
            mark, words = next(iter(footnote_marks(law, part)), ""), text.partition("]")[2]
            if mark:
                result.setdefault(mark, one_line(words))
    return result


@dataclass(frozen=True, slots=True)
class LawFile:
    """A file's text and the number of provisions the parser found."""

    path: Path
    media_type: str
    title: str
    text: str
    provisions: int


def read_law(path: Path) -> LawFile:
    """Read a file in a worker. Raises IntakeError or RegulationError when it has no text."""
    # Laws are often scans of the Gazette, so pages without text are recognised right away.
    result = read_file(path, recognise=True)
    text = "\n".join(page.text for page in result.pages if not page.problem)
    if not text.strip():
        raise RegulationError(
            "No readable text was found in {name}. Keep the file on the shelf, or type the text.",
            name=path.name,
        )
    count = sum(1 for _ in parse(text).provisions())
    title = tidy_title(result.title_guess) or path.stem
    return LawFile(path, result.media_type, title, text, count)


def read_paper(paper: Paper) -> tuple[str, int]:
    """Return the title at the beginning of a paper's text, and its number of provisions."""
    count = sum(1 for _ in parse(paper.text).provisions())
    guess = guess_title([page.text for page in paper.pages if page.text])
    return tidy_title(guess) or paper.title, count


def add_law_file(unit: Unit, file: LawFile, title: str) -> int:
    """Store a law together with its source file; return the record id."""
    record = import_law(unit, title, file.text, title, None, source=file.path.name)
    unit.attach(record, file.path, file.path.name, file.media_type)
    return record.id


def add_law_paper(unit: Unit, paper: Paper, title: str) -> int:
    """Store a law from a paper on the shelf, which keeps the file, and link both; return the id."""
    record = import_law(unit, title, paper.text, title, None)
    read_from(unit, record.id, paper.record_id)
    return record.id


def add_law_text(unit: Unit, title: str, text: str) -> int:
    """Store a law from pasted text; return the record id. Raises RegulationError without a text."""
    if not text.strip():
        raise RegulationError("Paste the text of the law first.")
    return import_law(unit, title, text, title, None).id


_SHOWN = 5


def import_summary(reading: Reading, record_id: int) -> str:
    """Return title, number of provisions and doubtful numbers; or that no provisions were found."""
    record, rows = reading.record(record_id), queries.provisions(reading.session, record_id)
    title = to_thai(record.title)
    if not rows:
        return tr("{title}: no provisions were found; it is kept as plain text.", title=title)
    doubts = [row.label for row in rows if row.doubt]
    if not doubts:
        return tr("{title}: {count} provisions", title=title, count=f"{len(rows):,}")
    listed = ", ".join(doubts[:_SHOWN]) + (" …" if len(doubts) > _SHOWN else "")
    return tr(
        "{title}: {count} provisions. Check these numbers against the Gazette: {list}",
        title=title,
        count=f"{len(rows):,}",
        list=listed,
    )


_COLUMNS = (
    "position", "role", "kind", "anchor", "unit", "number", "through", "path", "heading", "level",
    "doubt", "source_start", "source_end",
)  # fmt: skip


def read_structure(library: Library, reading: Reading, record_id: int) -> LawText:
    """Return the law's source text with its current structure, corrected or parsed.

    Raises RegulationError when the source text is not in the library.
    """
    reading.record(record_id)
    detail = queries.instrument(reading.session, record_id)
    digest = version_store.source_file(reading.session, record_id)
    if detail is None or digest is None:
        raise RegulationError("The text this law was read from is not in the library.")
    source = library.files.path(digest).read_bytes().decode("utf-8")
    return structure.from_json(source, detail.structure) if detail.structure else parse(source)


def edit_structure(unit: Unit, opened: EditSession, law: LawText) -> int:
    """As :func:`write_structure`, from an editor session that began with ``opened``.

    Raises EditConflict when another user has changed the law since.
    """
    opened.refuse_if_moved_on(unit)
    written = write_structure(unit, opened.record_id, law)
    opened.saved(unit)
    return written


def write_structure(unit: Unit, record_id: int, law: LawText) -> int:
    """Store a corrected structure and reapply amendments to it; return the record id.

    Raises RegulationError when a character would be lost or duplicated.
    """
    if structure.lost(law):
        raise RegulationError("Not every character of the text is in exactly one part.")
    detail = queries.law_detail(unit.session, record_id)
    unit.record(record_id)
    detail.structure = structure.as_json(law)
    present = version_store.source_rows(unit.session, record_id)
    wordings = version_store.wording_rows(unit.session, record_id)
    for row in part_texts(law):
        old = present.pop(row.provision.anchor, None)
        if old is None:
            _add(unit, record_id, row)
        else:
            _update(unit, old, wordings.get(old.id, []), row)
    # Parts are matched by anchor, so that links and answer cards stay with their provisions.
    for gone in present.values():
        for wording in wordings.get(gone.id, []):
            unit.session.delete(wording)
        unit.session.flush()
        unit.session.delete(gone)
    unit.session.flush()
    rebuild(unit, record_id)
    return record_id


def _add(unit: Unit, record_id: int, row: PartText) -> None:
    row.provision.record_id = record_id
    unit.session.add(row.provision)
    unit.session.flush()
    unit.session.add(_wording(record_id, row.provision.id, row))


def _wording(record_id: int, provision_id: int, row: PartText) -> Wording:
    return Wording(
        record_id=record_id, provision_id=provision_id, text=row.text, notes=row.notes, made_by=""
    )


def _update(unit: Unit, old: Provision, wordings: list[Wording], row: PartText) -> None:
    for name in _COLUMNS:
        if getattr(old, name) != getattr(row.provision, name):
            setattr(old, name, getattr(row.provision, name))
    first = next((wording for wording in wordings if wording.made_by == ""), None)
    if first is None:
        unit.session.add(_wording(old.record_id, old.id, row))
    elif (first.text, first.notes) != (row.text, row.notes):
        first.text, first.notes = row.text, row.notes


def load_digests(unit: Unit) -> dict[str, int]:
    """Add the bundled digests; return a map of source id to record id."""
    path = resource_path("digest") / "laws.toml"
    return add_laws(unit, tomllib.loads(path.read_text("utf-8"))["law"], DIGEST_SOURCE)


def add_laws(unit: Unit, laws: list[dict[str, Any]], source: str) -> dict[str, int]:
    """Add laws described in a bundled file; return a map of source id to record id."""
    added: dict[str, int] = {}
    for law in laws:
        record = import_law(
            unit,
            title=law.pop("title"),
            text=law.pop("text"),
            kind=law.pop("kind"),
            dated=None,
            source_id=law["source_id"],
            source=source,
        )
        added[law.pop("source_id")] = change_law(unit, record.id, law)
        if record.dated is None:
            record.dated = law.get("gazetted_on")
    return added


def lay_text_over(unit: Unit, record_id: int, file: LawFile) -> int:
    """Replace a digest by the text from a file; return the record id.

    The record stays, with its links, cards and tags: its sections have the same anchors. Raises
    RegulationError when the record is not a digest (any more) or the file has no sections.
    """
    record = unit.record(record_id)
    if record.source != DIGEST_SOURCE:
        raise RegulationError("This law has its text already. Import an amendment instead.")
    if not file.provisions:
        raise RegulationError(
            "No section was found in {name}, so the digest stays. Choose the file of the law.",
            name=file.path.name,
        )
    version_store.forget_source(unit.session, record_id)
    unit.attach(record, file.text.encode("utf-8"), "law.txt", "text/plain", role=SOURCE_TEXT)
    unit.attach(record, file.path, file.path.name, file.media_type)
    law = parse(file.text)
    write_structure(unit, record_id, law)
    _take_facts(unit.session, record_id, law)
    unit.retitle(record, record.title.removesuffix(DIGEST_IN_TITLE))
    # What somebody had checked was the digest, so the status is open again.
    record.source, record.source_id = file.path.name, None
    record.status = UNCHECKED
    unit.session.flush()
    return record_id


def _take_facts(session: Session, record_id: int, law: LawText) -> None:
    """Set the facts stated in the text; keep dates of the digest that the text does not give."""
    detail = queries.law_detail(session, record_id)
    for name, value in told_facts(law).items():
        # The day of the digest says nothing about this text, so even an unknown day replaces it.
        if value or name in ("text_as_of", "text_source"):
            setattr(detail, name, value)
    detail.structure = detail.pending = detail.note = ""
