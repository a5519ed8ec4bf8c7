"""Search request of the results page: hits, names of cupboards, papers on loan."""

from collections.abc import Mapping
from dataclasses import dataclass

from kmdesk.places.tree import place_labels
from kmdesk.search.client import SearchClient
from kmdesk.search.protocol import Filters, SearchResult
from kmdesk.shelf.documents import out_until
from kmdesk.widgets.context import Context

PAGE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search request."""

    query: str
    filters: Filters
    sort: str = "relevance"
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A search result. ``out``: borrowed papers among the hits with their due day."""

    result: SearchResult
    places: Mapping[int, str]
    out: dict[int, str]


def look(context: Context, client: SearchClient, wanted: Wanted) -> Found:
    """Search, and read what the index does not contain; off the UI thread."""
    actor = context.actor
    result = client.search(
        wanted.query,
        actor_audiences=actor.audiences,
        filters=wanted.filters,
        limit=PAGE,
        offset=wanted.offset,
        sort=wanted.sort,
        # A newer search on the same channel ends this one: nobody waits for it any longer.
        channel="window",
    )
    cupboards = {int(facet.value) for facet in result.facets.get("place", ())}
    with context.library.reading(actor) as reading:
        # a chosen place without hits has no facet, but its chip still needs a name
        labels = place_labels(reading.session, cupboards | set(wanted.filters.places))
        out = out_until(reading, [hit.record_id for hit in result.hits])
    return Found(result, labels, out)
