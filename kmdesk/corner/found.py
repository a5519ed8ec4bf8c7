"""One search as the results page asks it: the hits, names of cupboards, what is on loan."""

from collections.abc import Mapping
from dataclasses import dataclass

from kmdesk.places.queries import place_labels
from kmdesk.search.client import SearchClient
from kmdesk.search.protocol import Filters, SearchResult
from kmdesk.shelf.queries import out_until
from kmdesk.widgets.context import Context

PAGE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked."""

    query: str
    filters: Filters
    sort: str = "relevance"
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The answer. ``out``: borrowed papers among the hits and the day they are due."""

    result: SearchResult
    places: Mapping[int, str]
    out: dict[int, str]


def look(context: Context, client: SearchClient, wanted: Wanted) -> Found:
    """Search, and read what the index does not know; off the UI thread."""
    actor = context.actor
    result = client.search(
        wanted.query,
        actor_audiences=actor.audiences,
        filters=wanted.filters,
        limit=PAGE,
        offset=wanted.offset,
        sort=wanted.sort,
        channel="window",
    )
    cupboards = {int(facet.value) for facet in result.facets.get("place", ())}
    with context.library.reading(actor) as reading:
        labels = place_labels(reading.session, cupboards | set(wanted.filters.places))
        out = out_until(reading, [hit.record_id for hit in result.hits])
    return Found(result, labels, out)
