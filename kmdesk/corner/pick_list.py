"""The pick-list: what a search found, on paper, with the place of each item."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk.i18n import tr
from kmdesk.search.protocol import Filters, Hit
from kmdesk.widgets.anchors import anchor_words
from kmdesk.widgets.context import Context
from kmdesk.widgets.dates import short_date

if TYPE_CHECKING:
    from kmdesk.pdf.result_list import ResultRow

MOST = 200


def write_pick_list(context: Context, query: str, filters: Filters, sort: str) -> Path:
    """Search again for up to ``MOST`` hits and print them as a list; off the UI thread."""
    from kmdesk.pdf.result_list import write_result_list  # reportlab only when printing

    assert context.search is not None
    result = context.search.search(
        query,
        actor_audiences=context.actor.audiences,
        filters=filters,
        limit=MOST,
        snippets=False,
        sort=sort,
        channel="print",
    )
    out = Path(tempfile.mkdtemp(prefix="kmdesk-print-")) / "list.pdf"
    return write_result_list(
        out,
        [_row(context, hit) for hit in result.hits],
        title=tr("“{query}”: {count} found", query=query, count=f"{result.total:,}"),
        office=context.settings.office_name,
        query=query,
        thai_digits=context.settings.thai_digits,
    )


def _row(context: Context, hit: Hit) -> "ResultRow":
    from kmdesk.pdf.result_list import ResultRow

    statuses = context.kinds.get(hit.kind).statuses if hit.kind in context.kinds else {}
    return ResultRow(
        title=hit.title,
        number=hit.number,
        dated=short_date(hit.dated),
        place=hit.place,
        found_at=anchor_words(hit.anchor, hit.label) if hit.anchor else "",
        status=tr(statuses.get(hit.status, hit.status)) if hit.status else "",
    )
