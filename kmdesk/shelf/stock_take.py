"""Stock-take: compare the papers in a place with the library's records."""

from collections.abc import Mapping
from dataclasses import dataclass

from kmdesk import clock
from kmdesk.i18n import N_
from kmdesk.places.tree import within
from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.shelf import documents
from kmdesk.shelf.documents import ShelfError
from kmdesk.shelf.loans import take_back
from kmdesk.shelf.queries_stock import papers_in

RESULTS = {
    "found": N_("Found"),
    "missing": N_("Not found"),
    "elsewhere": N_("In the wrong place"),
}


@dataclass(frozen=True, slots=True)
class StockLine:
    """One paper expected in the place; ``holding`` is its recorded state."""

    record_id: int
    number: str
    title: str
    place: str
    holding: str


@dataclass(frozen=True, slots=True)
class Result:
    """Observed state: a key of ``RESULTS``, and the actual place of a misplaced paper."""

    state: str
    place_id: int | None = None


def checklist(reading: Reading, place_id: int | None) -> list[StockLine]:
    """Return papers expected in a place and its subplaces (None: everywhere), in shelf order."""
    places = None if place_id is None else within(reading.session, place_id)
    return [StockLine(*row) for row in papers_in(reading, places)]


def settle(unit: Unit, results: Mapping[int, Result]) -> int:
    """Store the observed states; return the number of papers changed.

    A paper found although recorded as lent is taken back today. Raises ShelfError when a misplaced
    paper comes without its actual place.
    """
    changed = 0
    for record_id, result in results.items():
        record = unit.record(record_id)
        detail = documents.document(unit.session, record_id)
        if detail is None:
            raise ShelfError("This item is not a document of the shelf.")
        before = (detail.holding, record.place_id)
        if result.state == "elsewhere":
            if result.place_id is None:
                raise ShelfError("Say where “{title}” lies now.", title=record.title)
            record.place_id = result.place_id
        if result.state != "missing":
            if documents.open_loan(unit.session, record_id) is not None:
                take_back(unit, record_id, clock.today_iso())
            detail.holding = "in_place"
        elif detail.holding != "on_loan":  # a lent paper is absent for a known reason
            detail.holding = "missing"
        changed += before != (detail.holding, record.place_id)
    unit.session.flush()
    return changed
