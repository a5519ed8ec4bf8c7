"""Read and store a law's structure, as corrected by a clerk in the structure editor."""

from kmdesk.records import Library, Unit
from kmdesk.records.conflicts import EditSession
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, structure, version_store
from kmdesk.regulations.import_law import PartText, part_texts
from kmdesk.regulations.model import Provision, Wording
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText
from kmdesk.regulations.terms import RegulationError
from kmdesk.regulations.version_store import rebuild

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
    detail = queries.instrument(unit.session, record_id)
    if detail is None:
        raise RegulationError("This item is not a law. Open it in its own tab to change it.")
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
