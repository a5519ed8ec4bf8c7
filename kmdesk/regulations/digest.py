"""Digests of laws: their sections paraphrased, until the office imports the text itself.

A digest is an ordinary law record whose source marks it as one, so it can be found, linked and
printed section by section like the text; every view of it says that it is not the text.
"""

import tomllib
from typing import Any

from kmdesk.records import Session, Unit
from kmdesk.records.model import SOURCE_TEXT
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.change_law import change_law
from kmdesk.regulations.import_file import LawFile
from kmdesk.regulations.import_law import import_law, told_facts
from kmdesk.regulations.parse import parse
from kmdesk.regulations.particulars import IN_TITLE, SOURCE
from kmdesk.regulations.structure import LawText
from kmdesk.regulations.structure_store import write_structure
from kmdesk.regulations.terms import UNCHECKED, RegulationError
from kmdesk.resources import resource_path


def load_digests(unit: Unit) -> dict[str, int]:
    """Add the bundled digests; return a map of source id to record id."""
    path = resource_path("digest") / "laws.toml"
    return add_laws(unit, tomllib.loads(path.read_text("utf-8"))["law"], SOURCE)


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
    if record.source != SOURCE:
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
    unit.retitle(record, record.title.removesuffix(IN_TITLE))
    record.source, record.source_id = file.path.name, None
    record.status = UNCHECKED
    unit.session.flush()
    return record_id


def _take_facts(session: Session, record_id: int, law: LawText) -> None:
    """Set the facts stated in the text; keep dates of the digest that the text does not give."""
    detail = queries.instrument(session, record_id)
    if detail is None:
        raise RegulationError("This item is not a law. Open it in its own tab to change it.")
    for name, value in told_facts(law).items():
        if value or name in ("text_as_of", "text_source"):
            setattr(detail, name, value)
    detail.structure = detail.pending = detail.note = ""
