"""Print orders, rosters, minutes, sets and plans."""

from pathlib import Path

from kmdesk.committees.official import print_agenda, print_minutes, print_order
from kmdesk.committees.print_set import write_set
from kmdesk.committees.tables import blocks
from kmdesk.i18n import tr
from kmdesk.pdf.card import Table, write_card
from kmdesk.records import Actor, Kind, Library
from kmdesk.records.status import effective_status


def write_record(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """Print an order, minutes or a set in its own form; other records as a card with tables.

    A meeting still to be held has no minutes yet: its agenda is printed.
    """
    with library.reading(actor) as reading:
        status = effective_status(reading.session, reading.record(record_id))
    if kind.code == "order":
        print_order(library, actor, record_id, out)
        return
    if kind.code == "meeting":
        write = print_agenda if status == "planned" else print_minutes
        write(library, actor, record_id, out)
        return
    if kind.code == "knowledge_set":
        write_set(library, actor, kind, record_id, out)
        return
    with library.reading(actor) as reading:
        found = blocks(reading.session, kind.code, record_id)
    tables = [
        Table(tr(b.heading), [tr(h) for h in b.headers], b.rows, list(b.widths)) for b in found
    ]
    write_card(library, actor, kind, record_id, out, (), tables)
