"""Print a document: its card, then its originals unchanged."""

import tempfile
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.card import write_card
from kmdesk.pdf.merging import join_pdfs
from kmdesk.records import Actor, Kind, Library
from kmdesk.records.kinds import IndexPassage
from kmdesk.shelf.print_originals import printable_originals


def write_document(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """Write the card with the text, or the card followed by the pages of scans and pictures.

    An original that cannot be printed is named on the card and omitted.
    """
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        folder = Path(name)
        originals = printable_originals(library, actor, record_id, folder)
        sections = [(tr("Left out of this print"), originals.left_out)]
        if originals.pages:
            card = folder / "card.pdf"
            write_card(library, actor, kind, record_id, card, sections if sections[0][1] else ())
            join_pdfs([card, *originals.pages], out)
            return
        with library.reading(actor) as reading:
            texts = [_section(text) for text in kind.passages(reading.session, record_id)]
        texts += sections if sections[0][1] else []
        write_card(library, actor, kind, record_id, out, texts)


def _section(passage: IndexPassage) -> tuple[str, list[str]]:
    return passage.label, [line for line in passage.text.split("\n") if line.strip()]
