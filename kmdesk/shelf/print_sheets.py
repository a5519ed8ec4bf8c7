"""Print the registers, cards, lists and labels of the shelf."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.sheets.correspondence import write_announcement
from kmdesk.pdf.sheets.frame import paper_of
from kmdesk.pdf.sheets.labels import LabelSheet, write_labels
from kmdesk.pdf.sheets.registers import (
    FindingSection,
    write_borrow_card,
    write_destruction_list,
    write_findings,
    write_register,
)
from kmdesk.places.print import place_stickers
from kmdesk.records import Actor, Duty, Library, NotAllowed
from kmdesk.shelf import queries_sheets
from kmdesk.shelf.documents import ShelfError
from kmdesk.shelf.holdings import STOCK_RESULTS, stock_list
from kmdesk.shelf.model import HOLDINGS


def print_register(library: Library, actor: Actor, first: str, last: str, out: Path) -> Path:
    """Print the register of letters received from ``first`` to ``last`` (ISO dates)."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        letters = queries_sheets.received(reading, first, last)
    return write_register(out, paper_of(library), letters, first, last)


def print_borrow_card(library: Library, actor: Actor, record_id: int, out: Path) -> Path:
    """Print the borrow card of one paper."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        paper, loans = queries_sheets.borrow_card(reading, record_id)
    return write_borrow_card(out, paper_of(library), paper, loans)


def print_announcement(library: Library, actor: Actor, record_id: int, out: Path) -> Path:
    """Print an announcement as แบบที่ ๗; raises ShelfError when the library has no text of it."""
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
    """Print the list of papers whose retention ends by a calendar year (พ.ศ.)."""
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
    """Print stickers for papers, in the order given."""
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
    """Print stickers for places of a kind, all of them or those inside one place."""
    with library.reading(actor) as reading:
        labels = place_stickers(reading, kind, inside)
    return write_labels(out, paper_of(library), sheet, labels, first)


def print_stock_take(
    library: Library, actor: Actor, place_id: int | None, where: str, out: Path
) -> Path:
    """Print the checklist of a stock-take: papers by place, three boxes to tick."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        lines = stock_list(reading, place_id)
    by_place: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        state = "" if line.holding in ("in_place", "none") else tr(HOLDINGS[line.holding])
        by_place.setdefault(line.place, []).append((line.number, line.title, state))
    sections = [FindingSection(place, rows) for place, rows in by_place.items()]
    boxes = [tr(word) for word in STOCK_RESULTS.values()]
    title = f"{tr('Stock-take')}: {where}"
    return write_findings(out, paper_of(library), title, sections, boxes)


def _staff_only(actor: Actor) -> None:
    """Raise NotAllowed for visitors: registers and cards name people and internal papers."""
    if actor.duty < Duty.CLERK:
        raise NotAllowed("Registers and cards are for the staff. Sign in first.")
