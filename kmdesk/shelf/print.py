"""A document on paper: its card, then its originals as they are."""

import tempfile
from pathlib import Path

from kmdesk.pdf.card import write_card
from kmdesk.pdf.join import join_pdfs
from kmdesk.records import Actor, Kind, Library
from kmdesk.records.kinds import IndexPassage
from kmdesk.shelf.queries import pdf_originals


def write_document(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """The card with the text, or the card followed by the pages of the PDF originals."""
    with library.reading(actor) as reading:
        reading.record(record_id)
        originals = [library.files.path(h) for h in pdf_originals(reading.session, record_id)]
        texts = [] if originals else list(kind.passages(reading.session, record_id))
    if not originals:
        write_card(library, actor, kind, record_id, out, [_section(text) for text in texts])
        return
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        card = Path(folder) / "card.pdf"
        write_card(library, actor, kind, record_id, card)
        join_pdfs([card, *originals], out)


def _section(passage: IndexPassage) -> tuple[str, list[str]]:
    return passage.label, [line for line in passage.text.split("\n") if line.strip()]
