"""The registers, cards, lists and labels of the shelf, gathered and drawn."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.sheets.borrow import write_borrow_card
from kmdesk.pdf.sheets.destruction import write_destruction_list
from kmdesk.pdf.sheets.findings import FindingSection, write_findings
from kmdesk.pdf.sheets.frame import paper_of
from kmdesk.pdf.sheets.labels import LabelSheet, write_labels
from kmdesk.pdf.sheets.order import write_announcement
from kmdesk.pdf.sheets.register import write_register
from kmdesk.places.stickers import place_labels
from kmdesk.records import Actor, Duty, Library, NotAllowed
from kmdesk.shelf import queries_sheets
from kmdesk.shelf.completeness_check import Section
from kmdesk.shelf.edit_document import ShelfError
from kmdesk.shelf.stock_take import RESULTS, checklist
from kmdesk.shelf.terms import HOLDINGS


def print_register(library: Library, actor: Actor, first: str, last: str, out: Path) -> Path:
    """The register of what was received from ``first`` to ``last`` (ISO)."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        letters = queries_sheets.received(reading, first, last)
    return write_register(out, paper_of(library), letters, first, last)


def print_borrow_card(library: Library, actor: Actor, record_id: int, out: Path) -> Path:
    """The borrow card of one paper."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        paper, loans = queries_sheets.borrow_card(reading, record_id)
    return write_borrow_card(out, paper_of(library), paper, loans)


def print_announcement(library: Library, actor: Actor, record_id: int, out: Path) -> Path:
    """An announcement whose text is in the library, as แบบที่ ๗."""
    _staff_only(actor)
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = queries_sheets.announcement(reading, record_id, paper.office)
    if not sheet.body:
        raise ShelfError(
            "There is no text of this announcement to set. Print the record itself instead."
        )
    return write_announcement(out, paper, sheet)


def print_destruction(library: Library, actor: Actor, year: int, out: Path) -> Path:
    """Papers whose time has run out by the end of a calendar year (พ.ศ.)."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        found = queries_sheets.expired(reading, year - 543)
    papers = [
        paper if state in ("in_place", "none") else replace(paper, note=tr(HOLDINGS[state]))
        for paper, state in found
    ]
    return write_destruction_list(out, paper_of(library), year, papers)


def print_paper_labels(
    library: Library,
    actor: Actor,
    record_ids: Sequence[int],
    sheet: LabelSheet,
    first: int,
    out: Path,
) -> Path:
    """Stickers for papers, in the order given."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        labels = [queries_sheets.paper_label(reading, record_id) for record_id in record_ids]
    return write_labels(out, paper_of(library), sheet, labels, first)


def print_place_labels(
    library: Library,
    actor: Actor,
    kind: str,
    inside: int | None,
    sheet: LabelSheet,
    first: int,
    out: Path,
) -> Path:
    """Stickers for the places of a kind, all of them or within one place."""
    with library.reading(actor) as reading:
        labels = place_labels(reading, kind, inside)
    return write_labels(out, paper_of(library), sheet, labels, first)


def print_findings(library: Library, title: str, sections: Sequence[Section], out: Path) -> Path:
    """What was found missing or due, with a box to tick each."""
    shown = [
        FindingSection(
            tr(section.label), [(line.number, line.text, line.note) for line in section.lines]
        )
        for section in sections
    ]
    return write_findings(out, paper_of(library), title, shown)


def print_stock_take(
    library: Library, actor: Actor, place_id: int | None, where: str, out: Path
) -> Path:
    """The checklist of a stock-take: papers by their place, three boxes to tick."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        lines = checklist(reading, place_id)
    by_place: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        state = "" if line.holding in ("in_place", "none") else tr(HOLDINGS[line.holding])
        by_place.setdefault(line.place, []).append((line.number, line.title, state))
    sections = [FindingSection(place, rows) for place, rows in by_place.items()]
    boxes = [tr(word) for word in RESULTS.values()]
    title = f"{tr('Stock-take')}: {where}"
    return write_findings(out, paper_of(library), title, sections, boxes)


def _staff_only(actor: Actor) -> None:
    """Registers and cards name people and internal papers."""
    if actor.duty < Duty.CLERK:
        raise NotAllowed("Registers and cards are for the staff. Sign in first.")
