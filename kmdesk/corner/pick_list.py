"""Print a pick-list: the records of a search with the place of each."""

from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.search.protocol import Filters
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.context import Context
from kmdesk.widgets.printing import print_path


def write_pick_list(context: Context, query: str, filters: Filters, sort: str) -> Path:
    """Repeat the search with the limit of a printed list and print it; off the UI thread."""
    from kmdesk.pdf import pick_list  # loads ReportLab, only needed to print

    assert context.search is not None
    actor = context.actor
    result = context.search.search(
        query,
        actor_audiences=actor.audiences,
        filters=filters,
        limit=pick_list.LIMIT,
        sort=sort,
        facets=False,
        # Apart from the screen's searches: neither may end the other.
        channel="print",
    )
    found = pick_list.Found(
        [hit.record_id for hit in result.hits],
        result.total,
        [anchor_words(hit.anchor, hit.label) if hit.anchor else "" for hit in result.hits],
        query,
    )
    out = print_path("list.pdf")
    title = tr("“{query}”: {count} found", query=query, count=f"{result.total:,}")
    pick_list.write_pick_list(context.library, actor, context.kinds, found, out, title)
    return out
