"""Stock-take: compare the papers in a place with what the library says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from kmdesk import clock
from kmdesk.i18n import N_
from kmdesk.places.queries import within
from kmdesk.records import Unit
from kmdesk.records.unit import Reading
from kmdesk.shelf import queries
from kmdesk.shelf.edit_document import ShelfError
from kmdesk.shelf.loans import take_back
from kmdesk.shelf.queries_stock import papers_in

RESULTS = {
    "found": N_("Found"),
    "missing": N_("Not found"),
    "elsewhere": N_("In the wrong place"),
}


@dataclass(frozen=True, slots=True)
class StockLine:
    """One paper that should lie in the place; ``holding`` is what is known of it now."""

    record_id: int
    number: str
    title: str
    place: str
    holding: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was seen: a key of ``RESULTS``, and the right place of a paper that lay elsewhere."""

    state: str
    place_id: int | None = None


def checklist(reading: Reading, place_id: int | None) -> list[StockLine]:
    """Papers that should lie in a place and all within it (None: everywhere), in shelf order."""
    places = None if place_id is None else within(reading.session, place_id)
    return [StockLine(*row) for row in papers_in(reading, places)]


def settle(unit: Unit, results: Mapping[int, Result]) -> int:
    """Write down what was seen; how many papers changed.

    A paper found while it is noted as lent is taken back today. Raises ShelfError when a
    paper in the wrong place comes without the place it belongs to now.
    """
    changed = 0
    for record_id, result in results.items():
        record = unit.record(record_id)
        detail = queries.document(unit.session, record_id)
        if detail is None:
            raise ShelfError("This item is not a document of the shelf.")
        before = (detail.holding, record.place_id)
        if result.state == "elsewhere":
            if result.place_id is None:
                raise ShelfError("Say where “{title}” lies now.", title=record.title)
            record.place_id = result.place_id
        if result.state != "missing":
            if queries.open_loan(unit.session, record_id) is not None:
                take_back(unit, record_id, clock.today_iso())
            detail.holding = "in_place"
        elif detail.holding != "on_loan":
            detail.holding = "missing"
        changed += before != (detail.holding, record.place_id)
    unit.session.flush()
    return changed
