"""Summary of an imported law in one line, for the import report."""

from kmdesk.i18n import tr
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.thai.digits import to_thai

_SHOWN = 5


def import_summary(reading: Reading, record_id: int) -> str:
    """Return title, number of provisions and doubtful numbers; or that no provisions were found."""
    record, rows = reading.record(record_id), queries.provisions(reading.session, record_id)
    title = to_thai(record.title)
    if not rows:
        return tr("{title}: no provisions were found; it is kept as plain text.", title=title)
    doubts = [row.label for row in rows if row.doubt]
    if not doubts:
        return tr("{title}: {count} provisions", title=title, count=f"{len(rows):,}")
    listed = ", ".join(doubts[:_SHOWN]) + (" …" if len(doubts) > _SHOWN else "")
    return tr(
        "{title}: {count} provisions. Check these numbers against the Gazette: {list}",
        title=title,
        count=f"{len(rows):,}",
        list=listed,
    )
