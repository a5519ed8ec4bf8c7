"""Orders, rosters, minutes, sets and plans on paper."""

from pathlib import Path

from kmdesk.committees.blocks import blocks
from kmdesk.committees.model import KnowledgeSetDetail
from kmdesk.committees.print_official import print_minutes, print_order
from kmdesk.i18n import tr
from kmdesk.pdf.card import Section, Table, write_card
from kmdesk.records import Actor, Kind, Library


def write_record(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """An order or minutes in their official form; else head, text and each block as a table.

    A meeting that is still to be held has no minutes yet: its agenda is printed.
    """
    with library.reading(actor) as reading:
        status = reading.record(record_id).status
    if kind.code == "order":
        print_order(library, actor, record_id, out)
        return
    if kind.code == "meeting" and status != "planned":
        print_minutes(library, actor, record_id, out)
        return
    with library.reading(actor) as reading:
        found = blocks(reading.session, kind.code, record_id)
        detail = reading.session.get(KnowledgeSetDetail, record_id)
        text = detail.text if detail is not None else ""
    sections: list[Section] = []
    if text:
        sections.append((tr("Text"), [line for line in text.split("\n") if line.strip()]))
    tables = [
        Table(tr(b.heading), [tr(h) for h in b.headers], b.rows, list(b.widths)) for b in found
    ]
    write_card(library, actor, kind, record_id, out, sections, tables)
